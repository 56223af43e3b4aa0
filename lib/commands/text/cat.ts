import type { Command } from '../command/command';
import { quotef } from '../command/quote';
import { type Io, strerror, type Task } from '../command/stdio';

interface Marks {
  readonly number: 'none' | 'all' | 'nonblank';
  readonly squeeze: boolean;
  readonly ends: boolean;
  readonly tabs: boolean;
  readonly nonprinting: boolean;
}

export const cat: Command = {
  name: 'cat',
  options: 'A,show-all b,number-nonblank e E,show-ends n,number s,squeeze-blank t T,show-tabs u v,show-nonprinting',
  usage:
    'Usage: cat [OPTION]... [FILE]...\nConcatenate FILE(s) to standard output.\n\nWith no FILE, or when FILE is -, read standard input.\n',
  *run(io, options) {
    const marks: Marks = {
      number: options.has('b') ? 'nonblank' : options.has('n') ? 'all' : 'none',
      squeeze: options.has('s'),
      ends: options.has('A', 'e', 'E'),
      tabs: options.has('A', 't', 'T'),
      nonprinting: options.has('A', 'e', 't', 'v'),
    };
    const plain = marks.number === 'none' && !marks.squeeze && !marks.ends && !marks.tabs && !marks.nonprinting;
    const state = { line: 0, blanks: 0 };
    let code = 0;
    for (const path of options.operands.length ? options.operands : ['-']) {
      const input = yield* io.tryOpen(path);
      if (!input) {
        code = 1;
        continue;
      }
      try {
        if (plain) {
          for (let text = yield* input.chunk(); text !== null; text = yield* input.chunk()) yield* io.print(text);
        } else {
          for (let line = yield* input.line(); line !== null; line = yield* input.line()) {
            yield* marked(io, line, input.terminated, marks, state);
          }
        }
      } catch (error) {
        yield* io.error(`${quotef(path)}: ${strerror(error)}`);
        code = 1;
      }
      input.close();
    }
    return code;
  },
};

function* marked(io: Io, line: string, terminated: boolean, marks: Marks, state: { line: number; blanks: number }): Task<void> {
  state.blanks = line === '' && terminated ? state.blanks + 1 : 0;
  if (marks.squeeze && state.blanks > 1) return;
  let prefix = '';
  if (marks.number === 'all' || (marks.number === 'nonblank' && line !== '')) prefix = `${String(++state.line).padStart(6)}\t`;
  let shown = marks.nonprinting ? visible(line) : line;
  if (marks.tabs) shown = shown.replaceAll('\t', '^I');
  yield* io.print(`${prefix}${shown}${terminated ? (marks.ends ? '$\n' : '\n') : ''}`);
}

/** Control characters as `^X`, others that are not ASCII as `M-x` byte by byte. */
function visible(line: string): string {
  let out = '';
  for (const byte of Buffer.from(line, 'utf8')) {
    let b = byte;
    if (b >= 128) {
      out += 'M-';
      b -= 128;
      if (b === 9 || b === 10) {
        out += b === 9 ? '^I' : '^J';
        continue;
      }
    }
    out += b === 9 ? '\t' : b < 32 ? `^${String.fromCharCode(b + 64)}` : b === 127 ? '^?' : String.fromCharCode(b);
  }
  return out;
}
