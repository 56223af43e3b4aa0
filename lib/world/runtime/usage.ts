import type { ContainerUsage, NodeUsage } from '@/lib/cluster/kubelet/runtime';
import type { FileSystem } from '@/lib/hosts/fs/file-system';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { cpuTimeOf, groupUsage, residentBytes } from '@/lib/hosts/process/usage';
import type { NodeState } from './node-state';

/** Rates are told over at least this long: cAdvisor's housekeeping. */
const WINDOW_MS = 10_000;
/** What the kernel and its caches hold of a machine's memory. */
const SYSTEM_BYTES = 300 * 1024 * 1024;
const DEFAULT_MEMORY = 4 * 2 ** 30;

/** What a running container uses. Models cAdvisor's view of its cgroup. */
export function containerUsage(kernel: Kernel, node: NodeState, id: string): ContainerUsage | undefined {
  const record = node.containers.get(id);
  if (!record || record.finishedAt !== undefined) return undefined;
  const group = groupUsage(kernel.state, id);
  const limit = kernel.state.namespaces.get(id)?.cpuLimitMillis ?? Infinity;
  const rate = rateOf(node, id, kernel.state.sim.now(), group.usedMs, record.startedAt);
  const millis = Math.min(limit, Math.max(rate, group.steadyMillis));
  const rootfs = kernel.state.stores.get(`container/${id}`) as FileSystem | undefined;
  return {
    cpuNanoCores: Math.round(millis * 1e6),
    cpuNanoSeconds: Math.round(group.usedMs * 1e6),
    throttledNanoSeconds: Math.round(group.throttledMs * 1e6),
    memoryBytes: group.residentBytes + memoryVolumes(kernel, record.spec.podUid, record.spec.mounts),
    processes: group.processes,
    rootfsBytes: Math.max(0, (rootfs?.usedBytes ?? 0) - record.imageBytes),
    logBytes: kernel.tree().tryFind(record.logPath)?.inode.size ?? 0,
  };
}

/** emptyDirs in memory are charged to who mounts them. */
function memoryVolumes(
  kernel: Kernel,
  podUid: string,
  mounts: readonly { volume: string; source: { type: string; medium?: string } }[],
): number {
  let bytes = 0;
  for (const { volume, source } of mounts) {
    if (source.type !== 'emptyDir' || !source.medium) continue;
    bytes += (kernel.state.stores.get(`emptydir/${podUid}/${volume}`) as FileSystem | undefined)?.usedBytes ?? 0;
  }
  return bytes;
}

/** Thousandths of a CPU since the look before the last one, or since `startedAt`. */
function rateOf(node: NodeState, id: string, now: number, ms: number, startedAt: number): number {
  const known = node.samples.get(id) ?? { before: { at: startedAt, ms: 0 }, last: { at: startedAt, ms: 0 } };
  const last = { at: now, ms };
  if (now - known.last.at >= WINDOW_MS) node.samples.set(id, { before: known.last, last });
  const from = now - known.last.at >= WINDOW_MS ? known.last : known.before;
  return now > from.at ? (1000 * (ms - from.ms)) / (now - from.at) : 0;
}

/** Bytes of memory or disk that a machine was furnished with. */
const hardware = (kernel: Kernel, what: 'memory' | 'disk', otherwise: number): number =>
  Number(kernel.state.settings.get(`hardware/${what}`) ?? otherwise);

/** Memory of a machine: what is taken, and what it has. Bytes. */
export function nodeMemory(kernel: Kernel): { used: number; capacity: number } {
  let used = SYSTEM_BYTES;
  for (const process of kernel.state.processes.values()) used += residentBytes(process);
  return { used, capacity: hardware(kernel, 'memory', DEFAULT_MEMORY) };
}

export function nodeUsage(kernel: Kernel, node: NodeState): NodeUsage {
  const { state } = kernel;
  const now = state.sim.now();
  let ms = 0;
  for (const { usedMs } of state.spent.values()) ms += usedMs;
  let steady = 0;
  for (const process of state.processes.values()) {
    if (process.status === 'zombie') continue;
    ms += cpuTimeOf(state, process).usedMs;
    steady += Math.min(process.load?.millicores ?? 0, state.ns(process.ns).cpuLimitMillis ?? Infinity);
  }
  const memory = nodeMemory(kernel);
  const disk = diskUsage(kernel, node);
  return {
    cpuNanoCores: Math.round(Math.max(rateOf(node, '', now, ms, state.bootedAt), steady) * 1e6),
    cpuNanoSeconds: Math.round(ms * 1e6),
    memoryBytes: memory.used,
    memoryCapacityBytes: memory.capacity,
    ...disk,
    processes: state.processes.size,
    maxProcesses: state.limits.processes,
  };
}

/** The node's one disk: the host's files, images, and what containers and emptyDirs hold. */
function diskUsage(kernel: Kernel, node: NodeState): Pick<NodeUsage, 'fsUsedBytes' | 'fsCapacityBytes' | 'fsInodes' | 'fsInodesUsed'> {
  const root = kernel.state.stores.get('root') as FileSystem;
  let used = root.usedBytes + BASE_DISK_BYTES;
  let inodes = root.usedInodes + BASE_INODES;
  for (const image of node.images.values()) used += image.sizeBytes * UNPACKED;
  for (const [id, store] of kernel.state.stores) {
    if (id.startsWith('emptydir/') && store.type !== 'tmpfs') {
      used += (store as FileSystem).usedBytes;
      inodes += (store as FileSystem).usedInodes;
    }
  }
  for (const record of node.containers.values()) {
    const rootfs = kernel.state.stores.get(`container/${record.id}`) as FileSystem | undefined;
    if (rootfs) used += Math.max(0, rootfs.usedBytes - record.imageBytes);
  }
  return { fsUsedBytes: used, fsCapacityBytes: hardware(kernel, 'disk', DEFAULT_DISK), fsInodesUsed: inodes, fsInodes: 2_600_000 };
}

/** An installed Ubuntu server with the Kubernetes packages. */
const BASE_DISK_BYTES = 4.5 * 2 ** 30;
const BASE_INODES = 180_000;
const DEFAULT_DISK = 20 * 2 ** 30;
/** Layers on disk against their compressed size. */
const UNPACKED = 2.6;
