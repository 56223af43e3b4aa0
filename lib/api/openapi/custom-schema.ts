import { META } from './operations';
import type { SchemaObject } from './schema-object';

const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
const texts = {
  apiVersion: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${CONVENTIONS}#resources`,
  kind: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${CONVENTIONS}#types-kinds`,
};
const typeMeta = {
  apiVersion: { description: texts.apiVersion, type: 'string' },
  kind: { description: texts.kind, type: 'string' },
};
const referTo = (name: string, description: string): SchemaObject => ({
  description,
  allOf: [{ $ref: `#/components/schemas/${name}` }],
});

/** A custom kind in one version, and the schema that its definition gives for it. */
export interface CustomSchema {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `com.example.v1.Foo` */
  readonly name: string;
  readonly schema: SchemaObject;
}

/**
 * Definitions of a custom kind and of its list, by name: the schema with the fields that every object has, as upstream's
 * apiextensions-apiserver builds them (Models pkg/controller/openapi/builder).
 */
export function customDefinitions({ group, version, kind, name, schema }: CustomSchema): Record<string, SchemaObject> {
  const gvk = (of: string) => [{ group, kind: of, version }];
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const properties = schema.properties as Readonly<Record<string, SchemaObject>> | undefined;
  const own: SchemaObject = {
    ...schema,
    type: 'object',
    ...((properties !== undefined || !open) && {
      properties: {
        ...properties,
        ...typeMeta,
        metadata: referTo(`${META}.ObjectMeta`, `Standard object's metadata. More info: ${CONVENTIONS}#metadata`),
      },
    }),
    'x-kubernetes-group-version-kind': gvk(kind),
  };
  const list: SchemaObject = {
    description: `${kind}List is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      ...typeMeta,
      items: {
        description: `List of ${name.slice(name.lastIndexOf('.') + 1).toLowerCase()}s. More info: ${CONVENTIONS}`,
        type: 'array',
        items: { $ref: `#/components/schemas/${name}` },
      },
      metadata: referTo(`${META}.ListMeta`, `Standard list metadata. More info: ${CONVENTIONS}#types-kinds`),
    },
    'x-kubernetes-group-version-kind': gvk(`${kind}List`),
  };
  return { [name]: own, [`${name}List`]: list };
}
