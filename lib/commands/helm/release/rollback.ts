import { checkName } from '../cli/template';
import { HelmError, type Helm, type Task } from '../cli/helm';
import { timeoutOf } from './install';
import { runHooks } from './hooks';
import { buildObjects, deleteObject, own, updateAll } from './objects';
import { waitReady } from './ready';
import { goTime, type Release } from './release';
import { Releases } from './storage';

/** Revisions that are kept of a release where nobody says how many. */
export const MAX_HISTORY = 10;

/** `helm rollback`. */
export function* rollback(h: Helm): Task<number> {
  const [name = '', revision = '0'] = h.args;
  const { flags } = h;
  if (!/^[-+]?\d+$/.test(revision))
    throw new HelmError(`could not convert revision to a number: strconv.Atoi: parsing ${JSON.stringify(revision)}: invalid syntax`);
  yield* h.reach();
  checkName(name);
  if (Number(revision) < 0) throw new HelmError('invalid release revision');
  const store = new Releases(h, h.namespace);
  const history = store.history(name);
  const last = history.at(-1)!;
  const wanted = Number(revision) === 0 ? last.version - 1 : Number(revision);
  const target = history.find(({ version }) => version === wanted);
  if (!target) throw new HelmError(`release has no ${wanted} version`);
  if (!flags.bool('dry-run')) yield* rollBack(h, store, last, target, { wait: flags.bool('wait'), jobs: flags.bool('wait-for-jobs') });
  h.out('Rollback was a success! Happy Helming!\n');
  return 0;
}

/** Makes a new revision of an old one (Models action.Rollback). Throws HelmError. */
export function* rollBack(
  h: Helm,
  store: Releases,
  last: Release,
  target: Release,
  how: { readonly wait: boolean; readonly jobs: boolean },
): Task<void> {
  const { flags } = h;
  const now = goTime(h.sys.now());
  const release: Release = {
    ...target,
    version: last.version + 1,
    info: {
      ...target.info,
      first_deployed: last.info.first_deployed,
      last_deployed: now,
      deleted: '',
      status: 'pending-rollback',
      description: `Rollback to ${target.version}`,
    },
    hooks: target.hooks.map((hook) => ({ ...hook })),
  };
  store.prune(release.name, flags.changed('history-max') ? flags.int('history-max') : MAX_HISTORY);
  store.create(release);
  const before = buildObjects(h, last.manifest, last.namespace, 'unable to build kubernetes objects from current release manifest');
  const after = buildObjects(h, release.manifest, release.namespace, 'unable to build kubernetes objects from new release manifest');
  own(before, release.name, release.namespace);
  own(after, release.name, release.namespace);
  const timeout = timeoutOf(h);
  if (!flags.bool('no-hooks')) yield* runHooks(h, store, release, 'pre-rollback', timeout);
  const failed = (description: string) => {
    release.info.status = 'failed';
    release.info.description = description;
    store.update(release);
  };
  const { failure, created } = yield* updateAll(h, before, after, flags.bool('force'));
  if (failure !== undefined) {
    store.update({ ...last, info: { ...last.info, status: 'superseded' } });
    failed(`Rollback ${JSON.stringify(release.name)} failed: ${failure}`);
    if (flags.bool('cleanup-on-fail')) for (const each of created) deleteObject(h, each, 'background');
    throw new HelmError(failure);
  }
  if (how.wait) {
    try {
      yield* waitReady(h, after, timeout, how.jobs);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failed(`Release ${JSON.stringify(release.name)} failed: ${error.message}`);
      throw new HelmError(`release ${release.name} failed: ${error.message}`);
    }
  }
  if (!flags.bool('no-hooks')) yield* runHooks(h, store, release, 'post-rollback', timeout);
  for (const each of store.tryHistory(release.name))
    if (each.info.status === 'deployed') store.update({ ...each, info: { ...each.info, status: 'superseded' } });
  release.info.status = 'deployed';
  store.update(release);
}
