import { createHash } from 'node:crypto';
import { printYaml } from '@/lib/api/yaml';
import type { Dependency } from '../chart/chart';
import { inRange } from '../chart/dependencies';
import { loadChart } from '../chart/load';
import { goTime } from '../release/release';
import { packChart } from './charts';
import { HelmError, type Helm, type Task } from './helm';
import { findRemote } from './locate';
import { asHelmError } from './options';
import { cachedIndex, newestOf, readRepositories } from './repositories';
import { updateAll } from './repo';
import { fetchText } from './web';

const lean = (each: Dependency) => ({
  name: each.name,
  ...(each.version && { version: each.version }),
  repository: each.repository ?? '',
  ...(each.condition && { condition: each.condition }),
  ...(each.tags && { tags: each.tags }),
  ...(each['import-values'] && { 'import-values': each['import-values'] }),
  ...(each.alias && { alias: each.alias }),
});
const digestOf = (wanted: readonly Dependency[], locked: readonly Dependency[]) =>
  `sha256:${createHash('sha256')
    .update(JSON.stringify([wanted.map(lean), locked.map(lean)]))
    .digest('hex')}`;

/** `helm dependency update` and `helm dependency build`. */
export function* dependencyUpdate(h: Helm): Task<number> {
  yield* fetchDependencies(h, h.args[0] ?? '.', h.command === 'dependency build');
  return 0;
}

/** Fetches what a chart in a folder depends on into its charts/ (Models downloader.Manager). Throws HelmError. */
export function* fetchDependencies(h: Helm, path: string, locks: boolean): Task<void> {
  const chart = asHelmError(() => loadChart(h.sys, path));
  const wanted = chart.metadata.dependencies ?? [];
  if (wanted.length === 0) return;
  const build = locks && chart.lock !== undefined;
  const locked = build ? chart.lock?.dependencies : undefined;
  if (build && chart.lock && chart.lock.digest !== digestOf(wanted, chart.lock.dependencies ?? [])) {
    throw new HelmError(
      'the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the dependencies',
    );
  }
  const known = readRepositories(h) ?? [];
  const remote = wanted.filter(({ repository = '' }) => repository !== '' && !repository.startsWith('file://'));
  const named = ({ repository = '' }: Dependency) => known.some(({ name }) => name === repository.replace(/^(@|alias:)/, ''));
  const listed = ({ repository = '' }: Dependency) => known.some(({ url }) => url.replace(/\/+$/, '') === repository.replace(/\/+$/, ''));
  const missing = remote.filter((each) => !/^(https?|oci):/.test(each.repository ?? '') && !named(each));
  if (missing.length > 0) {
    const odd = missing.some(({ repository = '' }) => !repository.includes('//') && !/^(@|alias:)/.test(repository));
    throw new HelmError(
      `no repository definition for ${missing.map(({ repository }) => repository).join(', ')}. Please add them via 'helm repo add'${odd ? NO_URL : ''}`,
    );
  }
  const unmanaged = remote.filter((each) => /^https?:/.test(each.repository ?? '') && !listed(each));
  if (build && unmanaged.length > 0)
    throw new HelmError(
      `no repository definition for ${unmanaged.map(({ repository }) => repository).join(', ')}. Please add the missing repos via 'helm repo add'`,
    );
  if (unmanaged.length > 0) {
    h.out('Getting updates for unmanaged Helm repositories...\n');
    for (const url of new Set(unmanaged.map(({ repository }) => repository!))) {
      fetchText(h, `${url.replace(/\/+$/, '')}/index.yaml`);
      h.out(`...Successfully got an update from the ${JSON.stringify(url)} chart repository\n`);
    }
  }
  if (!h.flags.bool('skip-refresh') && remote.length > 0 && known.length > 0) yield* updateAll(h, known);
  const resolved: { dependency: Dependency; version: string; fetch: () => string }[] = [];
  for (const dependency of wanted)
    resolved.push(resolve(h, path, dependency, locked?.find(({ name }) => name === dependency.name)?.version));
  h.out(`Saving ${wanted.length} charts\n`);
  const folder = `${path.replace(/\/+$/, '')}/charts`;
  h.mkdirs(folder);
  const written = new Set<string>();
  for (const { dependency, version, fetch } of resolved) {
    const repository = dependency.repository ?? '';
    const file = `${dependency.name}-${version}.tgz`;
    if (repository === '') continue;
    if (!repository.startsWith('file://')) {
      const url = known.find(({ name }) => name === repository.replace(/^(@|alias:)/, ''))?.url ?? repository;
      h.out(`Downloading ${dependency.name} from repo ${url}\n`);
    }
    yield* h.k.flush();
    h.sys.writeFile(`${folder}/${file}`, fetch());
    written.add(file);
  }
  h.out('Deleting outdated charts\n');
  for (const entry of h.sys.readdir(folder)) {
    if (entry.endsWith('.tgz') && !written.has(entry) && wanted.some(({ name }) => entry.startsWith(`${name}-`)))
      h.sys.unlink(`${folder}/${entry}`);
  }
  const lock = resolved.map(({ dependency, version }) => ({ name: dependency.name, repository: dependency.repository ?? '', version }));
  const digest = digestOf(wanted, lock);
  if (chart.lock?.digest !== digest)
    h.sys.writeFile(
      `${path.replace(/\/+$/, '')}/Chart.lock`,
      `${printYaml({ dependencies: lock })}digest: ${digest}\ngenerated: ${JSON.stringify(goTime(h.sys.now()))}\n`,
    );
}

const NO_URL = `
Note that repositories must be URLs or aliases. For example, to refer to the "example"
repository, use "https://charts.example.com/" or "@example" instead of
"example". Don't forget to add the repo, too ('helm repo add').`;

const noVersion = ({ name, version = '', repository = '' }: Dependency) =>
  new HelmError(
    `can't get a valid version for 1 subchart(s): ${JSON.stringify(name)} (repository ${JSON.stringify(repository)}, version ${JSON.stringify(version)}). Make sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml`,
  );

/** A path without `.` and `..`, as filepath.Clean makes it. */
function cleaned(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}` || '.';
}

function resolve(
  h: Helm,
  path: string,
  dependency: Dependency,
  locked: string | undefined,
): { dependency: Dependency; version: string; fetch: () => string } {
  const { name, version = '', repository = '' } = dependency;
  if (repository === '') {
    const local = `${path}/charts/${name}`;
    if (!h.sys.exists(local)) throw new HelmError(`directory ${local} not found`);
    return { dependency, version: loadChart(h.sys, local).metadata.version, fetch: () => '' };
  }
  if (repository.startsWith('file://')) {
    const given = repository.slice('file://'.length);
    const at = given.startsWith('/') ? given : `${path}/${given}`;
    if (!h.sys.exists(at)) throw new HelmError(`directory ${cleaned(at)} not found`);
    const child = asHelmError(() => loadChart(h.sys, at));
    if (!inRange(version, child.metadata.version)) throw noVersion(dependency);
    return { dependency, version: child.metadata.version, fetch: () => packChart(child, h.sys.now()) };
  }
  const known = (readRepositories(h) ?? []).find(
    (each) => each.url.replace(/\/+$/, '') === repository.replace(/\/+$/, '') || each.name === repository.replace(/^(@|alias:)/, ''),
  );
  if (known) {
    const index = cachedIndex(h, known.name);
    if (!index?.entries[name]) throw new HelmError(`${name} chart not found in repo ${known.url}`);
    const found = newestOf(index.entries[name], locked ?? version);
    if (!found) throw noVersion(dependency);
    return { dependency, version: found.version, fetch: () => fetchText(h, findRemote(h, `${known.name}/${name}`, found.version, '').url) };
  }
  const remote = findRemote(h, name, locked ?? version, repository);
  const found = remote.file.slice(name.length + 1).replace(/\.tgz$/, '');
  return { dependency, version: found, fetch: () => fetchText(h, remote.url) };
}
