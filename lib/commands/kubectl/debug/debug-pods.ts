import { strategicMergePatch } from '@/lib/api/strategic-merge';
import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import { CONTAINER, type DebugOptions } from './options';
import { applyProfile } from './profiles';

/* eslint-disable @typescript-eslint/no-explicit-any -- pods as kubectl writes them */
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const NON_ROOT =
  'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n';

/** A pod to send to the server, and its container that debugs. */
export interface DebugPod {
  readonly pod: any;
  /** Absent where images are changed and nothing else. */
  readonly container?: string;
}

/** Models DebugOptions.generateDebugContainer: the pod with an ephemeral container more. */
export function podWithDebugger(k: Invocation, options: DebugOptions, original: any): DebugPod {
  const pod = structuredClone(original);
  const name = debuggerName(k, options, pod);
  const container = { ...newContainer(k, options, name), ...(options.target !== '' && { targetContainerName: options.target }) };
  pod.spec.ephemeralContainers = [...(pod.spec.ephemeralContainers ?? []), container];
  applyProfile(options.profile, pod, name, 'ephemeral', k.flags);
  customize(options, pod, 'ephemeralContainers', name);
  warnOfUser(k, pod, pod.spec.ephemeralContainers.at(-1));
  return { pod, container: name };
}

/** Models DebugOptions.generatePodCopyWithDebugContainer. Throws CommandError. */
export function podCopy(k: Invocation, options: DebugOptions, original: any): DebugPod {
  const { flags } = k;
  const { namespace, labels, annotations } = structuredClone(original.metadata);
  const { ephemeralContainers: _, nodeName, ...spec } = structuredClone(original.spec);
  const metadata = { name: options.copyTo, namespace, ...(labels && { labels }), ...(annotations && { annotations }) };
  const pod: any = { apiVersion: 'v1', kind: 'Pod', metadata, spec };
  if (flags.changed('share-processes')) spec.shareProcessNamespace = flags.bool('share-processes');
  if (flags.bool('same-node') && nodeName !== undefined) spec.nodeName = nodeName;
  const images = flags.pairs('set-image');
  for (const each of spec.containers) each.image = images.get(each.name) || images.get('*') || each.image;

  let name = options.container;
  let container = [...spec.containers, ...(spec.initContainers ?? [])].find((each: any) => each.name === name);
  if (!container) {
    if (options.image === '') {
      if (images.size > 0) return { pod };
      throw new CommandError('you must specify image when creating new container');
    }
    name = debuggerName(k, options, pod);
    container = { name, resources: {}, terminationMessagePolicy: 'File' };
    spec.containers.push(container);
  }
  if (options.args.length > 0) {
    if (flags.bool('arguments-only')) container.args = options.args;
    else {
      container.command = options.args;
      delete container.args;
    }
  }
  const env = environment(k);
  if (env.length > 0) container.env = env;
  if (options.image !== '') container.image = options.image;
  if (flags.text('image-pull-policy') !== '') container.imagePullPolicy = flags.text('image-pull-policy');
  for (const field of ['stdin', 'tty'] as const)
    if (flags.bool(field)) container[field] = true;
    else delete container[field];
  applyProfile(options.profile, pod, name, 'copy', flags);
  customize(options, pod, 'containers', name);
  warnOfUser(
    k,
    pod,
    spec.containers.find((each: any) => each.name === name),
  );
  return { pod, container: name };
}

/** Models DebugOptions.generateNodeDebugPod. */
export function nodeDebugger(k: Invocation, options: DebugOptions, node: string): DebugPod {
  const container = options.container || 'debugger';
  const name = `node-debugger-${node}-${suffix(k)}`;
  if (!options.quiet) k.out(`Creating debugging pod ${name} with container ${container} on node ${node}.\n`);
  const pod: any = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [newContainer(k, options, container)],
      nodeName: node,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
  };
  applyProfile(options.profile, pod, container, 'node', k.flags);
  customize(options, pod, 'containers', container);
  return { pod, container };
}

function newContainer(k: Invocation, { image, args }: DebugOptions, name: string): any {
  const { flags } = k;
  const env = environment(k);
  const pull = flags.text('image-pull-policy');
  return {
    name,
    image,
    ...(args.length > 0 && (flags.bool('arguments-only') ? { args } : { command: args })),
    ...(env.length > 0 && { env }),
    resources: {},
    terminationMessagePolicy: 'File',
    ...(pull !== '' && { imagePullPolicy: pull }),
    ...(flags.bool('stdin') && { stdin: true }),
    ...(flags.bool('tty') && { tty: true }),
  };
}

const environment = (k: Invocation): { name: string; value?: string }[] =>
  [...k.flags.pairs('env')].map(([name, value]) => (value === '' ? { name } : { name, value }));

const suffix = (k: Invocation): string =>
  Array.from({ length: 5 }, () => SUFFIX_LETTERS[Math.floor(k.sys.random() * SUFFIX_LETTERS.length)]).join('');

/** The name of the debugging container: the one asked for, or one that no container of the pod has. */
function debuggerName(k: Invocation, { container, quiet }: DebugOptions, { spec }: any): string {
  if (container !== '') return container;
  const taken = new Set([...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].map(({ name }) => name));
  let name = `debugger-${suffix(k)}`;
  while (taken.has(name)) name = `debugger-${suffix(k)}`;
  if (!quiet) k.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

/** Lays the file of --custom over the container. */
function customize({ custom }: DebugOptions, pod: any, field: 'containers' | 'ephemeralContainers', name: string): void {
  if (!custom) return;
  const containers: any[] = pod.spec[field];
  const at = containers.findIndex((each) => each.name === name);
  if (at < 0) throw new CommandError(`unable to find the ${name} container in the pod ${pod.metadata.name}`);
  containers[at] = strategicMergePatch(containers[at], { ...custom, name }, CONTAINER);
}

/** Says that what a profile grants is of no use to a pod whose user is not root. */
function warnOfUser(k: Invocation, pod: any, container: any): void {
  const user = pod.spec.securityContext?.runAsUser;
  const security = container?.securityContext;
  if (!user || !security || security.runAsUser === 0) return;
  if (security.privileged || security.capabilities?.add?.length > 0) k.err(NON_ROOT);
}
