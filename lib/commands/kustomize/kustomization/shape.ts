/** Go's types of kustomization.yaml, as far as decoding it needs them. */
export type Shape =
  | { readonly type: 'string' | 'int64' | 'int' | 'bool' | 'any' }
  | { readonly type: 'list'; readonly of: Shape }
  | { readonly type: 'map'; readonly of: Shape }
  | { readonly type: 'struct'; readonly name: string; readonly fields: Readonly<Record<string, Field>> };

export interface Field {
  readonly shape: Shape;
  /** Embedded structs that hold the field, as Go's complaints name them. */
  readonly within?: string;
}

const string: Shape = { type: 'string' };
const bool: Shape = { type: 'bool' };
const int: Shape = { type: 'int' };
const list = (of: Shape): Shape => ({ type: 'list', of });
const map = (of: Shape): Shape => ({ type: 'map', of });
const strings = list(string);

/** A struct; `a b c: shape` in short, with an embedded struct's name after `@`. */
function struct(name: string, fields: Readonly<Record<string, Shape>>): Shape {
  const out: Record<string, Field> = {};
  for (const [names, shape] of Object.entries(fields)) {
    const [plain, within] = names.split('@') as [string, string | undefined];
    for (const field of plain.trim().split(' ')) out[field] = { shape, ...(within !== undefined && { within }) };
  }
  return { type: 'struct', name, fields: out };
}

const fieldSpec = struct('types.FieldSpec', { 'group version kind@Gvk': string, path: string, create: bool });
const fieldSpecs = list(fieldSpec);
const selector = struct('types.Selector', {
  'group version kind@ResId.Gvk': string,
  'name namespace@ResId': string,
  'annotationSelector labelSelector': string,
});
const generatorOptions = struct('types.GeneratorOptions', {
  'labels annotations': map(string),
  'disableNameSuffixHash immutable': bool,
});
const generator = (name: string, more: Readonly<Record<string, Shape>> = {}) =>
  struct(name, {
    'namespace name behavior@GeneratorArgs': string,
    'literals files envs@GeneratorArgs.KvPairSources': strings,
    'env@GeneratorArgs.KvPairSources': string,
    'options@GeneratorArgs': generatorOptions,
    ...more,
  });
const image = struct('types.Image', { 'name newName tagSuffix newTag digest': string });
const patch = struct('types.Patch', { 'path patch': string, target: selector, options: map(bool) });
const fieldOptions = struct('types.FieldOptions', { 'delimiter encoding': string, index: int, create: bool });
const sourceSelector = struct('types.SourceSelector', {
  'group version kind@ResId.Gvk': string,
  'name namespace@ResId': string,
  fieldPath: string,
  options: fieldOptions,
});
const targetSelector = struct('types.TargetSelector', {
  select: selector,
  reject: list(selector),
  fieldPaths: strings,
  options: fieldOptions,
});
const replacement = (name: string, within?: string) => {
  const at = (names: string) => (within === undefined ? names : `${names}@${within}`);
  return struct(name, { path: string, [at('source')]: sourceSelector, [at('targets')]: list(targetSelector), [at('sourceValue')]: string });
};
const chart = struct('types.HelmChart', {
  'name version repo releaseName namespace valuesFile valuesMerge kubeVersion nameTemplate': string,
  'additionalValuesFiles apiVersions': strings,
  valuesInline: { type: 'map', of: { type: 'any' } },
  'includeCRDs skipHooks skipTests debug': bool,
});
const anything: Shape = { type: 'any' };

/** types.Kustomization of kustomize v5.7. */
export const KUSTOMIZATION = struct('types.Kustomization', {
  'apiVersion kind@TypeMeta': string,
  metadata: struct('types.ObjectMeta', { 'name namespace': string, 'labels annotations': map(string) }),
  openapi: map(string),
  'namePrefix nameSuffix namespace': string,
  'commonLabels commonAnnotations': map(string),
  labels: list(struct('types.Label', { pairs: map(string), 'includeSelectors includeTemplates': bool, fields: fieldSpecs })),
  patchesStrategicMerge: strings,
  'patchesJson6902 patches': list(patch),
  'images imageTags': list(image),
  replacements: list(replacement('types.ReplacementField', 'Replacement')),
  replicas: list(struct('types.Replica', { name: string, count: { type: 'int64' } })),
  vars: list(
    struct('types.Var', {
      name: string,
      objref: struct('types.Target', { apiVersion: string, 'group version kind@Gvk': string, 'name namespace': string }),
      fieldref: struct('types.FieldSelector', { fieldpath: string }),
    }),
  ),
  sortOptions: struct('types.SortOptions', {
    order: string,
    legacySortOptions: struct('types.LegacySortOptions', { 'orderFirst orderLast': strings }),
  }),
  'resources components crds bases': strings,
  configMapGenerator: list(generator('types.ConfigMapArgs')),
  secretGenerator: list(generator('types.SecretArgs', { type: string })),
  helmGlobals: struct('types.HelmGlobals', { 'chartHome configHome': string }),
  helmCharts: list(chart),
  helmChartInflationGenerator: anything,
  generatorOptions,
  'configurations generators transformers validators': strings,
  inventory: anything,
  buildMetadata: strings,
});

/** Fields in the order in which `kustomize edit` and Go's encoders write them. */
export const FIELD_ORDER =
  'apiVersion kind metadata openapi namePrefix nameSuffix namespace commonLabels labels commonAnnotations patchesStrategicMerge patchesJson6902 patches images imageTags replacements replicas vars sortOptions resources components crds bases configMapGenerator secretGenerator helmGlobals helmCharts helmChartInflationGenerator generatorOptions configurations generators transformers validators inventory buildMetadata'.split(
    ' ',
  );
export { generatorOptions as GENERATOR_OPTIONS, replacement as replacementShape };
