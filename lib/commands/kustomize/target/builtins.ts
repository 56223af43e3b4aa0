import { addSpec, addSpecs, type FieldSpec } from '../config/field-spec';
import type { TransformerConfig } from '../config/transformer-config';
import { KustomizeError } from '../fault';
import type { Kustomization } from '../kustomization/kustomization';
import type { Loader } from '../load/loader';
import type { Resource } from '../resource/resource';
import { addEntries, affix, setReplicas } from '../transform/fields';
import { generate, mergedOptions } from '../transform/generate';
import { setImages } from '../transform/images';
import type { Schemas } from '../transform/merge-schema';
import { setNamespace } from '../transform/namespace';
import {
  configText,
  json6902Transformer,
  misconfigured,
  patchTransformer,
  strategicMergeTransformer,
  type Transformation,
} from '../transform/patch';
import { loadReplacements, replace } from '../transform/replacement';

/** A step of a build with the kind that upstream knows it by. */
export interface Step {
  readonly kind: string;
  /** The plugin's configuration, where it has one. */
  readonly plugin?: Resource;
  readonly run: Transformation;
}

export interface Making {
  readonly kind: string;
  readonly plugin?: Resource;
  readonly make: () => Resource[];
}

/** The generators that a kustomization's fields ask for. */
export function generatorsOf(k: Kustomization, loader: Loader, helm: boolean): Making[] {
  const chart = k.helmCharts?.[0];
  const refusal = helm
    ? 'the chart inflator is not simulated here: render the chart with `helm template` and list its output as a resource'
    : 'must specify --enable-helm';
  if (chart) throw misconfigured('HelmChartInflationGenerator', chart, new KustomizeError(refusal));
  const of = (kind: 'ConfigMap' | 'Secret', list: Kustomization['configMapGenerator']): Making[] =>
    (list ?? []).map((args) => ({
      kind: `${kind}Generator`,
      make: () => [generate(loader, kind, { ...args, options: mergedOptions(args.options, k.generatorOptions) })],
    }));
  return [...of('ConfigMap', k.configMapGenerator), ...of('Secret', k.secretGenerator)];
}

/** The transformers that a kustomization's fields ask for, in upstream's order. */
export function transformersOf(k: Kustomization, loader: Loader, config: TransformerConfig, schemas: Schemas): Step[] {
  const steps: Step[] = [];
  const add = (kind: string, run: Transformation) => steps.push({ kind, run });
  if (k.patchesStrategicMerge?.length)
    add('PatchStrategicMergeTransformer', strategicMergeTransformer(loader, k.patchesStrategicMerge, schemas));
  for (const patch of k.patches ?? []) add('PatchTransformer', patchTransformer(loader, patch, schemas));
  if (k.namespace) add('NamespaceTransformer', (map) => setNamespace(map, k.namespace!, config.namespace));
  if (k.namePrefix) add('PrefixTransformer', (map) => affix(map, 'prefix', k.namePrefix!, config.namePrefix));
  if (k.nameSuffix) add('SuffixTransformer', (map) => affix(map, 'suffix', k.nameSuffix!, config.nameSuffix));
  for (const { pairs, includeSelectors, includeTemplates, fields = [] } of k.labels ?? []) {
    let specs: FieldSpec[] = [...fields];
    if (includeSelectors) specs = addSpecs(specs, config.commonLabels);
    else specs = addSpec(includeTemplates ? addSpecs(specs, config.templateLabels) : specs, { path: 'metadata/labels', create: true });
    add('LabelTransformer', (map) => addEntries(map, pairs, specs));
  }
  if (k.labels?.length || k.commonLabels) add('LabelTransformer', (map) => addEntries(map, k.commonLabels, config.commonLabels));
  if (k.commonAnnotations) add('AnnotationsTransformer', (map) => addEntries(map, k.commonAnnotations, config.commonAnnotations));
  for (const patch of k.patchesJson6902 ?? []) add('PatchJson6902Transformer', json6902Transformer(loader, patch));
  for (const replica of k.replicas ?? []) add('ReplicaCountTransformer', (map) => setReplicas(map, replica, config.replicas));
  for (const image of k.images ?? []) add('ImageTagTransformer', (map) => setImages(map, image, config.images));
  if (k.replacements?.length) {
    let replacements;
    try {
      replacements = loadReplacements(loader, k.replacements);
    } catch (error) {
      throw error instanceof KustomizeError ? error.within(`trouble configuring builtin ReplacementTransformer with config: \`\n${configText({ replacements: k.replacements })}\``) : error; // prettier-ignore
    }
    add('ReplacementTransformer', (map) => replace(map, replacements));
  }
  return steps;
}
