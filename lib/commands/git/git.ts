import { Errno } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { UsageError } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { branch, checkout, switchTo, tag } from './branches';
import { add, commit, mv, reset, restore, rm, status } from './changes';
import { config, init } from './settings';
import { diff, log, revParse, show } from './history';
import { merge, revert } from './merge';
import { clone, fetch, pull, push, remote } from './remotes';
import { GitError, Repository } from './repository';
import { stash } from './stash';

/** One of git's commands. */
export type Verb = (io: Io, args: readonly string[], repository: () => Repository) => Task<number>;

const VERBS: Readonly<Record<string, Verb>> = {
  add,
  branch,
  checkout,
  clone,
  commit,
  config,
  diff,
  fetch,
  init,
  log,
  merge,
  mv,
  pull,
  push,
  remote,
  reset,
  restore,
  revert,
  rm,
  show,
  stash,
  status,
  switch: switchTo,
  tag,
  'rev-parse': revParse,
};
const KNOWN = 'rebase cherry-pick bisect blame grep clean submodule worktree describe shortlog reflog apply am gc format-patch'.split(' ');

export const git: Command = {
  name: 'git',
  usage: `usage: git [-v | --version] [-h | --help] [-C <path>] [-c <name>=<value>] <command> [<args>]\n\nCommands that are simulated: ${Object.keys(VERBS).join(' ')}\n`,
  *run(io, options, sys) {
    const words = [...options.operands];
    while (words[0]?.startsWith('-') && !/^(--version|-v|--help|-h)$/.test(words[0])) {
      const word = words.shift()!;
      if (word === '-C') sys.chdir(words.shift() ?? '.');
      else if (word === '-c') words.shift();
      else if (!['--no-pager', '-p', '-P'].includes(word)) {
        yield* io.stderr(`unknown option: ${word}\n${this.usage}`);
        return 129;
      }
    }
    const [verb, ...args] = words;
    if (verb === '--version' || verb === '-v' || verb === 'version') {
      yield* io.print('git version 2.43.0\n');
      return 0;
    }
    if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help') {
      yield* io.print(this.usage);
      return verb === undefined ? 1 : 0;
    }
    const run = VERBS[verb];
    if (!run) {
      yield* io.stderr(
        KNOWN.includes(verb) ? `git: '${verb}' is not simulated here\n` : `git: '${verb}' is not a git command. See 'git --help'.\n`,
      );
      return 1;
    }
    try {
      return yield* run(io, args, () => Repository.find(sys, sys.cwd()));
    } catch (error) {
      yield* io.flush();
      if (error instanceof GitError) yield* io.stderr(error.text);
      else if (error instanceof UsageError)
        yield* io.stderr(
          `error: ${error.message.replace(/^unrecognized option '--?/, 'unknown option `').replace(/^invalid option -- '/, 'unknown switch `')}\n`,
        );
      else if (error instanceof Errno && error.code !== 'EPIPE') yield* io.stderr(`fatal: ${error.message}\n`);
      else throw error;
      return error instanceof GitError ? error.code : error instanceof UsageError ? 129 : 128;
    }
  },
};
