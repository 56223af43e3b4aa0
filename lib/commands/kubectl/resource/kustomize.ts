import { parseYaml } from '@/lib/api/yaml';
import type { Sys } from '@/lib/hosts/process/sys';
import { CommandError } from '../errors';

/* eslint-disable @typescript-eslint/no-explicit-any -- kustomizations are what people wrote */
const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const KNOWN = new Set(
  'apiVersion kind resources namePrefix nameSuffix namespace commonLabels commonAnnotations labels images replicas metadata bases'.split(
    ' ',
  ),
);
const CLUSTER_SCOPED =
  /^(Namespace|Node|PersistentVolume|ClusterRole|ClusterRoleBinding|StorageClass|PriorityClass|CustomResourceDefinition|IngressClass|RuntimeClass|.*WebhookConfiguration)$/;

/**
 * Builds a kustomization: resources, name prefix and suffix, namespace, labels, annotations, images, replicas. What else
 * it may ask for (generators, patches, components …) is refused aloud.
 */
export function buildKustomization(sys: Sys, directory: string): any[] {
  const dir = directory.replace(/\/+$/, '') || '/';
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
  let objects: any[] = [];
  for (const entry of [...(spec.resources ?? []), ...(spec.bases ?? [])]) {
    const path = `${dir}/${entry}`;
    if (!sys.exists(path)) {
      throw new CommandError(
        `accumulating resources: accumulation err='accumulating resources from '${entry}': open ${absolute(sys, path)}: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '${absolute(sys, path)}' : lstat ${absolute(sys, path)}: no such file or directory`,
      );
    }
    if (sys.stat(path).type === 'dir') objects.push(...buildKustomization(sys, path));
    else objects.push(...parseYaml(sys.readFile(path)).filter((each) => each !== null));
  }
  objects = objects.map((object) => transform(object, spec));
  return objects.sort((a, b) => rank(a.kind) - rank(b.kind));
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
  object.metadata ??= {};
  if (object.kind !== 'Namespace' && object.kind !== 'CustomResourceDefinition')
    object.metadata.name = `${spec.namePrefix ?? ''}${object.metadata.name}${spec.nameSuffix ?? ''}`;
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
