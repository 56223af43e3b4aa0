import { refOf, schemaFor, type FieldSchema, type SchemaRef } from '@/lib/api/schema';
import { parseDocument, YamlError } from '@/lib/api/yaml';
import { KustomizeError } from '../fault';
import type { Gvk } from '../resource/gvk';
import { isMap, own, type Json, type JsonMap } from '../resource/json';

/** What merging asks of a schema. */
export interface MergeSchema {
  field(name: string): MergeSchema | undefined;
  items(): MergeSchema | undefined;
  /** `merge`, `merge,retainKeys`, `replace`; undefined: none is said. */
  readonly strategy: string | undefined;
  /** Keys by which the items of a list are told apart; none: they are texts. */
  readonly keys: readonly string[];
}

/** Where the schemas of kinds come from. */
export type Schemas = (gvk: Gvk) => MergeSchema | undefined;

const PACKAGES: Readonly<Record<string, string>> = {
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  apiregistration: 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
};
const GROUPS =
  ' apps batch autoscaling policy networking.k8s.io rbac.authorization.k8s.io storage.k8s.io scheduling.k8s.io node.k8s.io discovery.k8s.io events.k8s.io coordination.k8s.io certificates.k8s.io admissionregistration.k8s.io apiextensions.k8s.io apiregistration.k8s.io authentication.k8s.io authorization.k8s.io'.split(
    ' ',
  );
/** Kinds and fields that are younger than the document kustomize 5 carries (Kubernetes 1.21): to it they are nobody's, and lists are replaced. */
const YOUNGER =
  /^(ValidatingAdmissionPolicy|ValidatingAdmissionPolicyBinding|MutatingAdmissionPolicy|MutatingAdmissionPolicyBinding|VolumeAttributesClass|IPAddress|ServiceCIDR|ClusterTrustBundle|LeaseCandidate|PodCertificateRequest|Workload)$/;
const YOUNGER_FIELDS = new Set(['schedulingGates', 'resourceClaims', 'resizePolicy']);

/** Kubernetes' own kinds. */
export const builtinSchemas: Schemas = ({ group, version, kind }) => {
  if (!GROUPS.includes(group) || !/^v1(beta1)?$/.test(version) || YOUNGER.test(kind)) return undefined;
  const short = group === '' ? 'core' : group.split('.')[0]!;
  return ofDefinition(`${PACKAGES[short] ?? `io.k8s.api.${short}`}.v1.${kind}`);
};

function ofDefinition(ref: SchemaRef | undefined, field?: FieldSchema): MergeSchema | undefined {
  const schema = ref === undefined ? undefined : schemaFor(ref);
  if (!schema && !field) return undefined;
  const { patchStrategy, mergeKey, listMapKeys, items } = field ?? {};
  return {
    field(name) {
      const child = YOUNGER_FIELDS.has(name) ? undefined : schema?.fields[name];
      return child && ofDefinition(refOf(child), child);
    },
    items: () => items && ofDefinition(refOf(items), items),
    strategy: patchStrategy,
    keys: patchStrategy === undefined ? [] : (listMapKeys ?? (mergeKey === undefined ? [] : [mergeKey])),
  };
}

/** Kinds of a document of one's own (`openapi: {path: …}`); it takes the place of Kubernetes'. Throws KustomizeError. */
export function schemasOf(text: string): Schemas {
  let document: Json;
  try {
    document = parseDocument(text) as Json;
  } catch (error) {
    if (error instanceof YamlError) throw new KustomizeError(`invalid schema file: ${error.message}`);
    throw error;
  }
  const definitions = isMap(document) && isMap(document.definitions) ? document.definitions : {};
  const byKind = new Map<string, JsonMap>();
  for (const definition of Object.values(definitions)) {
    if (!isMap(definition)) continue;
    const kinds = definition['x-kubernetes-group-version-kind'];
    for (const each of Array.isArray(kinds) ? kinds : [])
      if (isMap(each)) byKind.set(`${String(each.group ?? '')}/${String(each.version ?? '')}/${String(each.kind ?? '')}`, definition);
  }
  return ({ group, version, kind }) => {
    const found = byKind.get(`${group}/${version}/${kind}`);
    return found && ofDocument(found, definitions);
  };
}

function ofDocument(schema: JsonMap, definitions: JsonMap): MergeSchema {
  const ref = schema.$ref;
  const target = typeof ref === 'string' ? own(definitions, ref.replace('#/definitions/', '')) : undefined;
  const body = isMap(target) ? target : schema;
  const strategy = schema['x-kubernetes-patch-strategy'];
  const key = schema['x-kubernetes-patch-merge-key'];
  const keys = schema['x-kubernetes-list-map-keys'];
  return {
    field(name) {
      const child = isMap(body.properties) ? own(body.properties, name) : undefined;
      return isMap(child) ? ofDocument(child, definitions) : undefined;
    },
    items: () => (isMap(body.items) ? ofDocument(body.items, definitions) : undefined),
    strategy: typeof strategy === 'string' ? strategy : undefined,
    keys: typeof strategy !== 'string' ? [] : Array.isArray(keys) ? keys.map(String) : typeof key === 'string' ? [key] : [],
  };
}
