import { HelmError, type Helm, type Task } from '../cli/helm';
import { runHooks } from './hooks';
import { buildObjects, deleteObject, fetchObject, uninstallOrder } from './objects';
import { waitGone } from './ready';
import { goTime, type Release } from './release';
import { Releases } from './storage';

export interface Removal {
  readonly keepHistory: boolean;
  readonly wait: boolean;
  readonly hooks: boolean;
  readonly cascade: string;
  readonly description: string;
}

/** `helm uninstall`. */
export function* uninstall(h: Helm): Task<number> {
  const { flags } = h;
  const cascade = flags.text('cascade');
  if (!['background', 'foreground', 'orphan'].includes(cascade))
    throw new HelmError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  yield* h.reach();
  for (const name of h.args) {
    const store = new Releases(h, h.namespace);
    const history = store.tryHistory(name);
    const last = history.at(-1);
    if (!last) {
      if (flags.bool('ignore-not-found')) {
        h.out(`release ${JSON.stringify(name)} uninstalled\n`);
        continue;
      }
      throw new HelmError(`uninstall: Release not loaded: ${name}: release: not found`);
    }
    if (flags.bool('dry-run')) {
      h.out(`release ${JSON.stringify(name)} uninstalled\n`);
      continue;
    }
    if (last.info.status === 'uninstalled') {
      if (flags.bool('keep-history')) throw new HelmError(`the release named ${JSON.stringify(name)} is already deleted`);
      for (const each of history) store.remove(each);
      h.out(`release ${JSON.stringify(name)} uninstalled\n`);
      continue;
    }
    const kept = yield* removeRelease(h, store, history, {
      keepHistory: flags.bool('keep-history'),
      wait: flags.bool('wait'),
      hooks: !flags.bool('no-hooks'),
      cascade,
      description: flags.text('description'),
    });
    if (kept !== '') h.out(`These resources were kept due to the resource policy:\n${kept}\n`);
    h.out(`release ${JSON.stringify(name)} uninstalled\n`);
  }
  return 0;
}

/** Takes a release's objects away, and its history unless that is kept. Returns what its policy kept, a line each. */
export function* removeRelease(h: Helm, store: Releases, history: readonly Release[], how: Removal): Task<string> {
  const release = history.at(-1)!;
  const timeout = h.flags.duration('timeout') || 300_000;
  release.info.status = 'uninstalling';
  release.info.deleted = goTime(h.sys.now());
  release.info.description = 'Deletion in progress (or silently failed)';
  if (how.hooks) yield* runHooks(h, store, release, 'pre-delete', timeout);
  store.update(release);
  const targets = buildObjects(h, release.manifest, release.namespace, 'corrupted release record. You must manually delete the resources');
  let kept = '';
  const gone = [];
  for (const target of uninstallOrder(targets)) {
    if (target.object.metadata?.annotations?.['helm.sh/resource-policy'] === 'keep') {
      kept += `[${target.resource.kind}] ${target.name}\n`;
      continue;
    }
    if (fetchObject(h, target) === undefined) continue;
    deleteObject(h, target, how.cascade);
    gone.push(target);
  }
  yield* h.k.roundTrip();
  if (how.wait) {
    const done = yield* waitGone(h, gone, timeout);
    if (!done) throw new HelmError('uninstallation completed with 1 error(s): context deadline exceeded');
  }
  if (how.hooks) yield* runHooks(h, store, release, 'post-delete', timeout);
  release.info.status = 'uninstalled';
  release.info.description = how.description || 'Uninstallation complete';
  if (how.keepHistory) store.update(release);
  else for (const each of history) store.remove(each);
  return kept;
}
