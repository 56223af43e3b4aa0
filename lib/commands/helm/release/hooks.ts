/* eslint-disable @typescript-eslint/no-explicit-any -- objects are what the server sent */
import { HelmError, type Helm, type Task } from '../cli/helm';
import { buildObjects, createObject, deleteObject, fetchObject, waitGone, type Target } from './objects';
import { goTime, type Release, type ReleaseHook } from './release';

const POLL_MS = 1_000;

/** Runs a release's hooks of an event, by weight and name (Models action.execHook). Throws when one fails. */
export function* runHooks(h: Helm, release: Release, event: string, timeoutMs: number): Task<void> {
  const hooks = release.hooks
    .filter(({ events }) => events.includes(event))
    .sort((a, b) => a.weight - b.weight || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const hook of hooks) {
    if (hook.deletePolicies.length === 0) (hook as { deletePolicies: readonly string[] }).deletePolicies = ['before-hook-creation'];
    const targets = buildObjects(h, hook.manifest, release.namespace, `unable to build kubernetes object for ${event} hook ${hook.path}`);
    if (hook.deletePolicies.includes('before-hook-creation')) yield* take(h, targets, timeoutMs);
    const started = goTime(h.sys.now());
    hook.lastRun = { started_at: started, completed_at: '', phase: 'Running' };
    const end = (phase: 'Succeeded' | 'Failed') => {
      hook.lastRun = { started_at: started, completed_at: goTime(h.sys.now()), phase };
    };
    try {
      for (const target of targets) createObject(h, target);
    } catch (error) {
      end('Failed');
      throw new HelmError(`warning: Hook ${event} ${hook.path} failed: ${(error as Error).message}`);
    }
    try {
      yield* watchDone(h, targets, timeoutMs);
    } catch (error) {
      end('Failed');
      if (hook.deletePolicies.includes('hook-failed')) yield* take(h, targets, timeoutMs);
      throw error;
    }
    end('Succeeded');
  }
  for (const hook of hooks) {
    if (hook.deletePolicies.includes('hook-succeeded')) {
      yield* take(h, buildObjects(h, hook.manifest, release.namespace, 'unable to build kubernetes object for deleting hook'), timeoutMs);
    }
  }
}

function* take(h: Helm, targets: readonly Target[], timeoutMs: number): Task<void> {
  for (const target of targets) if (target.resource.kind !== 'CustomResourceDefinition') deleteObject(h, target, 'background');
  yield* waitGone(
    h,
    targets.filter(({ resource }) => resource.kind !== 'CustomResourceDefinition'),
    timeoutMs,
  );
}

/** Waits until Jobs and Pods have run to their end (Models kube.Client.WatchUntilReady). */
function* watchDone(h: Helm, targets: readonly Target[], timeoutMs: number): Task<void> {
  const until = h.sys.now() + timeoutMs;
  for (const target of targets) {
    if (target.resource.kind !== 'Job' && target.resource.kind !== 'Pod') continue;
    for (;;) {
      const live = fetchObject(h, target);
      if (live && done(target, live)) break;
      if (h.sys.now() + POLL_MS > until) throw new HelmError('timed out waiting for the condition');
      yield* h.k.sleep(POLL_MS);
    }
  }
}

function done({ resource, name }: Target, live: any): boolean {
  if (resource.kind === 'Pod') {
    if (live.status?.phase === 'Failed') throw new HelmError(`1 error occurred:\n\t* pod ${name} failed\n\n`);
    return live.status?.phase === 'Succeeded';
  }
  for (const { type, status, reason } of live.status?.conditions ?? []) {
    if (status !== 'True') continue;
    if (type === 'Complete') return true;
    if (type === 'Failed') throw new HelmError(`1 error occurred:\n\t* job ${name} failed: ${reason}\n\n`);
  }
  return false;
}

export const isTest = (hook: ReleaseHook): boolean => hook.events.includes('test');
