import { parseDocument, YamlError } from '@/lib/api/yaml';
import { KustomizeError } from '../fault';
import { isMap, type Json, type JsonMap } from '../resource/json';
import { emptyConfig, mergeConfigs, withReference, withSpec, type TransformerConfig } from './transformer-config';

const DEEPEST = 30;

/** What a file of `crds` (OpenAPI definitions by name) tells of names, labels and annotations in one's own kinds. */
export function configFromCrds(text: string, path: string): TransformerConfig {
  let definitions: Json;
  try {
    definitions = parseDocument(text) as Json;
  } catch (error) {
    if (error instanceof YamlError) throw new KustomizeError(`unable to parse open API definition from '${path}': ${error.message}`);
    throw error;
  }
  if (!isMap(definitions)) return emptyConfig();
  let config = emptyConfig();
  for (const name of Object.keys(definitions)) {
    const properties = propertiesOf(definitions, name);
    if (!properties || !['kind', 'apiVersion', 'metadata'].every((field) => Object.hasOwn(properties, field))) continue;
    config = mergeConfigs(config, collect(emptyConfig(), name.split('.').at(-1)!, definitions, name, []));
  }
  return config;
}

function propertiesOf(definitions: JsonMap, name: string): JsonMap | undefined {
  const definition = definitions[name];
  if (!isMap(definition)) return undefined;
  const schema = isMap(definition.Schema) ? definition.Schema : isMap(definition.schema) ? definition.schema : undefined;
  return isMap(schema?.properties) ? schema.properties : undefined;
}

function collect(config: TransformerConfig, kind: string, definitions: JsonMap, name: string, path: readonly string[]): TransformerConfig {
  const properties = propertiesOf(definitions, name);
  if (!properties || path.length > DEEPEST) return config;
  let out = config;
  for (const [field, property] of Object.entries(properties)) {
    if (!isMap(property)) continue;
    const here = [...path, field];
    const spec = { kind, path: here.join('/') };
    if (typeof property['x-kubernetes-annotation'] === 'string') out = withSpec(out, 'commonAnnotations', spec);
    if (typeof property['x-kubernetes-label-selector'] === 'string') out = withSpec(out, 'commonLabels', spec);
    if (typeof property['x-kubernetes-identity'] === 'string') out = withSpec(out, 'namePrefix', spec);
    const version = property['x-kubernetes-object-ref-api-version'];
    const target = property['x-kubernetes-object-ref-kind'];
    if (typeof version === 'string' && typeof target === 'string') {
      const key = property['x-kubernetes-object-ref-name-key'];
      const fieldSpecs = [{ kind, path: [...here, typeof key === 'string' ? key : 'name'].join('/') }];
      out = withReference(out, { kind: target, version, fieldSpecs });
    }
    if (typeof property.$ref === 'string') out = collect(out, kind, definitions, property.$ref, here);
  }
  return out;
}
