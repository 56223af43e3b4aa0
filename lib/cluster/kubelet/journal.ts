import type { KubeObject } from '@/lib/api/object';
import { ApiError } from '../client/client';
import type { KubeletContext } from './context';
import { nodeConfig } from './node-config';
import { podText, type PodRecord } from './pod-record';

/** What a kubelet tells its journal of, in klog's form: `"Message" key="value"`. */
type Fields = Readonly<Record<string, string | number>>;

/** `I`: what happens; `E`: what went wrong. */
export type Level = 'I' | 'W' | 'E';

/**
 * Writes a line to the journal of the kubelet's unit. `source`: file and line that upstream's line comes from. Nodes without a machine
 * have no journal.
 */
export function tell(context: Pick<KubeletContext, 'runtime'>, level: Level, source: string, message: string, fields: Fields = {}): void {
  context.runtime.log?.(level, source, klogText(message, fields));
}

const klogText = (message: string, fields: Fields): string =>
  [JSON.stringify(message), ...Object.entries(fields).map(([key, value]) => `${key}=${JSON.stringify(value)}`)].join(' ');

const podFields = ({ metadata }: KubeObject): Fields => ({
  pod: `${metadata.namespace}/${metadata.name}`,
  podUID: metadata.uid ?? '',
});

/** What an error of the API server reads like to the kubelet that asked for `path`. */
export function serverError(
  context: Pick<KubeletContext, 'runtime'>,
  error: unknown,
  verb: 'Get' | 'Put' | 'Post' | 'Patch',
  path: string,
): string {
  if (!(error instanceof ApiError)) return (error as Error).message;
  return (error.code === 503 && context.runtime.serverError?.(verb, path)) || error.message;
}

/** The lines of a kubelet that starts. Models cmd/kubelet/app and Kubelet.Run. */
export function tellStart(context: KubeletContext, version: string, staticPodPath: string): void {
  const say = (source: string, message: string, fields: Fields = {}) => tell(context, 'I', source, message, fields);
  say('server.go:525', 'Kubelet version', { kubeletVersion: version });
  say('server.go:527', 'Golang settings', { GOGC: '', GOMAXPROCS: '', GOTRACEBACK: '' });
  say('kubelet.go:475', 'Attempting to sync node with API server');
  if (staticPodPath) say('kubelet.go:376', 'Adding static pod path', { path: staticPodPath });
  say('kubelet.go:387', 'Adding apiserver pod source');
  say('server.go:1257', 'Started kubelet');
  say('volume_manager.go:295', 'Starting Kubelet Volume Manager');
  say('kubelet.go:2436', 'Starting kubelet main sync loop');
}

/** A sync of a pod that failed. Models pod_workers.go. */
export const tellSkipped = (context: KubeletContext, pod: KubeObject, error: string): void =>
  tell(context, 'E', 'pod_workers.go:1324', 'Error syncing pod, skipping', { err: error, ...podFields(pod) });

/** What keeps containers of a pod from running, where this sync found it out: those whose records have changed since `before`. */
export function tellWaiting(context: KubeletContext, pod: KubeObject, before: PodRecord, after: PodRecord): void {
  if (!context.runtime.log || before.containers === after.containers) return;
  const failures: string[] = [];
  for (const [name, one] of Object.entries(after.containers)) {
    if (!one.waiting?.reason || one === before.containers[name]) continue;
    const { reason, message = '' } = one.waiting;
    if (reason === 'ErrImagePull') {
      const image = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((each) => each.name === name)?.image ?? '';
      tell(context, 'E', 'log.go:32', 'PullImage from image service failed', { err: message, image });
      tell(context, 'E', 'kuberuntime_image.go:43', 'Failed to pull image', { err: message, image });
    }
    failures.push(`failed to "StartContainer" for ${JSON.stringify(name)} with ${reason}: ${JSON.stringify(message)}`);
  }
  if (failures.length === 0) return;
  tellSkipped(context, pod, failures.length === 1 ? failures[0]! : `[${failures.join(', ')}]`);
}

/** A sandbox that could not be made. Models kuberuntime_manager.go. */
export function tellSandbox(context: KubeletContext, pod: KubeObject, error: string): void {
  tell(context, 'E', 'log.go:32', 'RunPodSandbox from runtime service failed', { err: error });
  tell(context, 'E', 'kuberuntime_sandbox.go:70', 'Failed to create sandbox for pod', {
    err: error,
    pod: `${pod.metadata.namespace}/${pod.metadata.name}`,
  });
  tellSkipped(
    context,
    pod,
    `failed to "CreatePodSandbox" for ${JSON.stringify(podText(pod))} with CreatePodSandboxError: ${JSON.stringify(`Failed to create sandbox for pod ${JSON.stringify(podText(pod))}: ${error}`)}`,
  );
}

/** A volume that could not be set up, and when it is tried again. Models nestedpendingoperations.go. */
export function tellMount(
  context: KubeletContext,
  pod: KubeObject,
  volume: { readonly name: string; readonly plugin: string },
  failure: { readonly text: string; readonly retryMs: number },
): void {
  const now = context.sim.now();
  const plugin = volume.plugin.replace('~', '/');
  const unique = `${plugin}/${pod.metadata.uid}-${volume.name}`;
  const until = new Date(now + failure.retryMs).toISOString().replace('T', ' ').replace('Z', '000000 +0000 UTC');
  const wait = failure.retryMs < 1000 ? `${failure.retryMs}ms` : goWait(failure.retryMs / 1000);
  const text = failure.text.replace(/ : /, ` (UniqueName: "${unique}") pod "${pod.metadata.name}" (UID: "${pod.metadata.uid}") : `);
  context.runtime.log?.(
    'E',
    'nestedpendingoperations.go:348',
    `Operation for "{volumeName:${unique} podName:${pod.metadata.uid} nodeName:}" failed. No retries permitted until ${until} (durationBeforeRetry ${wait}). Error: ${text}`,
  );
}

const goWait = (seconds: number): string => (seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`);

/** A probe that failed: at verbosity 1 and more. Models pkg/kubelet/prober. */
export function tellProbe(context: KubeletContext, pod: KubeObject, container: string, probeType: string, output: string): void {
  if (nodeConfig(context.runtime.kept()?.config ?? '').verbosity < 1) return;
  tell(context, 'I', 'prober.go:120', 'Probe failed', {
    probeType,
    ...podFields(pod),
    containerName: container,
    probeResult: 'failure',
    output,
  });
}

/** A container that is told to stop. Models kuberuntime_container.go: killContainer. */
export function tellKilling(
  context: KubeletContext,
  pod: KubeObject,
  container: string,
  id: string,
  gracePeriod: number,
  why?: string,
): void {
  if (why)
    tell(context, 'I', 'kuberuntime_manager.go:1107', 'Message for Container of pod', {
      containerName: container,
      containerStatusID: `containerd://${id}`,
      ...podFields(pod),
      containerMessage: why,
    });
  tell(context, 'I', 'kuberuntime_container.go:864', 'Killing container with a grace period', {
    ...podFields(pod),
    containerName: container,
    containerID: `containerd://${id}`,
    gracePeriod,
  });
}

/** A pod whose status could not be written. Models status_manager.go. */
export function tellStatus(context: KubeletContext, pod: KubeObject, error: ApiError): void {
  const { namespace, name } = pod.metadata;
  tell(context, 'E', 'status_manager.go:1018', 'Failed to get status for pod', {
    err: serverError(context, error, 'Get', `/api/v1/namespaces/${namespace}/pods/${name}`),
    podUID: pod.metadata.uid ?? '',
    pod: `${namespace}/${name}`,
  });
}
