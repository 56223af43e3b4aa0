import type { GroupResource, KubeObject } from '@/lib/api/object';
import type { Client } from '@/lib/cluster/client/client';

/** What the picture of a cluster shows. */
export interface ClusterPicture {
  readonly nodes: readonly {
    readonly name: string;
    readonly ready: boolean;
    readonly schedulable: boolean;
    readonly roles: readonly string[];
  }[];
  readonly pods: readonly PicturePod[];
  readonly services: readonly PictureService[];
  /** Pods beyond those shown. */
  readonly more: number;
}

export interface PicturePod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Empty while it has no node. */
  readonly node: string;
  readonly state: 'running' | 'waiting' | 'failed' | 'done' | 'ending';
  readonly reason: string;
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

interface Pod extends KubeObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly state?: { readonly waiting?: { readonly reason?: string } } }[];
  };
}
interface Node extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}
interface Service extends KubeObject {
  readonly spec?: { readonly type?: string; readonly clusterIP?: string; readonly selector?: Readonly<Record<string, string>> };
}

const ROLE = 'node-role.kubernetes.io/';

/** Reads the picture through the one door. Throws ApiError when the API server does not answer. */
export function drawCluster(client: Client): ClusterPicture {
  const nodes = client.list<Node>(core('nodes')).items;
  const all = client.list<Pod>(core('pods')).items;
  // The learner's own pods come first, so that the limit falls on the system's.
  const own = (pod: Pod) => (pod.metadata.namespace === 'kube-system' ? 1 : 0);
  const pods = [...all].sort((a, b) => own(a) - own(b)).slice(0, MOST_PODS);
  const services = client.list<Service>(core('services')).items.slice(0, MOST_SERVICES);
  return {
    nodes: nodes.map(({ metadata, spec, status }) => ({
      name: metadata.name ?? '',
      ready: status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
      schedulable: !spec?.unschedulable,
      roles: Object.keys(metadata.labels ?? {})
        .filter((label) => label.startsWith(ROLE))
        .map((label) => label.slice(ROLE.length)),
    })),
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
}

function drawPod(pod: Pod): PicturePod {
  const { metadata, spec, status } = pod;
  const waiting = status?.containerStatuses?.find(({ state }) => state?.waiting)?.state?.waiting?.reason;
  const ready = status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  const state = (): PicturePod['state'] => {
    if (metadata.deletionTimestamp) return 'ending';
    if (status?.phase === 'Succeeded') return 'done';
    if (status?.phase === 'Failed' || /BackOff|Err/.test(waiting ?? '')) return 'failed';
    return ready ? 'running' : 'waiting';
  };
  return {
    uid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    node: spec?.nodeName ?? '',
    state: state(),
    reason: metadata.deletionTimestamp ? 'Terminating' : (waiting ?? status?.reason ?? status?.phase ?? ''),
  };
}

function selects(selector: Readonly<Record<string, string>> | undefined, namespace: string | undefined, pod: Pod): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && pod.metadata.namespace === namespace && wanted.every(([key, value]) => pod.metadata.labels?.[key] === value);
}
