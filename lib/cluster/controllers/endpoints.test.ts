import { describe, expect, it } from 'vitest';
import type { EndpointSlice } from '@/lib/api/models';
import { testCluster } from '../test-cluster';
import { repackSubsets } from './endpoint-subsets';
import { ENDPOINT_SLICES, ENDPOINTS, PODS, SERVICES } from '../client/resources';

const service = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec });
const slices = (admin: ReturnType<typeof testCluster>['admin'], name: string) =>
  admin.list<EndpointSlice>(ENDPOINT_SLICES, 'default', { labelSelector: `kubernetes.io/service-name=${name}` }).items;

describe('endpoints', () => {
  it('tell since when they are so, and take pods that are not ready apart', () => {
    const { sim, admin } = testCluster({ nginx: {} as never });
    admin.create(SERVICES, service('web', { selector: { app: 'web' }, ports: [{ port: 80 }] }));
    const ready = { readinessProbe: { exec: { command: ['false'] } } };
    for (const [name, extra] of [
      ['a', {}],
      ['b', ready],
    ] as const) {
      const container = { name: 'c', image: 'nginx', ...extra };
      const metadata = { name, namespace: 'default', labels: { app: 'web' } };
      admin.create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container] } });
    }
    sim.runUntil(sim.now() + 20_000);
    const endpoints = admin.get(ENDPOINTS, 'default', 'web')!;
    expect(endpoints.metadata.annotations?.['endpoints.kubernetes.io/last-change-trigger-time']).toMatch(/^2026-11-21T/);
    const [subset] = (endpoints as unknown as { subsets: { addresses: { targetRef: { name: string } }[] }[] }).subsets;
    expect(subset!.addresses.map(({ targetRef }) => targetRef.name)).toContain('a');
  });

  it('of people are mirrored to slices that follow them', () => {
    const { sim, admin } = testCluster();
    admin.create(SERVICES, service('ext', { ports: [{ port: 80 }] }));
    const subsets = [{ addresses: [{ ip: '192.0.2.10' }], ports: [{ port: 80 }] }];
    const made = admin.create(ENDPOINTS, { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'ext', namespace: 'default' }, subsets });
    sim.settle();
    expect(slices(admin, 'ext')).toMatchObject([
      {
        metadata: { labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['192.0.2.10'], conditions: { ready: true } }],
        ports: [{ name: '', port: 80, protocol: 'TCP' }],
      },
    ]);
    admin.update(ENDPOINTS, { ...made, subsets: [{ addresses: [{ ip: '192.0.2.11' }], ports: [{ port: 80 }] }] } as never);
    sim.settle();
    expect(slices(admin, 'ext').map(({ endpoints }) => endpoints?.[0]?.addresses)).toEqual([['192.0.2.11']]);
    admin.delete(ENDPOINTS, 'default', 'ext');
    sim.settle();
    expect(slices(admin, 'ext')).toEqual([]);
  });

  it('with the same addresses share a subset', () => {
    const [a, b] = [{ ip: '10.0.0.2' }, { ip: '10.0.0.1' }];
    const [http, dns] = [{ port: 80 }, { port: 53 }];
    expect(
      repackSubsets([
        { addresses: [a], ports: [http] },
        { addresses: [a], ports: [dns] },
        { notReadyAddresses: [b], ports: [http] },
        { notReadyAddresses: [b], ports: [dns] },
      ]),
    ).toEqual([{ addresses: [a], notReadyAddresses: [b], ports: [http, dns] }]);
    expect(
      repackSubsets([
        { addresses: [a], ports: [http] },
        { addresses: [b], ports: [dns] },
      ]),
    ).toHaveLength(2);
  });
});
