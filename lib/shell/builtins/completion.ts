import type { Step } from '@/lib/hosts/process/program';
import type { BuiltinFrame } from '../run/frame';
import type { Shell } from '../run/shell';
import { callFunction } from '../run/calls';
import { actionWords } from '../line-editor/candidates';
import { ShellError } from '../state/variables';
import type { Completion } from '../state/state';
import { Expander } from '../words/expand';
import { valuesOf } from '../words/parameter';
import { matchesPattern } from '../words/pattern';
import { readOptions } from './arguments';
import { COMPLETION_OPTIONS, readSpec, specText } from './completion-spec';
import type { Builtin } from './table';

const SPEC_USAGE = '[-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix]';
const COMPLETE_USAGE = `complete: usage: complete [-abcdefgjksuv] [-pr] [-DEI] ${SPEC_USAGE} [name ...]`;
const COMPGEN_USAGE = `compgen: usage: compgen [-abcdefgjksuv] ${SPEC_USAGE} [word]`;

const complete: Builtin = (shell, args) => {
  const { spec, flags, rest } = readSpec(args, 'prDEI', COMPLETE_USAGE);
  const { completions } = shell.state;
  const names = flags.has('D') ? ['-D'] : flags.has('E') ? ['-E'] : flags.has('I') ? ['-I'] : rest;
  if (flags.has('r')) {
    if (names.length === 0) completions.clear();
    let status = 0;
    for (const name of names) {
      if (completions.delete(name)) continue;
      shell.complain(`complete: ${name}: no completion specification`);
      status = 1;
    }
    return status;
  }
  if (flags.has('p') || args.length === 0) {
    let status = 0;
    for (const name of names.length > 0 ? names : completions.keys()) {
      const found = completions.get(name);
      if (found) shell.write(1, specText(name, found));
      else {
        shell.complain(`complete: ${name}: no completion specification`);
        status = 1;
      }
    }
    return status;
  }
  if (names.length === 0) {
    shell.write(2, COMPLETE_USAGE + '\n');
    return 2;
  }
  for (const name of names) completions.set(name, spec);
  return 0;
};

/** Words of `-W`: split by IFS outside of quotes, then expanded. */
export function wordList(shell: Shell, text: string): string[] {
  const expander = new Expander(shell);
  const ifs = expander.ifs();
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quote === '' && ifs.includes(c)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (c === '\\' && quote !== "'") word += c + (text[++i] ?? '');
    else {
      if (c === quote) quote = '';
      else if (quote === '' && (c === '"' || c === "'")) quote = c;
      word += c;
    }
  }
  if (word !== '') words.push(word);
  return words.flatMap((one) => expander.word(one));
}

/** Takes the words that a `-X` pattern filters out. `&` in it stands for the word being completed. */
function filtered(shell: Shell, list: readonly string[], filter: string | undefined, word: string): string[] {
  if (filter === undefined) return [...list];
  const negated = filter.startsWith('!');
  const pattern = filter.slice(negated ? 1 : 0).replace(/\\&|&/g, (one) => (one === '&' ? word : '&'));
  return list.filter((one) => matchesPattern(pattern, one, { extglob: shell.shopt('extglob') }) === negated);
}

/** The words of a specification, but for what its function or command says. */
export function specWords(shell: Shell, spec: Completion, word: string): string[] {
  return [
    ...spec.actions.flatMap((action) => actionWords(shell, action, word)),
    ...(spec.glob === undefined ? [] : new Expander(shell).glob(spec.glob)),
    ...(spec.words === undefined ? [] : wordList(shell, spec.words).filter((one) => one.startsWith(word))),
  ];
}

/** Filters candidates and puts the prefix and the suffix of the specification around them. */
export function dressed(shell: Shell, spec: Completion, list: readonly string[], word: string): string[] {
  return filtered(shell, list, spec.filter, word).map((one) => `${spec.prefix ?? ''}${one}${spec.suffix ?? ''}`);
}

interface CompgenData {
  readonly spec: Completion;
  readonly word: string;
}

const compgen: Builtin = (shell, args) => {
  const { spec, rest } = readSpec(args, '', COMPGEN_USAGE);
  const word = rest[0] ?? '';
  if (spec.command !== undefined) throw new ShellError('-C: commands are not simulated here');
  if (spec.function === undefined) return generate(shell, spec, word, []);
  shell.complain('compgen: warning: -F option may not work as you expect');
  const found = shell.state.functions.get(spec.function);
  if (!found) {
    shell.complain(`completion: function \`${spec.function}' not found`);
    return 1;
  }
  shell.variables.put('COMPREPLY', { array: new Map() });
  const data: CompgenData = { spec, word };
  shell.push({ k: 'builtin', s: -1, n: 0, name: 'compgen', args: [], stage: 'done', data: data as unknown as Record<string, unknown> });
  callFunction(shell, spec.function, found, ['compgen', word, '']);
};

/** The function of `compgen -F` has returned. */
export function stepCompgen(shell: Shell, frame: BuiltinFrame): Step | void {
  const { spec, word } = frame.data as unknown as CompgenData;
  const list = valuesOf(shell.variables.get('COMPREPLY'));
  shell.variables.unset('COMPREPLY');
  shell.pop();
  shell.state.status = generate(shell, spec, word, list);
}

function generate(shell: Shell, spec: Completion, word: string, given: readonly string[]): number {
  let list = dressed(shell, spec, [...specWords(shell, spec, word), ...given], word);
  if (list.length === 0 && spec.options.includes('dirnames')) list = actionWords(shell, 'directory', word);
  if (list.length === 0 && (spec.options.includes('default') || spec.options.includes('bashdefault')))
    list = actionWords(shell, 'file', word);
  if (spec.options.includes('plusdirs')) list = [...list, ...actionWords(shell, 'directory', word)];
  for (const one of list) shell.write(1, `${one}\n`);
  return list.length > 0 ? 0 : 1;
}

const COMPOPT_USAGE = 'compopt: usage: compopt [-o|+o option] [-DEI] [name ...]';

/** The options of the completion that is going on, while its function runs. */
const CURRENT = '_nekala_compopt';

const compopt: Builtin = (shell, args) => {
  const on: string[] = [];
  const off: string[] = [];
  let i = 0;
  let names: string[] = [];
  for (; i < args.length && /^[-+]./.test(args[i]!); i++) {
    const arg = args[i]!;
    if (arg === '-D' || arg === '-E' || arg === '-I') names.push(arg);
    else if (arg.startsWith('-o') || arg.startsWith('+o')) {
      const value = arg.slice(2) || args[++i];
      if (value === undefined) throw new ShellError(`-o: option requires an argument\n${COMPOPT_USAGE}`, 2);
      if (!(COMPLETION_OPTIONS as readonly string[]).includes(value)) throw new ShellError(`${value}: invalid option name`, 2);
      (arg.startsWith('-') ? on : off).push(value);
    } else readOptions([arg], '', COMPOPT_USAGE);
  }
  names = [...names, ...args.slice(i)];
  const changed = (before: readonly string[]): string[] => [...new Set([...before, ...on])].filter((one) => !off.includes(one));
  if (names.length === 0) {
    const current = shell.variables.value(CURRENT);
    if (shell.variables.value('COMP_LINE') === undefined || current === undefined)
      throw new ShellError('not currently executing completion function');
    shell.variables.assign(CURRENT, changed(current.split(' ').filter(Boolean)).join(' '));
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const spec = shell.state.completions.get(name);
    if (!spec) {
      shell.complain(`compopt: ${name}: no completion specification`);
      status = 1;
    } else if (on.length + off.length > 0) shell.state.completions.set(name, { ...spec, options: changed(spec.options) });
    else {
      const shown = COMPLETION_OPTIONS.map((one) => `${spec.options.includes(one) ? '-' : '+'}o ${one}`).join(' ');
      shell.write(1, `compopt ${shown} ${name}\n`);
    }
  }
  return status;
};

export const completionBuiltins = { complete, compgen, compopt };
