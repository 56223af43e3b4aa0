import { createHash } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ROUNDS = 5000;
const MOST_ROUNDS = 20_000;
/** The order in which the digest's bytes are written. */
const ORDER = [
  0, 21, 42, 22, 43, 1, 44, 2, 23, 3, 24, 45, 25, 46, 4, 47, 5, 26, 6, 27, 48, 28, 49, 7, 50, 8, 29, 9, 30, 51, 31, 52, 10, 53, 11, 32, 12,
  33, 54, 34, 55, 13, 56, 14, 35, 15, 36, 57, 37, 58, 16, 59, 17, 38, 18, 39, 60, 40, 61, 19, 62, 20, 41,
];

/** Entries that were made before: each costs thousands of digests. Derived. */
const known = new Map<string, string>();
const KNOWN_LIMIT = 256;

const sha = (...parts: Buffer[]) => createHash('sha512').update(Buffer.concat(parts)).digest();

/** `$6$salt$…`: crypt(3) with SHA-512, what `openssl passwd -6` prints. */
export function sha512Crypt(password: string, salt: string, rounds = ROUNDS): string {
  const name = `${password}\0${salt}\0${rounds}`;
  const before = known.get(name);
  if (before !== undefined) return before;
  const [word, grain] = [Buffer.from(password), Buffer.from(salt.slice(0, 16))];
  const stretch = (digest: Buffer, length: number) =>
    Buffer.concat(Array.from({ length: Math.ceil(length / 64) || 1 }, () => digest)).subarray(0, length);
  const second = sha(word, grain, word);
  const first: Buffer[] = [word, grain, stretch(second, word.length)];
  for (let bits = word.length; bits > 0; bits >>= 1) first.push(bits & 1 ? second : word);
  let digest = sha(...first);
  const p = stretch(sha(...Array.from({ length: word.length }, () => word)), word.length);
  const s = stretch(sha(...Array.from({ length: 16 + digest[0]! }, () => grain)), grain.length);
  for (let i = 0; i < rounds; i++) {
    const parts = [i & 1 ? p : digest];
    if (i % 3) parts.push(s);
    if (i % 7) parts.push(p);
    parts.push(i & 1 ? digest : p);
    digest = sha(...parts);
  }
  let text = '';
  const write = (value: number, count: number) => {
    for (let i = 0; i < count; i++, value >>= 6) text += ALPHABET[value & 63];
  };
  for (let i = 0; i < 63; i += 3) write((digest[ORDER[i]!]! << 16) | (digest[ORDER[i + 1]!]! << 8) | digest[ORDER[i + 2]!]!, 4);
  write(digest[63]!, 2);
  const made = `$6$${rounds === ROUNDS ? '' : `rounds=${rounds}$`}${salt.slice(0, 16)}$${text}`;
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(name, made);
  return made;
}

/** Whether a password fits an entry of /etc/shadow. An empty entry fits any, a locked one none. */
export function fits(entry: string | undefined, password: string): boolean {
  if (entry === '') return true;
  const match = /^\$6\$(?:rounds=(\d+)\$)?([^$]{0,16})\$/.exec(entry ?? '');
  if (!match) return false;
  const rounds = match[1] === undefined ? ROUNDS : Number(match[1]);
  return rounds <= MOST_ROUNDS && sha512Crypt(password, match[2]!, rounds) === entry;
}

/** A salt of 16 characters from a generator of numbers in [0, 1). */
export const newSalt = (random: () => number): string => Array.from({ length: 16 }, () => ALPHABET[Math.floor(random() * 64)]).join('');
