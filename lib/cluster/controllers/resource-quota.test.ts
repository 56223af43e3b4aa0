import { describe, expect, it } from 'vitest';
import { testCluster } from '../test-cluster';
import { PODS, RESOURCE_QUOTAS, SERVICES } from '../client/resources';

describe('the resource quota controller', () => {
  it('counts what is there, gives back what goes and takes up new limits', () => {
    const { admin, sim } = testCluster();
    const statusOf = () => admin.get(RESOURCE_QUOTAS, 'default', 'q')!.status as { hard: object; used: object };
    const pod = (name: string) =>
      admin.create(PODS, {
        metadata: { name, namespace: 'default' },
        spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '100m' } } }] },
      });
    pod('before');
    const hard = { pods: '3', 'requests.cpu': '1', services: '5', 'count/configmaps': '9' };
    admin.create(RESOURCE_QUOTAS, { metadata: { name: 'q', namespace: 'default' }, spec: { hard } });
    sim.settle();
    expect(statusOf()).toEqual({ hard, used: { pods: '1', 'requests.cpu': '100m', services: '1', 'count/configmaps': '1' } });
    pod('after');
    admin.create(SERVICES, { metadata: { name: 's', namespace: 'default' }, spec: { ports: [{ port: 80 }] } });
    expect(statusOf().used).toMatchObject({ pods: '2', 'requests.cpu': '200m', services: '2' });
    admin.delete(PODS, 'default', 'before', { gracePeriodSeconds: 0 });
    admin.delete(SERVICES, 'default', 's');
    sim.settle();
    expect(statusOf().used).toMatchObject({ pods: '1', 'requests.cpu': '100m', services: '1' });
    admin.patch(
      RESOURCE_QUOTAS,
      'default',
      'q',
      { spec: { hard: { pods: '2', 'requests.cpu': null, 'limits.cpu': '2' } } },
      { type: 'merge' },
    );
    sim.settle();
    expect(statusOf()).toEqual({
      hard: { pods: '2', services: '5', 'count/configmaps': '9', 'limits.cpu': '2' },
      used: { pods: '1', services: '1', 'count/configmaps': '1', 'limits.cpu': '0' },
    });
  });

  it('lets go of pods that have ended', () => {
    const { admin, sim } = testCluster({ done: { exit: 0, afterMs: 1000 } });
    admin.create(RESOURCE_QUOTAS, { metadata: { name: 'q', namespace: 'default' }, spec: { hard: { pods: '1', 'count/pods': '5' } } });
    sim.settle();
    const spec = { restartPolicy: 'Never', containers: [{ name: 'c', image: 'done' }] };
    admin.create(PODS, { metadata: { name: 'p', namespace: 'default' }, spec });
    sim.settle();
    expect(admin.get(PODS, 'default', 'p')!.status?.phase).toBe('Succeeded');
    expect(admin.get(RESOURCE_QUOTAS, 'default', 'q')!.status?.used).toEqual({ pods: '0', 'count/pods': '1' });
  });
});
