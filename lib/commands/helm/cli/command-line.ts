import { FlagError, FlagValues } from '../../kubectl/flags/flag-values';
import type { Flag, FlagKind } from '../../kubectl/flags/known-flags';
import texts from '../help/texts.json';

export const helpTexts: Readonly<Record<string, string>> = texts;

const HIDDEN: readonly string[] = ['kube-qps'];
const OPTION = /^ +(?:-(.), )?--([\w-]+)(?: (\w+(?:\[[^\]]*\])?)|(\[[^\]]*\]))?(?: {2,}(.*))?$/gm;
const KINDS: Readonly<Record<string, FlagKind>> = {
  int: 'int',
  uint: 'int',
  duration: 'duration',
  stringArray: 'array',
  strings: 'slice',
  stringToString: 'map',
  postRendererArgsSlice: 'array',
};

const made = new Map<string, readonly Flag[]>();

/** Flags of a command, its global ones among them, as its help tells. */
export function flagsOf(command: string): readonly Flag[] {
  let flags = made.get(command) as Flag[] | undefined;
  if (!flags) {
    flags = [...(helpTexts[command] ?? '').matchAll(OPTION)].map(([, shorthand, name, type, , about]): Flag => {
      const optional = type?.includes('[');
      const kind: FlagKind = type === undefined ? 'bool' : (KINDS[type] ?? 'string');
      const initial =
        /\(default "?(.*?)"?\)$/.exec(about ?? '')?.[1] ??
        (kind === 'bool' ? 'false' : kind === 'array' || kind === 'slice' ? '[]' : kind === 'int' ? '0' : '');
      const bare = kind === 'bool' ? 'true' : optional ? /"(.*)"/.exec(type!)?.[1] : undefined;
      return { name: name!, kind, initial, ...(shorthand !== undefined && { shorthand }), ...(bare !== undefined && { bare }) };
    });
    if (command === 'version') flags.push({ name: 'client', shorthand: 'c', kind: 'bool', initial: 'false', bare: 'true' });
    flags = flags.filter(({ name }) => !HIDDEN.includes(name));
    made.set(command, flags);
  }
  return flags;
}

/** Names and aliases of a command's subcommands. */
export function subcommandsOf(command: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const prefix = command === '' ? '' : `${command} `;
  for (const [path, text] of Object.entries(helpTexts)) {
    if (path === '' || !path.startsWith(prefix) || path.slice(prefix.length).includes(' ')) continue;
    const name = path.slice(prefix.length);
    found.set(name, name);
    for (const alias of /^Aliases:\n {2}(.*)$/m.exec(text)?.[1]?.split(', ') ?? []) if (!found.has(alias)) found.set(alias, name);
  }
  return found;
}

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly flags: FlagValues;
}

/** The command that words name; what is left are its flags and arguments. */
export function findCommand(argv: readonly string[]): { command: string; rest: string[] } {
  let command = '';
  let rest = [...argv];
  for (;;) {
    const words = subcommandsOf(command);
    const flags = new FlagValues(flagsOf(command));
    const at = operandAt(rest, flags);
    const name = at < 0 ? undefined : words.get(rest[at]!);
    if (name === undefined) return { command, rest };
    rest = [...rest.slice(0, at), ...rest.slice(at + 1)];
    command = command === '' ? name : `${command} ${name}`;
  }
}

function operandAt(args: readonly string[], flags: FlagValues): number {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') return -1;
    if (arg.startsWith('--') && !arg.includes('=')) {
      if (flags.flag(arg.slice(2))?.bare === undefined) i++;
    } else if (arg.startsWith('-') && arg.length === 2) {
      if (flags.byShorthand(arg[1]!)?.bare === undefined) i++;
    } else if (!arg.startsWith('-')) return i;
  }
  return -1;
}

/** Parses a command's flags. Throws FlagError with pflag's words. */
export function parseFlags(command: string, rest: readonly string[]): CommandLine {
  const flags = new FlagValues(flagsOf(command));
  const args: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const arg = rest[i]!;
    if (arg === '--') {
      args.push(...rest.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') args.push(arg);
    else if (arg.startsWith('--')) i += long(arg, rest[i + 1], flags);
    else i += short(arg, rest[i + 1], flags);
  }
  return { command, args, flags };
}

function long(arg: string, next: string | undefined, flags: FlagValues): number {
  const at = arg.indexOf('=');
  const name = at < 0 ? arg.slice(2) : arg.slice(2, at);
  const flag = flags.flag(name);
  if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${arg}`);
  if (!flag) throw new FlagError(`unknown flag: --${name}`);
  if (at >= 0) flags.set(flag, arg.slice(at + 1));
  else if (flag.bare !== undefined) flags.set(flag, flag.bare);
  else if (next === undefined) throw new FlagError(`flag needs an argument: --${name}`);
  else {
    flags.set(flag, next);
    return 1;
  }
  return 0;
}

function short(arg: string, next: string | undefined, flags: FlagValues): number {
  for (let i = 1; i < arg.length; i++) {
    const flag = flags.byShorthand(arg[i]!);
    if (!flag) throw new FlagError(`unknown shorthand flag: '${arg[i]}' in ${i === 1 ? arg : `-${arg.slice(i)}`}`);
    const rest = arg.slice(i + 1);
    if (rest.startsWith('=')) {
      flags.set(flag, rest.slice(1));
      return 0;
    }
    if (flag.bare !== undefined) {
      flags.set(flag, flag.bare);
      continue;
    }
    if (rest !== '') {
      flags.set(flag, rest);
      return 0;
    }
    if (next === undefined) throw new FlagError(`flag needs an argument: '${arg[i]}' in ${arg}`);
    flags.set(flag, next);
    return 1;
  }
  return 0;
}
