import { fromBytes, toBytes } from '@/lib/hosts/text';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { Fatal } from '../command/command';
import type { Io, Task } from '../command/stdio';

/** Options of an openssl command: single dashes, a value in the next word. */
export class Arguments {
  private readonly found: { readonly name: string; readonly value?: string }[] = [];
  readonly rest: string[] = [];

  /** `valued`, `bare`: names of options. Throws Fatal for another. */
  constructor(
    readonly command: string,
    words: readonly string[],
    valued: string,
    bare: string,
  ) {
    const [withValue, without] = [new Set(valued.split(' ')), new Set(bare.split(' '))];
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      const name = word.replace(/^--?/, '');
      if (word === '-' || !word.startsWith('-')) this.rest.push(word);
      else if (withValue.has(name)) {
        if (i + 1 >= words.length) throw new Fatal(`Option ${word} needs a value\n${command}: Use -help for summary.`);
        this.found.push({ name, value: words[++i]! });
      } else if (without.has(name)) this.found.push({ name });
      else throw new Fatal(`Unknown option: ${word}\n${command}: Use -help for summary.`);
    }
  }

  has(...names: string[]): boolean {
    return this.found.some(({ name }) => names.includes(name));
  }

  value(...names: string[]): string | undefined {
    return this.found.findLast(({ name, value }) => value !== undefined && names.includes(name))?.value;
  }

  values(name: string): string[] {
    return this.found.flatMap((one) => (one.name === name && one.value !== undefined ? [one.value] : []));
  }

  /** Names in the order given. */
  names(): string[] {
    return this.found.map(({ name }) => name);
  }

  /** The digest that is asked for (-sha256, -md sha256); default sha256. */
  digest(): string {
    return this.names().findLast((name) => /^(sha(1|224|256|384|512)|md5)$/.test(name)) ?? 'sha256';
  }
}

export const DIGESTS = 'sha1 sha224 sha256 sha384 sha512 md5';

/** A failure that ends the command with lines of its own on standard error. */
export class Complaint extends Error {}

/** A file's text, standard input without one. Throws Complaint: `what` could not be loaded. */
export function* readText(io: Io, path: string | undefined, what: string): Task<string> {
  try {
    return yield* io.open(path ?? '-').rest();
  } catch (error) {
    if (!(error instanceof Errno) || error.code === 'EPIPE') throw error;
    throw new Complaint(`Could not open file or uri for loading ${what} from ${path}: ${error.message}`);
  }
}

/** Writes to the file of -out, or standard output. */
export function* writeOut(io: Io, args: Arguments, text: string, mode?: number): Task<void> {
  const path = args.value('out');
  if (path === undefined) return yield* io.print(text);
  writeFile(io.sys, path, text, mode);
}

/** Throws Complaint where the file cannot be written. */
export function writeFile(sys: Sys, path: string, text: string, mode?: number): void {
  try {
    sys.writeFile(path, text, mode === undefined ? {} : { mode });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Complaint(`Can't open "${path}" for writing, ${error.message}`);
  }
}

export const binary = (bytes: Buffer): string => fromBytes(bytes);
export const bytesOf = (text: string): Buffer => Buffer.from(toBytes(text));

/** The passphrase of -passin and its kin: `pass:x`, `file:x`, `env:X`. */
export function passphrase(sys: Sys, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const at = given.indexOf(':');
  const [kind, value] = [given.slice(0, at), given.slice(at + 1)];
  if (kind === 'pass') return value;
  if (kind === 'env') return sys.env()[value] ?? '';
  if (kind === 'file') return sys.readFile(value).split('\n')[0];
  throw new Complaint(`Invalid password argument, missing ':' within the first 5 chars\nError getting passwords`);
}
