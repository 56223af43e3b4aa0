import { gunzipSync, gzipSync } from 'node:zlib';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import type { Sys } from '@/lib/hosts/process/sys';
import { Exit, type Command } from '../command/command';
import type { Options } from '../command/getopt';
import { strerror, type Io, type Task } from '../command/stdio';
import { Accounts } from '../files/accounts';
import { join, modeText } from '../files/paths';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';
import { extract } from './tar-extract';
import { type Member, NotAnArchive, packArchive, unpackArchive } from './tar-format';
import { chosen, reportMissing } from './tar-members';

const MARK = '\0';
const TAKE_VALUE = 'fCTX';

/** The old style (`czf x`) is rewritten to options, and `-C dir` to an operand, for its place among the operands counts. */
function prepare(args: readonly string[]): string[] {
  const words = [...args];
  const first = words[0];
  if (first !== undefined && first !== '' && !first.startsWith('-')) {
    words.shift();
    const head: string[] = [];
    for (const letter of first) head.push(`-${letter}`, ...(TAKE_VALUE.includes(letter) && words.length ? [words.shift()!] : []));
    words.unshift(...head);
  }
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const bundle = /^-([A-Za-eg-z]*)C(.*)$/.exec(word);
    if (word === '--directory' || (bundle && !bundle[2])) {
      if (bundle?.[1]) out.push(`-${bundle[1]}`);
      out.push(MARK + (words[++i] ?? ''));
    } else if (word.startsWith('--directory=')) out.push(MARK + word.slice(12));
    else if (bundle) {
      if (bundle[1]) out.push(`-${bundle[1]}`);
      out.push(MARK + bundle[2]);
    } else out.push(word);
    if (/^-[A-Za-z]*[fTX]$/.test(word) && !word.startsWith('--') && i + 1 < words.length) out.push(words[++i]!);
  }
  return out;
}

export const tar: Command = {
  name: 'tar',
  options:
    'c,create x,extract,get t,list r,append u,update f,file: z,gzip,gunzip j,bzip2 J,xz a,auto-compress v,verbose p,preserve-permissions,same-permissions k,keep-old-files exclude: strip-components: O,to-stdout h,dereference m,touch no-same-owner same-owner owner: group: numeric-owner no-same-permissions T,files-from: P,absolute-names overwrite wildcards warning: S,sparse totals sort: mtime: one-top-level',
  version: 'tar (GNU tar) 1.35',
  usage:
    "Usage: tar [OPTION...] [FILE]...\nGNU 'tar' saves many files together into a single tape or disk archive, and can\nrestore individual files from the archive.\n\nExamples:\n  tar -cf archive.tar foo bar  # Create archive.tar from files foo and bar.\n  tar -tvf archive.tar         # List all files in archive.tar verbosely.\n  tar -xf archive.tar          # Extract all files from archive.tar.\n",
  refusal: "Try 'tar --help' or 'tar --usage' for more information.\n",
  usageStatus: 64,
  prepare,
  *run(io, options, sys) {
    const modes = ['c', 'x', 't', 'r', 'u'].filter((mode) => options.has(mode));
    if (modes.length !== 1) {
      yield* io.error(
        modes.length === 0
          ? "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options"
          : "You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option",
      );
      yield* io.stderr("Try 'tar --help' or 'tar --usage' for more information.\n");
      return 2;
    }
    for (const name of ['j', 'J', 'u'])
      if (options.has(name)) {
        yield* io.error(`option -${name} is not simulated here`);
        return 2;
      }
    const run = new Tar(io, sys, options);
    if (options.has('c', 'r')) return yield* run.create();
    const members = yield* run.read();
    return options.has('t') ? yield* run.list(members) : yield* extract(io, sys, options, members, operandsOf(options), MARK);
  },
};

const operandsOf = (options: Options) => options.operands;

class Tar {
  private code = 0;
  private readonly accounts: Accounts;
  private readonly archive: string;
  private warned = false;

  constructor(
    private readonly io: Io,
    private readonly sys: Sys,
    private readonly options: Options,
  ) {
    this.accounts = new Accounts(sys);
    this.archive = options.value('f') ?? '-';
  }

  *fatal(message: string): Task<never> {
    yield* this.io.error(message);
    yield* this.io.error('Error is not recoverable: exiting now');
    throw new Exit(2);
  }

  *read(): Task<Member[]> {
    let bytes: Uint8Array;
    try {
      bytes = toBytes(yield* this.io.open(this.archive).rest());
    } catch (error) {
      const reason = strerror(error);
      if (!this.options.has('z')) return yield* this.fatal(`${this.archive}: Cannot open: ${reason}`);
      yield* this.io.stderr(`tar (child): ${this.archive}: Cannot open: ${reason}\ntar (child): Error is not recoverable: exiting now\n`);
      return yield* this.fatal('Child returned status 2');
    }
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    try {
      if (packed) bytes = gunzipSync(bytes);
    } catch {
      yield* this.io.stderr('\ngzip: stdin: unexpected end of file\n');
      return yield* this.fatal('Child returned status 1');
    }
    if (!packed && this.options.has('z')) {
      yield* this.io.stderr('\ngzip: stdin: not in gzip format\n');
      return yield* this.fatal('Child returned status 1');
    }
    try {
      return unpackArchive(bytes);
    } catch (error) {
      if (!(error instanceof NotAnArchive)) throw error;
      yield* this.io.error('This does not look like a tar archive');
      yield* this.io.error('Exiting with failure status due to previous errors');
      throw new Exit(2);
    }
  }

  *create(): Task<number> {
    const operands = [...this.options.operands];
    for (const path of this.options.values('T')) operands.push(...(yield* this.io.open(path).rest()).split('\n').filter(Boolean));
    if (!operands.some((word) => !word.startsWith(MARK))) {
      yield* this.io.error('Cowardly refusing to create an empty archive');
      yield* this.io.stderr("Try 'tar --help' or 'tar --usage' for more information.\n");
      return 2;
    }
    const members: Member[] = this.options.has('r') && this.sys.exists(this.archive) ? yield* this.read() : [];
    const start = this.sys.cwd();
    for (const word of operands) {
      if (word.startsWith(MARK)) {
        try {
          this.sys.chdir(word.slice(1));
        } catch (error) {
          yield* this.fatal(`${word.slice(1)}: Cannot open: ${strerror(error)}`);
        }
      } else yield* this.add(members, word);
    }
    if (operands.some((word) => word.startsWith(MARK))) this.sys.chdir(start);
    const plain = packArchive(members);
    const zip = this.options.has('z') || (this.options.has('a') && /\.(tgz|tar\.gz)$/.test(this.archive));
    const text = fromBytes(zip ? gzipSync(plain) : plain);
    if (this.archive === '-') yield* this.io.print(text);
    else {
      try {
        this.sys.writeFile(this.archive, text);
      } catch (error) {
        yield* this.fatal(`${this.archive}: Cannot open: ${strerror(error)}`);
      }
    }
    if (this.code) yield* this.io.error('Exiting with failure status due to previous errors');
    return this.code;
  }

  private *add(members: Member[], path: string): Task<void> {
    let stat;
    try {
      stat = this.options.has('h') ? this.sys.stat(path) : this.sys.lstat(path);
    } catch (error) {
      yield* this.io.error(`${path}: Cannot stat: ${strerror(error)}`);
      this.code = 2;
      return;
    }
    if (this.excluded(path)) return;
    let name = path;
    if (!this.options.has('P') && /^(?:\/+|(?:\.\.\/)+)/.test(name)) {
      const lead = /^(?:\/+|(?:\.\.\/)+)/.exec(name)![0];
      if (!this.warned) yield* this.io.error(`Removing leading \`${lead.startsWith('/') ? '/' : lead}' from member names`);
      this.warned = true;
      name = name.slice(lead.length) || './';
    }
    if (stat.type === 'dir') name = name.endsWith('/') ? name : `${name}/`;
    else if (stat.type !== 'file' && stat.type !== 'link' && stat.type !== 'fifo') return;
    let data: Uint8Array = new Uint8Array();
    let names: readonly string[] = [];
    try {
      if (stat.type === 'file') data = toBytes(this.sys.readFile(path));
      if (stat.type === 'dir') names = this.sys.readdir(path);
    } catch (error) {
      yield* this.io.error(`${path}: Cannot open: ${strerror(error)}`);
      this.code = 2;
      return;
    }
    if (this.archive !== '-' && stat.type === 'file' && this.isArchive(stat)) {
      yield* this.io.error(`${path}: file is the archive; not dumped`);
      return;
    }
    if (this.options.has('v')) {
      if (this.archive === '-') yield* this.io.stderr(`${path}${stat.type === 'dir' && !path.endsWith('/') ? '/' : ''}\n`);
      else yield* this.io.print(`${path}${stat.type === 'dir' && !path.endsWith('/') ? '/' : ''}\n`);
    }
    members.push({
      name,
      type: stat.type,
      mode: stat.mode,
      uid: stat.uid,
      gid: stat.gid,
      user: this.options.value('owner')?.split(':')[0] ?? this.accounts.userName(stat.uid),
      group: this.options.value('group')?.split(':')[0] ?? this.accounts.groupName(stat.gid),
      mtime: Math.floor(stat.mtime / 1000),
      target: stat.type === 'link' ? this.sys.readlink(path) : '',
      data,
    });
    for (const child of names) yield* this.add(members, join(path, child));
  }

  private isArchive(stat: { ino: number; dev: number }): boolean {
    if (!this.archive.startsWith('/') && this.options.operands.some((word) => word.startsWith(MARK))) return false;
    if (!this.sys.exists(this.archive)) return false;
    const own = this.sys.stat(this.archive);
    return own.ino === stat.ino && own.dev === stat.dev && own.size > 0 && stat.ino !== 1;
  }

  private excluded(path: string): boolean {
    return this.options.values('exclude').some((pattern) => {
      const body = pattern
        .replace(/[.+^${}()|\\]/g, '\\$&')
        .replace(/\*/g, '.*')
        .replace(/\?/g, '.');
      return new RegExp(`(?:^|/)${body}$`).test(path);
    });
  }

  *list(members: readonly Member[]): Task<number> {
    const wanted = this.options.operands.filter((word) => !word.startsWith(MARK));
    const found = new Set<string>();
    let width = 19;
    for (const member of members) {
      if (!chosen(member.name, wanted, found)) continue;
      if (!this.options.has('v')) {
        yield* this.io.print(`${member.name}\n`);
        continue;
      }
      const owner = this.options.has('numeric-owner')
        ? `${member.uid}/${member.gid}`
        : `${member.user || member.uid}/${member.group || member.gid}`;
      const size = String(member.data.length);
      width = Math.max(width, owner.length + 1 + size.length);
      const mode = modeText({ type: member.type === 'hard' ? 'file' : member.type, mode: member.mode });
      const time = strftime('%Y-%m-%d %H:%M', member.mtime * 1000, timeZone(this.sys));
      const target = member.type === 'link' ? ` -> ${member.target}` : member.type === 'hard' ? ` link to ${member.target}` : '';
      const type = member.type === 'hard' ? `h${mode.slice(1)}` : mode;
      yield* this.io.print(`${type} ${owner}${size.padStart(width - owner.length)} ${time} ${member.name}${target}\n`);
    }
    return yield* reportMissing(this.io, wanted, found);
  }
}
