import type { Shell } from '../run/shell';
import { actionWords } from '../line-editor/candidates';
import { Expander } from '../words/expand';
import { divide } from './input';
import { ShellError } from '../state/variables';
import { readOptions } from './arguments';
import type { Completion } from '../state/state';
import type { Builtin } from './table';

const SPEC = 'abcdefgjksuvprDEIo:A:G:W:F:C:X:P:S:';
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

/** Options that may be given more than once: all values of a letter. */
function repeated(args: readonly string[], letter: string): string[] {
  return args.flatMap((arg, i) => (arg === `-${letter}` && args[i + 1] !== undefined ? [args[i + 1]!] : []));
}

function readSpec(args: readonly string[], usage: string): { spec: Completion; flags: Record<string, string>; rest: string[] } {
  const { flags, rest } = readOptions(args, SPEC, usage);
  const spec: Completion = {
    ...(flags.F === undefined ? {} : { function: flags.F }),
    ...(flags.W === undefined ? {} : { words: flags.W }),
    ...(flags.C === undefined ? {} : { command: flags.C }),
    ...(flags.G === undefined ? {} : { glob: flags.G }),
    ...(flags.X === undefined ? {} : { filter: flags.X }),
    ...(flags.P === undefined ? {} : { prefix: flags.P }),
    ...(flags.S === undefined ? {} : { suffix: flags.S }),
    actions: [
      ...repeated(args, 'A'),
      ...Object.keys(LETTER_ACTIONS)
        .filter((one) => one in flags)
        .map((one) => LETTER_ACTIONS[one]!),
    ],
    options: repeated(args, 'o'),
  };
  return { spec, flags, rest };
}

function specText(name: string, spec: Completion): string {
  const parts = ['complete', ...spec.options.map((one) => `-o ${one}`), ...spec.actions.map((one) => `-A ${one}`)];
  if (spec.words !== undefined) parts.push(`-W '${spec.words}'`);
  if (spec.function !== undefined) parts.push(`-F ${spec.function}`);
  if (spec.command !== undefined) parts.push(`-C '${spec.command}'`);
  return [...parts, name].join(' ') + '\n';
}

const complete: Builtin = (shell, args) => {
  const { spec, flags, rest } = readSpec(
    args,
    'complete: usage: complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]',
  );
  const { completions } = shell.state;
  const names = 'D' in flags ? ['-D'] : 'E' in flags ? ['-E'] : 'I' in flags ? ['-I'] : rest;
  if ('r' in flags) {
    if (names.length === 0) completions.clear();
    for (const name of names) completions.delete(name);
    return 0;
  }
  if ('p' in flags || args.length === 0) {
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
  if (names.length === 0) return 2;
  for (const name of names) completions.set(name, spec);
  return 0;
};

/** Words of `-W`: expanded, then split by IFS. */
export function wordList(shell: Shell, text: string): string[] {
  const expander = new Expander(shell);
  const ifs = expander.ifs();
  return divide(text, [], ifs, Infinity).flatMap((one) => expander.word(one));
}

const compgen: Builtin = (shell, args) => {
  const { spec, rest } = readSpec(
    args,
    'compgen: usage: compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]',
  );
  const word = rest[0] ?? '';
  const words = [
    ...spec.actions.flatMap((action) => actionWords(shell, action, word)),
    ...(spec.words === undefined ? [] : wordList(shell, spec.words)),
    ...(spec.glob === undefined ? [] : new Expander(shell).glob(spec.glob)),
  ].filter((one) => one.startsWith(word));
  if (spec.options.includes('default') && words.length === 0) words.push(...actionWords(shell, 'file', word));
  for (const one of words) shell.write(1, `${spec.prefix ?? ''}${one}${spec.suffix ?? ''}\n`);
  return words.length > 0 ? 0 : 1;
};

const compopt: Builtin = (shell, args) => {
  const completing = shell.variables.value('COMP_LINE') !== undefined;
  const { rest } = readOptions(
    args.filter((one) => !one.startsWith('+')),
    'o:DEI',
    'compopt: usage: compopt [-o|+o option] [-DEI] [name ...]',
  );
  if (!completing && rest.length === 0) throw new ShellError('not currently executing completion function');
  const on = repeated(args, 'o');
  const current = shell.variables.value('_nekala_compopt') ?? '';
  if (completing) shell.variables.assign('_nekala_compopt', [...new Set([...current.split(' ').filter(Boolean), ...on])].join(' '));
  return 0;
};

export const completionBuiltins = { complete, compgen, compopt };
