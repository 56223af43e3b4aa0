import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { testServer } from '../test-server';
import { escalation } from './escalation';
import { authorizeNode } from './node';
import type { AccessAttributes } from './rbac';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const jane = { as: { name: 'jane', groups: ['system:authenticated'] } };
const ask = (verb: string, resource: string, more: Partial<AccessAttributes> = {}): AccessAttributes => ({
  verb,
  isResource: true,
  group: '',
  resource,
  subresource: '',
  namespace: 'default',
  name: '',
  path: '',
  ...more,
});

function bind(send: ReturnType<typeof testServer>['send'], role: string, kind = 'Role', name = role) {
  return send('POST', `${RBAC}/namespaces/default/rolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' }],
  });
}

describe('RBAC', () => {
  it('says which roles bindings name in vain, each once', () => {
    const { send } = testServer();
    bind(send, 'a');
    bind(send, 'b', 'ClusterRole');
    bind(send, 'a', 'Role', 'again');
    const { message } = send('GET', '/api/v1/namespaces/default/pods', undefined, jane).body as { message: string };
    expect(message).toBe(
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default": RBAC: [role.rbac.authorization.k8s.io "a" not found, clusterrole.rbac.authorization.k8s.io "b" not found]',
    );
    const review = send(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      { spec: { namespace: 'default' } },
      { as: { name: 'jane', groups: ['system:masters'] } },
    );
    expect(review.body).toMatchObject({ status: { incomplete: false, evaluationError: expect.stringContaining('"b" not found') } });
  });

  it('does not answer for another name what it answered for one', () => {
    const { send, server } = testServer();
    send('POST', `${RBAC}/namespaces/default/roles`, {
      metadata: { name: 'r' },
      rules: [{ verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'] }],
    });
    bind(send, 'r');
    const get = (name: string) => send('GET', `/api/v1/namespaces/default/configmaps/${name}`, undefined, jane).status;
    expect([get('one'), get('two'), get('one')]).toEqual([404, 403, 404]);
    // A list that is narrowed to the name is a read of that one.
    const list = (selector: string) =>
      send('GET', `/api/v1/namespaces/default/configmaps?fieldSelector=${selector}`, undefined, jane).status;
    send('PUT', `${RBAC}/namespaces/default/roles/r`, {
      metadata: { name: 'r' },
      rules: [{ verbs: ['list'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'] }],
    });
    expect([list('metadata.name=one'), list('metadata.name=two'), get('one')]).toEqual([200, 403, 403]);
    expect(server).toBeDefined();
  });

  it('asks for everything where an aggregation rule is set', () => {
    const { send } = testServer();
    send('POST', `${RBAC}/clusterroles`, {
      metadata: { name: 'maker' },
      rules: [{ verbs: ['create'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'] }],
    });
    send('POST', `${RBAC}/clusterrolebindings`, {
      metadata: { name: 'maker' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'maker' },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' }],
    });
    const role = { metadata: { name: 'sum' }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } };
    expect((send('POST', `${RBAC}/clusterroles`, role, jane).body as { message: string }).message).toBe(
      'clusterroles.rbac.authorization.k8s.io "sum" is forbidden: must have cluster-admin privileges to use the aggregationRule',
    );
  });
});

describe('escalation', () => {
  const held = { rules: [{ verbs: ['get'], apiGroups: ['*'], resources: ['*/scale'] }], errors: [] };

  it('merges verbs of plain rules only, as CompactRules does', () => {
    const wanted = [
      { verbs: ['get', 'list'], apiGroups: ['apps'], resources: ['deployments', 'deployments/scale'] },
      { verbs: ['get', 'list'], apiGroups: [''], resources: ['secrets'], resourceNames: ['s'] },
      { verbs: ['get', 'post'], nonResourceURLs: ['/x'] },
    ];
    expect(escalation({ name: 'u', groups: ['g', 'h'] }, held, wanted)).toBe(
      `user "u" (groups=["g" "h"]) is attempting to grant RBAC permissions not currently held:
{APIGroups:[""], Resources:["secrets"], ResourceNames:["s"], Verbs:["get"]}
{APIGroups:[""], Resources:["secrets"], ResourceNames:["s"], Verbs:["list"]}
{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}
{APIGroups:["apps"], Resources:["deployments/scale"], Verbs:["list"]}
{NonResourceURLs:["/x"], Verbs:["get"]}
{NonResourceURLs:["/x"], Verbs:["post"]}`,
    );
  });

  it('names the roles that could not be read', () => {
    const why = escalation({ name: 'u', groups: [] }, { rules: [], errors: ['role "x" not found'] }, [
      { verbs: ['get'], nonResourceURLs: ['/'] },
    ]);
    expect(why).toMatch(/; resolution errors: \[role "x" not found\]$/);
  });
});

describe('the Node authorizer', () => {
  const { store, client } = testServer();
  const node = { name: 'system:node:n1', groups: ['system:nodes'] };
  const bare = (kind: string, name: string, more: object = {}) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'default' },
    ...more,
  });
  client.create({ group: '', resource: 'nodes' }, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } });
  for (const name of ['used', 'other']) client.create({ group: '', resource: 'secrets' }, bare('Secret', name));
  const pod = bare('Pod', 'p', {
    spec: {
      nodeName: 'n1',
      containers: [{ name: 'c', image: 'i', envFrom: [{ secretRef: { name: 'used' } }] }],
      volumes: [{ name: 'v', projected: { sources: [{ configMap: { name: 'map' } }] } }],
    },
  });
  client.create({ group: '', resource: 'pods' }, pod as unknown as KubeObject);
  const may = (attributes: AccessAttributes) => authorizeNode(store, node, attributes);
  const unrelated = { allowed: false, reason: "no relationship found between node 'n1' and this object" };

  it('lets a kubelet read what its pods name, and nothing else', () => {
    expect(may(ask('get', 'secrets', { name: 'used' }))?.allowed).toBe(true);
    expect(may(ask('watch', 'configmaps', { name: 'map' }))?.allowed).toBe(true);
    expect(may(ask('get', 'secrets', { name: 'other' }))).toEqual(unrelated);
    expect(may(ask('get', 'secrets', { name: 'used', namespace: 'kube-system' }))).toEqual(unrelated);
    expect(may(ask('list', 'secrets'))).toEqual({ allowed: false, reason: 'No Object name found' });
    expect(may(ask('update', 'secrets', { name: 'used' }))?.reason).toBe('can only read resources of this type');
  });

  it('knows pods, nodes and leases of a node by their fields', () => {
    expect(may(ask('get', 'pods', { name: 'p' }))?.allowed).toBe(true);
    expect(may(ask('list', 'pods'))?.reason).toBe('can only list/watch pods with spec.nodeName field selector');
    expect(may(ask('list', 'pods', { fieldSelector: 'spec.nodeName=n1,status.phase=Running' }))?.allowed).toBe(true);
    expect(may(ask('get', 'nodes', { name: 'n2', namespace: '' }))?.reason).toBe("node 'n1' cannot read 'n2', only its own Node object");
    expect(may(ask('list', 'nodes', { namespace: '' }))?.reason).toBe("node 'n1' cannot read all nodes, only its own Node object");
    const lease = (name: string, namespace: string) => may(ask('update', 'leases', { group: 'coordination.k8s.io', name, namespace }));
    expect(lease('n1', 'kube-node-lease')?.allowed).toBe(true);
    expect(lease('n2', 'kube-node-lease')?.reason).toBe('can only access node lease with the same name as the requesting node');
    expect(lease('n1', 'default')?.reason).toBe('can only access leases in the "kube-node-lease" system namespace');
  });

  it('gives tokens of the accounts that its pods run as', () => {
    const token = (name: string) => may(ask('create', 'serviceaccounts', { subresource: 'token', name }));
    expect([token('default')?.allowed, token('admin')?.allowed]).toEqual([true, false]);
  });

  it('is silent about others, and about nodes without a name', () => {
    expect(authorizeNode(store, { name: 'jane', groups: [] }, ask('get', 'pods'))).toBeUndefined();
    expect(authorizeNode(store, { name: 'system:node:', groups: ['system:nodes'] }, ask('get', 'pods'))?.reason).toBe(
      'unknown node for user "system:node:"',
    );
  });
});
