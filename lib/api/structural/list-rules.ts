import { forbidden, invalid, notSupported, required, type FieldError } from '../field-error';
import { child, itemsOf, keyed, propertyOf, type JsonSchema } from './json-schema';

const LIST_TYPE = 'x-kubernetes-list-type';
const MAP_KEYS = 'x-kubernetes-list-map-keys';

/** The rules of x-kubernetes-list-type and x-kubernetes-list-map-keys. */
export function listRules(schema: JsonSchema, path: string, found: FieldError[]): void {
  const type = schema[LIST_TYPE];
  const keys = schema[MAP_KEYS] ?? [];
  const items = itemsOf(schema);
  if (type !== undefined && schema.type !== 'array') {
    const why = 'must be array if x-kubernetes-list-type is specified';
    found.push(schema.type ? invalid(child(path, 'type'), schema.type, why) : required(child(path, 'type'), why));
  } else if (type === 'set' && items) {
    const why = 'must be atomic as item of a list with x-kubernetes-list-type=set';
    const itemType = items[LIST_TYPE];
    if (items.type === 'array' && itemType !== undefined && itemType !== 'atomic') {
      found.push(invalid(child(child(path, 'items'), LIST_TYPE), itemType, why));
    }
    if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
      found.push(invalid(child(child(path, 'items'), 'x-kubernetes-map-type'), itemType ?? null, why));
    }
  }
  if (type !== undefined && !['atomic', 'set', 'map'].includes(type)) {
    found.push(notSupported(child(path, LIST_TYPE), type, ['atomic', 'set', 'map']));
  }
  if (keys.length > 0 && type !== 'map') {
    const why = 'must be map if x-kubernetes-list-map-keys is non-empty';
    found.push(type === undefined ? required(child(path, LIST_TYPE), why) : invalid(child(path, LIST_TYPE), type, why));
  }
  if (type === 'map') checkMap(schema, path, keys, items, found);
  if (type === 'map' || type === 'set') checkNullable(schema, path, type, keys, items, found);
}

function checkMap(schema: JsonSchema, path: string, keys: readonly string[], items: JsonSchema | undefined, found: FieldError[]): void {
  if (keys.length === 0) found.push(required(child(path, MAP_KEYS), 'must not be empty if x-kubernetes-list-type is map'));
  if (schema.items === undefined) found.push(required(child(path, 'items'), 'must have a schema if x-kubernetes-list-type is map'));
  if (!items) return;
  if (items.type !== 'object') {
    const why = "must be object if parent array's x-kubernetes-list-type is map";
    found.push(invalid(child(child(path, 'items'), 'type'), items.type ?? '', why));
    return;
  }
  const seen = new Set<string>();
  for (const key of keys) {
    const property = propertyOf(items, key);
    if (!property) found.push(invalid(child(path, MAP_KEYS), keys, 'entries must all be names of item properties'));
    else if (property.type === 'array' || property.type === 'object') {
      const at = child(keyed(child(child(path, 'items'), 'properties'), key), 'type');
      found.push(invalid(at, items.type, "must be a scalar type if parent array's x-kubernetes-list-type is map"));
    }
    if (seen.has(key)) found.push(invalid(child(path, MAP_KEYS), keys, 'must not contain duplicate entries'));
    seen.add(key);
  }
}

/** Items of sets and maps are never null, and the keys of maps are always there. Models validateMapListKeysMapSet. */
function checkNullable(
  schema: JsonSchema,
  path: string,
  type: string,
  keys: readonly string[],
  items: JsonSchema | undefined,
  found: FieldError[],
): void {
  if (!items) return;
  const at = child(path, 'items');
  if (items.nullable) found.push(forbidden(child(at, 'nullable'), `cannot be nullable when x-kubernetes-list-type is ${type}`));
  if (type !== 'map') return;
  for (const key of keys) {
    const property = propertyOf(items, key);
    if (!property) continue;
    const place = keyed(child(at, 'properties'), key);
    if (!items.required?.includes(key) && property.default === undefined) {
      const why = 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
      found.push(required(child(place, 'default'), why));
    }
    if (property.nullable) {
      found.push(forbidden(child(place, 'nullable'), 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable'));
    }
  }
}
