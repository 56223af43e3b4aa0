import type { Shell } from '../run/shell';
import { EMACS_KEYS, functionNames } from '../line-editor/key-names';
import { keySequence, writeKeys } from '../line-editor/key-sequences';
import { ShellError } from '../state/variables';
import { readOptions } from './arguments';
import type { Builtin } from './table';

const USAGE =
  'bind: usage: bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]';
const MOST_BINDINGS = 500;

/** All keys and what they do: those of the mode, changed by `bind` and ~/.inputrc. */
export function boundKeys(shell: Shell): Map<string, string> {
  const out = new Map(Object.entries(EMACS_KEYS));
  for (const [key, what] of Object.entries(shell.state.bindings)) out.set(key, what);
  return out;
}

/**
 * Reads one line of readline's configuration: `"\e[A": history-search-backward`, `Control-o: "text"`, `set name value`.
 * False when it says nothing that readline knows.
 */
export function bindLine(shell: Shell, text: string): boolean {
  const line = text.trim();
  if (line === '' || line.startsWith('#') || line.startsWith('$')) return true;
  const set = /^set\s+(\S+)\s+(.*)$/.exec(line);
  if (set) {
    shell.state.editing[set[1]!.toLowerCase()] = set[2]!.trim();
    if (set[1] === 'editing-mode') {
      shell.state.options.vi = set[2]!.trim() === 'vi';
      shell.state.options.emacs = !shell.state.options.vi;
    }
    return true;
  }
  const match = /^("(?:\\.|[^"\\])*"|[^:\s]+)\s*:\s*(.*)$/s.exec(line);
  const key = match && keySequence(match[1]!);
  if (!match || !key) return false;
  const value = match[2]!.trim();
  const macro = /^(["'])(.*)\1$/s.exec(value);
  if (macro) return put(shell, key, `"${keySequence(`"${macro[2]!}"`) ?? ''}`);
  if (!functionNames().includes(value)) return false;
  return put(shell, key, value);
}

function put(shell: Shell, key: string, what: string): boolean {
  if (Object.keys(shell.state.bindings).length >= MOST_BINDINGS) throw new ShellError('too many key bindings');
  shell.state.bindings[key] = what;
  return true;
}

const bind: Builtin = (shell, args) => {
  if (!shell.state.interactive) shell.complain('bind: warning: line editing not enabled');
  const { flags, rest } = readOptions(args, 'lpsvPSVXm:f:q:u:r:x:', USAGE);
  const keysOf = (name: string): string[] => [...boundKeys(shell)].filter(([, what]) => what === name).map(([key]) => key);
  if ('l' in flags) shell.write(1, functionNames().join('\n') + '\n');
  if ('p' in flags)
    for (const name of functionNames()) {
      const keys = keysOf(name);
      shell.write(1, keys.length > 0 ? keys.map((key) => `${writeKeys(key)}: ${name}\n`).join('') : `# ${name} (not bound)\n`);
    }
  if ('P' in flags)
    for (const name of functionNames()) {
      const keys = keysOf(name);
      shell.write(
        1,
        keys.length > 0 ? `${name} can be found on ${keys.map(writeKeys).join(', ')}.\n` : `${name} is not bound to any keys\n`,
      );
    }
  for (const [key, what] of Object.entries(shell.state.bindings)) {
    if (('s' in flags || 'S' in flags) && what.startsWith('"'))
      shell.write(
        1,
        's' in flags ? `${writeKeys(key)}: ${writeKeys(what.slice(1))}\n` : `${writeKeys(key)} outputs ${writeKeys(what.slice(1))}\n`,
      );
    if ('X' in flags && what.startsWith('!')) shell.write(1, `${writeKeys(key)}: "${what.slice(1)}"\n`);
  }
  if ('v' in flags || 'V' in flags)
    for (const [name, value] of Object.entries(shell.state.editing))
      shell.write(1, 'v' in flags ? `set ${name} ${value}\n` : `${name} is set to \`${value}'\n`);
  let status = 0;
  if (flags.q !== undefined) {
    if (!functionNames().includes(flags.q)) throw new ShellError(`\`${flags.q}': unknown function name`);
    const keys = keysOf(flags.q);
    if (keys.length > 0) shell.write(1, `${flags.q} can be invoked via ${keys.map(writeKeys).join(', ')}.\n`);
    else {
      shell.write(1, `${flags.q} is not bound to any keys.\n`);
      status = 1;
    }
  }
  if (flags.u !== undefined) for (const key of keysOf(flags.u)) put(shell, key, '');
  if (flags.r !== undefined) put(shell, keySequence(`"${flags.r.replace(/^"|"$/g, '')}"`) ?? '', '');
  if (flags.f !== undefined) for (const line of shell.sys.readFile(flags.f).split('\n')) bindLine(shell, line);
  if (flags.x !== undefined) {
    const match = /^("(?:\\.|[^"\\])*"|[^:\s]+)\s*:\s*(.*)$/s.exec(flags.x.trim());
    const key = match && keySequence(match[1]!);
    if (!key) throw new ShellError(`${flags.x}: first non-whitespace character is not \`"'`);
    put(shell, key, `!${match[2]!.trim().replace(/^"(.*)"$/s, '$1')}`);
  }
  for (const line of rest) if (!bindLine(shell, line)) shell.write(2, `readline: ${line}: unknown key or function\n`);
  return status;
};

export const bindBuiltins = { bind };
