import { describedSchemaFor, type FieldSchema, type ObjectSchema } from '@/lib/api/schema';
import { anyDefinition, INT_OR_STRING, MICRO_TIME, plainDefinition, QUANTITY, TIME, type SchemaObject } from './plain-definitions';

export type { SchemaObject } from './plain-definitions';

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The definition that a field refers to, if it does; `at` is `<definition>.<field>`. */
export function definitionOf(field: FieldSchema, at: string): string | undefined {
  if (field.ref) return field.ref;
  if (field.quantity) return QUANTITY;
  if (field.intOrString) return INT_OR_STRING;
  if (field.format === 'date-time') return TIME;
  if (field.format === 'micro-time') return MICRO_TIME;
  return field.type === 'any' ? anyDefinition(at) : undefined;
}

const ZERO: Readonly<Record<string, unknown>> = { string: '', integer: 0, number: 0, boolean: false };

/** Structs that others hold by value, so that an empty one stands for none. */
const BY_VALUE = new Set(['metadata', 'spec', 'status']);

/**
 * The type of a field, or of what it holds. `present`: Go holds it by value and always writes it, so that its zero is its default
 * (what lists and maps hold, and required fields).
 */
function typeOf(field: FieldSchema, at: string, present: boolean, values?: readonly string[]): SchemaObject {
  const ref = definitionOf(field, at);
  if (ref) return { allOf: [reference(ref)], ...(present && field.type === 'object' && { default: {} }) };
  switch (field.type) {
    case 'array':
      return { type: 'array', items: typeOf(field.items!, at, true, values) };
    case 'map':
      return { type: 'object', additionalProperties: typeOf(field.values!, at, true, values) };
    default:
      return {
        type: field.type,
        ...(field.format && { format: field.format }),
        ...(present && field.format !== 'byte' && { default: ZERO[field.type] }),
        ...(values && { enum: values }),
      };
  }
}

/** Lists without a list type of their own: what lists of objects hold, and verbs in discovery. */
const hasListType = (at: string) => !/List\.items$|\.APIResource\.verbs$/.test(at);

function property(field: FieldSchema, at: string, name: string): SchemaObject {
  const present = field.required === true || (field.type === 'object' && BY_VALUE.has(name));
  return {
    ...(field.description ? { description: field.description } : {}),
    ...typeOf(field, at, present, field.enum),
    ...(field.default !== undefined ? { default: field.default } : {}),
    ...(field.mergeKey ? { 'x-kubernetes-patch-merge-key': field.mergeKey } : {}),
    ...(field.patchStrategy ? { 'x-kubernetes-patch-strategy': field.patchStrategy } : {}),
    ...(field.listMapKeys ? { 'x-kubernetes-list-map-keys': field.listMapKeys } : {}),
    ...((field.type === 'array' && hasListType(at)) || at.endsWith('.APIServiceSpec.caBundle')
      ? { 'x-kubernetes-list-type': field.listType ?? 'atomic' }
      : {}),
    ...(field.atomic ? { 'x-kubernetes-map-type': 'atomic' } : GRANULAR.has(at) ? { 'x-kubernetes-map-type': 'granular' } : {}),
  };
}

const CORE = 'io.k8s.api.core.v1';
const FLOWCONTROL = 'io.k8s.api.flowcontrol.v1';
const GRANULAR = new Set([`${CORE}.PersistentVolumeClaimStatus.allocatedResourceStatuses`, `${CORE}.PersistentVolumeSpec.claimRef`]);

/** Structs of which one field at most is set, by the field that says which. */
const UNIONS: Readonly<Record<string, object>> = {
  [`${CORE}.AppArmorProfile`]: union('type', { localhostProfile: 'LocalhostProfile' }),
  [`${CORE}.PodSchedulingGroup`]: union(undefined, { podGroupName: 'PodGroupName' }),
  [`${CORE}.SeccompProfile`]: union('type', { localhostProfile: 'LocalhostProfile' }),
  [`${FLOWCONTROL}.LimitResponse`]: union('type', { queuing: 'Queuing' }),
  [`${FLOWCONTROL}.PriorityLevelConfigurationSpec`]: union('type', { exempt: 'Exempt', limited: 'Limited' }),
  [`${FLOWCONTROL}.Subject`]: union('kind', { group: 'Group', serviceAccount: 'ServiceAccount', user: 'User' }),
};

function union(discriminator: string | undefined, fields: Readonly<Record<string, string>>): object {
  return { ...(discriminator && { discriminator }), 'fields-to-discriminateBy': fields };
}

function schemaObject(schema: ObjectSchema): SchemaObject {
  const required = Object.keys(schema.fields).filter((name) => schema.fields[name]!.required);
  const properties = Object.entries(schema.fields).map(([name, field]) => [name, property(field, `${schema.name}.${name}`, name)]);
  const union = UNIONS[schema.name];
  const gvks = everywhere(schema.name) ?? (schema.gvk && [schema.gvk]);
  return {
    ...(schema.description && { description: schema.description }),
    ...(required.length > 0 ? { required } : {}),
    type: 'object',
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(schema.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...(gvks && { 'x-kubernetes-group-version-kind': gvks.map(({ group, kind, version }) => ({ group, kind, version })) }),
    ...(union && { 'x-kubernetes-unions': [union] }),
  };
}

/** Group versions that upstream's scheme knows, served or not: what belongs to all of them names them all. */
const GROUP_VERSIONS = `/v1 admission.k8s.io/v1,v1beta1 admissionregistration.k8s.io/v1,v1alpha1,v1beta1 apiextensions.k8s.io/v1,v1beta1
  apiregistration.k8s.io/v1,v1beta1 apps/v1,v1beta1,v1beta2 authentication.k8s.io/v1,v1alpha1,v1beta1 authorization.k8s.io/v1,v1beta1
  autoscaling/v1,v2 batch/v1,v1beta1 certificates.k8s.io/v1,v1alpha1,v1beta1 coordination.k8s.io/v1,v1alpha2,v1beta1
  discovery.k8s.io/v1,v1beta1 events.k8s.io/v1,v1beta1 extensions/v1beta1 flowcontrol.apiserver.k8s.io/v1,v1beta1,v1beta2,v1beta3
  imagepolicy.k8s.io/v1alpha1 internal.apiserver.k8s.io/v1alpha1 networking.k8s.io/v1,v1beta1 node.k8s.io/v1,v1alpha1,v1beta1
  policy/v1,v1beta1 rbac.authorization.k8s.io/v1,v1alpha1,v1beta1 resource.k8s.io/v1,v1alpha3,v1beta1,v1beta2
  scheduling.k8s.io/v1,v1alpha2,v1beta1 storage.k8s.io/v1,v1alpha1,v1beta1 storagemigration.k8s.io/v1beta1`
  .split(/\s+/)
  .flatMap((entry) => {
    const [group = '', versions = ''] = entry.split('/');
    return versions.split(',').map((version) => ({ group, version }));
  });

/** Kinds that are of every group version. */
function everywhere(name: string): { group: string; version: string; kind: string }[] | undefined {
  const kind = /\.meta\.v1\.(DeleteOptions|WatchEvent)$/.exec(name)?.[1];
  return kind === undefined ? undefined : GROUP_VERSIONS.map((version) => ({ ...version, kind }));
}

const made = new Map<string, SchemaObject>();

/** The schema of a built-in definition: the same value each time, for all documents of the process. */
function builtIn(name: string): SchemaObject | undefined {
  const known = plainDefinition(name) ?? made.get(name);
  if (known) return known;
  const schema = describedSchemaFor(name);
  if (!schema) return undefined;
  const object = schemaObject(schema);
  made.set(name, object);
  return object;
}

/** Schemas of the definitions named and of all that they refer to; `custom` are those that are not built in. */
export function componentSchemas(
  names: readonly string[],
  custom: Readonly<Record<string, SchemaObject>> = {},
): Record<string, SchemaObject> {
  const out: Record<string, SchemaObject> = {};
  const todo = [...names];
  while (todo.length > 0) {
    const name = todo.pop() as string;
    if (out[name]) continue;
    const schema = custom[name] ?? builtIn(name);
    if (!schema) continue;
    out[name] = schema;
    todo.push(...referredBy(schema));
  }
  return Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const references = new WeakMap<SchemaObject, readonly string[]>();

/** Names of the definitions that a schema refers to. */
function referredBy(schema: SchemaObject): readonly string[] {
  let names = references.get(schema);
  if (!names) {
    const found = new Set<string>();
    collect(schema, found);
    references.set(schema, (names = [...found]));
  }
  return names;
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$ref' && typeof inner === 'string') found.add(inner.slice(inner.lastIndexOf('/') + 1));
    else collect(inner, found);
  }
}
