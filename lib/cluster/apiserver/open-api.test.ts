import { describe, expect, it } from 'vitest';
import { testServer } from './test-server';

const { send, kinds } = testServer();
const PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const get = (url: string, headers: Record<string, string> = {}) => send('GET', url, undefined, { headers });

describe('/openapi/v2', () => {
  it('comes as JSON and as protobuf, by either name', () => {
    expect(get('/openapi/v2').headers['content-type']).toBe('application/json');
    for (const accept of [PROTOBUF, PROTOBUF.replace('v2.v1', 'v2@v1')])
      expect(get('/openapi/v2', { accept }).headers['content-type']).toBe(PROTOBUF);
    expect(get('/openapi/v2', { accept: 'text/plain' })).toMatchObject({ status: 406, body: '' });
  });

  it('is 304 for those who have it', () => {
    const { etag } = get('/openapi/v2').headers;
    expect(etag).toMatch(/^"[0-9A-F]{128}"$/);
    expect(get('/openapi/v2', { 'if-none-match': etag! })).toMatchObject({ status: 304, body: '' });
  });

  it('says of kinds what clients validate with', () => {
    const { definitions, paths } = get('/openapi/v2').body as {
      definitions: Record<string, { properties: Record<string, object> }>;
      paths: Record<string, { patch: { parameters: object[] } }>;
    };
    expect(definitions['io.k8s.api.core.v1.PodSpec']!.properties.containers).toMatchObject({
      type: 'array',
      items: { $ref: '#/definitions/io.k8s.api.core.v1.Container' },
      'x-kubernetes-patch-merge-key': 'name',
    });
    expect(definitions['io.k8s.apimachinery.pkg.api.resource.Quantity']).toMatchObject({ type: 'string' });
    expect(JSON.stringify(definitions['io.k8s.api.core.v1.Container'])).not.toMatch(/"default":|#\/components/);
    const { patch } = paths['/api/v1/namespaces/{namespace}/pods/{name}']!;
    expect(patch.parameters).toContainEqual({ $ref: expect.stringMatching(/^#\/parameters\/fieldValidation-/) });
  });
});

describe('/openapi/v3', () => {
  const { paths } = get('/openapi/v3').body as { paths: Record<string, { serverRelativeURL: string }> };

  it('lists documents, each under its hash', () => {
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['api', 'api/v1', 'apis', 'apis/apps', 'apis/apps/v1', 'version']));
    const url = paths['apis/apps/v1']!.serverRelativeURL;
    expect(get(url).headers).toMatchObject({ 'cache-control': 'public, immutable', vary: 'Accept' });
    expect(get(url).headers.expires).toMatch(/ GMT$/);
    expect(get('/openapi/v3/apis/apps/v1?hash=OLD')).toMatchObject({ status: 301, headers: { location: url } });
    expect(get('/openapi/v3/apis/nope/v1')).toMatchObject({ status: 200, body: '' });
  });

  it('is made once for all servers', () => {
    const other = testServer().send;
    for (const url of ['/openapi/v2', '/openapi/v3/api/v1']) expect(other('GET', url).body).toBe(get(url).body);
  });

  it('has custom resources', () => {
    const before = get('/openapi/v3').headers.etag;
    const openapi = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer', default: 1 } } } } };
    kinds.add({
      group: 'example.com',
      versions: [{ name: 'v1', schema: 'com.example.v1.Widget', custom: { openapi } as never }],
      kind: 'Widget',
      plural: 'widgets',
      singular: 'widget',
      namespaced: true,
      columns: [],
    });
    expect(get('/openapi/v3').headers.etag).not.toBe(before);
    const v3 = get('/openapi/v3/apis/example.com/v1').body as { components: { schemas: Record<string, object> }; paths: object };
    expect(v3.components.schemas['com.example.v1.Widget']).toBe(openapi);
    expect(v3.components.schemas['com.example.v1.WidgetList']).toMatchObject({ required: ['items'] });
    expect(v3.paths).toHaveProperty(['/apis/example.com/v1/namespaces/{namespace}/widgets/{name}', 'patch']);
    const v2 = get('/openapi/v2').body as { definitions: Record<string, object> };
    expect(v2.definitions['com.example.v1.Widget']).toMatchObject({ properties: { spec: { properties: { size: { type: 'integer' } } } } });
  });
});

describe('answers to those outside', () => {
  it('name the flow schema and the priority level', () => {
    const flow = 'flowcontrol.apiserver.k8s.io';
    const meta = (name: string) => ({ apiVersion: `${flow}/v1`, metadata: { name } });
    const level = send('POST', `/apis/${flow}/v1/prioritylevelconfigurations`, {
      ...meta('own'),
      kind: 'PriorityLevelConfiguration',
      spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } },
    }).body as { metadata: { uid: string } };
    const schema = send('POST', `/apis/${flow}/v1/flowschemas`, {
      ...meta('mine'),
      kind: 'FlowSchema',
      spec: {
        matchingPrecedence: 2,
        priorityLevelConfiguration: { name: 'own' },
        rules: [
          {
            subjects: [{ kind: 'Group', group: { name: 'system:masters' } }],
            resourceRules: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'], namespaces: ['*'] }],
          },
        ],
      },
    }).body as { metadata: { uid: string } };
    const from = (url: string) => send('GET', url, undefined, { peer: { ip: '10.0.0.1' }, headers: { 'audit-id': 'mine' } }).headers;
    expect(from('/api/v1/namespaces/default/pods')).toMatchObject({
      'audit-id': 'mine',
      'x-kubernetes-pf-flowschema-uid': schema.metadata.uid,
      'x-kubernetes-pf-prioritylevel-uid': level.metadata.uid,
    });
    expect(from('/api/v1/namespaces/default/services')).not.toHaveProperty('x-kubernetes-pf-flowschema-uid');
    expect(get('/api/v1/namespaces/default/pods').headers).not.toHaveProperty('x-kubernetes-pf-flowschema-uid');
  });

  it('tell of health, check by check', () => {
    expect(get('/livez')).toMatchObject({ body: 'ok', headers: { 'x-content-type-options': 'nosniff' } });
    const lines = (get('/readyz?verbose&exclude=etcd&exclude=foo').body as string).split('\n');
    expect(lines).toContain('[+]etcd excluded: ok');
    expect(lines.slice(-3)).toEqual(['warn: some health checks cannot be excluded: no matches for "foo"', 'readyz check passed', '']);
    expect(get('/livez/ping').body).toBe('ok');
    expect(get('/livez/shutdown').status).toBe(404);
    expect((get('/').body as { paths: string[] }).paths).toContain('/readyz/shutdown');
  });
});

describe('negotiation', () => {
  const DISCOVERY = 'application/json;g=apidiscovery.k8s.io;as=APIGroupDiscoveryList;v=';
  const kindOf = (accept: string, url = '/apis') => (get(url, { accept }).body as { kind: string }).kind;

  it('gives aggregated discovery as v2 alone', () => {
    expect(kindOf(`${DISCOVERY}v2,${DISCOVERY}v2beta1,application/json`)).toBe('APIGroupDiscoveryList');
    expect(kindOf(`${DISCOVERY}v2beta1,application/json`)).toBe('APIGroupList');
    expect(get('/apis', { accept: `${DISCOVERY}v2beta1` }).status).toBe(406);
  });

  it('refuses what is not served, once it is known what is asked', () => {
    for (const accept of ['text/plain', 'application/cbor'])
      expect(get('/api/v1/pods', { accept }).body).toMatchObject({
        reason: 'NotAcceptable',
        message: 'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      });
    expect(get('/version', { accept: 'text/plain' }).status).toBe(200);
    expect(get('/nope', { accept: 'text/plain' }).status).toBe(404);
  });
});
