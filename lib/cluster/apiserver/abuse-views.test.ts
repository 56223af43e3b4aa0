import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { kinds } from '../kinds';
import { sample } from '../kinds/sample-objects';
import { CASES, expectAnswer, LONG, replaceAt, runs, scalar, value, words } from './odd-values';
import { testServer } from './test-server';

/** The same as abuse.test.ts, for what is made of odd objects afterwards, and for the less trodden ways in. */
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json';

const oddly = (base: object) => fc.tuple(fc.array(fc.nat(20), { maxLength: 8 }), value).map(([way, junk]) => replaceAt(base, way, junk));

const JSON_TYPE = { headers: { 'content-type': 'application/json' } };
const MERGE = { headers: { 'content-type': 'application/merge-patch+json' } };
const APPLY = { headers: { 'content-type': 'application/apply-patch+yaml' } };

describe('objects that are stored without validation', () => {
  // As validation of an earlier version may have let them in: what reads them must bear every value of the right type.
  const named = kinds.map((kind) => `${kind.group} ${kind.kind}`);
  it(
    'are shown as they are, as Tables, in part and in words',
    () => {
      const { store, sim, send, kinds: table } = testServer();
      const base = kinds.map((kind) => sample(kind, kind.versions[0]!));
      fc.assert(
        fc.property(fc.nat(kinds.length - 1), fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }), (which, way) => {
          const kind = kinds[which]!;
          const without = removeAt(base[which], way) as KubeObject;
          const metadata = {
            name: 'odd',
            uid: 'u',
            creationTimestamp: '2026-01-01T00:00:00Z',
            ...(kind.namespaced && { namespace: 'default' }),
          };
          const object = { ...without, metadata } as KubeObject;
          const context = {
            now: sim.now(),
            showEvents: true,
            get: (group: string, resource: string, namespace: string, name: string) => store.get({ group, resource }, namespace, name),
            list: (group: string, resource: string, namespace: string) => store.list({ group, resource }, namespace),
          };
          for (const { cell } of kind.columns) expect(['string', 'number', 'boolean']).toContain(typeof cell(object as never, sim.now()));
          expect(kind.describe?.(object as never, context) ?? named[which]).toEqual(expect.any(String));
        }),
        runs,
      );
      for (const { kind, version } of kinds.map((kind) => ({ kind, version: kind.versions[0]! }))) {
        const root = kind.group ? `/apis/${kind.group}/${version.name}` : `/api/${version.name}`;
        for (const accept of [TABLE, PARTIAL]) expectAnswer(send('GET', `${root}/${kind.plural}`, undefined, { headers: { accept } }));
      }
      expect(table.byKind('v1', 'Pod')).toBeDefined();
    },
    LONG,
  );
});

function removeAt(object: unknown, way: readonly number[]): unknown {
  const [first, ...rest] = way;
  if (first === undefined || object === null || typeof object !== 'object') return object;
  const keys = Object.keys(object);
  const key = keys[first % Math.max(1, keys.length)];
  if (key === undefined) return object;
  if (rest.length === 0) {
    if (Array.isArray(object)) return object.filter((_, i) => String(i) !== key);
    return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  }
  const changed = removeAt((object as Record<string, unknown>)[key], rest);
  return Array.isArray(object) ? object.map((item, i) => (String(i) === key ? changed : item)) : { ...object, [key]: changed };
}

const POD = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }] }] } };
const DEPLOYMENT = {
  metadata: { name: 'd' },
  spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: POD.spec } },
};
const ROOT = '/api/v1/namespaces/default';

describe('less trodden ways', () => {
  it(
    'subresources and reviews with odd bodies',
    () => {
      const { send } = testServer();
      send('POST', `${ROOT}/pods`, POD);
      send('POST', '/apis/apps/v1/namespaces/default/deployments', DEPLOYMENT);
      const spec = {
        resourceAttributes: {
          verb: 'get',
          resource: 'pods',
          fieldSelector: { requirements: [{ key: 'a', operator: 'In', values: ['b'] }] },
        },
      };
      const at = fc.constantFrom<[string, string, object]>(
        [
          'PUT',
          `${ROOT}/pods/p/status`,
          {
            ...POD,
            status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ name: 'c', state: {} }] },
          },
        ],
        ['POST', `${ROOT}/pods/p/binding`, { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n' } }],
        ['POST', `${ROOT}/bindings`, { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n' } }],
        [
          'POST',
          `${ROOT}/pods/p/eviction`,
          { metadata: { name: 'p' }, deleteOptions: { gracePeriodSeconds: 1, preconditions: { uid: 'u' } } },
        ],
        ['PUT', `${ROOT}/pods/p/ephemeralcontainers`, { ...POD, spec: { ...POD.spec, ephemeralContainers: [{ name: 'e', image: 'i' }] } }],
        ['PUT', `${ROOT}/pods/p/resize`, POD],
        ['PUT', '/apis/apps/v1/namespaces/default/deployments/d/scale', { metadata: { name: 'd' }, spec: { replicas: 2 } }],
        ['PATCH', '/apis/apps/v1/namespaces/default/deployments/d/scale', { spec: { replicas: 2 } }],
        ['PUT', '/api/v1/namespaces/default/finalize', { metadata: { name: 'default' }, spec: { finalizers: ['kubernetes'] } }],
        [
          'POST',
          `${ROOT}/serviceaccounts/default/token`,
          { spec: { audiences: ['a'], expirationSeconds: 600, boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } } },
        ],
        ['POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: 'a.b.c', audiences: ['a'] } }],
        ['POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {}],
        ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec }],
        [
          'POST',
          '/apis/authorization.k8s.io/v1/subjectaccessreviews',
          { spec: { ...spec, user: 'u', groups: ['g'], extra: { a: ['b'] } } },
        ],
        ['POST', '/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews', { spec: { ...spec, user: 'u' } }],
        ['POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { spec: { namespace: 'default' } }],
        ['DELETE', `${ROOT}/configmaps/none`, { gracePeriodSeconds: 1, propagationPolicy: 'Orphan', preconditions: { uid: 'u' } }],
        ['DELETE', `${ROOT}/configmaps`, { gracePeriodSeconds: 1 }],
      );
      fc.assert(
        fc.property(
          at.chain(([method, path, base]) => fc.tuple(fc.constant(method), fc.constant(path), oddly(base))),
          ([method, path, body]) => expectAnswer(send(method, path, body, method === 'PATCH' ? MERGE : JSON_TYPE)),
        ),
        runs,
      );
    },
    LONG,
  );

  it(
    'watches with odd parameters',
    () => {
      const { send, server } = testServer();
      const fields = fc.dictionary(
        fc.constantFrom(
          'resourceVersion',
          'resourceVersionMatch',
          'sendInitialEvents',
          'allowWatchBookmarks',
          'timeoutSeconds',
          'labelSelector',
          'fieldSelector',
          'limit',
        ),
        fc.oneof(
          fc.constantFrom(...words, 'true', 'NotOlderThan', 'Exact', '1', '99999999999999999999', 'a=b', 'metadata.name=a'),
          fc.string(),
        ),
        { maxKeys: 4 },
      );
      fc.assert(
        fc.property(fields, fc.constantFrom('application/json', TABLE, PARTIAL, 'x/y', ''), (query, accept) => {
          const response = send('GET', `${ROOT}/pods?watch=1&${new URLSearchParams(query).toString()}`, undefined, { headers: { accept } });
          expectAnswer(response);
          if (!response.stream) return;
          expect(server.readStream(response.stream.id).items).toBeInstanceOf(Array);
          server.closeStream(response.stream.id);
        }),
        runs,
      );
    },
    LONG,
  );

  it(
    'server-side apply with odd managed fields',
    () => {
      const { send } = testServer();
      const entry = {
        manager: 'm',
        operation: 'Apply',
        apiVersion: 'v1',
        time: '2026-01-01T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } },
      };
      const path = fc.constantFrom(
        'f:data',
        'f:a',
        'k:{"name":"c"}',
        'k:{',
        'v:1',
        'i:0',
        'i:x',
        '.',
        'f:',
        '',
        'x',
        'f:metadata',
        'f:__proto__',
      );
      const { set } = fc.letrec<{ set: unknown }>((tie) => ({
        set: fc.oneof({ maxDepth: 4 }, fc.constant({}), scalar, fc.dictionary(path, tie('set'), { maxKeys: 3 })),
      }));
      const entries = fc.oneof(
        oddly([entry]),
        set.map((fieldsV1) => [{ ...entry, fieldsV1 }]),
      );
      fc.assert(
        fc.property(entries, fc.constantFrom('POST', 'PUT', 'PATCH', 'APPLY'), (managedFields, method) => {
          const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', managedFields }, data: { a: 'b' } };
          const at = method === 'POST' ? `${ROOT}/configmaps` : `${ROOT}/configmaps/c`;
          expectAnswer(
            send(
              method === 'APPLY' ? 'PATCH' : method,
              `${at}?fieldManager=f`,
              body,
              method === 'PATCH' ? MERGE : method === 'APPLY' ? APPLY : {},
            ),
          );
          expectAnswer(send('PATCH', `${ROOT}/configmaps/c?fieldManager=g&force=true`, { ...body, metadata: { name: 'c' } }, APPLY));
        }),
        runs,
      );
    },
    LONG,
  );

  it(
    'definitions with odd schemas, and odd resources of theirs',
    () => {
      const { send } = testServer();
      const schema = {
        type: 'object',
        properties: {
          spec: {
            type: 'object',
            required: ['a'],
            properties: {
              a: { type: 'integer', minimum: 1, maximum: 5, default: 2 },
              list: {
                type: 'array',
                items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
                'x-kubernetes-list-type': 'map',
                'x-kubernetes-list-map-keys': ['name'],
              },
              map: { type: 'object', additionalProperties: { type: 'string', pattern: '^a+$' } },
              any: { 'x-kubernetes-preserve-unknown-fields': true },
              either: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
            },
            'x-kubernetes-validations': [{ rule: 'self.a < 4 || has(self.map)', message: 'm' }],
          },
          status: { type: 'object', properties: { n: { type: 'integer' } } },
        },
      };
      const version = {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: schema },
        subresources: { status: {}, scale: { specReplicasPath: '.spec.a', statusReplicasPath: '.status.n' } },
        additionalPrinterColumns: [{ name: 'A', type: 'integer', jsonPath: '.spec.a' }],
        selectableFields: [{ jsonPath: '.spec.a' }],
      };
      const definition = (name: string) => ({
        metadata: { name: `${name}s.x.io` },
        spec: {
          group: 'x.io',
          scope: 'Namespaced',
          names: { plural: `${name}s`, singular: name, kind: name.toUpperCase() },
          versions: [version],
        },
      });
      const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
      const resource = {
        apiVersion: 'x.io/v1',
        kind: 'FOO',
        metadata: { name: 'a' },
        spec: { a: 3, list: [{ name: 'x' }], map: { k: 'aa' }, any: { deep: [1] }, either: 1 },
        status: { n: 1 },
      };
      expect(send('POST', definitions, definition('foo')).status).toBe(201);
      let made = 0;
      fc.assert(
        fc.property(oddly(definition('bar')), oddly(resource), fc.constantFrom('POST', 'PUT', 'PATCH', 'APPLY'), (odd, custom, method) => {
          const response = send('POST', definitions, odd);
          expectAnswer(response);
          if (response.status === 201) {
            made++;
            const { metadata } = response.body as KubeObject;
            expectAnswer(send('POST', '/apis/x.io/v1/namespaces/default/bars', { ...resource, kind: 'BAR' }));
            expectAnswer(send('GET', '/apis/x.io/v1/bars', undefined, { headers: { accept: TABLE } }));
            expectAnswer(send('DELETE', `${definitions}/${metadata.name}`));
          }
          const foos = '/apis/x.io/v1/namespaces/default/foos';
          const at = method === 'POST' ? foos : `${foos}/a`;
          expectAnswer(
            send(
              method === 'APPLY' ? 'PATCH' : method,
              `${at}?fieldManager=f`,
              custom,
              method === 'PATCH' ? MERGE : method === 'APPLY' ? APPLY : {},
            ),
          );
          expectAnswer(send('GET', foos, undefined, { headers: { accept: TABLE } }));
          expectAnswer(send('GET', `${foos}/a/scale`));
        }),
        { ...runs, numRuns: Math.min(CASES, 3000) },
      );
      expect(made).toBeGreaterThan(0);
    },
    LONG,
  );

  it(
    'admission policies with odd expressions',
    () => {
      const { send } = testServer();
      const policies = '/apis/admissionregistration.k8s.io/v1';
      const policy = (expression: string) => ({
        metadata: { name: 'p' },
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: {
            resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
          },
          variables: [{ name: 'v', expression }],
          matchConditions: [{ name: 'm', expression: 'true' }],
          validations: [{ expression: 'variables.v == variables.v', messageExpression: 'string(variables.v)' }, { expression }],
          auditAnnotations: [{ key: 'k', valueExpression: "'x'" }],
        },
      });
      const binding = { metadata: { name: 'b' }, spec: { policyName: 'p', validationActions: ['Deny', 'Audit'] } };
      const piece = fc.constantFrom(
        'object',
        '.data',
        '.metadata',
        '.a',
        'request',
        '.userInfo',
        'params',
        'namespaceObject',
        'oldObject',
        'authorizer',
        '.all(x, ',
        '.map(x, ',
        ')',
        '(',
        '[',
        ']',
        '{',
        '}',
        '+',
        '==',
        '&&',
        '||',
        '!',
        '1',
        '"s"',
        'size(',
        'x',
        ',',
        ' in ',
        'null',
        '?',
        ':',
        'quantity("1")',
        'duration("1s")',
        'has(object.data)',
        '.orValue(1)',
      );
      const expression = fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('')),
      );
      send('POST', `${policies}/validatingadmissionpolicybindings`, binding);
      fc.assert(
        fc.property(
          expression.chain((text) => fc.tuple(fc.constant(text), oddly(policy(text)), oddly(binding))),
          ([text, odd, oddBinding]) => {
            expectAnswer(send('POST', `${policies}/validatingadmissionpolicies`, odd));
            expectAnswer(send('POST', `${policies}/validatingadmissionpolicies`, policy(text)));
            expectAnswer(send('POST', `${policies}/validatingadmissionpolicybindings?dryRun=All`, oddBinding));
            expectAnswer(send('POST', `${ROOT}/configmaps`, { metadata: { generateName: 'c-' }, data: { a: 'b' } }));
            expectAnswer(send('DELETE', `${policies}/validatingadmissionpolicies/p`));
          },
        ),
        { ...runs, numRuns: Math.min(CASES, 3000) },
      );
    },
    LONG,
  );
});
