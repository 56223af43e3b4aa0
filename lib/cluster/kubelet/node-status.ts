import { formatTime } from '@/lib/api/time';
import { formatQuantity, newQuantity, parseQuantity, quantityValue } from '@/lib/api/quantity';
import type { KubeObject } from '@/lib/api/object';
import type { NodeSpec } from './context';

const MI = 1024 * 1024;

interface NodeResources {
  readonly capacity: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, string>>;
}

const resources = new WeakMap<NodeSpec, NodeResources>();

/** What a node has, and what is left for pods: 100Mi are kept back, and a tenth of the disk. */
export function nodeResources(node: NodeSpec): NodeResources {
  let known = resources.get(node);
  if (!known) resources.set(node, (known = resourcesOf(node)));
  return known;
}

function resourcesOf(node: NodeSpec): NodeResources {
  const memory = quantityValue(parseQuantity(node.memory));
  const disk = quantityValue(parseQuantity(node.ephemeralStorage));
  const common = { cpu: node.cpu, 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', pods: formatQuantity(newQuantity(node.pods, 'DecimalSI')) };
  return {
    capacity: { ...common, 'ephemeral-storage': node.ephemeralStorage, memory: node.memory },
    allocatable: {
      ...common,
      'ephemeral-storage': String(Math.floor(disk * 0.9)),
      memory: formatQuantity(newQuantity(Math.max(0, memory - 100 * MI), 'BinarySI')),
    },
  };
}

/** The status a healthy kubelet reports. Models pkg/kubelet/nodestatus. `network`: the CNI is configured. */
export function nodeStatus(node: NodeSpec, old: KubeObject['status'], now: number, network: boolean): KubeObject['status'] {
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
  const ready = network
    ? condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
    : condition(
        'Ready',
        'False',
        'KubeletNotReady',
        'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
      );
  return {
    addresses: [
      { type: 'InternalIP', address: node.ip },
      { type: 'Hostname', address: node.name },
    ],
    ...nodeResources(node),
    conditions: [
      ...foreign,
      condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
      condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      ready,
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      architecture: 'amd64',
      bootID: uuidOf(`boot-${node.name}`),
      containerRuntimeVersion: 'containerd://2.2.1',
      kernelVersion: '6.8.0-90-generic',
      kubeProxyVersion: '',
      kubeletVersion: 'v1.36.3',
      machineID: uuidOf(`machine-${node.name}`).replaceAll('-', ''),
      operatingSystem: 'linux',
      osImage: 'Ubuntu 24.04.3 LTS',
      systemUUID: uuidOf(`system-${node.name}`),
      swap: { capacity: 0 },
    },
    runtimeHandlers: [{ name: 'runc', features: { recursiveReadOnlyMounts: true, userNamespaces: true } }],
    features: { supplementalGroupsPolicy: true },
    images: node.images,
    ...(old?.volumesInUse ? { volumesInUse: old.volumesInUse } : {}),
    ...(old?.volumesAttached ? { volumesAttached: old.volumesAttached } : {}),
  };
}

/** An id that is the same on every boot of the same profile. */
function uuidOf(text: string): string {
  let hash = 0x811c9dc5;
  let hex = '';
  for (let i = 0; hex.length < 32; i++) {
    for (const char of `${text}${i}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
    hex += hash.toString(16).padStart(8, '0');
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
