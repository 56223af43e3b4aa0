import type { KubeObject } from '@/lib/api/object';
import { parseDocument } from '@/lib/api/yaml';
import { fnv32a } from '../controllers/template-hash';
import type { KubeletContext } from './context';
import { tell } from './journal';

export const MANIFESTS = '/etc/kubernetes/manifests';
const CONFIG = 'kubernetes.io/config.';

/**
 * Pods of the node's manifest directory (`staticPodPath`; without one there are none). Files that are no pods are skipped and told of
 * in the journal. Models pkg/kubelet/config/file.go.
 */
export function readStaticPods(context: Pick<KubeletContext, 'runtime' | 'node'>, directory: string): readonly KubeObject[] {
  const { runtime, node } = context;
  const pods: KubeObject[] = [];
  if (directory === '') return pods;
  if (runtime.hasNodeDir?.(directory) === false) {
    tell(context, 'E', 'file.go:104', 'Unable to read config path', { err: 'path does not exist, ignoring', path: directory });
    return pods;
  }
  for (const file of runtime.listNodeDir(directory)) {
    if (file.startsWith('.')) continue;
    const path = `${directory}/${file}`;
    const text = runtime.readNodeFile(path);
    if (text === undefined) continue;
    const pod = staticPod(text, node.name);
    if (typeof pod !== 'string') pods.push(pod);
    else {
      const err = `${path}: couldn't parse as pod(${pod}), please check config file`;
      tell(context, 'E', 'file.go:187', 'Could not process manifest file', { err, path });
    }
  }
  return pods;
}

/** The mirror pod of a manifest: its uid and its hash follow from the text, so an edit makes another pod. Otherwise what is wrong. */
function staticPod(text: string, node: string): KubeObject | string {
  let parsed: unknown;
  try {
    parsed = parseDocument(text);
  } catch (error) {
    return `yaml: ${(error as Error).message.replace(/^yaml: /, '')}`;
  }
  const pod = parsed as KubeObject | undefined;
  if (typeof pod !== 'object' || !pod?.kind) return `Object 'Kind' is missing in '${JSON.stringify(pod ?? null)}'`;
  if (!pod.apiVersion) return `Object 'apiVersion' is missing in '${JSON.stringify(pod)}'`;
  if (pod.kind !== 'Pod' || pod.apiVersion !== 'v1')
    return `no kind "${pod.kind}" is registered for version "${pod.apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`;
  if (!pod.metadata?.name || !Array.isArray(pod.spec?.containers)) return 'invalid pod: metadata.name and spec.containers are required';
  const hash = [text, `${node}${text}`, `${text}${node}`, node].map((part) => fnv32a(part).toString(16).padStart(8, '0')).join('');
  const { status: _status, ...rest } = pod;
  return {
    ...rest,
    metadata: {
      ...pod.metadata,
      uid: hash,
      name: `${pod.metadata.name}-${node}`,
      namespace: pod.metadata.namespace ?? 'default',
      annotations: {
        ...pod.metadata.annotations,
        [`${CONFIG}hash`]: hash,
        [`${CONFIG}mirror`]: hash,
        [`${CONFIG}source`]: 'file',
      },
    },
    spec: {
      ...pod.spec,
      nodeName: node,
      tolerations: [...(pod.spec.tolerations ?? []), { effect: 'NoExecute', operator: 'Exists' }],
    },
  };
}

export const mirrorHash = (pod: KubeObject): string | undefined => pod.metadata.annotations?.[`${CONFIG}mirror`];
