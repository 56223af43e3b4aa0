import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { choose } from '../command/choice';
import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { strerror, type Io, type Task } from '../command/stdio';
import { parseDate } from './parse-date';
import { strftime } from './strftime';
import { timeZone } from './zone';

const ISO: Record<string, string> = {
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};
const RFC3339: Record<string, string> = { date: '%Y-%m-%d', seconds: '%Y-%m-%d %H:%M:%S%:z', ns: '%Y-%m-%d %H:%M:%S.%N%:z' };

export const date: Command = {
  name: 'date',
  options: 'd,date: debug f,file: I,iso-8601:: R,rfc-email rfc-3339: r,reference: s,set: u,utc,universal resolution',
  usage:
    'Usage: date [OPTION]... [+FORMAT]\n  or:  date [-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]\nDisplay date and time in the given FORMAT.\n',
  *run(io, options, sys) {
    const zone = options.has('u') ? 'UTC' : timeZone(sys);
    const [operand, extra] = options.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${localeQuote(extra)}`);
    let format = '%a %b %e %H:%M:%S %Z %Y';
    if (options.has('R')) format = '%a, %d %b %Y %H:%M:%S %z';
    if (options.has('I')) {
      const unit = options.value('I') ?? 'date';
      format = ISO[choose(unit, '--iso-8601', [['hours'], ['minutes'], ['date'], ['seconds'], ['ns']])]!;
    }
    if (options.has('rfc-3339')) {
      format = RFC3339[choose(options.value('rfc-3339')!, '--rfc-3339', [['date'], ['seconds'], ['ns']])]!;
    }
    if (['R', 'I', 'rfc-3339'].filter((name) => options.has(name)).length > 1) throw new Fatal('multiple output formats specified');
    if (['d', 'r', 'f'].filter((name) => options.has(name)).length > 1)
      throw new UsageError('the options to specify dates for printing are mutually exclusive');
    if (operand !== undefined) {
      if (!operand.startsWith('+')) {
        const to = fromDigits(operand, sys.now(), zone);
        if (to === undefined) throw new Fatal(`invalid date ${localeQuote(operand)}`);
        return yield* set(io, sys, to, `${strftime(format, to, zone)}\n`);
      }
      format = operand.slice(1);
    }
    const wanted = options.value('s');
    if (wanted !== undefined) {
      const to = parseDate(wanted, sys.now(), zone);
      if (to === undefined) throw new Fatal(`invalid date ${localeQuote(wanted)}`);
      return yield* set(io, sys, to, `${strftime(format, to, zone)}\n`);
    }
    const show = function* (ms: number) {
      yield* io.print(`${strftime(format, ms, zone)}\n`);
    };
    const reference = options.value('r');
    if (reference !== undefined) {
      try {
        yield* show(sys.stat(reference).mtime);
      } catch (error) {
        throw new Fatal(`${reference}: ${strerror(error)}`);
      }
      return 0;
    }
    const file = options.value('f');
    let code = 0;
    const texts = options.values('d').slice(-1);
    if (file !== undefined) {
      const input = io.open(file);
      for (let line = yield* input.line(); line !== null; line = yield* input.line()) texts.push(line);
    } else if (texts.length === 0) yield* show(sys.now());
    for (const text of texts) {
      const own = /^TZ="([^"]*)"\s*(.*)$/s.exec(text);
      const ms = own ? parseDate(own[2]!, sys.now(), own[1]!) : parseDate(text, sys.now(), zone);
      if (ms === undefined) {
        yield* io.error(`invalid date ${localeQuote(text)}`);
        code = 1;
      } else yield* show(ms);
    }
    return code;
  },
};

/** Sets the clock of the machine; as date does, the date is shown even when that fails. */
function* set(io: Io, sys: Sys, to: number, shown: string): Task<number> {
  let code = 0;
  try {
    sys.host({ call: 'clock', to });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* io.error(`cannot set date: ${error.message}`);
    code = 1;
  }
  yield* io.print(shown);
  return code;
}

/** `MMDDhhmm[[CC]YY][.ss]` */
function fromDigits(text: string, now: number, zone: string): number | undefined {
  const [, month, day, hour, minute, year, second = '00'] = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d|\d{4})?(?:\.(\d\d))?$/.exec(text) ?? [];
  if (month === undefined) return undefined;
  const full = year === undefined ? strftime('%Y', now, zone) : year.length === 4 ? year : `${Number(year) < 69 ? '20' : '19'}${year}`;
  return parseDate(`${full}-${month}-${day} ${hour}:${minute}:${second}`, now, zone);
}
