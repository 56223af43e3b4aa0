import type { KubeObject } from '@/lib/api/object';

/** `Ready`, `NotReady`, `Unknown`, with `,SchedulingDisabled` when cordoned. Models printNode. */
export function nodeStatus(node: KubeObject): string {
  const ready = (node.status?.conditions ?? []).find((c: { type: string }) => c.type === 'Ready') as { status: string } | undefined;
  const words = [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
  if (node.spec?.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

/** Roles, from labels `node-role.kubernetes.io/<role>` and `kubernetes.io/role`, in order. Models findNodeRoles. */
export function nodeRoles(node: KubeObject): string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith('node-role.kubernetes.io/') && key.length > 'node-role.kubernetes.io/'.length)
      roles.add(key.slice('node-role.kubernetes.io/'.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort();
}

export function nodeAddress(node: KubeObject, type: 'InternalIP' | 'ExternalIP'): string {
  const found = (node.status?.addresses ?? []).find((a: { type: string }) => a.type === type) as { address: string } | undefined;
  return found?.address ?? '<none>';
}
