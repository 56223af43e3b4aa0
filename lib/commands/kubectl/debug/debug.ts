import { attachToPod } from '../exec/attach';
import { waitForPod } from '../exec/pods';
import { CommandError, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { podCopy } from './copy';
import { debugContainer } from './debug-container';
import { applyProfile, nodeDebugger, PROFILES } from './profiles';

/* eslint-disable @typescript-eslint/no-explicit-any -- pods as kubectl writes them */
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const STARTUP_MS = 60_000;
const LEGACY =
  '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n';

/** `kubectl debug`: an ephemeral container in a pod, a copy of a pod, or a pod on a node. */
export function* debug(k: Invocation): Task<number> {
  const [target] = k.dashAt >= 0 ? k.args.slice(0, k.dashAt) : k.args;
  const command = k.dashAt >= 0 ? k.args.slice(k.dashAt) : k.args.slice(1);
  validate(k, target, command.length > 0);
  const copyTo = k.flags.text('copy-to');
  const profile = k.flags.text('profile') || 'legacy';
  if (profile === 'legacy') k.err(LEGACY);
  const slash = target!.indexOf('/');
  const kind = slash < 0 ? 'pod' : target!.slice(0, slash);
  const name = target!.slice(slash + 1);
  if (/^(node|nodes|no)$/.test(kind)) return yield* debugNode(k, name, profile);
  if (!/^(pod|pods|po)$/.test(kind)) throw new CommandError(`"${kind}" not supported by debug`);
  const pod = k.rest.get<any>(`/api/v1/namespaces/${k.namespace}/pods/${encodeURIComponent(name)}`);
  return copyTo === '' ? yield* debugInside(k, pod, profile) : yield* debugCopy(k, pod, profile);
}

/** Models DebugOptions.Validate, in its order. */
function validate(k: Invocation, target: string | undefined, hasCommand: boolean): void {
  const refuse = (why: string): never => {
    throw new CommandError(why);
  };
  const { flags } = k;
  const image = flags.text('image');
  const copyTo = flags.text('copy-to');
  const images = flags.changed('set-image');
  if (copyTo !== '') {
    if (image === '' && !images && !hasCommand) refuse('you must specify --image, --set-image or command arguments.');
    if (flags.text('target') !== '') refuse('--target is incompatible with --copy-to. Use --share-processes instead.');
  } else {
    if (image === '') refuse('you must specify --image when not using --copy-to.');
    if (flags.bool('replace')) refuse('--replace may only be used with --copy-to.');
    if (flags.bool('same-node')) refuse('--same-node may only be used with --copy-to.');
    if (images) refuse('--set-image may only be used with --copy-to.');
  }
  const policy = flags.text('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) refuse(`invalid image pull policy: ${policy}`);
  if (target === undefined) refuse('NAME or filename is required for debug');
  if (flags.bool('tty') && !flags.bool('stdin')) refuse('-i/--stdin is required for containers with -t/--tty=true');
  const profile = flags.text('profile') || 'legacy';
  if (!PROFILES.includes(profile)) refuse(`unknown profile: ${profile}`);
}

const suffix = (k: Invocation): string =>
  Array.from({ length: 5 }, () => SUFFIX_LETTERS[Math.floor(k.sys.random() * SUFFIX_LETTERS.length)]).join('');

/** The name of the debugging container: the one asked for, or one that nobody has. */
function containerName(k: Invocation, pod: any): string {
  const given = k.flags.text('container');
  if (given !== '') return given;
  const name = `debugger-${suffix(k)}`;
  const taken = [...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])];
  const free = taken.some((one: any) => one.name === name) ? `debugger-${suffix(k)}` : name;
  if (!k.flags.bool('quiet')) k.out(`Defaulting debug container name to ${free}.\n`);
  return free;
}

function* debugInside(k: Invocation, pod: any, profile: string): Task<number> {
  const target = k.flags.text('target');
  const name = containerName(k, pod);
  if (target !== '' && !k.flags.bool('quiet')) {
    k.out(
      `Targeting container "${target}". If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
    );
  }
  const container = { ...debugContainer(k, name), ...(target !== '' && { targetContainerName: target }) };
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
  const body = { spec: { ephemeralContainers: [applyProfile(profile, container, 'ephemeral')] } };
  try {
    k.rest.send('PATCH', `${path}/ephemeralcontainers`, { body, headers: { 'content-type': 'application/strategic-merge-patch+json' } });
  } catch (error) {
    if (error instanceof ServerError && error.status.reason === 'NotFound' && !error.status.details?.name)
      throw new CommandError(`ephemeral containers are disabled for this cluster (error from server: "${error.status.message}").`);
    throw error;
  }
  return yield* attachWhenStarted(k, pod.metadata.namespace, pod.metadata.name, name);
}

function* debugCopy(k: Invocation, pod: any, profile: string): Task<number> {
  const { copy, container } = podCopy(k, pod, profile, () => containerName(k, pod));
  const base = `/api/v1/namespaces/${pod.metadata.namespace}/pods`;
  const created = k.rest.send('POST', base, { body: copy }).body as any;
  if (k.flags.bool('replace')) k.rest.send('DELETE', `${base}/${pod.metadata.name}`, { body: { kind: 'DeleteOptions', apiVersion: 'v1' } });
  return container === undefined ? 0 : yield* attachWhenStarted(k, created.metadata.namespace, created.metadata.name, container);
}

function* debugNode(k: Invocation, node: string, profile: string): Task<number> {
  k.rest.get(`/api/v1/nodes/${encodeURIComponent(node)}`);
  const container = debugContainer(k, k.flags.text('container') || 'debugger');
  const pod = nodeDebugger(profile, `node-debugger-${node}-${suffix(k)}`, node, container);
  if (!k.flags.bool('quiet')) k.out(`Creating debugging pod ${pod.metadata.name} with container ${container.name} on node ${node}.\n`);
  k.rest.send('POST', `/api/v1/namespaces/${k.namespace}/pods`, { body: pod });
  return yield* attachWhenStarted(k, k.namespace, pod.metadata.name, container.name);
}

/** With -i (or --attach): waits for the container, and is its terminal; of one that has ended already, the log. */
function* attachWhenStarted(k: Invocation, namespace: string, name: string, container: string): Task<number> {
  const wanted = k.flags.changed('attach') ? k.flags.bool('attach') : k.flags.bool('stdin');
  if (!wanted) return 0;
  const statusOf = (pod: any) =>
    [...(pod.status?.ephemeralContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find(
      (one: any) => one.name === container,
    );
  const pod = yield* waitForPod(
    k,
    namespace,
    name,
    (one) => Boolean(statusOf(one)?.state?.running ?? statusOf(one)?.state?.terminated),
    STARTUP_MS,
  );
  if (pod === undefined) throw new CommandError('timed out waiting for the condition');
  const ended = statusOf(pod).state.terminated;
  if (ended) {
    if (ended.message) k.err(`Warning: container ${container}: ${ended.message}\n`);
    const { body } = k.rest.send('GET', `/api/v1/namespaces/${namespace}/pods/${name}/log`, { query: { container } });
    if (typeof body === 'string') k.out(body);
    return 0;
  }
  return yield* attachToPod(k, pod, container, { stdin: k.flags.bool('stdin'), tty: k.flags.bool('tty') });
}
