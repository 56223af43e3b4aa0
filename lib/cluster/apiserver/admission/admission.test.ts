import { describe, expect, it } from 'vitest';
import { testServer } from '../test-server';

const pods = '/api/v1/namespaces/default/pods';
const pod = (name: string, resources: object = {}, more: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'nginx', resources }], ...more },
});

function server() {
  const parts = testServer();
  const messageOf = (body: object) => (parts.send('POST', pods, body).body as { message?: string }).message;
  const post = (resource: string, body: object) => {
    const { status, body: answer } = parts.send('POST', `/api/v1/namespaces/default/${resource}`, body);
    expect(status, JSON.stringify(answer)).toBe(201);
  };
  return { ...parts, messageOf, post };
}

describe('admission of pods', () => {
  it('mounts the token of the default service account and tolerates lost nodes', () => {
    const { send } = server();
    const { spec } = send('POST', pods, pod('p')).body as {
      spec: { serviceAccountName: string; volumes: { name: string }[]; containers: { volumeMounts: object[] }[]; tolerations: object[] };
    };
    expect(spec.serviceAccountName).toBe('default');
    expect(spec.volumes[0]!.name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(spec.containers[0]!.volumeMounts).toEqual([
      { name: spec.volumes[0]!.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ]);
    expect(spec.tolerations).toHaveLength(2);
    expect(spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
  });

  it('refuses what is not there', () => {
    const { messageOf } = server();
    expect(messageOf(pod('p', {}, { serviceAccountName: 'none' }))).toBe(
      'pods "p" is forbidden: error looking up service account default/none: serviceaccount "none" not found',
    );
    expect(messageOf(pod('p', {}, { priorityClassName: 'none' }))).toBe('pods "p" is forbidden: no PriorityClass with name none was found');
  });

  it('keeps to limit ranges', () => {
    const { post, messageOf, send } = server();
    post('limitranges', { metadata: { name: 'l' }, spec: { limits: [{ type: 'Container', min: { cpu: '100m' }, max: { cpu: '1' } }] } });
    post('pods', pod('a'));
    expect(send('GET', `${pods}/a`).body).toMatchObject({
      spec: { containers: [{ resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } }] },
    });
    expect(messageOf(pod('b', { requests: { cpu: '10m' }, limits: { cpu: '500m' } }))).toBe(
      'pods "b" is forbidden: minimum cpu usage per Container is 100m, but request is 10m',
    );
    expect(messageOf(pod('c', { limits: { cpu: '2' } }))).toBe(
      'pods "c" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
    );
  });
});

describe('a namespace', () => {
  it('is Terminating until its finalizer is taken away', () => {
    const { send } = server();
    send('POST', '/api/v1/namespaces', { metadata: { name: 'n' } });
    expect(send('DELETE', '/api/v1/namespaces/n').body).toMatchObject({ status: { phase: 'Terminating' } });
    const refused = send('POST', '/api/v1/namespaces/n/configmaps', { metadata: { name: 'c' } });
    expect(refused.body).toMatchObject({
      message: 'configmaps "c" is forbidden: unable to create new content in namespace n because it is being terminated',
    });
    send('PUT', '/api/v1/namespaces/n/finalize', { metadata: { name: 'n' }, spec: {} });
    expect(send('GET', '/api/v1/namespaces/n').status).toBe(404);
  });
});
