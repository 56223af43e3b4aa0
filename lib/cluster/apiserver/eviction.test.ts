import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { testServer } from './test-server';

const PODS = { group: '', resource: 'pods' };
const BUDGETS = { group: 'policy', resource: 'poddisruptionbudgets' };

function withBudget(status: object, ready = true) {
  const server = testServer();
  const { client, store, send } = server;
  client.create(PODS, {
    metadata: { name: 'p', namespace: 'default', labels: { app: 'a' } },
    spec: { containers: [{ name: 'a', image: 'a' }] },
  });
  const pod = store.get(PODS, 'default', 'p')!;
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  store.update(PODS, pod, { ...pod, status: { phase: 'Running', conditions } } as KubeObject);
  client.create(BUDGETS, {
    metadata: { name: 'b', namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'a' } } },
  });
  const budget = store.get(BUDGETS, 'default', 'b')!;
  store.update(BUDGETS, budget, { ...budget, status } as KubeObject);
  const evict = (body: object = {}, query = '') => {
    const { status: code, body: answer } = send('POST', `/api/v1/namespaces/default/pods/p/eviction${query}`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'p' },
      ...body,
    });
    return { code, answer: answer as { message?: string; details?: { causes?: { message: string }[] }; code?: number } };
  };
  return { ...server, evict };
}

describe('eviction', () => {
  it('spends a disruption, and says why the pod goes', () => {
    const { evict, store } = withBudget({ observedGeneration: 1, disruptionsAllowed: 1 });
    expect(evict()).toMatchObject({ code: 201, answer: { status: 'Success', code: 201 } });
    expect(store.get(BUDGETS, 'default', 'b')!.status).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { p: expect.any(String) } });
    const left = store.get(PODS, 'default', 'p');
    expect(left === undefined || left.status.conditions.some((one: { type: string }) => one.type === 'DisruptionTarget')).toBe(true);
  });

  it.each([
    [{ observedGeneration: 0 }, 'The disruption budget b is still being processed by the server.'],
    [{ observedGeneration: 1, desiredHealthy: 1, currentHealthy: 1 }, 'The disruption budget b needs 1 healthy pods and has 1 currently'],
    [
      {
        observedGeneration: 1,
        conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: 'why' }],
      },
      'The disruption budget b does not allow evicting pods currently because it failed sync: why',
    ],
  ])('is refused by a budget of %j', (status, why) => {
    const { code, answer } = withBudget(status).evict();
    expect(code).toBe(429);
    expect(answer.message).toBe("Cannot evict pod as it would violate the pod's disruption budget.");
    expect(answer.details!.causes![0]!.message).toBe(why);
  });

  it('lets unhealthy pods go when the budget holds', () => {
    expect(withBudget({ observedGeneration: 1, desiredHealthy: 1, currentHealthy: 1 }, false).evict().code).toBe(201);
  });

  it('changes nothing in a dry run', () => {
    const { evict, store } = withBudget({ observedGeneration: 1, disruptionsAllowed: 1 });
    const before = store.revision;
    expect(evict({}, '?dryRun=All').code).toBe(201);
    expect(store.revision).toBe(before);
    expect(evict({ deleteOptions: { dryRun: ['None'] } }, '?dryRun=All').answer.message).toBe(
      'Non-matching dry-run options in request and content: [All] and [None]',
    );
  });

  it('asks for the name of the path', () => {
    expect(withBudget({}).evict({ metadata: { name: 'q' } }).answer.message).toBe('name in URL does not match name in Eviction object');
  });
});
