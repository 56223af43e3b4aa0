import { deepFreeze } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { coerce, isMap, objectSchemaOf, pruned, publishedSchema, withDefaults, type JsonSchema } from '@/lib/api/structural';
import { fieldErrorText } from '@/lib/api/field-error';
import { internalErrorStatus } from '@/lib/api/status';
import type { Definition, DefinitionVersion } from '../custom-resource-definition/definition';
import type { CustomSchema } from '../kind';

/** `com.example.v1.Widget`: how upstream publishes the schema of `example.com/v1, Kind=Widget`. */
export const publishedName = (group: string, version: string, kind: string): string =>
  [...group.split('.').reverse(), version, kind].join('.');

/** Only what the definition of custom resources says of a version; compared to tell whether it has changed. */
const schemaOf = (version: DefinitionVersion): JsonSchema | undefined => version.schema?.openAPIV3Schema;

/** How objects of one version of a custom resource are read, stored and shown. */
export function customSchema(definition: Definition, version: DefinitionVersion): CustomSchema {
  const { group, names, versions, conversion } = definition.spec;
  const schema = schemaOf(version);
  const apiVersion = `${group}/${version.name}`;
  const storage = versions.find((one) => one.storage) ?? version;
  const schemas = new Map(versions.map((one) => [`${group}/${one.name}`, schemaOf(one)]));
  const shown = new WeakMap<KubeObject, KubeObject>();
  const name = publishedName(group, version.name, names.kind);
  let openapi: CustomSchema['openapi'] | undefined;
  let fields: CustomSchema['fields'] | undefined;

  const converted = (object: KubeObject, to: string): KubeObject => {
    if (object.apiVersion === to) return object;
    if (conversion?.strategy === 'Webhook') {
      const why = `conversion webhook for ${object.apiVersion}, Kind=${names.kind} failed: calling conversion webhooks is not simulated here`;
      throw internalErrorStatus(why);
    }
    return pruned({ ...object, apiVersion: to }, schemas.get(to), true) as KubeObject;
  };

  return {
    get openapi() {
      return (openapi ??= publishedSchema(schema, { group, version: version.name, kind: names.kind }));
    },
    get fields() {
      return (fields ??= objectSchemaOf(schema, name));
    },
    decode(object) {
      const filled = withDefaults(object, schema) as Record<string, unknown>;
      const unknown: string[] = [];
      const kept = pruned(filled, schema, true, unknown);
      const { value, error } = coerce(kept, schema, true, unknown);
      const whole = value as Record<string, unknown>;
      return {
        object: whole.metadata ? whole : { ...whole, metadata: {} },
        unknown: unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
        ...(error && { mismatch: fieldErrorText(error) }),
      };
    },
    fromStored(object) {
      let view = shown.get(object);
      if (view) return view;
      const filled = withDefaults(object, schemas.get(object.apiVersion)) as KubeObject;
      view = deepFreeze(sorted(converted(filled, apiVersion)) as KubeObject);
      shown.set(object, view);
      shown.set(view, view);
      return view;
    },
    toStored: (object) => converted(object, `${group}/${storage.name}`),
  };
}

/** As Go writes a map: keys in order. Values that are in order already stay the same. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    let out: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const after = sorted(value[i]);
      if (after !== value[i]) (out ??= value.slice())[i] = after;
    }
    return out ?? value;
  }
  if (!isMap(value)) return value;
  const keys = Object.keys(value);
  const isSorted = keys.every((key, i) => i === 0 || keys[i - 1]! <= key);
  let out: Record<string, unknown> | undefined = isSorted ? undefined : {};
  for (const key of isSorted ? keys : [...keys].sort()) {
    const after = sorted(value[key]);
    if (!isSorted) out![key] = after;
    else if (after !== value[key]) (out ??= { ...value })[key] = after;
  }
  return out ?? value;
}
