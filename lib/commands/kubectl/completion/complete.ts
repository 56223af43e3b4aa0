import type { Sys } from '@/lib/hosts/process/sys';
import type { Candidates, CompletionWords } from '@/lib/shell/line-editor/completers';
import { resourceName, resourcePath, type Resource } from '../client/discovery';
import { loadKubeconfig } from '../client/kubeconfig';
import { findCommand, parseCommandLine } from '../flags/command-line';
import { flagsOf, globalFlags, subcommandsOf } from '../flags/known-flags';
import { Invocation } from '../invocation';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
const MOST_NAMES = 500;
const OUTPUTS =
  'custom-columns custom-columns-file go-template go-template-file json jsonpath jsonpath-as-json jsonpath-file name template templatefile wide yaml';
/** Commands whose first argument is a type and whose next are names of it. */
const TYPED = new Set(
  'get describe delete edit label annotate patch expose wait autoscale scale events'
    .split(' ')
    .concat([
      'apply edit-last-applied',
      'apply view-last-applied',
      'set image',
      'set env',
      'set resources',
      'set serviceaccount',
      'rollout history',
      'rollout pause',
      'rollout restart',
      'rollout resume',
      'rollout status',
      'rollout undo',
      'top',
    ]),
);
/** Commands whose arguments are names of one type. */
const NAMED: Readonly<Record<string, string>> = {
  logs: 'pods',
  exec: 'pods',
  attach: 'pods',
  'port-forward': 'pods',
  debug: 'pods',
  cp: 'pods',
  'top pod': 'pods',
  'top node': 'nodes',
  cordon: 'nodes',
  uncordon: 'nodes',
  drain: 'nodes',
};
const ROLLED = new Set(['daemonsets', 'deployments', 'statefulsets']);
const SCALED = new Set(['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets']);

/** What Tab offers in a kubectl command line (Models kubectl/pkg/util/completion). */
export function completeKubectl(sys: Sys, { words }: CompletionWords): Candidates {
  try {
    const candidates = offered(sys, words.slice(1, -1), words.at(-1) ?? '', words.at(-2) ?? '');
    return { ...candidates, words: [...new Set(candidates.words)].sort() };
  } catch {
    // Completion says nothing of its own failures: a server that is down offers no names.
    return { words: [] };
  }
}

function offered(sys: Sys, before: readonly string[], word: string, previous: string): Candidates {
  const { command, unknown } = findCommand(before);
  const flags = [...flagsOf(command), ...globalFlags()];
  const valued = valueFlag(flags, word, previous);
  const rest = (valued && !valued.joined ? before.slice(0, -1) : before) as string[];
  const k = new Invocation(sys, parseCommandLine(command, findCommand(rest).rest));
  if (valued) return valuesOf(k, valued.name, valued.joined ? word.slice(0, word.indexOf('=') + 1) : '');
  if (word.startsWith('-')) return { words: flags.map(({ name }) => `--${name}`) };
  if (unknown !== undefined) return { words: [] };
  const subcommands = subcommandsOf(command);
  if (subcommands.size > 0 && k.args.length === 0 && command !== 'apply') return { words: [...subcommands.keys()] };
  if (command === 'explain') return { words: types(k) };
  const fixed = NAMED[command] ?? (command === 'taint' && k.args.length === 0 ? undefined : command === 'taint' ? 'nodes' : undefined);
  if (fixed !== undefined) return k.args.length > 0 && fixed === 'pods' ? { words: [] } : { words: names(k, fixed, k.args) };
  if (command === 'taint') return { words: ['node'] };
  if (command.startsWith('config ') && /-context$|^config (use|get-contexts)/.test(command)) return valuesOf(k, 'context', '');
  if (!TYPED.has(command)) return { words: [], files: true };
  if (word.includes('/')) {
    const type = word.slice(0, word.indexOf('/'));
    return { words: names(k, type, []).map((name) => `${type}/${name}`) };
  }
  if (k.args.length === 0) return { words: types(k, command.startsWith('rollout') ? ROLLED : command === 'scale' ? SCALED : undefined) };
  return { words: names(k, k.args[0]!, k.args.slice(1)) };
}

/** The flag whose value is being typed: `-n WORD`, `--namespace WORD` or `--namespace=WORD`. */
function valueFlag(flags: ReturnType<typeof flagsOf>, word: string, previous: string): { name: string; joined: boolean } | undefined {
  const joined = /^--([\w-]+)=/.exec(word);
  const name = joined ? joined[1] : /^--?([\w-]+)$/.exec(previous)?.[1];
  const short = !joined && /^-\w$/.test(previous);
  const flag = flags.find((each) => (short ? each.shorthand === name : each.name === name));
  if (!flag || (!joined && (flag.kind === 'bool' || flag.bare !== undefined))) return undefined;
  return { name: flag.name, joined: joined !== null };
}

function valuesOf(k: Invocation, flag: string, before: string): Candidates {
  const all = (found: readonly string[]): Candidates => ({ words: found.map((value) => before + value) });
  if (flag === 'namespace') return all(names(k, 'namespaces', []));
  if (flag === 'output') return all(OUTPUTS.split(' '));
  if (flag === 'context') return all(loadKubeconfig(k.sys, k.flags).contexts.map(({ name }) => name));
  if (flag === 'cluster') return all(loadKubeconfig(k.sys, k.flags).clusters.map(({ name }) => name));
  if (flag === 'user') return all(loadKubeconfig(k.sys, k.flags).users.map(({ name }) => name));
  if (flag === 'dry-run') return all(['client', 'none', 'server']);
  if (flag === 'container' && k.args.length > 0) {
    const pod: any = k.rest.get(`/api/v1/namespaces/${k.namespace}/pods/${k.args[0]!.replace(/^.*\//, '')}`);
    return all([...(pod.spec.initContainers ?? []), ...pod.spec.containers].map((container: any) => container.name));
  }
  return { words: [], files: before === '' };
}

function types(k: Invocation, only?: ReadonlySet<string>): string[] {
  return k.discovery
    .resources()
    .filter(({ plural }) => !only || only.has(plural))
    .map((resource: Resource) => resourceName(resource));
}

/** Names of the objects of a type, without those that stand in the line. */
function names(k: Invocation, type: string, given: readonly string[]): string[] {
  const resource = k.discovery.byName(type);
  const list = k.rest.get(resourcePath(resource, resource.namespaced ? k.namespace : ''), { query: { limit: String(MOST_NAMES) } });
  return (list.items ?? []).map((item: any) => item.metadata.name as string).filter((name: string) => !given.includes(name));
}
