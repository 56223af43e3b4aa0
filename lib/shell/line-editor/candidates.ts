import { SIGNAL_NUMBERS } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { BUILTINS } from '../builtins/table';
import type { Shell } from '../run/shell';
import { KEYWORDS } from '../builtins/lookup';
import { functionNames } from './key-names';

const MOST = 5000;

/** Words of one kind that begin with `word`, sorted: `file`, `directory`, `command`, `variable`, `user` … */
export function actionWords(shell: Shell, action: string, word: string): string[] {
  const { state } = shell;
  const starting = (list: Iterable<string>): string[] => [...new Set(list)].filter((one) => one.startsWith(word)).sort();
  switch (action) {
    case 'file':
      return files(shell, word, false);
    case 'directory':
      return files(shell, word, true);
    case 'alias':
      return starting(state.aliases.keys());
    case 'builtin':
      return starting(Object.keys(BUILTINS));
    case 'keyword':
      return starting(KEYWORDS);
    case 'function':
      return starting(state.functions.keys());
    case 'variable':
    case 'arrayvar':
      return starting(shell.variables.names());
    case 'export':
      return starting(shell.variables.names().filter((name) => shell.variables.raw(name)?.exported));
    case 'user':
      return starting(column(shell, '/etc/passwd'));
    case 'group':
      return starting(column(shell, '/etc/group'));
    case 'hostname':
      return starting(hosts(shell));
    case 'setopt':
      return starting(Object.keys(state.options));
    case 'shopt':
      return starting(Object.keys(state.shopt));
    case 'job':
      return starting(state.jobs.map((job) => job.command.split(' ')[0]!));
    case 'command':
      return commands(shell, word);
    case 'helptopic':
      return starting([...Object.keys(BUILTINS), ...KEYWORDS]);
    case 'enabled':
      return starting(Object.keys(BUILTINS).filter((name) => !state.disabled.includes(name)));
    case 'disabled':
      return starting(state.disabled);
    case 'signal':
      return starting(['EXIT', ...Object.keys(SIGNAL_NUMBERS).map((name) => `SIG${name}`), 'DEBUG', 'ERR', 'RETURN']);
    case 'running':
    case 'stopped':
      return starting(state.jobs.filter((job) => job.state === action).map((job) => job.command.split(' ')[0]!));
    case 'service':
      return starting(column(shell, '/etc/services').map((line) => line.split(/\s/)[0]!));
    case 'binding':
      return starting(functionNames());
    default:
      return [];
  }
}

/** Commands that begin with `word`: aliases, functions, builtins, keywords, programs in PATH. */
export function commands(shell: Shell, word: string): string[] {
  const out = new Set<string>();
  const all = [...shell.state.aliases.keys(), ...shell.state.functions.keys(), ...Object.keys(BUILTINS), ...KEYWORDS];
  for (const one of all) if (one.startsWith(word)) out.add(one);
  for (const directory of (shell.variables.value('PATH') ?? '').split(':')) {
    for (const name of list(shell, directory)) {
      if (name.startsWith(word) && shell.sys.access(`${directory}/${name}`, 'x')) out.add(name);
      if (out.size > MOST) break;
    }
  }
  return [...out].sort();
}

/** Paths that begin with `word`; `~` and quoting are the caller's business. */
export function files(shell: Shell, word: string, onlyDirectories: boolean): string[] {
  const slash = word.lastIndexOf('/') + 1;
  const directory = word.slice(0, slash);
  const base = word.slice(slash);
  const home = /^~(?=\/)/.test(directory) ? (shell.variables.value('HOME') ?? '') + directory.slice(1) : directory;
  return list(shell, home === '' ? '.' : home)
    .filter((name) => name.startsWith(base) && (base.startsWith('.') || !name.startsWith('.')))
    .filter((name) => !onlyDirectories || isDirectory(shell, home + name))
    .map((name) => directory + name);
}

export function isDirectory(shell: Shell, path: string): boolean {
  try {
    const file = /^~(?=\/|$)/.test(path) ? (shell.variables.value('HOME') ?? '') + path.slice(1) : path;
    return shell.sys.stat(file).type === 'dir';
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

function list(shell: Shell, directory: string): readonly string[] {
  try {
    return shell.sys.readdir(directory);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return [];
  }
}

function column(shell: Shell, file: string): string[] {
  try {
    return shell.sys
      .readFile(file)
      .split('\n')
      .map((line) => line.split(':')[0]!)
      .filter(Boolean);
  } catch {
    return [];
  }
}

function hosts(shell: Shell): string[] {
  try {
    return shell.sys
      .readFile('/etc/hosts')
      .split('\n')
      .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  } catch {
    return [];
  }
}
