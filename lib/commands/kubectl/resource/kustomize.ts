import { parseYaml } from '@/lib/api/yaml';
import type { Sys } from '@/lib/hosts/process/sys';
import { base64, contentHash, sortedObject } from '../create/config-data';
import { CommandError } from '../errors';

/* eslint-disable @typescript-eslint/no-explicit-any -- kustomizations are what people wrote */
const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const KNOWN = new Set(
  'apiVersion kind resources namePrefix nameSuffix namespace commonLabels commonAnnotations labels images replicas metadata bases configMapGenerator secretGenerator generatorOptions'.split(
    ' ',
  ),
);
const CLUSTER_SCOPED =
  /^(Namespace|Node|PersistentVolume|ClusterRole|ClusterRoleBinding|StorageClass|PriorityClass|CustomResourceDefinition|IngressClass|RuntimeClass|.*WebhookConfiguration)$/;

/**
 * Builds a kustomization: resources, name prefix and suffix, namespace, labels, annotations, images, replicas. What else
 * it may ask for (generators, patches, components …) is refused aloud.
 */
export function buildKustomization(sys: Sys, directory: string, warn: (text: string) => void = () => {}): any[] {
  const dir = directory.replace(/\/+$/, '') || '/';
  if (sys.exists(dir) && sys.stat(dir).type !== 'dir')
    throw new CommandError(`must build at directory: '${directory}': file is not directory`);
  const name = NAMES.find((each) => sys.exists(`${dir}/${each}`));
  if (!name) {
    throw new CommandError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${absolute(sys, dir)}'`,
    );
  }
  const spec: any = parseYaml(sys.readFile(`${dir}/${name}`))[0] ?? {};
  for (const key of Object.keys(spec)) {
    if (!KNOWN.has(key)) throw new CommandError(`kustomization field ${JSON.stringify(key)} is not simulated here`);
  }
  if (spec.commonLabels)
    warn(
      "# Warning: 'commonLabels' is deprecated. Please use 'labels' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n",
    );
  let objects: any[] = [];
  for (const entry of [...(spec.resources ?? []), ...(spec.bases ?? [])]) {
    const path = `${dir}/${entry}`;
    if (!sys.exists(path)) {
      throw new CommandError(
        `accumulating resources: accumulation err='accumulating resources from '${entry}': evalsymlink failure on '${absolute(sys, path)}' : lstat ${absolute(sys, path)}: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '${absolute(sys, path)}' : lstat ${absolute(sys, path)}: no such file or directory`,
      );
    }
    if (sys.stat(path).type === 'dir') objects.push(...buildKustomization(sys, path, warn));
    else objects.push(...parseYaml(sys.readFile(path)).filter((each) => each !== null));
  }
  for (const entry of spec.configMapGenerator ?? []) objects.push(generate(sys, dir, 'ConfigMap', entry, spec));
  for (const entry of spec.secretGenerator ?? []) objects.push(generate(sys, dir, 'Secret', entry, spec));
  objects = objects.map((object) => transform(object, spec));
  renameReferences(objects, spec);
  for (const object of objects) delete object[ORIGINAL];
  return objects.sort((a, b) => rank(a.kind) - rank(b.kind));
}

const ORIGINAL = Symbol('name before prefix and hash');

/** A ConfigMap or Secret from literals, files and env files; its name ends in a hash of its content. */
function generate(sys: Sys, dir: string, kind: 'ConfigMap' | 'Secret', entry: any, spec: any): any {
  const pairs: [string, string][] = [];
  for (const literal of entry.literals ?? [])
    pairs.push([literal.slice(0, literal.indexOf('=')), literal.slice(literal.indexOf('=') + 1).replace(/^(['"])(.*)\1$/s, '$2')]);
  for (const file of entry.files ?? []) {
    const [key, path] = file.includes('=')
      ? [file.slice(0, file.indexOf('=')), file.slice(file.indexOf('=') + 1)]
      : [file.slice(file.lastIndexOf('/') + 1), file];
    pairs.push([key, sys.readFile(`${dir}/${path}`)]);
  }
  for (const file of [...(entry.envs ?? []), ...(entry.env ? [entry.env] : [])]) {
    for (const line of sys.readFile(`${dir}/${file}`).split('\n')) {
      const text = line.trim();
      if (text !== '' && !text.startsWith('#')) pairs.push([text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]);
    }
  }
  const data = sortedObject(pairs.map(([key, value]) => [key, kind === 'Secret' ? base64(value) : value] as const));
  const name = `${spec.namePrefix ?? ''}${entry.name}${spec.nameSuffix ?? ''}`;
  const options = { ...spec.generatorOptions, ...entry.options };
  const type = kind === 'Secret' ? (entry.type ?? 'Opaque') : undefined;
  const suffix = options.disableNameSuffixHash ? '' : `-${contentHash({ kind, name, data, ...(type && { type }) })}`;
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name: entry.name,
      ...(entry.namespace && { namespace: entry.namespace }),
      ...(options.labels && { labels: options.labels }),
      ...(options.annotations && { annotations: options.annotations }),
    },
    ...(pairs.length > 0 && { data }),
    ...(type && { type }),
    [ORIGINAL]: { name: entry.name, suffix },
  };
}

/** Points what names a generated or renamed ConfigMap or Secret at its new name. */
function renameReferences(objects: readonly any[], spec: any): void {
  const names = new Map<string, string>();
  for (const object of objects) {
    const known = object[ORIGINAL];
    const before =
      known?.name ??
      object.metadata.name.slice((spec.namePrefix ?? '').length, object.metadata.name.length - (spec.nameSuffix ?? '').length);
    names.set(`${object.kind}/${before}`, object.metadata.name);
  }
  const visit = (value: any): void => {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) return value.forEach(visit);
    for (const [key, field] of Object.entries<any>(value)) {
      const kind = key.startsWith('configMap') ? 'ConfigMap' : key.startsWith('secret') ? 'Secret' : undefined;
      if (kind && field !== null && typeof field === 'object' && !Array.isArray(field)) {
        for (const name of ['name', 'secretName'])
          if (typeof field[name] === 'string') field[name] = names.get(`${kind}/${field[name]}`) ?? field[name];
      }
      visit(field);
    }
  };
  for (const object of objects) if (object.kind !== 'ConfigMap' && object.kind !== 'Secret') visit(object.spec);
}

const FIRST = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const rank = (kind: string) => (FIRST.indexOf(kind) < 0 ? FIRST.length : FIRST.indexOf(kind));

function absolute(sys: Sys, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${sys.cwd()}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function transform(source: any, spec: any): any {
  const object = structuredClone(source);
  const known = source[ORIGINAL];
  object.metadata ??= {};
  if (object.kind !== 'Namespace' && object.kind !== 'CustomResourceDefinition')
    object.metadata.name = `${spec.namePrefix ?? ''}${object.metadata.name}${spec.nameSuffix ?? ''}`;
  if (known) {
    object[ORIGINAL] = known;
    object.metadata.name += known.suffix;
  }
  if (spec.namespace && !CLUSTER_SCOPED.test(object.kind)) object.metadata.namespace = spec.namespace;
  const template = object.spec?.template;
  for (const { pairs, includeSelectors, includeTemplates } of [
    { pairs: spec.commonLabels, includeSelectors: true, includeTemplates: true },
    ...(spec.labels ?? []),
  ]) {
    if (!pairs) continue;
    object.metadata.labels = { ...object.metadata.labels, ...pairs };
    if (includeSelectors && object.spec?.selector && object.kind !== 'Job') {
      if (object.kind === 'Service') object.spec.selector = { ...object.spec.selector, ...pairs };
      else object.spec.selector.matchLabels = { ...object.spec.selector.matchLabels, ...pairs };
    }
    if ((includeSelectors || includeTemplates) && template)
      template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, ...pairs } };
  }
  if (spec.commonAnnotations) {
    object.metadata.annotations = { ...object.metadata.annotations, ...spec.commonAnnotations };
    if (template)
      template.metadata = { ...template.metadata, annotations: { ...template.metadata?.annotations, ...spec.commonAnnotations } };
  }
  const pod =
    object.kind === 'Pod' ? object.spec : object.kind === 'CronJob' ? object.spec?.jobTemplate?.spec?.template?.spec : template?.spec;
  for (const { name, newName, newTag, digest } of spec.images ?? []) {
    for (const container of [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]) {
      const [, image, tag] = /^([^@]*?)((?::[^:/@]+)?(?:@.*)?)$/.exec(container.image ?? '') ?? [];
      if (image === name) container.image = `${newName ?? image}${digest ? `@${digest}` : newTag ? `:${newTag}` : (tag ?? '')}`;
    }
  }
  for (const { name, count } of spec.replicas ?? []) if (source.metadata?.name === name && object.spec) object.spec.replicas = count;
  return object;
}
