import { fromBytes, toBytes } from '@/lib/hosts/text';
import type { Sys } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';
import { parseDuration, parseSize } from '../command/numbers';
import { localeQuote, quote } from '../command/quote';
import { type Input, type Io, strerror, type Task } from '../command/stdio';

interface Followed {
  readonly path: string;
  input?: Input;
  ino: number;
}

export const tail: Command = {
  name: 'tail',
  options: 'c,bytes: f F follow:: n,lines: q,quiet,silent v,verbose z,zero-terminated s,sleep-interval: pid: retry',
  usage:
    'Usage: tail [OPTION]... [FILE]...\nPrint the last 10 lines of each FILE to standard output.\nWith more than one FILE, precede each with a header giving the file name.\n',
  prepare(args) {
    const m = /^([-+])(\d+)(f?)$/.exec(args[0] ?? '');
    return m ? ['-n', m[1] === '+' ? `+${m[2]}` : m[2]!, ...(m[3] ? ['-f'] : []), ...args.slice(1)] : args;
  },
  *run(io, options, sys) {
    const unit = options.last('c', 'n') === 'c' ? 'bytes' : 'lines';
    const text = options.value(unit === 'bytes' ? 'c' : 'n') ?? '10';
    const count = parseSize(text.replace(/^[-+]/, ''));
    if (count === undefined) throw new Fatal(`invalid number of ${unit}: ${localeQuote(text)}`);
    const interval = parseDuration(options.value('s') ?? '1');
    if (interval === undefined) throw new Fatal(`invalid number of seconds: ${localeQuote(options.value('s')!)}`);
    const end = options.has('z') ? '\0' : '\n';
    const files = options.operands.length ? options.operands : ['-'];
    const headers = options.last('q', 'v') === 'v' || (files.length > 1 && !options.has('q'));
    const followed: Followed[] = [];
    let code = 0;
    let first = true;
    for (const path of files) {
      let input: Input;
      try {
        input = io.open(path);
      } catch (error) {
        yield* io.error(`cannot open ${quote(path)} for reading: ${strerror(error)}`);
        code = 1;
        if (options.has('F', 'retry')) followed.push({ path, ino: 0 });
        continue;
      }
      if (headers) yield* io.print(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
      first = false;
      try {
        yield* copyTail(io, input, unit, count, text.startsWith('+'), end);
      } catch (error) {
        yield* io.error(`error reading ${quote(path)}: ${strerror(error)}`);
        code = 1;
        continue;
      }
      if (path !== '-') followed.push({ path, input, ino: sys.fdStat(input.fd).ino });
    }
    if (!options.has('f', 'F', 'follow')) return code;
    if (followed.length === 0) {
      if (code) yield* io.error('no files remaining');
      return code;
    }
    yield* follow(io, sys, followed, interval, options.has('F') || options.value('follow') === 'name', headers);
    return 1;
  },
};

function* copyTail(io: Io, input: Input, unit: 'bytes' | 'lines', count: number, from: boolean, end: string): Task<void> {
  if (unit === 'bytes') {
    const bytes = toBytes(yield* input.rest());
    yield* io.print(fromBytes(from ? bytes.subarray(Math.max(0, count - 1)) : bytes.subarray(Math.max(0, bytes.length - count))));
    return;
  }
  const held: string[] = [];
  let start = 0;
  for (let n = 1; ; n++) {
    const line = yield* input.line(end);
    if (line === null) break;
    const whole = input.terminated ? line + end : line;
    if (from) {
      if (n >= count) yield* io.print(whole);
      continue;
    }
    held.push(whole);
    if (held.length - start > count) {
      start++;
      if (start > 4096) {
        held.splice(0, start);
        start = 0;
      }
    }
  }
  if (!from && count > 0) for (const line of held.slice(start)) yield* io.print(line);
}

/** Looks at the files again each interval, as tail does where inotify cannot tell; runs until a signal ends it. */
function* follow(io: Io, sys: Sys, files: Followed[], interval: number, byName: boolean, headers: boolean): Task<void> {
  let last = files.at(-1);
  for (;;) {
    for (const file of files) {
      if (byName) yield* reopen(io, sys, file);
      if (!file.input) continue;
      const position = sys.seek(file.input.fd, 0, 'cur');
      if (sys.fdStat(file.input.fd).size < position) {
        yield* io.error(`${file.path}: file truncated`);
        sys.seek(file.input.fd, 0, 'set');
      }
      for (;;) {
        const got = sys.read(file.input.fd);
        if (typeof got !== 'string') break;
        if (headers && last !== file) yield* io.print(`\n==> ${file.path} <==\n`);
        last = file;
        yield* io.print(got);
      }
    }
    yield* io.sleep(interval);
  }
}

function* reopen(io: Io, sys: Sys, file: Followed): Task<void> {
  if (!sys.exists(file.path)) {
    if (file.ino !== 0) {
      file.ino = 0;
      yield* io.error(`${quote(file.path)} has become inaccessible: No such file or directory`);
    }
    return;
  }
  const ino = sys.stat(file.path).ino;
  if (ino === file.ino) return;
  yield* io.error(`${quote(file.path)} has ${file.ino === 0 ? 'appeared' : 'been replaced'};  following new file`);
  file.input?.close();
  file.input = io.open(file.path);
  file.ino = ino;
}
