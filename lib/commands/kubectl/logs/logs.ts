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
    if (container !== '') throw k.usageError('only one of -c or an inline [CONTAINER] arg is allowed');
    container = positional[1]!;
  }
  const everything = k.flags.bool('all-containers') || k.flags.bool('all-pods');
  if (everything && container !== '')
    throw new CommandError(`--all-containers=true should not be specified with container name ${container}`);
  if (k.flags.changed('since') && k.flags.text('since-time') !== '')
    throw new CommandError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  const tail = k.flags.int('tail');
  if (tail < -1) throw new CommandError('--tail must be greater than or equal to -1');
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
  const prefixed = k.flags.bool('prefix');
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

function podNamed(k: Invocation, namespace: string, name: string): any {
  try {
    return k.rest.get(`/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(name)}`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new CommandError(`error from server (NotFound): ${(error as Error).message} in namespace ${JSON.stringify(namespace)}`);
  }
}

function find(k: Invocation, word: string | undefined, selector: string, container: string, everything: boolean): Source[] {
  const namespace = k.namespace;
  if (word === undefined) {
    const pods = podsIn(k, namespace, selector);
    if (pods.length === 0) k.err(`No resources found in ${namespace} namespace.\n`);
    return pods.flatMap((pod) => of(k, pod, container, everything, true));
  }
  if (!word.includes('/')) return of(k, podNamed(k, namespace, word), container, everything, false);
  const target = targetsOf(k, [word])[0]!;
  const object = k.rest.get(resourcePath(target.resource, target.resource.namespaced ? namespace : '', target.name));
  if (object.kind === 'Pod') return of(k, object, container, everything, false);
  const text = podSelector(object);
  if (text === undefined)
    throw new CommandError(
      `cannot get the logs from ${object.apiVersion.includes('/') ? object.apiVersion : `/${object.apiVersion}`}, Kind=${object.kind}`,
    );
  const pods = byActivity(podsIn(k, namespace, text));
  if (pods.length === 0) throw new AggregateError_([new CommandError('timed out waiting for the condition')]);
  if (k.flags.bool('all-pods')) return pods.flatMap((pod) => of(k, pod, container, true, true));
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
