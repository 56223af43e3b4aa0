import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import type { ControllerContext } from './context';
import { ignoreNotFound, isAlreadyExists } from './context';
import { EVENTS, PODS } from '../client/resources';
import type { PersistentVolume } from './volume-matching';

const NAMESPACE = 'default';
const SCRUB = 'test -e /scrub && find /scrub -mindepth 1 -delete && test -z "$(ls -A /scrub)" || exit 1';
/** Recycler pods may run for this long: a minute, and half a minute more for each GiB. */
const DEADLINE_S = 60;

/** What has come of a recycling: the pod is at it, the volume is empty, or why it is not. */
export type Recycling = 'running' | 'recycled' | { readonly failed: string };

/** Models findRecyclablePlugin: hostPath and NFS are the only ones that can. */
export const isRecyclable = (volume: PersistentVolume): boolean => Boolean(volume.spec?.hostPath ?? volume.spec?.nfs);

const nameOf = (volume: PersistentVolume): string => `recycler-for-${volume.metadata.name}`;

/** The volume that a recycler pod scrubs; undefined for other pods. */
export const recycledBy = ({ metadata: { name, namespace } }: Pod): string | undefined =>
  namespace === NAMESPACE && name.startsWith('recycler-for-') ? name.slice('recycler-for-'.length) : undefined;

/** Empties a volume by means of a pod; called again as the pod goes on. Models pkg/volume/util/recyclerclient. */
export function recycle({ client }: ControllerContext, volume: PersistentVolume, say: (text: string) => void): Recycling {
  const name = nameOf(volume);
  const pod = client.get<Pod>(PODS, NAMESPACE, name);
  if (!pod) {
    try {
      client.create(PODS, recyclerPod(volume, name), NAMESPACE);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    return 'running';
  }
  const events = client.list<KubeObject>(EVENTS, NAMESPACE).items.filter(({ involvedObject }) => involvedObject?.uid === pod.metadata.uid);
  for (const { message } of events) say(`Recycler pod: ${message}`);
  const phase = pod.status?.phase;
  if (phase !== 'Succeeded' && phase !== 'Failed') return 'running';
  ignoreNotFound(() => client.delete(PODS, NAMESPACE, name, { gracePeriodSeconds: 0 }));
  if (phase === 'Succeeded') return 'recycled';
  return { failed: `failed to recycle volume: ${pod.status?.message ?? 'pod failed, pod.Status.Message unknown'}` };
}

function recyclerPod(volume: PersistentVolume, name: string): KubeObject {
  const { hostPath, nfs } = volume.spec!;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      activeDeadlineSeconds: DEADLINE_S,
      restartPolicy: 'Never',
      volumes: [{ name: 'vol', ...(hostPath ? { hostPath: { path: hostPath.path } } : { nfs }) }],
      containers: [
        {
          name: 'pv-recycler',
          image: 'registry.k8s.io/build-image/debian-base:bookworm-v1.0.7',
          command: ['/bin/sh'],
          args: ['-c', SCRUB],
          volumeMounts: [{ name: 'vol', mountPath: '/scrub' }],
        },
      ],
    },
  };
}
