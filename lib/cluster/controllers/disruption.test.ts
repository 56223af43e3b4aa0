import { expect, it } from 'vitest';
import { testCluster } from '../test-cluster';
import { DEPLOYMENTS, POD_DISRUPTION_BUDGETS, PODS } from '../client/resources';

it('counts how many pods may go, and evictions against it', () => {
  const { sim, admin, cluster } = testCluster();
  const template = { metadata: { labels: { app: 'w' } }, spec: { containers: [{ name: 'c', image: 'x' }] } };
  admin.create(
    DEPLOYMENTS,
    { metadata: { name: 'w' }, spec: { replicas: 3, selector: { matchLabels: { app: 'w' } }, template } },
    'default',
  );
  admin.create(
    POD_DISRUPTION_BUDGETS,
    { metadata: { name: 'b' }, spec: { maxUnavailable: '34%', selector: { matchLabels: { app: 'w' } } } },
    'default',
  );
  sim.settle({ limitMs: 60_000 });
  const status = () => admin.get(POD_DISRUPTION_BUDGETS, 'default', 'b')!.status;
  expect(status()).toMatchObject({ expectedPods: 3, currentHealthy: 3, desiredHealthy: 1, disruptionsAllowed: 2 });
  expect(status().conditions).toMatchObject([{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }]);
  const evict = (name: string) =>
    cluster.door.handle({
      method: 'POST',
      path: `/api/v1/namespaces/default/pods/${name}/eviction`,
      query: {},
      headers: {},
      as: { name: 'a', groups: ['system:masters'] },
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } },
    }).status;
  const names = admin.list(PODS, 'default').items.map(({ metadata }) => metadata.name);
  expect(names.map(evict)).toEqual([201, 201, 429]);
  sim.settle({ limitMs: 120_000 });
  expect(status().disruptionsAllowed).toBe(2);
});

it('lets nothing go when it cannot tell how many there should be', () => {
  const { sim, admin } = testCluster();
  const pod = (name: string) => ({ metadata: { name, labels: { app: 'p' } }, spec: { containers: [{ name: 'c', image: 'x' }] } });
  for (const name of ['a', 'b']) admin.create(PODS, pod(name), 'default');
  admin.create(
    POD_DISRUPTION_BUDGETS,
    { metadata: { name: 'b' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'p' } } } },
    'default',
  );
  sim.settle({ limitMs: 60_000 });
  expect(admin.get(POD_DISRUPTION_BUDGETS, 'default', 'b')!.status).toMatchObject({
    expectedPods: 2,
    desiredHealthy: 1,
    disruptionsAllowed: 1,
  });
});
