import { deepFreeze } from '../freeze';
import { describedSchemaFor } from '../schema';
import { isEmbedded, isIntOrString, isMap, type JsonSchema } from './json-schema';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const POD = 'io.k8s.api.core.v1.Pod';

/** Texts of apiVersion, kind and metadata, which are the same everywhere. */
function metaProperties(): Record<string, object> {
  const texts = describedSchemaFor(POD)?.fields;
  return {
    apiVersion: { description: texts?.apiVersion?.description ?? '', type: 'string' },
    kind: { description: texts?.kind?.description ?? '', type: 'string' },
    metadata: { description: texts?.metadata?.description ?? '', allOf: [{ $ref: `#/components/schemas/${META}` }] },
  };
}

/** The schema of a version as OpenAPI v3 publishes it. Models controller/openapi/builder's buildKubeNative. */
export function publishedSchema(
  schema: JsonSchema | undefined,
  gvk: { readonly group: string; readonly version: string; readonly kind: string },
): Readonly<Record<string, unknown>> {
  const named = { 'x-kubernetes-group-version-kind': [gvk] };
  if (!schema) return deepFreeze({ type: 'object', ...named });
  const out = publish(schema);
  return deepFreeze({ ...out, properties: { ...(out.properties as object | undefined), ...metaProperties() }, ...named });
}

function publish(schema: JsonSchema): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' && isMap(value)) {
      out.properties = Object.fromEntries(Object.entries(value).map(([name, property]) => [name, publish(property as JsonSchema)]));
    } else if ((key === 'items' || key === 'additionalProperties' || key === 'not') && isMap(value))
      out[key] = publish(value as JsonSchema);
    else if (key === 'allOf' || key === 'anyOf' || key === 'oneOf') out[key] = (value as readonly JsonSchema[]).map(publish);
    else if (value !== undefined && key !== 'externalDocs' && key !== 'example') out[key] = value;
  }
  if (isIntOrString(schema)) {
    delete out.type;
    out.anyOf ??= [{ type: 'integer' }, { type: 'string' }];
  }
  if (isEmbedded(schema)) out.properties = { ...(out.properties as object | undefined), ...metaProperties() };
  return out;
}
