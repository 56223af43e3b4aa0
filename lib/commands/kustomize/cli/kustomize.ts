import { FlagError } from '@/lib/commands/kubectl/flags/flag-values';
import type { Command } from '@/lib/commands/command/command';
import type { Sys } from '@/lib/hosts/process/sys';
import { KustomizeError } from '../fault';
import { BUILD } from './build-verb';
import { parseArguments, parseFlagLines } from './command-line';
import { CREATE } from './create';
import { ADD } from './edit-add';
import { FIX } from './edit-fix';
import { REMOVE } from './edit-remove';
import { SET } from './edit-set';
import type { Call, Verb } from './verb';

const UNSIMULATED: readonly Verb[] = [
  { path: 'cfg', short: 'Commands for reading and writing configuration' },
  { path: 'completion', short: 'Generate shell completion script' },
  { path: 'fn', short: 'Commands for running functions against configuration' },
  { path: 'localize', short: '[Alpha] Creates localized copy of target kustomization root' },
].map((verb) => ({
  ...verb,
  silent: true,
  run: () => {
    throw new KustomizeError(`kustomize ${verb.path} is not simulated here`);
  },
}));

const ROOT: Verb = {
  path: '',
  short: 'Manages declarative configuration of Kubernetes',
  long: 'Manages declarative configuration of Kubernetes.\nSee https://sigs.k8s.io/kustomize\n',
};

const VERBS: readonly Verb[] = [
  ROOT,
  ...BUILD,
  ...CREATE,
  { path: 'edit', short: 'Edits a kustomization file' },
  ...ADD,
  ...FIX,
  ...REMOVE,
  ...SET,
  ...UNSIMULATED,
];

const GLOBAL = '      --stack-trace   print a stack-trace on error';

const childrenOf = ({ path }: Verb): Verb[] =>
  VERBS.filter((each) => each !== ROOT && each.path.split(' ').slice(0, -1).join(' ') === path).sort((a, b) => (a.path < b.path ? -1 : 1));

const lastWord = ({ path }: Verb): string => path.split(' ').at(-1) || 'kustomize';
const fullName = ({ path }: Verb): string => (path === '' ? 'kustomize' : `kustomize ${path}`);

/** What cobra says of how a command is called. */
function usageOf(verb: Verb): string {
  const children = childrenOf(verb);
  const own = `  -h, --help${' '.repeat(3)}help for ${lastWord(verb)}`;
  const width = Math.max(11, ...children.map((each) => lastWord(each).length)) + 1;
  const parts = [`Usage:\n${verb.run ? `  ${fullName(verb)} ${verb.operands ?? '[flags]'}\n` : `  ${fullName(verb)} [command]\n`}`];
  if (verb.example !== undefined) parts.push(`Examples:\n  ${verb.example}\n`);
  if (children.length > 0)
    parts.push(`Available Commands:\n${children.map((each) => `  ${lastWord(each).padEnd(width)}${each.short}\n`).join('')}`);
  parts.push(
    `Flags:\n${aligned([own, ...(verb === ROOT ? [GLOBAL] : []), ...(verb.flags ?? '').split('\n').filter((line) => line !== '')].sort(byFlag))}\n`,
  );
  if (verb !== ROOT) parts.push(`Global Flags:\n${GLOBAL}\n`);
  if (children.length > 0) parts.push(`Use "${fullName(verb)} [command] --help" for more information about a command.\n`);
  return parts.join('\n');
}

const flagName = (line: string) => /--([\w-]+)/.exec(line)?.[1] ?? '';
/** Descriptions in one column, as pflag writes them. */
function aligned(lines: readonly string[]): string {
  const parts = lines.map((line) => /^(.*?\S) {2,}(\S.*)$/.exec(line.trimEnd()) ?? ['', line, '']);
  const cells = parts.map(([, flag, about], i) => [/^ */.exec(lines[i]!)![0] + flag!.trimStart(), about!] as const);
  const width = Math.max(...cells.map(([flag]) => flag.length)) + 3;
  return cells.map(([flag, about]) => flag.padEnd(width) + about).join('\n');
}

const byFlag = (a: string, b: string) => (flagName(a) < flagName(b) ? -1 : 1);

const helpOf = (verb: Verb): string => `${verb.long ?? `${verb.short}\n`}\n${usageOf(verb)}`;

/** The command that words name, and the words left. */
function find(argv: readonly string[]): { verb: Verb; rest: string[] } {
  let verb = ROOT;
  const rest = [...argv];
  for (;;) {
    const at = rest.findIndex((word) => !word.startsWith('-'));
    const next = at < 0 ? undefined : childrenOf(verb).find((each) => lastWord(each) === rest[at]);
    if (!next) return { verb, rest };
    rest.splice(at, 1);
    verb = next;
  }
}

const stamp = (sys: Sys): string => new Date(sys.now()).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');

/** kustomize v5.7, on its own: `build`, `create`, `edit` and `version`. */
export const kustomize: Command = {
  name: 'kustomize',
  usage: '',
  *run(io, options, sys) {
    const said: (readonly [fd: 1 | 2, text: string])[] = [];
    const code = answer([...options.operands], sys, (fd, text) => said.push([fd, text]));
    for (const [fd, text] of said) {
      if (fd === 1) yield* io.print(text);
      else {
        yield* io.flush();
        yield* io.stderr(text);
      }
    }
    return code;
  },
};

function answer(argv: readonly string[], sys: Sys, say: (fd: 1 | 2, text: string) => void): number {
  const helped = argv[0] === 'help';
  const { verb, rest } = find(helped ? argv.slice(1) : argv);
  if (helped) {
    say(1, helpOf(verb));
    return 0;
  }
  const flags = [
    ...parseFlagLines(verb.flags ?? ''),
    { name: 'help', shorthand: 'h', kind: 'bool' as const, initial: 'false', bare: 'true' },
    { name: 'stack-trace', kind: 'bool' as const, initial: 'false', bare: 'true' },
  ];
  const fail = (message: string, usage: boolean): number => {
    say(2, `Error: ${message}\n${usage ? `${usageOf(verb)}\n` : ''}`);
    return 1;
  };
  try {
    const parsed = parseArguments(flags, rest);
    if (parsed.flags.bool('help')) {
      say(1, helpOf(verb));
      return 0;
    }
    if (!verb.run) {
      if (parsed.args.length > 0 && verb === ROOT)
        return fail(`unknown command ${JSON.stringify(parsed.args[0])} for "kustomize"\nRun 'kustomize --help' for usage.`, false);
      if (parsed.args.length === 0 && /^edit /.test(verb.path)) return fail('requires at least 1 arg(s), only received 0', true);
      say(1, helpOf(verb));
      return 0;
    }
    const call: Call = {
      sys,
      args: parsed.args,
      flags: parsed.flags,
      out: (text) => say(1, text),
      err: (text) => say(2, text),
      log: (text) => say(2, `${stamp(sys)} ${text}\n`),
    };
    verb.run(call);
    return 0;
  } catch (error) {
    if (error instanceof KustomizeError) return fail(error.message, !verb.silent);
    if (error instanceof FlagError) return fail(error.message, !verb.silent);
    throw error;
  }
}
