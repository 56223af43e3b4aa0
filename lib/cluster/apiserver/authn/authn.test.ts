import { describe, expect, it } from 'vitest';
import { Random } from '@/lib/sim/random';
import { newClusterPki } from '../../pki/cluster-pki';
import { testServer } from '../test-server';

const NOW = Date.UTC(2026, 0, 1);
const pki = newClusterPki(
  { controlPlane: { name: 'controlplane', ip: '172.30.1.2' }, nodes: [], serviceIp: '10.96.0.1', now: NOW },
  new Random(1),
);

function server() {
  return testServer({
    now: NOW,
    authn: {
      clientCa: pki.ca.certificatePem,
      serviceAccountKeys: [pki.serviceAccountKey.publicPem],
      serviceAccountSigningKey: pki.serviceAccountKey.privatePem,
    },
  });
}

const WHO = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const asNobody = (more: object = {}) => ({ as: undefined, ...more });
const userOf = (response: { body?: unknown }) =>
  (response.body as { status: { userInfo: { username: string; groups: string[] } } }).status.userInfo;

describe('authentication', () => {
  it('takes the name and groups from a client certificate of the cluster CA', () => {
    const { send } = server();
    const peer = { ip: '10.0.0.1', clientCertificate: pki.users['super-admin']!.certificatePem };
    expect(userOf(send('POST', WHO, {}, asNobody({ peer })))).toMatchObject({
      username: 'kubernetes-super-admin',
      groups: ['system:masters', 'system:authenticated'],
    });
    const foreign = { ip: '10.0.0.1', clientCertificate: pki.frontProxyCa.certificatePem };
    expect(send('POST', WHO, {}, asNobody({ peer: foreign }))).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
  });

  it('issues tokens that speak for the service account until they expire', () => {
    const { send, sim } = server();
    const made = send('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { spec: { expirationSeconds: 600 } });
    const { token } = (made.body as { status: { token: string } }).status;
    const get = () =>
      send('GET', '/api/v1/namespaces/default/pods', undefined, asNobody({ headers: { authorization: `Bearer ${token}` } }));
    expect(get()).toMatchObject({
      status: 403,
      body: {
        message:
          'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"',
      },
    });
    sim.runUntil(NOW + 601_000);
    expect(get().status).toBe(401);
  });

  it('answers reviews and token requests of any shape', () => {
    const { send } = server();
    const paths = [
      'selfsubjectaccessreviews',
      'subjectaccessreviews',
      'namespaces/default/localsubjectaccessreviews',
      'selfsubjectrulesreviews',
    ];
    const all = [
      ...paths.map((path) => `/apis/authorization.k8s.io/v1/${path}`),
      '/apis/authentication.k8s.io/v1/tokenreviews',
      '/api/v1/namespaces/default/serviceaccounts/default/token',
    ];
    const bodies = [
      {},
      { spec: null },
      { spec: 5 },
      { metadata: null, spec: { resourceAttributes: 'x', groups: 7, audiences: 'a', expirationSeconds: 'b', token: {}, namespace: [] } },
      { spec: { resourceAttributes: { fieldSelector: { requirements: 5 } }, boundObjectRef: 'x', audiences: [5] } },
    ];
    for (const path of all)
      for (const body of bodies) expect(send('POST', path, body).status, `${path} ${JSON.stringify(body)}`).toBeLessThan(500);
    const wrong = send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {});
    expect((wrong.body as { message: string }).message).toBe(
      ' "" is invalid: [spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified, spec.user: Invalid value: "": at least one of user or group must be specified]',
    );
  });

  it('lets others act as somebody only as far as it is allowed', () => {
    const { send } = server();
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    const grant = (name: string, rules: readonly object[]) => {
      send('POST', `${rbac}/clusterroles`, { metadata: { name }, rules });
      send('POST', `${rbac}/clusterrolebindings`, {
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' }],
      });
    };
    const headers = { 'impersonate-user': 'bob', 'impersonate-group': 'a\nb' };
    const asJane = (method: string, path: string, body?: object) =>
      send(method, path, body, { as: { name: 'jane', groups: [] }, headers }).body as { message?: string; status?: unknown };
    expect(asJane('POST', WHO, {}).message).toMatch(
      /^selfsubjectreviews\.authentication\.k8s\.io is forbidden: User "jane" cannot impersonate-on:user-info:create resource/,
    );
    grant('identity', [{ verbs: ['impersonate:user-info'], apiGroups: ['authentication.k8s.io'], resources: ['users', 'groups'] }]);
    grant('action', [
      { verbs: ['impersonate-on:user-info:create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
    ]);
    grant('self', [{ verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] }]);
    send('POST', `${rbac}/clusterrolebindings`, {
      metadata: { name: 'everybody' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'self' },
      subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:authenticated' }],
    });
    expect(asJane('POST', WHO, {}).status).toMatchObject({ userInfo: { username: 'bob', groups: ['a', 'b', 'system:authenticated'] } });
    expect(asJane('GET', '/api/v1/pods').message).toMatch(/cannot impersonate-on:user-info:list resource "pods"/);
  });

  it('lets nobody in under the name of anonymous, and refuses nonsense', () => {
    const { send } = server();
    const anonymous = send('GET', '/api', undefined, asNobody());
    expect(anonymous.body).toMatchObject({ message: 'forbidden: User "system:anonymous" cannot get path "/api"', details: {} });
    expect(send('GET', '/api', undefined, asNobody({ headers: { authorization: 'Bearer nonsense' } })).status).toBe(401);
  });
});

describe('RBAC', () => {
  it('allows what a binding grants, in its namespace, at once', () => {
    const { send } = server();
    const jane = { as: { name: 'jane', groups: [] } };
    const list = () => send('GET', '/api/v1/namespaces/default/pods', undefined, jane).status;
    expect(list()).toBe(403);
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
    send('POST', `${roles}/roles`, { metadata: { name: 'r' }, rules: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }] });
    const bound = send('POST', `${roles}/rolebindings`, {
      metadata: { name: 'b' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' }],
    });
    expect(bound.status, JSON.stringify(bound.body)).toBe(201);
    expect(list()).toBe(200);
    const grants = [
      { verbs: ['create'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'] },
      { verbs: ['list'], apiGroups: [''], resources: ['pods'] },
    ];
    send('PUT', `${roles}/roles/r`, { metadata: { name: 'r' }, rules: grants });
    const more = { metadata: { name: 'big' }, rules: [{ verbs: ['*'], apiGroups: [''], resources: ['pods', 'secrets'] }] };
    expect(send('POST', `${roles}/roles`, more, jane).body).toMatchObject({
      message: `roles.rbac.authorization.k8s.io "big" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:
{APIGroups:[""], Resources:["pods"], Verbs:["*"]}
{APIGroups:[""], Resources:["secrets"], Verbs:["*"]}`,
    });
    expect(send('POST', `${roles}/roles`, { metadata: { name: 'small' }, rules: grants }, jane).status).toBe(201);
    expect(send('GET', '/api/v1/namespaces/kube-system/pods', undefined, jane).status).toBe(403);
  });
});
