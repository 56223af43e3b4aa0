const UNITS: Record<string, number> = {
  '': 1,
  b: 512,
  kB: 1e3,
  K: 1024,
  KiB: 1024,
  k: 1024,
  MB: 1e6,
  M: 1024 ** 2,
  MiB: 1024 ** 2,
  m: 1024 ** 2,
  GB: 1e9,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
  TB: 1e12,
  T: 1024 ** 4,
  TiB: 1024 ** 4,
};

/** A count with an optional multiplier suffix (`10`, `1K`, `2MB`); undefined when it is not one. */
export function parseSize(text: string): number | undefined {
  const m = /^(\d+)([A-Za-z]*)$/.exec(text);
  const unit = m && UNITS[m[2]!];
  return m && unit ? Number(m[1]) * unit : undefined;
}

/** A duration as sleep and timeout take it (`1.5`, `2m`), in milliseconds; undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  if (/^(inf|infinity)$/i.test(text)) return Infinity;
  const m = /^(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)([smhd]?)$/i.exec(text);
  if (!m) return undefined;
  return Number(m[1]) * { '': 1e3, s: 1e3, m: 6e4, h: 36e5, d: 864e5 }[m[2]!.toLowerCase() as '']!;
}

/** Bytes as `ls -h` and `du -h` show them: rounded up, powers of 1024 (or 1000). */
export function humanSize(bytes: number, base = 1024): string {
  if (bytes < base) return String(bytes);
  const units = base === 1024 ? 'KMGTPE' : 'kMGTPE';
  let value = bytes;
  let unit = -1;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  let shown = value < 10 ? Math.ceil(value * 10 - 1e-9) / 10 : Math.ceil(value - 1e-9);
  if (shown >= base && unit < units.length - 1) {
    shown = 1;
    unit++;
  }
  return `${shown < 10 ? shown.toFixed(1) : shown}${units[unit]}`;
}
