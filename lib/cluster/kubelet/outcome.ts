import type { KubeObject } from '@/lib/api/object';
import type { KubeletContext } from './context';
import type { ContainerRecord, PodRecord } from './pod-record';
import type { MountSource } from './runtime';
import type { VolumeSources } from './volumes';

type Spec = KubeObject['spec'];

/** What starting a container needs besides its own record. */
export interface StartInput {
  readonly pod: KubeObject;
  readonly container: Spec;
  readonly init: boolean;
  readonly record: PodRecord;
  readonly volumes: ReadonlyMap<string, MountSource>;
  readonly sources: VolumeSources;
}

/** A container's record after a step, and when to look again. */
export interface Outcome {
  readonly record: ContainerRecord;
  readonly againIn?: number;
  /** The look is part of a loop that goes on for ever. */
  readonly background?: boolean;
}

/** Back-offs this long belong to a loop that goes on for ever. */
export const ESTABLISHED_MS = 40_000;

export const fieldPathOf = (init: boolean, name: string): string => `spec.${init ? 'initContainers' : 'containers'}{${name}}`;

/** An event about one of a pod's containers. */
export function event(
  context: KubeletContext,
  input: { pod: KubeObject; container: Spec; init: boolean },
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
): void {
  const { pod, container, init } = input;
  const fieldPath = (pod.spec.ephemeralContainers ?? []).some((one: Spec) => one.name === container.name)
    ? `spec.ephemeralContainers{${container.name}}`
    : fieldPathOf(init, container.name);
  context.events.event({ apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata, fieldPath }, type, reason, message);
}
