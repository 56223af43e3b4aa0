/* eslint-disable @typescript-eslint/no-explicit-any -- objects are what the server sent */
import { HelmError, type Helm, type Task } from '../cli/helm';
import { buildObjects, createAll, deleteObject, fetchObject, type Target } from './objects';
import { waitGone } from './ready';
import { goTime, type Release, type ReleaseHook } from './release';
import type { Releases } from './storage';

const POLL_MS = 1_000;

/**
 * Runs a release's hooks of an event, by weight and name, and records the release as each begins (Models action.execHook). Throws when
 * one fails.
 */
export function* runHooks(h: Helm, store: Releases, release: Release, event: string, timeoutMs: number): Task<void> {
  const hooks = release.hooks
    .filter(({ events }) => events.includes(event))
    .sort((a, b) => a.weight - b.weight || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const [i, hook] of hooks.entries()) {
    if (hook.deletePolicies.length === 0) (hook as { deletePolicies: readonly string[] }).deletePolicies = ['before-hook-creation'];
    const targets = buildObjects(h, hook.manifest, release.namespace, `unable to build kubernetes object for ${event} hook ${hook.path}`);
    yield* takeBy(h, [hook], 'before-hook-creation', release.namespace, timeoutMs);
    const started = goTime(h.sys.now());
    hook.lastRun = { started_at: started, completed_at: '', phase: 'Running' };
    store.update(release);
    const end = (phase: 'Succeeded' | 'Failed') => {
      hook.lastRun = { started_at: started, completed_at: goTime(h.sys.now()), phase };
    };
    try {
      yield* createAll(h, targets);
    } catch (error) {
      end('Failed');
      throw new HelmError(`warning: Hook ${event} ${hook.path} failed: ${(error as Error).message}`);
    }
    try {
      yield* watchDone(h, targets, timeoutMs);
    } catch (error) {
      end('Failed');
      yield* takeBy(h, [hook], 'hook-failed', release.namespace, timeoutMs);
      yield* takeBy(h, hooks.slice(0, i), 'hook-succeeded', release.namespace, timeoutMs);
      throw error;
    }
    end('Succeeded');
  }
  yield* takeBy(h, [...hooks].reverse(), 'hook-succeeded', release.namespace, timeoutMs);
}

/** Deletes the objects of those hooks that a policy names. */
function* takeBy(h: Helm, hooks: readonly ReleaseHook[], policy: string, namespace: string, timeoutMs: number): Task<void> {
  for (const { deletePolicies, kind, manifest } of hooks) {
    if (!deletePolicies.includes(policy) || kind === 'CustomResourceDefinition') continue;
    const targets = buildObjects(h, manifest, namespace, 'unable to build kubernetes object for deleting hook');
    for (const target of targets) deleteObject(h, target, 'background');
    yield* waitGone(h, targets, timeoutMs);
  }
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
