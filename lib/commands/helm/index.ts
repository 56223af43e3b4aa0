import { Errno } from '@/lib/hosts/process/sys';
import type { Program, ProgramTable } from '@/lib/hosts/process/program';
import { completers } from '@/lib/shell/line-editor/completers';
import { FlagError } from '../kubectl/flags/flag-values';
import { ConnectionError, plainText, ServerError } from '../kubectl/errors';
import { findCommand, helpTexts, parseFlags, subcommandsOf } from './cli/command-line';
import { complete, completeHelm } from './cli/completion';
import { handlers, WANTS } from './cli/handlers';
import { Helm, HelmError, type Task } from './cli/helm';
import { postRenderer } from './cli/post-render';
import { outputOf } from './release/print';
import { driverOf } from './release/storage';

/** helm, as a program for a host's table. */
export function addHelm(programs: ProgramTable): void {
  programs.add('helm', helm);
  completers.set('__start_helm', completeHelm);
}

export const helm: Program = function* (sys, argv) {
  if (argv[1] === '__complete' || argv[1] === '__completeNoDesc') return yield* complete(sys, argv.slice(2), argv[1] === '__complete');
  const { command, rest } = findCommand(argv.slice(1));
  let line;
  try {
    line = parseFlags(command, rest);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    sys.write(2, `Error: ${error.message}\n`);
    return 1;
  }
  const h = new Helm(sys, line);
  const done = yield* run(h);
  yield* h.k.flush();
  return done;
};

function helpOf(command: string, h: Helm): string {
  return (helpTexts[command] ?? '').replaceAll('"$HOME/', `"${h.sys.env()['HOME'] ?? ''}/`);
}

function* run(h: Helm): Task<number> {
  const { command, args, flags } = h;
  if (flags.bool('help')) {
    h.out(helpOf(command, h));
    return 0;
  }
  if (command === '' && args[0] === 'help') {
    const topic = findCommand(args.slice(1)).command;
    if (topic === '' && args.length > 1) {
      const text = helpOf('', h);
      h.k.err(
        `Unknown help topic [${args
          .slice(1)
          .map((each) => `\`${each}\``)
          .join(' ')}]\n${text.slice(text.indexOf('Usage:')).replace(/^ *-h, --help .*\n/m, '')}`,
      );
    } else h.out(helpOf(topic, h));
    return 0;
  }
  const handler = handlers[command];
  if (!handler) {
    if (subcommandsOf(command).size === 0) {
      h.k.err(`Error: helm ${command} is not simulated here\n`);
      return 1;
    }
    if (args.length === 0) {
      h.out(helpOf(command, h));
      return 0;
    }
    if (command !== '') {
      h.out(helpOf(command, h));
      return 0;
    }
    h.k.err(`Error: unknown command ${JSON.stringify(args[0])} for "helm"\n${suggest('', args[0]!)}Run 'helm --help' for usage.\n`);
    return 1;
  }
  const complaint = complaintOf(command, args.length);
  if (complaint !== undefined) {
    h.k.err(`Error: ${complaint}\n`);
    return 1;
  }
  try {
    driverOf(h);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    h.k.err(`helm.go:78: ${error.message}\n`);
    return 1;
  }
  try {
    postRenderer(h);
    if (flags.has('output') && flags.changed('output')) outputOf(h);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    h.k.err(`Error: ${error.message}\n`);
    return 1;
  }
  try {
    return yield* handler(h);
  } catch (error) {
    const text = textOf(error);
    if (text === undefined) throw error;
    const hint =
      command === 'template' && RENDER.test(text) && !flags.bool('debug') ? '\n\nUse --debug flag to render out invalid YAML' : '';
    h.k.err(`Error: ${(PREFIX[command] ?? '') + text}${hint}\n`);
    return 1;
  }
}

const RENDER = /^(chart requires kubeVersion|YAML parse error|template:|parse error|execution error)/;
const PREFIX: Readonly<Record<string, string>> = { install: 'INSTALLATION FAILED: ' };

function textOf(error: unknown): string | undefined {
  if (error instanceof HelmError) return error.message;
  if (error instanceof ServerError || error instanceof ConnectionError) return error.message;
  if (error instanceof Errno) return error.message;
  if (error instanceof Error && /^error: /.test(error.message)) return plainText(error).replace(/^error: /, '');
  return undefined;
}

/** cobra's argument checks, as helm words them. */
function complaintOf(command: string, count: number): string | undefined {
  const [least, most] = WANTS[command] ?? [0, Infinity];
  if (count >= least && count <= most) return undefined;
  const usage = `\n\nUsage:  ${/^Usage:\n {2}(.*)$/m.exec(helpTexts[command] ?? '')?.[1] ?? ''}`;
  const name = JSON.stringify(`helm ${command}`);
  const plural = (n: number) => `${n} argument${n === 1 ? '' : 's'}`;
  if (most === 0) return `${name} accepts no arguments${usage}`;
  if (least === most) return `${name} requires ${plural(least)}${usage}`;
  if (count > most) return `${name} accepts at most ${plural(most)}${usage}`;
  return `${name} requires at least ${plural(least)}${usage}`;
}

function suggest(command: string, word: string): string {
  const found = [...new Set(subcommandsOf(command).values())].filter(
    (name) => distance(word.toLowerCase(), name) <= 2 || name.startsWith(word.toLowerCase()),
  );
  return found.length === 0 ? '' : `\nDid you mean this?\n${found.map((name) => `\t${name}\n`).join('')}\n`;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(a[i - 1] === b[j - 1] ? row[j - 1]! : 1 + Math.min(row[j - 1]!, row[j]!, next[j - 1]!));
    row = next;
  }
  return row[b.length]!;
}
