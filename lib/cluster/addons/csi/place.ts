import type { Node } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { zoneOf, type CsiDriver } from '../../storage/drivers';

interface Topology {
  readonly matchLabelExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
}

/** Where a new volume is made: with the node that was selected, within the topologies that its class allows. */
export function placeOf(driver: CsiDriver, selected: Node | undefined, storage: KubeObject, nodes: readonly Node[]): string | undefined {
  if (!driver.topologyKey) return undefined;
  if (selected) return zoneOf(driver, selected);
  const allowed = ((storage.allowedTopologies ?? []) as readonly Topology[])
    .flatMap(({ matchLabelExpressions = [] }) => matchLabelExpressions)
    .find(({ key }) => key === driver.topologyKey)?.values;
  if (allowed) return allowed[0];
  const workers = nodes.filter((node) => !node.spec?.taints?.length).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return zoneOf(driver, workers[0] ?? { metadata: { name: '' } });
}
