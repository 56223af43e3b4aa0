import { formatTime } from '@/lib/api/time';
import { formatQuantity, newQuantity, parseQuantity, quantityMilliValue, quantityValue } from '@/lib/api/quantity';
import type { KubeObject } from '@/lib/api/object';
import type { NodeSpec } from './context';
import { nodeConfig, reservedOf, thresholdOf, type NodeConfig } from './node-config';
import type { KubeletMemory, NodeRuntime, PressureKind } from './runtime';

interface NodeResources {
  readonly capacity: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, string>>;
}

const resources = new WeakMap<NodeSpec, WeakMap<NodeConfig, NodeResources>>();
const DEFAULTS = nodeConfig('');

/** What a node has, and what is left for pods: without what is reserved, and what the hard eviction thresholds keep back. */
export function nodeResources(node: NodeSpec, config: NodeConfig = DEFAULTS): NodeResources {
  let byConfig = resources.get(node);
  if (!byConfig) resources.set(node, (byConfig = new WeakMap()));
  let known = byConfig.get(config);
  if (!known) byConfig.set(config, (known = resourcesOf(node, config)));
  return known;
}

function resourcesOf(node: NodeSpec, config: NodeConfig): NodeResources {
  const memory = quantityValue(parseQuantity(node.memory));
  const disk = quantityValue(parseQuantity(node.ephemeralStorage));
  const pods = Math.min(node.pods, config.maxPods);
  const common = { 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', pods: formatQuantity(newQuantity(pods, 'DecimalSI')) };
  const reservedCpu = reservedOf(config, 'cpu');
  const millis = quantityMilliValue(parseQuantity(node.cpu)) - reservedCpu;
  const hard = (signal: string, capacity: number) => thresholdOf(config.evictionHard[signal] ?? '0', capacity);
  const freeMemory = memory - reservedOf(config, 'memory') - hard('memory.available', memory);
  const freeDisk = disk - reservedOf(config, 'ephemeral-storage') - hard('nodefs.available', disk);
  return {
    capacity: { ...common, cpu: node.cpu, 'ephemeral-storage': node.ephemeralStorage, memory: node.memory },
    allocatable: {
      ...common,
      cpu: reservedCpu > 0 ? formatQuantity(parseQuantity(`${Math.max(0, millis)}m`)) : node.cpu,
      'ephemeral-storage': String(Math.floor(freeDisk)),
      memory: formatQuantity(newQuantity(Math.max(0, Math.floor(freeMemory)), 'BinarySI')),
    },
  };
}

/** What containerd says while no network configuration is loaded. */
export const NETWORK_NOT_READY =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

/** Why a node cannot run pods; undefined when it can. */
export function notReady(runtime: NodeRuntime): string | undefined {
  const down = runtime.runtimeDown();
  if (down !== undefined) return down;
  return runtime.networkReady?.() === false ? NETWORK_NOT_READY : undefined;
}

/** What a node's status tells besides what its machine is. */
export interface NodeHealth {
  readonly problem?: string;
  readonly pressures: KubeletMemory['pressures'];
  readonly config: NodeConfig;
  /** Of the kubelet. */
  readonly version?: string | undefined;
  readonly bootId?: string | undefined;
  readonly images: readonly { readonly names: readonly string[]; readonly sizeBytes: number }[];
}

const MOST_IMAGES = 50;

/** The status a kubelet reports of its node. Models pkg/kubelet/nodestatus. */
export function nodeStatus(node: NodeSpec, old: KubeObject['status'], now: number, health: NodeHealth): KubeObject['status'] {
  const beat = formatTime(now);
  const condition = (type: string, status: string, reason: string, message: string) => {
    const before = (old?.conditions ?? []).find((one: KubeObject['status']) => one.type === type);
    return {
      type,
      status,
      lastHeartbeatTime: beat,
      lastTransitionTime: before?.status === status ? before.lastTransitionTime : beat,
      reason,
      message,
    };
  };
  const foreign = (old?.conditions ?? []).filter((one: KubeObject['status']) => one.type === 'NetworkUnavailable');
  const { problem, pressures, config, images } = health;
  const ready =
    problem === undefined
      ? condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
      : condition('Ready', 'False', 'KubeletNotReady', problem);
  const pressure = (type: PressureKind, no: readonly [string, string], yes: readonly [string, string]) =>
    pressures[type] === undefined ? condition(type, 'False', ...no) : condition(type, 'True', ...yes);
  return {
    addresses: [{ type: 'InternalIP', address: node.ip }, ...(node.addresses ?? []), { type: 'Hostname', address: node.name }],
    ...nodeResources(node, config),
    conditions: [
      ...foreign,
      pressure(
        'MemoryPressure',
        ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
        ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
      ),
      pressure(
        'DiskPressure',
        ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
        ['KubeletHasDiskPressure', 'kubelet has disk pressure'],
      ),
      pressure(
        'PIDPressure',
        ['KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
        ['KubeletHasInsufficientPID', 'kubelet has insufficient PID available'],
      ),
      ready,
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      architecture: 'amd64',
      bootID: health.bootId ?? uuidOf(`boot-${node.name}`),
      containerRuntimeVersion: node.system?.runtimeVersion ?? 'containerd://2.2.1',
      kernelVersion: node.system?.kernelVersion ?? '6.8.0-90-generic',
      kubeProxyVersion: '',
      kubeletVersion: node.system?.kubeletVersion ?? health.version ?? 'v1.36.3',
      machineID: uuidOf(`machine-${node.name}`).replaceAll('-', ''),
      operatingSystem: 'linux',
      osImage: node.system?.osImage ?? 'Ubuntu 24.04.3 LTS',
      systemUUID: uuidOf(`system-${node.name}`),
      swap: { capacity: 0 },
    },
    runtimeHandlers: [{ name: 'runc', features: { recursiveReadOnlyMounts: true, userNamespaces: true } }],
    features: { supplementalGroupsPolicy: true },
    images: images.length > 0 ? images.slice(0, MOST_IMAGES) : node.images,
    ...(old?.volumesInUse ? { volumesInUse: old.volumesInUse } : {}),
    ...(old?.volumesAttached ? { volumesAttached: old.volumesAttached } : {}),
  };
}

/** An id that is the same on every boot of the same profile: a UUID that follows from a text. */
export function uuidOf(text: string): string {
  let hash = 0x811c9dc5;
  let hex = '';
  for (let i = 0; hex.length < 32; i++) {
    for (const char of `${text}${i}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
    hex += hash.toString(16).padStart(8, '0');
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
