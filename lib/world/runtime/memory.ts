import type { Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import { groupUsage } from '@/lib/hosts/process/usage';
import type { Core } from '../core';
import type { NodeState } from './node-state';
import { nodeMemory } from './usage';

/**
 * Takes memory for a process (or gives it back: negative). Past the limit of its container the whole container is killed,
 * as kubelets ask of cgroup v2 (`memory.oom.group`); on a machine without memory the kernel picks a victim. False when the
 * caller itself is gone.
 */
export function allocate(core: Core, kernel: Kernel, process: Process, bytes: number): boolean {
  process.allocatedBytes = Math.max(0, (process.allocatedBytes ?? 0) + bytes);
  if (bytes <= 0) return true;
  const node = core.nodes.get(kernel.name);
  const { container, memoryLimitBytes: limit } = kernel.state.ns(process.ns);
  if (node && container !== undefined && limit !== undefined && groupUsage(kernel.state, process.ns).residentBytes > limit) {
    killForMemory(core, kernel, node, container);
    return false;
  }
  if (node) relieve(core, kernel, node);
  return process.status !== 'zombie';
}

/** How long after its start a container is looked at, and how often: entry points become servers. */
const START_MS = 30_000;
const LOOK_MS = 2_500;

/** Kills a container that has outgrown its limit by what its programs need from their start. */
export function watchMemory(core: Core, kernel: Kernel, node: NodeState, id: string): void {
  const record = node.containers.get(id);
  const limit = kernel.state.namespaces.get(id)?.memoryLimitBytes;
  if (!record || record.finishedAt !== undefined || limit === undefined) return;
  if (groupUsage(kernel.state, id).residentBytes > limit) killForMemory(core, kernel, node, id);
  else if (core.sim.now() - record.startedAt < START_MS) core.sim.after('runtime', `oom ${node.name} ${id}`, LOOK_MS, { background: true });
}

/** The kernel's OOM killer in a container's cgroup: everything in it is killed at once. */
export function killForMemory(core: Core, kernel: Kernel, node: NodeState, id: string): void {
  const record = node.containers.get(id);
  if (!record || record.finishedAt !== undefined) return;
  node.containers.set(id, { ...record, oomKilled: true });
  const main = kernel.state.process(record.pid);
  const name = (main?.argv[0] ?? '').split('/').pop();
  kernel.state.writeJournal(
    'kernel',
    0,
    `Memory cgroup out of memory: Killed process ${record.pid} (${name}) total-vm:0kB, anon-rss:${Math.round(groupUsage(kernel.state, id).residentBytes / 1024)}kB`,
  );
  for (const process of [...kernel.state.processes.values()]) if (process.ns === id && process !== main) kernel.kill(process, 'KILL');
  if (main) kernel.kill(main, 'KILL');
}

/** The system's OOM killer: the container with the worst oom_score goes, until there is memory again. */
function relieve(core: Core, kernel: Kernel, node: NodeState): void {
  for (let tries = 0; tries < 10; tries++) {
    const { used, capacity } = nodeMemory(kernel);
    if (used <= capacity) return;
    let worst: { id: string; score: number } | undefined;
    for (const record of node.containers.values()) {
      if (record.finishedAt !== undefined) continue;
      const { residentBytes } = groupUsage(kernel.state, record.id);
      const score = (1000 * residentBytes) / capacity + (record.spec.oomScoreAdj ?? 0);
      if (!worst || score > worst.score) worst = { id: record.id, score };
    }
    if (!worst) return;
    killForMemory(core, kernel, node, worst.id);
  }
}
