import { isMap, type Json } from '../json-map';

export { isMap, type Json };

/** JSONSchemaProps of apiextensions.k8s.io/v1, as it stands in a definition. */
export interface JsonSchema {
  readonly id?: string;
  readonly $schema?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly default?: unknown;
  readonly maximum?: number;
  readonly exclusiveMaximum?: boolean;
  readonly minimum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly multipleOf?: number;
  readonly enum?: readonly unknown[];
  readonly maxProperties?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly dependencies?: Readonly<Record<string, JsonSchema | readonly string[]>>;
  readonly additionalItems?: JsonSchema | boolean;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly externalDocs?: object;
  readonly example?: unknown;
  readonly nullable?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

export const preserves = (schema: JsonSchema | undefined): boolean => schema?.['x-kubernetes-preserve-unknown-fields'] === true;
export const isEmbedded = (schema: JsonSchema | undefined): boolean => schema?.['x-kubernetes-embedded-resource'] === true;
export const isIntOrString = (schema: JsonSchema | undefined): boolean => schema?.['x-kubernetes-int-or-string'] === true;

/** The schema of items, when it is one (and not an array of schemas, which no structural schema has). */
export const itemsOf = (schema: JsonSchema | undefined): JsonSchema | undefined =>
  isMap(schema?.items) ? (schema.items as JsonSchema) : undefined;

/** The schema of additional properties, when they have one. */
export const valuesOf = (schema: JsonSchema | undefined): JsonSchema | undefined =>
  isMap(schema?.additionalProperties) ? (schema.additionalProperties as JsonSchema) : undefined;

export const propertyOf = (schema: JsonSchema | undefined, name: string): JsonSchema | undefined =>
  schema?.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;

/** The metadata fields of a resource, which the server knows better than any schema. */
export const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** `parent.child`; the parent of the root is ''. */
export const child = (path: string, name: string): string => (path ? `${path}.${name}` : name);
/** `parent[key]` */
export const keyed = (path: string, key: string | number): string => `${path}[${key}]`;

/** The schema of a resource's root, which is taken as an embedded resource. */
export const asResource = (schema: JsonSchema | undefined): JsonSchema => ({ ...schema, 'x-kubernetes-embedded-resource': true });
