const UNITS = [' ', 'K', 'M', 'G', 'T'];

/** A size in seven columns, as OpenSSH's progress meter writes it: `1024KB`. */
function size(bytes: number): string {
  let value = bytes * 100;
  let unit = 0;
  for (; value >= 100 * 1000 && unit < UNITS.length - 1; unit++) value = (value + 512) / 1024;
  if (unit === 0) {
    unit++;
    value = (value + 512) / 1024;
  }
  const whole = Math.floor(value / 100);
  return `${String(whole).padStart(3)}.${Math.floor(value / 10) % 10}${UNITS[unit]}B`;
}

/** The meter of a file that has been carried whole. */
export function meter(name: string, bytes: number, columns: number): string {
  const width = Math.max(10, columns - 36);
  const whole = bytes * 100 >= 100 * 1000 ? bytes : bytes;
  const shown = whole < 100_000 ? `${String(bytes).padStart(4)} ` : size(bytes);
  return `${name.slice(0, width).padEnd(width)} 100% ${shown.padStart(7)}B  ${size(bytes)}/s   00:00    \n`.replace('BB', 'B ');
}
