import { FlagError, FlagValues } from './flag-values';
import { flagsOf, globalFlags, helpTexts, subcommandsOf, type Flag } from './known-flags';

/** A command line taken apart as cobra and pflag do. */
export interface CommandLine {
  /** Words of the command: `create deployment`; '' is kubectl itself. */
  readonly command: string;
  readonly args: readonly string[];
  /** How many arguments stood before `--`, -1 without one (cobra's ArgsLenAtDash). */
  readonly dashAt: number;
  readonly flags: FlagValues;
  readonly help: boolean;
}

const HELP: Flag = { name: 'help', shorthand: 'h', kind: 'bool', initial: 'false', bare: 'true' };

/** Finds the command that is meant; what is left are its flags and arguments. */
export function findCommand(argv: readonly string[]): { command: string; rest: string[]; unknown?: string } {
  let command = '';
  let rest = [...argv];
  for (;;) {
    const words = subcommandsOf(command);
    const operands = operandsOf(rest, command);
    const first = operands[0];
    if (first === undefined) return { command, rest };
    const name = words.get(first);
    if (name === undefined) return command === '' ? { command, rest, unknown: first } : { command, rest };
    rest = without(rest, first, command);
    command = command === '' ? name : `${command} ${name}`;
  }
}

const lookup = (command: string, gated: readonly Flag[] = []) =>
  new FlagValues([...gated, ...(command === '' ? [] : flagsOf(command)), ...globalFlags(), HELP]);

function takesNext(arg: string, flags: FlagValues): boolean {
  if (arg.startsWith('--')) return !arg.includes('=') && flags.flag(arg.slice(2))?.bare === undefined;
  return arg.startsWith('-') && !arg.includes('=') && arg.length === 2 && flags.byShorthand(arg[1]!)?.bare === undefined;
}

function operandsOf(args: readonly string[], command: string): string[] {
  const flags = lookup(command);
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') break;
    if (takesNext(arg, flags) && arg !== '-') i++;
    else if (arg !== '' && !arg.startsWith('-')) operands.push(arg);
  }
  return operands;
}

function without(args: readonly string[], word: string, command: string): string[] {
  const flags = lookup(command);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') break;
    if (takesNext(arg, flags) && arg !== '-') i++;
    else if (!arg.startsWith('-') && arg === word) return [...args.slice(0, i), ...args.slice(i + 1)];
  }
  return [...args];
}

/** Parses the flags of a command, `gated` ones among them. Throws FlagError with pflag's words. */
export function parseCommandLine(command: string, rest: readonly string[], gated: readonly Flag[] = []): CommandLine {
  const flags = lookup(command, gated);
  const args: string[] = [];
  let dashAt = -1;
  for (let i = 0; i < rest.length; i++) {
    const arg = rest[i]!;
    if (arg === '--') {
      dashAt = args.length;
      args.push(...rest.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      args.push(arg);
      continue;
    }
    if (arg.startsWith('--')) i += long(arg, rest[i + 1], flags);
    else i += short(arg, rest[i + 1], flags);
  }
  return { command, args, dashAt, flags, help: flags.bool('help') };
}

/** Takes `--name[=value]`; returns 1 when the next argument was the value. */
function long(arg: string, next: string | undefined, flags: FlagValues): number {
  const at = arg.indexOf('=');
  const name = at < 0 ? arg.slice(2) : arg.slice(2, at);
  if (name === '' || name.startsWith('-') || name.startsWith('=')) throw new FlagError(`bad flag syntax: ${arg}`);
  const flag = flags.flag(name.replaceAll('_', '-'));
  if (!flag) throw new FlagError(`unknown flag: --${name}`);
  if (at >= 0) flags.set(flag, arg.slice(at + 1));
  else if (flag.bare !== undefined) flags.set(flag, flag.bare);
  else if (next !== undefined) {
    flags.set(flag, next);
    return 1;
  } else throw new FlagError(`flag needs an argument: --${name}`);
  return 0;
}

function short(arg: string, next: string | undefined, flags: FlagValues): number {
  for (let i = 1; i < arg.length; i++) {
    const letter = arg[i]!;
    const flag = flags.byShorthand(letter);
    if (!flag) throw new FlagError(`unknown shorthand flag: '${letter}' in ${arg.slice(i === 1 ? 0 : i - 1).replace(/^(?!-)/, '-')}`);
    const rest = arg.slice(i + 1);
    if (rest.startsWith('=')) {
      flags.set(flag, rest.slice(1));
      return 0;
    }
    if (flag.bare !== undefined) flags.set(flag, flag.bare);
    else if (rest !== '') {
      flags.set(flag, rest);
      return 0;
    } else if (next !== undefined) {
      flags.set(flag, next);
      return 1;
    } else throw new FlagError(`flag needs an argument: '${letter}' in -${arg.slice(i)}`);
  }
  return 0;
}

/** `Did you mean this?` for a word that names no command. */
export function suggestionsFor(word: string): string[] {
  const typed = word.toLowerCase();
  const names = Object.keys(helpTexts).filter((path) => path !== '' && !path.includes(' ') && path !== 'options');
  return names.filter((name) => distance(typed, name) <= 2 || name.startsWith(typed));
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(a[i - 1] === b[j - 1] ? row[j - 1]! : 1 + Math.min(row[j - 1]!, row[j]!, next[j - 1]!));
    }
    row = next;
  }
  return row[b.length]!;
}
