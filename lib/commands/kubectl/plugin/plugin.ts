import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { subcommandsOf } from '../flags/known-flags';
import type { Handler } from '../invocation';

const MOST_FILES = 10_000;
const foldersOf = (sys: Sys) => [...new Set((sys.env()['PATH'] ?? '').split(':').filter((folder) => folder.trim() !== ''))];

/** `kubectl plugin list`: executables in PATH whose names begin with `kubectl-`. */
export const pluginList: Handler = (k) => {
  const { sys } = k;
  const nameOnly = k.flags.bool('name-only');
  const found: string[] = [];
  const problems: string[] = [];
  for (const folder of foldersOf(sys)) {
    let names: readonly string[];
    try {
      names = sys.readdir(folder).slice(0, MOST_FILES);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      k.err(
        `Unable to read directory ${JSON.stringify(folder)} from your PATH: open ${folder}: ${error.message[0]!.toLowerCase()}${error.message.slice(1)}. Skipping...\n`,
      );
      continue;
    }
    for (const name of names)
      if (name.startsWith('kubectl-') && sys.stat(`${folder}/${name}`).type !== 'dir') found.push(`${folder}/${name}`);
  }
  if (found.length === 0) {
    k.err('error: unable to find any kubectl plugins in your PATH\n');
    return 1;
  }
  k.out('The following compatible plugins are available:\n\n');
  const seen = new Map<string, string>();
  for (const path of found) {
    const name = baseOf(path);
    k.out(`${nameOnly ? name : path}\n`);
    const warn = (text: string) => {
      k.err(`  - warning: ${text}\n`);
      problems.push(text);
    };
    if (!sys.access(path, 'x') || (sys.stat(path).mode & 0o111) === 0)
      warn(`${path} identified as a kubectl plugin, but it is not executable`);
    const command = name.split('-').slice(1);
    if (namesCommand(command)) warn(`${name} overwrites existing command: ${JSON.stringify(`kubectl ${command.join(' ')}`)}`);
    const first = seen.get(name);
    if (first !== undefined) warn(`${path} is overshadowed by a similarly named plugin: ${first}`);
    else seen.set(name, path);
  }
  if (problems.length === 0) return 0;
  k.err(problems.length === 1 ? 'error: one plugin warning was found\n' : `error: ${problems.length} plugin warnings were found\n`);
  return 1;
};

const baseOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

function namesCommand(words: readonly string[]): boolean {
  let command = '';
  for (const word of words) {
    const name = subcommandsOf(command).get(word);
    if (name === undefined) return false;
    command = command === '' ? name : `${command} ${name}`;
  }
  return words.length > 0;
}

/**
 * The plugin that a command line means: the longest run of its words that names an executable; undefined when none does. Models
 * cmd.HandlePluginCommand.
 */
export function findPlugin(sys: Sys, args: readonly string[], least = 1): { path: string; rest: readonly string[] } | undefined {
  const words: string[] = [];
  for (const arg of args) {
    if (arg.startsWith('-')) break;
    words.push(arg.replaceAll('-', '_'));
  }
  if (words.length === 0 && args.length > 0) return undefined;
  for (let count = words.length; count >= least; count--) {
    const name = `kubectl-${words.slice(0, count).join('-')}`;
    for (const folder of foldersOf(sys)) {
      const path = `${folder}/${name}`;
      if (sys.exists(path) && sys.stat(path).type === 'file' && (sys.stat(path).mode & 0o111) !== 0 && sys.access(path, 'x'))
        return { path, rest: args.slice(count) };
    }
  }
  return undefined;
}

/** Replaces this process by a plugin. Does not return. */
export function runPlugin(sys: Sys, { path, rest }: { path: string; rest: readonly string[] }): never {
  return sys.exec({ argv: [path, ...rest], file: path, env: sys.env() });
}
