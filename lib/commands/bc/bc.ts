import type { Command } from '../command/command';
import { strerror, type Io, type Task } from '../command/stdio';
import { BcSyntaxError, Parser } from './parse';
import { BcExit, BcRuntimeError, Calculator } from './run';

/** bc: numbers of any length. */
export const bc: Command = {
  name: 'bc',
  options: 'h i,interactive l,mathlib q,quiet s,standard w,warn v',
  version: 'bc 1.07.1',
  usage:
    "usage: bc [options] [file ...]\n  -h  --help         print this usage and exit\n  -i  --interactive  force interactive mode\n  -l  --mathlib      use the predefined math routines\n  -q  --quiet        don't print initial banner\n  -s  --standard     non-standard bc constructs are errors\n  -w  --warn         warn about non-standard bc constructs\n  -v  --version      print version information and exit\n",
  *run(io, options) {
    if (options.has('v')) {
      yield* io.print('bc 1.07.1\n');
      return 0;
    }
    const calculator = new Calculator(options.has('l'), (text) => io.print(text));
    try {
      for (const path of options.operands) {
        let text: string;
        try {
          text = yield* io.open(path).rest();
        } catch (error) {
          if (strerror(error)) yield* io.stderr(`File ${path} is unavailable.\n`);
          return 1;
        }
        yield* perform(io, calculator, text, path);
      }
      const input = io.stdin;
      // Line by line, and more lines while braces are open, so that answers come at once on a terminal.
      for (let n = 1; ;) {
        let text = yield* input.line();
        if (text === null) break;
        let lines = 1;
        while (isOpen(text)) {
          const more = yield* input.line();
          if (more === null) break;
          text += `\n${more}`;
          lines++;
        }
        yield* perform(io, calculator, text, '(standard_in)', n);
        n += lines;
      }
    } catch (error) {
      if (!(error instanceof BcExit)) throw error;
      if (error.message) {
        yield* io.error('the calculation takes too long here');
        return 1;
      }
    }
    return 0;
  },
};

function isOpen(text: string): boolean {
  const bare = text
    .replace(/"[^"]*"/g, '')
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/#.*/g, '');
  const count = (c: string) => bare.split(c).length - 1;
  return count('{') > count('}') || /\\$/.test(text) || text.split('"').length % 2 === 0 || bare.includes('/*');
}

function* perform(io: Io, calculator: Calculator, text: string, name: string, first = 1): Task<void> {
  if (/^[^"#]*\bquit\b/.test(text) && !/define|\{/.test(text.split('quit')[0]!)) {
    // quit acts when it is read.
    const before = text.slice(0, text.search(/\bquit\b/)).replace(/;\s*$/, '');
    if (before.includes('\n')) yield* perform(io, calculator, before.slice(0, before.lastIndexOf('\n')), name, first);
    throw new BcExit('');
  }
  const parser = new Parser(text);
  for (;;) {
    try {
      const line = parser.next();
      if (!line) return;
      for (const stmt of line) yield* calculator.run(stmt);
    } catch (error) {
      if (error instanceof BcSyntaxError) {
        yield* io.flush();
        yield* io.stderr(`${name} ${error.line + first - 1}: syntax error\n`);
      } else if (error instanceof BcRuntimeError) {
        yield* io.flush();
        yield* io.stderr(`Runtime error (func=(main), adr=0): ${error.message}\n`);
      } else throw error;
    }
  }
}
