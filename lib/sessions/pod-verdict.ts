import type { Pod } from '@/lib/api/models';
import { summarizePod } from '@/lib/cluster/kinds/pod/columns';
import type { World } from '@/lib/world/world';

type Decision = NonNullable<ReturnType<World['cluster']['decision']>>;
type NodeVerdict = Decision['verdicts'][number];

/** Why a pod is where it is, or is nowhere yet: the scheduler's last decision as the page shows it. Plain data. */
export interface PodVerdict {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** STATUS of `kubectl get pods`. */
  readonly status: string;
  /** Empty while it has none. */
  readonly node: string;
  /** Node promised to it while pods of a lower priority leave; empty if none. */
  readonly nominated: string;
  readonly scheduler: string;
  readonly origin: PodOrigin;
  /** Message of the condition PodScheduled. */
  readonly message: string;
  /** All nodes were refused alike, before any was looked at. */
  readonly preFilter?: { readonly plugin: string; readonly reasons: readonly string[] };
  /** Plugins that filtered, in the order in which they were asked. */
  readonly filters: readonly string[];
  /** Plugins that scored, with what their scores were multiplied by. */
  readonly scorers: readonly { readonly plugin: string; readonly weight: number }[];
  /** The one chosen first, then by total score, then those refused. */
  readonly nodes: readonly VerdictNode[];
  /** Nodes looked at that are not among `nodes`. */
  readonly more: number;
  /** Nodes of the cluster that were not looked at, since enough others would do. */
  readonly unseen: number;
}

/**
 * How a pod comes to a node: `scheduled` by a scheduler of the cluster, `static` (a kubelet's own), `named` (created with
 * spec.nodeName). While it has none: `waiting` for its first decision or its next, `gated`, or `foreign`: its scheduler does not answer.
 */
export type PodOrigin = 'scheduled' | 'static' | 'named' | 'waiting' | 'gated' | 'foreign';

export interface VerdictNode {
  readonly name: string;
  readonly chosen: boolean;
  /** Those of `filters` that let it pass. */
  readonly passed: readonly string[];
  readonly refused?: NonNullable<NodeVerdict['refused']>;
  /** Weighted scores by plugin; absent when nothing was scored. */
  readonly scores?: Readonly<Record<string, number>>;
  readonly total?: number;
}

const MOST_NODES = 60;
const MIRROR = 'kubernetes.io/config.mirror';

/** What the scheduler found out about a pod, with what the pod itself says. `nodeCount`: nodes of the cluster. */
export function explainPod(pod: Pod, decision: Decision | undefined, nodeCount: number): PodVerdict {
  const { metadata, spec, status } = pod;
  const condition = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const all = (decision?.verdicts ?? []).map((verdict) => verdictNode(verdict, decision?.node)).sort(byRank);
  const origin = originOf(pod, decision !== undefined, condition);
  return {
    uid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    status: summarizePod(pod).status,
    node: spec?.nodeName ?? '',
    nominated: (!spec?.nodeName && status?.nominatedNodeName) || '',
    scheduler: spec?.schedulerName ?? 'default-scheduler',
    origin,
    message: condition?.message ?? '',
    ...(decision?.preFilter && { preFilter: { plugin: decision.preFilter.plugin, reasons: decision.preFilter.reasons } }),
    filters: filtersOf(decision?.verdicts ?? []),
    scorers: Object.entries(decision?.weights ?? {}).map(([plugin, weight]) => ({ plugin, weight })),
    nodes: all.slice(0, MOST_NODES),
    more: Math.max(0, all.length - MOST_NODES),
    // A decision says where the next search begins only when it may stop before the last node.
    unseen: decision?.next === undefined ? 0 : Math.max(0, nodeCount - all.length),
  };
}

function originOf(pod: Pod, decided: boolean, condition: { readonly reason?: string } | undefined): PodOrigin {
  const { metadata, spec } = pod;
  if (spec?.nodeName) return decided ? 'scheduled' : metadata.annotations?.[MIRROR] ? 'static' : 'named';
  if ((spec?.schedulingGates ?? []).length > 0) return 'gated';
  return decided || condition?.reason ? 'waiting' : 'foreign';
}

function verdictNode({ node: name, refused, passed = [], scores }: NodeVerdict, chosen: string | undefined): VerdictNode {
  const scored = scores && Object.keys(scores).length > 0;
  return {
    name,
    chosen: name === chosen,
    passed,
    ...(refused && { refused }),
    ...(scored && { scores, total: Object.values(scores).reduce((sum, score) => sum + score, 0) }),
  };
}

/** Each node was asked the same plugins in the same order, up to the one that refused: the longest row names the most. */
function filtersOf(verdicts: readonly NodeVerdict[]): readonly string[] {
  const rows = verdicts.map(({ passed = [], refused }) => (refused ? [...passed, refused.plugin] : passed));
  const longest = rows.reduce((a, b) => (b.length > a.length ? b : a), []);
  const others = rows.flat().filter((plugin) => !longest.includes(plugin));
  return [...longest, ...new Set(others)];
}

const rank = ({ chosen, refused }: VerdictNode) => (chosen ? 0 : refused ? 2 : 1);
const byRank = (a: VerdictNode, b: VerdictNode) => rank(a) - rank(b) || (b.total ?? 0) - (a.total ?? 0) || (a.name < b.name ? -1 : 1);
