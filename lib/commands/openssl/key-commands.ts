import { createCipheriv, createPublicKey, pbkdf2Sync, type KeyObject } from 'node:crypto';
import { pem } from '@/lib/cluster/pki/certificate';
import type { Sys } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../command/stdio';
import { Fatal } from '../command/command';
import { Arguments, Complaint, passphrase, readText, writeOut } from './arguments';
import { der, integer, octets, oid, sequence } from './der';
import { privateKeyText, publicPart } from './key-text';
import { newPrivateKey, newRsaKey, randomBytes, readPrivateKey } from './keys';

const ROUNDS = 2048;

/** A private key in PEM: PKCS#8, or the algorithm's own (`traditional`); with a passphrase, encrypted (PBES2, AES-256-CBC). */
export function privatePem(key: KeyObject, traditional: boolean, secret: string | undefined, sys: Sys): string {
  if (secret !== undefined) return encrypted(key.export({ format: 'der', type: 'pkcs8' }), secret, sys);
  const type = !traditional ? 'pkcs8' : key.asymmetricKeyType === 'rsa' ? 'pkcs1' : key.asymmetricKeyType === 'ec' ? 'sec1' : 'pkcs8';
  return key.export({ format: 'pem', type: type as 'pkcs8' }).toString();
}

/** EncryptedPrivateKeyInfo by hand: Node would draw salt and IV of its own. */
function encrypted(plain: Buffer, secret: string, sys: Sys): string {
  const [salt, iv] = [randomBytes(sys, 8), randomBytes(sys, 16)];
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(secret, salt, ROUNDS, 32, 'sha256'), iv);
  const derivation = sequence(
    oid('1.2.840.113549.1.5.12'),
    sequence(octets(salt), integer(Buffer.from([ROUNDS >> 8, ROUNDS & 0xff])), sequence(oid('1.2.840.113549.2.9'), der(5))),
  );
  const scheme = sequence(oid('1.2.840.113549.1.5.13'), sequence(derivation, sequence(oid('2.16.840.1.101.3.4.1.42'), octets(iv))));
  return pem('ENCRYPTED PRIVATE KEY', sequence(scheme, octets(Buffer.concat([cipher.update(plain), cipher.final()]))));
}

const CIPHERS = 'aes128 aes192 aes256 aes-128-cbc aes-192-cbc aes-256-cbc des3';

function* secretFor(io: Io, args: Arguments): Task<string | undefined> {
  if (!args.has(...CIPHERS.split(' '))) return undefined;
  const given = passphrase(io.sys, args.value('passout'));
  if (given !== undefined) return given;
  yield* io.stderr('Enter PEM pass phrase:');
  const first = (yield* io.stdin.line()) ?? '';
  yield* io.stderr('\n');
  return first;
}

export function* genrsa(io: Io, words: readonly string[]): Task<number> {
  const args = new Arguments('genrsa', words, 'out passout rand primes writerand', `3 F4 f4 traditional verbose quiet ${CIPHERS}`);
  const bits = Number(args.rest[0] ?? 2048);
  if (!Number.isInteger(bits)) throw new Complaint(`genrsa: Can't parse "${args.rest[0]}" as a number\ngenrsa: Use -help for summary.`);
  if (bits < 512) throw new Complaint('genrsa: Error generating RSA key');
  if (bits > 8192) throw new Fatal(`genrsa: keys of ${bits} bits are not simulated here`);
  const key = yield* newRsaKey(io, bits);
  yield* writeOut(io, args, privatePem(key, args.has('traditional'), yield* secretFor(io, args), io.sys), 0o600);
  return 0;
}

export function* genpkey(io: Io, words: readonly string[]): Task<number> {
  const args = new Arguments('genpkey', words, 'algorithm out outform pass pkeyopt paramfile', `quiet text ${CIPHERS}`);
  const algorithm = args.value('algorithm');
  if (algorithm === undefined) throw new Complaint('genpkey: Use -help for summary.');
  const option = (name: string) =>
    args
      .values('pkeyopt')
      .find((one) => one.startsWith(`${name}:`))
      ?.slice(name.length + 1);
  const key = yield* newPrivateKey(io, algorithm, option(algorithm.toLowerCase() === 'rsa' ? 'rsa_keygen_bits' : 'ec_paramgen_curve'));
  const text = privatePem(key, false, args.has(...CIPHERS.split(' ')) ? passphrase(io.sys, args.value('pass')) : undefined, io.sys);
  yield* writeOut(io, args, args.has('text') ? text + privateKeyText(key) : text, 0o600);
  return 0;
}

export function* ecparam(io: Io, words: readonly string[]): Task<number> {
  const args = new Arguments('ecparam', words, 'name out in', 'genkey noout list_curves text');
  if (args.has('list_curves')) {
    yield* io.print('  prime256v1: X9.62/SECG curve over a 256 bit prime field\n');
    return 0;
  }
  const name = args.value('name');
  if (name === undefined) throw new Fatal('without -name: not simulated here');
  const key = yield* newPrivateKey(io, 'ec', name);
  const parameters = args.has('noout') ? '' : pem('EC PARAMETERS', oid('1.2.840.10045.3.1.7'));
  yield* writeOut(io, args, parameters + (args.has('genkey') ? privatePem(key, true, undefined, io.sys) : ''), 0o600);
  return 0;
}

/** `openssl rsa`, `ec` and `pkey`: show and convert keys. */
export function keyCommand(command: 'rsa' | 'ec' | 'pkey') {
  return function* (io: Io, words: readonly string[]): Task<number> {
    const args = new Arguments(
      command,
      words,
      'in out inform outform passin passout',
      `pubin pubout text text_pub noout check modulus traditional ${CIPHERS}`,
    );
    const path = args.value('in');
    const text = yield* readText(io, path, args.has('pubin') ? 'Public Key' : command === 'rsa' ? 'private key' : 'key');
    let key: KeyObject | undefined;
    try {
      key = args.has('pubin') ? createPublicKey(text) : readPrivateKey(text, passphrase(io.sys, args.value('passin')));
    } catch {
      key = undefined;
    }
    if (!key || (command !== 'pkey' && key.asymmetricKeyType !== command))
      throw new Complaint(
        `Could not read ${args.has('pubin') ? 'Public Key' : command === 'rsa' ? 'private key' : 'key'} from ${path ?? '<stdin>'}`,
      );
    if (command === 'ec') yield* io.stderr('read EC key\n');
    let out = '';
    const shown = args.has('text') ? (key.type === 'private' ? privateKeyText(key) : publicPart(key, 0, 'Public-Key')) : '';
    if (command !== 'pkey') out += shown;
    if (args.has('modulus'))
      out += `Modulus=${Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url')
        .toString('hex')
        .toUpperCase()}\n`;
    if (args.has('check')) out += command === 'rsa' ? 'RSA key ok\n' : command === 'pkey' ? 'Key is valid\n' : 'EC Key valid.\n';
    const isPublic = args.has('pubout') || key.type === 'public';
    if (!args.has('noout')) {
      if (command !== 'pkey') yield* io.stderr(`writing ${command === 'rsa' ? 'RSA' : 'EC'} key\n`);
      out += isPublic
        ? (key.type === 'public' ? key : createPublicKey(key)).export({ format: 'pem', type: 'spki' }).toString()
        : privatePem(key, args.has('traditional') || command === 'ec', yield* secretFor(io, args), io.sys);
    }
    if (command === 'pkey') out += shown;
    yield* writeOut(io, args, out, isPublic ? undefined : 0o600);
    return 0;
  };
}
