import type { Shell } from '../run/shell';
import { ShellError } from '../state/variables';
import { matchesPattern } from '../words/pattern';
import { readOptions } from './arguments';
import { HELP_TOPICS, type HelpTopic } from './help-topics';
import type { Builtin } from './table';

const USAGE = 'help: usage: help [-dms] [pattern ...]';

/** Topics that a word means: a pattern, else all that begin with it. */
function topicsOf(word: string): readonly HelpTopic[] {
  const exact = HELP_TOPICS.filter(({ name }) =>
    /[*?[]/.test(word) && word !== '[' && word !== '[[' ? matchesPattern(word, name) : name === word,
  );
  return exact.length > 0 ? exact : HELP_TOPICS.filter(({ name }) => name.startsWith(word));
}

const help: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'dms', USAGE);
  if (rest.length === 0) {
    list(shell);
    return 0;
  }
  let found = false;
  let last = '';
  for (const word of rest) {
    last = word;
    for (const { name, synopsis, description } of topicsOf(word)) {
      found = true;
      if ('d' in flags) shell.write(1, `${name} - ${description}\n`);
      else if ('s' in flags) shell.write(1, `${name}: ${synopsis}\n`);
      else
        shell.write(
          1,
          `${name}: ${synopsis}\n    ${description}\n    \n    (The rest of this text is not simulated here: see \`man bash'.)\n`,
        );
    }
  }
  if (found) return 0;
  throw new ShellError(`no help topics match \`${last}'.  Try \`help help' or \`man -k ${last}' or \`info ${last}'.`);
};

const COLUMNS = 80;

function list(shell: Shell): void {
  const width = Math.floor(Number(shell.variables.value('COLUMNS') ?? COLUMNS) / 2) - 2;
  const half = Math.ceil(HELP_TOPICS.length / 2);
  const cell = (topic: HelpTopic | undefined): string => {
    const text = ` ${topic?.synopsis ?? ''}`;
    return text.length > width ? `${text.slice(0, width - 1)}>` : text.padEnd(width);
  };
  shell.write(
    1,
    "GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\nThese shell commands are defined internally.  Type `help' to see this list.\nType `help name' to find out more about the function `name'.\n\n",
  );
  for (let i = 0; i < half; i++) shell.write(1, `${cell(HELP_TOPICS[i])} ${cell(HELP_TOPICS[i + half]).trimEnd()}\n`);
}

export const helpBuiltins = { help };
