import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { CelCompileError, CelRuntimeError, compileCel, dynType } from '@/lib/api/cel';
import { JsonPathError, renderJsonPath } from '@/lib/api/jsonpath';
import { sample } from '../kinds/sample-objects';
import { kinds } from '../kinds';
import { expectAnswer, LONG, replaceAt, runs, value } from './odd-values';
import { testServer } from './test-server';

/** What clients may send by mistake or in malice: the server answers each, and goes on. */
const { send, store } = testServer();
const other = testServer();
const before = JSON.stringify(other.store.snapshot());

const served = kinds.flatMap((kind) => kind.versions.map((version) => ({ kind, version })));
const names = served.map(({ kind, version }) => `${kind.group}/${version.name} ${kind.kind}`);
/** By name, so that a report of a fault can be read. */
const targetName = fc.constantFrom(...names);
const named = (name: string) => served[names.indexOf(name)]!;
const pathOf = (at: string, name?: string) => {
  const { kind, version } = named(at);
  const root = kind.group ? `/apis/${kind.group}/${version.name}` : `/api/${version.name}`;
  return `${root}${kind.namespaced ? '/namespaces/default' : ''}/${kind.plural}${name ? `/${name}` : ''}`;
};

/** A valid-looking object of a kind with one part of it replaced by anything. */
const mutated = fc.tuple(targetName, fc.array(fc.nat(20), { maxLength: 6 }), value).map(([at, way, junk]) => {
  const { kind, version } = named(at);
  return { at, body: replaceAt(sample(kind, version), way, junk) };
});

describe('the API server answers whatever it is sent', () => {
  it(
    'bodies to create',
    () =>
      fc.assert(
        fc.property(targetName, value, (at, body) => expectAnswer(send('POST', pathOf(at), body))),
        runs,
      ),
    LONG,
  );

  it(
    'objects with one part replaced',
    () =>
      fc.assert(
        fc.property(mutated, ({ at, body }) => expectAnswer(send('POST', `${pathOf(at)}?fieldValidation=Warn`, body))),
        runs,
      ),
    LONG,
  );

  it(
    'updates',
    () =>
      fc.assert(
        fc.property(mutated, ({ at, body }) => expectAnswer(send('PUT', pathOf(at, 'a'), body))),
        runs,
      ),
    LONG,
  );

  it(
    'patches of all types',
    () => {
      send('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'victim' }, data: { a: 'b' } });
      send('POST', '/apis/apps/v1/namespaces/default/deployments', deployment);
      const types = ['json-patch', 'merge-patch', 'strategic-merge-patch', 'apply-patch'] as const;
      const operation = fc.record({
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
        path: fc.oneof(
          fc.constantFrom(
            '',
            '/',
            '/metadata/labels/a',
            '/spec/template/spec/containers/0',
            '/spec/template/spec/containers/-',
            '/a/b',
            '~2',
          ),
          fc.string(),
        ),
        from: fc.string(),
        value,
      });
      fc.assert(
        fc.property(
          fc.constantFrom(...types),
          fc.constantFrom('/api/v1/namespaces/default/configmaps/victim', '/apis/apps/v1/namespaces/default/deployments/victim'),
          value,
          fc.array(operation, { maxLength: 4 }),
          (type, path, body, operations) =>
            expectAnswer(
              send('PATCH', `${path}?fieldManager=fuzz&force=true`, type === 'json-patch' ? operations : body, {
                headers: { 'content-type': `application/${type}+${type === 'apply-patch' ? 'yaml' : 'json'}` },
              }),
            ),
        ),
        runs,
      );
    },
    LONG,
  );

  it(
    'paths and queries',
    () => {
      const part = fc.oneof(
        fc.constantFrom(
          'api',
          'apis',
          'v1',
          'apps',
          'namespaces',
          'default',
          'pods',
          'status',
          'log',
          'scale',
          '..',
          '',
          '%00',
          'openapi',
          'v3',
          'healthz',
        ),
        fc.string({ maxLength: 12 }),
      );
      const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'BREW');
      const query = fc.dictionary(
        fc.constantFrom(
          'labelSelector',
          'fieldSelector',
          'limit',
          'continue',
          'resourceVersion',
          'resourceVersionMatch',
          'timeoutSeconds',
          'dryRun',
          'fieldValidation',
          'propagationPolicy',
          'pretty',
          'x',
        ),
        fc.oneof(fc.string(), fc.constantFrom('0', '-1', '99999999999999999999', 'All', 'true')),
        { maxKeys: 4 },
      );
      fc.assert(
        fc.property(method, fc.array(part, { maxLength: 8 }), query, (verb, parts, fields) =>
          expectAnswer(send(verb, `/${parts.join('/')}?${new URLSearchParams(fields).toString()}`)),
        ),
        runs,
      );
    },
    LONG,
  );

  it(
    'selectors',
    () => {
      const piece = fc.constantFrom(
        'a',
        'in',
        'notin',
        '(',
        ')',
        ',',
        '=',
        '==',
        '!=',
        '!',
        '<',
        '>',
        ' ',
        'metadata.name',
        '\\',
        'x'.repeat(70),
        '5',
      );
      const text = fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      );
      fc.assert(
        fc.property(fc.constantFrom('labelSelector', 'fieldSelector'), text, (name, selector) =>
          expectAnswer(send('GET', `/api/v1/namespaces/default/pods?${new URLSearchParams({ [name]: selector }).toString()}`)),
        ),
        runs,
      );
    },
    LONG,
  );
});

describe('expressions end', () => {
  it(
    'JSONPath',
    () => {
      const piece = fc.constantFrom(
        '{',
        '}',
        '.',
        '..',
        '[',
        ']',
        '*',
        '?',
        '(',
        ')',
        '@',
        'a',
        '0',
        '-1',
        ':',
        '"',
        "'",
        'range',
        'end',
        '==',
        ' ',
        '\\',
      );
      const text = fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 14 }).map((pieces) => `{${pieces.join('')}}`),
      );
      fc.assert(
        fc.property(text, (template) => {
          try {
            renderJsonPath(template, { a: [{ a: 1 }, { a: [2] }], b: null });
          } catch (error) {
            expect(error).toBeInstanceOf(JsonPathError);
          }
        }),
        runs,
      );
    },
    LONG,
  );

  it(
    'CEL',
    () => {
      const piece = fc.constantFrom(
        'self',
        '.a',
        '.all(x, ',
        '.map(x, ',
        '.exists(y, ',
        ')',
        '(',
        '[',
        ']',
        '{',
        '}',
        '+',
        '-',
        '*',
        '/',
        '%',
        '==',
        '&&',
        '||',
        '!',
        '?',
        ':',
        '1',
        '2u',
        '1.5',
        '"s"',
        'size(',
        'has(self.a)',
        "matches('(a+)+$')",
        'x',
        ',',
        ' in ',
        'null',
        '9223372036854775807',
      );
      const text = fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join('')),
      );
      fc.assert(
        fc.property(text, (expression) => {
          try {
            compileCel(expression, { variables: { self: dynType } }).evaluate(
              { self: { a: ['x'.repeat(50), 1, null] } },
              { costLimit: 100_000 },
            );
          } catch (error) {
            expect(error instanceof CelCompileError || error instanceof CelRuntimeError, String(error)).toBe(true);
          }
        }),
        runs,
      );
    },
    LONG,
  );
});

const deployment = {
  metadata: { name: 'victim' },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
};

afterAll(() => {
  // Everything above went to one cluster: a neighbour's is as it was, and this one still answers.
  expect(JSON.stringify(other.store.snapshot())).toBe(before);
  expect(store.revision).toBeGreaterThan(0);
  expect(send('GET', '/api/v1/namespaces/default').status).toBe(200);
});
