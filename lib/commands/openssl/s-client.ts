import { pem } from '@/lib/cluster/pki/certificate';
import { Errno } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../command/stdio';
import { Fatal } from '../command/command';
import { Arguments, readText } from './arguments';
import { dateText, keyOf, parseCertificate, blockOf } from './certificate';
import { nameParts, nameText } from './names';
import { certificatesIn, chainFault } from './verify';

const ERRNO: Readonly<Record<string, number>> = { ECONNREFUSED: 111, ETIMEDOUT: 110, EHOSTUNREACH: 113, ENETUNREACH: 101 };

/** `openssl s_client`: the certificate that a server shows, and whether it is good. What is typed afterwards goes nowhere. */
export function* sClient(io: Io, words: readonly string[]): Task<number> {
  const args = new Arguments(
    's_client',
    words,
    'connect servername host port CAfile CApath cert key verify alpn starttls verify_hostname',
    'showcerts brief quiet no_ign_eof ign_eof tls1_2 tls1_3 noservername prexit verify_return_error noCAfile',
  );
  if (args.has('starttls')) throw new Fatal('-starttls: not simulated here');
  const target = args.value('connect') ?? args.rest[0] ?? `${args.value('host') ?? 'localhost'}:${args.value('port') ?? '4433'}`;
  const at = target.lastIndexOf(':');
  const host = (at < 0 ? target : target.slice(0, at)).replace(/^\[|\]$/g, '');
  const port = Number(at < 0 ? 443 : target.slice(at + 1));
  let text: string | undefined;
  try {
    text = io.sys.serverCertificate(host, port, args.value('servername'));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'ENAMENOTFOUND') yield* io.stderr('BIO_lookup_ex:Name or service not known\nconnect:errno=22\n');
    else yield* io.stderr(`BIO_connect:${error.message}\nconnect:errno=${ERRNO[error.code] ?? 5}\n`);
    return 1;
  }
  yield* io.print('CONNECTED(00000003)\n');
  const certificates = text === undefined ? [] : certificatesIn(text);
  const leaf = certificates[0];
  if (!leaf) {
    yield* io.stderr('error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:\n');
    yield* io.print('---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\n');
    return 1;
  }
  const ca = args.value('CAfile');
  const trusted = ca === undefined ? [] : certificatesIn(yield* readText(io, ca, 'certificate'));
  const fault = chainFault(leaf, trusted, certificates.slice(1), io.sys.now());
  const name = (bytes: Buffer) => nameText(nameParts(bytes));
  yield* io.stderr(
    fault
      ? `depth=${fault.depth} ${name(fault.certificate.subject)}\nverify error:num=${fault.code}:${fault.text}\nverify return:1\n`
      : `depth=0 ${name(leaf.subject)}\nverify return:1\n`,
  );
  let out = '---\nCertificate chain\n';
  for (const [i, one] of certificates.entries()) {
    const key = keyOf(one);
    const size = key.asymmetricKeyDetails?.modulusLength ?? 256;
    out += ` ${i} s:${name(one.subject)}\n   i:${name(one.issuer)}\n   a:PKEY: ${key.asymmetricKeyType === 'rsa' ? 'rsaEncryption' : 'id-ecPublicKey'}, ${size} (bit); sigalg: ${one.algorithm === '1.2.840.10045.4.3.2' ? 'ecdsa-with-SHA256' : 'RSA-SHA256'}\n   v:NotBefore: ${dateText(one.notBefore)}; NotAfter: ${dateText(one.notAfter)}\n`;
    if (args.has('showcerts')) out += pem('CERTIFICATE', one.whole);
  }
  const verdict = fault ? `Verification error: ${fault.text}` : 'Verification: OK';
  out += `---\nServer certificate\n${pem('CERTIFICATE', parseCertificate(blockOf(text!, 'CERTIFICATE')!)!.whole)}subject=${name(leaf.subject)}\nissuer=${name(leaf.issuer)}\n`;
  out += `---\nNo client certificate CA names sent\n---\n${verdict}\n---\nNew, TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256\nVerify return code: ${fault ? `${fault.code} (${fault.text})` : '0 (ok)'}\n---\n`;
  yield* io.print(out);
  yield* io.stdin.rest();
  yield* io.stderr('DONE\n');
  return 0;
}
