import { checkPrimeSync, createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { newKey } from '@/lib/cluster/pki/key';
import { isP256, signEs256Der } from '@/lib/cluster/pki/ecdsa';
import type { Sys } from '@/lib/hosts/process/sys';
import { Random } from '@/lib/sim/random';
import { Fatal } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { oid, sequence } from './der';

const EXPONENT = 65537n;
/** Tests of primality at a stretch: a big key is no reason for others to wait. */
const TESTS_AT_ONCE = 4;
const MOST_CANDIDATES = 100_000;
const SMALL_PRIMES = [...Array(2000).keys()]
  .slice(3)
  .filter((n) => n % 2 && ![...Array(45).keys()].slice(2).some((d) => d < n && n % d === 0));

/** Keys by what they were drawn from: a process that is played back draws the same one. Derived. */
const drawn = new Map<string, { readonly key: KeyObject; readonly slices: number }>();
const DRAWN_LIMIT = 64;

/** An RSA key drawn from the world's generator: the same seed gives the same key. `bits`: 512 to 8192. */
export function* newRsaKey(io: Io, bits: number): Task<KeyObject> {
  const seed = Buffer.from(Array.from({ length: 16 }, () => Math.floor(io.sys.random() * 256)));
  const name = `${bits} ${seed.toString('hex')}`;
  const known = drawn.get(name);
  if (known) {
    for (let i = 0; i < known.slices; i++) yield* io.sleep(1);
    return known.key;
  }
  const half = Math.ceil(bits / 2);
  const search = new PrimeSearch(seed);
  const primes: bigint[] = [];
  let slices = 0;
  while (primes.length < 2) {
    const prime = search.next(half);
    if (prime !== undefined && prime !== primes[0]) primes.push(prime);
    slices++;
    yield* io.sleep(1);
  }
  const key = rsaKey(primes[0]! > primes[1]! ? primes[0]! : primes[1]!, primes[0]! > primes[1]! ? primes[1]! : primes[0]!);
  if (drawn.size >= DRAWN_LIMIT) drawn.clear();
  drawn.set(name, { key, slices });
  return key;
}

/** Looks for primes in a stream of bytes that follows from the seed. */
class PrimeSearch {
  private counter = 0;
  private candidate = 0n;
  private step = 0;
  private tries = 0;

  constructor(private readonly seed: Buffer) {}

  /** A prime of so many bits with its two highest set; undefined: not found yet, ask again. */
  next(bits: number): bigint | undefined {
    for (let tests = 0; tests < TESTS_AT_ONCE;) {
      if (++this.tries > MOST_CANDIDATES) throw new Error('no prime found');
      if (this.step === 0 || this.step > 4000) this.draw(bits);
      const value = this.candidate + BigInt(this.step);
      this.step += 2;
      if (SMALL_PRIMES.some((p) => value % BigInt(p) === 0n) || (value - 1n) % EXPONENT === 0n) continue;
      tests++;
      if (!checkPrimeSync(value, { checks: 3 })) continue;
      this.step = 0;
      return value;
    }
    return undefined;
  }

  private draw(bits: number): void {
    let text = '';
    while (text.length * 4 < bits) text += createHash('sha512').update(this.seed).update(String(this.counter++)).digest('hex');
    const mask = (1n << BigInt(bits)) - 1n;
    this.candidate = (BigInt(`0x${text}`) & mask) | (3n << BigInt(bits - 2)) | 1n;
    // A sum with the step must not pass the top.
    this.candidate &= ~(1n << BigInt(bits - 3));
    this.step = 2;
  }
}

/** The RSA key of two primes, the greater one first. */
export function rsaKey(p: bigint, q: bigint): KeyObject {
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const text = (value: bigint) => {
    const hex = value.toString(16);
    return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url');
  };
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: text(p * q),
      e: text(EXPONENT),
      d: text(d),
      p: text(p),
      q: text(q),
      dp: text(d % (p - 1n)),
      dq: text(d % (q - 1n)),
      qi: text(inverse(q, p)),
    },
  });
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [modulus, value % modulus, 0n, 1n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return x < 0n ? x + modulus : x;
}

/** A key by its algorithm: `rsa` with its size, `ec` with its curve, `ed25519`. Throws Fatal for what is not simulated. */
export function* newPrivateKey(io: Io, algorithm: string, parameter?: string): Task<KeyObject> {
  const { sys } = io;
  switch (algorithm.toLowerCase()) {
    case 'rsa':
      return yield* newRsaKey(io, Number(parameter ?? 2048));
    case 'ec':
      if (!/^(prime256v1|secp256r1|P-256)$/.test(parameter ?? ''))
        throw new Fatal(`curve ${parameter ?? ''}: not simulated here (prime256v1 is)`);
      return createPrivateKey(newKey(new Random(Math.floor(sys.random() * 2 ** 32))).privatePem);
    case 'ed25519': {
      const seed = Buffer.from(Array.from({ length: 32 }, () => Math.floor(sys.random() * 256)));
      return createPrivateKey({
        key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
        format: 'der',
        type: 'pkcs8',
      });
    }
    default:
      throw new Fatal(`keys of ${algorithm}: not simulated here (RSA, EC with prime256v1 and ED25519 are)`);
  }
}

/** A private key in PEM; undefined for what is none. */
export function readPrivateKey(text: string, passphrase?: string): KeyObject | undefined {
  const pem = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[\s\S]*?-----END \1PRIVATE KEY-----/.exec(text)?.[0];
  try {
    return pem === undefined ? undefined : createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
  } catch {
    return undefined;
  }
}

export const publicDer = (key: KeyObject): Buffer =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' });

const NULL = Buffer.from([5, 0]);
const RSA_SIGNATURES: Readonly<Record<string, string>> = {
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
};

/** Signs with a digest; the same every time. Throws Fatal for what cannot be. */
export function signatureOf(key: KeyObject, digest: string): { readonly algorithm: Buffer; readonly sign: (data: Buffer) => Buffer } {
  if (key.asymmetricKeyType === 'rsa' && RSA_SIGNATURES[digest])
    return { algorithm: sequence(oid(RSA_SIGNATURES[digest]), NULL), sign: (data) => sign(digest, data, key) };
  if (isP256(key) && digest === 'sha256')
    return { algorithm: sequence(oid('1.2.840.10045.4.3.2')), sign: (data) => signEs256Der(key, data) };
  if (key.asymmetricKeyType === 'ed25519') return { algorithm: sequence(oid('1.3.101.112')), sign: (data) => sign(null, data, key) };
  throw new Fatal(`signing with ${key.asymmetricKeyType} and ${digest}: not simulated here`);
}

/** So many bytes from the world's generator. */
export const randomBytes = (sys: Sys, count: number): Buffer => {
  const random = new Random(Math.floor(sys.random() * 2 ** 32));
  return Buffer.from(Array.from({ length: count }, () => random.int(256)));
};
