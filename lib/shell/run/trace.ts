import { quoteWhenNeeded } from '../words/quote';
import type { Shell } from './shell';

/** Writes what `set -x` shows of a command: PS4 (its first character once for each level) and the text. */
export function trace(shell: Shell, text: string): void {
  const ps4 = shell.variables.value('PS4') ?? '+ ';
  const status = shell.state.status;
  let prefix = ps4;
  try {
    prefix = shell.prompt(ps4);
  } catch {
    // a PS4 that cannot be expanded is shown as it is
  }
  shell.state.status = status;
  const first = [...prefix][0] ?? '';
  const fd = Number(shell.variables.value('BASH_XTRACEFD') ?? 2);
  shell.write(fd, `${first.repeat(1 + shell.state.traceDepth)}${prefix.slice(first.length)}${text}\n`);
}

export const traceWords = (words: readonly string[]): string => words.map((word) => (word === '' ? "''" : quoteWhenNeeded(word))).join(' ');
