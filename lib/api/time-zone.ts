const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/** Milliseconds that local time in a zone of the IANA database is ahead of UTC at a moment; undefined for a zone there is not. */
export function zoneOffset(zone: string, ms: number): number | undefined {
  const format = formatOf(zone);
  if (!format) return undefined;
  const second = Math.floor(ms / 1_000) * 1_000;
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(second)) part[type] = Number(value);
  return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second) - second;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(timeZone)) formats.set(timeZone, newFormat(timeZone));
  return formats.get(timeZone);
}

function newFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const number = 'numeric' as const;
  try {
    const parts = { year: number, month: number, day: number, hour: number, minute: number, second: number };
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...parts });
  } catch {
    return undefined;
  }
}
