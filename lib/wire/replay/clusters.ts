import { World } from '@/lib/world/world';
import type { Scenario } from './scenario';

let booted: World | undefined;

/** A cluster like the one that was recorded, with the scenario's namespace in it. Scenarios do not see each other. */
export function clusterFor(scenario: Scenario): World {
  // A fixed hour, so that no schedule comes due in one run and not in another.
  booted ??= World.boot('hollow', { seed: 1 });
  const world = booted.fork();
  const { namespace } = scenario;
  if (namespace && scenario.steps[0]?.cmd !== `kubectl create namespace ${namespace}`) {
    const admin = world.cluster.client({ name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] });
    admin.create({ group: '', resource: 'namespaces' }, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    world.settle({ limitMs: 2_000 });
  }
  return world;
}
