import { Fatal } from '../command/command';

/** Flags and operands of a command line, as pflag reads them. */
export interface ParsedFlags {
  readonly words: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

const SHORT: Readonly<Record<string, string>> = { w: 'write-out', h: 'help' };

/** Parses `--name=value`, `--name value` and switches. Throws Fatal with pflag's words. */
export function parseFlags(args: readonly string[], valued: ReadonlySet<string>, switches: ReadonlySet<string>): ParsedFlags {
  const words: string[] = [];
  const values: Record<string, string> = {};
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]!;
    if (argument === '--') {
      words.push(...args.slice(i + 1));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      words.push(argument);
      continue;
    }
    let [name = '', value] = argument.replace(/^--?/, '').split(/=(.*)/s);
    if (!argument.startsWith('--')) {
      const full = SHORT[name[0]!];
      if (!full) throw new Fatal(`unknown shorthand flag: '${name[0]}' in ${argument}`);
      if (name.length > 1) value ??= name.slice(1);
      name = full;
    }
    if (switches.has(name)) values[name] = value ?? 'true';
    else if (valued.has(name)) {
      value ??= args[++i];
      if (value === undefined) throw new Fatal(`flag needs an argument: ${argument}`);
      values[name] = value;
    } else throw new Fatal(`unknown flag: --${name}`);
  }
  return { words, values };
}

export const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Milliseconds of a Go duration. Throws Fatal. */
export function duration(text: string): number {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  if (!/^([\d.]+(ms|h|m|s))+$/.test(text)) throw new Fatal(`invalid duration ${JSON.stringify(text)}`);
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|h|m|s)/g)) total += Number(amount) * units[unit!]!;
  return total;
}
