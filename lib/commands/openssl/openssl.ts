import { hashPassword } from './passwd';
import { Fatal, type Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { Complaint } from './arguments';
import { digestCommand, encCommand, rand } from './digest';
import { ecparam, genpkey, genrsa, keyCommand } from './key-commands';
import { req } from './req';
import { sClient } from './s-client';
import { verify } from './verify';
import { x509 } from './x509';

const COMMANDS: Readonly<Record<string, (io: Io, words: readonly string[]) => Task<number>>> = {
  x509,
  req,
  genrsa,
  genpkey,
  ecparam,
  rsa: keyCommand('rsa'),
  ec: keyCommand('ec'),
  pkey: keyCommand('pkey'),
  verify,
  s_client: sClient,
  rand,
  dgst: digestCommand(),
  enc: encCommand(),
  base64: encCommand('base64'),
  passwd: hashPassword,
  ...Object.fromEntries(['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'md5'].map((name) => [name, digestCommand(name)])),
};
const UNSIMULATED = [
  'pkcs12',
  'ca',
  'crl',
  'ocsp',
  's_server',
  'pkcs8',
  'pkcs7',
  'asn1parse',
  'dhparam',
  'speed',
  'ciphers',
  'cms',
  'smime',
];

/** OpenSSL 3.0 as far as certificates, requests, keys and digests go; the rest says that it is not simulated. */
export const openssl: Command = {
  name: 'openssl',
  usage:
    'help:\n\nStandard commands\nbase64 dgst ec ecparam enc genpkey genrsa passwd pkey rand req rsa s_client verify version x509\n\nMessage Digest commands\nmd5 sha1 sha224 sha256 sha384 sha512\n',
  *run(io, options) {
    const [verb, ...words] = options.operands;
    if (verb === undefined || verb === 'help') {
      yield* io.stderr(this.usage);
      return 0;
    }
    if (verb === 'version') {
      yield* io.print('OpenSSL 3.0.13 30 Jan 2024 (Library: OpenSSL 3.0.13 30 Jan 2024)\n');
      return 0;
    }
    const command = COMMANDS[verb];
    if (!command) {
      yield* io.stderr(
        UNSIMULATED.includes(verb) ? `openssl ${verb}: not simulated here\n` : `Invalid command '${verb}'; type "help" for a list.\n`,
      );
      return 1;
    }
    try {
      return yield* command(io, words);
    } catch (error) {
      if (error instanceof Complaint) {
        yield* io.stderr(`${error.message}\n`);
        return 1;
      }
      if (error instanceof Fatal) {
        yield* io.stderr(`${verb}: ${error.message}\n`);
        return 1;
      }
      throw error;
    }
  },
};
