import type { FileType } from '@/lib/hosts/process/sys';
import { fromBytes, toBytes } from '@/lib/hosts/text';

/** One member of an archive. Times in seconds since the epoch. */
export interface Member {
  readonly name: string;
  readonly type: Extract<FileType, 'file' | 'dir' | 'link' | 'fifo'> | 'hard';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  readonly mtime: number;
  readonly target: string;
  readonly data: Uint8Array;
}

/** The text is no tar archive. */
export class NotAnArchive extends Error {}

const BLOCK = 512;
const FLAGS = { file: '0', hard: '1', link: '2', dir: '5', fifo: '6' } as const;
const MOST_MEMBERS = 100_000;

/** An archive in GNU tar's format, padded to a record of 20 blocks. */
export function packArchive(members: readonly Member[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  const add = (bytes: Uint8Array) => {
    parts.push(bytes);
    size += bytes.length;
    if (bytes.length % BLOCK) {
      const rest = new Uint8Array(BLOCK - (bytes.length % BLOCK));
      parts.push(rest);
      size += rest.length;
    }
  };
  for (const member of members) {
    for (const [flag, text] of [
      ['K', member.target],
      ['L', member.name],
    ] as const) {
      const bytes = toBytes(`${text}\0`);
      if (bytes.length <= 101) continue;
      add(
        header(
          { ...member, name: '././@LongLink', target: '', mode: 0o644, uid: 0, gid: 0, mtime: 0, user: 'root', group: 'root' },
          flag,
          bytes.length,
        ),
      );
      add(bytes);
    }
    add(header(member, FLAGS[member.type], member.data.length));
    if (member.data.length) add(member.data);
  }
  const total = Math.ceil((size + 2 * BLOCK) / (20 * BLOCK)) * 20 * BLOCK;
  const out = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function header(member: Member, flag: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, most: number, text: string) => block.set(toBytes(text).subarray(0, most), at);
  const octal = (at: number, width: number, value: number) => put(at, width, `${value.toString(8).padStart(width - 1, '0')}\0`);
  put(0, 100, member.name);
  octal(100, 8, member.mode);
  octal(108, 8, member.uid);
  octal(116, 8, member.gid);
  octal(124, 12, size);
  octal(136, 12, member.mtime);
  put(148, 8, '        ');
  put(156, 1, flag);
  put(157, 100, member.target);
  put(257, 8, 'ustar  \0');
  put(265, 32, member.user);
  put(297, 32, member.group);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, 8, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** Reads an archive (ustar, GNU or pax). @throws NotAnArchive */
export function unpackArchive(bytes: Uint8Array): Member[] {
  const members: Member[] = [];
  let longName: string | undefined;
  let longTarget: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length && members.length < MOST_MEMBERS;) {
    const block = bytes.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) break;
    const text = (from: number, most: number) => {
      const field = block.subarray(from, from + most);
      const end = field.indexOf(0);
      return fromBytes(end < 0 ? field : field.subarray(0, end));
    };
    const octal = (from: number, most: number) => parseInt(text(from, most).trim() || '0', 8);
    const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    if (octal(148, 8) !== sum) throw new NotAnArchive();
    const size = octal(124, 12);
    const data = bytes.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const flag = text(156, 1) || '0';
    if (flag === 'L') longName = fromBytes(data).replace(/\0.*$/s, '');
    else if (flag === 'K') longTarget = fromBytes(data).replace(/\0.*$/s, '');
    else if (flag === 'x') {
      const pax = fromBytes(data);
      longName = /(?:^|\n)\d+ path=(.*)\n/.exec(pax)?.[1] ?? longName;
      longTarget = /(?:^|\n)\d+ linkpath=(.*)\n/.exec(pax)?.[1] ?? longTarget;
    } else if (flag !== 'g') {
      const prefix = text(257, 6) === 'ustar' && block[263] === 0x30 ? text(345, 155) : '';
      const name = longName ?? (prefix ? `${prefix}/${text(0, 100)}` : text(0, 100));
      const type =
        flag === '5' || name.endsWith('/') ? 'dir' : flag === '1' ? 'hard' : flag === '2' ? 'link' : flag === '6' ? 'fifo' : 'file';
      members.push({
        name,
        type,
        mode: octal(100, 8) & 0o7777,
        uid: octal(108, 8),
        gid: octal(116, 8),
        user: text(265, 32),
        group: text(297, 32),
        mtime: octal(136, 12),
        target: longTarget ?? text(157, 100),
        data,
      });
      longName = longTarget = undefined;
    }
  }
  return members;
}
