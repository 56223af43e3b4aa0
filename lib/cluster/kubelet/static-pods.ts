import type { KubeObject } from '@/lib/api/object';
import { parseDocument } from '@/lib/api/yaml';
import { fnv32a } from '../controllers/template-hash';
import type { NodeRuntime } from './runtime';

export const MANIFESTS = '/etc/kubernetes/manifests';
const CONFIG = 'kubernetes.io/config.';

/** Pods of the node's manifest directory; files that are no pods are skipped, as the kubelet does (it logs them). */
export function readStaticPods(runtime: NodeRuntime, node: string, directory = MANIFESTS): readonly KubeObject[] {
  const pods: KubeObject[] = [];
  for (const file of runtime.listNodeDir(directory)) {
    if (file.startsWith('.')) continue;
    const text = runtime.readNodeFile(`${directory}/${file}`);
    const pod = text === undefined ? undefined : staticPod(text, node);
    if (pod) pods.push(pod);
  }
  return pods;
}

/** The mirror pod of a manifest: its uid and its hash follow from the text, so an edit makes another pod. */
function staticPod(text: string, node: string): KubeObject | undefined {
  let parsed: unknown;
  try {
    parsed = parseDocument(text);
  } catch {
    return undefined;
  }
  const pod = parsed as KubeObject | undefined;
  if (pod?.kind !== 'Pod' || !pod.metadata?.name || !Array.isArray(pod.spec?.containers)) return undefined;
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
