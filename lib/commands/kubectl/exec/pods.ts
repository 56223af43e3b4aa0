import { formatLabelSelector } from '@/lib/api/label-selector';
import { resourcePath, type Resource } from '../client/discovery';
import { CommandError, isNotFound } from '../errors';
import type { Invocation, Task } from '../invocation';
import { targetsOf } from '../resource/arguments';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** Waits until a pod is as wanted, without a limit if none is given; undefined when the time is over or the pod is gone. */
export function* waitForPod(k: Invocation, namespace: string, name: string, wanted: (pod: any) => boolean, timeoutMs?: number): Task<any> {
  const until = timeoutMs === undefined ? undefined : k.now() + timeoutMs;
  const base = `/api/v1/namespaces/${namespace}/pods`;
  for (;;) {
    let pod: any;
    try {
      pod = k.rest.get(`${base}/${name}`);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
    if (wanted(pod)) return pod;
    const response = k.rest.exchange('GET', base, {
      query: { fieldSelector: `metadata.name=${name}`, watch: 'true', resourceVersion: pod.metadata.resourceVersion },
    });
    let found: any;
    const how = yield* k.rest.follow(
      response,
      (event: any) => {
        if (event.type === 'DELETED') return true;
        if ((event.type === 'ADDED' || event.type === 'MODIFIED') && wanted(event.object)) found = event.object;
        return found !== undefined || event.type === 'ERROR';
      },
      until,
    );
    if (found !== undefined) return found;
    if (how === 'timeout' || (until !== undefined && k.now() >= until)) return undefined;
    if (how === 'ended') yield* k.sleep(500);
  }
}

/** The selector of what owns pods, as text; undefined for kinds that own none. */
export function podSelector(object: any): string | undefined {
  const { kind, spec } = object;
  if (kind === 'Service' || kind === 'ReplicationController') {
    const pairs = Object.entries(spec.selector ?? {});
    return pairs.length === 0
      ? undefined
      : pairs
          .map(([key, value]) => `${key}=${value}`)
          .sort()
          .join(',');
  }
  if (spec?.selector && (spec.selector.matchLabels || spec.selector.matchExpressions)) return formatLabelSelector(spec.selector);
  return undefined;
}

export const podsIn = (k: Invocation, namespace: string, selector: string): any[] =>
  (k.rest.get(`/api/v1/namespaces/${namespace}/pods`, { query: { labelSelector: selector } }).items ?? []).map((pod: any) => ({
    kind: 'Pod',
    apiVersion: 'v1',
    ...pod,
  }));

/** Active pods first: assigned, running, ready, older, as controller.ActivePods sorts them for logs and exec. */
export function byActivity(pods: readonly any[], restartedFirst = false): any[] {
  const readyTime = (pod: any): string =>
    pod.status?.conditions?.find((each: any) => each.type === 'Ready' && each.status === 'True')?.lastTransitionTime ?? '~';
  const restarts = (pod: any): number => Math.max(0, ...(pod.status?.containerStatuses ?? []).map((each: any) => each.restartCount ?? 0));
  const phase = (pod: any) => ({ Pending: 0, Unknown: 1, Running: 2 })[pod.status?.phase as 'Running'] ?? 1;
  const ready = (pod: any) => (pod.status?.conditions?.some((each: any) => each.type === 'Ready' && each.status === 'True') ? 1 : 0);
  const rank = (a: any, b: any) =>
    Number(Boolean(b.spec.nodeName)) - Number(Boolean(a.spec.nodeName)) ||
    phase(b) - phase(a) ||
    ready(b) - ready(a) ||
    readyTime(a).localeCompare(readyTime(b)) ||
    (restarts(b) - restarts(a)) * (restartedFirst ? 1 : -1) ||
    String(a.metadata.creationTimestamp).localeCompare(String(b.metadata.creationTimestamp));
  return [...pods].sort(rank);
}

/** The pod that `name`, `pod/name` or `deploy/name` stands for; waits for one to appear. */
export function* podFor(k: Invocation, word: string, timeoutMs: number): Task<any> {
  const namespace = k.namespace;
  if (!word.includes('/')) return k.rest.get(`/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(word)}`);
  const { resource, name } = targetsOf(k, [word])[0] as { resource: Resource; name: string };
  const object = k.rest.get(resourcePath(resource, resource.namespaced ? namespace : '', name));
  if (object.kind === 'Pod') return object;
  const selector = podSelector(object);
  if (selector === undefined) {
    const type = `*${object.apiVersion.split('/').at(-1)}.${object.kind}`;
    throw new CommandError(`cannot attach to ${type}: selector for ${type} not implemented`);
  }
  const until = k.now() + timeoutMs;
  for (;;) {
    const pods = byActivity(podsIn(k, namespace, selector));
    if (pods[0]) return pods[0];
    if (k.now() >= until) throw new CommandError('timed out waiting for the condition');
    yield* k.sleep(500);
  }
}

/** The container meant when none is named; says which, as kubectl does. */
export function defaultContainer(k: Invocation, pod: any, quiet: boolean): string {
  const annotated = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])];
  if (annotated) {
    if (all.some((each: any) => each.name === annotated)) return annotated;
    k.err(`Default container name ${JSON.stringify(annotated)} not found in pod ${pod.metadata.name}\n`);
  }
  const first: string = pod.spec.containers[0].name;
  if (!quiet && all.length > 1) k.err(`Defaulted container ${JSON.stringify(first)} out of: ${containerNames(pod)}\n`);
  return first;
}

export function containerNames(pod: any): string {
  return [
    ...pod.spec.containers.map((each: any) => each.name),
    ...(pod.spec.initContainers ?? []).map((each: any) => `${each.name} (init)`),
    ...(pod.spec.ephemeralContainers ?? []).map((each: any) => `${each.name} (ephem)`),
  ].join(', ');
}

export function hasContainer(pod: any, name: string): boolean {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])];
  return all.some((each: any) => each.name === name);
}
