import type { Node, Pod } from '@/lib/api/models';
import { GroupedPods } from './pod-groups';
import { amountOf, podRequests, type Amounts } from './resources';

/** A node with what is on it. */
export interface NodeInfo {
  readonly node: Node;
  readonly allocatable: Amounts;
  readonly pods: ReadonlyMap<string, Pod>;
  /** Sum of the requests of its pods. */
  readonly requested: Amounts;
  /** As requested, but with upstream's defaults for containers that ask for nothing (100m, 200Mi): for scores only. */
  readonly nonZero: { readonly cpu: number; readonly memory: number };
}

interface Entry {
  node?: Node;
  allocatable: Amounts;
  pods: GroupedPods;
  requested: Record<string, number>;
  nonZero: { cpu: number; memory: number };
}

const DEFAULT_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;

/** Nodes and the pods assigned to them, kept up by single changes. Derived state. Models pkg/scheduler/backend/cache. */
export class NodeCache {
  private readonly entries = new Map<string, Entry>();
  private readonly placed = new Map<string, string>();

  /** All nodes, sorted by name. */
  list(): NodeInfo[] {
    return [...this.entries.values()]
      .filter((entry): entry is Entry & { node: Node } => entry.node !== undefined)
      .sort((a, b) => (a.node.metadata.name < b.node.metadata.name ? -1 : 1));
  }

  setNode(node: Node): void {
    const entry = this.entry(node.metadata.name);
    entry.node = node;
    entry.allocatable = Object.fromEntries(
      Object.entries(node.status?.allocatable ?? {}).map(([name, quantity]) => [name, amountOf(name, quantity as string)]),
    );
  }

  removeNode(name: string): void {
    const entry = this.entries.get(name);
    if (!entry) return;
    if (entry.pods.size === 0) this.entries.delete(name);
    else entry.node = undefined;
  }

  /** A pod that is assigned and not finished takes its place; any other gives it up. */
  setPod(pod: Pod): void {
    const uid = pod.metadata.uid!;
    const node = pod.spec?.nodeName;
    const home = node === undefined || this.placed.get(uid) !== node ? undefined : this.entries.get(node);
    if (home?.pods.get(uid)?.spec === pod.spec && !isOver(pod)) {
      home!.pods.set(uid, pod);
      return;
    }
    this.removePod(uid);
    if (!node || isOver(pod)) return;
    this.placed.set(uid, node);
    const entry = this.entry(node);
    entry.pods.set(uid, pod);
    account(entry, pod, 1);
  }

  removePod(uid: string): void {
    const node = this.placed.get(uid);
    const entry = node === undefined ? undefined : this.entries.get(node);
    const pod = entry?.pods.get(uid);
    if (!entry || !pod) return;
    this.placed.delete(uid);
    entry.pods.delete(uid);
    account(entry, pod, -1);
  }

  private entry(name: string): Entry {
    let entry = this.entries.get(name);
    if (!entry)
      this.entries.set(name, (entry = { allocatable: {}, pods: new GroupedPods(), requested: {}, nonZero: { cpu: 0, memory: 0 } }));
    return entry;
  }
}

const isOver = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed';

function account(entry: Entry, pod: Pod, sign: 1 | -1): void {
  for (const [name, amount] of Object.entries(podRequests(pod))) entry.requested[name] = (entry.requested[name] ?? 0) + sign * amount;
  const { cpu, memory } = nonZeroRequests(pod);
  entry.nonZero.cpu += sign * cpu;
  entry.nonZero.memory += sign * memory;
}

/** Requests for scoring: containers that ask for nothing count as 100m and 200Mi. Models schedutil.GetNonzeroRequests. */
export function nonZeroRequests(pod: Pod): { cpu: number; memory: number } {
  const requests = podRequests(pod);
  const containers = pod.spec?.containers ?? [];
  const lacking = (name: string) =>
    containers.filter((container) => (container.resources?.requests as Record<string, string> | undefined)?.[name] === undefined).length;
  return { cpu: (requests.cpu ?? 0) + lacking('cpu') * DEFAULT_CPU, memory: (requests.memory ?? 0) + lacking('memory') * DEFAULT_MEMORY };
}
