import { findProgram, lookUp } from '../run/external';
import type { CommandFrame } from '../run/frame';
import type { Shell } from '../run/shell';
import { runBuiltinOrProgram } from '../run/command';
import { sourceOf } from '../state/computed';
import { ShellError } from '../state/variables';
import { quoteSingle } from '../words/quote';
import { readOptions } from './arguments';
import { BUILTINS, SPECIAL, type Builtin } from './table';
import { functionText } from './variables';

export const KEYWORDS = [
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'case',
  'esac',
  'for',
  'select',
  'while',
  'until',
  'do',
  'done',
  'in',
  'function',
  'time',
  '{',
  '}',
  '!',
  '[[',
  ']]',
  'coproc',
];

type Kind = 'alias' | 'keyword' | 'function' | 'builtin' | 'file';

interface Found {
  readonly kind: Kind;
  readonly path?: string;
  readonly hashed?: boolean;
}

function lookAll(shell: Shell, name: string, every: boolean, functions = true): Found[] {
  const { state } = shell;
  const out: Found[] = [];
  if (state.aliases.has(name) && shell.shopt('expand_aliases')) out.push({ kind: 'alias' });
  if (KEYWORDS.includes(name)) out.push({ kind: 'keyword' });
  if (functions && state.functions.has(name)) out.push({ kind: 'function' });
  if (name in BUILTINS && !state.disabled.includes(name)) out.push({ kind: 'builtin' });
  if (name.includes('/')) {
    if (shell.sys.exists(name) && shell.sys.access(name, 'x')) out.push({ kind: 'file', path: name });
  } else if (every) {
    for (const directory of (shell.variables.value('PATH') ?? '').split(':')) {
      const found = findProgram(shell, name, directory);
      if (found?.executable) out.push({ kind: 'file', path: found.path });
    }
  } else if (out.length === 0) {
    const known = state.hash.get(name);
    const found = known ? { path: known.path, executable: true } : findProgram(shell, name);
    if (found?.executable) out.push({ kind: 'file', path: found.path, hashed: known !== undefined });
  }
  return every ? out : out.slice(0, 1);
}

function describe(shell: Shell, name: string, found: Found): string {
  switch (found.kind) {
    case 'alias':
      return `${name} is aliased to \`${shell.state.aliases.get(name)}'\n`;
    case 'keyword':
      return `${name} is a shell keyword\n`;
    case 'function':
      return `${name} is a function\n${functionText(shell, name)}\n`;
    case 'builtin':
      return `${name} is a ${SPECIAL.has(name) && shell.option('posix') ? 'special ' : ''}shell builtin\n`;
    default:
      return found.hashed ? `${name} is hashed (${found.path})\n` : `${name} is ${found.path}\n`;
  }
}

const type: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'afptP', 'type: usage: type [-afptP] name [name ...]');
  let status = 0;
  for (const name of rest) {
    let list = lookAll(shell, name, 'a' in flags || 'P' in flags, !('f' in flags));
    if ('P' in flags) list = list.filter((one) => one.kind === 'file').slice(0, 'a' in flags ? undefined : 1);
    if (list.length === 0) {
      status = 1;
      if (!('t' in flags) && !('p' in flags) && !('P' in flags)) shell.complain(`type: ${name}: not found`);
    }
    for (const found of list) {
      if ('t' in flags) shell.write(1, found.kind + '\n');
      else if ('p' in flags || 'P' in flags) shell.write(1, found.kind === 'file' ? found.path + '\n' : '');
      else shell.write(1, describe(shell, name, found));
    }
  }
  return status;
};

const command: Builtin = (shell, args, frame) => {
  const { flags, rest } = readOptions(args, 'pVv', 'command: usage: command [-pVv] command [arg ...]');
  if (rest.length === 0) return 0;
  if (!('v' in flags) && !('V' in flags)) return passOn(shell, frame, rest);
  let status = 1;
  for (const name of rest) {
    const found = lookAll(shell, name, false)[0];
    if (!found) {
      if ('V' in flags) shell.complain(`command: ${name}: not found`);
      continue;
    }
    status = 0;
    if ('V' in flags) shell.write(1, describe(shell, name, found));
    else if (found.kind === 'alias') shell.write(1, `alias ${name}=${quoteSingle(shell.state.aliases.get(name)!)}\n`);
    else shell.write(1, (found.path ?? name) + '\n');
  }
  return status;
};

/** Runs a builtin or program, though a function has its name. */
function passOn(shell: Shell, frame: CommandFrame, rest: readonly string[]): number | void {
  const skipped = frame.words.length - rest.length;
  if (frame.arrays) frame.arrays = Object.fromEntries(Object.entries(frame.arrays).map(([at, one]) => [Number(at) - skipped, one]));
  frame.words = [...rest];
  runBuiltinOrProgram(shell, frame, rest);
}

const builtin: Builtin = (shell, args, frame) => {
  const list = args[0] === '--' ? args.slice(1) : args;
  if (list.length === 0) return 0;
  if (!(list[0]! in BUILTINS)) throw new ShellError(`${list[0]}: not a shell builtin`);
  return passOn(shell, frame, list);
};

const hash: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'dlp:rt', 'hash: usage: hash [-lr] [-p pathname] [-dt] [name ...]');
  const table = shell.state.hash;
  if ('r' in flags) table.clear();
  let status = 0;
  if (rest.length === 0 && !('r' in flags)) {
    if (table.size === 0) shell.write(1, 'hash: hash table empty\n');
    else if ('l' in flags) for (const [name, { path }] of table) shell.write(1, `builtin hash -p ${path} ${name}\n`);
    else shell.write(1, 'hits\tcommand\n' + [...table.values()].map(({ path, hits }) => `${String(hits).padStart(4)}\t${path}\n`).join(''));
  }
  for (const name of rest) {
    if (flags.p !== undefined) table.set(name, { path: flags.p, hits: 0 });
    else if ('d' in flags) {
      if (!table.delete(name)) {
        shell.complain(`hash: ${name}: not found`);
        status = 1;
      }
    } else if ('t' in flags) {
      const known = table.get(name);
      if (known) shell.write(1, (rest.length > 1 ? `${name}\t` : '') + known.path + '\n');
      else {
        shell.complain(`hash: ${name}: not found`);
        status = 1;
      }
    } else if (!(name in BUILTINS) && !lookUp(shell, name)) {
      shell.complain(`hash: ${name}: not found`);
      status = 1;
    } else if (table.has(name)) table.get(name)!.hits = 0;
  }
  return status;
};

const enable: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'adnpsf:', 'enable: usage: enable [-a] [-dnps] [-f filename] [name ...]');
  const { state } = shell;
  if (rest.length === 0) {
    for (const name of Object.keys(BUILTINS).sort()) {
      const off = state.disabled.includes(name);
      if ('a' in flags || off === 'n' in flags) shell.write(1, `enable ${off ? '-n ' : ''}${name}\n`);
    }
    return 0;
  }
  let status = 0;
  for (const name of rest) {
    if (!(name in BUILTINS)) {
      shell.complain(`enable: ${name}: not a shell builtin`);
      status = 1;
    } else if ('n' in flags) state.disabled = [...new Set([...state.disabled, name])];
    else state.disabled = state.disabled.filter((one) => one !== name);
  }
  return status;
};

const aliasText = (name: string, value: string): string => `alias ${name}=${quoteSingle(value)}\n`;

const alias: Builtin = (shell, args) => {
  const { rest } = readOptions(args, 'p', 'alias: usage: alias [-p] [name[=value] ... ]');
  const { aliases } = shell.state;
  if (rest.length === 0)
    shell.write(
      1,
      [...aliases]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => aliasText(name, value))
        .join(''),
    );
  let status = 0;
  for (const word of rest) {
    const equals = word.indexOf('=');
    if (equals > 0) {
      const name = word.slice(0, equals);
      if (/[\s/$`'"\\;&|<>()]/.test(name)) {
        shell.complain(`alias: \`${name}': invalid alias name`);
        status = 1;
      } else aliases.set(name, word.slice(equals + 1));
    } else if (aliases.has(word)) shell.write(1, aliasText(word, aliases.get(word)!));
    else {
      shell.complain(`alias: ${word}: not found`);
      status = 1;
    }
  }
  return status;
};

const unalias: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'a', 'unalias: usage: unalias [-a] name [name ...]');
  if ('a' in flags) shell.state.aliases.clear();
  else if (rest.length === 0) {
    shell.write(2, 'unalias: usage: unalias [-a] name [name ...]\n');
    return 2;
  }
  let status = 0;
  for (const name of rest) {
    if (!shell.state.aliases.delete(name)) {
      shell.complain(`unalias: ${name}: not found`);
      status = 1;
    }
  }
  return status;
};

const caller: Builtin = (shell, args) => {
  const { calls } = shell.state;
  const n = Number(args[0] ?? 0);
  const call = calls[calls.length - 1 - n];
  const outer = calls[calls.length - 2 - n];
  if (!call || (!outer && args[0] !== undefined) || (args[0] !== undefined && !/^\d+$/.test(args[0]))) return 1;
  const source = outer && sourceOf(shell.state, outer);
  const file = source || (shell.state.interactive ? 'main' : shell.state.name);
  if (args[0] === undefined) shell.write(1, `${call.line} ${source || 'NULL'}\n`);
  else shell.write(1, `${call.line} ${outer?.kind === 'function' ? outer.name : outer ? outer.name : 'main'} ${file}\n`);
  return 0;
};

export const lookupBuiltins = { type, command, builtin, hash, enable, alias, unalias, caller };
