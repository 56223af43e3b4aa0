import { describe, expect, it } from 'vitest';
import type { KubeObject, ManagedFieldsEntry } from '@/lib/api/object';
import { testServer } from './test-server';

const PATH = '/api/v1/namespaces/default/configmaps/c';

function server() {
  const { send, ...rest } = testServer();
  const apply = (manager: string, object: object | string, query = '') => {
    const body = typeof object === 'string' ? object : { apiVersion: 'v1', kind: 'ConfigMap', ...object };
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const answer = send('PATCH', `${PATH}?fieldManager=${manager}${query}`, body, { headers });
    return { status: answer.status, object: answer.body as KubeObject, message: (answer.body as { message?: string }).message };
  };
  return { ...rest, send, apply };
}

const c = (data: object, metadata: object = {}) => ({ metadata: { name: 'c', ...metadata }, data });
const who = (object: KubeObject) =>
  (object.metadata.managedFields ?? []).map(({ manager, operation, fieldsV1 }: ManagedFieldsEntry) => [manager, operation, fieldsV1]);

describe('server-side apply', () => {
  it('creates from YAML, and takes away what its manager names no more', () => {
    const { apply } = server();
    expect(apply('m', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: "1", b: "2"}\n').status).toBe(201);
    const { object } = apply('m', c({ b: '2' }));
    expect(object.data).toEqual({ b: '2' });
    expect(who(object)).toEqual([['m', 'Apply', { 'f:data': { 'f:b': {} } }]]);
  });

  it('leaves what others own, and what nobody has applied', () => {
    const { apply, send } = server();
    apply('m', c({ a: '1', b: '2' }));
    apply('n', c({ b: '2' }));
    send('PATCH', PATH, { data: { x: '9' } }, { headers: { 'content-type': 'application/merge-patch+json' } });
    expect(apply('m', c({ a: '1' })).object.data).toEqual({ a: '1', b: '2', x: '9' });
    expect(apply('n', c({})).object.data).toEqual({ a: '1', x: '9' });
  });

  it('conflicts field by field, unless forced', () => {
    const { apply } = server();
    apply('m', c({ a: '1', b: '2' }));
    const refused = apply('n', c({ a: '3', b: '4' }));
    expect(refused.status).toBe(409);
    expect(refused.message).toBe('Apply failed with 2 conflicts: conflicts with "m":\n- .data.a\n- .data.b');
    const { object } = apply('n', c({ a: '3', b: '2' }), '&force=true');
    expect(who(object)).toEqual([
      ['m', 'Apply', { 'f:data': { 'f:b': {} } }],
      ['n', 'Apply', { 'f:data': { 'f:a': {}, 'f:b': {} } }],
    ]);
  });

  it('lets kubectl take over what it applied on the client side', () => {
    const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
    const last = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } });
    const { apply, client } = server();
    client.create(
      { group: '', resource: 'configmaps' },
      { metadata: { name: 'c', namespace: 'default', annotations: { [annotation]: last } }, data: { a: '1', b: '2' } },
    );
    expect(apply('kubectl', c({ a: '3', b: '4' })).message).toBe('Apply failed with 1 conflict: conflict with "test" using v1: .data.b');
    const { object } = apply('kubectl', c({ a: '3' }));
    expect(object.data).toEqual({ a: '3', b: '2' });
    expect(JSON.parse(object.metadata.annotations![annotation]!)).toMatchObject({ data: { a: '3' } });
  });

  it('begins with what was there before the first apply, once managers were forgotten', () => {
    const { apply, send, client } = server();
    client.create({ group: '', resource: 'configmaps' }, { metadata: { name: 'c', namespace: 'default' }, data: { a: '1' } });
    const forgotten = send('PUT', PATH, { ...c({ a: '1', b: '2' }), metadata: { name: 'c', managedFields: [{}] } }).body as KubeObject;
    expect(forgotten.metadata.managedFields).toBeUndefined();
    expect(who(apply('m', c({ a: '1' })).object)).toEqual([
      ['m', 'Apply', { 'f:data': { 'f:a': {} } }],
      ['before-first-apply', 'Update', { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} } }],
    ]);
  });

  it.each([
    [
      c({ a: true }),
      500,
      'failed to create typed patch object (/c; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:true}',
    ],
    [{ ...c({}), spec: {} }, 500, 'failed to create typed patch object (/c; /v1, Kind=ConfigMap): .spec: field not declared in schema'],
    [{ ...c({}), kind: 'Secret' }, 500, 'invalid object type: /v1, Kind=Secret'],
    [c({}, { managedFields: [{}] }), 400, 'metadata.managedFields must be nil'],
    [c({}, { name: 'd' }), 400, 'the name of the object (d) does not match the name on the URL (c)'],
    ['[', 400, 'error decoding YAML: error converting YAML to JSON: yaml: line 1: did not find expected node content'],
    [
      'x',
      400,
      'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type map[string]interface {}',
    ],
  ])('refuses %j', (object, status, message) => {
    expect(server().apply('m', object)).toMatchObject({ status, message });
  });

  it('sees each version of a kind with its own fields', () => {
    const { send } = server();
    const url = (version: string) => `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers/h`;
    const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' };
    const apply = (spec: object) =>
      send(
        'PATCH',
        `${url('v1')}?fieldManager=m`,
        {
          apiVersion: 'autoscaling/v1',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'h' },
          spec: { maxReplicas: 3, scaleTargetRef: target, ...spec },
        },
        { headers: { 'content-type': 'application/apply-patch+yaml' } },
      ).body as KubeObject;
    apply({ targetCPUUtilizationPercentage: 60, minReplicas: 2 });
    const stored = send('GET', url('v2')).body as KubeObject;
    expect(stored.spec.metrics[0].resource.target.averageUtilization).toBe(60);
    expect(apply({ targetCPUUtilizationPercentage: 60 }).spec.minReplicas).toBe(1);
  });
});

describe('events', () => {
  it('are one resource in two groups', () => {
    const { send } = server();
    const events = (group: string) => `${group}/namespaces/default/events`;
    const made = send('POST', events('/apis/events.k8s.io/v1'), {
      metadata: { name: 'e', namespace: 'default' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      reportingController: 'a/b',
      reportingInstance: 'i',
      action: 'Do',
      reason: 'Why',
      regarding: { kind: 'Pod', name: 'p', namespace: 'default' },
      note: 'hello',
      type: 'Normal',
    });
    expect(made).toMatchObject({ status: 201, body: { apiVersion: 'events.k8s.io/v1', note: 'hello' } });
    expect(send('GET', `${events('/api/v1')}/e`).body).toMatchObject({ apiVersion: 'v1', message: 'hello', involvedObject: { name: 'p' } });
    const picked = send('GET', `${events('/apis/events.k8s.io/v1')}?fieldSelector=regarding.name%3Dp`).body as { items: KubeObject[] };
    expect(picked.items.map(({ note }) => note as string)).toEqual(['hello']);
    expect((send('GET', `${events('/apis/events.k8s.io/v1')}/x`).body as { message: string }).message).toBe('events "x" not found');
  });
});
