import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import type { KubeletContext } from './context';
import type { PodRecord } from './pod-record';
import { VolumeError, type MountSource } from './runtime';
import { MountError, UnprocessedVolume, WaitingVolume, type VolumeSources } from './volume-sources';
import { expandVolume } from './volume-expansion';
import { tellMount } from './journal';
import { pluginOf, setUpOf, volumeSource } from './volumes';

type Spec = KubeObject['spec'];

/** When the pod is to be looked at again. */
export interface Agenda {
  add(ms: number | undefined, background?: boolean): void;
}

export interface Mounted {
  readonly record: PodRecord;
  /** Absent while not all volumes are there. */
  readonly sources?: ReadonlyMap<string, MountSource>;
}

/** How often a volume that is being attached is looked for, and how long WaitForAttachAndMount waits before it says so. */
const ATTACH_POLL_MS = 500;
const ATTACH_TIMEOUT_MS = 123_000;

/** Makes a pod's volumes ready before its sandbox, and keeps those made of API objects up to date. Models pkg/kubelet/volumemanager. */
export function mountVolumes(context: KubeletContext, pod: KubeObject, record: PodRecord, given: VolumeSources, agenda: Agenda): Mounted {
  const sources = new Map<string, MountSource>();
  let { tokens } = record;
  const from: VolumeSources = {
    ...given,
    token(audience, seconds) {
      const key = `${audience ?? ''} ${seconds}`;
      const known = tokens?.[key];
      if (known && context.sim.now() < known.renewAt) return known.text;
      const text = context.token(pod, audience, seconds);
      tokens = { ...tokens, [key]: { text, renewAt: context.sim.now() + seconds * 800 } };
      return text;
    },
  };
  const written: Record<string, string> = {};
  for (const volume of (pod.spec.volumes ?? []) as readonly Spec[]) {
    try {
      const source = volumeSource(pod, volume, from);
      sources.set(volume.name, source);
      if (source.type === 'files') written[volume.name] = JSON.stringify(source.files);
      if (!record.sandbox) context.runtime.setUpVolume?.(setUpOf(pod, volume, source, from));
      if (source.type === 'disk') expandVolume(context, pod, volume, source);
    } catch (error) {
      if (!(error instanceof MountError) && !(error instanceof VolumeError)) throw error;
      if (record.sandbox) continue;
      return notReady(context, pod, record, volume.name, error, agenda);
    }
  }
  if (record.sandbox) {
    for (const [volume, text] of Object.entries(written)) {
      const source = sources.get(volume);
      if (record.volumes[volume] !== undefined && record.volumes[volume] !== text && source?.type === 'files') {
        context.runtime.writeVolume(record.sandbox.id, volume, source.files);
      }
    }
  }
  if (tokens !== record.tokens || !deepEqual(written, record.volumes)) {
    return { record: { ...record, ...(tokens ? { tokens } : {}), volumes: { ...record.volumes, ...written } }, sources };
  }
  return { record, sources };
}

/** Says why a volume is not ready and when to try again. Models the operation executor's events and back-off. */
function notReady(
  context: KubeletContext,
  pod: KubeObject,
  record: PodRecord,
  name: string,
  error: MountError | VolumeError,
  agenda: Agenda,
): Mounted {
  const say = (text: string) => context.events.event(pod, 'Warning', 'FailedMount', text);
  if (error instanceof WaitingVolume) {
    const since = record.mountsSince ?? context.sim.now();
    const waited = context.sim.now() - since;
    if (waited < ATTACH_TIMEOUT_MS) {
      agenda.add(Math.min(ATTACH_POLL_MS, ATTACH_TIMEOUT_MS - waited), waited > 20_000);
      return { record: { ...record, mountsSince: since } };
    }
    say(
      `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[${name}], failed to process volumes=[]: context deadline exceeded`,
    );
    agenda.add(ATTACH_POLL_MS, true);
    return { record: { ...record, mountsSince: context.sim.now() } };
  }
  const failures = record.mountFailures + 1;
  if (error instanceof UnprocessedVolume)
    say(
      `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], failed to process volumes=[${name}]: ${error.message}`,
    );
  else {
    const volume = error instanceof MountError ? error.volume : (error.specName ?? name);
    say(`${error.operation} failed for volume "${volume}" : ${error.message}`);
  }
  // exponentialBackOffOnError: from 500 ms to 2 min 2 s.
  const retryMs = Math.min(500 * 2 ** (failures - 1), 122_000);
  if (!(error instanceof UnprocessedVolume)) {
    const plugin = pluginOf((pod.spec.volumes as readonly Spec[]).find((one) => one.name === name) ?? {});
    tellMount(context, pod, { name, plugin }, { text: `${error.operation} failed for volume "${name}" : ${error.message}`, retryMs });
  }
  agenda.add(retryMs, failures > 5);
  return { record: { ...record, mountFailures: failures } };
}
