import { schemaFor, type FieldSchema } from '../schema';
import { definitionFor } from './definitions';
import { fieldOrder } from './tables';

type Value = Readonly<Record<string, unknown>>;

/**
 * A body with its fields in the order in which upstream writes them: of built-in kinds that of Go's structs, of maps and of
 * custom resources that of their keys. For people who read what curl prints; programs do not care.
 */
export function inGoOrder(body: object): object {
  const value = body as Value;
  const { kind, apiVersion } = value as { kind?: unknown; apiVersion?: unknown };
  if (typeof kind !== 'string') return body;
  if (kind === 'Table') return { ...value, rows: (value.rows as readonly Value[] | undefined)?.map(orderedRow) ?? value.rows };
  if (kind === 'PartialObjectMetadataList') return orderedList(value, undefined);
  if (kind === 'PartialObjectMetadata') return struct(value, 'io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata', PARTIAL);
  const definition = typeof apiVersion === 'string' ? definitionFor(apiVersion, kind) : undefined;
  if (!definition && !isCustom(apiVersion)) return body;
  if (Array.isArray(value.items)) return orderedList(value, definition);
  return definition ? struct(value, definition) : sorted(value);
}

/** Groups of the machinery itself, whose kinds are no definitions and stand in order already. */
const MACHINERY = new Set(['meta.k8s.io', 'apidiscovery.k8s.io']);

function isCustom(apiVersion: unknown): boolean {
  const group = typeof apiVersion === 'string' ? apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/'))) : '';
  return group.includes('.') && !MACHINERY.has(group);
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const PARTIAL: Readonly<Record<string, FieldSchema>> = { metadata: { type: 'object', ref: `${META}.ObjectMeta` } };

const orderedRow = (row: Value): Value => ({
  ...row,
  ...(typeof row.object === 'object' && row.object !== null && { object: inGoOrder(row.object) }),
});

function orderedList(list: Value, definition: string | undefined): object {
  const items = list.items as readonly Value[];
  const item = definition && schemaFor(definition)?.fields.items?.items?.ref;
  const partial = list.kind === 'PartialObjectMetadataList';
  const each = (one: Value) => (partial ? inGoOrder(one) : item ? struct(one, item) : sorted(one));
  if (!partial && !item) return sorted({ ...list, items: [] }, { items: items.map(each) });
  const { kind, apiVersion, metadata, ...rest } = list;
  return { kind, apiVersion, metadata: sortedMeta(metadata), ...rest, items: items.map(each) };
}

const sortedMeta = (metadata: unknown) =>
  typeof metadata === 'object' && metadata !== null ? struct(metadata as Value, `${META}.ListMeta`) : metadata;

function struct(object: Value, definition: string, known?: Readonly<Record<string, FieldSchema>>): Value {
  const fields = known ?? schemaFor(definition)?.fields ?? {};
  const out: Record<string, unknown> = {};
  const take = (name: string) => {
    const value = object[name];
    if (value !== undefined && !(name in out)) out[name] = field(value, fields[name]);
  };
  const order = fieldOrder(definition);
  if (order) {
    // Go's TypeMeta comes first; where the two are fields like others they stand in their place.
    for (const name of ['kind', 'apiVersion']) if (!order.includes(name)) take(name);
    for (const name of order) take(name);
  }
  for (const name of Object.keys(object)) take(name);
  return out;
}

function field(value: unknown, schema: FieldSchema | undefined): unknown {
  if (!schema || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return schema.items ? value.map((item) => field(item, schema.items)) : value;
  if (schema.type === 'map') return Object.fromEntries(keysOf(value).map((key) => [key, field((value as Value)[key], schema.values)]));
  return schema.ref ? struct(value as Value, schema.ref) : value;
}

const keysOf = (value: object) => Object.keys(value).sort((a, b) => (a < b ? -1 : 1));

/** All keys in order, however deep. */
function sorted(value: Value, instead: Value = {}): Value {
  return Object.fromEntries(keysOf(value).map((key) => [key, key in instead ? instead[key] : sortedValue(value[key])]));
}

function sortedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedValue);
  return typeof value === 'object' && value !== null ? sorted(value as Value) : value;
}
