import { schemaFor } from '@/lib/api/schema';
import { isMap, type JsonSchema } from '@/lib/api/structural';

const JSON_SCHEMA = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';

/**
 * A list or a map of structs as Go decodes it: null stands for an empty struct, and what is no struct is nothing. Shares what is right.
 */
const structs = (items: readonly unknown[], clean: (item: Record<string, unknown>) => unknown): readonly unknown[] => {
  const out = items.map((item) => clean(isMap(item) ? (item as Record<string, unknown>) : {}));
  return out.some((item, i) => item !== items[i]) ? out : items;
};

/** A JSON schema with every schema below it a struct; unknown fields, and `items` that are no schema, are left out. */
function cleanSchema(schema: Record<string, unknown>): JsonSchema {
  let out: Record<string, unknown> | undefined;
  const set = (name: string, value: unknown) => {
    if (value === schema[name]) return;
    out ??= { ...schema };
    if (value === undefined) delete out[name];
    else out[name] = value;
  };
  const known = schemaFor(JSON_SCHEMA)!.fields;
  for (const name in schema) if (!known[name]) set(name, undefined);
  for (const name of ['allOf', 'anyOf', 'oneOf', 'x-kubernetes-validations']) {
    const list = schema[name];
    if (Array.isArray(list)) set(name, structs(list, name.startsWith('x-') ? cleanRule : cleanSchema));
  }
  for (const name of ['properties', 'patternProperties', 'definitions']) {
    const map = schema[name];
    if (!isMap(map)) continue;
    const keys = Object.keys(map);
    const values = keys.map((key) => map[key]);
    const clean = structs(values, cleanSchema);
    if (clean !== values) set(name, Object.fromEntries(keys.map((key, i) => [key, clean[i]])));
  }
  for (const name of ['not', 'additionalProperties', 'items']) {
    const one = schema[name];
    if (isMap(one)) set(name, cleanSchema(one as Record<string, unknown>));
    else if (Array.isArray(one) && name === 'items') set(name, structs(one, cleanSchema));
    else if (one !== undefined && !(typeof one === 'boolean' && name === 'additionalProperties')) set(name, undefined);
  }
  return out ?? schema;
}

const cleanRule = (rule: Record<string, unknown>) => (typeof rule.rule === 'string' ? rule : { ...rule, rule: '' });

/** The spec of a definition as Go's structs have it: lists without nulls, names there. */
export function cleanSpec(spec: Record<string, unknown>): Record<string, unknown> {
  const versions = Array.isArray(spec.versions) ? structs(spec.versions, cleanVersion) : spec.versions;
  const names = isMap(spec.names) ? spec.names : {};
  return versions === spec.versions && names === spec.names ? spec : { ...spec, names, ...(versions !== undefined && { versions }) };
}

function cleanVersion(version: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = { ...version };
  if (typeof version.name !== 'string') out.name = '';
  const { schema } = version;
  if (isMap(schema) && isMap(schema.openAPIV3Schema)) {
    const given = schema.openAPIV3Schema as Record<string, unknown>;
    const clean = cleanSchema(given);
    if (clean !== given) out.schema = { ...schema, openAPIV3Schema: clean };
  }
  for (const name of ['additionalPrinterColumns', 'selectableFields']) {
    const list = version[name];
    if (Array.isArray(list)) out[name] = structs(list, (item) => item);
  }
  const same = Object.keys(out).every((key) => out[key] === version[key]);
  return same ? version : out;
}
