import type { PersistentVolume } from './volume-matching';

const DYNAMICALLY_PROVISIONED = 'pv.kubernetes.io/provisioned-by';

/** What comes of deleting the storage behind a volume: done, left to who provisioned it, or why it cannot be. */
export type DeletionOutcome = 'deleted' | 'external' | { readonly failed: string };

/** Models findDeletablePlugin and the deleters of volume plugins that kube-controller-manager still has. */
export function deletionOutcome(volume: PersistentVolume): DeletionOutcome {
  const provisioner = volume.metadata.annotations?.[DYNAMICALLY_PROVISIONED];
  if (provisioner !== undefined && !provisioner.startsWith('kubernetes.io/')) return 'external';
  const path = volume.spec?.hostPath?.path;
  if (path !== undefined) {
    if (/^\/tmp\/.+/.test(path)) return 'deleted';
    return { failed: `host_path deleter only supports /tmp/.+ but received provided ${path}` };
  }
  const why = volume.spec?.csi ? 'no volume plugin matched' : 'no deletable volume plugin matched';
  return { failed: `error getting deleter volume plugin for volume "${volume.metadata.name}": ${why}` };
}
