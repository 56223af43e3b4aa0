import type { Candidates, CompletionWords } from '@/lib/shell/line-editor/completers';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { FlagError } from '../../kubectl/flags/flag-values';
import { Releases } from '../release/storage';
import type { Release } from '../release/release';
import { findCommand, flagsOf, helpTexts, parseFlags, subcommandsOf } from './command-line';
import { Helm, HelmError, type Task } from './helm';
import { cachedIndex, readRepositories } from './repositories';

type Offer = readonly [word: string, about: string];
/** What may stand next; `files`: names of files as well. */
interface Offers {
  readonly items: readonly Offer[];
  readonly files: boolean;
  /** The shell picks what fits. */
  readonly unfiltered?: boolean;
}
const only = (items: readonly Offer[]): Offers => ({ items, files: false });

/** Commands whose first argument is a release. */
const OF_RELEASE = new Set(
  'status history test upgrade rollback uninstall,get all,get hooks,get manifest,get metadata,get notes,get values'
    .split(',')
    .flatMap((each) => (each.startsWith('get') ? [each] : each.split(' '))),
);
const OF_CHART = new Set(['show all', 'show chart', 'show crds', 'show readme', 'show values', 'pull']);
const OUTPUTS: readonly Offer[] = [
  ['json', 'Output result in JSON format'],
  ['table', 'Output result in human-readable format'],
  ['yaml', 'Output result in YAML format'],
];

/** `name  about` lines of a command's flags, as its help has them, without what they are by default. */
function flagOffers(command: string): Offer[] {
  const [own = '', global = ''] = (helpTexts[command] ?? '').split('\nGlobal Flags:\n');
  const read = (text: string) =>
    [...text.matchAll(/^ +(?:-(\w), )?--([\w-]+)(?: [\w[\]="]+)? {2,}(.*)$/gm)].map(([, , name, about]): Offer => [
      `--${name}`,
      about!.replace(/ \(default .*\)$/, ''),
    ]);
  return [...read(global), ...read(own.slice(own.indexOf('\nFlags:\n')))];
}

/** Subcommands with what the help says about each. */
function commandOffers(command: string): Offer[] {
  const text = helpTexts[command] ?? '';
  const list = text.slice(text.indexOf('Available Commands:'), text.indexOf('\nFlags:'));
  return [...list.matchAll(/^ {2}([\w-]+) +(.*)$/gm)].map(([, name, about]): Offer => [name!, about!]);
}

/** What may stand as the last of the words (without `helm`). Models cobra's `__complete` with helm's functions. */
function offersFor(sys: Sys, words: readonly string[]): Offers {
  const word = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { command, rest } = findCommand(before);
  const flags = flagsOf(command);
  const last = rest.at(-1);
  const taking = last?.startsWith('-')
    ? flags.find(({ name, shorthand, bare }) => bare === undefined && (last === `--${name}` || last === `-${shorthand}`))
    : undefined;
  const h = new Helm(sys, parseFlags(command, taking ? rest.slice(0, -1) : rest));
  if (taking) return valuesOf(h, taking.name);
  if (word.startsWith('-')) return only(flagOffers(command));
  if (subcommandsOf(command).size > 0 && h.args.length === 0) return only(commandOffers(command));
  const count = h.args.length;
  if (OF_RELEASE.has(command)) {
    if (count === 0 || (command === 'uninstall' && count > 0)) return only(releaseOffers(h).filter(([name]) => !h.args.includes(name)));
    if (command === 'rollback' && count === 1) return only(revisionOffers(h, h.args[0]!));
    if (command === 'upgrade' && count === 1) return { items: chartOffers(h, word), files: true };
    return only([]);
  }
  if (command === 'install' || command === 'template') {
    if (count === 1 || (count === 0 && h.flags.bool('generate-name'))) return { items: chartOffers(h, word), files: true };
    return only([]);
  }
  if (OF_CHART.has(command)) return { items: chartOffers(h, word), files: command !== 'pull' };
  if (command === 'repo remove' || command === 'repo update')
    return only((readRepositories(h) ?? []).map(({ name, url }): Offer => [name, url]).filter(([name]) => !h.args.includes(name)));
  if (command === 'env') return only([]);
  return { items: [], files: !/^(list|version|repo (list|add)|search|plugin)/.test(command) };
}

function valuesOf(h: Helm, flag: string): Offers {
  if (flag === 'output') return only(OUTPUTS);
  if (flag === 'namespace') {
    const { items = [] } = h.k.rest.get<{ items?: { metadata: { name: string } }[] }>('/api/v1/namespaces');
    return { items: items.map(({ metadata }): Offer => [metadata.name, '']), files: false, unfiltered: true };
  }
  if (flag === 'revision' && h.args.length > 0) return only(revisionOffers(h, h.args[0]!));
  return { items: [], files: true };
}

const chartOf = ({ chart }: Release) => `${String(chart.metadata['name'])}-${String(chart.metadata['version'])}`;

function releaseOffers(h: Helm): Offer[] {
  const newest = new Map<string, Release>();
  for (const each of new Releases(h, h.namespace).all()) {
    if ((newest.get(each.name)?.version ?? -1) < each.version) newest.set(each.name, each);
  }
  return [...newest.values()].map((each): Offer => [each.name, `${chartOf(each)} -> ${each.info.status}`]);
}

const revisionOffers = (h: Helm, name: string): Offer[] =>
  new Releases(h, h.namespace)
    .tryHistory(name)
    .map((each): Offer => [String(each.version), `App: ${String(each.chart.metadata['appVersion'] ?? '')}, Chart: ${chartOf(each)}`]);

function chartOffers(h: Helm, word: string): Offer[] {
  const known = readRepositories(h) ?? [];
  if (!word.includes('/')) return known.map(({ name }): Offer => [`${name}/`, '']);
  return known.flatMap(({ name }) => Object.keys(cachedIndex(h, name)?.entries ?? {}).map((chart): Offer => [`${name}/${chart}`, '']));
}

/** `helm __complete`: candidates with what they are, and how the shell is to take them. */
export function* complete(sys: Sys, words: readonly string[], descriptions: boolean): Task<number> {
  let offers: Offers = { items: [], files: true };
  try {
    offers = offersFor(sys, words);
  } catch (error) {
    if (!(error instanceof Errno || error instanceof HelmError || error instanceof FlagError)) throw error;
  }
  const word = words.at(-1) ?? '';
  const fitting = offers.items.filter(([name]) => offers.unfiltered || name.startsWith(word));
  const lines = fitting.map(([name, about]) => (descriptions && about !== '' ? `${name}\t${about}` : name));
  const [code, called] = offers.files ? [0, 'Default'] : [4, 'NoFileComp'];
  yield* put(sys, 1, [...lines, `:${code}`].map((line) => `${line}\n`).join(''));
  yield* put(sys, 2, `Completion ended with directive: ShellCompDirective${called}\n`);
  return 0;
}

function* put(sys: Sys, fd: number, text: string): Task<void> {
  let rest = text;
  while (rest !== '') {
    const written = sys.write(fd, rest);
    if (typeof written === 'number') rest = rest.slice(written);
    else yield { channels: written.wait };
  }
}

/** What Tab offers in a helm command line. */
export function completeHelm(sys: Sys, { words }: CompletionWords): Candidates {
  try {
    const { items, files } = offersFor(sys, words.slice(1));
    const word = words.at(-1) ?? '';
    const fitting = items.map(([name]) => name).filter((name) => name.startsWith(word));
    return { words: fitting, files: files && fitting.length === 0, noSpace: fitting.length === 1 && fitting[0]!.endsWith('/') };
  } catch {
    // Completion says nothing of its own failures.
    return { words: [] };
  }
}

/** `helm completion bash`. */
export function* completion(h: Helm): Task<number> {
  yield* h.k.flush();
  const shell = h.command.split(' ')[1]!;
  if (shell !== 'bash') throw new HelmError(`completion for ${shell} is not simulated here: the shell is bash`);
  h.out(BASH);
  return 0;
}

const BASH = `# bash completion for helm                                    -*- shell-script -*-

__start_helm()
{
    local cur words
    cur="\${COMP_WORDS[COMP_CWORD]}"
    words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
    COMPREPLY=($(compgen -W "$(helm __completeNoDesc "\${words[@]}" 2>/dev/null | sed '$d')" -- "$cur"))
}

complete -o default -F __start_helm helm
`;
