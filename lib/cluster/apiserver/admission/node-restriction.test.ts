import { describe, expect, it } from 'vitest';
import { Random } from '@/lib/sim/random';
import { newKey } from '../../pki/key';
import { testServer } from '../test-server';

const NODE = { name: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] };
const merge = { headers: { 'content-type': 'application/merge-patch+json' } };

function server() {
  const parts = testServer({
    namespaces: ['default', 'kube-node-lease'],
    authn: { serviceAccountSigningKey: newKey(new Random(1)).privatePem },
  });
  const { send } = parts;
  for (const name of ['n1', 'n2']) send('POST', '/api/v1/nodes', { metadata: { name, labels: { 'kubernetes.io/os': 'linux' } } });
  const pod = (name: string, nodeName: string) =>
    send('POST', '/api/v1/namespaces/default/pods', { metadata: { name }, spec: { nodeName, containers: [{ name: 'c', image: 'x' }] } });
  pod('mine', 'n1');
  pod('other', 'n2');
  /** The message of what the node is refused, or its status. */
  const asNode = (method: string, path: string, body?: object, more: object = {}) => {
    const { status, body: answer } = send(method, path, body, { as: NODE, ...more });
    return status < 300 ? 'allowed' : (answer as { message: string }).message;
  };
  return { ...parts, asNode };
}

describe('NodeRestriction', () => {
  it('keeps a node to its own Node, its labels and its taints', () => {
    const { asNode } = server();
    const patch = (name: string, body: object) => asNode('PATCH', `/api/v1/nodes/${name}`, body, merge);
    expect(patch('n2', { metadata: { labels: { a: 'b' } } })).toBe('nodes "n2" is forbidden: node "n1" is not allowed to modify node "n2"');
    expect(patch('n1', { spec: { taints: [] } })).toBe('nodes "n1" is forbidden: node "n1" is not allowed to modify taints');
    expect(patch('n1', { metadata: { labels: { 'node-role.kubernetes.io/x': '', 'a.node-restriction.kubernetes.io/b': '' } } })).toBe(
      'nodes "n1" is forbidden: is not allowed to modify labels: a.node-restriction.kubernetes.io/b, node-role.kubernetes.io/x',
    );
    expect(patch('n1', { metadata: { labels: { 'node.kubernetes.io/x': '', plain: 'yes', 'kubernetes.io/arch': 'arm64' } } })).toBe(
      'allowed',
    );
  });

  it('keeps a node to pods bound to it, and to mirror pods', () => {
    const { asNode } = server();
    const pods = '/api/v1/namespaces/default/pods';
    const status = (name: string) => asNode('PATCH', `${pods}/${name}/status`, { status: { message: 'm' } }, merge);
    expect([status('mine'), status('other')]).toEqual([
      'allowed',
      'pods "other" is forbidden: node "n1" can only update pod status for pods with spec.nodeName set to itself',
    ]);
    expect(asNode('DELETE', `${pods}/other`)).toBe(
      'pods "other" is forbidden: node "n1" can only delete pods with spec.nodeName set to itself',
    );
    const make = (annotations: object, spec: object) =>
      asNode('POST', pods, { metadata: { name: 'p', annotations }, spec: { containers: [{ name: 'c', image: 'x' }], ...spec } });
    expect(make({}, { nodeName: 'n1' })).toBe(
      'pods "p" is forbidden: pod does not have "kubernetes.io/config.mirror" annotation, node "n1" can only create mirror pods',
    );
    const mirror = { 'kubernetes.io/config.mirror': 'x' };
    expect(make(mirror, { nodeName: 'n2' })).toBe('pods "p" is forbidden: node "n1" can only create pods with spec.nodeName set to itself');
    expect(make(mirror, { nodeName: 'n1' })).toBe(
      'pods "p" is forbidden: node "n1" can only create pods with an owner reference set to itself',
    );
  });

  it('gives a node tokens for its own pods and their audiences only', () => {
    const { asNode, send } = server();
    const uidOf = (name: string) =>
      (send('GET', `/api/v1/namespaces/default/pods/${name}`).body as { metadata: { uid: string } }).metadata.uid;
    const token = (spec: object) => asNode('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { spec });
    const bound = (name: string) => ({ boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid: uidOf(name) } });
    const forbidden = 'serviceaccounts "default" is forbidden: ';
    expect(token({})).toBe(`${forbidden}node requested token not bound to a pod`);
    expect(token({ ...bound('other') })).toMatch(/node requested token bound to a pod scheduled on a different node|no relationship found/);
    expect(token({ ...bound('mine'), audiences: ['vault'] })).toBe(
      `${forbidden}audience "vault" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience`,
    );
  });

  it('keeps a node to its own lease', () => {
    const { asNode } = server();
    const lease = (name: string) =>
      asNode('POST', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', { metadata: { name }, spec: {} });
    expect(lease('n2')).toBe(
      'leases.coordination.k8s.io "n2" is forbidden: can only access node lease with the same name as the requesting node',
    );
    expect(lease('n1')).toBe('allowed');
  });
});
