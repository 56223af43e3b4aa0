import { createCipheriv, createDecipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { Fatal } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { Arguments, binary, bytesOf, Complaint, DIGESTS, passphrase, readText, writeOut } from './arguments';
import { randomBytes } from './keys';

const SHOWN: Readonly<Record<string, string>> = {
  sha1: 'SHA1',
  sha224: 'SHA2-224',
  sha256: 'SHA2-256',
  sha384: 'SHA2-384',
  sha512: 'SHA2-512',
  md5: 'MD5',
};

/** `openssl dgst`, and `openssl sha256` and its kin. */
export function digestCommand(fixed?: string) {
  return function* (io: Io, words: readonly string[]): Task<number> {
    const args = new Arguments(fixed ?? 'dgst', words, 'hmac out sign verify signature', `r hex binary c ${DIGESTS}`);
    if (args.has('sign', 'verify')) throw new Fatal('-sign and -verify: not simulated here');
    const digest = fixed ?? args.digest();
    const secret = args.value('hmac');
    let out = '';
    for (const path of args.rest.length ? args.rest : [undefined]) {
      const bytes = bytesOf(yield* readText(io, path, 'file'));
      const raw = (secret === undefined ? createHash(digest) : createHmac(digest, secret)).update(bytes).digest();
      const title = `${secret === undefined ? '' : 'HMAC-'}${fixed === undefined && !args.names().includes(digest) ? 'SHA256' : SHOWN[digest]}(${path ?? 'stdin'})`;
      if (args.has('binary')) out += binary(raw);
      else if (args.has('r')) out += `${raw.toString('hex')} *${path ?? 'stdin'}\n`;
      else out += `${title}= ${args.has('c') ? raw.toString('hex').replace(/..(?=.)/g, '$&:') : raw.toString('hex')}\n`;
    }
    yield* writeOut(io, args, out);
    return 0;
  };
}

export function* rand(io: Io, words: readonly string[]): Task<number> {
  const args = new Arguments('rand', words, 'out', 'hex base64');
  const count = Number(args.rest[0]);
  if (!Number.isInteger(count) || count <= 0) throw new Complaint('rand: Use -help for summary.');
  if (count > 1_000_000) throw new Fatal(`${count} bytes: not simulated here`);
  const bytes = randomBytes(io.sys, count);
  yield* writeOut(io, args, args.has('hex') ? `${bytes.toString('hex')}\n` : args.has('base64') ? wrapped(bytes) : binary(bytes));
  return 0;
}

const wrapped = (bytes: Buffer) => bytes.toString('base64').replace(/.{1,64}/g, '$&\n');
const CIPHERS = 'aes-128-cbc aes-192-cbc aes-256-cbc aes128 aes192 aes256';

/** `openssl enc` and `openssl base64`: base64, and AES with a passphrase. */
export function encCommand(fixed?: 'base64') {
  return function* (io: Io, words: readonly string[]): Task<number> {
    const args = new Arguments(fixed ?? 'enc', words, 'in out k pass iter md K iv S', `e d a A base64 pbkdf2 salt nosalt ${CIPHERS}`);
    const text = yield* readText(io, args.value('in'), 'file');
    const name = args.names().find((one) => CIPHERS.split(' ').includes(one));
    const base64 = fixed === 'base64' || args.has('a', 'base64');
    const armour = (bytes: Buffer) => (!base64 ? binary(bytes) : args.has('A') ? bytes.toString('base64') : wrapped(bytes));
    const plain = (given: string) => (base64 ? Buffer.from(given, 'base64') : bytesOf(given));
    if (!name) {
      yield* writeOut(io, args, args.has('d') ? binary(plain(text)) : armour(bytesOf(text)));
      return 0;
    }
    const secret = args.value('k') ?? passphrase(io.sys, args.value('pass'));
    if (secret === undefined || !args.has('pbkdf2')) throw new Fatal('only -pbkdf2 with -k or -pass is simulated here');
    const size = Number(/\d+/.exec(name)![0]);
    const cipher = `aes-${size}-cbc`;
    const derive = (salt: Buffer) =>
      pbkdf2Sync(secret, salt, Number(args.value('iter') ?? 10_000), size / 8 + 16, args.value('md') ?? 'sha256');
    if (args.has('d')) {
      const bytes = plain(text);
      if (bytes.subarray(0, 8).toString() !== 'Salted__') throw new Complaint('bad magic number');
      const derived = derive(bytes.subarray(8, 16));
      const decipher = createDecipheriv(cipher, derived.subarray(0, size / 8), derived.subarray(size / 8));
      try {
        yield* writeOut(io, args, binary(Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()])));
      } catch {
        throw new Complaint('bad decrypt');
      }
      return 0;
    }
    const salt = randomBytes(io.sys, 8);
    const derived = derive(salt);
    const sealed = createCipheriv(cipher, derived.subarray(0, size / 8), derived.subarray(size / 8));
    yield* writeOut(io, args, armour(Buffer.concat([Buffer.from('Salted__'), salt, sealed.update(bytesOf(text)), sealed.final()])));
    return 0;
  };
}
