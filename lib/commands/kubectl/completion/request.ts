import type { Sys } from '@/lib/hosts/process/sys';
import { findCommand, parseCommandLine } from '../flags/command-line';
import { FlagError, FlagValues } from '../flags/flag-values';
import { flagsOf, gatedFlags, globalFlags, type Flag } from '../flags/known-flags';
import { REQUIRED } from '../handlers';
import { Invocation } from '../invocation';
import { argumentsOf, fixedArguments, flagValuesOf } from './command-completions';
import { flagText, subcommands } from './descriptions';
import { FILTER_EXTENSIONS, NO_FILES, type Offer } from './directive';

const HELP: Flag = { name: 'help', shorthand: 'h', kind: 'bool', initial: 'false', bare: 'true' };
const EXTENSIONS = ['json', 'yaml', 'yml'];

/** What is offered, and of which command; `debug` is what cobra says of troubles on standard error. */
export interface Completed extends Offer {
  readonly command: string;
  readonly debug: string;
  /** The invocation that asked the server; what it has to say is to be flushed. */
  readonly k?: Invocation;
}

/** Completes the last of kubectl's arguments. Models cobra's Command.getCompletions. */
export function completionsFor(sys: Sys, words: readonly string[]): Completed {
  const before = words.slice(0, -1);
  let word = words.at(-1) ?? '';
  let debug = '';
  const topics = before[0] === 'help' ? before.slice(1) : undefined;
  const { command, rest, unknown } = topics ? { ...findCommand(topics), rest: [] } : findCommand(before);
  if (
    before.length > 0 &&
    !before[0]!.startsWith('-') &&
    before[0] !== 'help' &&
    !subcommands('').some(([name]) => name === before[0]) &&
    command === ''
  )
    debug += '[Debug] Cleared global flags for plugin completion\n';
  const failed = (text: string): Completed => ({ command, words: [], directive: 0, debug: `${debug}[Debug] [Error] ${text}\n` });
  if (unknown !== undefined && !topics) return failed(`unable to find a command for arguments: [${before.join(' ')}]`);
  const known = new FlagValues([...flagsOf(command), ...globalFlags(), HELP]);
  const valued = flagInProgress(known, rest, word);
  const args = valued?.rest ?? rest;
  word = valued?.word ?? word;
  let line;
  try {
    line = parseCommandLine(command, args, gatedFlags(command, sys.env()));
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    return failed(`Error while parsing flags from args [${args.join(' ')}]: ${error.message}`);
  }
  const k = new Invocation(sys, line);
  const done = (offered: readonly string[], directive: number): Completed => ({ command, words: offered, directive, debug, k });
  const dashed = line.dashAt >= 0;
  if (valued && !valued.flag && !dashed)
    return failed(`Subcommand '${command.split(' ').at(-1) || 'kubectl'}' does not support flag '${valued.name}'`);
  if (line.help) return done([], NO_FILES);
  const flag = dashed ? undefined : valued?.flag;
  if (flag?.name === 'filename') return done(EXTENSIONS, FILTER_EXTENSIONS);
  const required = (REQUIRED[command] ?? []).filter((name) => !k.flags.changed(name));
  if (!flag && !dashed && word.startsWith('-') && !word.includes('=')) {
    const wanted = required.flatMap((name) => flagWords(command, known.flag(name)!, word));
    return done(wanted.length > 0 ? wanted : allFlags(topics ? 'help' : command, k.flags, word), NO_FILES);
  }
  const offered: string[] = [];
  let directive = 0;
  if (!flag) {
    const local = flagsOf(command).some(({ name }) => command !== '' && k.flags.changed(name));
    if (k.args.length === 0 && !local)
      for (const [name, what] of subcommands(command)) {
        if (topics && command === '' && name === 'help' && topics.length > 0) continue;
        directive = NO_FILES;
        if (name.startsWith(word)) offered.push(`${name}\t${what}`);
      }
    offered.push(...required.flatMap((name) => flagWords(command, known.flag(name)!, word)));
    const fixed = fixedArguments[command];
    if (fixed) {
      if (k.args.length > 0) return done(offered, directive);
      return done([...offered, ...fixed.filter((each) => each.startsWith(word))], NO_FILES);
    }
  }
  const complete = topics ? undefined : flag ? flagValuesOf(command, flag.name) : argumentsOf[command];
  if (!complete) return done(offered, topics ? NO_FILES : directive);
  const answer = complete(k, k.args, word);
  return done([...offered, ...answer.words], answer.directive);
}

/** The flag whose value is being typed (`-o WORD`, `--output=WORD`), with what the arguments then are. */
function flagInProgress(
  known: FlagValues,
  rest: readonly string[],
  word: string,
): { readonly name: string; readonly flag: Flag | undefined; readonly rest: readonly string[]; readonly word: string } | undefined {
  const find = (name: string) => (name.length === 1 ? known.byShorthand(name) : known.flag(name));
  if (word.startsWith('-')) {
    const at = word.indexOf('=');
    if (at < 0) return undefined;
    const name = word.startsWith('--') ? word.slice(2, at) : word.slice(at - 1, at);
    return { name, flag: find(name), rest, word: word.slice(at + 1) };
  }
  const previous = rest.at(-1) ?? '';
  if (!/^(--.|-[^-])/.test(previous) || previous.includes('=')) return undefined;
  const name = previous.startsWith('--') ? previous.slice(2) : previous.slice(-1);
  const flag = find(name);
  if (flag?.bare !== undefined) return undefined;
  return { name, flag, rest: flag ? rest.slice(0, -1) : rest, word };
}

/** Inherited flags first, then the command's own, each sorted; those that were given and hold one value are left out. */
function allFlags(command: string, given: FlagValues, word: string): string[] {
  const byName = (flags: readonly Flag[]) =>
    [...new Map(flags.map((flag) => [flag.name, flag])).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = byName(
    [...(command === '' ? globalFlags() : command === 'options' ? [] : flagsOf(command)), HELP].filter(
      ({ name }) => !isHidden(command, name),
    ),
  );
  const inherited = command === '' ? [] : byName(globalFlags().filter(({ name }) => !own.some((each) => each.name === name)));
  return [...inherited, ...own]
    .filter(({ name }) => !given.changed(name) || given.isList(name))
    .flatMap((flag) => flagWords(command, flag, word));
}

/** Flags that help does not show are not offered either. */
const isHidden = (command: string, name: string): boolean =>
  name !== 'help' && flagText(command, name) === '' && flagText('options', name) === '';

function flagWords(command: string, { name, shorthand }: Flag, word: string): string[] {
  // The config commands have a --kubeconfig of their own.
  if (name === 'kubeconfig' && command.startsWith('config '))
    return '--kubeconfig'.startsWith(word) ? ['--kubeconfig\tuse a particular kubeconfig file'] : [];
  const what =
    name === 'help' ? `help for ${command.split(' ').at(-1) || 'kubectl'}` : flagText(command, name) || flagText('options', name);
  return [`--${name}`, ...(shorthand === undefined ? [] : [`-${shorthand}`])]
    .filter((each) => each.startsWith(word))
    .map((each) => `${each}\t${what}`);
}
