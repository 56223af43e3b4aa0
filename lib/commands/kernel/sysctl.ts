import type { Command } from '../command/command';
import { strerror, writeAll, type Io, type Task } from '../command/stdio';
import { isDirectory } from '../files/paths';

const ROOT = '/proc/sys';
const MOST_KEYS = 5000;

/** `net.ipv4.ip_forward` → its file; a slash as first separator turns the meaning of both around. */
function pathOf(key: string): string {
  const dot = key.indexOf('.');
  const slash = key.indexOf('/');
  return slash >= 0 && (dot < 0 || slash < dot) ? `${ROOT}/${key}` : `${ROOT}/${key.replaceAll('.', '/')}`;
}

const keyOf = (path: string) => path.slice(ROOT.length + 1).replaceAll('/', '.');

export const sysctl: Command = {
  name: 'sysctl',
  options: 'a,all,A,X b,binary e,ignore N,names n,values p,load:: f q,quiet r,pattern: w,write system dry-run h d',
  version: 'sysctl from procps-ng 4.0.4',
  usage:
    'Usage:\n sysctl [options] [variable[=value] ...]\n\nOptions:\n  -a, --all            display all variables\n  -n, --values         print only values of the given variable(s)\n  -p, --load[=<file>]  read values from file\n      --system         read values from all system directories\n  -w, --write          enable writing a value to variable\n',
  *run(io, options) {
    const how = { values: options.has('n'), names: options.has('N'), quiet: options.has('q'), ignore: options.has('e') };
    let code = 0;
    const fail = (result: number) => (code = code || result);
    if (options.has('system')) {
      for (const path of systemFiles(io)) {
        if (!how.quiet) yield* io.print(`* Applying ${path} ...\n`);
        fail(yield* load(io, path, how));
      }
      return code;
    }
    if (options.has('p', 'f')) {
      const files = [...(options.value('p') ? [options.value('p')!] : []), ...options.operands];
      for (const path of files.length ? files : ['/etc/sysctl.conf']) fail(yield* load(io, path, how));
      return code;
    }
    if (options.has('a')) {
      const keys: string[] = [];
      walk(io, ROOT, keys);
      const pattern = options.value('r') === undefined ? undefined : new RegExp(options.value('r')!);
      for (const path of keys) if (!pattern || pattern.test(keyOf(path))) yield* show(io, path, how);
      return 0;
    }
    if (options.operands.length === 0) {
      yield* io.error("no variables specified\nTry `sysctl --help' for more information.");
      return 1;
    }
    for (const word of options.operands) {
      if (word.includes('=')) {
        const at = word.indexOf('=');
        fail(yield* set(io, word.slice(0, at), word.slice(at + 1), how));
      } else if (options.has('w')) {
        yield* io.error(`"${word}" must be of the form name=value`);
        code = 1;
      } else {
        const path = pathOf(word);
        if (!io.sys.exists(path)) {
          if (!how.ignore) yield* io.error(`cannot stat ${path}: No such file or directory`);
          code = how.ignore ? code : 1;
        } else if (isDirectory(io.sys, path)) {
          const keys: string[] = [];
          walk(io, path, keys);
          for (const key of keys) yield* show(io, key, how);
        } else yield* show(io, path, how);
      }
    }
    return code;
  },
};

interface How {
  readonly values: boolean;
  readonly names: boolean;
  readonly quiet: boolean;
  readonly ignore: boolean;
}

function walk(io: Io, path: string, out: string[]): void {
  if (out.length >= MOST_KEYS) return;
  if (!isDirectory(io.sys, path)) out.push(path);
  else for (const name of io.sys.readdir(path)) walk(io, `${path}/${name}`, out);
}

function* show(io: Io, path: string, how: How): Task<void> {
  const text = io.sys.readFile(path).replace(/\n$/, '');
  for (const line of text.split('\n'))
    yield* io.print(how.names ? `${keyOf(path)}\n` : how.values ? `${line}\n` : `${keyOf(path)} = ${line}\n`);
}

function* set(io: Io, rawKey: string, rawValue: string, how: How): Task<number> {
  const key = rawKey.trim().replace(/^-/, '');
  const value = rawValue.trim();
  const path = pathOf(key);
  if (!io.sys.exists(path)) {
    if (how.ignore || rawKey.trim().startsWith('-')) return 0;
    yield* io.error(`cannot stat ${path}: No such file or directory`);
    return 1;
  }
  let fd: number;
  try {
    fd = io.sys.open(path, { write: true, truncate: true });
  } catch (error) {
    yield* io.error(`permission denied on key "${keyOf(path)}"`);
    strerror(error);
    return 1;
  }
  yield* writeAll(io.sys, fd, `${value}\n`);
  io.sys.close(fd);
  if (!how.quiet) yield* io.print(how.values ? `${value}\n` : how.names ? `${keyOf(path)}\n` : `${keyOf(path)} = ${value}\n`);
  return 0;
}

/** Files as `sysctl --system` orders them: by name over all directories, /etc before /run before /usr/lib; sysctl.conf last. */
function systemFiles(io: Io): string[] {
  const byName = new Map<string, string>();
  for (const dir of ['/usr/lib/sysctl.d', '/usr/local/lib/sysctl.d', '/run/sysctl.d', '/etc/sysctl.d']) {
    if (isDirectory(io.sys, dir)) for (const name of io.sys.readdir(dir)) if (name.endsWith('.conf')) byName.set(name, `${dir}/${name}`);
  }
  const files = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  return io.sys.exists('/etc/sysctl.conf') ? [...files, '/etc/sysctl.conf'] : files;
}

function* load(io: Io, path: string, how: How): Task<number> {
  let text: string;
  try {
    text = path === '-' ? yield* io.stdin.rest() : io.sys.readFile(path);
  } catch (error) {
    yield* io.error(`cannot open "${path}": ${strerror(error)}`);
    return 1;
  }
  let code = 0;
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const at = line.indexOf('=');
    if (at < 0) yield* io.error(`${path}(${i + 1}): invalid syntax, continuing...`);
    else code = (yield* set(io, line.slice(0, at), line.slice(at + 1), how)) || code;
  }
  return code;
}
