import type { GroupResource, KubeObject } from '@/lib/api/object';
import { formatQuantity, milliQuantity } from '@/lib/api/quantity';

export const NAMESPACE = 'kube-system';
export const GROUP = 'autoscaling.k8s.io';
export const VPAS: GroupResource = { group: GROUP, resource: 'verticalpodautoscalers' };
export const CHECKPOINTS: GroupResource = { group: GROUP, resource: 'verticalpodautoscalercheckpoints' };
/** Where an instance of the admission controller keeps the autoscalers it knows, for its webhook. */
export const KNOWN_FILE = '/tmp/autoscalers.json';
/** Lease by which the updater knows that what it evicts will come back with other requests. */
export const STATUS_LEASE = 'vpa-admission-controller';
/** On pods: the containers that the admission controller has looked at. */
export const OBSERVED = 'vpaObservedContainers';

export type Resource = 'cpu' | 'memory';
export type Resources = Partial<Record<Resource, string>>;
export const RESOURCES: readonly Resource[] = ['cpu', 'memory'];

export interface ContainerPolicy {
  readonly containerName?: string;
  readonly mode?: 'Auto' | 'Off';
  readonly minAllowed?: Resources;
  readonly maxAllowed?: Resources;
  readonly controlledResources?: readonly Resource[];
  readonly controlledValues?: 'RequestsAndLimits' | 'RequestsOnly';
}

export interface ContainerRecommendation {
  readonly containerName: string;
  readonly target: Resources;
  readonly lowerBound?: Resources;
  readonly upperBound?: Resources;
  readonly uncappedTarget?: Resources;
}

export interface EvictionRequirement {
  readonly resources: readonly Resource[];
  readonly changeRequirement: 'TargetHigherThanRequests' | 'TargetLowerThanRequests';
}

export interface Vpa extends KubeObject {
  readonly spec: {
    readonly targetRef?: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
    readonly updatePolicy?: {
      readonly updateMode?: string;
      readonly minReplicas?: number;
      readonly evictionRequirements?: readonly EvictionRequirement[];
    };
    readonly resourcePolicy?: { readonly containerPolicies?: readonly ContainerPolicy[] };
    readonly recommenders?: readonly { readonly name: string }[];
  };
  readonly status?: {
    readonly recommendation?: { readonly containerRecommendations?: readonly ContainerRecommendation[] };
    readonly conditions?: readonly VpaCondition[];
  };
}

export interface VpaCondition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Without a policy pods are recreated. */
export const updateMode = ({ spec }: Vpa): string => spec.updatePolicy?.updateMode ?? 'Recreate';

/** The policy of a container, or that of `*`. Models GetContainerResourcePolicy. */
export function policyOf({ spec }: Vpa, container: string): ContainerPolicy | undefined {
  const policies = spec.resourcePolicy?.containerPolicies ?? [];
  return policies.find(({ containerName }) => containerName === container) ?? policies.find(({ containerName }) => containerName === '*');
}

/** CPU in thousandths, memory in bytes, as a quantity's text. */
export const amountText = (resource: Resource, amount: number): string =>
  formatQuantity(milliQuantity(BigInt(amount) * (resource === 'cpu' ? 1n : 1000n)));

/** Value of `--name=value` of a component, undefined when it is not given. */
export const flagOf = (argv: readonly string[], name: string): string | undefined =>
  argv.map((word) => /^--?([^=]+)=(.*)$/.exec(word)).find((found) => found?.[1] === name)?.[2];

/** Milliseconds of a Go duration of hours, minutes and seconds. */
export function durationMs(text: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text) ?? [];
  return Math.max(1, Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

/** Head of a line of klog. */
export function klog(level: 'I' | 'W' | 'E', now: number): string {
  const iso = new Date(now).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000       1 `;
}
