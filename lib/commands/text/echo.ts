import type { Command } from '../command/command';
import { Exit } from '../command/command';
import { localeQuote } from '../command/quote';
import { digitsOf, padNumber } from './printf-number';
import type { Io, Task } from '../command/stdio';

const ESCAPES: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** Backslash escapes of `echo -e` and `printf %b`; `\c` ends the output (`stop`). */
export function unescapeEcho(text: string): { text: string; stop: boolean } {
  let stop = false;
  let out = '';
  for (let i = 0; i < text.length && !stop; i++) {
    if (text[i] !== '\\') {
      out += text[i];
      continue;
    }
    const rest = text.slice(i + 1);
    const number = /^0([0-7]{1,3})|^([0-7]{1,3})|^x([0-9a-fA-F]{1,2})/.exec(rest);
    if (number) {
      out += String.fromCharCode(number[3] ? parseInt(number[3], 16) : parseInt(number[1] ?? number[2]!, 8));
      i += number[0].length;
    } else if (rest[0] === 'c') stop = true;
    else if (rest[0] !== undefined && ESCAPES[rest[0]] !== undefined) {
      out += ESCAPES[rest[0]];
      i++;
    } else out += '\\';
  }
  return { text: out, stop };
}

export const echo: Command = {
  name: 'echo',
  usage: 'Usage: echo [SHORT-OPTION]... [STRING]...\n',
  *run(io, options) {
    const words = [...options.operands];
    let newline = true;
    let escapes = false;
    while (/^-[neE]+$/.test(words[0] ?? '')) {
      for (const letter of words.shift()!.slice(1)) {
        if (letter === 'n') newline = false;
        else escapes = letter === 'e';
      }
    }
    const joined = words.join(' ');
    const { text, stop } = escapes ? unescapeEcho(joined) : { text: joined, stop: false };
    yield* io.print(text + (newline && !stop ? '\n' : ''));
    return 0;
  },
};

export const printf: Command = {
  name: 'printf',
  usage: 'Usage: printf FORMAT [ARGUMENT]...\n',
  *run(io, options) {
    const [format, ...args] = options.operands;
    if (format === undefined) {
      yield* io.error('missing operand');
      yield* io.stderr("Try 'printf --help' for more information.\n");
      return 1;
    }
    let next = 0;
    let code = 0;
    do {
      const before = next;
      const piece = yield* formatOnce(
        io,
        format,
        () => args[next++],
        () => (code = 1),
      );
      yield* io.print(piece.text);
      if (piece.stop) return code;
      if (next === before) break;
    } while (next < args.length);
    return code;
  },
};

function* formatOnce(io: Io, format: string, take: () => string | undefined, fail: () => void): Task<{ text: string; stop: boolean }> {
  let out = '';
  for (let i = 0; i < format.length;) {
    if (format[i] === '\\') {
      const m = /^\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)/s.exec(format.slice(i))?.[0] ?? '\\';
      const { text, stop } = unescapeEcho(m);
      if (stop) return { text: out, stop: true };
      out += text;
      i += m.length;
      continue;
    }
    const m = /^%([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?([a-zA-Z%])/.exec(format.slice(i));
    if (format[i] !== '%' || !m) {
      if (format[i] === '%') {
        yield* io.error(`${format.slice(i)}: invalid conversion specification`);
        throw new Exit(1);
      }
      out += format[i++];
      continue;
    }
    i += m[0].length;
    if (m[4] === '%') {
      out += '%';
      continue;
    }
    const width = m[2] === '*' ? Number(take() ?? 0) : Number(m[2] || 0);
    const precision = m[3] === undefined ? undefined : m[3] === '*' ? Number(take() ?? 0) : Number(m[3] || 0);
    const arg = take();
    const letter = m[4]!;
    if (letter === 's' || letter === 'c' || letter === 'b' || letter === 'q') {
      const plain = arg ?? '';
      const { text, stop } = letter === 'b' ? unescapeEcho(plain) : { text: letter === 'c' ? plain.slice(0, 1) : plain, stop: false };
      out += padNumber(precision === undefined ? text : text.slice(0, precision), m[1]!.replace('0', ''), width);
      if (stop) return { text: out, stop: true };
      continue;
    }
    const quoted = /^['"](.)/su.exec(arg ?? '');
    const number = quoted
      ? quoted[1]!.codePointAt(0)!
      : Number(arg === undefined || arg === '' ? 0 : /^[-+]?0[0-7]+$/.test(arg) ? parseInt(arg, 8) : arg);
    if (Number.isNaN(number)) {
      yield* io.error(`${localeQuote(arg!)}: ${/^[-+]?\d/.test(arg!) ? 'value not completely converted' : 'expected a numeric value'}`);
      fail();
    }
    const value = Number.isNaN(number) ? parseFloat(arg!) || 0 : number;
    out += padNumber(digitsOf(value, letter, precision, m[1]!), m[1]!, width, precision !== undefined && 'dioxXu'.includes(letter));
  }
  return { text: out, stop: false };
}
