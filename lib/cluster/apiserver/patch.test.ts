import { describe, expect, it } from 'vitest';
import { testServer } from './test-server';

const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const type = (name: string) => ({ headers: { 'content-type': `application/${name}` } });
const MERGE = type('merge-patch+json');
const JSON_PATCH = type('json-patch+json');
const STRATEGIC = type('strategic-merge-patch+json');
const APPLY = type('apply-patch+yaml');

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd', labels: { app: 'd' } },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'd' } },
    template: {
      metadata: { labels: { app: 'd' } },
      spec: {
        containers: [
          { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }], ports: [{ containerPort: 80 }] },
          { name: 'b', image: 'b:1' },
        ],
        volumes: [{ name: 'v', emptyDir: {} }],
      },
    },
  },
};

function withDeployment() {
  const parts = testServer();
  const created = parts.send('POST', deployments, deployment);
  expect(created.status, JSON.stringify(created.body)).toBe(201);
  return parts;
}

interface Entry {
  manager: string;
  operation: string;
  fieldsV1: object;
}
const managedOf = (response: { body?: unknown }) => (response.body as { metadata: { managedFields: Entry[] } }).metadata.managedFields;
const messageOf = (response: { body?: unknown }) => (response.body as { message: string }).message;

describe('PATCH', () => {
  it('merges, and refuses to rename', () => {
    const { send } = testServer();
    send('POST', configMaps, { metadata: { name: 'c' }, data: { k: 'v', l: 'w' } });
    expect(send('PATCH', `${configMaps}/c`, { data: { k: null, m: 'x' } }, MERGE).body).toMatchObject({ data: { l: 'w', m: 'x' } });
    expect(messageOf(send('PATCH', `${configMaps}/c`, { metadata: { name: 'z' } }, MERGE))).toBe(
      'the name of the object (z) does not match the name on the URL (c)',
    );
    const unknown = send('PATCH', `${configMaps}/c?fieldValidation=Warn`, { dataa: {} }, MERGE);
    expect(unknown.headers.warning).toBe('299 - "unknown field \\"dataa\\""');
  });

  it('applies JSON patches', () => {
    const { send } = testServer();
    send('POST', configMaps, { metadata: { name: 'c' }, data: { k: 'v' } });
    const patched = send('PATCH', `${configMaps}/c`, [{ op: 'add', path: '/data/l', value: 'w' }], JSON_PATCH);
    expect(patched.body).toMatchObject({ data: { k: 'v', l: 'w' } });
    const failed = send('PATCH', `${configMaps}/c`, [{ op: 'test', path: '/data/k', value: 'nope' }], JSON_PATCH);
    expect(failed).toMatchObject({ status: 422, body: { message: 'the server rejected our request due to an error in our request' } });
  });

  it('merges lists strategically', () => {
    const { send } = withDeployment();
    const containers = (patch: object) => {
      const response = send('PATCH', `${deployments}/d`, { spec: { template: { spec: patch } } }, STRATEGIC);
      expect(response.status, JSON.stringify(response.body)).toBe(200);
      return (response.body as typeof deployment).spec.template.spec.containers.map(({ name, image }) => `${name}=${image}`);
    };
    expect(containers({ containers: [{ name: 'a', image: 'a:2' }] })).toEqual(['a=a:2', 'b=b:1']);
    expect(containers({ containers: [{ name: 'c', image: 'c:1' }] })).toEqual(['a=a:2', 'b=b:1', 'c=c:1']);
    expect(containers({ containers: [{ name: 'c', $patch: 'delete' }] })).toEqual(['a=a:2', 'b=b:1']);
    expect(
      containers({ '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }], containers: [{ name: 'a', image: 'a:3' }] }),
    ).toEqual(['b=b:1', 'a=a:3']);
    expect(containers({ containers: [{ $patch: 'replace' }, { name: 'only', image: 'o' }] })).toEqual(['only=o']);
  });

  it('changes the scale through its view', () => {
    const { send } = withDeployment();
    const scaled = send('PATCH', `${deployments}/d/scale`, { spec: { replicas: 3 } }, MERGE);
    expect(scaled).toMatchObject({ status: 200, body: { kind: 'Scale', spec: { replicas: 3 } } });
    expect(send('GET', `${deployments}/d`).body).toMatchObject({ spec: { replicas: 3 }, metadata: { generation: 2 } });
  });
});

describe('managedFields', () => {
  it('of a created object name what the client and the defaults set', () => {
    const { send } = withDeployment();
    const [entry] = managedOf(send('GET', `${deployments}/d`));
    expect(entry).toMatchObject({
      manager: 'test',
      operation: 'Update',
      fieldsV1: {
        'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
        'f:spec': {
          'f:replicas': {},
          'f:selector': {},
          'f:template': {
            'f:spec': {
              'f:containers': {
                'k:{"name":"a"}': {
                  '.': {},
                  'f:env': { '.': {}, 'k:{"name":"X"}': { '.': {}, 'f:name': {}, 'f:value': {} } },
                  'f:image': {},
                  'f:ports': { '.': {}, 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} } },
                },
              },
            },
          },
        },
      },
    });
    expect(JSON.stringify(entry)).not.toContain('f:status');
  });

  it('pass to whoever changes a field', () => {
    const { send } = testServer();
    send('POST', `${configMaps}?fieldManager=one`, { metadata: { name: 'c' }, data: { k: 'v', l: 'w' } });
    const patched = send('PATCH', `${configMaps}/c?fieldManager=two`, { data: { k: 'x' } }, MERGE);
    expect(managedOf(patched).map(({ manager, fieldsV1 }) => [manager, fieldsV1])).toEqual([
      ['one', { 'f:data': { '.': {}, 'f:l': {} } }],
      ['two', { 'f:data': { 'f:k': {} } }],
    ]);
  });
});

describe('server-side apply', () => {
  const configuration = (data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data });

  it('creates, is idempotent, and takes away what is named no more', () => {
    const { send, store } = testServer();
    const apply = (data: object) => send('PATCH', `${configMaps}/c?fieldManager=kubectl`, configuration(data), APPLY);
    const created = apply({ k: 'v', l: 'w' });
    expect(created.status).toBe(201);
    expect(managedOf(created)).toMatchObject([
      { manager: 'kubectl', operation: 'Apply', fieldsV1: { 'f:data': { 'f:k': {}, 'f:l': {} } } },
    ]);
    const before = store.revision;
    apply({ k: 'v', l: 'w' });
    expect(store.revision).toBe(before);
    expect(apply({ k: 'v' }).body).toMatchObject({ data: { k: 'v' } });
    expect((send('GET', `${configMaps}/c`).body as { data: object }).data).toEqual({ k: 'v' });
  });

  it('reports conflicts, and takes the fields when forced', () => {
    const { send } = testServer();
    send('PATCH', `${configMaps}/c?fieldManager=one`, configuration({ k: 'v' }), APPLY);
    const refused = send('PATCH', `${configMaps}/c?fieldManager=two`, configuration({ k: 'w' }), APPLY);
    expect(refused).toMatchObject({
      status: 409,
      body: { message: 'Apply failed with 1 conflict: conflict with "one": .data.k', details: { causes: [{ field: '.data.k' }] } },
    });
    const forced = send('PATCH', `${configMaps}/c?fieldManager=two&force=true`, configuration({ k: 'w' }), APPLY);
    expect(managedOf(forced).map(({ manager }) => manager)).toEqual(['two']);
  });
});
