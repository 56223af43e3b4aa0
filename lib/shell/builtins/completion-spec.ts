import { ShellError } from '../state/variables';
import type { Completion } from '../state/state';
import { quoteSingle } from '../words/quote';

/** In the order in which `complete -p` writes them. */
const LETTER_ACTIONS: Readonly<Record<string, string>> = {
  a: 'alias',
  b: 'builtin',
  c: 'command',
  d: 'directory',
  e: 'export',
  f: 'file',
  g: 'group',
  j: 'job',
  k: 'keyword',
  s: 'service',
  u: 'user',
  v: 'variable',
};
const LONG_ACTIONS = [
  'arrayvar',
  'binding',
  'disabled',
  'enabled',
  'function',
  'helptopic',
  'hostname',
  'running',
  'setopt',
  'shopt',
  'signal',
  'stopped',
];
export const COMPLETION_OPTIONS = ['bashdefault', 'default', 'dirnames', 'filenames', 'noquote', 'nosort', 'nospace', 'plusdirs'] as const;

export interface SpecRequest {
  readonly spec: Completion;
  readonly flags: ReadonlySet<string>;
  readonly rest: readonly string[];
}

const VALUES: Readonly<Record<string, 'function' | 'words' | 'command' | 'glob' | 'filter' | 'prefix' | 'suffix'>> = {
  F: 'function',
  W: 'words',
  C: 'command',
  G: 'glob',
  X: 'filter',
  P: 'prefix',
  S: 'suffix',
};

/** The options of `complete` and `compgen`. Throws ShellError as they complain. */
export function readSpec(args: readonly string[], extra: string, usage: string): SpecRequest {
  const flags = new Set<string>();
  const actions: string[] = [];
  const options: string[] = [];
  const values: Record<string, string> = {};
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      i++;
      break;
    }
    if (!/^-./.test(arg)) break;
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k]!;
      if (LETTER_ACTIONS[letter]) actions.push(LETTER_ACTIONS[letter]!);
      else if (extra.includes(letter)) flags.add(letter);
      else if (letter in VALUES || letter === 'o' || letter === 'A') {
        const value = arg.slice(k + 1) || args[++i];
        if (value === undefined) throw new ShellError(`-${letter}: option requires an argument\n${usage}`, 2);
        if (letter === 'o') {
          if (!(COMPLETION_OPTIONS as readonly string[]).includes(value)) throw new ShellError(`${value}: invalid option name`, 2);
          options.push(value);
        } else if (letter === 'A') {
          if (!Object.values(LETTER_ACTIONS).includes(value) && !LONG_ACTIONS.includes(value))
            throw new ShellError(`${value}: invalid action name`, 2);
          actions.push(value);
        } else values[VALUES[letter]!] = value;
        break;
      } else throw new ShellError(`-${letter}: invalid option\n${usage}`, 2);
    }
  }
  return { spec: { ...values, actions: [...new Set(actions)], options: [...new Set(options)] }, flags, rest: args.slice(i) };
}

/** A line of `complete -p`. Models print_one_completion. */
export function specText(name: string, spec: Completion): string {
  const parts = ['complete'];
  for (const option of COMPLETION_OPTIONS) if (spec.options.includes(option)) parts.push(`-o ${option}`);
  for (const [letter, action] of Object.entries(LETTER_ACTIONS)) if (spec.actions.includes(action)) parts.push(`-${letter}`);
  for (const action of LONG_ACTIONS) if (spec.actions.includes(action)) parts.push(`-A ${action}`);
  const quoted = (letter: string, value: string | undefined) => {
    if (value !== undefined) parts.push(`-${letter} ${quoteSingle(value)}`);
  };
  quoted('G', spec.glob);
  quoted('W', spec.words);
  quoted('P', spec.prefix);
  quoted('S', spec.suffix);
  quoted('X', spec.filter);
  quoted('C', spec.command);
  if (spec.function !== undefined) parts.push(`-F ${spec.function}`);
  return [...parts, name].join(' ') + '\n';
}
