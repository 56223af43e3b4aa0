import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
function setup(stage: Stage, replicas: number, spec: object): void {
  stage.kubectl(`create deployment web --image=nginx --replicas=${replicas}`);
  stage.client.create(
    { group: 'policy', resource: 'poddisruptionbudgets' },
    { metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'web' } }, ...spec } },
    'default',
  );
  stage.settle();
}
const status = (stage: Stage) => stage.get('poddisruptionbudgets.policy', 'web')!.status;
const evict = (stage: Stage, name: string) =>
  stage.client.door.handle({
    method: 'POST',
    path: `/api/v1/namespaces/default/pods/${name}/eviction`,
    query: {},
    headers: {},
    body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'default' } },
    as: { name: 'admin', groups: ['system:masters', 'system:authenticated'] },
  });
const names = (stage: Stage) => stage.list('pods').map(({ metadata }) => metadata.name);

describe('disruption budgets', () => {
  scenario(
    'minAvailable as a number',
    (stage) => {
      setup(stage, 4, { minAvailable: 3 });
      expect(status(stage)).toMatchObject({ currentHealthy: 4, desiredHealthy: 3, expectedPods: 4, disruptionsAllowed: 1 });
      expect(status(stage).conditions[0]).toMatchObject({ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' });
    },
    HOLLOW,
  );

  scenario(
    'percentages are rounded up, of what the controller wants',
    (stage) => {
      setup(stage, 7, { minAvailable: '50%' });
      expect(status(stage)).toMatchObject({ desiredHealthy: 4, disruptionsAllowed: 3 });
    },
    HOLLOW,
  );

  scenario(
    'maxUnavailable 30 % of 7 lets three go',
    (stage) => {
      setup(stage, 7, { maxUnavailable: '30%' });
      expect(status(stage)).toMatchObject({ desiredHealthy: 4, disruptionsAllowed: 3 });
    },
    HOLLOW,
  );

  scenario(
    'an eviction that the budget forbids is answered 429 with its reason',
    (stage) => {
      setup(stage, 2, { minAvailable: 2 });
      const answer = evict(stage, names(stage)[0]!);
      expect(answer.status).toBe(429);
      expect(answer.body).toMatchObject({
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget web needs 2 healthy pods and has 2 currently' }],
        },
      });
    },
    HOLLOW,
  );

  scenario(
    'an eviction that is allowed uses up what is allowed until the pod is replaced',
    (stage) => {
      setup(stage, 3, { minAvailable: 2 });
      const [a, b] = names(stage) as [string, string];
      expect(evict(stage, a).status).toBe(201);
      expect(evict(stage, b).status).toBe(429);
      stage.settle();
      expect(status(stage).disruptionsAllowed).toBe(1);
    },
    HOLLOW,
  );

  scenario(
    'deleting a pod is not an eviction: the budget does not stop it',
    (stage) => {
      setup(stage, 2, { minAvailable: 2 });
      stage.kubectl(`delete pod ${names(stage)[0]}`);
      stage.settle();
      expect(names(stage)).toHaveLength(2);
    },
    HOLLOW,
  );

  scenario(
    'a drain goes on as replacements become ready',
    (stage) => {
      setup(stage, 4, { maxUnavailable: 1 });
      stage.kubectl('drain node-1 --ignore-daemonsets --force --timeout=300s');
      stage.settle();
      expect(stage.list('pods').some(({ spec }) => spec.nodeName === 'node-1')).toBe(false);
      expect(stage.list('pods')).toHaveLength(4);
    },
    HOLLOW,
  );

  scenario(
    'a drain that a budget stops says so and tries again',
    (stage) => {
      setup(stage, 3, { minAvailable: 3 });
      const node = stage.list('pods')[0]!.spec.nodeName;
      const said = stage.fails(`kubectl drain ${node} --ignore-daemonsets --timeout=12s`);
      expect(said).toContain("Cannot evict pod as it would violate the pod's disruption budget.");
      expect(said).toContain('will retry after 5s');
    },
    HOLLOW,
  );

  scenario(
    'pods that are not healthy may go only while enough others are (IfHealthyBudget), or always (AlwaysAllow)',
    (stage) => {
      setup(stage, 2, { minAvailable: 2 });
      stage.client.create(
        { group: '', resource: 'pods' },
        {
          metadata: { name: 'sick', labels: { app: 'web' } },
          spec: { readinessGates: [{ conditionType: 'x.y/z' }], containers: [{ name: 'c', image: 'nginx' }] },
        },
        'default',
      );
      stage.kubectl('scale deployment web --replicas=1');
      stage.settle();
      expect(evict(stage, 'sick').status).toBe(429);
      stage.kubectl(`patch pdb web -p '{"spec":{"unhealthyPodEvictionPolicy":"AlwaysAllow"}}'`);
      expect(evict(stage, 'sick').status).toBe(201);
    },
    HOLLOW,
  );

  scenario(
    'a budget for pods that nobody controls cannot tell a percentage',
    (stage) => {
      stage.client.create(
        { group: '', resource: 'pods' },
        { metadata: { name: 'p', labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
        'default',
      );
      stage.client.create(
        { group: 'policy', resource: 'poddisruptionbudgets' },
        { metadata: { name: 'web' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } },
        'default',
      );
      stage.settle();
      expect(status(stage)).toMatchObject({ currentHealthy: 1, expectedPods: 1, disruptionsAllowed: 0 });
    },
    HOLLOW,
  );
});
