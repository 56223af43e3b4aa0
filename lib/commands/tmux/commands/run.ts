import { say, type Context } from '../context';
import { parseArguments, parseCommands, TmuxError } from '../parse';
import type { TmuxCommand } from './command';

const MOST_DEPTH = 20;
/** Commands of tmux that do nothing here, and say so. */
const NOT_HERE = (
  'clear-prompt-history clock-mode customize-mode display-menu display-popup link-window lock-client lock-server lock-session pipe-pane ' +
  'resize-window respawn-window server-access set-hook show-hooks show-prompt-history suspend-client unlink-window wait-for'
).split(' ');
const ALIASES = 'menu popup linkw lockc lock locks pipep resizew respawnw suspendc unlinkw wait'.split(' ');

function commandNamed(all: readonly TmuxCommand[], name: string): TmuxCommand {
  const exact = all.find((each) => each.name === name || each.alias === name);
  if (exact) return exact;
  if (NOT_HERE.includes(name) || ALIASES.includes(name)) throw new TmuxError(`${name} is not simulated here`);
  const found = all.filter((each) => each.name.startsWith(name));
  const names = [...found.map((each) => each.name), ...NOT_HERE.filter((each) => each.startsWith(name))].sort();
  if (names.length === 0) throw new TmuxError(`unknown command: ${name}`);
  if (names.length > 1) throw new TmuxError(`ambiguous command: ${name}, could be: ${names.join(', ')}`);
  if (found.length === 0) throw new TmuxError(`${names[0]} is not simulated here`);
  return found[0]!;
}

/** Does one command. Throws TmuxError. */
export function runWords(context: Context, words: readonly string[]): void {
  const [name, ...rest] = words;
  const command = commandNamed(context.commands, name!);
  if (++context.depth > MOST_DEPTH) throw new TmuxError('too many nested commands');
  try {
    command.run(context, parseArguments(command.name, rest, command.flags));
  } finally {
    context.depth--;
  }
}

/** Does what stands in a binding, a prompt or a line of a file. */
export function runText(context: Context, text: string): void {
  for (const words of parseCommands(text, context.environment)) runWords(context, words);
}

/** Does the lines of a configuration file; complaints name file and line, and the others are done all the same. */
export function runFile(context: Context, path: string, quiet: boolean): void {
  let text: string;
  try {
    text = context.sys.readFile(path);
  } catch (error) {
    if (quiet) return;
    throw new TmuxError(`${path}: ${(error as Error).message}`);
  }
  const lines = text.split('\n');
  const complaints: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const first = i;
    let line = lines[i]!;
    while ((line.endsWith('\\') || open(line)) && i + 1 < lines.length)
      line = `${line.replace(/\\$/, '')}${line.endsWith('\\') ? '' : '\n'}${lines[++i]}`;
    try {
      runText(context, line);
    } catch (error) {
      if (!(error instanceof TmuxError)) throw error;
      complaints.push(`${path}:${first + 1}: ${error.message}`);
    }
  }
  complaints.forEach((line) => say(context, line));
}

/** Whether a brace is still open at the end of a line. */
const open = (line: string): boolean =>
  !/^\s*#/.test(line) && (line.match(/(^|\s)\{(\s|$)/g)?.length ?? 0) > (line.match(/(^|\s)\}(\s|$)/g)?.length ?? 0);
