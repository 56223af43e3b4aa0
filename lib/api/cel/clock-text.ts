import { CelRuntimeError } from './errors';
import { CelDuration, checkedDuration, CelTimestamp, checkedTimestamp, NANOS } from './values';

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/** An RFC 3339 text as an instant. Throws what Go's time.Parse says. */
export function parseTimestamp(text: string): CelTimestamp {
  const match = RFC3339.exec(text);
  const millis = match
    ? Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}${match[8]!.toUpperCase()}`)
    : NaN;
  if (!match || Number.isNaN(millis)) {
    const quoted = JSON.stringify(text);
    throw new CelRuntimeError(`parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`);
  }
  const fraction = BigInt((match[7] ?? '').padEnd(9, '0').slice(0, 9));
  return checkedTimestamp(BigInt(millis) * 1_000_000n + fraction);
}

/** RFC 3339 in UTC with as much of the second as there is. */
export function formatTimestamp({ nanos }: CelTimestamp): string {
  const rest = ((nanos % NANOS) + NANOS) % NANOS;
  const seconds = (nanos - rest) / NANOS;
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`;
  return `${date}${fraction}Z`;
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n, us: 1000n, µs: 1000n, μs: 1000n, ms: 1_000_000n, s: NANOS, m: 60n * NANOS, h: 3600n * NANOS,
}; // prettier-ignore

/** `1h30m` as a length of time. Throws what Go's time.ParseDuration says. */
export function parseDuration(text: string): CelDuration {
  const quoted = JSON.stringify(text);
  const wrong = () => new CelRuntimeError(`time: invalid duration ${quoted}`);
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return new CelDuration(0n);
  if (unsigned === '') throw wrong();
  let total = 0n;
  let rest = unsigned;
  while (rest !== '') {
    const match = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest)!;
    const [whole, digits = '', fraction = '', unit = ''] = match;
    if (digits === '' && fraction === '') throw wrong();
    if (unit === '') throw new CelRuntimeError(`time: missing unit in duration ${quoted}`);
    const scale = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (scale === undefined) throw new CelRuntimeError(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    total += BigInt(digits || '0') * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length);
    rest = rest.slice(whole.length);
  }
  const signed = text.startsWith('-') ? -total : total;
  if (BigInt.asIntN(64, signed) !== signed) throw wrong();
  return checkedDuration(signed);
}

/** Seconds with their fraction: `5400s`, as CEL's string(duration) writes it. */
export function formatDuration({ nanos }: CelDuration): string {
  const sign = nanos < 0n ? '-' : '';
  const absolute = nanos < 0n ? -nanos : nanos;
  const fraction = absolute % NANOS;
  const rest = fraction === 0n ? '' : `.${String(fraction).padStart(9, '0').replace(/0+$/, '')}`;
  return `${sign}${absolute / NANOS}${rest}s`;
}
