import { descriptionsJson } from './v1.36-descriptions.gen';
import { definitionsJson } from './v1.36.gen';

/** A definition of the API: `io.k8s.api.core.v1.Pod`. */
export interface ObjectSchema {
  readonly name: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, FieldSchema>>;
  /** Applied as a whole (x-kubernetes-map-type: atomic). */
  readonly atomic?: boolean;
  /** Of a custom resource: objects are kept as JSON, where no field is there by value as in Go's structs. */
  readonly custom?: boolean;
  /** What fields that are not listed are, where there may be such (x-kubernetes-preserve-unknown-fields). */
  readonly others?: FieldSchema;
  /** Set for definitions that are kinds: those with apiVersion and kind. */
  readonly gvk?: { readonly group: string; readonly version: string; readonly kind: string };
}

/** A definition: by the name of a built-in one, or itself (custom resources). */
export type SchemaRef = string | ObjectSchema;

/** The definition of an object field, or of nothing. */
export const refOf = (field: FieldSchema | undefined): SchemaRef | undefined => field?.object ?? field?.ref;

export interface FieldSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'map' | 'any';
  /** Definition of an object field (or, in `items` and `values`, of each). */
  readonly ref?: string;
  /** `any` that may be this definition, or a list of it (the items of a JSON schema), or something else. */
  readonly either?: string;
  /** The definition itself, where it has no name (custom resources); instead of `ref`. */
  readonly object?: ObjectSchema;
  /** `any` whose values show their own shape: maps are taken by key, lists as a whole (x-kubernetes-preserve-unknown-fields). */
  readonly deduced?: boolean;
  readonly items?: FieldSchema;
  /** Type of a map's values; keys are strings. */
  readonly values?: FieldSchema;
  readonly required?: boolean;
  /** `int32`, `int64`, `double`, `byte` (base64), `date-time`, `micro-time`, `int-or-string` */
  readonly format?: string;
  readonly intOrString?: boolean;
  readonly quantity?: boolean;
  readonly default?: string;
  readonly mergeKey?: string;
  /** `merge`, `replace`, `retainKeys`, `merge,retainKeys` */
  readonly patchStrategy?: string;
  /** Absent: atomic. */
  readonly listType?: 'map' | 'set' | 'atomic';
  readonly listMapKeys?: readonly string[];
  /** A map or struct applied as a whole. */
  readonly atomic?: boolean;
  readonly description?: string;
  /** Values it, or what it holds, may take; in described schemas only. */
  readonly enum?: readonly string[];
}

interface StoredDefinition {
  readonly fields: Record<string, FieldSchema>;
  readonly atomic?: boolean;
}

interface StoredTexts {
  readonly about: string;
  readonly fields: Record<string, string>;
  readonly enums?: Record<string, readonly string[]>;
}

let stored: Record<string, StoredDefinition> | undefined;
let texts: Record<string, StoredTexts> | undefined;
const schemas = new Map<string, ObjectSchema>();
const described = new Map<string, ObjectSchema>();

const definitions = () => (stored ??= JSON.parse(definitionsJson) as Record<string, StoredDefinition>);

const JSON_SCHEMA = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';
/** Fields that upstream's documents give no type, and that hold their own definition or something else. */
const EITHER: Readonly<Record<string, readonly string[]>> = { [JSON_SCHEMA]: ['items', 'additionalProperties', 'additionalItems'] };

/** Group as it stands in apiVersion, from the middle of a definition's name. */
const groupNames: Readonly<Record<string, string>> = {
  core: '',
  rbac: 'rbac.authorization.k8s.io',
  admissionregistration: 'admissionregistration.k8s.io',
  apiextensions: 'apiextensions.k8s.io',
  apiregistration: 'apiregistration.k8s.io',
  authentication: 'authentication.k8s.io',
  authorization: 'authorization.k8s.io',
  certificates: 'certificates.k8s.io',
  coordination: 'coordination.k8s.io',
  discovery: 'discovery.k8s.io',
  events: 'events.k8s.io',
  flowcontrol: 'flowcontrol.apiserver.k8s.io',
  networking: 'networking.k8s.io',
  node: 'node.k8s.io',
  resource: 'resource.k8s.io',
  scheduling: 'scheduling.k8s.io',
  storage: 'storage.k8s.io',
  meta: '',
};

function gvkOf(definition: string, fields: Record<string, FieldSchema>): ObjectSchema['gvk'] {
  if (!fields.apiVersion || !fields.kind || !(fields.metadata || definition.includes('.meta.v1.'))) return undefined;
  if (definition.endsWith('.OwnerReference')) return undefined;
  const parts = definition.split('.');
  const kind = parts.pop() as string;
  const version = parts.pop() as string;
  const group = parts.pop() as string;
  return { group: groupNames[group] ?? group, version, kind };
}

/**
 * The schema of a definition, by its upstream name, without descriptions (see `describedSchemaFor`); undefined for names that
 * v1.36 does not serve. The same frozen object each time.
 */
export function schemaFor(definitionName: SchemaRef): ObjectSchema | undefined {
  if (typeof definitionName !== 'string') return definitionName;
  const known = schemas.get(definitionName);
  if (known) return known;
  const definition = definitions()[definitionName];
  if (!definition) return undefined;
  const gvk = gvkOf(definitionName, definition.fields);
  for (const name of EITHER[definitionName] ?? []) definition.fields[name] = { ...definition.fields[name]!, either: definitionName };
  const schema: ObjectSchema = {
    name: definitionName,
    get description() {
      return describedSchemaFor(definitionName)?.description ?? '';
    },
    // Names are looked up in it that come from outside: `constructor` is no field.
    fields: Object.setPrototypeOf(definition.fields, null) as typeof definition.fields,
    ...(definition.atomic ? { atomic: true } : {}),
    ...(gvk ? { gvk } : {}),
  };
  schemas.set(definitionName, schema);
  return schema;
}

/** As `schemaFor`, with the description of every field: what `kubectl explain` and OpenAPI documents need. */
export function describedSchemaFor(definitionName: string): ObjectSchema | undefined {
  const known = described.get(definitionName);
  if (known) return known;
  const plain = schemaFor(definitionName);
  if (!plain) return undefined;
  const about: StoredTexts = definitionTexts(definitionName);
  const fields: Record<string, FieldSchema> = {};
  for (const [name, field] of Object.entries(plain.fields)) {
    const description = about.fields[name];
    const values = about.enums?.[name];
    fields[name] = description === undefined ? field : { ...field, description, ...(values && { enum: values }) };
  }
  const schema: ObjectSchema = {
    name: definitionName,
    description: about.about,
    fields,
    ...(plain.atomic ? { atomic: true } : {}),
    ...(plain.gvk ? { gvk: plain.gvk } : {}),
  };
  described.set(definitionName, schema);
  return schema;
}

/** What a definition is for, and its fields; of those that have no schema here, too (RawExtension, Time …). */
export function definitionTexts(definitionName: string): { readonly about: string; readonly fields: Readonly<Record<string, string>> } {
  texts ??= JSON.parse(descriptionsJson) as Record<string, StoredTexts>;
  return texts[definitionName] ?? { about: '', fields: {} };
}

/** Names of all definitions of the served, stable API. */
export function definitionNames(): readonly string[] {
  return Object.keys(definitions());
}
