import { describe } from 'vitest';
import { program } from '../command/command';
import { differs, hasTool, runReal, type DiffCase } from '../testing/real';
import { openssl } from './openssl';

const SUBJECT = '/C=KR/O=system:masters/CN=jane doe';
const ALTERNATIVES = 'subjectAltName=DNS:a.example,IP:10.0.0.1';
const EXTENSIONS =
  'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=@alt\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid,issuer\n[alt]\nDNS.1=foo\nDNS.2=*.bar\nIP.1=1.2.3.4\n';

/** Files made by the machine's own openssl: keys, an authority, requests, a certificate. */
function fixtures(): Record<string, string> {
  const files: Record<string, string> = { ext: EXTENSIONS, text: 'hello\n' };
  const make = (out: string, command: string, ...args: string[]) => {
    files[out] = runReal('openssl', { args: [command, '-out', out, ...args], files }).files[out]!;
  };
  make('ca.key', 'genrsa', '2048');
  make('rsa.key', 'genrsa', '2048');
  make('ec.key', 'ecparam', '-name', 'prime256v1', '-genkey', '-noout');
  make('ed.key', 'genpkey', '-algorithm', 'ed25519');
  make('ca.crt', 'req', '-x509', '-new', '-key', 'ca.key', '-subj', '/CN=kubernetes', '-days', '3650');
  make('ec.csr', 'req', '-new', '-key', 'ec.key', '-subj', SUBJECT, '-addext', ALTERNATIVES);
  make('rsa.csr', 'req', '-new', '-key', 'rsa.key', '-subj', '/CN=bob/O=dev+OU=x');
  make(
    'ec.crt',
    'x509',
    '-req',
    '-in',
    'ec.csr',
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-set_serial',
    '4711',
    '-days',
    '5',
    '-extfile',
    'ext',
  );
  make('self.crt', 'req', '-x509', '-new', '-key', 'ed.key', '-subj', '/CN=self', '-set_serial', '0x1234567890abcdef1234');
  return files;
}

const words = (line: string) => line.split(' ');
// The machine's own clock, as the certificates are made by its own openssl.
const AT = String(Math.floor(Date.now() / 1000) + 60);
const LINES = [
  'x509 -in ca.crt -noout -text',
  'x509 -in ec.crt -noout -text',
  'x509 -in self.crt -noout -text',
  'x509 -in ec.crt',
  'x509 -in ec.crt -noout -subject -issuer -serial -dates -hash -issuer_hash',
  'x509 -in ec.crt -noout -fingerprint',
  'x509 -in ec.crt -noout -fingerprint -sha256',
  'x509 -in ec.crt -noout -ext subjectAltName,keyUsage',
  'x509 -in ec.crt -noout -ext extendedKeyUsage',
  'x509 -in ca.crt -noout -pubkey -modulus',
  'x509 -in ec.crt -noout -modulus',
  'x509 -in ec.crt -noout -checkhost foo',
  'x509 -in ec.crt -noout -checkip 9.9.9.9',
  'x509 -in ec.crt -noout -subject -nameopt RFC2253',
  'x509 -in ec.crt -outform DER -out ec.der',
  'req -in ec.csr -noout -text -verify',
  'req -in rsa.csr -text',
  'req -in rsa.csr -noout -subject',
  'req -in ec.csr -noout -pubkey',
  'req -new -key rsa.key -subj /CN=jane/O=dev -out new.csr',
  'req -new -key ed.key -subj /CN=jane -addext subjectAltName=DNS:a,email:b@c,URI:http://d',
  'req -new -key rsa.key -subj CN=jane',
  `verify -attime ${AT} -CAfile ca.crt ec.crt`,
  'verify ec.crt',
  'verify self.crt',
  'verify -CAfile self.crt ec.crt',
  `verify -attime ${AT} -CAfile ca.crt -verify_hostname foo ec.crt`,
  'rsa -in rsa.key -check -noout',
  'rsa -in rsa.key -noout -text',
  'rsa -in rsa.key -pubout',
  'rsa -in rsa.key -traditional',
  'rsa -in rsa.key -noout -modulus',
  'ec -in ec.key -pubout',
  'pkey -in ec.key -text -noout',
  'pkey -in ed.key -text',
  'pkey -in ec.key -pubout',
  'pkey -in ec.key',
  'dgst text',
  'dgst -sha512 -r text',
  'dgst -sha256 -hmac key text',
  'sha256 text',
  'md5 text',
  'base64 -in text',
  'enc -base64 -in text',
  'bogus',
];

describe.skipIf(!hasTool('openssl'))('openssl', () => {
  const files = hasTool('openssl') ? fixtures() : {};
  const cases: DiffCase[] = LINES.map((line) => ({ args: words(line), files }));
  cases.push({ args: words('base64 -d'), stdin: 'aGVsbG8K\n' });
  differs('openssl', program(openssl), cases);
});
