import { createHash } from 'node:crypto';
import { Blowfish } from './blowfish';

const HASH_BYTES = 32;
const MAGIC = 'OxychromaticBlowfishSwatDynamite';

const words = (bytes: Uint8Array): Uint32Array => {
  const view = Buffer.from(bytes);
  return Uint32Array.from({ length: view.length / 4 }, (_, i) => view.readUInt32BE(i * 4));
};

/** One hash of bcrypt_pbkdf: 64 rounds of the key schedule, then the magic text enciphered 64 times. */
function bcryptHash(secret: Buffer, salt: Buffer): Buffer {
  const state = new Blowfish();
  const [key, mixed] = [words(secret), words(salt)];
  state.expand(key, mixed);
  for (let i = 0; i < 64; i++) {
    state.expand(mixed);
    state.expand(key);
  }
  const data = words(Buffer.from(MAGIC));
  for (let i = 0; i < 64; i++) for (let at = 0; at < data.length; at += 2) state.encipher(data, at);
  const out = Buffer.alloc(HASH_BYTES);
  data.forEach((word, i) => out.writeUInt32LE(word, i * 4));
  return out;
}

/** Keys that were derived before: a process that is played back derives them again. Derived. */
const known = new Map<string, Buffer>();
const KNOWN_LIMIT = 256;

/**
 * Models bcrypt_pbkdf(3), by which OpenSSH makes a cipher's key of a passphrase. Yields after each hash (about 10 ms of
 * work), so that nobody else has to wait.
 */
export function* bcryptPbkdf(passphrase: string, salt: Buffer, rounds: number, length: number): Generator<void, Buffer> {
  const name = `${passphrase}\0${salt.toString('hex')}\0${rounds}\0${length}`;
  const before = known.get(name);
  const secret = createHash('sha512').update(passphrase).digest();
  const sha = (...parts: Buffer[]) => createHash('sha512').update(Buffer.concat(parts)).digest();
  const stride = Math.ceil(length / HASH_BYTES);
  let amount = Math.ceil(length / stride);
  const key = Buffer.alloc(length);
  for (let count = 1, left = length; left > 0; count++) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(count);
    let next = before ? Buffer.alloc(HASH_BYTES) : bcryptHash(secret, sha(salt, number));
    const out = Buffer.from(next);
    yield;
    for (let i = 1; i < rounds; i++) {
      if (!before) {
        next = bcryptHash(secret, sha(next));
        for (let j = 0; j < out.length; j++) out[j]! ^= next[j]!;
      }
      yield;
    }
    amount = Math.min(amount, left);
    let i = 0;
    for (; i < amount; i++) {
      const at = i * stride + (count - 1);
      if (at >= length) break;
      key[at] = out[i]!;
    }
    left -= i;
  }
  if (before) return before;
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(name, key);
  return key;
}
