/** One option as it was given: its canonical name (the first in the spec) and its argument. */
export interface GivenOption {
  readonly name: string;
  readonly value?: string;
}

/** A command line that getopt_long refuses; the text is glibc's, without the program's name. */
export class UsageError extends Error {
  constructor(
    message: string,
    /** Whether `Try 'x --help' for more information.` follows. */
    readonly hint = true,
    /** Exit status, where it is not the command's usual one. */
    readonly status?: number,
  ) {
    super(message);
  }
}

interface Spec {
  readonly canonical: string;
  readonly takes: 'nothing' | 'value' | 'optional';
}

/** The options of a command line and its operands. */
export class Options {
  constructor(
    readonly given: readonly GivenOption[],
    readonly operands: readonly string[],
  ) {}

  has(...names: string[]): boolean {
    return this.given.some((o) => names.includes(o.name));
  }

  /** The value of the last such option. */
  value(...names: string[]): string | undefined {
    return this.given.findLast((o) => names.includes(o.name))?.value;
  }

  values(...names: string[]): string[] {
    return this.given.filter((o) => names.includes(o.name)).map((o) => o.value ?? '');
  }

  /** Which of these options came last. */
  last(...names: string[]): string | undefined {
    return this.given.findLast((o) => names.includes(o.name))?.name;
  }
}

export interface GetoptSettings {
  /** Options end at the first operand (`+` of getopt). */
  readonly stopAtOperand?: boolean;
  /** Single-dash long options, as find and openssl have. */
  readonly longOnly?: boolean;
}

/**
 * Parses as glibc's getopt_long does: options and operands mixed, bundled short options, unambiguous prefixes of long ones.
 *
 * @param spec options separated by blanks; aliases by commas; `:` takes a value, `::` an optional one (`n,lines: color::`)
 * @throws UsageError with glibc's text
 */
export function getopt(args: readonly string[], spec: string, settings: GetoptSettings = {}): Options {
  const { short, long } = parseSpec(spec);
  const given: GivenOption[] = [];
  const operands: string[] = [];
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const eq = arg.indexOf('=');
      const name = eq < 0 ? arg.slice(2) : arg.slice(2, eq);
      let value = eq < 0 ? undefined : arg.slice(eq + 1);
      const [full, option] = findLong(long, name, arg);
      if (option.takes === 'nothing' && value !== undefined) throw new UsageError(`option '--${full}' doesn't allow an argument`);
      if (option.takes === 'value' && value === undefined) {
        if (i + 1 >= args.length) throw new UsageError(`option '--${full}' requires an argument`);
        value = args[++i];
      }
      given.push({ name: option.canonical, value });
      continue;
    }
    if (arg.length > 1 && arg.startsWith('-')) {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at]!;
        const option = short.get(letter);
        if (!option) throw new UsageError(`invalid option -- '${letter}'`);
        if (option.takes === 'nothing') {
          given.push({ name: option.canonical });
          continue;
        }
        const rest = arg.slice(at + 1);
        if (rest || option.takes === 'optional') given.push({ name: option.canonical, value: rest || undefined });
        else if (i + 1 < args.length) given.push({ name: option.canonical, value: args[++i]! });
        else throw new UsageError(`option requires an argument -- '${letter}'`);
        break;
      }
      continue;
    }
    if (settings.stopAtOperand) {
      operands.push(...args.slice(i));
      break;
    }
    operands.push(arg);
  }
  return new Options(given, operands);
}

function parseSpec(spec: string): { short: Map<string, Spec>; long: Map<string, Spec> } {
  const short = new Map<string, Spec>();
  const long = new Map<string, Spec>([
    ['help', { canonical: 'help', takes: 'nothing' }],
    ['version', { canonical: 'version', takes: 'nothing' }],
  ]);
  for (const item of spec.split(' ').filter(Boolean)) {
    const names = item.replace(/:+$/, '').split(',');
    const takes = item.endsWith('::') ? 'optional' : item.endsWith(':') ? 'value' : 'nothing';
    for (const name of names) (name.length === 1 ? short : long).set(name, { canonical: names[0]!, takes });
  }
  return { short, long };
}

function findLong(long: Map<string, Spec>, name: string, arg: string): [string, Spec] {
  const exact = long.get(name);
  if (exact) return [name, exact];
  const found = [...long].filter(([full]) => full.startsWith(name));
  if (found.length === 0) throw new UsageError(`unrecognized option '${arg.split('=')[0]}'`);
  if (new Set(found.map(([, option]) => option.canonical)).size > 1) {
    const choices = found.map(([full]) => `'--${full}'`).join(' ');
    throw new UsageError(`option '${arg.split('=')[0]}' is ambiguous; possibilities: ${choices}`);
  }
  return found[0]!;
}
