import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote, quote } from '../command/quote';
import { strerror } from '../command/stdio';
import { parseDate } from '../time/parse-date';
import { timeZone } from '../time/zone';

export const touch: Command = {
  name: 'touch',
  options: 'a c,no-create d,date: f h,no-dereference m r,reference: t: time:',
  usage: 'Usage: touch [OPTION]... FILE...\nUpdate the access and modification times of each FILE to the current time.\n',
  *run(io, options, sys) {
    let time = sys.now();
    const reference = options.value('r');
    if (reference !== undefined) {
      try {
        time = sys.stat(reference).mtime;
      } catch (error) {
        throw new Fatal(`failed to get attributes of ${quote(reference)}: ${strerror(error)}`);
      }
    }
    const date = options.value('d');
    if (date !== undefined) {
      const parsed = parseDate(date, sys.now(), timeZone(sys));
      if (parsed === undefined) throw new Fatal(`invalid date format ${localeQuote(date)}`);
      time = parsed;
    }
    const stamp = options.value('t');
    if (stamp !== undefined) {
      const m = /^(\d{2}|\d{4})?(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{2}))?$/.exec(stamp);
      if (!m) throw new Fatal(`invalid date format ${localeQuote(stamp)}`);
      const year =
        m[1] === undefined
          ? new Date(sys.now()).getUTCFullYear()
          : m[1].length === 4
            ? Number(m[1])
            : Number(m[1]) + (Number(m[1]) < 69 ? 2000 : 1900);
      time = Date.UTC(year, Number(m[2]) - 1, Number(m[3]), Number(m[4]), Number(m[5]), Number(m[6] ?? 0));
    }
    if (options.operands.length === 0) throw new UsageError('missing file operand');
    let code = 0;
    for (const path of options.operands) {
      if (path === '-') continue;
      try {
        if (!sys.exists(path)) {
          if (options.has('c', 'h')) continue;
          sys.close(sys.open(path, { write: true, create: true }, 0o666));
        }
        sys.utimes(path, time);
      } catch (error) {
        const text = strerror(error);
        yield* io.error(
          text === 'Permission denied' || !sys.exists(path)
            ? `cannot touch ${quote(path)}: ${text}`
            : `setting times of ${quote(path)}: ${text}`,
        );
        code = 1;
      }
    }
    return code;
  },
};
