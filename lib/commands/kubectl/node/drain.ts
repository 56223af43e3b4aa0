import { matchesLabels, parseLabelSelector } from '@/lib/api/label-selector';
import { hasReason, isNotFound } from '../errors';
import type { Invocation, Task } from '../invocation';
import { dryRunOf, type DryRun } from '../print/printer';
import { nodesOf, setUnschedulable } from './cordon';

/* eslint-disable @typescript-eslint/no-explicit-any -- pods and nodes as they came */
const MIRROR = 'kubernetes.io/config.mirror';

interface Verdicts {
  readonly evict: any[];
  readonly errors: string[];
  readonly warnings: string[];
}

/** `kubectl drain`. */
export function* drain(k: Invocation): Task<number> {
  const dryRun = dryRunOf(k);
  const nodes = nodesOf(k);
  for (const node of nodes) setUnschedulable(k, node, true, dryRun);
  const failures: { name: string; failure: DrainFailure }[] = [];
  for (const node of nodes) {
    const name: string = node.metadata.name;
    try {
      yield* drainNode(k, name, dryRun);
      k.out(`node/${name} ${dryRun === 'client' ? 'drained (dry run)' : dryRun === 'server' ? 'drained (server dry run)' : 'drained'}\n`);
    } catch (failure) {
      if (!(failure instanceof DrainFailure)) throw failure;
      k.err(`error: unable to drain node ${JSON.stringify(name)} due to error: ${failure.message}, continuing command...\n`);
      failures.push({ name, failure });
    }
  }
  if (failures.length === 0) return 0;
  k.err(`There are pending nodes to be drained:\n${failures.map(({ name }) => ` ${name}\n`).join('')}`);
  // The errors of one node are told one a line; those of several, a line a node.
  const lines = failures.length > 1 ? failures.map(({ failure }) => failure.message) : failures[0]!.failure.errors;
  k.err(`${lines.length === 1 ? 'error: ' : ''}${lines.join('\n')}\n`);
  return 1;
}

class DrainFailure extends Error {
  constructor(readonly errors: readonly string[]) {
    super(errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`);
  }
}

function* drainNode(k: Invocation, node: string, dryRun: DryRun): Task<void> {
  const list = k.rest.get('/api/v1/pods', {
    query: { fieldSelector: `spec.nodeName=${node}`, labelSelector: k.flags.text('pod-selector') },
  });
  const { evict, errors, warnings } = judge(k, list.items ?? []);
  if (errors.length > 0) throw new DrainFailure(errors);
  if (warnings.length > 0) k.err(`Warning: ${warnings.join('; ')}\n`);
  const timeout = k.flags.duration('timeout');
  const until = timeout > 0 ? k.now() + timeout : undefined;
  const pending = new Map<string, any>();
  for (const pod of evict) {
    k.out(
      `${k.flags.bool('disable-eviction') ? 'deleting' : 'evicting'} pod ${pod.metadata.namespace}/${pod.metadata.name}${dryRun === 'server' ? ' (server dry run)' : dryRun === 'client' ? ' (dry run)' : ''}\n`,
    );
    if (dryRun !== 'client') pending.set(pod.metadata.uid, pod);
  }
  if (dryRun === 'client') return;
  const asked = new Set<string>();
  const retry = new Map<string, number>();
  while (pending.size > 0) {
    for (const [uid, pod] of pending) {
      if (asked.has(uid)) {
        if (isGone(k, pod)) {
          k.out(`pod/${pod.metadata.name} ${k.flags.bool('disable-eviction') ? 'deleted' : 'evicted'}\n`);
          pending.delete(uid);
        }
        continue;
      }
      if ((retry.get(uid) ?? 0) > k.now()) continue;
      const done = evictOne(k, pod, dryRun);
      if (done === 'gone') pending.delete(uid);
      else if (done === 'asked') {
        asked.add(uid);
        if (dryRun === 'server') pending.delete(uid);
      } else {
        k.err(
          `error when evicting pods/${JSON.stringify(pod.metadata.name)} -n ${JSON.stringify(pod.metadata.namespace)} (will retry after 5s): ${done.message}\n`,
        );
        retry.set(uid, k.now() + 5000);
        k.out('');
      }
    }
    if (pending.size === 0) return;
    if (until !== undefined && k.now() >= until) {
      const late = [...pending.values()].map(
        (pod) =>
          `error when waiting for pod ${JSON.stringify(pod.metadata.name)} in namespace ${JSON.stringify(pod.metadata.namespace)} to terminate: global timeout reached: ${k.flags.text('timeout')}`,
      );
      throw new DrainFailure(late);
    }
    yield* k.sleep(1000);
    for (const [uid] of pending)
      if (!asked.has(uid) && (retry.get(uid) ?? 0) <= k.now() && retry.has(uid))
        k.out(`evicting pod ${pending.get(uid).metadata.namespace}/${pending.get(uid).metadata.name}\n`);
  }
}

function isGone(k: Invocation, pod: any): boolean {
  try {
    return k.rest.get(`/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`).metadata.uid !== pod.metadata.uid;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

function evictOne(k: Invocation, pod: any, dryRun: DryRun): 'asked' | 'gone' | Error {
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
  const grace = k.flags.int('grace-period');
  const deleteOptions = { ...(grace >= 0 && { gracePeriodSeconds: grace }), ...(dryRun === 'server' && { dryRun: ['All'] }) };
  try {
    if (k.flags.bool('disable-eviction'))
      k.rest.send('DELETE', path, { body: { kind: 'DeleteOptions', apiVersion: 'v1', ...deleteOptions } });
    else {
      k.rest.send('POST', `${path}/eviction`, {
        body: {
          kind: 'Eviction',
          apiVersion: 'policy/v1',
          metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace },
          deleteOptions,
        },
      });
    }
    return 'asked';
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    if (hasReason(error, 'TooManyRequests') || hasReason(error, 'Forbidden')) return error as Error;
    throw error;
  }
}

/** Which pods go, and which stand in the way (Models drain.PodFilter). */
function judge(k: Invocation, pods: readonly any[]): Verdicts {
  const force = k.flags.bool('force');
  const groups = { daemonset: [] as string[], unmanaged: [] as string[], local: [] as string[] };
  const ignored = { daemonset: [] as string[], unmanaged: [] as string[] };
  const evict: any[] = [];
  const selector = k.flags.text('pod-selector');
  const requirements = selector === '' ? undefined : parseLabelSelector(selector);
  for (const pod of pods) {
    const { metadata, spec, status } = pod;
    const id = `${metadata.namespace}/${metadata.name}`;
    if (requirements && !matchesLabels(requirements, metadata.labels)) continue;
    if (metadata.annotations?.[MIRROR] !== undefined) continue;
    const finished = status?.phase === 'Succeeded' || status?.phase === 'Failed';
    const owner = metadata.ownerReferences?.find((each: any) => each.controller);
    if (owner?.kind === 'DaemonSet' && !finished) {
      if (k.flags.bool('ignore-daemonsets')) ignored.daemonset.push(id);
      else groups.daemonset.push(id);
      continue;
    }
    let blocked = false;
    if (!finished && (spec.volumes ?? []).some((volume: any) => volume.emptyDir) && !k.flags.bool('delete-emptydir-data')) {
      groups.local.push(id);
      blocked = true;
    }
    if (!owner && !finished && !blocked) {
      if (force) ignored.unmanaged.push(id);
      else {
        groups.unmanaged.push(id);
        blocked = true;
      }
    }
    if (!blocked) evict.push(pod);
  }
  const errors: string[] = [];
  if (groups.daemonset.length > 0)
    errors.push(`cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${groups.daemonset.join(', ')}`);
  if (groups.local.length > 0)
    errors.push(`cannot delete Pods with local storage (use --delete-emptydir-data to override): ${groups.local.join(', ')}`);
  if (groups.unmanaged.length > 0)
    errors.push(`cannot delete cannot delete Pods that declare no controller (use --force to override): ${groups.unmanaged.join(', ')}`);
  const warnings: string[] = [];
  if (ignored.daemonset.length > 0) warnings.push(`ignoring DaemonSet-managed Pods: ${ignored.daemonset.join(', ')}`);
  if (ignored.unmanaged.length > 0) warnings.push(`deleting Pods that declare no controller: ${ignored.unmanaged.join(', ')}`);
  return { evict, errors, warnings };
}
