import type { KubeObject } from '@/lib/api/object';

const systemClass = (name: string, value: number, description: string): KubeObject => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  description,
  preemptionPolicy: 'PreemptLowerPriority',
});

/** The two classes above what users may ask for. Models scheduling.SystemPriorityClasses. */
export const systemPriorityClasses = (): readonly KubeObject[] => [
  systemClass(
    'system-cluster-critical',
    2000000000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
  systemClass('system-node-critical', 2000001000, 'Used for system critical pods that must not be moved from their current node.'),
];
