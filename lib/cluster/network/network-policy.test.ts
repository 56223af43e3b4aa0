import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { inCidr, type Peer } from './network-policy';
import { policyAllows } from './policy-enforcement';

const pod = (namespace: string, labels: Record<string, string>, ip: string): Peer => ({
  ip,
  pod: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: ip, namespace, labels },
    spec: { containers: [{ ports: [{ name: 'web', containerPort: 8080 }] }] },
  },
});
const policy = (spec: object): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'p', namespace: 'a' },
  spec,
});
const view = (...policies: KubeObject[]) => ({
  policies: (namespace: string) => (namespace === 'a' ? policies : []),
  namespace: (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team: name } } }),
  list: () => [],
  slices: () => [],
  names: () => [],
});

const web = pod('a', { app: 'web' }, '10.0.0.1');
const client = pod('a', { app: 'client' }, '10.0.0.2');
const stranger = pod('b', { app: 'client' }, '10.0.0.3');
const node: Peer = { ip: '172.30.2.2', node: true };

describe('policyAllows', () => {
  it('lets everything through where no policy selects the pod', () => {
    expect(policyAllows(view(), stranger, web, 80, 'TCP')).toBe(true);
    expect(policyAllows(view(policy({ podSelector: { matchLabels: { app: 'db' } } })), stranger, web, 80, 'TCP')).toBe(true);
  });

  it('denies all ingress but the node to a pod selected without rules', () => {
    const deny = view(policy({ podSelector: {}, policyTypes: ['Ingress'] }));
    expect(policyAllows(deny, client, web, 80, 'TCP')).toBe(false);
    expect(policyAllows(deny, node, web, 80, 'TCP')).toBe(true);
    expect(policyAllows(deny, web, stranger, 80, 'TCP')).toBe(true);
  });

  it('takes a podSelector for pods of its own namespace only', () => {
    const rule = view(policy({ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'client' } } }] }] }));
    expect(policyAllows(rule, client, web, 80, 'TCP')).toBe(true);
    expect(policyAllows(rule, stranger, web, 80, 'TCP')).toBe(false);
  });

  it('joins namespaceSelector and podSelector of one peer', () => {
    const both = view(
      policy({
        podSelector: {},
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'b' } }, podSelector: { matchLabels: { app: 'client' } } }] }],
      }),
    );
    expect(policyAllows(both, stranger, web, 80, 'TCP')).toBe(true);
    expect(policyAllows(both, client, web, 80, 'TCP')).toBe(false);
  });

  it('looks at ports: numbers, ranges, names and protocols', () => {
    const ports = (list: object[]) => view(policy({ podSelector: {}, ingress: [{ ports: list }] }));
    expect(policyAllows(ports([{ port: 80 }]), client, web, 80, 'TCP')).toBe(true);
    expect(policyAllows(ports([{ port: 80 }]), client, web, 81, 'TCP')).toBe(false);
    expect(policyAllows(ports([{ port: 80, endPort: 90 }]), client, web, 85, 'TCP')).toBe(true);
    expect(policyAllows(ports([{ port: 'web' }]), client, web, 8080, 'TCP')).toBe(true);
    expect(policyAllows(ports([{ port: 80, protocol: 'UDP' }]), client, web, 80, 'TCP')).toBe(false);
  });

  it('holds egress against blocks with exceptions', () => {
    const out = view(
      policy({
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/24', except: ['10.0.0.3/32'] } }] }],
      }),
    );
    expect(policyAllows(out, client, web, 80, 'TCP')).toBe(true);
    expect(policyAllows(out, client, stranger, 80, 'TCP')).toBe(false);
    expect(inCidr('192.168.1.1', '0.0.0.0/0')).toBe(true);
  });
});
