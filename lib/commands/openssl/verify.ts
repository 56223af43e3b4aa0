import { splitPem } from '@/lib/cluster/pki/certificate';
import type { Io, Task } from '../command/stdio';
import { Arguments, Complaint, readText } from './arguments';
import { blockOf, isFor, isSignedBy, keyOf, parseCertificate, type ParsedCertificate } from './certificate';
import { isNamed } from './extensions';
import { nameParts, nameText } from './names';

const MOST_LINKS = 10;

export interface Fault {
  readonly code: number;
  readonly depth: number;
  readonly text: string;
  readonly certificate: ParsedCertificate;
}

const isAuthority = ({ extensions, version }: ParsedCertificate): boolean =>
  version === 1 || extensions.some((one) => isNamed(one, 'basicConstraints') && one.value.includes(Buffer.from([1, 1, 0xff])));

/** The first thing wrong with a chain from a certificate to a trusted one. `now`: milliseconds since the epoch. Models X509_verify_cert. */
export function chainFault(
  leaf: ParsedCertificate,
  trusted: readonly ParsedCertificate[],
  between: readonly ParsedCertificate[],
  now: number,
): Fault | undefined {
  const chain = [leaf];
  const isTrusted = (one: ParsedCertificate) => trusted.some(({ whole }) => whole.equals(one.whole));
  while (chain.length < MOST_LINKS) {
    const last = chain.at(-1)!;
    if (last.subject.equals(last.issuer) && isSignedBy(last, keyOf(last))) break;
    const found = [...trusted, ...between].find((one) => one.subject.equals(last.issuer));
    if (!found) return { code: 20, depth: chain.length - 1, text: 'unable to get local issuer certificate', certificate: last };
    chain.push(found);
  }
  const root = chain.at(-1)!;
  if (!isTrusted(root))
    return chain.length === 1
      ? { code: 18, depth: 0, text: 'self-signed certificate', certificate: root }
      : { code: 19, depth: chain.length - 1, text: 'self-signed certificate in certificate chain', certificate: root };
  for (const [i, one] of chain.entries())
    if (i > 0 && !isAuthority(one)) return { code: 79, depth: i, text: 'invalid CA certificate', certificate: one };
  for (let depth = chain.length - 1; depth >= 0; depth--) {
    const one = chain[depth]!;
    const issuer = chain[depth + 1];
    if (issuer && !isSignedBy(one, keyOf(issuer))) return { code: 7, depth, text: 'certificate signature failure', certificate: one };
    if (now < one.notBefore) return { code: 9, depth, text: 'certificate is not yet valid', certificate: one };
    if (now > one.notAfter) return { code: 10, depth, text: 'certificate has expired', certificate: one };
  }
  return undefined;
}

/** Certificates in a file of PEM blocks. */
export const certificatesIn = (text: string): ParsedCertificate[] =>
  splitPem(text).flatMap((pem) => parseCertificate(blockOf(pem, 'CERTIFICATE')!) ?? []);

/** `openssl verify`. */
export function* verify(io: Io, words: readonly string[]): Task<number> {
  const args = new Arguments(
    'verify',
    words,
    'CAfile CApath trusted untrusted purpose verify_hostname verify_ip verify_depth attime',
    'verbose show_chain partial_chain x509_strict no-CAfile no-CApath',
  );
  const load = function* (name: string): Task<ParsedCertificate[]> {
    const found: ParsedCertificate[] = [];
    for (const path of args.values(name)) {
      const certificates = certificatesIn(yield* readText(io, path, 'certificate'));
      if (certificates.length === 0) throw new Complaint(`Error loading file ${path}`);
      found.push(...certificates);
    }
    return found;
  };
  const trusted = [...(yield* load('CAfile')), ...(yield* load('trusted'))];
  const between = yield* load('untrusted');
  const now = args.value('attime') === undefined ? io.sys.now() : Number(args.value('attime')) * 1000;
  let code = 0;
  for (const path of args.rest.length ? args.rest : ['-']) {
    const shown = path === '-' ? 'stdin' : path;
    const [leaf] = certificatesIn(yield* readText(io, path, 'certificate file'));
    if (!leaf) {
      yield* io.stderr(`Could not read certificate file from ${path}\nUnable to load certificate file\n`);
      code = 2;
      continue;
    }
    const anchors = args.has('partial_chain') && trusted.some(({ whole }) => whole.equals(leaf.whole));
    let fault = anchors ? undefined : chainFault(leaf, trusted, between, now);
    const [host, ip] = [args.value('verify_hostname'), args.value('verify_ip')];
    if (!fault && host !== undefined && !isFor(leaf, 'host', host))
      fault = { code: 62, depth: 0, text: 'hostname mismatch', certificate: leaf };
    if (!fault && ip !== undefined && !isFor(leaf, 'ip', ip))
      fault = { code: 64, depth: 0, text: 'IP address mismatch', certificate: leaf };
    if (!fault) {
      yield* io.print(`${shown}: OK\n`);
      continue;
    }
    yield* io.stderr(
      `${nameText(nameParts(fault.certificate.subject))}\nerror ${fault.code} at ${fault.depth} depth lookup: ${fault.text}\nerror ${shown}: verification failed\n`,
    );
    code = 2;
  }
  return code;
}
