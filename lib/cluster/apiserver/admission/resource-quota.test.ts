import { describe, expect, it } from 'vitest';
import { testServer } from '../test-server';

const HOME = '/api/v1/namespaces/default';

/** A server with quotas as the quota controller leaves them: with all that is used counted. */
function server(quotas: Readonly<Record<string, { hard: Record<string, string>; used?: Record<string, string>; more?: object }>>) {
  const parts = testServer();
  for (const [name, { hard, used, more }] of Object.entries(quotas)) {
    const made = parts.send('POST', `${HOME}/resourcequotas`, { metadata: { name }, spec: { hard, ...more } });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    if (!used) continue;
    const counted = parts.send('PUT', `${HOME}/resourcequotas/${name}/status`, { ...(made.body as object), status: { hard, used } });
    expect(counted.status, JSON.stringify(counted.body)).toBe(200);
  }
  const post = (resource: string, body: object, query = '') => {
    const { status, body: answer } = parts.send('POST', `${HOME}/${resource}${query}`, body);
    return status === 201 ? 'created' : (answer as { message: string }).message;
  };
  const used = (name: string) => (parts.send('GET', `${HOME}/resourcequotas/${name}`).body as { status: { used: object } }).status.used;
  return { ...parts, post, used };
}

const pod = (name: string, resources: object = {}, more: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'nginx', resources }], ...more },
});

describe('ResourceQuota', () => {
  it('asks for what it limits, refuses what exceeds it and counts the rest', () => {
    const { post, used } = server({
      q: { hard: { 'requests.cpu': '1', 'limits.memory': '1Gi' }, used: { 'requests.cpu': '0', 'limits.memory': '0' } },
    });
    expect(post('pods', pod('a'))).toBe('pods "a" is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu for: c');
    expect(post('pods', pod('b', { requests: { cpu: '600m' }, limits: { memory: '512Mi' } }))).toBe('created');
    expect(post('pods', pod('c', { requests: { cpu: '600m' }, limits: { memory: '768Mi' } }))).toBe(
      'pods "c" is forbidden: exceeded quota: q, requested: limits.memory=768Mi,requests.cpu=600m, used: limits.memory=512Mi,requests.cpu=600m, limited: limits.memory=1Gi,requests.cpu=1',
    );
    expect(post('pods', pod('d', { requests: { cpu: '1m' }, limits: { memory: '1Mi' } }), '?dryRun=All')).toBe('created');
    expect(used('q')).toEqual({ 'limits.memory': '512Mi', 'requests.cpu': '600m' });
  });

  it('binds nothing before its status is there, and everything while it is not counted', () => {
    expect(server({ q: { hard: { pods: '0' } } }).post('pods', pod('a'))).toBe('created');
    const { post } = server({ q: { hard: { pods: '5', 'count/pods': '5' }, used: { pods: '0' } } });
    expect(post('pods', pod('a'))).toBe('pods "a" is forbidden: status unknown for quota: q, resources: count/pods,pods');
  });

  it('counts objects of any kind, services by their ports and claims by their class', () => {
    const hard = {
      'count/deployments.apps': '0',
      'services.nodeports': '1',
      'services.loadbalancers': '0',
      'gold.storageclass.storage.k8s.io/requests.storage': '1Gi',
    };
    const { post, send } = server({ q: { hard, used: Object.fromEntries(Object.keys(hard).map((name) => [name, '0'])) } });
    const deployment = {
      metadata: { name: 'd' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } },
      },
    };
    expect((send('POST', '/apis/apps/v1/namespaces/default/deployments', deployment).body as { message: string }).message).toBe(
      'deployments.apps "d" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0',
    );
    const service = (name: string, type: string, ports: number) => ({
      metadata: { name },
      spec: { type, ports: Array.from({ length: ports }, (_, i) => ({ name: `p${i}`, port: 80 + i })) },
    });
    expect(post('services', service('two', 'NodePort', 2))).toContain('requested: services.nodeports=2, used: services.nodeports=0');
    expect(post('services', service('one', 'ClusterIP', 2))).toBe('created');
    const grown = send(
      'PATCH',
      `${HOME}/services/one`,
      { spec: { type: 'LoadBalancer' } },
      {
        headers: { 'content-type': 'application/merge-patch+json' },
      },
    );
    expect((grown.body as { message: string }).message).toBe(
      'services "one" is forbidden: exceeded quota: q, requested: services.loadbalancers=1,services.nodeports=2, used: services.loadbalancers=0,services.nodeports=0, limited: services.loadbalancers=0,services.nodeports=1',
    );
    const claim = (storageClassName: string) => ({
      metadata: { name: storageClassName },
      spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } },
    });
    expect(post('persistentvolumeclaims', claim('gold'))).toContain(
      'requested: gold.storageclass.storage.k8s.io/requests.storage=2Gi, used: gold.storageclass.storage.k8s.io/requests.storage=0',
    );
    expect(post('persistentvolumeclaims', claim('silver'))).toBe('created');
  });

  it('keeps to its scopes, and charges each quota that takes the pod in', () => {
    const scoped = (scopeName: string, operator: string, values?: string[]) => ({
      more: { scopeSelector: { matchExpressions: [{ scopeName, operator, ...(values && { values }) }] } },
    });
    const { post, used, send } = server({
      best: { hard: { pods: '0' }, used: { pods: '0' }, more: { scopes: ['BestEffort'] } },
      urgent: { hard: { pods: '0' }, used: { pods: '0' }, ...scoped('PriorityClass', 'In', ['high']) },
      far: { hard: { pods: '0' }, used: { pods: '0' }, ...scoped('CrossNamespacePodAffinity', 'Exists') },
      all: { hard: { pods: '5' }, used: { pods: '0' } },
    });
    send('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', { metadata: { name: 'high' }, value: 10 });
    const cpu = { requests: { cpu: '1m' } };
    expect(post('pods', pod('a'))).toContain('exceeded quota: best,');
    expect(post('pods', pod('b', cpu, { priorityClassName: 'high' }))).toContain('exceeded quota: urgent,');
    const term = { topologyKey: 'x', namespaces: ['other'], labelSelector: {} };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    expect(post('pods', pod('c', cpu, { affinity }))).toContain('exceeded quota: far,');
    expect(post('pods', pod('d', cpu))).toBe('created');
    expect([used('best'), used('all')]).toEqual([{ pods: '0' }, { pods: '1' }]);
  });

  it('counts sidecars with the containers and the greatest init container alone', () => {
    const hard = { 'requests.memory': '1Gi', 'requests.nvidia.com/gpu': '4' };
    const { post, used } = server({ q: { hard, used: { 'requests.memory': '0', 'requests.nvidia.com/gpu': '0' } } });
    const container = (name: string, memory: string, more: object = {}) => ({
      name,
      image: 'x',
      resources: {
        requests: { memory, ...('gpu' in more ? { 'nvidia.com/gpu': '2' } : {}) },
        limits: 'gpu' in more ? { 'nvidia.com/gpu': '2' } : {},
      },
      ...('restartPolicy' in more ? more : {}),
    });
    const spec = {
      containers: [container('a', '100Mi', { gpu: 1 }), container('b', '50Mi')],
      initContainers: [container('s', '30Mi', { restartPolicy: 'Always' }), container('i', '200Mi')],
    };
    expect(post('pods', { metadata: { name: 'p' }, spec })).toBe('created');
    expect(used('q')).toEqual({ 'requests.memory': '230Mi', 'requests.nvidia.com/gpu': '2' });
  });
});
