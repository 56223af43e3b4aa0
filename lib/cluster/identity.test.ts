import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import type { Client } from './client';
import { testCluster } from './test-cluster';

const rbac = (resource: string) => ({ group: 'rbac.authorization.k8s.io', resource });
const PODS = { group: '', resource: 'pods' };
const SECRETS = { group: '', resource: 'secrets' };
const ACCOUNTS = { group: '', resource: 'serviceaccounts' };
const REQUESTS = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' };
const REPLICA_SETS = { group: 'apps', resource: 'replicasets' };
const base64 = (text: string) => Buffer.from(text).toString('base64');

const replicaSet = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'nekala-csr-'));
let requests = 0;

/** A request of the real openssl. */
function requestOf(subject: string): string {
  const name = `r${++requests}`;
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
  execFileSync('openssl', ['req', '-new', ...key, '-subj', subject, '-out', name], { cwd: folder, stdio: 'ignore' });
  return readFileSync(join(folder, name), 'utf8');
}

function ask(client: Client, name: string, signerName: string, usages: readonly string[], pem: string, more: object = {}): void {
  client.create(REQUESTS, {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: { request: base64(pem), signerName, usages, ...more },
  });
}

const approve = (client: Client, name: string) => {
  const request = client.get(REQUESTS, '', name)!;
  const conditions = [{ type: 'Approved', status: 'True', reason: 'KubectlApprove', message: 'yes' }];
  return client.update(REQUESTS, { ...request, status: { ...request.status, conditions } } as KubeObject, 'approval');
};

const conditionsOf = (client: Client, name: string) =>
  (client.get(REQUESTS, '', name)!.status?.conditions ?? []) as readonly { type: string; reason: string; message: string }[];

describe('components act as who they are', () => {
  it('so that a role taken away stops a controller, and a restart of the API server gives it back', () => {
    const { admin, sim, cluster } = testCluster();
    admin.delete(rbac('clusterroles'), '', 'system:controller:replicaset-controller');
    admin.create(REPLICA_SETS, replicaSet('a'), 'default');
    sim.runUntil(sim.now() + 5_000);
    expect(admin.list(PODS, 'default').items).toEqual([]);
    cluster.components.set('kube-apiserver', false);
    cluster.components.set('kube-apiserver', true);
    sim.runUntil(sim.now() + 60_000);
    expect(admin.list(PODS, 'default').items.map(({ status }) => status?.phase)).toEqual(['Running']);
  });

  it('so that a scheduler without its binding binds nothing', () => {
    const { admin, sim } = testCluster();
    for (const name of ['system:kube-scheduler', 'system:volume-scheduler']) admin.delete(rbac('clusterrolebindings'), '', name);
    admin.create(REPLICA_SETS, replicaSet('a'), 'default');
    sim.runUntil(sim.now() + 5_000);
    expect(admin.list(PODS, 'default').items.map(({ spec, status }) => [spec?.nodeName, status?.phase])).toEqual([[undefined, 'Pending']]);
  });

  it('with accounts for the controllers', () => {
    const { admin } = testCluster();
    const names = admin.list(ACCOUNTS, 'kube-system').items.map(({ metadata }) => metadata.name);
    expect(names).toContain('replicaset-controller');
    expect(names).toContain('token-cleaner');
    expect(names).not.toContain('route-controller');
  });
});

describe('default roles', () => {
  it('get back what was taken from them and keep what was added, unless they are let alone', () => {
    const { admin, cluster } = testCluster();
    const roles = rbac('clusterroles');
    const extra = { apiGroups: ['x'], resources: ['y'], verbs: ['get'] };
    const basic = admin.get(roles, '', 'system:basic-user')!;
    admin.update(roles, { ...basic, rules: [extra] } as KubeObject);
    const viewer = admin.get(roles, '', 'system:public-info-viewer')!;
    const annotations = { ...viewer.metadata.annotations, 'rbac.authorization.kubernetes.io/autoupdate': 'false' };
    admin.update(roles, { ...viewer, metadata: { ...viewer.metadata, annotations }, rules: [extra] } as KubeObject);
    cluster.components.set('kube-apiserver', false);
    cluster.components.set('kube-apiserver', true);
    const rules = (name: string) => admin.get(roles, '', name)!.rules as readonly { resources: string[] }[];
    expect(rules('system:basic-user').map(({ resources }) => resources[0])).toEqual([
      'y',
      'selfsubjectaccessreviews',
      'selfsubjectrulesreviews',
      'selfsubjectreviews',
    ]);
    expect(rules('system:public-info-viewer')).toEqual([extra]);
  });

  it('sum up roles with their label', () => {
    const { admin, sim } = testCluster();
    admin.create(rbac('clusterroles'), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'foos', labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } },
      rules: [{ apiGroups: ['x.io'], resources: ['foos'], verbs: ['get'] }],
    });
    sim.settle();
    for (const name of ['view', 'edit', 'admin'])
      expect(JSON.stringify(admin.get(rbac('clusterroles'), '', name)!.rules)).toContain('x.io');
  });
});

describe('certificate signing requests', () => {
  it('are signed once approved, for as long as asked, in the requested name', () => {
    const { admin, sim, cluster } = testCluster();
    ask(admin, 'jane', 'kubernetes.io/kube-apiserver-client', ['client auth'], requestOf('/O=devs/CN=jane'), { expirationSeconds: 3600 });
    sim.settle();
    expect(conditionsOf(admin, 'jane')).toEqual([]);
    approve(admin, 'jane');
    sim.settle();
    const pem = Buffer.from(String(admin.get(REQUESTS, '', 'jane')!.status?.certificate), 'base64').toString();
    const certificate = new X509Certificate(pem);
    expect([certificate.subject, certificate.keyUsage]).toEqual(['O=devs\nCN=jane', ['1.3.6.1.5.5.7.3.2']]);
    expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(3_900_000);
    const peer = { ip: '1.2.3.4', clientCertificate: pem };
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const who = cluster.door.handle({ method: 'POST', path, query: {}, headers: {}, peer, body: {} });
    expect(who.body).toMatchObject({ status: { userInfo: { username: 'jane', groups: ['devs', 'system:authenticated'] } } });
  });

  it('are approved for kubelets that may ask', () => {
    const { admin, sim, cluster } = testCluster();
    const usages = ['digital signature', 'client auth'];
    const signer = 'kubernetes.io/kube-apiserver-client-kubelet';
    const pem = requestOf('/O=system:nodes/CN=system:node:node01');
    ask(cluster.client({ name: 'system:node:node01', groups: ['system:nodes'] }), 'own', signer, usages, pem);
    ask(admin, 'foreign', signer, usages, pem);
    sim.runUntil(sim.now() + 2_000);
    expect(conditionsOf(admin, 'own')).toMatchObject([
      { type: 'Approved', reason: 'AutoApproved', message: 'Auto approving self kubelet client certificate after SubjectAccessReview.' },
    ]);
    expect(admin.get(REQUESTS, '', 'own')!.status?.certificate).toBeDefined();
    // The administrator's groups may do everything, so this one is approved as well, for another reason.
    expect(conditionsOf(admin, 'foreign')[0]?.message).toBe('Auto approving kubelet client certificate after SubjectAccessReview.');
  });

  it('fail for what their signer does not sign', () => {
    const { admin, sim } = testCluster();
    ask(admin, 'usage', 'kubernetes.io/kube-apiserver-client', ['server auth'], requestOf('/CN=a'));
    ask(
      admin,
      'serving',
      'kubernetes.io/kubelet-serving',
      ['digital signature', 'server auth'],
      requestOf('/O=system:nodes/CN=system:node:a'),
    );
    for (const name of ['usage', 'serving']) approve(admin, name);
    sim.settle();
    const failure = (name: string) => conditionsOf(admin, name).find(({ type }) => type === 'Failed');
    expect(failure('usage')).toMatchObject({
      reason: 'SignerValidationFailure',
      message: 'invalid usage for client certificate: server auth',
    });
    expect(failure('serving')?.message).toBe('DNS or IP subjectAltName is required');
  });

  it('are refused to those who may not approve for the signer, and to future masters', () => {
    const { admin, cluster } = testCluster();
    const bob = cluster.client({ name: 'bob', groups: ['approvers'] });
    admin.create(rbac('clusterroles'), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'approver' },
      rules: [
        {
          apiGroups: ['certificates.k8s.io'],
          resources: ['certificatesigningrequests', 'certificatesigningrequests/approval'],
          verbs: ['*'],
        },
      ],
    });
    admin.create(rbac('clusterrolebindings'), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'approver' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'approver' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' }],
    });
    ask(admin, 'x', 'kubernetes.io/kube-apiserver-client', ['client auth'], requestOf('/CN=x'));
    const why = 'user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"';
    expect(() => approve(bob, 'x')).toThrow(`certificatesigningrequests.certificates.k8s.io "x" is forbidden: ${why}`);
    expect(() => ask(admin, 'y', 'kubernetes.io/kube-apiserver-client', ['client auth'], requestOf('/O=system:masters/CN=x'))).toThrow(
      'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    );
  });

  it('go after an hour', () => {
    const { admin, sim, cluster } = testCluster();
    ask(admin, 'x', 'kubernetes.io/kube-apiserver-client', ['client auth'], requestOf('/CN=x'));
    approve(admin, 'x');
    sim.settle();
    // Heartbeats of two hours are not what this is about.
    for (const name of cluster.components.names()) if (name.startsWith('kubelet/')) cluster.components.set(name, false);
    sim.runUntil(sim.now() + 2 * 3_600_000 + 60_000);
    expect(admin.get(REQUESTS, '', 'x')).toBeUndefined();
  });
});

describe('tokens in secrets', () => {
  const secret = (name: string, account: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'default', annotations: { 'kubernetes.io/service-account.name': account } },
    type: 'kubernetes.io/service-account-token',
  });

  it('speak for their account as long as both are there', () => {
    const { admin, sim, cluster } = testCluster();
    admin.create(ACCOUNTS, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bot', namespace: 'default' } });
    admin.create(SECRETS, secret('t', 'bot'));
    sim.settle();
    const data = admin.get(SECRETS, 'default', 't')!.data as Readonly<Record<string, string>>;
    expect(Object.keys(data).sort()).toEqual(['ca.crt', 'namespace', 'token']);
    const authorization = `Bearer ${Buffer.from(data.token!, 'base64').toString()}`;
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const who = () => cluster.door.handle({ method: 'POST', path, query: {}, headers: { authorization }, body: {} });
    expect(who().body).toMatchObject({ status: { userInfo: { username: 'system:serviceaccount:default:bot' } } });
    expect(admin.get(SECRETS, 'default', 't')!.metadata.labels).toEqual({ 'kubernetes.io/legacy-token-last-used': '2026-11-21' });
    admin.delete(ACCOUNTS, 'default', 'bot');
    sim.settle();
    expect([who().status, admin.get(SECRETS, 'default', 't')]).toEqual([401, undefined]);
  });

  it('are not kept for accounts that are not there', () => {
    const { admin, sim } = testCluster();
    admin.create(SECRETS, secret('t', 'nobody'));
    sim.settle();
    expect(admin.get(SECRETS, 'default', 't')).toBeUndefined();
  });

  it('of bootstrap let nodes in until they expire, and sign cluster-info', () => {
    const { admin, sim, cluster } = testCluster();
    const fields = {
      'token-id': 'abcdef',
      'token-secret': '0123456789abcdef',
      'usage-bootstrap-authentication': 'true',
      'usage-bootstrap-signing': 'true',
      'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
      expiration: new Date(sim.now() + 60_000).toISOString(),
    };
    admin.create(SECRETS, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'bootstrap-token-abcdef', namespace: 'kube-system' },
      type: 'bootstrap.kubernetes.io/token',
      data: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, base64(value)])),
    });
    sim.settle();
    const info = () =>
      admin.get({ group: '', resource: 'configmaps' }, 'kube-public', 'cluster-info')!.data as Readonly<Record<string, string>>;
    expect(info()['jws-kubeconfig-abcdef']).toMatch(/^eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9\.\.[\w-]{43}$/);
    const headers = { authorization: 'Bearer abcdef.0123456789abcdef' };
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const who = () => cluster.door.handle({ method: 'POST', path, query: {}, headers, body: {} });
    expect(who().body).toMatchObject({
      status: {
        userInfo: {
          username: 'system:bootstrap:abcdef',
          groups: ['system:bootstrappers', 'system:bootstrappers:kubeadm:default-node-token', 'system:authenticated'],
        },
      },
    });
    sim.runUntil(sim.now() + 61_000);
    expect([who().status, admin.get(SECRETS, 'kube-system', 'bootstrap-token-abcdef'), info()['jws-kubeconfig-abcdef']]).toEqual([
      401,
      undefined,
      undefined,
    ]);
  });
});
