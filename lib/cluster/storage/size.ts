const UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const;

/** A number of bytes as a quantity in its largest whole binary unit: `1Gi`, `1500Mi`. */
export function formatQuantityBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value > 0 && value % 1024 === 0 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value}${UNITS[unit]}`;
}
