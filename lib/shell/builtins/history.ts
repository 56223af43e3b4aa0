import { Errno } from '@/lib/hosts/process/sys';
import type { Shell } from '../run/shell';
import { ShellError } from '../state/variables';
import { expandHistory } from '../line-editor/history-expansion';
import { readOptions } from './arguments';
import { formatTime } from './strftime';
import type { Builtin } from './table';

const sizeOf = (shell: Shell, name: string): number => {
  const text = shell.variables.value(name);
  const n = text === undefined || text === '' ? 500 : Number(text);
  return Number.isNaN(n) ? 500 : n < 0 ? 100_000 : Math.min(n, 100_000);
};

/** Adds a line as HISTCONTROL and HISTSIZE say. */
export function addHistory(shell: Shell, line: string): void {
  const { state } = shell;
  const control = (shell.variables.value('HISTCONTROL') ?? '').split(':');
  if ((control.includes('ignorespace') || control.includes('ignoreboth')) && line.startsWith(' ')) return;
  if ((control.includes('ignoredups') || control.includes('ignoreboth')) && state.history[state.history.length - 1] === line) return;
  if (control.includes('erasedups')) state.history = state.history.filter((one) => one !== line);
  state.history.push(line);
  trim(shell);
}

function trim(shell: Shell): void {
  const { state } = shell;
  const most = sizeOf(shell, 'HISTSIZE');
  while (state.history.length > most) {
    state.history.shift();
    state.historyBase++;
    state.historyRead = Math.max(0, state.historyRead - 1);
  }
}

export function readHistory(shell: Shell, file = shell.variables.value('HISTFILE')): void {
  if (!file) return;
  try {
    const lines = shell.sys
      .readFile(file)
      .split('\n')
      .filter((line) => line !== '' && !/^#\d+$/.test(line));
    shell.state.history.push(...lines);
    trim(shell);
    shell.state.historyRead = shell.state.history.length;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

/** Writes the list to HISTFILE, as a shell that ends does. */
export function saveHistory(shell: Shell): void {
  const file = shell.variables.value('HISTFILE');
  if (!file) return;
  const most = sizeOf(shell, 'HISTFILESIZE');
  try {
    const append = shell.shopt('histappend');
    const lines = append ? shell.state.history.slice(shell.state.historyRead) : shell.state.history.slice(-most);
    if (lines.length > 0) shell.sys.writeFile(file, lines.join('\n') + '\n', { append, mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

const history: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(
    args,
    'acd:npswr',
    'history: usage: history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]',
  );
  const { state } = shell;
  if ('c' in flags) {
    state.history = [];
    return 0;
  }
  if (flags.d !== undefined) {
    const n = Number(flags.d);
    const at = n < 0 ? state.history.length + n : n - state.historyBase;
    if (!Number.isInteger(at) || at < 0 || at >= state.history.length) throw new ShellError(`${flags.d}: history position out of range`);
    state.history.splice(at, 1);
    return 0;
  }
  if ('r' in flags || 'n' in flags) {
    readHistory(shell, rest[0] ?? shell.variables.value('HISTFILE'));
    return 0;
  }
  if ('w' in flags || 'a' in flags) {
    const file = rest[0] ?? shell.variables.value('HISTFILE');
    const lines = 'a' in flags ? state.history.slice(state.historyRead) : state.history;
    if (file) shell.sys.writeFile(file, lines.map((line) => line + '\n').join(''), { append: 'a' in flags, mode: 0o600 });
    state.historyRead = state.history.length;
    return 0;
  }
  if ('p' in flags) {
    for (const word of rest) {
      const expanded = expandHistory(word, state.history, state.historyBase);
      if ('error' in expanded) throw new ShellError(`${word}: history expansion failed`);
      shell.write(1, expanded.text + '\n');
    }
    return 0;
  }
  if ('s' in flags) {
    addHistory(shell, rest.join(' '));
    return 0;
  }
  if (rest[0] !== undefined && !/^\d+$/.test(rest[0])) throw new ShellError(`${rest[0]}: numeric argument required`);
  const count = rest[0] === undefined ? state.history.length : Number(rest[0]);
  const format = shell.variables.value('HISTTIMEFORMAT');
  const stamp = format ? formatTime(format, shell.sys.now()) : '';
  const first = Math.max(0, state.history.length - count);
  shell.write(
    1,
    state.history
      .slice(first)
      .map((line, i) => `${String(state.historyBase + first + i).padStart(5)}  ${stamp}${line}\n`)
      .join(''),
  );
  return 0;
};

const fc: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'lnrse:', 'fc: usage: fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]');
  if (!('l' in flags)) throw new ShellError("only `fc -l' is simulated here");
  const { history: lines, historyBase } = shell.state;
  const place = (text: string | undefined, standard: number): number => {
    if (text === undefined) return standard;
    const n = Number(text);
    return Math.max(0, Math.min(lines.length - 1, n < 0 ? lines.length + n : n - historyBase));
  };
  const from = place(rest[0], Math.max(0, lines.length - 17));
  const to = place(rest[1], lines.length - 1);
  const out: string[] = [];
  for (let i = from; i <= to; i++) out.push(`${'n' in flags ? '' : historyBase + i}\t ${lines[i]}\n`);
  shell.write(1, ('r' in flags ? out.reverse() : out).join(''));
  return 0;
};

export const historyBuiltins = { history, fc };
