import { Errno } from '@/lib/hosts/process/sys';
import type { Options } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { hashHost, namesHost, parseKnownHosts } from './known-hosts';
import { drawBytes } from './make-key';
import { fingerprint, randomArt, typeName } from './public-key';

const FAILED = 255;

/** `ssh-keygen -F`, `-R` and `-H`: what known_hosts says of a host, without it, and without names in clear. */
export function* knownHostsTool(io: Io, options: Options, path: string): Task<number> {
  const { sys } = io;
  let text: string;
  try {
    text = sys.readFile(path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* io.stderr(`Cannot stat ${path}: ${error.message}\r\n`);
    return FAILED;
  }
  const entries = parseKnownHosts(text);
  const [find, remove] = [options.value('F'), options.value('R')];
  const host = find ?? remove;
  if (host === undefined) return yield* hashAll(io, path, text);
  const found = entries.filter((entry) => namesHost(entry, host));
  const lines = text.split('\n');
  for (const { key, line } of found) {
    if (remove !== undefined) yield* io.print(`# Host ${host} found: line ${line}\n`);
    else {
      if (!options.has('q')) yield* io.print(`# Host ${host} found: line ${line} \n`);
      if (options.has('l')) {
        yield* io.print(`${host} ${typeName(key.algorithm)} ${fingerprint(key.blob, options.value('E') ?? 'sha256')}\n`);
        if (options.has('v')) yield* io.print(`${randomArt(key)}\n`);
      } else yield* io.print(`${lines[line - 1]}\n`);
    }
  }
  if (remove === undefined) return found.length ? 0 : 1;
  if (found.length === 0) {
    yield* io.stderr(`Host ${host} not found in ${path}\r\n`);
    return 0;
  }
  const gone = new Set(found.map(({ line }) => line - 1));
  yield* replace(io, path, text, lines.filter((_, i) => !gone.has(i)).join('\n'));
  return 0;
}

function* replace(io: Io, path: string, old: string, text: string): Task<void> {
  const { sys } = io;
  sys.writeFile(`${path}.old`, old, { mode: 0o600 });
  sys.writeFile(path, text, { mode: 0o600 });
  yield* io.print(`${path} updated.\nOriginal contents retained as ${path}.old\n`);
}

function* hashAll(io: Io, path: string, text: string): Task<number> {
  const hashed = text.split('\n').flatMap((line) => {
    const match = /^([^#@|\s]\S*)(\s.*)$/.exec(line);
    if (!match || /[*?!]/.test(match[1]!)) return [line];
    return match[1]!.split(',').map((host) => `${hashHost(host, drawBytes(io, 20))}${match[2]}`);
  });
  const plain = text !== hashed.join('\n');
  if (plain) yield* io.stderr(`WARNING: ${path}.old contains unhashed entries\nDelete this file to ensure privacy of hostnames\n`);
  yield* replace(io, path, text, hashed.join('\n'));
  return 0;
}
