import { Exit, Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote, quote } from '../command/quote';
import { strerror } from '../command/stdio';
import { byteLength } from '@/lib/hosts/text';
import { compilePosix } from '@/lib/hosts/regex/posix';
import { formatNumber } from './printf-number';

interface Pattern {
  readonly text: string;
  readonly line?: number;
  readonly expression?: RegExp;
  readonly skip: boolean;
  readonly offset: number;
  /** Times it is used again. */
  repeat: number;
}

export const csplit: Command = {
  name: 'csplit',
  options: 'b,suffix-format: f,prefix: k,keep-files n,digits: s,q,quiet,silent suppress-matched z,elide-empty-files',
  usage:
    "Usage: csplit [OPTION]... FILE PATTERN...\nOutput pieces of FILE separated by PATTERN(s) to files 'xx00', 'xx01', ...,\nand output byte counts of each piece to standard output.\n\n  -b, --suffix-format=FORMAT  use sprintf FORMAT instead of %02d\n  -f, --prefix=PREFIX        use PREFIX instead of 'xx'\n  -k, --keep-files           do not remove output files on errors\n      --suppress-matched     suppress the lines matching PATTERN\n  -n, --digits=DIGITS        use specified number of digits instead of 2\n  -s, --quiet, --silent      do not print counts of output file sizes\n  -z, --elide-empty-files    suppress empty output files\n      --help        display this help and exit\n      --version     output version information and exit\n",
  *run(io, options, sys) {
    const [path, ...rest] = options.operands;
    if (path === undefined) throw new UsageError('missing operand');
    if (rest.length === 0) throw new UsageError(`missing operand after ${localeQuote(path)}`);
    const digits = options.value('n') ?? '2';
    if (!/^\d+$/.test(digits)) throw new Fatal(`invalid number: ${localeQuote(digits)}`);
    let text: string;
    try {
      text = yield* io.open(path).rest();
    } catch (error) {
      throw new Fatal(`cannot open ${localeQuote(path)} for reading: ${strerror(error)}`);
    }
    const patterns = patternsOf(rest);
    const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    const made: string[] = [];
    const write = function* (piece: readonly string[]) {
      if (piece.length === 0 && options.has('z')) return;
      if (made.length >= 10_000) throw new Fatal('too many output files');
      const suffix = formatNumber(options.value('b') ?? `%0${digits}d`, made.length);
      const name = (options.value('f') ?? 'xx') + suffix;
      sys.writeFile(name, piece.join(''));
      made.push(name);
      if (!options.has('s')) yield* io.print(`${byteLength(piece.join(''))}\n`);
    };
    let at = 0;
    // Where a search begins: behind the line that matched last.
    let from = 0;
    const fail = function* (message: string, remaining: boolean) {
      if (remaining) yield* write(lines.slice(at));
      yield* io.flush();
      yield* io.error(message);
      if (!options.has('k')) for (const name of made) sys.unlink(name);
      throw new Exit(1);
    };
    for (const pattern of patterns) {
      for (let round = 0; round <= pattern.repeat; round++) {
        if (pattern.line !== undefined) {
          const to = pattern.line * (round + 1) - 1;
          if (to > lines.length || (to >= lines.length && at >= lines.length)) {
            yield* fail(`${quote(pattern.text)}: line number out of range${round ? ` on repetition ${round}` : ''}`, true);
            break;
          }
          yield* write(lines.slice(at, Math.max(at, to)));
          at = Math.max(at, to);
          if (options.has('suppress-matched')) at++;
          from = at;
          continue;
        }
        let found = from;
        while (found < lines.length && !matches(pattern.expression!, lines[found]!)) found++;
        if (found >= lines.length) {
          if (pattern.repeat === Infinity) break;
          yield* fail(`${quote(pattern.text)}: match not found${round ? ` on repetition ${round}` : ''}`, !pattern.skip);
        }
        const to = found + pattern.offset;
        if (to < at || to > lines.length) yield* fail(`${quote(pattern.text)}: line number out of range`, true);
        if (!pattern.skip) yield* write(lines.slice(at, to));
        at = to;
        from = Math.max(found + 1, at + (pattern.offset > 0 ? 0 : 1));
        if (options.has('suppress-matched')) at++;
      }
    }
    yield* write(lines.slice(at));
    return 0;
  },
};

const matches = (expression: RegExp, line: string): boolean => {
  expression.lastIndex = 0;
  return expression.test(line.replace(/\n$/, ''));
};

function patternsOf(words: readonly string[]): Pattern[] {
  const out: Pattern[] = [];
  for (const word of words) {
    const repeated = /^\{(\*|\d+)\}$/.exec(word);
    if (repeated && out.length) {
      out.at(-1)!.repeat = repeated[1] === '*' ? Infinity : Number(repeated[1]);
      continue;
    }
    const mark = word[0];
    if (mark === '/' || mark === '%') {
      const end = word.lastIndexOf(mark);
      if (end === 0) throw new Fatal(`${word}: closing delimiter ${localeQuote(mark)} missing`);
      const offset = word.slice(end + 1);
      if (offset && !/^[-+]?\d+$/.test(offset)) throw new Fatal(`${word}: integer expected after delimiter`);
      const expression = compilePosix(word.slice(1, end), { extended: false, flags: '' });
      out.push({ text: word, expression, skip: mark === '%', offset: Number(offset || 0), repeat: 0 });
    } else if (/^\d+$/.test(word)) {
      const line = Number(word);
      if (line === 0) throw new Fatal(`${word}: line number must be greater than zero`);
      const before = out.findLast((one) => one.line !== undefined)?.line;
      if (before !== undefined && line < before)
        throw new Fatal(`line number ${quote(word)} is smaller than preceding line number, ${before}`);
      out.push({ text: word, line, skip: false, offset: 0, repeat: 0 });
    } else throw new Fatal(`${word}: invalid pattern`);
  }
  return out;
}
