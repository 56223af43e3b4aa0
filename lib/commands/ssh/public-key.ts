import { createHash } from 'node:crypto';
import { WireReader } from './wire';

export interface PublicKey {
  /** `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256` … */
  readonly algorithm: string;
  /** Base64 of the wire format. */
  readonly blob: string;
  readonly comment: string;
}

const ALGORITHMS =
  /^(ssh-rsa|ssh-dss|ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)$/;

export const isAlgorithm = (word: string): boolean => ALGORITHMS.test(word);

/** A line of a .pub file: `algorithm blob comment`. Undefined for what is no key. */
export function parsePublicKey(line: string): PublicKey | undefined {
  const match = /^\s*(\S+)\s+([A-Za-z0-9+/]+={0,2})(?:\s+(.*?))?\s*$/.exec(line);
  if (!match || !isAlgorithm(match[1]!)) return undefined;
  const [, algorithm = '', blob = '', comment = ''] = match;
  try {
    if (new WireReader(Buffer.from(blob, 'base64')).text() !== algorithm) return undefined;
  } catch {
    return undefined;
  }
  return { algorithm, blob, comment };
}

export const publicLine = ({ algorithm, blob, comment }: PublicKey): string => `${algorithm} ${blob}${comment ? ` ${comment}` : ''}`;

/** `ED25519`, as messages name a key's type. */
export function typeName(algorithm: string): string {
  if (algorithm.startsWith('sk-')) return algorithm.includes('ed25519') ? 'ED25519-SK' : 'ECDSA-SK';
  return algorithm === 'ssh-rsa' ? 'RSA' : algorithm === 'ssh-dss' ? 'DSA' : algorithm.startsWith('ecdsa') ? 'ECDSA' : 'ED25519';
}

/** Size of a key in bits. */
export function keyBits({ algorithm, blob }: Pick<PublicKey, 'algorithm' | 'blob'>): number {
  if (algorithm !== 'ssh-rsa') return Number(/nistp(\d+)/.exec(algorithm)?.[1] ?? 256);
  const reader = new WireReader(Buffer.from(blob, 'base64'));
  reader.field();
  reader.field();
  const modulus = reader.field();
  const start = modulus[0] === 0 ? 1 : 0;
  return (modulus.length - start) * 8 - Math.clz32(modulus[start]!) + 24;
}

const digestOf = (blob: string, hash: string) => createHash(hash).update(Buffer.from(blob, 'base64')).digest();

/** `SHA256:…` without padding, or `MD5:aa:bb…`. */
export function fingerprint(blob: string, hash = 'sha256'): string {
  const digest = digestOf(blob, hash);
  return hash === 'md5'
    ? `MD5:${digest.toString('hex').replace(/(..)(?!$)/g, '$1:')}`
    : `${hash.toUpperCase()}:${digest.toString('base64').replace(/=+$/, '')}`;
}

/** `256 SHA256:… comment (ED25519)` */
export const fingerprintLine = (key: PublicKey, hash = 'sha256', comment = key.comment || 'no comment'): string =>
  `${keyBits(key)} ${fingerprint(key.blob, hash)} ${comment} (${typeName(key.algorithm)})`;

const COLUMNS = 17;
const ROWS = 9;
const MARKS = ' .o+=*BOX@%&#/^SE';

/** The picture of a key: a bishop's walk over a board, as OpenSSH draws it. */
export function randomArt(key: PublicKey, hash = 'sha256'): string {
  const board = Array.from({ length: ROWS }, () => new Array<number>(COLUMNS).fill(0));
  let [x, y] = [COLUMNS >> 1, ROWS >> 1];
  for (const byte of digestOf(key.blob, hash))
    for (let step = 0, bits = byte; step < 4; step++, bits >>= 2) {
      x = Math.min(COLUMNS - 1, Math.max(0, x + (bits & 1 ? 1 : -1)));
      y = Math.min(ROWS - 1, Math.max(0, y + (bits & 2 ? 1 : -1)));
      const row = board[y]!;
      if (row[x]! < MARKS.length - 3) row[x] = row[x]! + 1;
    }
  board[ROWS >> 1]![COLUMNS >> 1] = MARKS.length - 2;
  board[y]![x] = MARKS.length - 1;
  const title = `[${typeName(key.algorithm)} ${keyBits(key)}]`;
  const edge = (text: string) => {
    const shown = text.length > COLUMNS ? `[${typeName(key.algorithm)}]` : text;
    const left = (COLUMNS - shown.length) >> 1;
    return `+${'-'.repeat(left)}${shown}${'-'.repeat(COLUMNS - shown.length - left)}+`;
  };
  const rows = board.map((row) => `|${row.map((value) => MARKS[value]).join('')}|`);
  return [edge(title), ...rows, edge(`[${hash.toUpperCase()}]`)].join('\n');
}
