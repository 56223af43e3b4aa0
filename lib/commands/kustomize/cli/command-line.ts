import { FlagError, FlagValues } from '@/lib/commands/kubectl/flags/flag-values';
import type { Flag, FlagKind } from '@/lib/commands/kubectl/flags/known-flags';

const OPTION = /^ +(?:-(.), )?--([\w-]+)(?: (string|strings|stringArray|int|stringToString))?(?: {2,}(.*))?$/gm;
const KINDS: Readonly<Record<string, FlagKind>> = { int: 'int', strings: 'slice', stringArray: 'array', stringToString: 'map' };

/** Flags as cobra's help lists them, one a line. */
export function parseFlagLines(text: string): Flag[] {
  return [...text.matchAll(OPTION)].map(([, shorthand, name, type, about]): Flag => {
    const kind: FlagKind = type === undefined ? 'bool' : (KINDS[type] ?? 'string');
    const initial = /\(default "?(.*?)"?\)$/.exec(about ?? '')?.[1] ?? (kind === 'bool' ? 'false' : kind === 'string' ? '' : '[]');
    return { name: name!, kind, initial, ...(shorthand !== undefined && { shorthand }), ...(kind === 'bool' && { bare: 'true' }) };
  });
}

/** Arguments and flags of a command line. Throws FlagError with pflag's words. */
export function parseArguments(flags: readonly Flag[], argv: readonly string[]): { args: string[]; flags: FlagValues } {
  const values = new FlagValues(flags);
  const args: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    if (arg === '--') {
      args.push(...argv.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') args.push(arg);
    else if (arg.startsWith('--')) i += long(arg, argv[i + 1], values);
    else i += short(arg, argv[i + 1], values);
  }
  return { args, flags: values };
}

/** How many further words the flag has taken. */
function long(arg: string, next: string | undefined, values: FlagValues): number {
  const at = arg.indexOf('=');
  const name = at < 0 ? arg.slice(2) : arg.slice(2, at);
  const flag = values.flag(name);
  if (!flag) throw new FlagError(`unknown flag: --${name}`);
  if (at >= 0) values.set(flag, arg.slice(at + 1));
  else if (flag.bare !== undefined) values.set(flag, flag.bare);
  else if (next === undefined) throw new FlagError(`flag needs an argument: --${name}`);
  else values.set(flag, next);
  return at < 0 && flag.bare === undefined ? 1 : 0;
}

function short(arg: string, next: string | undefined, values: FlagValues): number {
  for (let i = 1; i < arg.length; i++) {
    const flag = values.byShorthand(arg[i]!);
    if (!flag) throw new FlagError(`unknown shorthand flag: '${arg[i]}' in ${i === 1 ? arg : `-${arg.slice(i)}`}`);
    if (flag.bare !== undefined) {
      values.set(flag, flag.bare);
      continue;
    }
    const rest = arg.slice(i + 1).replace(/^=/, '');
    if (rest !== '' || arg.length > i + 1) {
      values.set(flag, rest);
      return 0;
    }
    if (next === undefined) throw new FlagError(`flag needs an argument: '${arg[i]}' in ${arg}`);
    values.set(flag, next);
    return 1;
  }
  return 0;
}
