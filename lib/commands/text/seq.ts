import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { formatNumber } from './printf-number';

const NUMBER = /^[-+]?(\d+\.?\d*(e[-+]?\d+)?|\.\d+(e[-+]?\d+)?)$/i;
const MOST = 10_000_000;

export const seq: Command = {
  name: 'seq',
  options: 'f,format: s,separator: w,equal-width',
  usage:
    'Usage: seq [OPTION]... LAST\n  or:  seq [OPTION]... FIRST LAST\n  or:  seq [OPTION]... FIRST INCREMENT LAST\nPrint numbers from FIRST to LAST, in steps of INCREMENT.\n',
  prepare(args) {
    // A negative number is an operand, not an option.
    const at = args.findIndex((a) => NUMBER.test(a));
    return at < 0 || args[at - 1] === '-f' || args[at - 1] === '-s' ? args : [...args.slice(0, at), '--', ...args.slice(at)];
  },
  *run(io, options) {
    const given = options.operands;
    if (given.length === 0) throw new UsageError('missing operand');
    if (given.length > 3) throw new UsageError(`extra operand ${localeQuote(given[3]!)}`);
    for (const text of given) if (!NUMBER.test(text)) throw new UsageError(`invalid floating point argument: ${localeQuote(text)}`);
    const [first, step, last] =
      given.length === 1
        ? ['1', '1', given[0]!]
        : given.length === 2
          ? [given[0]!, '1', given[1]!]
          : ([...given] as [string, string, string]);
    if (Number(step) === 0) throw new UsageError(`invalid Zero increment value: ${localeQuote(step)}`);
    const decimals = Math.max(...[first, step].map((t) => t.split('.')[1]?.length ?? 0));
    const format = options.value('f');
    if (format !== undefined) {
      const directive = /^(?:[^%]|%%)*%[-+ #0']*\d*(?:\.\d*)?L?(.?)/s.exec(format)?.[1];
      if (directive === undefined) throw new Fatal(`format ${localeQuote(format)} has no % directive`);
      if (!/^[aAeEfFgG]$/.test(directive)) throw new Fatal(`format ${localeQuote(format)} has unknown %${directive} directive`);
    }
    const width = options.has('w') ? Math.max(...[first, last].map((t) => Number(t).toFixed(decimals).length)) : 0;
    const show = (value: number) => {
      if (format !== undefined) return formatNumber(format, value);
      const text = value.toFixed(decimals);
      return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
    };
    const separator = options.value('s') ?? '\n';
    const [from, by, to] = [Number(first), Number(step), Number(last)];
    const slack = Math.abs(by) * 1e-9;
    let any = false;
    for (let n = 0; n < MOST; n++) {
      const value = from + n * by;
      if (by > 0 ? value > to + slack : value < to - slack) break;
      yield* io.print((any ? separator : '') + show(value));
      any = true;
    }
    if (any) yield* io.print('\n');
    return 0;
  },
};
