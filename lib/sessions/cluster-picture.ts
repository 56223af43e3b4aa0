import type { Node, Pod } from '@/lib/api/models';
import type { GroupResource, KubeObject } from '@/lib/api/object';
import type { Client } from '@/lib/cluster/client/client';
import { nodeRoles } from '@/lib/cluster/kinds/node/state';
import { summarizePod } from '@/lib/cluster/kinds/pod/columns';

/** What the picture of a cluster shows. */
export interface ClusterPicture {
  readonly nodes: readonly PictureNode[];
  readonly pods: readonly PicturePod[];
  readonly services: readonly PictureService[];
  /** Pods beyond those shown. */
  readonly more: number;
}

export interface PictureNode {
  readonly name: string;
  readonly ready: boolean;
  readonly schedulable: boolean;
  readonly roles: readonly string[];
  /** `key=value:Effect`, as kubectl writes them. */
  readonly taints: readonly string[];
}

export interface PicturePod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Empty while it has no node. */
  readonly node: string;
  readonly state: 'running' | 'waiting' | 'failed' | 'done' | 'ending';
  /** STATUS of `kubectl get pods`. */
  readonly status: string;
  /** READY of `kubectl get pods`. */
  readonly ready: string;
  readonly restarts: number;
}

export interface PictureService {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly address: string;
  /** `uid`s of the pods behind it. */
  readonly pods: readonly string[];
}

const MOST_PODS = 300;
const MOST_SERVICES = 60;
const core = (resource: string): GroupResource => ({ group: '', resource });

interface Service extends KubeObject {
  readonly spec?: { readonly type?: string; readonly clusterIP?: string; readonly selector?: Readonly<Record<string, string>> };
}

/**
 * Reads the picture through the one door, with a way to the pods it was drawn from. Throws ApiError when the API server does
 * not answer, or refuses.
 */
export function drawCluster(client: Client): { readonly picture: ClusterPicture; podOf(uid: string): Pod | undefined } {
  const nodes = client.list<Node>(core('nodes')).items;
  const all = client.list<Pod>(core('pods')).items;
  // The learner's own pods come first, so that the limit falls on the system's.
  const own = (pod: Pod) => (pod.metadata.namespace === 'kube-system' ? 1 : 0);
  const pods = [...all].sort((a, b) => own(a) - own(b)).slice(0, MOST_PODS);
  const services = client.list<Service>(core('services')).items.slice(0, MOST_SERVICES);
  const picture: ClusterPicture = {
    nodes: nodes.map(drawNode),
    pods: pods.map(drawPod),
    services: services.map(({ metadata, spec }) => ({
      namespace: metadata.namespace ?? '',
      name: metadata.name ?? '',
      type: spec?.type ?? 'ClusterIP',
      address: spec?.clusterIP ?? '',
      pods: pods.filter((pod) => selects(spec?.selector, metadata.namespace, pod)).map(({ metadata }) => metadata.uid ?? ''),
    })),
    more: all.length - pods.length,
  };
  return { picture, podOf: (uid) => pods.find(({ metadata }) => metadata.uid === uid) };
}

function drawNode(node: Node): PictureNode {
  const { metadata, spec, status } = node;
  return {
    name: metadata.name,
    ready: status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
    schedulable: !spec?.unschedulable,
    roles: nodeRoles(node),
    taints: (spec?.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
  };
}

const IN_TROUBLE = /BackOff|Err|Invalid|OOMKilled|ExitCode:|Signal:|ContainerCannotRun|DeadlineExceeded|Evicted|UnexpectedAdmission/;

function drawPod(pod: Pod): PicturePod {
  const { metadata, spec, status: seen } = pod;
  const { status, ready, total, restarts } = summarizePod(pod);
  const isReady = seen?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  const state = (): PicturePod['state'] => {
    if (metadata.deletionTimestamp) return 'ending';
    if (seen?.phase === 'Succeeded') return 'done';
    if (seen?.phase === 'Failed' || IN_TROUBLE.test(status)) return 'failed';
    return isReady ? 'running' : 'waiting';
  };
  return {
    uid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    node: spec?.nodeName ?? '',
    state: state(),
    status,
    ready: `${ready}/${total}`,
    restarts,
  };
}

function selects(selector: Readonly<Record<string, string>> | undefined, namespace: string | undefined, pod: Pod): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && pod.metadata.namespace === namespace && wanted.every(([key, value]) => pod.metadata.labels?.[key] === value);
}
