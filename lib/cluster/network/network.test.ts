import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Service } from '@/lib/api/models';
import { answerFromCluster, type ClusterZone } from './dns/kubernetes-records';
import type { ClusterView } from './cluster-view';
import { routeNodePort, routeServiceIp } from './service-routing';

const service = (name: string, spec: object) =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec }) as unknown as Service;
const slice = (name: string, ips: readonly string[], extra: object = {}) =>
  ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace: 'shop' },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: ips.map((ip, index) => ({
      addresses: [ip],
      nodeName: `node0${index + 1}`,
      conditions: { ready: true, serving: true, terminating: false },
      ...extra,
    })),
  }) as unknown as EndpointSlice;

function view(services: readonly Service[], slices: Readonly<Record<string, EndpointSlice>>): ClusterView {
  return {
    services: () => services,
    slices: (_, name) => (slices[name] ? [slices[name]] : []),
    pods: () => [],
    nodes: () => [],
    namespaces: () => [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }],
  };
}

const at = (name: string, sourceIp = '192.168.9.9') => ({ node: { name }, sourceIp, fromNode: false, clusterCidr: '192.168.0.0/16' });
const stranger = '172.30.0.10';

const web = service('web', { type: 'NodePort', clusterIP: '10.96.0.20', ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] });
const local = service('local', {
  type: 'NodePort',
  clusterIP: '10.96.0.21',
  externalTrafficPolicy: 'Local',
  ports: [{ port: 80, nodePort: 30081 }],
});
const lonely = service('lonely', { clusterIP: '10.96.0.22', ports: [{ port: 80 }] });
const headless = service('headless', { clusterIP: 'None', ports: [{ port: 80 }] });
const elsewhere = service('elsewhere', { type: 'ExternalName', externalName: 'web.shop.svc.cluster.local' });
const cluster = view([web, local, lonely, headless, elsewhere], {
  web: slice('web', ['192.168.1.5', '192.168.2.5']),
  local: slice('local', ['192.168.1.6']),
  headless: slice('headless', ['192.168.1.7'], { hostname: 'db-0' }),
});

describe('service routing', () => {
  it('sends a ClusterIP to the target port of its endpoints', () => {
    expect(routeServiceIp(cluster, at('node01'), '10.96.0.20', 80, 'TCP')).toMatchObject({
      kind: 'backends',
      backends: [
        { ip: '192.168.1.5', port: 8080 },
        { ip: '192.168.2.5', port: 8080 },
      ],
    });
  });

  it('rejects without endpoints, drops on other ports, knows no other address', () => {
    expect(routeServiceIp(cluster, at('node01'), '10.96.0.22', 80, 'TCP').kind).toBe('reject');
    expect(routeServiceIp(cluster, at('node01'), '10.96.0.20', 81, 'TCP').kind).toBe('drop');
    expect(routeServiceIp(cluster, at('node01'), '10.96.0.99', 80, 'TCP').kind).toBe('none');
  });

  it('keeps Local node ports on their node', () => {
    expect(routeNodePort(cluster, at('node02', stranger), 30080, 'TCP').kind).toBe('backends');
    expect(routeNodePort(cluster, at('node01', stranger), 30081, 'TCP').kind).toBe('backends');
    expect(routeNodePort(cluster, at('node02', stranger), 30081, 'TCP').kind).toBe('drop');
    expect(routeNodePort(cluster, at('node01', stranger), 31000, 'TCP').kind).toBe('none');
  });
});

describe('cluster DNS', () => {
  const zone: ClusterZone = { pods: 'insecure', ttl: 30, podNames: false, ignoreEmpty: false };
  const ask = (name: string, type = 'A', origin = 'cluster.local') => answerFromCluster(cluster, zone, origin, { name, type });
  const addresses = (name: string) => {
    const { status, answers } = ask(name);
    return status === 'NOERROR' ? answers.map(({ data }) => data) : status;
  };

  it('answers for Services, headless ones and their hosts, pods and aliases', () => {
    expect(addresses('web.shop.svc.cluster.local')).toEqual(['10.96.0.20']);
    expect(addresses('headless.shop.svc.cluster.local')).toEqual(['192.168.1.7']);
    expect(addresses('db-0.headless.shop.svc.cluster.local')).toEqual(['192.168.1.7']);
    expect(addresses('192-168-1-9.shop.pod.cluster.local')).toEqual(['192.168.1.9']);
    expect(addresses('elsewhere.shop.svc.cluster.local')).toEqual(['web.shop.svc.cluster.local.']);
  });

  it('tells missing names from missing types', () => {
    expect(addresses('nope.shop.svc.cluster.local')).toBe('NXDOMAIN');
    expect(addresses('web.svc.cluster.local')).toBe('NXDOMAIN');
    expect(ask('web.shop.svc.cluster.local', 'AAAA')).toMatchObject({ status: 'NOERROR', answers: [] });
  });

  it('answers backwards', () => {
    expect(ask('20.0.96.10.in-addr.arpa', 'PTR', 'in-addr.arpa')).toMatchObject({ answers: [{ data: 'web.shop.svc.cluster.local.' }] });
  });
});
