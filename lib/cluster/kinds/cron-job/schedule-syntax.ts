/** [name, lowest, highest, words] of each field of a schedule. */
const FIELDS: readonly (readonly [string, number, number, readonly string[]])[] = [
  ['minute', 0, 59, []],
  ['hour', 0, 23, []],
  ['day of month', 1, 31, []],
  ['month', 1, 12, ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']],
  ['day of week', 0, 6, ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']],
];
const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** What github.com/robfig/cron/v3's ParseStandard finds wrong with a schedule; undefined when it is fine. */
export function cronComplaint(schedule: string): string | undefined {
  if (schedule.startsWith('@')) {
    if (DESCRIPTORS.includes(schedule)) return undefined;
    if (schedule.startsWith('@every ')) {
      const text = schedule.slice('@every '.length);
      return /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(text)
        ? undefined
        : `failed to parse duration ${schedule}: time: invalid duration ${JSON.stringify(text)}`;
    }
    return `unrecognized descriptor: ${schedule}`;
  }
  const fields = schedule.split(/\s+/).filter(Boolean);
  if (fields.length !== FIELDS.length) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [i, field] of fields.entries()) {
    for (const part of field.split(',')) {
      const complaint = rangeComplaint(part, FIELDS[i]!);
      if (complaint) return complaint;
    }
  }
  return undefined;
}

function rangeComplaint(part: string, [, low, high, words]: (typeof FIELDS)[number]): string | undefined {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0) return `too many slashes: ${part}`;
  const [first = '', last, ...rest] = range.split('-');
  if (rest.length > 0) return `too many hyphens: ${part}`;
  let start = low;
  let end = high;
  if (first !== '*' && first !== '?') {
    const from = numberOf(first, words);
    if (typeof from === 'string') return from;
    start = from;
    end = step !== undefined && last === undefined ? high : from;
    if (last !== undefined) {
      const to = numberOf(last, words);
      if (typeof to === 'string') return to;
      end = to;
    }
  }
  if (step !== undefined) {
    const size = numberOf(step, []);
    if (typeof size === 'string') return size;
    if (size === 0) return `step of range should be a positive number: ${part}`;
  }
  if (start < low) return `beginning of range (${start}) below minimum (${low}): ${part}`;
  if (end > high) return `end of range (${end}) above maximum (${high}): ${part}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${part}`;
  return undefined;
}

function numberOf(text: string, words: readonly string[]): number | string {
  const word = words.indexOf(text.toLowerCase());
  if (word >= 0) return words.length === 12 ? word + 1 : word;
  return /^\d+$/.test(text)
    ? Number(text)
    : `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
}
