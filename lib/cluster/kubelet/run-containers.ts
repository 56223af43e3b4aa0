import type { KubeObject } from '@/lib/api/object';
import { noteExit, startContainer } from './containers';
import { type Outcome } from './outcome';
import type { KubeletContext } from './context';
import { stopRedefined, watchContainer } from './health';
import { isInitialized } from './pod-status';
import { asEphemeral, isSidecar, NEW_CONTAINER, shouldRestart, type ContainerRecord, type PodRecord } from './pod-record';
import type { MountSource } from './runtime';
import type { VolumeSources } from './volumes';

type Spec = KubeObject['spec'];

/** Models containerChanged: of a container's specification only the image can change while it runs, and its resources. */
const isRedefined = (container: Spec, { specImage }: ContainerRecord): boolean => specImage !== undefined && specImage !== container.image;

/** Earliest next look at a pod. */
interface Looks {
  add(ms: number | undefined, background?: boolean): void;
}

/**
 * Brings the containers of a pod nearer to what it asks for: ephemeral ones at once, init containers one after the other,
 * sidecars as soon as it is their turn and for as long as the pod lives, and then the rest. Models computePodActions.
 */
export function runContainers(
  context: KubeletContext,
  pod: KubeObject,
  given: PodRecord,
  volumes: ReadonlyMap<string, MountSource>,
  sources: VolumeSources,
  agenda: Looks,
): PodRecord {
  let record = given;
  const step = (container: Spec, init: boolean) => {
    const one: ContainerRecord = record.containers[container.name] ?? NEW_CONTAINER;
    const put = (outcome: Outcome) => {
      record = { ...record, containers: { ...record.containers, [container.name]: outcome.record } };
      agenda.add(outcome.againIn, outcome.background);
    };
    if (!one.id || one.terminated) put(startContainer(context, { pod, container, init, record, volumes, sources }, one));
    let now = record.containers[container.name]!;
    if (!now.id || now.terminated) return;
    // A container may end as soon as it starts.
    const state = context.runtime.inspect(now.id);
    if (state?.state === 'exited') {
      now = noteExit(now, state);
      put({ record: now, againIn: 0 });
    } else if (init && !isSidecar(container)) return;
    else if (isRedefined(container, now)) put(stopRedefined(context, pod, container, init, now));
    else put(watchContainer(context, pod, container, init, record, now));
  };
  for (const each of (pod.spec.ephemeralContainers ?? []) as readonly Spec[]) {
    if (!record.containers[each.name]?.terminated) step(asEphemeral(each), false);
  }
  const init = (pod.spec.initContainers ?? []) as readonly Spec[];
  if (isInitialized(pod, record)) {
    // Once the pod has begun its work a sidecar that ends comes back on its own.
    for (const container of init) if (isSidecar(container)) step(container, true);
  } else {
    for (const container of init) {
      const one = record.containers[container.name];
      if (isSidecar(container)) {
        step(container, true);
        if (!record.containers[container.name]?.started) return record;
        continue;
      }
      if (one?.terminated?.exitCode === 0) continue;
      if (one?.terminated && !one.waiting && !shouldRestart(pod, container, true, one.terminated.exitCode)) return record;
      step(container, true);
      const after = record.containers[container.name]!;
      if (after.terminated?.exitCode !== 0 || after.waiting) return record;
    }
  }
  for (const container of pod.spec.containers as readonly Spec[]) {
    const one = record.containers[container.name];
    if (one?.terminated && !one.waiting && !one.resizeRestart && !shouldRestart(pod, container, false, one.terminated.exitCode)) continue;
    step(container, false);
  }
  return record;
}
