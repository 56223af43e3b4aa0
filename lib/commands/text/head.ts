import { byteLength, fromBytes, toBytes } from '@/lib/hosts/text';
import { Fatal, type Command } from '../command/command';
import { parseSize } from '../command/numbers';
import { localeQuote, quote } from '../command/quote';
import { type Input, type Io, strerror, type Task } from '../command/stdio';

export const head: Command = {
  name: 'head',
  options: 'c,bytes: n,lines: q,quiet,silent v,verbose z,zero-terminated',
  usage:
    'Usage: head [OPTION]... [FILE]...\nPrint the first 10 lines of each FILE to standard output.\nWith more than one FILE, precede each with a header giving the file name.\n',
  prepare: (args) => obsolete(args),
  *run(io, options) {
    const unit = options.last('c', 'n') === 'c' ? 'bytes' : 'lines';
    const text = options.value(unit === 'bytes' ? 'c' : 'n') ?? '10';
    const count = parseSize(text.replace(/^[-+]/, ''));
    if (count === undefined) throw new Fatal(`invalid number of ${unit}: ${localeQuote(text)}`);
    const end = options.has('z') ? '\0' : '\n';
    const files = options.operands.length ? options.operands : ['-'];
    const headers = options.last('q', 'v') === 'v' || (files.length > 1 && !options.has('q'));
    let code = 0;
    let first = true;
    for (const path of files) {
      let input: Input;
      try {
        input = io.open(path);
      } catch (error) {
        yield* io.error(`cannot open ${quote(path)} for reading: ${strerror(error)}`);
        code = 1;
        continue;
      }
      if (headers) yield* io.print(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
      first = false;
      try {
        yield* copyHead(io, input, unit, count, text.startsWith('-'), end);
      } catch (error) {
        yield* io.error(`error reading ${quote(path)}: ${strerror(error)}`);
        code = 1;
      }
      input.close();
    }
    return code;
  },
};

/** `-5` and `-5c` in the first place, as POSIX once allowed. */
function obsolete(args: readonly string[]): readonly string[] {
  const m = /^-(\d+)([cqvbkm]*)$/.exec(args[0] ?? '');
  return m ? [m[2]!.includes('c') ? '-c' : '-n', m[1]!, ...args.slice(1)] : args;
}

function* copyHead(io: Io, input: Input, unit: 'bytes' | 'lines', count: number, allBut: boolean, end: string): Task<void> {
  if (unit === 'bytes') {
    if (allBut) {
      const bytes = toBytes(yield* input.rest());
      yield* io.print(fromBytes(bytes.subarray(0, Math.max(0, bytes.length - count))));
      return;
    }
    let left = count;
    while (left > 0) {
      const text = yield* input.chunk();
      if (text === null) return;
      const size = byteLength(text);
      yield* io.print(size <= left ? text : fromBytes(toBytes(text).subarray(0, left)));
      left -= size;
    }
    return;
  }
  const held: string[] = [];
  for (let n = 0; allBut || n < count; n++) {
    const line = yield* input.line(end);
    if (line === null) return;
    const whole = input.terminated ? line + end : line;
    if (!allBut) yield* io.print(whole);
    else {
      held.push(whole);
      if (held.length > count) yield* io.print(held.shift()!);
    }
  }
}
