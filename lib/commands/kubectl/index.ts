import type { Program, ProgramTable } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { completers } from '@/lib/shell/line-editor/completers';
import { completeKubectl } from './completion/complete';
import { CommandError, reportOf } from './errors';
import { findCommand, parseCommandLine, suggestionsFor } from './flags/command-line';
import { FlagError } from './flags/flag-values';
import { handlers, REQUIRED } from './handlers';
import { helpFor } from './help/help';
import { Invocation, type Task } from './invocation';
import type { FlagValues } from './flags/flag-values';

/** kubectl, as a program for a host's table, and what Tab offers for it. */
export function addKubectl(programs: ProgramTable): void {
  programs.add('kubectl', kubectl);
  completers.set('__start_kubectl', completeKubectl);
}

export const kubectl: Program = function* (sys, argv) {
  const { command, rest, unknown } = findCommand(argv.slice(1));
  let line;
  try {
    line = parseCommandLine(command, rest);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    const k = new Invocation(sys, { command, args: [], dashAt: -1, flags: undefined as unknown as FlagValues, help: false });
    if (command === 'options') k.err(`error: ${error.message}\nRun 'kubectl options' without flags.\n`);
    else if (unknown !== undefined) k.err(unknownCommand(unknown));
    else k.err(`error: ${error.message}\nSee '${command === '' ? 'kubectl' : `kubectl ${command}`} --help' for usage.\n`);
    yield* k.flush();
    return 1;
  }
  const k = new Invocation(sys, line);
  if (unknown === 'help') {
    k.out(helpFor(sys, findCommand(rest.filter((word) => word !== 'help')).command));
    yield* k.flush();
    return 0;
  }
  if (line.help) {
    k.out(helpFor(sys, command));
    yield* k.flush();
    return 0;
  }
  if (unknown !== undefined) {
    k.err(unknownCommand(unknown));
    yield* k.flush();
    return 1;
  }
  const code = yield* run(k);
  yield* k.flush();
  return code;
};

function unknownCommand(word: string): string {
  const suggestions = suggestionsFor(word);
  const hint = suggestions.length === 0 ? '' : `\nDid you mean this?\n${suggestions.map((each) => `\t${each}\n`).join('')}`;
  return `error: unknown command ${JSON.stringify(word)} for "kubectl"\n${hint}`;
}

const PROFILES = ['none', 'cpu', 'heap', 'goroutine', 'threadcreate', 'block', 'mutex'];

/** What is wrong with flags that every command has. */
function globalRefusal(k: Invocation): string | undefined {
  const profile = k.flags.text('profile');
  // debug has a --profile of its own.
  if (k.command !== 'debug' && profile !== '' && !PROFILES.includes(profile)) return `unknown profile '${profile}'`;
  return undefined;
}

function* run(k: Invocation): Task<number> {
  const missing = (REQUIRED[k.command] ?? []).filter((name) => !k.flags.changed(name));
  if (missing.length > 0) {
    k.err(`error: required flag(s) ${missing.map((name) => JSON.stringify(name)).join(', ')} not set\n`);
    return 1;
  }
  const handler = handlers[k.command];
  if (!handler) {
    k.err(`error: kubectl ${k.command} is not simulated here\n`);
    return 1;
  }
  try {
    const refusal = globalRefusal(k);
    if (refusal !== undefined) throw new CommandError(refusal);
    const result = handler(k);
    const code = typeof result === 'number' ? result : yield* result;
    if (k.warnings === 0 || !k.flags.bool('warnings-as-errors')) return code;
    throw new CommandError(`${k.warnings} warning${k.warnings === 1 ? '' : 's'} received`);
  } catch (error) {
    const report = reportOf(error);
    if (report) {
      k.err(report.text);
      return report.code;
    }
    if (error instanceof Errno) {
      k.err(`error: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
}
