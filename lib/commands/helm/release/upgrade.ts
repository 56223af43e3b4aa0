import { copyOf, type Fields } from '../template/value';
import { coalesceTables, coalesceValues } from '../chart/values';
import { chartFor, checkName, renderRelease } from '../cli/template';
import { HelmError, type Helm, type Task } from '../cli/helm';
import { locateChart } from '../cli/locate';
import { userValues } from '../cli/options';
import { postRender } from '../cli/post-render';
import { ofServer } from '../cli/server';
import { dryRunOf, during, installChart, labelsOf, timeoutOf } from './install';
import { runHooks } from './hooks';
import { adoptable, buildObjects, deleteObject, own, updateAll, type Target } from './objects';
import { chartLike, outputOf, printStatus } from './print';
import { waitReady } from './ready';
import { MAX_HISTORY, rollBack } from './rollback';
import { goTime, storedChart, type Release } from './release';
import { Releases } from './storage';

/** `helm upgrade`. */
export function* upgrade(h: Helm): Task<number> {
  const [name, reference] = h.args as [string, string];
  const { flags } = h;
  const store = new Releases(h, h.namespace);
  if (flags.bool('install')) {
    if (dryRunOf(h) !== 'none') yield* h.reach();
    yield* reachFirst(h);
    const history = store.tryHistory(name);
    if (history.length === 0 || history.at(-1)!.info.status === 'uninstalled') {
      if (outputOf(h) === 'table') h.out(`Release ${JSON.stringify(name)} does not exist. Installing it now.\n`);
      const path = yield* locateChart(h, reference);
      const values = yield* userValues(h);
      const chart = yield* chartFor(h, path);
      const release = yield* installChart(h, name, chart, values);
      printStatus(h, release, { hideNotes: flags.bool('hide-notes') });
      return 0;
    }
  }
  const path = yield* locateChart(h, reference);
  const values = yield* userValues(h);
  const chart = yield* chartFor(h, path);
  const failed = (text: string) => new HelmError(`UPGRADE FAILED: ${text}`);
  let release: Release;
  try {
    yield* h.reach();
    checkName(name);
    if (flags.bool('hide-secret') && dryRunOf(h) === 'none') throw new HelmError('Hiding Kubernetes secrets requires a dry-run mode');
    const history = store.tryHistory(name);
    const last = history.at(-1);
    if (!last) throw new HelmError(`${JSON.stringify(name)} has no deployed releases`);
    if (last.info.status.startsWith('pending')) throw new HelmError('another operation (install/upgrade/rollback) is in progress');
    const deployed = history.filter(({ info }) => info.status === 'deployed').at(-1);
    if (!deployed && last.info.status !== 'failed' && last.info.status !== 'superseded')
      throw new HelmError(`${JSON.stringify(name)} has no deployed releases`);
    const current = deployed ?? last;
    const config = reused(h, current, chart, values);
    const labels = labelsOf(h, last.labels);
    const stored = storedChart(chart);
    const now = goTime(h.sys.now());
    const rendered = renderRelease(h, chart, config, {
      ...ofServer(h, dryRunOf(h) !== 'client'),
      name,
      namespace: current.namespace,
      revision: last.version + 1,
      upgrade: true,
      subchartNotes: flags.bool('render-subchart-notes'),
      skipSchema: flags.bool('skip-schema-validation'),
      hideSecret: flags.bool('hide-secret'),
    });
    release = {
      name,
      namespace: current.namespace,
      version: last.version + 1,
      info: {
        first_deployed: current.info.first_deployed,
        last_deployed: now,
        deleted: '',
        description: 'Preparing upgrade',
        status: 'pending-upgrade',
        notes: rendered.notes,
      },
      chart: stored,
      config,
      manifest: yield* postRender(h, rendered.manifest),
      hooks: rendered.hooks,
      labels,
    };
    yield* perform(h, store, current, last, release, history);
  } catch (error) {
    if (error instanceof Error) throw failed(error.message);
    throw error;
  }
  if (outputOf(h) === 'table') h.out(`Release ${JSON.stringify(name)} has been upgraded. Happy Helming!\n`);
  printStatus(h, release, { hideNotes: flags.bool('hide-notes') });
  return 0;
}

function* reachFirst(h: Helm): Task<void> {
  try {
    yield* h.reach();
  } catch (error) {
    if (error instanceof HelmError) throw new HelmError(`UPGRADE FAILED: ${error.message}`.replace('UPGRADE FAILED: ', ''));
    throw error;
  }
}

/** Which values an upgrade uses (Models Upgrade.reuseValues). */
function reused(h: Helm, current: Release, chart: { values: Fields }, given: Fields): Fields {
  const { flags } = h;
  if (flags.bool('reset-values')) return given;
  if (flags.bool('reuse-values')) {
    const old = coalesceValues(chartLike(current), current.config);
    const merged = coalesceTables(copyOf(given), copyOf(current.config));
    chart.values = old;
    return merged;
  }
  if (flags.bool('reset-then-reuse-values')) return coalesceTables(copyOf(given), copyOf(current.config));
  return Object.keys(given).length === 0 && Object.keys(current.config).length > 0 ? copyOf(current.config) : given;
}

function* perform(h: Helm, store: Releases, current: Release, last: Release, release: Release, history: readonly Release[]): Task<void> {
  const { flags } = h;
  const what = 'unable to build kubernetes objects from ';
  const before = buildObjects(h, current.manifest, release.namespace, `${what}current release manifest`);
  const after = buildObjects(h, release.manifest, release.namespace, `${what}new release manifest`);
  const known = new Set(before.map(id));
  const adopted = adoptable(
    h,
    after.filter((each) => !known.has(id(each))),
    release.name,
    release.namespace,
    'update',
    flags.bool('take-ownership'),
  );
  own(before, release.name, release.namespace);
  own(after, release.name, release.namespace);
  if (dryRunOf(h) !== 'none') {
    release.info.description = flags.text('description') || 'Dry run complete';
    return;
  }
  const most = flags.changed('history-max') ? flags.int('history-max') : Number(h.sys.env()['HELM_MAX_HISTORY'] ?? MAX_HISTORY);
  store.prune(release.name, most);
  store.create(release);
  const timeout = timeoutOf(h);
  let created: Target[] = [];
  try {
    if (!flags.bool('no-hooks')) yield* during('pre-upgrade hooks failed', runHooks(h, store, release, 'pre-upgrade', timeout));
    const updated = yield* updateAll(h, [...before, ...adopted], after, flags.bool('force'));
    created = updated.created;
    if (updated.failure !== undefined) throw new HelmError(updated.failure);
    if (flags.bool('wait') || flags.bool('atomic')) yield* waitReady(h, after, timeout, flags.bool('wait-for-jobs'));
    if (!flags.bool('no-hooks')) yield* during('post-upgrade hooks failed', runHooks(h, store, release, 'post-upgrade', timeout));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    release.info.status = 'failed';
    release.info.description = `Upgrade ${JSON.stringify(release.name)} failed: ${error.message}`;
    store.update(release);
    if (flags.bool('cleanup-on-fail')) for (const target of created) deleteObject(h, target, 'background');
    if (flags.bool('atomic')) {
      const good = [...history].reverse().find(({ info }) => info.status === 'deployed' || info.status === 'superseded');
      if (!good)
        throw new HelmError(
          'unable to find a previously successful release when attempting to rollback. original upgrade error: ' + error.message,
        );
      const what = `an error occurred while rolling back the release. original upgrade error: ${error.message}`;
      yield* during(what, rollBack(h, store, release, good, { wait: true, jobs: flags.bool('wait-for-jobs') }));
      throw new HelmError(`release ${release.name} failed, and has been rolled back due to atomic being set: ${error.message}`);
    }
    throw error;
  }
  store.update({ ...current, info: { ...current.info, status: 'superseded' } });
  release.info.status = 'deployed';
  release.info.description = flags.text('description') || 'Upgrade complete';
  store.update(release);
}

const id = ({ resource, namespace, name }: Target) => `${resource.group}/${resource.kind}/${namespace}/${name}`;
