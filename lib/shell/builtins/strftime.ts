const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const DAY = 86_400_000;

/** Counted from 1. */
function dayOfYear(date: Date): number {
  return (
    Math.floor((Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1
  );
}

/** The week of ISO 8601: that of its Thursday. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY);
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

/** strftime(3) in UTC and the C locale; what it does not know stays as it is. `at`: milliseconds since the epoch. */
export function formatTime(format: string, at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  const hour12 = date.getUTCHours() % 12 || 12;
  const parts: Record<string, () => string> = {
    Y: () => String(date.getUTCFullYear()),
    C: () => two(Math.floor(date.getUTCFullYear() / 100)),
    y: () => two(date.getUTCFullYear() % 100),
    m: () => two(date.getUTCMonth() + 1),
    d: () => two(date.getUTCDate()),
    e: () => String(date.getUTCDate()).padStart(2),
    H: () => two(date.getUTCHours()),
    I: () => two(hour12),
    M: () => two(date.getUTCMinutes()),
    S: () => two(date.getUTCSeconds()),
    k: () => String(date.getUTCHours()).padStart(2),
    l: () => String(hour12).padStart(2),
    U: () => two(Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7)),
    W: () => two(Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() + 6) % 7)) / 7)),
    V: () => two(isoWeek(date).week),
    G: () => String(isoWeek(date).year),
    g: () => two(isoWeek(date).year % 100),
    P: () => (date.getUTCHours() < 12 ? 'am' : 'pm'),
    p: () => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
    A: () => DAYS[date.getUTCDay()]!,
    a: () => DAYS[date.getUTCDay()]!.slice(0, 3),
    B: () => MONTHS[date.getUTCMonth()]!,
    b: () => MONTHS[date.getUTCMonth()]!.slice(0, 3),
    h: () => MONTHS[date.getUTCMonth()]!.slice(0, 3),
    j: () => String(dayOfYear(date)).padStart(3, '0'),
    s: () => String(Math.floor(at / 1000)),
    u: () => String(date.getUTCDay() || 7),
    w: () => String(date.getUTCDay()),
    Z: () => 'UTC',
    z: () => '+0000',
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
    N: () => String((at % 1000) * 1_000_000).padStart(9, '0'),
    F: () => formatTime('%Y-%m-%d', at),
    T: () => formatTime('%H:%M:%S', at),
    X: () => formatTime('%H:%M:%S', at),
    R: () => formatTime('%H:%M', at),
    D: () => formatTime('%m/%d/%y', at),
    x: () => formatTime('%m/%d/%y', at),
    c: () => formatTime('%a %b %e %H:%M:%S %Y', at),
    r: () => formatTime('%I:%M:%S %p', at),
  };
  return format.replace(/%([-_0^#]?)([A-Za-z%])/g, (whole, flag: string, letter: string) => {
    const text = parts[letter]?.();
    if (text === undefined) return whole;
    if (flag === '-') return text.replace(/^[0 ]+(?=.)/, '');
    return flag === '_' ? text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length)) : flag === '^' ? text.toUpperCase() : text;
  });
}
