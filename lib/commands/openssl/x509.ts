import { createHash, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { pem } from '@/lib/cluster/pki/certificate';
import { Fatal } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { Arguments, binary, bytesOf, Complaint, DIGESTS, passphrase, readText, writeFile } from './arguments';
import {
  blockOf,
  certificateText,
  dateText,
  isFor,
  isSignedBy,
  keyOf,
  nameHash,
  parseCertificate,
  parseRequest,
  serialText,
  signCertificate,
  type ParsedCertificate,
} from './certificate';
import { parseConfiguration } from './configuration';
import { extensionOf, extensionText, isNamed, keyIdentifier, type Extension } from './extensions';
import { publicDer, randomBytes, readPrivateKey } from './keys';
import { nameDer, nameParts, nameText, parseSubject } from './names';

const VALUED =
  'in inform out outform checkend checkhost checkip checkemail ext nameopt certopt CA CAkey CAserial CAform CAkeyform days set_serial extfile extensions signkey key keyform passin force_pubkey copy_extensions subj set_subject';
const BARE = `noout text subject issuer dates startdate enddate serial fingerprint pubkey modulus hash subject_hash issuer_hash email ocsp_uri alias req CAcreateserial new clrext trustout preserve_dates x509toreq ocspid purpose C ${DIGESTS}`;
const DAY = 86_400_000;

/** `openssl x509`: shows certificates, and signs requests. */
export function* x509(io: Io, words: readonly string[]): Task<number> {
  const args = new Arguments('x509', words, VALUED, BARE);
  for (const name of ['x509toreq', 'purpose', 'C', 'trustout', 'ocspid', 'force_pubkey', 'new'])
    if (args.has(name)) throw new Fatal(`-${name}: not simulated here`);
  let text: string;
  if (args.has('req')) text = yield* signed(io, args);
  else {
    const from = args.value('in');
    const given = yield* readText(io, from, 'certificate');
    const der = args.value('inform')?.toUpperCase() === 'DER' ? bytesOf(given) : (blockOf(given, 'CERTIFICATE') ?? bytesOf(given));
    if (!parseCertificate(der)) throw new Complaint(`Could not read certificate from ${from ?? '<stdin>'}\nUnable to load certificate`);
    text = pem('CERTIFICATE', der);
    const key = args.value('signkey', 'key');
    if (key !== undefined) text = yield* renewed(io, args, parseCertificate(der)!, key);
  }
  return yield* show(io, args, text);
}

function* privateKey(io: Io, args: Arguments, path: string, what: string): Task<KeyObject> {
  const text = yield* readText(io, path, what);
  const key = readPrivateKey(text, passphrase(io.sys, args.value('passin')));
  if (!key) throw new Complaint(`Could not read ${what} from ${path}`);
  return key;
}

/** Milliseconds for which a certificate holds that is made now; X.509 counts in seconds. */
function dates(io: Io, args: Arguments): { notBefore: number; notAfter: number } {
  const now = Math.floor(io.sys.now() / 1000) * 1000;
  const days = Number(args.value('days') ?? 30);
  if (!Number.isInteger(days)) throw new Complaint(`x509: Can't parse "${args.value('days')}" as a number\nx509: Use -help for summary.`);
  return { notBefore: now, notAfter: now + days * DAY };
}

/** Signs a request by -CA and -CAkey, or by its own key (-signkey). */
function* signed(io: Io, args: Arguments): Task<string> {
  const from = args.value('in');
  const request = parseRequest(blockOf(yield* readText(io, from, 'certificate request input'), 'CERTIFICATE REQUEST') ?? Buffer.alloc(0));
  if (!request) throw new Complaint(`Unable to load X509 request`);
  if (!isSignedBy(request, keyOf(request))) throw new Complaint('Certificate request self-signature did not match the contents');
  yield* io.stderr(`Certificate request self-signature ok\nsubject=${nameText(nameParts(request.subject), args.value('nameopt'))}\n`);
  const own = args.value('signkey', 'key');
  const caPath = args.value('CA');
  if (own === undefined && caPath === undefined)
    throw new Complaint('We need a private key to sign with, use -key or -CA with private key');
  let issuer = request.subject;
  let issuerId: Buffer | undefined = keyIdentifier(request.spki);
  let key: KeyObject;
  let serial = serialOf(args) ?? randomSerial(io);
  if (caPath !== undefined) {
    const ca = parseCertificate(blockOf(yield* readText(io, caPath, 'CA certificate'), 'CERTIFICATE') ?? Buffer.alloc(0));
    if (!ca) throw new Complaint(`Could not read CA certificate from ${caPath}\nUnable to load certificate`);
    key = yield* privateKey(io, args, args.value('CAkey') ?? caPath, 'CA private key');
    if (!publicDer(key).equals(ca.spki)) throw new Complaint('CA certificate and CA private key do not match');
    issuer = ca.subject;
    issuerId = ca.extensions.find((one) => isNamed(one, 'subjectKeyIdentifier'))?.value.subarray(2) ?? keyIdentifier(ca.spki);
    serial = serialOf(args) ?? (yield* nextSerial(io, args, caPath));
  } else key = yield* privateKey(io, args, own!, 'private key');
  const copied = ['copy', 'copyall'].includes(args.value('copy_extensions') ?? '') ? request.extensions : [];
  return signCertificate(
    {
      serial,
      issuer,
      subject: subjectOf(args) ?? request.subject,
      spki: request.spki,
      ...dates(io, args),
      extensions: [...copied, ...(yield* wantedExtensions(io, args, request.spki, issuerId))],
    },
    key,
    args.digest(),
  );
}

function subjectOf(args: Arguments): Buffer | undefined {
  const given = args.value('subj', 'set_subject');
  if (given === undefined) return undefined;
  const parts = parseSubject(given);
  if (typeof parts === 'string') throw new Complaint(`x509: ${parts}`);
  return nameDer(parts);
}

const randomSerial = (io: Io): Buffer => {
  const bytes = randomBytes(io.sys, 20);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes;
};

function serialOf(args: Arguments): Buffer | undefined {
  const given = args.value('set_serial');
  if (given === undefined) return undefined;
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(given)) throw new Complaint('x509: Error parsing serial number');
  const hex = BigInt(given).toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}

/** The serial number in the CA's .srl file, one more each time; without -CAserial or -CAcreateserial OpenSSL 3 does the same. */
function* nextSerial(io: Io, args: Arguments, caPath: string): Task<Buffer> {
  const path = args.value('CAserial') ?? `${caPath.replace(/\.[^./]*$/, '')}.srl`;
  let hex: string | undefined;
  if (io.sys.exists(path)) hex = io.sys.readFile(path).trim();
  else if (args.value('CAserial') !== undefined && !args.has('CAcreateserial'))
    throw new Complaint(`Can't open "${path}" for reading, No such file or directory`);
  if (hex !== undefined && !/^[0-9a-f]+$/i.test(hex)) throw new Complaint(`x509: unable to load number from ${path}`);
  const next = hex === undefined ? randomSerial(io) : hexBytes(BigInt(`0x${hex}`) + 1n);
  writeFile(io.sys, path, `${next.toString('hex').toUpperCase()}\n`);
  return next;
}

function hexBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}

function* wantedExtensions(io: Io, args: Arguments, spki: Buffer, issuer: Buffer | undefined): Task<Extension[]> {
  const path = args.value('extfile');
  if (path === undefined) return [];
  const sections = parseConfiguration(yield* readText(io, path, 'extension file'));
  const name = args.value('extensions') ?? sections.get('default')?.get('extensions') ?? 'default';
  const section = sections.get(name);
  if (!section) throw new Complaint(`Error checking extension section ${name}`);
  return [...section].flatMap(([key, value]) =>
    key === 'extensions' ? [] : (extensionOf(key, value, sections, { subject: spki, issuer }) ?? []),
  );
}

/** A certificate signed anew by its own key, with new dates. */
function* renewed(io: Io, args: Arguments, old: ParsedCertificate, path: string): Task<string> {
  const key = yield* privateKey(io, args, path, 'private key');
  const subject = subjectOf(args) ?? old.subject;
  const added = yield* wantedExtensions(io, args, publicDer(key), keyIdentifier(publicDer(key)));
  const kept = args.has('clrext') ? [] : old.extensions.filter(({ id }) => !added.some((one) => one.id === id));
  return signCertificate(
    {
      serial: serialOf(args) ?? old.serial,
      issuer: subject,
      subject,
      spki: publicDer(key),
      ...dates(io, args),
      extensions: [...kept, ...added],
    },
    key,
    args.digest(),
  );
}

/** What the options ask to see, in OpenSSL's order: as they are given. */
function* show(io: Io, args: Arguments, text: string): Task<number> {
  const certificate = parseCertificate(blockOf(text, 'CERTIFICATE')!)!;
  const option = args.value('nameopt');
  const name = (bytes: Buffer) => {
    const shown = nameText(nameParts(bytes), option);
    if (shown === undefined) throw new Fatal(`-nameopt ${option}: not simulated here (oneline, RFC2253, compat and multiline are)`);
    return shown;
  };
  let out = '';
  for (const what of args.names()) {
    if (what === 'text') out += certificateText(certificate, option);
    else if (what === 'subject') out += `subject=${name(certificate.subject)}\n`;
    else if (what === 'issuer') out += `issuer=${name(certificate.issuer)}\n`;
    else if (what === 'serial') out += `serial=${serialText(certificate)}\n`;
    else if (what === 'hash' || what === 'subject_hash') out += `${nameHash(certificate.subject)}\n`;
    else if (what === 'issuer_hash') out += `${nameHash(certificate.issuer)}\n`;
    else if (what === 'email') out += emails(certificate);
    else if (what === 'pubkey') out += keyOf(certificate).export({ format: 'pem', type: 'spki' }).toString();
    else if (what === 'modulus') out += modulus(certificate);
    else if (what === 'fingerprint') {
      const digest = args.names().some((one) => one === args.digest()) ? args.digest() : 'sha1';
      const hex = createHash(digest).update(certificate.whole).digest('hex').toUpperCase();
      out += `${digest === 'sha1' ? 'SHA1' : digest} Fingerprint=${hex.replace(/..(?=.)/g, '$&:')}\n`;
    } else if (what === 'ext') {
      const wanted = args.value('ext')!.split(',');
      const found = certificate.extensions.filter((one) => wanted.some((name_) => isNamed(one, name_)));
      if (found.length === 0)
        yield* io.stderr(
          `No extensions matching${certificate.extensions.length ? '' : ' (no extensions in certificate)'}: ${wanted.join(',')}\n`,
        );
      out += found.map((one) => extensionText(one, 0)).join('');
    }
    if (what === 'startdate' || what === 'dates') out += `notBefore=${dateText(certificate.notBefore)}\n`;
    if (what === 'enddate' || what === 'dates') out += `notAfter=${dateText(certificate.notAfter)}\n`;
  }
  let code = 0;
  const seconds = args.value('checkend');
  if (seconds !== undefined) {
    const expires = certificate.notAfter < io.sys.now() + Number(seconds) * 1000;
    out += expires ? 'Certificate will expire\n' : 'Certificate will not expire\n';
    if (expires) code = 1;
  }
  for (const [flag, kind, title] of [
    ['checkhost', 'host', 'Hostname'],
    ['checkemail', 'email', 'Email'],
    ['checkip', 'ip', 'IP'],
  ] as const) {
    const value = args.value(flag);
    if (value !== undefined) out += `${title} ${value} does${isFor(certificate, kind, value) ? '' : ' NOT'} match certificate\n`;
  }
  if (!args.has('noout') && seconds === undefined) out += args.value('outform')?.toUpperCase() === 'DER' ? binary(certificate.whole) : text;
  const path = args.value('out');
  if (path === undefined) yield* io.print(out);
  else writeFile(io.sys, path, out);
  return code;
}

const emails = (certificate: ParsedCertificate): string =>
  [
    ...nameParts(certificate.subject).flatMap(({ type, value }) => (type === 'emailAddress' ? [value] : [])),
    ...[...(new X509Certificate(certificate.whole).subjectAltName ?? '').matchAll(/email:([^,]+)/g)].map((match) => match[1]!),
  ]
    .map((line) => `${line}\n`)
    .join('');

function modulus(certificate: ParsedCertificate): string {
  const { n } = keyOf(certificate).export({ format: 'jwk' });
  return `Modulus=${n === undefined ? 'No modulus for this public key type' : Buffer.from(n, 'base64url').toString('hex').toUpperCase()}\n`;
}
