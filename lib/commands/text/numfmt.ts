import { choose } from '../command/choice';
import { Fatal, type Command } from '../command/command';
import type { Options } from '../command/getopt';
import { localeQuote, quote } from '../command/quote';
import type { Task } from '../command/stdio';
import { padNumber } from './printf-number';
import { Ranges } from './ranges';

const LETTERS = 'KMGTPEZY';
const SCALES = [['none'], ['auto'], ['si'], ['iec'], ['iec-i']] as const;
const ROUNDINGS = [['up'], ['down'], ['from-zero'], ['towards-zero'], ['nearest']] as const;

export const numfmt: Command = {
  name: 'numfmt',
  options:
    'debug d,delimiter: field: format: from: from-unit: grouping header:: invalid: padding: round: suffix: to: to-unit: z,zero-terminated',
  usage:
    'Usage: numfmt [OPTION]... [NUMBER]...\nReformat NUMBER(s), or the numbers from standard input if none are specified.\n\n      --debug          print warnings about invalid input\n  -d, --delimiter=X    use X instead of whitespace for field delimiter\n      --field=FIELDS   replace the numbers in these input fields (default=1)\n      --format=FORMAT  use printf style floating-point FORMAT\n      --from=UNIT      auto-scale input numbers to UNITs; default is none\n      --from-unit=N    specify the input unit size (instead of the default 1)\n      --grouping       use locale-defined grouping of digits\n      --header[=N]     print (without converting) the first N header lines\n      --invalid=MODE   failure mode for invalid numbers: abort, fail, warn, ignore\n      --padding=N      pad the output to N characters\n      --round=METHOD   up, down, from-zero (default), towards-zero, nearest\n      --suffix=SUFFIX  add SUFFIX to output numbers\n      --to=UNIT        auto-scale output numbers to UNITs\n      --to-unit=N      the output unit size (instead of the default 1)\n  -z, --zero-terminated    line delimiter is NUL, not newline\n',
  *run(io, options) {
    const how = settings(options);
    const words = options.operands;
    const end = options.has('z') ? '\0' : '\n';
    let failed = false;
    const line = function* (text: string): Task<void> {
      const result = convertLine(text, how);
      if (result.error !== undefined && how.invalid !== 'ignore') {
        if (how.invalid === 'abort') {
          yield* io.flush();
          throw new Fatal(result.error, 2);
        }
        yield* io.error(result.error);
        if (how.invalid === 'fail') failed = true;
      }
      yield* io.print(result.text + end);
    };
    if (words.length) for (const word of words) yield* line(word);
    else {
      const input = io.stdin;
      const header = options.has('header') ? Number(options.value('header') ?? 1) : 0;
      for (let n = 0; ; n++) {
        const text = yield* input.line(end);
        if (text === null) break;
        if (n < header) yield* io.print(text + end);
        else yield* line(text);
      }
    }
    return failed ? 2 : 0;
  },
};

interface How {
  readonly from: string;
  readonly to: string;
  readonly fromUnit: number;
  readonly toUnit: number;
  readonly round: string;
  readonly suffix: string;
  readonly padding: number;
  readonly format?: {
    readonly before: string;
    readonly flags: string;
    readonly width: number;
    readonly precision?: number;
    readonly after: string;
  };
  readonly invalid: string;
  readonly delimiter: string | undefined;
  fields(index: number): boolean;
}

function settings(options: Options): How {
  const unit = (name: string): number => {
    const text = options.value(name);
    if (text === undefined) return 1;
    const m = /^(\d+)([KMGTPEZY]?i?)$/.exec(text);
    if (!m || Number(m[1]) === 0) throw new Fatal(`invalid unit size: ${localeQuote(text)}`);
    return Number(m[1]) * (m[2]!.endsWith('i') ? 1024 : 1000) ** (m[2] ? LETTERS.indexOf(m[2][0]!) + 1 : 0);
  };
  const padding = options.value('padding');
  if (padding !== undefined && (!/^[-+]?\d+$/.test(padding) || Number(padding) === 0))
    throw new Fatal(`invalid padding value ${localeQuote(padding)}`);
  const field = options.value('field') ?? '1';
  const ranges = field === '-' ? undefined : Ranges.parse(field, 'field');
  const formatText = options.value('format');
  const to = choose(
    options.value('to') ?? 'none',
    '--to',
    SCALES.filter(([name]) => name !== 'auto'),
  );
  if (options.has('grouping') && formatText !== undefined) throw new Fatal('--grouping cannot be combined with --format');
  if (options.has('grouping') && to !== 'none') throw new Fatal('grouping cannot be combined with --to');
  return {
    from: choose(options.value('from') ?? 'none', '--from', SCALES),
    to,
    fromUnit: unit('from-unit'),
    toUnit: unit('to-unit'),
    round: choose(options.value('round') ?? 'from-zero', '--round', ROUNDINGS),
    suffix: options.value('suffix') ?? '',
    padding: Number(padding ?? 0),
    ...(formatText === undefined ? {} : { format: formatOf(formatText) }),
    invalid: choose(options.value('invalid') ?? 'abort', '--invalid', [['abort'], ['fail'], ['warn'], ['ignore']]),
    delimiter: options.value('d'),
    fields: (index) => ranges?.has(index) ?? true,
  };
}

function formatOf(text: string): NonNullable<How['format']> {
  const m = /^((?:[^%]|%%)*)%([-0']*)(\d*)(?:\.(\d+))?f((?:[^%]|%%)*)$/.exec(text);
  if (!m) {
    if (!/(^|[^%])(%%)*%(?!%)/.test(text)) throw new Fatal(`format ${quote(text)} has no % directive`);
    throw new Fatal(`invalid format ${localeQuote(text)}, directive must be %[0]['][-][N][.][N]f`);
  }
  return {
    before: m[1]!.replaceAll('%%', '%'),
    flags: m[2]!,
    width: Number(m[3] || 0),
    ...(m[4] === undefined ? {} : { precision: Number(m[4]) }),
    after: m[5]!.replaceAll('%%', '%'),
  };
}

interface Converted {
  readonly text: string;
  readonly error?: string;
}

function convertLine(line: string, how: How): Converted {
  let error: string | undefined;
  if (how.delimiter !== undefined) {
    const parts = line.split(how.delimiter).map((part, i) => {
      if (!how.fields(i + 1)) return part;
      const done = convert(part, how, 0);
      error ??= done.error;
      return done.text;
    });
    return { text: parts.join(how.delimiter), ...(error === undefined ? {} : { error }) };
  }
  let index = 0;
  const text = line.replace(/([ \t]*)([^ \t]+)/g, (whole: string, blanks: string, word: string, at: number) => {
    index++;
    if (!how.fields(index)) return whole;
    // Blanks before a field that is replaced count for its width, as the real one lines columns up.
    const keep = index > 1 ? blanks.slice(0, 1) : '';
    const done = convert(word, how, blanks.length - keep.length > 0 ? whole.length - keep.length : 0);
    error ??= done.error;
    void at;
    return done.error === undefined ? keep + done.text : whole;
  });
  return { text, ...(error === undefined ? {} : { error }) };
}

function convert(word: string, how: How, width: number): Converted {
  const plain = how.suffix && word.endsWith(how.suffix) ? word.slice(0, -how.suffix.length) : word;
  const value = valueOf(plain.trim(), how);
  if (typeof value === 'string') return { text: word, error: value };
  if (how.to === 'none' && Math.abs(value.number) >= 1e18)
    return {
      text: word,
      error: `value too large to be printed: '${value.number.toPrecision(6).replace(/\.?0+e/, 'e')}' (consider using --to)`,
    };
  const scaled = (value.number * how.fromUnit) / how.toUnit;
  const precision = how.format?.precision;
  let shown = how.to === 'none' ? plainNumber(scaled, precision ?? value.digits, how.round) : humanNumber(scaled, how, precision);
  shown += how.suffix;
  if (how.format) {
    const flags = how.format.flags;
    shown = how.format.before + padNumber(shown, flags.replace("'", ''), how.format.width) + how.format.after;
  }
  const pad = how.padding !== 0 ? how.padding : width;
  return { text: pad < 0 ? shown.padEnd(-pad) : shown.padStart(pad) };
}

function valueOf(text: string, how: How): { readonly number: number; readonly digits: number } | string {
  const m = /^(-?\d+(?:\.(\d+))?)(.*)$/.exec(text);
  if (!m) return `invalid number: ${localeQuote(text)}`;
  const rest = m[3]!;
  const digits = m[2]?.length ?? 0;
  if (rest === '') return { number: Number(m[1]), digits };
  const at = LETTERS.indexOf(rest[0]!);
  if (at < 0) return `invalid suffix in input: ${localeQuote(text)}`;
  if (how.from === 'none') return `rejecting suffix in input: ${localeQuote(text)} (consider using --from)`;
  if (how.from === 'iec-i' && rest[1] !== 'i') return `missing 'i' suffix in input: ${localeQuote(text)} (e.g Ki/Mi/Gi)`;
  const binary = how.from === 'iec' || how.from === 'iec-i' || (how.from === 'auto' && rest[1] === 'i');
  const length = how.from === 'iec-i' || (how.from === 'auto' && rest[1] === 'i') ? 2 : 1;
  if (rest.length > length) return `invalid suffix in input ${localeQuote(text)}: ${localeQuote(rest.slice(length))}`;
  return { number: Number(m[1]) * (binary ? 1024 : 1000) ** (at + 1), digits: 0 };
}

function rounded(value: number, round: string): number {
  const near = Math.abs(value - Math.round(value)) < 1e-9 * Math.max(1, Math.abs(value)) ? Math.round(value) : value;
  switch (round) {
    case 'up':
      return Math.ceil(near);
    case 'down':
      return Math.floor(near);
    case 'towards-zero':
      return Math.trunc(near);
    case 'nearest':
      return Math.sign(near) * Math.round(Math.abs(near));
    default:
      return near < 0 ? Math.floor(near) : Math.ceil(near);
  }
}

function plainNumber(value: number, digits: number, round: string): string {
  const factor = 10 ** digits;
  return (rounded(value * factor, round) / factor).toFixed(digits);
}

function humanNumber(value: number, how: How, precision: number | undefined): string {
  const base = how.to === 'si' ? 1000 : 1024;
  let amount = value;
  let unit = 0;
  while (Math.abs(amount) >= base && unit < LETTERS.length) {
    amount /= base;
    unit++;
  }
  const small = () => unit > 0 && Math.abs(amount) < 10;
  const round = (): number => {
    const factor = precision !== undefined ? 10 ** Math.min(precision, unit > 0 ? 3 * unit : 0) : small() ? 10 : 1;
    return rounded(amount * factor, how.round) / factor;
  };
  amount = round();
  if (Math.abs(amount) >= base) {
    amount /= base;
    unit++;
  }
  const text = precision !== undefined ? amount.toFixed(precision) : small() && amount !== 0 ? amount.toFixed(1) : String(amount);
  return `${text}${unit > 0 ? LETTERS[unit - 1] : ''}${unit > 0 && how.to === 'iec-i' ? 'i' : ''}`;
}
