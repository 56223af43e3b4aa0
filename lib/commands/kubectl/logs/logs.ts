import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError, isNotFound, ServerError } from '../errors';
import { byActivity, containerNames, defaultContainer, podSelector, podsIn } from '../exec/pods';
import type { Invocation, Task } from '../invocation';
import { targetsOf } from '../resource/arguments';

/* eslint-disable @typescript-eslint/no-explicit-any -- pods as they came */
const USAGE = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

interface Source {
  readonly pod: any;
  readonly container: string;
}

/** `kubectl logs`. */
export function* logs(k: Invocation): Task<number> {
  const selector = k.flags.text('selector');
  const positional = k.dashAt >= 0 ? k.args.slice(0, k.dashAt) : k.args;
  if (positional.length === 0 && selector === '') throw k.usageError(USAGE);
  if (positional.length > 2) throw k.usageError(USAGE);
  if (positional.length > 0 && selector !== '') throw k.usageError('only a selector (-l) or a POD name is allowed');
  let container = k.flags.text('container');
  if (positional.length === 2) {
    if (container !== '') throw new CommandError('only one of -c or an inline [CONTAINER] arg is allowed');
    container = positional[1]!;
  }
  if (k.flags.duration('pod-running-timeout') <= 0) throw new CommandError('--pod-running-timeout must be higher than zero');
  const everything = k.flags.bool('all-containers');
  if (everything && container !== '')
    throw new CommandError(`--all-containers=true should not be specified with container name ${container}`);
  if (k.flags.changed('since') && k.flags.text('since-time') !== '')
    throw new CommandError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  const tail = k.flags.int('tail');
  if (tail < -1) throw new CommandError('--tail must be greater than or equal to -1');
  if (k.flags.changed('limit-bytes') && k.flags.int('limit-bytes') < 0) throw new CommandError('--limit-bytes must be greater than 0');
  checkTime(k.flags.text('since-time'));
  const sources = find(k, positional[0], selector, container, everything);
  const follow = k.flags.bool('follow');
  if (follow && sources.length > k.flags.int('max-log-requests')) {
    throw new CommandError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${k.flags.int('max-log-requests')}, use --max-log-requests to increase the limit`,
    );
  }
  const query = {
    follow: follow ? 'true' : undefined,
    previous: k.flags.bool('previous') ? 'true' : undefined,
    timestamps: k.flags.bool('timestamps') ? 'true' : undefined,
    sinceSeconds:
      k.flags.changed('since') && k.flags.duration('since') > 0 ? String(Math.ceil(k.flags.duration('since') / 1000)) : undefined,
    sinceTime: k.flags.text('since-time') || undefined,
    tailLines: k.flags.changed('tail') ? (tail >= 0 ? String(tail) : undefined) : selector !== '' ? '10' : undefined,
    limitBytes: k.flags.int('limit-bytes') > 0 ? k.flags.text('limit-bytes') : undefined,
  };
  const prefixed = k.flags.bool('prefix') || k.flags.bool('all-pods');
  if (follow) return yield* followAll(k, sources, query, prefixed);
  for (const source of sources) {
    try {
      const { body, stream } = request(k, source, query);
      const show = printer(k, source, prefixed);
      if (stream) yield* k.rest.follow({ status: 200, headers: {}, stream }, (item) => (show(String(item)), false));
      else show(typeof body === 'string' ? body : '');
      show(undefined);
    } catch (error) {
      if (k.flags.bool('ignore-errors') && error instanceof ServerError) k.out(`error: ${error.message}\n`);
      else throw error;
    }
  }
  return 0;
}

function request(k: Invocation, { pod, container }: Source, query: Record<string, string | undefined>) {
  return k.rest.send('GET', `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/log`, {
    query: { container, ...query },
  });
}

/** Prints text as it comes; with a prefix, line by line. */
function printer(k: Invocation, { pod, container }: Source, prefixed: boolean): (text: string | undefined) => void {
  if (!prefixed) return (text) => k.out(text ?? '');
  let rest = '';
  const prefix = `[pod/${pod.metadata.name}/${container}] `;
  return (text) => {
    const lines = (rest + (text ?? '')).split('\n');
    rest = text === undefined ? '' : lines.pop()!;
    for (const line of lines) if (text !== undefined || line !== '') k.out(`${prefix}${line}\n`);
  };
}

function* followAll(k: Invocation, sources: readonly Source[], query: Record<string, string | undefined>, prefixed: boolean): Task<number> {
  const { sys } = k;
  const open: { id: string; channel: string; show: (text: string | undefined) => void }[] = [];
  for (const source of sources) {
    const { body, stream } = request(k, source, query);
    const show = printer(k, source, prefixed);
    if (stream) open.push({ ...stream, show });
    else show(typeof body === 'string' ? body : '');
  }
  try {
    while (open.length > 0) {
      let busy = false;
      for (const each of [...open]) {
        const { items, ended } = sys.streamRead(each.id);
        for (const item of items) each.show(String(item));
        busy ||= items.length > 0;
        if (ended) {
          each.show(undefined);
          sys.streamClose(each.id);
          open.splice(open.indexOf(each), 1);
        }
      }
      yield* k.flush();
      if (!busy && open.length > 0) yield { channels: open.map(({ channel }) => channel) };
    }
  } finally {
    for (const { id } of open) sys.streamClose(id);
  }
  return 0;
}

function selected(k: Invocation, namespace: string, selector: string): any[] {
  try {
    return podsIn(k, namespace, selector);
  } catch (error) {
    if (!(error instanceof ServerError) || error.status.reason !== 'BadRequest') throw error;
    const message = `Unable to find "/v1, Resource=pods" that match label selector ${JSON.stringify(selector)}, field selector "": ${error.message}`;
    throw new ServerError({ ...error.status, message });
  }
}

function podNamed(k: Invocation, namespace: string, name: string): any {
  return inNamespace(k, namespace, () => k.rest.get(`/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(name)}`));
}

/** What is not there is told with its namespace, or is the namespace itself. */
function inNamespace<T>(k: Invocation, namespace: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!isNotFound(error)) throw error;
    let { message } = error as Error;
    try {
      k.rest.get(`/api/v1/namespaces/${namespace}`);
    } catch (other) {
      if (isNotFound(other)) ({ message } = other as Error);
    }
    throw new CommandError(`error from server (NotFound): ${message} in namespace ${JSON.stringify(namespace)}`);
  }
}

function checkTime(text: string): void {
  if (text === '' || !Number.isNaN(Date.parse(text))) return;
  throw new CommandError(
    `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`,
  );
}

function find(k: Invocation, word: string | undefined, selector: string, container: string, everything: boolean): Source[] {
  const namespace = k.namespace;
  if (word === undefined) {
    const pods = selected(k, namespace, selector);
    if (pods.length === 0) k.err(`No resources found in ${namespace} namespace.\n`);
    return pods.flatMap((pod) => of(k, pod, container, everything, true));
  }
  if (!word.includes('/')) return of(k, podNamed(k, namespace, word), container, everything, false);
  const target = targetsOf(k, [word])[0]!;
  const object = inNamespace(k, namespace, () =>
    k.rest.get(resourcePath(target.resource, target.resource.namespaced ? namespace : '', target.name)),
  );
  if (object.kind === 'Pod') return of(k, object, container, everything, false);
  const text = podSelector(object);
  if (text === undefined) {
    const type = `*${object.apiVersion.split('/').at(-1)}.${object.kind}`;
    throw new CommandError(`cannot get the logs from ${type}: selector for ${type} not implemented`);
  }
  const pods = byActivity(podsIn(k, namespace, text), true);
  if (pods.length === 0) throw new AggregateError_([new CommandError('timed out waiting for the condition')]);
  if (k.flags.bool('all-pods')) return pods.flatMap((pod) => of(k, pod, container, everything, true));
  if (pods.length > 1) k.err(`Found ${pods.length} pods, using pod/${pods[0].metadata.name}\n`);
  return of(k, pods[0], container, everything, false);
}

function of(k: Invocation, pod: any, container: string, everything: boolean, many: boolean): Source[] {
  if (everything) {
    return [...(pod.spec.initContainers ?? []), ...pod.spec.containers, ...(pod.spec.ephemeralContainers ?? [])].map((each: any) => ({
      pod,
      container: each.name,
    }));
  }
  if (container === '') return [{ pod, container: defaultContainer(k, pod, many && pod.spec.containers.length === 1) }];
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])];
  if (!all.some((each: any) => each.name === container)) {
    throw new CommandError(`container ${container} is not valid for pod ${pod.metadata.name}`.concat(containerNames(pod) === '' ? '' : ''));
  }
  return [{ pod, container }];
}
