import type * as k8s from '@kubernetes/client-node';
import type { Node, Wire } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { nodeAffinityMatches } from '../node-affinity';

export const CLAIMS = { group: 'resource.k8s.io', resource: 'resourceclaims' };
export const SLICES = { group: 'resource.k8s.io', resource: 'resourceslices' };
export const CLASSES = { group: 'resource.k8s.io', resource: 'deviceclasses' };
/** Keeps a claim that is allocated from being deleted. */
export const CLAIM_FINALIZER = 'resource.kubernetes.io/delete-protection';

type NodeSelector = Wire<k8s.V1NodeSelector>;

/** One of bool, int, string, version. */
export interface Attribute {
  readonly bool?: boolean;
  readonly int?: number;
  readonly string?: string;
  readonly version?: string;
}

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** What a slice says of a device. */
export interface SliceDevice {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly capacity?: Readonly<Record<string, { readonly value: string }>>;
  readonly taints?: readonly Taint[];
  readonly consumesCounters?: readonly unknown[];
  readonly allowMultipleAllocations?: boolean;
}

interface SliceSpec {
  readonly driver: string;
  readonly pool: { readonly name: string; readonly generation: number; readonly resourceSliceCount: number };
  readonly nodeName?: string;
  readonly nodeSelector?: NodeSelector;
  readonly allNodes?: boolean;
  readonly devices?: readonly SliceDevice[];
}

/** A device that a node can use. */
export interface Device extends SliceDevice {
  readonly driver: string;
  readonly pool: string;
  /** Where it can be used; undefined: everywhere. */
  readonly nodeSelector?: NodeSelector;
}

export interface Selector {
  readonly cel?: { readonly expression?: string };
}

export interface DeviceRequest {
  readonly name?: string;
  readonly deviceClassName: string;
  readonly selectors?: readonly Selector[];
  readonly allocationMode?: string;
  readonly count?: number;
  readonly adminAccess?: boolean;
  readonly tolerations?: readonly Toleration[];
}

export interface ClaimSpec {
  readonly devices?: {
    readonly requests?: readonly {
      readonly name: string;
      readonly exactly?: DeviceRequest;
      readonly firstAvailable?: readonly DeviceRequest[];
    }[];
    readonly constraints?: readonly {
      readonly requests?: readonly string[];
      readonly matchAttribute?: string;
      readonly distinctAttribute?: string;
    }[];
    readonly config?: readonly object[];
  };
}

/** One device that was given to a request. */
export interface Result {
  readonly request: string;
  readonly driver: string;
  readonly pool: string;
  readonly device: string;
  readonly adminAccess?: boolean;
}

export const deviceKey = ({ driver, pool }: { driver: string; pool: string }, name: string): string => `${driver}/${pool}/${name}`;

/**
 * Devices that a node can use: of each pool's newest generation, and only of pools of which all slices are there. Models
 * structured.GatherPools.
 */
export function devicesOn(node: Node, slices: readonly KubeObject[]): Device[] {
  const pools = new Map<string, SliceSpec[]>();
  for (const slice of slices) {
    const spec = slice.spec as SliceSpec;
    const key = `${spec.driver}/${spec.pool.name}`;
    const known = pools.get(key) ?? [];
    const newest = known[0]?.pool.generation ?? spec.pool.generation;
    if (spec.pool.generation > newest) pools.set(key, [spec]);
    else if (spec.pool.generation === newest) pools.set(key, [...known, spec]);
  }
  return [...pools.values()].flatMap((specs) =>
    specs.length < (specs[0]?.pool.resourceSliceCount ?? 0) ? [] : specs.flatMap((spec) => usable(spec, node)),
  );
}

function usable(spec: SliceSpec, node: Node): Device[] {
  if (spec.nodeName !== undefined && spec.nodeName !== '' && spec.nodeName !== node.metadata.name) return [];
  if (spec.nodeSelector && !nodeAffinityMatches({ requiredDuringSchedulingIgnoredDuringExecution: spec.nodeSelector }, node)) return [];
  const where = spec.nodeName ? onlyOn(spec.nodeName) : spec.nodeSelector;
  return (spec.devices ?? []).map((device) => ({
    ...device,
    driver: spec.driver,
    pool: spec.pool.name,
    ...(where && { nodeSelector: where }),
  }));
}

const onlyOn = (name: string): NodeSelector => ({
  nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }],
});

/** Whether a device's taints keep a request away. */
export function isTainted({ taints = [] }: SliceDevice, tolerations: readonly Toleration[] = []): boolean {
  return taints.some(({ key, value = '', effect }) => {
    if (effect === 'None') return false;
    const tolerates = (toleration: Toleration) =>
      (!toleration.effect || toleration.effect === effect) &&
      (!toleration.key || toleration.key === key) &&
      (toleration.operator === 'Exists' || (toleration.value ?? '') === value);
    return !tolerations.some(tolerates);
  });
}
