import type { Node } from '@/lib/api/models';

/** How bad things are: for a node's zone alone, or `everywhere`. Models ZoneState and handleDisruption. */
export type Disruption = 'normal' | 'partial' | 'full' | 'everywhere';

/** --unhealthy-zone-threshold */
const UNHEALTHY = 0.55;
/** --large-cluster-size-threshold */
const LARGE = 50;
/** --node-eviction-rate 0.1 and --secondary-node-eviction-rate 0.01, as the time between two nodes (ms). */
const PRIMARY_MS = 10_000;
const SECONDARY_MS = 100_000;

const zoneOf = ({ metadata: { labels = {} } }: Node): string =>
  `${labels['topology.kubernetes.io/region'] ?? ''}:\0:${labels['topology.kubernetes.io/zone'] ?? ''}`;
const isReady = ({ status }: Node) => status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';

/** Models ComputeZoneState. */
function stateOf(zone: readonly Node[]): 'normal' | 'partial' | 'full' {
  const bad = zone.filter((node) => !isReady(node)).length;
  if (bad > 0 && bad === zone.length) return 'full';
  return bad > 2 && bad / zone.length >= UNHEALTHY ? 'partial' : 'normal';
}

export function disruptionOf(all: readonly Node[], node: Node): Disruption {
  const zones = new Map<string, Node[]>();
  for (const each of all) zones.set(zoneOf(each), [...(zones.get(zoneOf(each)) ?? []), each]);
  if ([...zones.values()].every((zone) => stateOf(zone) === 'full')) return 'everywhere';
  return stateOf(zones.get(zoneOf(node)) ?? [node]);
}

/** When (ms) a node may be given its NoExecute taint: so long after the last one of its zone. Infinity: not as long as it is so. */
export function nextEviction(all: readonly Node[], node: Node, disruption: Disruption, keys: readonly string[]): number {
  const zone = all.filter((each) => zoneOf(each) === zoneOf(node));
  const every = disruption !== 'partial' ? PRIMARY_MS : zone.length > LARGE ? SECONDARY_MS : Infinity;
  const times = zone.flatMap(({ spec }) =>
    (spec?.taints ?? []).flatMap(({ key, effect, timeAdded }) =>
      effect === 'NoExecute' && keys.includes(key) && timeAdded ? [Date.parse(timeAdded)] : [],
    ),
  );
  return times.length > 0 || every === Infinity ? Math.max(0, ...times) + every : 0;
}
