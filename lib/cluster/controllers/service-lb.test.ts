import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { LayeredMap } from '@/lib/sim/layered-map';
import { kubeadm } from '../profiles/kubeadm';
import { testCluster } from '../test-cluster';
import type { ControllerContext } from './context';
import { newRecorder } from './event-recorder';
import { EVENTS, SERVICES } from '../client/resources';
import { serviceLoadBalancerController } from './service-lb';

function cloud(managed: 'eks' | 'gke') {
  const { sim, admin, cluster } = testCluster();
  const context: ControllerContext = {
    sim,
    client: admin,
    informers: cluster.informers,
    as: () => context,
    events: (component) => newRecorder({ sim, client: admin, memory: new LayeredMap(), component }),
    isUp: () => true,
    park: () => {},
  };
  serviceLoadBalancerController(context, { ...kubeadm, managed });
  const create = (spec: object) => {
    admin.create(SERVICES, { metadata: { name: 'web' }, spec: { type: 'LoadBalancer', ports: [{ port: 80 }], ...spec } }, 'default');
    sim.settle();
  };
  const events = () =>
    admin
      .list(EVENTS, 'default')
      .items.flatMap(({ involvedObject, reason }) => (involvedObject.kind === 'Service' ? [reason as string] : []));
  const service = () => admin.get(SERVICES, 'default', 'web') as KubeObject | undefined;
  return { sim, admin, create, events, service };
}

describe('Load balancers of clouds', () => {
  it('are made for Services that want one, and kept by a finalizer', () => {
    const { create, events, service } = cloud('eks');
    create({});
    expect(service()!.status.loadBalancer.ingress[0].hostname).toMatch(/^a[0-9a-f]{31}-\d+\.us-east-1\.elb\.amazonaws\.com$/);
    expect(service()!.metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
    expect(events()).toEqual(['EnsuringLoadBalancer', 'EnsuredLoadBalancer']);
  });

  it('are given back when the Service goes, or wants none any more', () => {
    const { sim, admin, create, events, service } = cloud('gke');
    create({});
    expect(service()!.status.loadBalancer.ingress[0].ip).toMatch(/^34\.\d+\.\d+\.\d+$/);
    admin.patch(SERVICES, 'default', 'web', { spec: { type: 'ClusterIP' } }, { type: 'merge' });
    sim.settle();
    expect(service()!.status).toEqual({ loadBalancer: {} });
    expect(service()!.metadata.finalizers).toBeUndefined();
    admin.patch(SERVICES, 'default', 'web', { spec: { type: 'LoadBalancer' } }, { type: 'merge' });
    sim.settle();
    admin.delete(SERVICES, 'default', 'web');
    sim.settle();
    expect(service()).toBeUndefined();
    expect(events().slice(-2)).toEqual(['DeletingLoadBalancer', 'DeletedLoadBalancer']);
  });

  it('are left to others when a class names them', () => {
    const { create, events, service } = cloud('gke');
    create({ loadBalancerClass: 'example.com/other' });
    expect(service()!.status.loadBalancer).toEqual({});
    expect(events()).toEqual([]);
  });
});
