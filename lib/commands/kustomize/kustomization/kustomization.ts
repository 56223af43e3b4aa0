import { parseDocument, YamlError } from '@/lib/api/yaml';
import type { FieldSpec } from '../config/field-spec';
import { KustomizeError } from '../fault';
import type { Json } from '../resource/json';
import type { Texts } from '../resource/resource';
import { decodeKustomization } from './decode';

export interface Selector {
  group?: string;
  version?: string;
  kind?: string;
  name?: string;
  namespace?: string;
  labelSelector?: string;
  annotationSelector?: string;
}

export interface GeneratorOptions {
  labels?: Texts;
  annotations?: Texts;
  disableNameSuffixHash?: boolean;
  immutable?: boolean;
}

export interface GeneratorArgs {
  namespace?: string;
  name?: string;
  behavior?: string;
  literals?: string[];
  files?: string[];
  envs?: string[];
  env?: string;
  options?: GeneratorOptions;
  /** Of secrets. */
  type?: string;
}

export interface Label {
  pairs?: Texts;
  includeSelectors?: boolean;
  includeTemplates?: boolean;
  fields?: FieldSpec[];
}

export interface Patch {
  path?: string;
  patch?: string;
  target?: Selector;
  options?: Record<string, boolean>;
}

export interface Image {
  name?: string;
  newName?: string;
  tagSuffix?: string;
  newTag?: string;
  digest?: string;
}

export interface Replica {
  name?: string;
  count?: number;
}

export interface Var {
  name?: string;
  objref?: { apiVersion?: string; group?: string; version?: string; kind?: string; name?: string; namespace?: string };
  fieldref?: { fieldpath?: string };
}

export interface FieldOptions {
  delimiter?: string;
  index?: number;
  encoding?: string;
  create?: boolean;
}

export interface TargetSelector {
  select?: Selector;
  reject?: Selector[];
  fieldPaths?: string[];
  options?: FieldOptions;
}

export interface Replacement {
  path?: string;
  source?: Selector & { fieldPath?: string; options?: FieldOptions };
  sourceValue?: string;
  targets?: TargetSelector[];
}

export interface SortOptions {
  order?: string;
  legacySortOptions?: { orderFirst?: string[]; orderLast?: string[] };
}

/** What a kustomization.yaml asks for. */
export interface Kustomization {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string; namespace?: string; labels?: Texts; annotations?: Texts };
  openapi?: Texts;
  namePrefix?: string;
  nameSuffix?: string;
  namespace?: string;
  commonLabels?: Texts;
  commonAnnotations?: Texts;
  labels?: Label[];
  patchesStrategicMerge?: string[];
  patchesJson6902?: Patch[];
  patches?: Patch[];
  images?: Image[];
  imageTags?: Image[];
  replacements?: Replacement[];
  replicas?: Replica[];
  vars?: Var[];
  sortOptions?: SortOptions;
  resources?: string[];
  components?: string[];
  crds?: string[];
  bases?: string[];
  configMapGenerator?: GeneratorArgs[];
  secretGenerator?: GeneratorArgs[];
  helmGlobals?: { chartHome?: string; configHome?: string };
  helmCharts?: Record<string, Json>[];
  helmChartInflationGenerator?: Json;
  generatorOptions?: GeneratorOptions;
  configurations?: string[];
  generators?: string[];
  transformers?: string[];
  validators?: string[];
  inventory?: Json;
  buildMetadata?: string[];
}

export const KUSTOMIZATION_KIND = 'Kustomization';
export const COMPONENT_KIND = 'Component';
const VERSIONS: Readonly<Record<string, string>> = {
  [KUSTOMIZATION_KIND]: 'kustomize.config.k8s.io/v1beta1',
  [COMPONENT_KIND]: 'kustomize.config.k8s.io/v1alpha1',
};
/** Names of the file, the usual one first. */
export const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What is written in a kustomization, as it is. Throws KustomizeError. */
export function parseKustomization(text: string): Kustomization {
  let value: Json;
  try {
    value = parseDocument(text) as Json;
  } catch (error) {
    if (error instanceof YamlError) throw new KustomizeError(`invalid Kustomization: ${error.message}`);
    throw error;
  }
  return decodeKustomization(value);
}

const FIX = "Run 'kustomize edit fix' to update your Kustomization automatically.";
const DEPRECATED: readonly (readonly [keyof Kustomization, string, string])[] = [
  ['bases', 'resources', FIX],
  ['commonLabels', 'labels', FIX],
  ['imageTags', 'images', FIX],
  ['patchesJson6902', 'patches', FIX],
  ['patchesStrategicMerge', 'patches', FIX],
  ['vars', 'replacements', `[EXPERIMENTAL] ${FIX}`],
];

/** Warnings about fields that have gone out of use. */
export const deprecations = (k: Kustomization): string[] =>
  DEPRECATED.filter(([field]) => k[field] !== undefined).map(
    ([field, instead, advice]) => `# Warning: '${field}' is deprecated. Please use '${instead}' instead. ${advice}`,
  );

/** Puts what stands in old fields into those of today, and kind and version where they are missing. */
export function fixed(k: Kustomization): Kustomization {
  const kind = k.kind || KUSTOMIZATION_KIND;
  const { bases, imageTags, ...rest } = k;
  const envs = ({ env, ...args }: GeneratorArgs): GeneratorArgs => (env ? { ...args, envs: [...(args.envs ?? []), env] } : args);
  return {
    ...rest,
    kind,
    apiVersion: k.apiVersion || (VERSIONS[kind] ?? VERSIONS[KUSTOMIZATION_KIND]!),
    ...((k.resources ?? bases) && { resources: [...(k.resources ?? []), ...(bases ?? [])] }),
    ...((k.images ?? imageTags) && { images: [...(k.images ?? []), ...(imageTags ?? [])] }),
    ...(k.configMapGenerator && { configMapGenerator: k.configMapGenerator.map(envs) }),
    ...(k.secretGenerator && { secretGenerator: k.secretGenerator.map(envs) }),
  };
}

/** Whether nothing is asked for. */
export const isBlank = (k: Kustomization): boolean =>
  Object.entries(k).every(([key, value]) => key === 'apiVersion' || key === 'kind' || value === undefined || value === '');

/** What is wrong with kind and version. */
export function typeFaults(k: Kustomization): string[] {
  const faults: string[] = [];
  if (k.kind !== undefined && VERSIONS[k.kind] === undefined) faults.push(`kind should be ${KUSTOMIZATION_KIND} or ${COMPONENT_KIND}`);
  const version = VERSIONS[k.kind ?? ''] ?? VERSIONS[KUSTOMIZATION_KIND]!;
  if (k.apiVersion !== version) faults.push(`apiVersion for ${k.kind} should be ${version}`);
  return faults;
}
