import { localTime, type LocalTime } from './zone';

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/**
 * Formats an instant (milliseconds since the epoch) as GNU strftime does in the C locale, with its flags (`%-d`, `%_H`,
 * `%^a`, `%03N`) and `%N` `%s` `%:z`.
 */
export function strftime(format: string, ms: number, zone: string): string {
  const t = localTime(ms, zone);
  return format.replace(
    /%([-_0^#+]*)(\d*)([EO]?)(:{0,3}[A-Za-z%+])/g,
    (all, flags: string, width: string, _modifier: string, letter: string) => {
      const field = fieldOf(letter, t, ms, zone);
      if (field === undefined) return all;
      const size = field[1];
      let [text, , pad] = field;
      if (letter === 'N') text = width && !flags.includes('-') ? text.slice(0, Number(width)) : text;
      else {
        if (flags.includes('_')) pad = ' ';
        if (flags.includes('0')) pad = '0';
        const wanted = width ? Number(width) : size;
        text = flags.includes('-')
          ? text.replace(/^[ 0]+(?=.)/, '')
          : text.replace(/^0+(?=\d)/, pad === ' ' && /^\d+$/.test(text) ? '' : '$&');
        if (!flags.includes('-')) text = text.padStart(wanted, pad || (/^\d+$/.test(text) ? '0' : ' '));
      }
      if (flags.includes('^')) text = text.toUpperCase();
      if (flags.includes('#')) text = letter === 'p' || letter === 'Z' ? text.toLowerCase() : text.toUpperCase();
      return text;
    },
  );
}

/** Text, least width, and what pads it. */
type Field = [string, number, string];

function fieldOf(letter: string, t: LocalTime, ms: number, zone: string): Field | undefined {
  const number = (value: number, size: number, pad = '0'): Field => [String(value).padStart(size, pad), size, pad];
  const compound = (format: string): Field => [strftime(format, ms, zone), 0, ' '];
  const hour12 = t.hour % 12 || 12;
  switch (letter) {
    case '%':
      return ['%', 0, ' '];
    case 'a':
      return [DAYS[t.weekday]!.slice(0, 3), 0, ' '];
    case 'A':
      return [DAYS[t.weekday]!, 0, ' '];
    case 'b':
    case 'h':
      return [MONTHS[t.month - 1]!.slice(0, 3), 0, ' '];
    case 'B':
      return [MONTHS[t.month - 1]!, 0, ' '];
    case 'c':
      return compound('%a %b %e %H:%M:%S %Y');
    case 'C':
      return number(Math.floor(t.year / 100), 2);
    case 'd':
      return number(t.day, 2);
    case 'D':
    case 'x':
      return compound('%m/%d/%y');
    case 'e':
      return number(t.day, 2, ' ');
    case 'F':
      return compound('%Y-%m-%d');
    case 'g':
      return number(isoWeek(t)[0] % 100, 2);
    case 'G':
      return number(isoWeek(t)[0], 4);
    case 'H':
      return number(t.hour, 2);
    case 'I':
      return number(hour12, 2);
    case 'j':
      return number(t.yearDay, 3);
    case 'k':
      return number(t.hour, 2, ' ');
    case 'l':
      return number(hour12, 2, ' ');
    case 'm':
      return number(t.month, 2);
    case 'M':
      return number(t.minute, 2);
    case 'n':
      return ['\n', 0, ' '];
    case 'N':
      return [
        String((((ms % 1000) + 1000) % 1000) | 0)
          .padStart(3, '0')
          .padEnd(9, '0'),
        9,
        '0',
      ];
    case 'p':
      return [t.hour < 12 ? 'AM' : 'PM', 0, ' '];
    case 'P':
      return [t.hour < 12 ? 'am' : 'pm', 0, ' '];
    case 'q':
      return number(Math.floor((t.month - 1) / 3) + 1, 1);
    case 'r':
      return compound('%I:%M:%S %p');
    case 'R':
      return compound('%H:%M');
    case 's':
      return [String(Math.floor(ms / 1000)), 0, '0'];
    case 'S':
      return number(t.second, 2);
    case 't':
      return ['\t', 0, ' '];
    case 'T':
    case 'X':
      return compound('%H:%M:%S');
    case 'u':
      return number(t.weekday || 7, 1);
    case 'U':
      return number(Math.floor((t.yearDay + 6 - t.weekday) / 7), 2);
    case 'V':
      return number(isoWeek(t)[1], 2);
    case 'w':
      return number(t.weekday, 1);
    case 'W':
      return number(Math.floor((t.yearDay + 6 - ((t.weekday + 6) % 7)) / 7), 2);
    case 'y':
      return number(t.year % 100, 2);
    case 'Y':
      return number(t.year, 4);
    case 'z':
      return [zoneText(t.offset, 0), 5, '0'];
    case ':z':
      return [zoneText(t.offset, 1), 6, '0'];
    case '::z':
      return [zoneText(t.offset, 2), 9, '0'];
    case 'Z':
      return [t.zone, 0, ' '];
    case '+':
      return compound('%a %b %e %H:%M:%S %Z %Y');
    default:
      return undefined;
  }
}

function zoneText(offset: number, colons: number): string {
  const [h, m] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) => String(n).padStart(2, '0'));
  return `${offset < 0 ? '-' : '+'}${h}${colons ? ':' : ''}${m}${colons === 2 ? ':00' : ''}`;
}

function isoWeek(t: LocalTime): [year: number, week: number] {
  const thursday = new Date(Date.UTC(t.year, t.month - 1, t.day + 4 - (t.weekday || 7)));
  const year = thursday.getUTCFullYear();
  return [year, Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 864e5 / 7) + 1];
}
