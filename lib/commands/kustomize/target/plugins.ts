import { KustomizeError } from '../fault';
import { specsOf } from '../config/transformer-config';
import type { GeneratorArgs, Image, Patch, Replacement, Replica } from '../kustomization/kustomization';
import type { Loader } from '../load/loader';
import { isMap, own, type Json } from '../resource/json';
import type { Resource, Texts } from '../resource/resource';
import { addEntries, affix, setReplicas } from '../transform/fields';
import { generate } from '../transform/generate';
import { addHashes } from '../transform/hash';
import { setImages } from '../transform/images';
import type { Schemas } from '../transform/merge-schema';
import { setNamespace, type Subjects } from '../transform/namespace';
import { json6902Transformer, patchTransformer, strategicMergeTransformer, type Transformation } from '../transform/patch';
import { loadReplacements, replace } from '../transform/replacement';
import type { Making, Step } from './builtins';

/** What a plugin's configuration is read with. */
interface Setting {
  readonly loader: Loader;
  readonly schemas: Schemas;
}

const text = (value: Json): string => (typeof value === 'string' ? value : '');
const texts = (value: Json): Texts =>
  isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)])) : {};
const list = (value: Json): string[] => (Array.isArray(value) ? value.map(String) : []);

const SUBJECTS: readonly string[] = ['defaultOnly', 'allServiceAccounts', 'none'];

/** Builtin transformers by the kind of their configuration. */
const TRANSFORMERS: Readonly<Record<string, (config: Resource, setting: Setting) => Transformation>> = {
  NamespaceTransformer: ({ object, namespace }) => {
    const subjects = text(object.setRoleBindingSubjects) || 'defaultOnly';
    if (!SUBJECTS.includes(subjects))
      throw new KustomizeError(
        `invalid value ${JSON.stringify(subjects)} for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
      );
    const options = { unsetOnly: object.unsetOnly === true, subjects: subjects as Subjects };
    return (map) => setNamespace(map, namespace, specsOf(object.fieldSpecs), options);
  },
  PrefixTransformer:
    ({ object }) =>
    (map) =>
      affix(map, 'prefix', text(object.prefix), specsOf(object.fieldSpecs)),
  SuffixTransformer:
    ({ object }) =>
    (map) =>
      affix(map, 'suffix', text(object.suffix), specsOf(object.fieldSpecs)),
  PrefixSuffixTransformer:
    ({ object }) =>
    (map) => {
      affix(map, 'prefix', text(object.prefix), specsOf(object.fieldSpecs));
      affix(map, 'suffix', text(object.suffix), specsOf(object.fieldSpecs));
    },
  LabelTransformer:
    ({ object }) =>
    (map) =>
      addEntries(map, texts(object.labels), specsOf(object.fieldSpecs)),
  AnnotationsTransformer:
    ({ object }) =>
    (map) =>
      addEntries(map, texts(object.annotations), specsOf(object.fieldSpecs)),
  ReplicaCountTransformer:
    ({ object }) =>
    (map) =>
      setReplicas(map, (isMap(object.replica) ? object.replica : {}) as Replica, specsOf(object.fieldSpecs)),
  ImageTagTransformer:
    ({ object }) =>
    (map) =>
      setImages(map, (isMap(object.imageTag) ? object.imageTag : {}) as Image, specsOf(object.fieldSpecs)),
  PatchTransformer: ({ object }, { loader, schemas }) => patchTransformer(loader, object as unknown as Patch, schemas),
  PatchStrategicMergeTransformer: ({ object }, { loader, schemas }) =>
    strategicMergeTransformer(loader, [...list(object.paths), ...(text(object.patches) === '' ? [] : [text(object.patches)])], schemas),
  PatchJson6902Transformer: ({ object }, { loader }) =>
    json6902Transformer(loader, { ...(object as unknown as Patch), patch: text(object.jsonOp) }),
  ReplacementTransformer: ({ object }, { loader }) => {
    const replacements = loadReplacements(
      loader,
      (Array.isArray(object.replacements) ? object.replacements : []) as unknown as Replacement[],
    );
    return (map) => replace(map, replacements);
  },
  HashTransformer: () => (map) => addHashes(map.list),
};

const REFUSED = (kind: string) => new KustomizeError(`external plugins disabled; unable to load external plugin '${kind}'`);

/** The step that a configuration in `transformers` or `validators` asks for. Throws KustomizeError for those that are not builtin. */
export function transformerOf(config: Resource, setting: Setting): Step {
  const { kind } = config;
  const make = Object.hasOwn(TRANSFORMERS, kind) ? TRANSFORMERS[kind] : undefined;
  if (config.apiVersion !== 'builtin' || !make) throw REFUSED(kind);
  return { kind, plugin: config, run: make(config, setting) };
}

/** What a configuration in `generators` makes. */
export function generatorOf(config: Resource, { loader }: Setting): Making {
  const { kind, name, object } = config;
  if (config.apiVersion !== 'builtin' || !/^(ConfigMap|Secret)Generator$/.test(kind)) {
    if (kind === 'HelmChartInflationGenerator' && config.apiVersion === 'builtin') throw new KustomizeError('must specify --enable-helm');
    throw REFUSED(kind);
  }
  const args: GeneratorArgs = {
    ...(object as unknown as GeneratorArgs),
    name: text(own(object, 'name')) || name,
    namespace: text(own(object, 'namespace')) || config.namespace,
    ...(object.env !== undefined && { envs: [...list(object.envs), text(object.env)] }),
  };
  return { kind, plugin: config, make: () => [generate(loader, kind === 'SecretGenerator' ? 'Secret' : 'ConfigMap', args)] };
}
