import type { KubeObject } from '@/lib/api/object';
import { GROUP } from '../resources';

/** Part of a structural schema. */
export type Schema = Readonly<Record<string, unknown>>;

export const string = (more: Schema = {}): Schema => ({ type: 'string', ...more });
export const integer = (minimum: number, maximum: number, more: Schema = {}): Schema => ({
  type: 'integer',
  format: 'int32',
  minimum,
  maximum,
  ...more,
});
export const oneOf = (words: string, more: Schema = {}): Schema => ({ type: 'string', enum: words.split(' '), ...more });
export const object = (properties: Schema, required = '', more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  ...(required ? { required: required.split(' ') } : {}),
  ...more,
});
export const list = (items: Schema, maxItems: number, more: Schema = {}): Schema => ({
  type: 'array',
  items,
  maxItems,
  'x-kubernetes-list-type': 'atomic',
  ...more,
});
export const map = (maxProperties: number): Schema => ({
  type: 'object',
  additionalProperties: string({ maxLength: 4096, minLength: 0 }),
  maxProperties,
});
/** A list whose elements have keys. */
export const keyed = (keys: string, items: Schema, maxItems: number, more: Schema = {}): Schema => ({
  type: 'array',
  items,
  maxItems,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys.split(' '),
  ...more,
});

/** Rules in CEL, each with what it says when it does not hold. */
export const rules = (...pairs: readonly (readonly [message: string, rule: string])[]): Schema => ({
  'x-kubernetes-validations': pairs.map(([message, rule]) => ({ message, rule })),
});

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
export const HOSTNAME = string({ minLength: 1, maxLength: 253, pattern: `^(\\*\\.)?${SUBDOMAIN}$` });
export const PRECISE_HOSTNAME = string({ minLength: 1, maxLength: 253, pattern: `^${SUBDOMAIN}$` });
export const NAME = string({ minLength: 1, maxLength: 253 });
export const NAMESPACE_NAME = string({ minLength: 1, maxLength: 63, pattern: `^${LABEL}$` });
export const SECTION = string({ minLength: 1, maxLength: 253, pattern: `^${SUBDOMAIN}$` });
export const KIND = string({ minLength: 1, maxLength: 63, pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$' });
export const API_GROUP = string({ maxLength: 253, pattern: `^$|^${SUBDOMAIN}$` });
export const PORT = integer(1, 65535);
const HEADER_NAME = string({ minLength: 1, maxLength: 256, pattern: "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$" });
export const header = (more: Schema = {}): Schema =>
  object({ name: HEADER_NAME, value: string({ minLength: 1, maxLength: 4096 }), ...more }, 'name value');
export const DURATION = string({ pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' });
export const SELECTOR = object({
  matchLabels: { type: 'object', additionalProperties: string() },
  matchExpressions: list(object({ key: string(), operator: string(), values: list(string(), 64) }, 'key operator'), 64),
});

const condition = object(
  {
    type: string({
      maxLength: 316,
      pattern: `^(${SUBDOMAIN}/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$`,
    }),
    status: oneOf('True False Unknown'),
    observedGeneration: { type: 'integer', format: 'int64', minimum: 0 },
    lastTransitionTime: string({ format: 'date-time' }),
    reason: string({ minLength: 1, maxLength: 1024, pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$' }),
    message: string({ maxLength: 32768 }),
  },
  'lastTransitionTime message reason status type',
);
export const conditions = (more: Schema = {}): Schema => keyed('type', condition, 8, more);

/** Conditions that an object has until a controller looks at it. */
export const waiting = (...types: readonly string[]): readonly object[] =>
  types.map((type) => ({
    type,
    status: 'Unknown',
    reason: 'Pending',
    message: 'Waiting for controller',
    lastTransitionTime: '1970-01-01T00:00:00Z',
  }));

interface Column {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
}

export const column = (name: string, jsonPath: string, more: Schema = {}): Column => ({ name, type: 'string', jsonPath, ...more });
export const AGE = column('Age', '.metadata.creationTimestamp', { type: 'date' });

interface Definition {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly scope?: 'Cluster';
  /** The one that is stored first. */
  readonly versions: readonly string[];
  readonly columns: readonly Column[];
  readonly spec: Schema;
  readonly status?: Schema;
  readonly group?: string;
}

/** A definition of the standard channel, with its bundle's version. */
export function definition({ kind, plural, shortNames, scope, versions, columns, spec, status, group = GROUP }: Definition): KubeObject {
  const own = group === GROUP;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      ...(own
        ? {
            annotations: {
              'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api/pull/3328',
              'gateway.networking.k8s.io/bundle-version': 'v1.4.1',
              'gateway.networking.k8s.io/channel': 'standard',
            },
          }
        : {}),
    },
    spec: {
      group,
      names: {
        categories: [own ? 'gateway-api' : 'nginx-gateway-fabric'],
        kind,
        listKind: `${kind}List`,
        plural,
        ...(shortNames ? { shortNames } : {}),
        singular: kind.toLowerCase(),
      },
      scope: scope ?? 'Namespaced',
      versions: versions.map((name, i) => ({
        name,
        served: true,
        storage: i === 0,
        additionalPrinterColumns: columns,
        ...(status ? { subresources: { status: {} } } : {}),
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: { apiVersion: string(), kind: string(), metadata: { type: 'object' }, spec, ...(status ? { status } : {}) },
          },
        },
      })),
    },
  };
}
