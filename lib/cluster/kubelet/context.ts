import type { LayeredMap } from '@/lib/sim/layered-map';
import type { Sim } from '@/lib/sim/sim';
import type { KubeObject } from '@/lib/api/object';
import type { ProfileHost } from '../profiles/profile';
import type { Client, InformerFactory } from '../client/client';
import type { EventRecorder } from '../controllers/event-recorder';
import type { Disks } from '../storage/disks';
import type { PodRecord } from './pod-record';
import type { NodeRuntime } from './runtime';

/** A node as the profile describes it. */
export interface NodeSpec {
  readonly name: string;
  readonly ip: string;
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
  readonly pods: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** Labels that the cloud has the kubelet set (`--node-labels`, the cloud's controller). */
  readonly labelsOfCloud?: Readonly<Record<string, string>>;
  readonly providerId?: string;
  /** Addresses besides InternalIP and Hostname. */
  readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  readonly system?: ProfileHost['system'];
  readonly images: readonly { readonly names: readonly string[]; readonly sizeBytes: number }[];
}

export interface KubeletContext {
  readonly sim: Sim;
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly events: EventRecorder;
  readonly runtime: NodeRuntime;
  readonly node: NodeSpec;
  /** The storage around the cluster; without it CSI drivers have no volumes. */
  readonly disks?: Disks;
  readonly clusterDns: string;
  readonly clusterDomain: string;
  /** Pods by uid. State of the cluster. */
  readonly records: LayeredMap<PodRecord>;
  /** Static pods of the node's manifests by their own uid, which is the hash of the mirror pod. State of the cluster. */
  readonly statics: LayeredMap<KubeObject>;
  /** Issues a bound token for a pod's service account. */
  token(pod: KubeObject, audience: string | undefined, expirationSeconds: number): string;
  isUp(): boolean;
  /** Keeps a key that came while the kubelet was down; it is queued again when the kubelet starts. */
  park(queue: string, key: string): void;
}

export const kubeletQueue = (node: string): string => `kubelet/${node}`;
export const podKey = (pod: KubeObject | PodRecord): string =>
  'metadata' in pod
    ? `pod/${pod.metadata.namespace}/${pod.metadata.name}/${pod.metadata.uid}`
    : `pod/${pod.namespace}/${pod.name}/${pod.uid}`;
