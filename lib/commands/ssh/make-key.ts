import { newRsaKey } from '../openssl/keys';
import { Fatal } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { patiently } from './identities';
import { ecdsaKey, ed25519Key, fromKeyObject, KDF_ROUNDS, sealPrivateKey, toKeyObject, type PrivateKey } from './private-key';

const DEFAULT_BITS: Readonly<Record<string, number>> = { rsa: 3072, ecdsa: 256, ed25519: 256 };

/** Bytes from the world's generator. */
export const drawBytes = (io: Io, count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, () => Math.floor(io.sys.random() * 256)));

/** What is wrong with a type and size, in ssh-keygen's words. */
export function sizeFault(type: string, bits: number | undefined): string | undefined {
  if (type === 'dsa' || type.endsWith('-sk')) return `keys of ${type} are not simulated here`;
  if (!(type in DEFAULT_BITS)) return `unknown key type ${type}`;
  if (bits === undefined) return undefined;
  if (type === 'rsa' && bits < 1024) return 'Invalid RSA key length: minimum is 1024 bits';
  if (type === 'rsa' && bits > 16384) return 'Invalid RSA key length: maximum is 16384 bits';
  if (type === 'ecdsa' && ![256, 384, 521].includes(bits)) return 'Invalid ECDSA key length: valid lengths are 256, 384 or 521 bits';
  return undefined;
}

/** Draws a key from the world's generator. */
export function* makeKey(io: Io, type: string, bits: number | undefined, comment: string): Task<PrivateKey> {
  const size = bits ?? DEFAULT_BITS[type]!;
  if (type === 'ed25519') return ed25519Key(drawBytes(io, 32), comment);
  if (type === 'ecdsa') return ecdsaKey(size, drawBytes(io, 66), comment);
  if (size > 8192) throw new Fatal(`RSA keys of ${size} bits are not simulated here`, 255);
  return fromKeyObject(yield* newRsaKey(io, size), comment);
}

/** The text of a private key's file: OpenSSH's format, or PEM where it is asked for (`-m PEM`). */
export function* keyText(io: Io, key: PrivateKey, passphrase: string, options: { format?: string; rounds?: number } = {}): Task<string> {
  const format = options.format?.toUpperCase();
  const object = format === 'PEM' || format === 'PKCS8' ? toKeyObject(key) : undefined;
  if (object) {
    if (passphrase !== '') throw new Fatal('PEM files with a passphrase are not simulated here', 255);
    const type = format === 'PKCS8' ? 'pkcs8' : key.algorithm === 'ssh-rsa' ? 'pkcs1' : 'sec1';
    return object.export({ format: 'pem', type: type as 'pkcs8' }).toString();
  }
  const check = Math.floor(io.sys.random() * 2 ** 32);
  if (passphrase === '') return yield* patiently(io, sealPrivateKey(key, check));
  return yield* patiently(io, sealPrivateKey(key, check, { passphrase, rounds: options.rounds ?? KDF_ROUNDS, salt: drawBytes(io, 16) }));
}
