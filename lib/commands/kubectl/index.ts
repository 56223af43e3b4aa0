import type { Program, ProgramTable } from '@/lib/hosts/process/program';
import { goJson } from '@/lib/api/go-json';
import { printError } from '@/lib/hosts/process/blocking';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { completers } from '@/lib/shell/line-editor/completers';
import { completeKubectl } from './completion/complete';
import { completeCommand } from './completion/complete-command';
import { AggregateError_, CommandError, reportOf, ServerError } from './errors';
import { findCommand, parseCommandLine, suggestionsFor } from './flags/command-line';
import { FlagError } from './flags/flag-values';
import { gatedFlags } from './flags/known-flags';
import { handlers, REQUIRED } from './handlers';
import { verbosity } from './client/request-log';
import { klog } from './klog';
import { withPreferences } from './kuberc/apply-preferences';
import { findPlugin, runPlugin } from './plugin/plugin';
import { helpFor } from './help/help';
import { Invocation, type Task } from './invocation';
import type { FlagValues } from './flags/flag-values';

/** kubectl, as a program for a host's table, and what Tab offers for it. */
export function addKubectl(programs: ProgramTable): void {
  programs.add('kubectl', kubectl);
  completers.set('__start_kubectl', completeKubectl);
}

export const kubectl: Program = function* (sys, argv) {
  let args: readonly string[];
  try {
    args = withPreferences(sys, argv.slice(1));
  } catch (error) {
    const report = reportOf(error);
    if (!report) throw error;
    yield* printError(sys, report.text);
    return report.code;
  }
  if (args[0] === '__complete' || args[0] === '__completeNoDesc')
    return yield* completeCommand(sys, args.slice(1), args[0] === '__complete');
  const { command, rest, unknown } = findCommand(args);
  const plugin = command === '' || command === 'create' ? pluginOf(sys, args, command, unknown) : undefined;
  if (plugin === 'misplaced') {
    yield* printError(sys, `Error: flags cannot be placed before plugin name: ${args.find((word) => word.startsWith('-'))}\n`);
    return 1;
  }
  if (plugin) return runPlugin(sys, plugin);
  let line;
  try {
    line = parseCommandLine(command, rest, gatedFlags(command, sys.env()));
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    const k = new Invocation(sys, { command, args: [], dashAt: -1, flags: undefined as unknown as FlagValues, help: false });
    if (command === 'options') k.err(`error: ${error.message}\nRun 'kubectl options' without flags.\n`);
    else if (unknown !== undefined) k.err(unknownCommand(unknown));
    else if (command === 'diff') k.err(`error: ${error.message}\nSee 'kubectl diff -h' for help and examples\n`);
    else k.err(`error: ${error.message}\nSee '${command === '' ? 'kubectl' : `kubectl ${command}`} --help' for usage.\n`);
    yield* k.flush();
    // Of diff 1 would say that there are differences.
    return command === 'diff' ? 2 : 1;
  }
  const k = new Invocation(sys, line);
  if (unknown === 'help') {
    const topic = rest.slice(rest.indexOf('help') + 1).filter((word) => !word.startsWith('-'));
    if (findCommand(topic).unknown !== undefined) {
      // The usage follows, which is the help without its first paragraphs.
      const usage = helpFor(sys, '').replace(/^[^]*?\n\n(?=Basic Commands)/, '');
      k.err(`Unknown help topic [${topic.map((word) => `\`${word}\``).join(' ')}]\n\n\n${usage}`);
      yield* k.flush();
      return 0;
    }
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

/** What a command line that names none of kubectl's own commands may mean. Only `create` has plugins as subcommands. */
function pluginOf(
  sys: Sys,
  args: readonly string[],
  command: string,
  unknown: string | undefined,
): ReturnType<typeof findPlugin> | 'misplaced' {
  if (command === 'create') {
    const sub = args[0] === 'create' ? args[1] : undefined;
    return sub === undefined || sub.startsWith('-') ? undefined : findPlugin(sys, args, 2);
  }
  if (unknown === undefined || unknown === 'help' || unknown.startsWith('__')) return undefined;
  if (!args[0]!.startsWith('-')) return findPlugin(sys, args);
  return findPlugin(sys, args.slice(args.indexOf(unknown))) && 'misplaced';
}

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
    // With client-side dry runs no request is made, but the way to the server is looked up all the same.
    if (verbosity(k) >= 3 && k.flags.has('dry-run') && k.flags.text('dry-run') === 'client') void k.config;
    const result = handler(k);
    const code = typeof result === 'number' ? result : yield* result;
    if (k.warnings === 0 || !k.flags.bool('warnings-as-errors')) return code;
    throw new CommandError(`${k.warnings} warning${k.warnings === 1 ? '' : 's'} received`);
  } catch (error) {
    const report = reportOf(error);
    if (report) {
      const cause = error instanceof AggregateError_ && error.errors.length === 1 ? error.errors[0] : error;
      if (cause instanceof ServerError && verbosity(k) >= 6)
        k.err(klog(k.sys, 'I', 'helpers.go:246', `server response object: %s[${goJson(cause.status, { indent: '  ', sorted: false })}]`));
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
