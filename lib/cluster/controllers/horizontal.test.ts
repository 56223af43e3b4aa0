import { describe, expect, it } from 'vitest';
import type { Pod } from '@/lib/api/models';
import { testCluster } from '../test-cluster';
import { limit, newMemory, remember, stabilize } from './horizontal-behavior';
import { byAverage, byUtilization } from './replica-calculator';
import { DEPLOYMENTS, EVENTS, HORIZONTAL_POD_AUTOSCALERS } from '../client/resources';

const NOW = Date.parse('2026-11-21T01:00:00Z');
const running = (name: string, cpu = '100m'): Pod =>
  ({
    metadata: { name },
    spec: { containers: [{ name: 'c', resources: { requests: { cpu } } }] },
    status: {
      phase: 'Running',
      startTime: '2026-11-21T00:00:00Z',
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-11-21T00:00:01Z' }],
    },
  }) as unknown as Pod;
const sample = (pods: readonly Pod[], values: Readonly<Record<string, number>>) => ({
  pods,
  metrics: new Map(Object.entries(values).map(([name, value]) => [name, { value, at: NOW, windowMs: 30_000 }])),
  current: pods.length,
  resource: 'cpu',
  tolerances: { up: 0.1, down: 0.1 },
  now: NOW,
});

describe('the replica calculator', () => {
  it('follows use in percent of requests, within its tolerance', () => {
    const pods = [running('a'), running('b')];
    expect(byUtilization(sample(pods, { a: 100, b: 100 }), 50)).toEqual({ replicas: 4, utilization: 100, average: 100 });
    expect(byUtilization(sample(pods, { a: 52, b: 53 }), 50).replicas).toBe(2);
    expect(byUtilization(sample(pods, { a: 10, b: 10 }), 50).replicas).toBe(1);
  });

  it('counts pods that are not measured against the change', () => {
    const pods = [running('a'), running('b')];
    expect(byUtilization(sample(pods, { a: 10 }), 50).replicas).toBe(2);
    expect(byAverage(sample(pods, { a: 300 }), 100).replicas).toBe(3);
  });

  it('names what is missing', () => {
    expect(() => byUtilization(sample([], {}), 50)).toThrow('no pods returned by selector while calculating replica count');
    expect(() => byUtilization(sample([running('a')], {}), 50)).toThrow('did not receive metrics for targeted pods');
    const bare = { ...running('a'), spec: { containers: [{ name: 'c' }] } } as unknown as Pod;
    expect(() => byUtilization(sample([bare], { a: 1 }), 50)).toThrow('missing request for cpu in container c of Pod a');
  });
});

describe('behaviour', () => {
  const hpa = (behavior?: object) => ({ spec: { maxReplicas: 20, ...(behavior && { behavior }) } }) as never;

  it('keeps the highest of five minutes when scaling down', () => {
    const stable = stabilize(newMemory(5, NOW), undefined, 5, 2, NOW + 60_000);
    expect(stable).toMatchObject({ replicas: 5, reason: 'ScaleDownStabilized' });
    expect(stabilize(stable.memory, undefined, 5, 2, NOW + 301_000).replicas).toBe(2);
  });

  it('doubles at most, and obeys policies', () => {
    expect(limit(newMemory(3, NOW), hpa(), { current: 3, desired: 10, min: 1 }, NOW)).toMatchObject({
      replicas: 6,
      reason: 'ScaleUpLimit',
    });
    expect(limit(newMemory(3, NOW), hpa(), { current: 15, desired: 30, min: 1 }, NOW)).toMatchObject({
      replicas: 20,
      reason: 'TooManyReplicas',
    });
    const behavior = { scaleUp: { selectPolicy: 'Max', policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }] } } as const;
    const memory = remember(newMemory(3, NOW), behavior, 3, 5, NOW);
    expect(limit(memory, hpa(behavior), { current: 5, desired: 10, min: 1 }, NOW + 30_000).replicas).toBe(5);
    expect(limit(memory, hpa(behavior), { current: 5, desired: 10, min: 1 }, NOW + 61_000).replicas).toBe(7);
  });
});

describe('the horizontal pod autoscaler', () => {
  const created = (target: string) => {
    const { sim, admin } = testCluster({ nginx: {} as never });
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' } };
    admin.create(DEPLOYMENTS, { ...deployment, spec: { selector: { matchLabels: labels }, template } });
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: target };
    const hpa = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web', namespace: 'default' } };
    admin.create(HORIZONTAL_POD_AUTOSCALERS, { ...hpa, spec: { scaleTargetRef, minReplicas: 2, maxReplicas: 4 } });
    sim.runUntil(sim.now() + 31_000);
    const events = admin.list(EVENTS, 'default').items as unknown as {
      involvedObject: { kind: string };
      reason: string;
      message: string;
    }[];
    return {
      status: admin.get(HORIZONTAL_POD_AUTOSCALERS, 'default', 'web')!.status!,
      replicas: admin.get(DEPLOYMENTS, 'default', 'web')!.spec.replicas as number,
      said: events.filter(({ involvedObject }) => involvedObject.kind === 'HorizontalPodAutoscaler'),
    };
  };

  it('keeps the least, and says that there are no metrics', () => {
    const { status, replicas, said } = created('web');
    expect(replicas).toBe(2);
    const reason =
      'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
    expect(status.conditions).toMatchObject([
      { type: 'AbleToScale', status: 'True', reason: 'SucceededGetScale' },
      {
        type: 'ScalingActive',
        status: 'False',
        reason: 'FailedGetResourceMetric',
        message: `the HPA was unable to compute the replica count: ${reason}`,
      },
    ]);
    expect(said.map(({ message }) => message)).toEqual([
      'New size: 2; reason: Current number of replicas below Spec.MinReplicas',
      reason,
      `invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${reason}`,
    ]);
  });

  it('says that there is no target', () => {
    const { status, said } = created('none');
    expect(status.conditions).toMatchObject([{ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale' }]);
    expect(said[0]).toMatchObject({ reason: 'FailedGetScale', message: 'deployments.apps "none" not found' });
  });
});
