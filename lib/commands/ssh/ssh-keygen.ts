import { Errno } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { Fatal } from '../command/command';
import { getopt, UsageError, type Options } from '../command/getopt';
import type { Input, Io, Task } from '../command/stdio';
import { Accounts } from '../files/accounts';
import { askPass } from './ask-pass';
import { modeFault, patiently, readIfThere } from './identities';
import { KEYGEN_USAGE } from './keygen-words';
import { parseKnownHosts } from './known-hosts';
import { knownHostsTool } from './known-hosts-tools';
import { keyText, makeKey, sizeFault } from './make-key';
import { isEncrypted, openPrivateKey, publicHalf, type PrivateKey } from './private-key';
import { fingerprint, fingerprintLine, parsePublicKey, publicLine, randomArt, type PublicKey } from './public-key';

const FAILED = 255;
const OPTIONS = 'A B H L Q U X c d e g h i k l p q r: s: u v y 4 6 C: D: E: F: I: K M: N: O: P: R: V: Y: Z: a: b: f: m: n: t: w: z:';

export const sshKeygen: Command = {
  name: 'ssh-keygen',
  usage: KEYGEN_USAGE,
  *run(io, { operands }) {
    let options: Options;
    try {
      options = getopt(operands, OPTIONS);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const letter = /'(.)'$/.exec(error.message)?.[1] ?? '';
      yield* io.stderr(
        `${error.message.startsWith('option requires') ? 'option requires an argument' : 'unknown option'} -- ${letter}\n${KEYGEN_USAGE}`,
      );
      return 1;
    }
    try {
      return yield* new Keygen(io, options).run();
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      yield* io.stderr(`${error.message}\r\n`);
      return error.code;
    }
  },
};

class Keygen {
  private readonly input: Input;

  constructor(
    private readonly io: Io,
    private readonly options: Options,
  ) {
    this.input = io.stdin;
  }

  *run(): Task<number> {
    const { io, options } = this;
    const hash = this.hash();
    if (options.operands.length > 0) {
      yield* io.stderr(`Too many arguments.\n${KEYGEN_USAGE}`);
      return 1;
    }
    for (const letter of ['B', 'D', 'I', 'K', 'L', 'M', 'Q', 'Y', 'i', 'k', 'r', 's'])
      if (options.has(letter)) throw new Fatal(`ssh-keygen -${letter} is not simulated here`, FAILED);
    if (options.has('F', 'R', 'H')) return yield* knownHostsTool(io, options, options.value('f') ?? `${this.home()}/.ssh/known_hosts`);
    if (options.has('A')) return yield* this.hostKeys();
    if (options.has('l')) return yield* this.fingerprints(hash);
    if (options.has('y')) return yield* this.publicOf();
    if (options.has('p')) return yield* this.newPassphrase();
    if (options.has('c')) return yield* this.newComment();
    if (options.has('e')) return yield* this.exported();
    return yield* this.generate();
  }

  private hash(): string {
    const name = (this.options.value('E') ?? 'sha256').toLowerCase();
    if (!['md5', 'sha1', 'sha256', 'sha384', 'sha512'].includes(name)) throw new Fatal(`Invalid hash algorithm "${name}"`, FAILED);
    return name;
  }

  private home(): string {
    return new Accounts(this.io.sys).user(this.io.sys.uid())?.home ?? '/';
  }

  /** The file of -f, or the one that is asked for. */
  private *file(prompt: string, type: string): Task<string> {
    const given = this.options.value('f');
    if (given !== undefined) return given;
    const preset = `${this.home()}/.ssh/id_${type}`;
    yield* this.io.print(`${prompt} (${preset}): `);
    const answer = yield* this.input.line();
    if (answer === null) throw new Ended();
    return answer || preset;
  }

  private *passphrase(prompt: string, given: string | undefined): Task<string> {
    if (given !== undefined) return given;
    const asked = yield* askPass(this.io, prompt);
    if (asked !== undefined) return asked;
    // Without a terminal standard input is read.
    yield* this.io.stderr(prompt);
    return (yield* this.input.line()) ?? '';
  }

  private *generate(): Task<number> {
    const { io, options } = this;
    const { sys } = io;
    const type = (options.value('t') ?? 'ed25519').toLowerCase();
    const bits = options.value('b') === undefined ? undefined : Number(options.value('b'));
    if (bits !== undefined && !Number.isInteger(bits)) throw new Fatal(`Bits has bad value ${options.value('b')} (invalid)`, FAILED);
    const fault = sizeFault(type, bits);
    if (fault !== undefined) throw new Fatal(fault, FAILED);
    const quiet = options.has('q');
    if (!quiet) yield* io.print(`Generating public/private ${type} key pair.\n`);
    const user = new Accounts(sys).userName(sys.uid());
    const key = yield* makeKey(io, type, bits, options.value('C') ?? `${user}@${sys.hostname()}`);
    let path: string;
    try {
      path = yield* this.file('Enter file in which to save the key', type);
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      return 1;
    }
    const directory = path.slice(0, path.lastIndexOf('/'));
    if (directory === `${this.home()}/.ssh` && !sys.exists(directory)) {
      sys.mkdir(directory, 0o700);
      if (!quiet) yield* io.print(`Created directory '${directory}'.\n`);
    }
    if (sys.exists(path)) {
      yield* io.print(`${path} already exists.\nOverwrite (y/n)? `);
      const answer = yield* this.input.line();
      if (!/^y(es)?$/i.test(answer ?? '')) return 1;
    }
    const secret = yield* this.newSecret();
    try {
      const text = yield* keyText(io, key, secret, this.form());
      if (sys.exists(path)) sys.unlink(path);
      sys.writeFile(path, text, { mode: 0o600 });
      sys.chmod(path, 0o600);
      sys.writeFile(`${path}.pub`, `${publicLine(key)}\n`, { mode: 0o644 });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* io.stderr(`Saving key "${path}" failed: ${error.message}\r\n`);
      return 1;
    }
    if (!quiet)
      yield* io.print(
        `Your identification has been saved in ${path}\nYour public key has been saved in ${path}.pub\nThe key fingerprint is:\n${fingerprint(key.blob)} ${key.comment}\nThe key's randomart image is:\n${randomArt(key)}\n`,
      );
    return 0;
  }

  private *newSecret(): Task<string> {
    const given = this.options.value('N');
    if (given !== undefined) {
      if (given !== '' && given.length < 5) {
        // ssh-keygen leaves short ones given on the command line be.
      }
      return given;
    }
    for (;;) {
      const first = yield* this.passphrase('Enter passphrase (empty for no passphrase): ', undefined);
      const second = yield* this.passphrase('Enter same passphrase again: ', undefined);
      if (first === second) return first;
      yield* this.io.print('Passphrases do not match.  Try again.\n');
    }
  }

  private form(): { format?: string; rounds?: number } {
    const [format, rounds] = [this.options.value('m'), this.options.value('a')];
    return { ...(format !== undefined && { format }), ...(rounds !== undefined && { rounds: Number(rounds) }) };
  }

  /** `-A`: the host's keys that are not there yet. */
  private *hostKeys(): Task<number> {
    const { io, options } = this;
    const { sys } = io;
    let said = false;
    for (const type of ['rsa', 'ecdsa', 'ed25519']) {
      const path = `${options.value('f') ?? ''}/etc/ssh/ssh_host_${type}_key`;
      if (sys.exists(path) && sys.stat(path).size > 0) continue;
      if (!said) yield* io.print('ssh-keygen: generating new host keys: ');
      said = true;
      yield* io.print(`${type.toUpperCase()} `);
      const key = yield* makeKey(io, type, undefined, `root@${sys.hostname()}`);
      try {
        sys.writeFile(path, yield* keyText(io, key, ''), { mode: 0o600 });
        sys.writeFile(`${path}.pub`, `${publicLine(key)}\n`, { mode: 0o644 });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        yield* io.flush();
        yield* io.stderr(`Could not save your private key in ${path}: ${error.message}\r\n`);
      }
    }
    if (said) yield* io.print('\n');
    return 0;
  }

  private *fingerprints(hash: string): Task<number> {
    const { io, options } = this;
    const path = yield* this.orEnd(this.file('Enter file in which the key is', 'ed25519'));
    if (path === undefined) return 1;
    let text: string;
    if (path === '-') text = yield* this.input.rest();
    else
      try {
        text = io.sys.readFile(path);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        yield* io.stderr(`ssh-keygen: ${path}: ${error.message}\r\n`);
        return FAILED;
      }
    const keys = keysOf(text, readIfThere(io.sys, `${path}.pub`));
    for (const key of keys) {
      yield* io.print(`${fingerprintLine(key, hash)}\n`);
      if (options.has('v')) yield* io.print(`${randomArt(key, hash)}\n`);
    }
    if (keys.length > 0) return 0;
    yield* io.stderr(`${path === '-' ? '(stdin)' : path} is not a public key file.\r\n`);
    return FAILED;
  }

  private *orEnd(task: Task<string>): Task<string | undefined> {
    try {
      return yield* task;
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      return undefined;
    }
  }

  /** The private key of a file, with its passphrase asked for. Throws Fatal. */
  private *load(path: string, given: string | undefined): Task<PrivateKey> {
    const { sys } = this.io;
    let text: string;
    try {
      text = sys.readFile(path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Fatal(`${path}: ${error.message}`, FAILED);
    }
    const fault = modeFault(sys, path);
    if (fault !== undefined) throw new Fatal(`${fault}Load key "${path}": bad permissions`, FAILED);
    const secret = isEncrypted(text)
      ? yield* this.passphrase(this.options.has('y') ? 'Enter passphrase: ' : `Enter old passphrase: `, given)
      : '';
    const opened = yield* patiently(this.io, openPrivateKey(text, secret));
    if (typeof opened === 'string')
      throw new Fatal(
        `${this.options.has('p') ? 'Failed to load key' : 'Load key "'}${this.options.has('p') ? ` ${path}` : `${path}"`}: ${opened === 'passphrase' ? 'incorrect passphrase supplied to decrypt private key' : opened}`,
        FAILED,
      );
    const comment = opened.comment || (parsePublicKey(readIfThere(sys, `${path}.pub`) ?? '')?.comment ?? '');
    return { ...opened, comment };
  }

  private *publicOf(): Task<number> {
    const path = yield* this.orEnd(this.file('Enter file in which the key is', 'ed25519'));
    if (path === undefined) return 1;
    const key = yield* this.load(path, this.options.value('P'));
    yield* this.io.print(`${publicLine(key)}\n`);
    return 0;
  }

  private *newPassphrase(): Task<number> {
    const { io, options } = this;
    const path = yield* this.orEnd(this.file('Enter file in which the key is', 'ed25519'));
    if (path === undefined) return 1;
    const key = yield* this.load(path, options.value('P'));
    yield* io.print(`Key has comment '${key.comment}'\n`);
    yield* io.flush();
    let secret = options.value('N');
    if (secret === undefined) {
      secret = yield* this.passphrase('Enter new passphrase (empty for no passphrase): ', undefined);
      const again = yield* this.passphrase('Enter same passphrase again: ', undefined);
      if (secret !== again) {
        yield* io.print('Pass phrases do not match.  Try again.\n');
        return 1;
      }
    }
    io.sys.writeFile(path, yield* keyText(io, key, secret, this.form()));
    yield* io.print('Your identification has been saved with the new passphrase.\n');
    return 0;
  }

  private *newComment(): Task<number> {
    const { io, options } = this;
    const path = yield* this.orEnd(this.file('Enter file in which the key is', 'ed25519'));
    if (path === undefined) return 1;
    const key = yield* this.load(path, options.value('P'));
    yield* io.print(key.comment ? `Old comment: ${key.comment}\n` : 'No existing comment\n');
    let comment = options.value('C');
    if (comment === undefined) {
      yield* io.print('New comment: ');
      comment = (yield* this.input.line()) ?? '';
    }
    const changed = { ...key, comment };
    io.sys.writeFile(path, yield* keyText(io, changed, '', this.form()));
    io.sys.writeFile(`${path}.pub`, `${publicLine(changed)}\n`, { mode: 0o644 });
    yield* io.print(options.value('C') === undefined ? 'Comment changed.\n' : `Comment '${comment}' applied\n`);
    return 0;
  }

  private *exported(): Task<number> {
    const { io, options } = this;
    const path = yield* this.orEnd(this.file('Enter file in which the key is', 'ed25519'));
    if (path === undefined) return 1;
    const [key] = keysOf(readIfThere(io.sys, path) ?? '', undefined);
    if (!key) throw new Fatal(`Load key "${path}": invalid format`, FAILED);
    if (options.has('m') && !/^rfc4716$/i.test(options.value('m')!))
      throw new Fatal(`ssh-keygen -e -m ${options.value('m')} is not simulated here`, FAILED);
    const [bits, , , type] = fingerprintLine(key, 'sha256', '-').split(' ');
    const user = new Accounts(io.sys).userName(io.sys.uid());
    const comment = `${bits}-bit ${type!.slice(1, -1)}, converted by ${user}@${io.sys.hostname()} from OpenSSH`.slice(0, 61);
    yield* io.print(
      `---- BEGIN SSH2 PUBLIC KEY ----\nComment: "${comment}"\n${key.blob.replace(/(.{70})(?=.)/g, '$1\n')}\n---- END SSH2 PUBLIC KEY ----\n`,
    );
    return 0;
  }
}

/** Standard input has ended where an answer was awaited. */
class Ended extends Error {}

/** The keys of a file: public ones, a private one's public half, or those of known_hosts. */
function keysOf(text: string, beside: string | undefined): PublicKey[] {
  const half = publicHalf(text);
  if (half || text.includes('PRIVATE KEY-----')) {
    const open = beside === undefined ? undefined : parsePublicKey(beside);
    if (open) return [open];
    const opened = openPrivateKey(text);
    for (let next = opened.next(); ; next = opened.next()) {
      if (!next.done) continue;
      return typeof next.value === 'string' ? (half ? [half] : []) : [next.value];
    }
  }
  const lines = text.split('\n').flatMap((line) => parsePublicKey(line) ?? []);
  if (lines.length > 0) return lines;
  return parseKnownHosts(text).map(({ hosts, key }) => ({ ...key, comment: hosts }));
}
