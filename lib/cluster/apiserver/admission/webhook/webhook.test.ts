import { describe, expect, it } from 'vitest';
import { testServer } from '../../test-server';
import { NOWHERE, OutboundError, type Outbound, type OutboundRequest } from '../../outbound';

const HOME = '/api/v1/namespaces/default';
const REGISTRATION = '/apis/admissionregistration.k8s.io/v1';

interface Asked {
  readonly uid: string;
  readonly [field: string]: unknown;
}

type Answer = Readonly<Record<string, unknown>> | Error;

/** A server whose webhooks all answer as `respond` says; `asked` is what they were asked. */
function server(respond: (request: Asked, url: string) => Answer) {
  const asked: Asked[] = [];
  const outbound: Outbound = {
    ...NOWHERE,
    post({ url, body }: OutboundRequest) {
      const { request, apiVersion, kind } = body as { request: Asked; apiVersion: string; kind: string };
      asked.push(request);
      const answer = respond(request, url);
      if (answer instanceof Error) throw answer;
      const { http = 200, raw, ...response } = answer;
      return { status: http as number, body: raw ?? { apiVersion, kind, response: { uid: request.uid, ...response } } };
    },
  };
  const parts = testServer({ outbound });
  const hook = (kind: 'Validating' | 'Mutating', name: string, rule: object, more: object = {}) => {
    const { status, body } = parts.send('POST', `${REGISTRATION}/${kind.toLowerCase()}webhookconfigurations`, {
      metadata: { name },
      webhooks: [
        {
          name: `${name}.example.com`,
          clientConfig: { url: `https://${name}.test/path` },
          rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], ...rule }],
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          ...more,
        },
      ],
    });
    expect(status, JSON.stringify(body)).toBe(201);
  };
  const post = (path: string, body: object) => {
    const { status, body: answer } = parts.send('POST', path, body);
    return status === 201 ? 'created' : (answer as { message: string }).message;
  };
  return {
    ...parts,
    asked,
    hook,
    post,
    create: (name: string, query = '') => post(`${HOME}/configmaps${query}`, { metadata: { name }, data: {} }),
  };
}

const patched = (...operations: object[]) => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
});
const failed = (name: string, why: string) => `Internal error occurred: failed calling webhook "${name}.example.com": ${why}`;

describe('an admission webhook', () => {
  it('is asked with the object, who wants it and how', () => {
    const { asked, hook, create, send } = server(() => ({ allowed: true, warnings: ['careful'] }));
    hook('Validating', 'v', {});
    expect(create('c', '?fieldManager=me')).toBe('created');
    expect(asked[0]).toMatchObject({
      kind: { group: '', version: 'v1', kind: 'ConfigMap' },
      resource: { group: '', version: 'v1', resource: 'configmaps' },
      requestKind: { group: '', version: 'v1', kind: 'ConfigMap' },
      name: 'c',
      namespace: 'default',
      operation: 'CREATE',
      userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
      object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' } },
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'me' },
    });
    expect(send('DELETE', `${HOME}/configmaps/c`).headers.warning).toBe('299 - "careful"');
    expect(asked[1]).toMatchObject({
      operation: 'DELETE',
      object: null,
      oldObject: { metadata: { name: 'c' } },
      options: { kind: 'DeleteOptions' },
    });
  });

  it('refuses in its own words', () => {
    let status: object | undefined = { code: 403, reason: 'Forbidden', message: 'no' };
    const { hook, create, send } = server(() => ({ allowed: false, ...(status && { status }) }));
    hook('Validating', 'v', {});
    const denied = 'admission webhook "v.example.com" denied the request';
    expect(send('POST', `${HOME}/configmaps`, { metadata: { name: 'c' } }).body).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      status: 'Failure',
      message: `${denied}: no`,
    });
    status = { reason: 'Because' };
    expect(create('c')).toBe(`${denied}: Because`);
    status = undefined;
    expect(send('POST', `${HOME}/configmaps`, { metadata: { name: 'c' } }).body).toMatchObject({
      code: 400,
      message: `${denied} without explanation`,
    });
  });

  it('is told apart by what went wrong with it', () => {
    let answer: Answer = new OutboundError('EOF');
    const { hook, create } = server(() => answer);
    hook('Mutating', 'm', {}, { timeoutSeconds: 5 });
    const cases: readonly (readonly [Answer, string])[] = [
      [answer, 'failed to call webhook: Post "https://m.test/path?timeout=5s": EOF'],
      [{ http: 500, raw: 'oh' }, 'failed to call webhook: an error on the server ("oh") has prevented the request from succeeding'],
      [
        { raw: '<html>' },
        "failed to call webhook: couldn't get version/kind; json parse error: invalid character '<' looking for beginning of value",
      ],
      [
        { raw: { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' } },
        'received invalid webhook response: webhook response was absent',
      ],
      [
        { raw: { response: {} } },
        'received invalid webhook response: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=',
      ],
      [{ allowed: true, patch: 'W10=' }, 'received invalid webhook response: webhook returned response.patch but not response.patchType'],
      [{ allowed: true, patch: 'W10x', patchType: 'JSONPatch' }, 'received undecodable patch in webhook response'],
    ];
    for (const [given, why] of cases) {
      answer = given;
      expect(create('c')).toContain(failed('m', why));
    }
    answer = patched({ op: 'remove', path: '/nowhere' });
    expect(create('c')).toMatch(/^Internal error occurred: /);
  });

  it('cannot run dry when it has side effects', () => {
    const { hook, create, asked } = server(() => ({ allowed: true }));
    hook('Mutating', 'm', {}, { sideEffects: 'NoneOnDryRun' });
    expect(create('c', '?dryRun=All')).toBe('created');
    expect(asked[0]).toMatchObject({ dryRun: true, options: { dryRun: ['All'] } });
  });

  it('sees an object in the version it asks for, and its patch is of that version', () => {
    const { hook, post, asked, send } = server(() => patched({ op: 'add', path: '/spec/targetCPUUtilizationPercentage', value: 50 }));
    hook('Mutating', 'm', { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] });
    const spec = { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } };
    const path = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers';
    expect(post(path, { metadata: { name: 'h' }, spec })).toBe('created');
    expect(asked[0]).toMatchObject({ kind: { version: 'v1' }, requestKind: { version: 'v2' }, object: { apiVersion: 'autoscaling/v1' } });
    expect(send('GET', `${path}/h`).body).toMatchObject({
      spec: { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 50 } } }] },
    });
  });

  it('sees a scale as a Scale, and changes it as one', () => {
    const { hook, post, asked, send } = server(() => patched({ op: 'replace', path: '/spec/replicas', value: 2 }));
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } };
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    expect(post(deployments, { metadata: { name: 'd' }, spec: { replicas: 1, selector: { matchLabels: { a: 'b' } }, template } })).toBe(
      'created',
    );
    hook('Mutating', 'm', { apiGroups: ['apps'], resources: ['deployments/scale'] });
    send('PATCH', `${deployments}/d/scale`, { spec: { replicas: 7 } }, { headers: { 'content-type': 'application/merge-patch+json' } });
    expect(asked[0]).toMatchObject({
      kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      subResource: 'scale',
      object: { kind: 'Scale', spec: { replicas: 7 } },
    });
    expect(send('GET', `${deployments}/d`).body).toMatchObject({ spec: { replicas: 2 } });
  });

  it('is asked about connections and evictions, and held to its conditions', () => {
    const { hook, post, asked } = server(() => ({ allowed: false }));
    post(`${HOME}/pods`, { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'x' }] } });
    hook('Validating', 'v', { resources: ['pods/*'] }, { matchConditions: [{ name: 'a', expression: "request.name != 'q'" }] });
    const denied = 'admission webhook "v.example.com" denied the request without explanation';
    expect(post(`${HOME}/pods/p/exec?command=ls&stdout=true`, {})).toBe(denied);
    expect(asked[0]).toMatchObject({
      operation: 'CONNECT',
      subResource: 'exec',
      object: { kind: 'PodExecOptions', command: ['ls'], stdout: true },
    });
    expect(post(`${HOME}/pods/p/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'p' } })).toBe(denied);
    expect(post(`${HOME}/pods/q/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'q' } })).toBe(
      'pods "q" not found',
    );
    expect(asked).toHaveLength(2);
  });

  it('writes objects of the kind: what the kind does not have is dropped, and what it cannot hold refused', () => {
    const parts = server((request) =>
      patched(
        { op: 'add', path: '/data', value: request.name === 'bad' ? 'text' : { key: 'v' } },
        { op: 'add', path: '/nonsense', value: 1 },
      ),
    );
    parts.hook('Mutating', 'm', {});
    expect(parts.create('good')).toBe('created');
    const { body } = parts.send('GET', `${HOME}/configmaps/good`);
    expect(body).toMatchObject({ data: { key: 'v' } });
    expect(body).not.toHaveProperty('nonsense');
    expect(parts.create('bad')).toMatch(/^Internal error occurred: .*cannot unmarshal string into Go struct field ConfigMap.data/);
  });

  it('never judges its own configuration', () => {
    const { hook, asked, send } = server(() => ({ allowed: false }));
    hook('Validating', 'v', { apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] });
    expect(send('DELETE', `${REGISTRATION}/validatingwebhookconfigurations/v`).status).toBe(200);
    expect(asked).toEqual([]);
  });
});
