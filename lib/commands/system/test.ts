import { fileTest } from '@/lib/hosts/file-test';
import type { Sys } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';
import { statOrUndefined } from '../files/paths';
import { isTerminal } from '../command/stdio';

function unary(sys: Sys, op: string, arg: string): boolean | undefined {
  switch (op) {
    case '-n':
      return arg !== '';
    case '-z':
      return arg === '';
    case '-t':
      return isTerminal(sys, Number(arg));
    default:
      return fileTest(sys, op, arg);
  }
}

function binary(sys: Sys, a: string, op: string, b: string): boolean | undefined {
  const number = (text: string) => {
    if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new Fatal(`invalid integer ‘${text}’`, 2);
    return Number(text);
  };
  switch (op) {
    case '=':
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '-eq':
      return number(a) === number(b);
    case '-ne':
      return number(a) !== number(b);
    case '-lt':
      return number(a) < number(b);
    case '-le':
      return number(a) <= number(b);
    case '-gt':
      return number(a) > number(b);
    case '-ge':
      return number(a) >= number(b);
    case '-nt':
      return (statOrUndefined(sys, a)?.mtime ?? -1) > (statOrUndefined(sys, b)?.mtime ?? -1);
    case '-ot':
      return (statOrUndefined(sys, a)?.mtime ?? -1) < (statOrUndefined(sys, b)?.mtime ?? -1);
    case '-ef':
      return statOrUndefined(sys, a)?.ino === statOrUndefined(sys, b)?.ino;
    default:
      return undefined;
  }
}

/** test's expression: POSIX by the number of words, then `!`, `-a`, `-o`. */
function evaluate(sys: Sys, words: readonly string[]): boolean {
  if (words.length === 0) return false;
  for (const [joiner, both] of [
    ['-o', false],
    ['-a', true],
  ] as const) {
    const at = words.findIndex((w, i) => w === joiner && i > 0 && i < words.length - 1 && words.length > 3);
    if (at > 0) {
      const [left, right] = [evaluate(sys, words.slice(0, at)), evaluate(sys, words.slice(at + 1))];
      return both ? left && right : left || right;
    }
  }
  if (words.length === 1) return words[0] !== '';
  if (words.length === 3) {
    const result = binary(sys, words[0]!, words[1]!, words[2]!);
    if (result !== undefined) return result;
  }
  if (words[0] === '!') return !evaluate(sys, words.slice(1));
  if (words[0] === '(' && words.at(-1) === ')') return evaluate(sys, words.slice(1, -1));
  if (words.length === 2) {
    const result = unary(sys, words[0]!, words[1]!);
    if (result !== undefined) return result;
    throw new Fatal(`‘${words[0]}’: unary operator expected`, 2);
  }
  throw new Fatal(words.length === 3 ? `‘${words[1]}’: binary operator expected` : `extra argument ‘${words[3]}’`, 2);
}

const make = (name: string): Command => ({
  name,
  usage: 'Usage: test EXPRESSION\n  or:  test\n  or:  [ EXPRESSION ]\nExit with the status determined by EXPRESSION.\n',
  *run(_io, options, sys) {
    const words = [...options.operands];
    if (name === '[' && words.pop() !== ']') throw new Fatal('missing ‘]’', 2);
    return evaluate(sys, words) ? 0 : 1;
  },
});

export const testCommands: readonly Command[] = [make('test'), make('[')];
