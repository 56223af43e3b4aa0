import type { KubeObject } from '@/lib/api/object';
import type { Stage } from '../stage';

export interface PodOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  /** CPU that its container asks for. */
  readonly cpu?: string;
  readonly priorityClassName?: string;
}

/** Creates a pod with one container that does nothing, and lets the cluster come to rest. */
export function put(stage: Stage, name: string, spec: object = {}, options: PodOptions = {}): void {
  const { labels, namespace = 'default', cpu, priorityClassName } = options;
  const container = { name: 'c', image: 'nginx', ...(cpu && { resources: { requests: { cpu } } }) };
  stage.client.create(
    { group: '', resource: 'pods' },
    {
      metadata: { name, ...(labels && { labels }) },
      spec: { terminationGracePeriodSeconds: 0, containers: [container], ...(priorityClassName && { priorityClassName }), ...spec },
    },
    namespace,
  );
  stage.world.sim.run();
}

/** Node of a pod; undefined while it has none. */
export const nodeOf = (stage: Stage, name: string): string | undefined => stage.get('pods', name)?.spec?.nodeName;

/** What the condition PodScheduled says. */
export function why(stage: Stage, name: string): string | undefined {
  const conditions = (stage.get('pods', name)?.status?.conditions ?? []) as readonly KubeObject['status'][];
  return conditions.find(({ type }) => type === 'PodScheduled')?.message;
}

/** The selector of one of the nodes `node-1` to `node-3`. */
export const on = (number: number) => ({ nodeSelector: { 'kubernetes.io/hostname': `node-${number}` } });

export const HOLLOW = { profile: 'hollow' } as const;
export const NO_VICTIMS =
  ' no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.';
export const NO_HELP = ' no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';
