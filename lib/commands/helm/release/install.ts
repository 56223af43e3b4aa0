import { crdsOf, type Chart } from '../chart/chart';
import { chartFor, checkName, nameAndChart, renderRelease } from '../cli/template';
import { postRender } from '../cli/post-render';
import { ofServer } from '../cli/server';
import { HelmError, type Helm, type Task } from '../cli/helm';
import { locateChart } from '../cli/locate';
import { userValues } from '../cli/options';
import { isNotFound, hasReason } from '../../kubectl/errors';
import type { Fields } from '../template/value';
import { runHooks } from './hooks';
import { adoptable, buildObjects, createAll, createObject, own, updateAll } from './objects';
import { printStatus } from './print';
import { waitReady } from './ready';
import { goTime, storedChart, type Release } from './release';
import { Releases } from './storage';
import { removeRelease } from './uninstall';

/** `client`, `server`, `none` … of --dry-run. */
export function dryRunOf(h: Helm): 'none' | 'client' | 'server' {
  if (!h.flags.changed('dry-run')) return 'none';
  const value = h.flags.text('dry-run');
  if (value === '' || value === 'client' || value === 'true') return 'client';
  if (value === 'server') return 'server';
  if (value === 'none' || value === 'false') return 'none';
  throw new HelmError(`Invalid dry-run flag. Flag must one of the following: false, true, none, client, server`);
}

export const timeoutOf = (h: Helm): number => h.flags.duration('timeout') || 300_000;

/** `--labels a=b,c=d`; `null` takes one away. Throws HelmError for helm's own. */
export function labelsOf(h: Helm, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const labels: Record<string, string> = { ...before };
  for (const pair of h.flags.list('labels')) {
    const at = pair.indexOf('=');
    if (at < 0)
      throw new HelmError(`invalid argument ${JSON.stringify(pair)} for "-l, --labels" flag: ${pair} must be formatted as key=value`);
    const [key, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt'].includes(key)) {
      throw new HelmError(
        'user supplied labels contains system reserved label name. System labels: [name owner status version createdAt modifiedAt]',
      );
    }
    if (value === 'null') delete labels[key];
    else labels[key] = value;
  }
  return labels;
}

/** `helm install`. */
export function* install(h: Helm): Task<number> {
  h.debug('install.go:224', `Original chart version: ${JSON.stringify(h.flags.text('version'))}`);
  const [name, reference] = nameAndChart(h);
  const path = yield* locateChart(h, reference);
  h.debug('install.go:241', `CHART PATH: ${path}\n`);
  const values = yield* userValues(h);
  const chart = yield* chartFor(h, path);
  const release = yield* installChart(h, name, chart, values);
  printStatus(h, release, { hideNotes: h.flags.bool('hide-notes') });
  return 0;
}

/** Installs a chart as a release's first revision (Models action.Install). Throws HelmError. */
export function* installChart(h: Helm, name: string, chart: Chart, values: Fields): Task<Release> {
  const { flags } = h;
  const dryRun = dryRunOf(h);
  yield* h.reach();
  if (flags.bool('hide-secret') && dryRun === 'none') throw new HelmError('Hiding Kubernetes secrets requires a dry-run mode');
  checkName(name);
  const { namespace } = h;
  const store = new Releases(h, namespace);
  const before = dryRun === 'client' ? [] : known(store, name);
  const last = before.at(-1);
  if (last && !(flags.bool('replace') && (last.info.status === 'uninstalled' || last.info.status === 'failed'))) {
    throw new HelmError('cannot re-use a name that is still in use');
  }
  const labels = labelsOf(h);
  if (dryRun === 'none' && !flags.bool('skip-crds')) yield* installCrds(h, chart);
  const version = (last?.version ?? 0) + 1;
  const now = goTime(h.sys.now());
  const stored = storedChart(chart);
  const rendered = renderRelease(h, chart, values, {
    ...ofServer(h, dryRun !== 'client'),
    name,
    namespace,
    revision: 1,
    upgrade: false,
    subchartNotes: flags.bool('render-subchart-notes'),
    skipSchema: flags.bool('skip-schema-validation'),
    hideSecret: flags.bool('hide-secret'),
  });
  const manifest = yield* postRender(h, rendered.manifest);
  const release: Release = {
    name,
    namespace,
    version,
    info: {
      first_deployed: now,
      last_deployed: now,
      deleted: '',
      description: 'Initial install underway',
      status: 'pending-install',
      notes: rendered.notes,
    },
    chart: stored,
    config: values,
    manifest,
    hooks: rendered.hooks,
    labels,
  };
  const targets = buildObjects(h, manifest, namespace, 'unable to build kubernetes objects from release manifest');
  const adopted = adoptable(h, targets, name, namespace, 'install', flags.bool('take-ownership'));
  own(targets, name, namespace);
  if (dryRun !== 'none') {
    release.info.description = 'Dry run complete';
    return release;
  }
  if (flags.bool('create-namespace')) createNamespace(h, namespace);
  if (last) store.update({ ...last, info: { ...last.info, status: 'superseded' } });
  try {
    store.create(release);
  } catch (error) {
    if (isNotFound(error)) throw new HelmError(`create: failed to create: ${(error as Error).message}`);
    throw error;
  }
  const timeout = timeoutOf(h);
  try {
    if (!flags.bool('no-hooks')) yield* during('failed pre-install', runHooks(h, store, release, 'pre-install', timeout));
    if (adopted.length === 0) yield* createAll(h, targets);
    else {
      const { failure } = yield* updateAll(h, adopted, targets, flags.bool('force'));
      if (failure !== undefined) throw new HelmError(failure);
    }
    if (flags.bool('wait') || flags.bool('atomic')) yield* waitReady(h, targets, timeout, flags.bool('wait-for-jobs'));
    if (!flags.bool('no-hooks')) yield* during('failed post-install', runHooks(h, store, release, 'post-install', timeout));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    release.info.status = 'failed';
    release.info.description = `Release ${JSON.stringify(name)} failed: ${error.message}`;
    if (flags.bool('atomic')) {
      yield* removeRelease(h, store, [release], {
        keepHistory: false,
        wait: true,
        hooks: !flags.bool('no-hooks'),
        cascade: 'background',
        description: '',
      });
      throw new HelmError(`release ${name} failed, and has been uninstalled due to atomic being set: ${error.message}`);
    }
    store.update(release);
    throw new HelmError(error.message);
  }
  release.info.status = 'deployed';
  release.info.description = flags.text('description') || 'Install complete';
  store.update(release);
  return release;
}

/** Revisions of a release; who may not see them finds out later. */
function known(store: Releases, name: string): Release[] {
  try {
    return store.tryHistory(name);
  } catch (error) {
    if (error instanceof HelmError) return [];
    throw error;
  }
}

/** The same task with words in front of its failure. */
export function* during<T>(what: string, task: Task<T>): Task<T> {
  try {
    return yield* task;
  } catch (error) {
    if (error instanceof Error) throw new HelmError(`${what}: ${error.message}`);
    throw error;
  }
}

function createNamespace(h: Helm, namespace: string): void {
  try {
    h.k.rest.send('POST', '/api/v1/namespaces', {
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { name: namespace } } },
    });
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error;
  }
}

function* installCrds(h: Helm, chart: Chart): Task<void> {
  const crds = crdsOf(chart);
  if (crds.length === 0) return;
  const created = [];
  for (const { file, name } of crds) {
    for (const target of buildObjects(h, file.data, '', `failed to install CRD ${name}`)) {
      try {
        createObject(h, target);
        created.push(target);
      } catch (error) {
        if (!hasReason(error, 'AlreadyExists')) throw new HelmError(`failed to install CRD ${name}: ${(error as Error).message}`);
      }
    }
  }
  if (created.length === 0) return;
  yield* waitReady(h, created, 60_000, false);
  yield* h.k.roundTrip();
  h.k.refreshDiscovery();
}
