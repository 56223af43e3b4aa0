import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldErrorText, type FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { schemaFor, type FieldSchema } from '@/lib/api/schema';
import { kinds } from './index';
import type { DescribeContext, Kind, KindContext } from './kind';

/** Whatever passes decoding gets an answer: field errors or none, never an exception. */
const GROUPS = new Set(
  `networking.k8s.io storage.k8s.io rbac.authorization.k8s.io policy certificates.k8s.io apiregistration.k8s.io coordination.k8s.io
   discovery.k8s.io flowcontrol.apiserver.k8s.io resource.k8s.io node.k8s.io scheduling.k8s.io
   apps batch autoscaling events.k8s.io`.split(/\s+/),
);
const CORE = new Set(
  `ResourceQuota LimitRange PersistentVolume PersistentVolumeClaim Endpoints Node Pod PodTemplate Service ConfigMap Secret Namespace
   ServiceAccount ReplicationController Event`.split(/\s+/),
);
const WEBHOOKS = new Set(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']);

const tested = kinds.filter(({ group, kind }) => GROUPS.has(group) || CORE.has(kind) || WEBHOOKS.has(kind));
const context: KindContext = { now: 0, random: () => 0.5, get: () => undefined, list: () => [] };
const describing: DescribeContext = { now: 0, showEvents: false, get: () => undefined, list: () => [] };

const TEXTS = [
  '', 'a', 'A B', 'a.b.c', 'example.com/x', '10.0.0.1', '010.0.0.1', '::ffff:1.2.3.4', 'fe80::1', '10.0.0.0/8', '10.0.0.1/33', '::/0', '/',
  '/a/../b', 'In', 'Exists', 'NotIn', 'Pod', 'Container', 'PersistentVolumeClaim', 'ReadWriteOnce', 'ReadWriteOncePod', 'Delete', 'Recycle',
  'Limited', 'Exempt', 'Queue', 'User', 'ServiceAccount', 'Approved', 'True', 'ExactCount', 'All', 'IPv4', 'FQDN', 'Exact', 'Prefix', '*',
  '*/*', 'pods/*', '1 +', 'true', 'device.driver == "a"', 'Zm9v', 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0=', 'https://u@h/p?q#f', 'é\u0000',
  '50%', 'BestEffort', 'Terminating', 'PriorityClass', 'cpu', 'storage', 'hugepages-2Mi', '__proto__', 'constructor', 'x'.repeat(300),
]; // prettier-ignore
const QUANTITIES = ['0', '1', '-1', '1Gi', '-1Gi', '1500m', '1e30', '0.1', '2Ki'];
const NUMBERS = [-1, 0, 1, 3, 80, 600, 65_536, 2 ** 31 - 1];
const DEEPEST = 9;

/** A value that decoding lets through; `pick(n)` is a number below n. */
function value(field: FieldSchema, pick: (below: number) => number, depth: number): unknown {
  const one = <T>(list: readonly T[]) => list[pick(list.length)]!;
  if (field.intOrString) return pick(2) === 0 ? one(NUMBERS) : one(TEXTS);
  if (field.quantity) return one(QUANTITIES);
  if (field.format === 'date-time') return '2026-01-02T03:04:05Z';
  if (field.format === 'micro-time') return '2026-01-02T03:04:05.000000Z';
  switch (field.type) {
    case 'string':
      return one(TEXTS);
    case 'integer':
    case 'number':
      return one(NUMBERS);
    case 'boolean':
      return pick(2) === 0;
    case 'array':
      return Array.from({ length: pick(3) }, () => value(field.items ?? { type: 'any' }, pick, depth + 1));
    case 'map':
      return Object.fromEntries(
        Array.from({ length: pick(3) }, () => [one(TEXTS), value(field.values ?? { type: 'string' }, pick, depth + 1)]),
      );
    case 'object':
      return field.ref ? struct(field.ref, pick, depth + 1) : {};
    default:
      return one([{}, { a: 1 }, 'text', [1]]);
  }
}

function struct(name: string, pick: (below: number) => number, depth: number): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  if (depth > DEEPEST) return out;
  for (const [key, field] of Object.entries(schemaFor(name)?.fields ?? {}))
    if (pick(depth < 3 ? 5 : 3) > 0) out[key] = value(field, pick, depth);
  return out;
}

function random(kind: Kind, seed: number): KubeObject {
  let state = seed >>> 0;
  const pick = (below: number) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return (state >>> 8) % below;
  };
  const version = kind.versions[0]!;
  const { metadata: _, ...rest } = struct(version.schema, pick, 0);
  const metadata = {
    name: TEXTS[pick(TEXTS.length)]!,
    uid: 'u',
    creationTimestamp: '2026-01-02T03:04:05Z',
    ...(kind.namespaced ? { namespace: 'n' } : {}),
  };
  return { ...rest, apiVersion: kind.group ? `${kind.group}/${version.name}` : version.name, kind: kind.kind, metadata };
}

const isFine = (errors: readonly FieldError[] | undefined) =>
  (errors ?? []).every((error) => error.field !== '' && fieldErrorText(error).length > 0);

describe('any object that can be decoded', () => {
  it('is of a kind that is tested', () => expect(tested.length).toBeGreaterThan(35));
  for (const kind of tested) {
    it(`gets an answer: ${kind.kind}`, () => {
      fc.assert(
        fc.property(fc.nat(), fc.nat(), (first, second) => {
          const { strategy = {} } = kind;
          const [a, b] = [first, second].map((seed) => kind.defaults!(random(kind, seed), context)) as [KubeObject, KubeObject];
          const created = strategy.prepareForCreate?.(a, context) ?? a;
          const updated = strategy.prepareForUpdate?.(b, created, context) ?? b;
          const withStatus = strategy.prepareForStatusUpdate?.(b, created, context) ?? b;
          const fine =
            isFine(strategy.validate?.(created, context)) &&
            isFine(strategy.validateUpdate?.(updated, created, context)) &&
            isFine(strategy.validateStatusUpdate?.(withStatus, created, context)) &&
            isFine(strategy.validateUpdate?.(a, a, context));
          if (a.metadata.name) strategy.validateName?.(a.metadata.name, false);
          strategy.warnings?.(created, undefined, context);
          strategy.warnings?.(updated, created, context);
          const stored = { ...created, metadata: { ...created.metadata, name: 'stored' } } as KubeObject;
          for (const column of kind.columns) expect(['string', 'number', 'boolean'], column.name).toContain(typeof column.cell(stored, 0));
          kind.describe?.(stored, describing);
          return fine;
        }),
        { seed: 7, numRuns: 60 },
      );
    });
  }
});
