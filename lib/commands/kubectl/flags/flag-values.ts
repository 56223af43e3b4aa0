import type { Flag } from './known-flags';

/** A command line that pflag refuses. */
export class FlagError extends Error {}

/** The values of a command's flags after parsing. */
export class FlagValues {
  private readonly values = new Map<string, string[]>();
  private readonly flags: ReadonlyMap<string, Flag>;

  /** Of two flags with one name the first counts: a command's own flag hides a global one. */
  constructor(flags: readonly Flag[]) {
    this.flags = new Map([...flags].reverse().map((flag) => [flag.name, flag]));
  }

  /** Whether a flag holds a list. */
  isList(name: string): boolean {
    const kind = this.flags.get(name)?.kind;
    return kind === 'slice' || kind === 'array' || kind === 'map';
  }

  flag(name: string): Flag | undefined {
    return this.flags.get(name);
  }

  byShorthand(letter: string): Flag | undefined {
    for (const flag of this.flags.values()) if (flag.shorthand === letter) return flag;
    return undefined;
  }

  /** Sets a flag as `--name=value` does. Throws FlagError with pflag's words. */
  set(flag: Flag, value: string): void {
    const complaint = complaintAbout(flag, value);
    if (complaint !== undefined) {
      const shown = flag.shorthand === undefined ? `--${flag.name}` : `-${flag.shorthand}, --${flag.name}`;
      throw new FlagError(`invalid argument ${JSON.stringify(value)} for "${shown}" flag: ${complaint}`);
    }
    const given = this.values.get(flag.name);
    const values = flag.kind === 'slice' || flag.kind === 'map' ? splitPairs(flag.kind, value) : [value];
    if (given && this.isList(flag.name)) given.push(...values);
    else this.values.set(flag.name, values);
  }

  /** Whether the flag was given on the command line. */
  changed(name: string): boolean {
    return this.values.has(name);
  }

  has(name: string): boolean {
    return this.flags.has(name);
  }

  text(name: string): string {
    return this.values.get(name)?.at(-1) ?? this.flags.get(name)?.initial ?? '';
  }

  bool(name: string): boolean {
    return /^(1|t|T|TRUE|true|True)$/.test(this.text(name));
  }

  int(name: string): number {
    return Number(this.text(name));
  }

  /** Milliseconds. */
  duration(name: string): number {
    return parseGoDuration(this.text(name)) ?? 0;
  }

  /** Pairs of a map flag; of a key given twice the last counts. */
  pairs(name: string): ReadonlyMap<string, string> {
    return new Map(this.list(name).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  }

  list(name: string): readonly string[] {
    const given = this.values.get(name);
    if (given) return given;
    const initial = this.flags.get(name)?.initial ?? '[]';
    return initial === '[]' || initial === '' ? [] : initial.replace(/^\[|\]$/g, '').split(',');
  }
}

/** Models pflag's stringToStringValue.Set: with one equals sign commas are part of the value. */
const splitPairs = (kind: 'slice' | 'map', value: string): string[] =>
  kind === 'map' && value.split('=').length === 2 ? [value.replace(/^"+|"+$/g, '')] : splitCsv(value);

function splitCsv(value: string): string[] {
  if (value === '') return [];
  if (!value.includes('"')) return value.split(',');
  return [...value.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) =>
    m[1] !== undefined ? m[1].replaceAll('""', '"') : (m[2] ?? ''),
  );
}

function complaintAbout(flag: Flag, value: string): string | undefined {
  switch (flag.kind) {
    case 'map': {
      const odd = splitPairs('map', value).find((pair) => !pair.includes('='));
      if (odd !== undefined) return `${odd} must be formatted as key=value`;
      return value.includes('=') ? undefined : `${value} must be formatted as key=value`;
    }
    case 'bool':
      return /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)
        ? undefined
        : `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
    case 'int':
      if (!/^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|\d+)$/.test(value)) {
        return `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`;
      }
      return Math.abs(Number(value)) > 2 ** 63 ? `strconv.ParseInt: parsing ${JSON.stringify(value)}: value out of range` : undefined;
    case 'duration':
      if (parseGoDuration(value) !== undefined) return undefined;
      // klog's flag is of another type, which says less.
      if (flag.name === 'log-flush-frequency') return 'parse error';
      return /^[-+]?\d+$/.test(value)
        ? `time: missing unit in duration ${JSON.stringify(value)}`
        : `time: invalid duration ${JSON.stringify(value)}`;
    default:
      if (flag.name === 'vmodule' && value !== '' && !value.split(',').every((part) => /^[^=]+=\d+$/.test(part)))
        return 'syntax error: expect comma-separated list of filename=N';
      // pflag knows it as a map of labels.
      return flag.name === 'aggregation-rule' && value.split(',').some((pair) => !pair.includes('='))
        ? `malformed pair, expect string=string`
        : undefined;
  }
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `1h2m3.5s` as Go's time.ParseDuration reads it; undefined when it does not. */
export function parseGoDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const rest = text.replace(/^[-+]/, '');
  if (rest === '0') return 0;
  if (!/^(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)((\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h))*$/.test(rest)) return undefined;
  let ms = 0;
  for (const [, number, unit] of rest.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) ms += Number(number) * UNITS[unit!]!;
  return sign * ms;
}
