import type { KeyObject } from 'node:crypto';
import { pem } from '@/lib/cluster/pki/certificate';
import { Fatal } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { Arguments, binary, bytesOf, Complaint, DIGESTS, passphrase, readText, writeFile, writeOut } from './arguments';
import {
  blockOf,
  certificateText,
  isSignedBy,
  keyOf,
  parseCertificate,
  parseRequest,
  requestText,
  signCertificate,
  signRequest,
} from './certificate';
import { parseConfiguration } from './configuration';
import { extensionOf, keyIdentifier, type Extension, type Sections } from './extensions';
import { privatePem } from './key-commands';
import { newPrivateKey, publicDer, randomBytes, readPrivateKey } from './keys';
import { attributeName, nameDer, nameParts, nameText, parseSubject, type NamePart } from './names';

const VALUED =
  'in inform out outform key keyform keyout newkey pkeyopt subj addext config section days set_serial extensions reqexts passin passout nameopt reqopt CA CAkey CAkeyform sigopt copy_extensions';
const BARE = `new x509 nodes noenc text noout verify subject pubkey modulus batch utf8 verbose precert multivalue-rdn newhdr ${DIGESTS}`;
const DAY = 86_400_000;

/** Ubuntu's openssl.cnf, as far as `req` reads it. */
const DEFAULT_CONFIGURATION = `
[req]
default_bits = 2048
default_keyfile = privkey.pem
distinguished_name = req_distinguished_name
attributes = req_attributes
x509_extensions = v3_ca
[req_distinguished_name]
countryName = Country Name (2 letter code)
countryName_default = AU
stateOrProvinceName = State or Province Name (full name)
stateOrProvinceName_default = Some-State
localityName = Locality Name (eg, city)
0.organizationName = Organization Name (eg, company)
0.organizationName_default = Internet Widgits Pty Ltd
organizationalUnitName = Organizational Unit Name (eg, section)
commonName = Common Name (e.g. server FQDN or YOUR name)
emailAddress = Email Address
[req_attributes]
challengePassword = A challenge password
unstructuredName = An optional company name
[v3_ca]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical,CA:true
`;

/** `openssl req`: makes requests and self-signed certificates, and shows requests. */
export function* req(io: Io, words: readonly string[]): Task<number> {
  const args = new Arguments('req', words, VALUED, BARE);
  for (const name of ['precert', 'CA', 'CAkey']) if (args.has(name)) throw new Fatal(`-${name}: not simulated here`);
  if (args.has('new', 'newkey', 'x509') && args.value('in') === undefined) return yield* make(io, args);
  const from = args.value('in');
  const text = yield* readText(io, from, 'X509 request');
  const request = parseRequest(
    args.value('inform')?.toUpperCase() === 'DER' ? bytesOf(text) : (blockOf(text, 'CERTIFICATE REQUEST') ?? Buffer.alloc(0)),
  );
  if (!request) throw new Complaint('Unable to load X509 request');
  if (args.has('verify')) {
    const ok = isSignedBy(request, keyOf(request));
    yield* io.stderr(`Certificate request self-signature verify ${ok ? 'OK' : 'failure'}\n`);
    if (!ok) return 1;
  }
  return yield* show(io, args, pem('CERTIFICATE REQUEST', request.whole));
}

function* make(io: Io, args: Arguments): Task<number> {
  const path = args.value('config');
  const sections = parseConfiguration(path === undefined ? DEFAULT_CONFIGURATION : yield* readText(io, path, 'configuration'));
  const settings = sections.get(args.value('section') ?? 'req') ?? new Map<string, string>();
  const key = yield* keyFor(io, args, settings);
  const subject = yield* subjectFor(io, args, sections, settings);
  const spki = publicDer(key);
  const digest = args.names().some((name) => name === args.digest()) ? args.digest() : (settings.get('default_md') ?? 'sha256');
  const selfSigned = args.has('x509');
  const name = selfSigned
    ? (args.value('extensions') ?? settings.get('x509_extensions'))
    : (args.value('reqexts', 'extensions') ?? settings.get('req_extensions'));
  const section = name === undefined ? undefined : sections.get(name);
  if (name !== undefined && !section) throw new Complaint(`Error checking ${selfSigned ? 'x509' : 'request'} extension section ${name}`);
  const extensions = extensionsFor(args, section, sections, spki, selfSigned);
  const body = nameDer(subject);
  const now = Math.floor(io.sys.now() / 1000) * 1000;
  const serial = args.value('set_serial');
  const text = selfSigned
    ? signCertificate(
        {
          serial: serial === undefined ? randomSerial(io) : Buffer.from(evenHex(BigInt(serial)), 'hex'),
          issuer: body,
          subject: body,
          spki,
          notBefore: now,
          notAfter: now + Number(args.value('days') ?? settings.get('default_days') ?? 30) * DAY,
          extensions,
        },
        key,
        digest,
      )
    : signRequest(body, spki, extensions, key, digest);
  return yield* show(io, args, text);
}

const evenHex = (value: bigint) => value.toString(16).replace(/^(?=(..)*.$)/, '0');

function randomSerial(io: Io): Buffer {
  const bytes = randomBytes(io.sys, 20);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes;
}

function extensionsFor(
  args: Arguments,
  section: ReadonlyMap<string, string> | undefined,
  sections: Sections,
  spki: Buffer,
  selfSigned: boolean,
): Extension[] {
  const pairs = new Map(section);
  for (const text of args.values('addext')) {
    const at = text.indexOf('=');
    if (at < 0) throw new Complaint(`req: Error parsing extension: ${text}`);
    pairs.set(text.slice(0, at).trim(), text.slice(at + 1).trim());
  }
  const keys = { subject: spki, ...(selfSigned && { issuer: keyIdentifier(spki) }) };
  return [...pairs].flatMap(([name, value]) => extensionOf(name, value, sections, keys) ?? []);
}

/** The key of -key, or a new one (-newkey, the configuration's default_bits), written to -keyout. */
function* keyFor(io: Io, args: Arguments, settings: ReadonlyMap<string, string>): Task<KeyObject> {
  const path = args.value('key');
  if (path !== undefined && args.value('newkey') === undefined) {
    const key = readPrivateKey(yield* readText(io, path, 'private key'), passphrase(io.sys, args.value('passin')));
    if (!key) throw new Complaint(`Could not read private key from ${path}`);
    return key;
  }
  const wanted = args.value('newkey') ?? `rsa:${settings.get('default_bits') ?? '2048'}`;
  const [algorithm = 'rsa', parameter] = wanted.split(':');
  const curve = args
    .values('pkeyopt')
    .find((one) => one.startsWith('ec_paramgen_curve:'))
    ?.split(':')[1];
  const bits = args
    .values('pkeyopt')
    .find((one) => one.startsWith('rsa_keygen_bits:'))
    ?.split(':')[1];
  const key = yield* newPrivateKey(io, algorithm, algorithm === 'ec' ? curve : (bits ?? parameter ?? settings.get('default_bits')));
  const encrypted = !args.has('nodes', 'noenc') && settings.get('encrypt_key') !== 'no' && algorithm !== 'ed25519';
  const secret = encrypted ? (passphrase(io.sys, args.value('passout')) ?? (yield* askPassphrase(io))) : undefined;
  const text = privatePem(key, false, secret, io.sys);
  const out = args.value('keyout') ?? settings.get('default_keyfile');
  if (out === undefined || out === '-') yield* io.print(text);
  else writeFile(io.sys, out, text, 0o600);
  yield* io.stderr('-----\n');
  return key;
}

function* askPassphrase(io: Io): Task<string> {
  yield* io.stderr('Enter PEM pass phrase:');
  const first = (yield* io.stdin.line()) ?? '';
  yield* io.stderr('\nVerifying - Enter PEM pass phrase:');
  const second = (yield* io.stdin.line()) ?? '';
  yield* io.stderr('\n');
  if (first !== second || first.length < 4)
    throw new Complaint(first === second ? 'user string too short: You must type in 4 to 1024 characters' : 'Verify failure');
  return first;
}

function* subjectFor(io: Io, args: Arguments, sections: Sections, settings: ReadonlyMap<string, string>): Task<NamePart[]> {
  const given = args.value('subj');
  if (given !== undefined) {
    const parts = parseSubject(given);
    if (typeof parts === 'string') throw new Complaint(`req: ${parts}`);
    return parts;
  }
  const fields = sections.get(settings.get('distinguished_name') ?? '');
  if (!fields) throw new Complaint('Unable to find "distinguished_name" in config');
  const type = (name: string) => attributeName(name.replace(/^\d+\./, ''));
  if (settings.get('prompt') === 'no') return [...fields].flatMap(([name, value]) => (type(name) ? [{ type: type(name)!, value }] : []));
  yield* io.stderr(
    'You are about to be asked to enter information that will be incorporated\ninto your certificate request.\n' +
      'What you are about to enter is what is called a Distinguished Name or a DN.\nThere are quite a few fields but you can leave some blank\n' +
      "For some fields there will be a default value,\nIf you enter '.', the field will be left blank.\n-----\n",
  );
  const parts: NamePart[] = [];
  const input = io.stdin;
  for (const [name, prompt] of fields) {
    const short = type(name);
    if (!short) continue;
    const fallback = fields.get(`${name}_default`);
    let value = fallback ?? '';
    if (!args.has('batch')) {
      yield* io.stderr(`${prompt} [${fallback ?? ''}]:`);
      const answer = yield* input.line();
      if (answer === null) throw new Complaint('Error making certificate request');
      value = answer === '' ? (fallback ?? '') : answer === '.' ? '' : answer;
    }
    if (value) parts.push({ type: short, value });
  }
  if (!args.has('x509', 'batch')) yield* askAttributes(io, input, sections.get(settings.get('attributes') ?? ''));
  if (parts.length === 0) throw new Complaint('Error: No objects specified in config file\nError making certificate request');
  return parts;
}

/** Challenge password and company: nobody uses them, but everybody is asked. */
function* askAttributes(io: Io, input: Io['stdin'], attributes: ReadonlyMap<string, string> | undefined): Task<void> {
  const asked = [...(attributes ?? [])].filter(([name]) => name === 'challengePassword' || name === 'unstructuredName');
  if (asked.length) yield* io.stderr("\nPlease enter the following 'extra' attributes\nto be sent with your certificate request\n");
  for (const [, prompt] of asked) {
    yield* io.stderr(`${prompt} []:`);
    yield* input.line();
  }
}

function* show(io: Io, args: Arguments, text: string): Task<number> {
  const certificate = text.includes('BEGIN CERTIFICATE-') ? parseCertificate(blockOf(text, 'CERTIFICATE')!) : undefined;
  const request = certificate ? undefined : parseRequest(blockOf(text, 'CERTIFICATE REQUEST')!);
  const { subject, whole } = (certificate ?? request)!;
  let out = '';
  if (args.has('text')) out += certificate ? certificateText(certificate) : requestText(request!);
  if (args.has('pubkey'))
    out += keyOf((certificate ?? request)!)
      .export({ format: 'pem', type: 'spki' })
      .toString();
  if (args.has('subject')) out += `subject=${nameText(nameParts(subject), args.value('nameopt'))}\n`;
  if (args.has('modulus')) {
    const { n } = keyOf((certificate ?? request)!).export({ format: 'jwk' });
    out += `Modulus=${n === undefined ? 'No modulus for this public key type' : Buffer.from(n, 'base64url').toString('hex').toUpperCase()}\n`;
  }
  if (!args.has('noout')) out += args.value('outform')?.toUpperCase() === 'DER' ? binary(whole) : text;
  yield* writeOut(io, args, out);
  return 0;
}
