import texts from '../help/texts.json';

/** `map` is pflag's stringToString: pairs `key=value`, a list of them at commas. */
export type FlagKind = 'bool' | 'string' | 'int' | 'duration' | 'slice' | 'array' | 'map';

/** A flag of a command, as pflag would have it defined. */
export interface Flag {
  readonly name: string;
  readonly shorthand?: string;
  readonly kind: FlagKind;
  readonly initial: string;
  /** Value of a flag given without one (pflag's NoOptDefVal). */
  readonly bare?: string;
}

export const helpTexts: Readonly<Record<string, string>> = texts;

/** Repeatable flags whose values are not cut at commas. */
const ARRAYS = new Set(
  'from-literal env annotations rule annotation group user serviceaccount as-group as-user-extra prune-allowlist audience exec-arg exec-env auth-provider-arg limits mount'.split(
    ' ',
  ),
);
/** Flags whose values are pairs. */
const MAPS = new Set(['debug env', 'debug set-image']);
const BARE: Readonly<Record<string, string>> = {
  'dry-run': 'unchanged',
  cascade: 'background',
  validate: 'strict',
  'cluster-info': 'true',
};
const DURATIONS = new Set([
  'timeout',
  'since',
  'grace-period-timeout',
  'duration',
  'keepalive',
  'pod-running-timeout',
  'log-flush-frequency',
]);
const OPTION = /^ +(?:-(.), )?--([\w-]+)=(.*):$/gm;

/** Flags that help does not show. */
const HIDDEN: Readonly<Record<string, readonly Flag[]>> = {
  exec: [{ name: 'filename', shorthand: 'f', kind: 'slice', initial: '[]' }],
  autoscale: [{ name: 'cpu-percent', kind: 'int', initial: '-1' }],
  get: [{ name: 'export', kind: 'bool', initial: 'false', bare: 'true' }],
  delete: [{ name: 'confirm', kind: 'bool', initial: 'false', bare: 'true' }],
  kustomize: [{ name: 'reorder', kind: 'string', initial: 'legacy' }],
};

const made = new Map<string, readonly Flag[]>();

/** The flags of a command's own, `kubectl options`' not among them. */
export function flagsOf(command: string): readonly Flag[] {
  let flags = made.get(command);
  if (!flags) {
    flags = [...parseOptions(command, helpTexts[command] ?? ''), ...(HIDDEN[command] ?? [])];
    made.set(command, flags);
  }
  return flags;
}

/** Flags that a command takes only where an environment variable says so. */
export function gatedFlags(command: string, env: Readonly<Record<string, string | undefined>>): readonly Flag[] {
  if (command === 'apply' && env['KUBECTL_APPLYSET']?.toLowerCase() === 'true') return [{ name: 'applyset', kind: 'string', initial: '' }];
  return [];
}

/** The flags that every command takes. */
export const globalFlags = (): readonly Flag[] => flagsOf('options');

function parseOptions(command: string, text: string): Flag[] {
  const flags: Flag[] = [];
  for (const [, shorthand, name, initial] of text.matchAll(OPTION) as Iterable<[string, string | undefined, string, string]>) {
    const kind = kindOf(command, name, initial);
    const bare = kind === 'bool' ? 'true' : BARE[name];
    flags.push({
      name,
      kind,
      initial: kind === 'string' ? initial.replace(/^'|'$/g, '') : initial,
      ...(shorthand !== undefined && { shorthand }),
      ...(bare !== undefined && { bare }),
    });
  }
  return flags;
}

function kindOf(command: string, name: string, initial: string): FlagKind {
  if (initial === 'true' || initial === 'false') return 'bool';
  if (MAPS.has(`${command} ${name}`)) return 'map';
  if (initial.startsWith('[')) return ARRAYS.has(name) ? 'array' : 'slice';
  if (DURATIONS.has(name) && /^\d/.test(initial)) return 'duration';
  if (initial.startsWith("'") || initial === '') return 'string';
  return /^-?\d+$/.test(initial) ? 'int' : 'duration';
}

const aliasesMade = new Map<string, ReadonlyMap<string, string>>();

/** Words that name the subcommands of a command: names and aliases → name. */
export function subcommandsOf(command: string): ReadonlyMap<string, string> {
  let words = aliasesMade.get(command);
  if (!words) {
    const found = new Map<string, string>();
    const prefix = command === '' ? '' : `${command} `;
    for (const path of Object.keys(helpTexts)) {
      if (path === '' || !path.startsWith(prefix) || path.slice(prefix.length).includes(' ')) continue;
      const name = path.slice(prefix.length);
      if (!found.has(name)) found.set(name, name);
      const aliases = /^Aliases:\n(.*)$/m.exec(helpTexts[path]!)?.[1]?.split(', ') ?? [];
      for (const alias of aliases) if (!found.has(alias)) found.set(alias, name);
    }
    words = found;
    aliasesMade.set(command, words);
  }
  return words;
}
