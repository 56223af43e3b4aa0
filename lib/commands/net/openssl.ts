import { X509Certificate } from 'node:crypto';
import { Fatal, type Command } from '../command/command';
import { strerror } from '../command/stdio';

const name = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((part) => part.replace('=', ' = '))
    .join(', ');

/** `openssl x509` for looking at certificates; everything else says that it is not simulated. */
export const openssl: Command = {
  name: 'openssl',
  usage: 'openssl x509 -in FILE [-noout] [-enddate] [-startdate] [-dates] [-subject] [-issuer] [-serial] [-checkend N]\n',
  *run(io, options) {
    const [verb, ...words] = options.operands;
    if (verb === 'version') {
      yield* io.print('OpenSSL 3.0.13 30 Jan 2024 (Library: OpenSSL 3.0.13 30 Jan 2024)\n');
      return 0;
    }
    if (verb !== 'x509') {
      yield* io.stderr(`openssl ${verb ?? ''}: not simulated here\n`);
      return 1;
    }
    if (words.includes('-text') || words.includes('-req')) {
      yield* io.stderr(
        `openssl x509 ${words.includes('-text') ? '-text' : '-req'}: not simulated here (-subject, -issuer, -dates, -serial, -ext subjectAltName are)\n`,
      );
      return 1;
    }
    const at = words.indexOf('-in');
    let text: string;
    try {
      text = yield* io.open(at >= 0 ? words[at + 1]! : '-').rest();
    } catch (error) {
      yield* io.stderr(`Could not open file or uri for loading certificate from ${words[at + 1]}: ${strerror(error)}\n`);
      return 1;
    }
    let certificate: X509Certificate;
    try {
      certificate = new X509Certificate(text);
    } catch {
      throw new Fatal(`Could not read certificate from ${at >= 0 ? words[at + 1] : '<stdin>'}`);
    }
    const seconds = words.includes('-checkend') ? Number(words[words.indexOf('-checkend') + 1]) : undefined;
    for (const word of words) {
      if (word === '-subject') yield* io.print(`subject=${name(certificate.subject)}\n`);
      if (word === '-issuer') yield* io.print(`issuer=${name(certificate.issuer)}\n`);
      if (word === '-startdate' || word === '-dates') yield* io.print(`notBefore=${certificate.validFrom}\n`);
      if (word === '-enddate' || word === '-dates') yield* io.print(`notAfter=${certificate.validTo}\n`);
      if (word === '-serial') yield* io.print(`serial=${certificate.serialNumber}\n`);
      if (word === '-ext') yield* io.print(`X509v3 Subject Alternative Name: \n    ${certificate.subjectAltName ?? ''}\n`);
    }
    if (seconds !== undefined) {
      const expires = Date.parse(certificate.validTo) <= io.sys.now() + seconds * 1000;
      yield* io.print(expires ? 'Certificate will expire\n' : 'Certificate will not expire\n');
      return expires ? 1 : 0;
    }
    if (!words.includes('-noout')) yield* io.print(text.slice(text.indexOf('-----BEGIN')));
    return 0;
  },
};
