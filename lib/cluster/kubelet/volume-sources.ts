import type { KubeObject } from '@/lib/api/object';
import type { Disk } from '../storage/disks';
import type { EnvSources } from './env';

/** What a pod's volumes are made of. */
export interface VolumeSources extends EnvSources {
  claim(name: string): KubeObject | undefined;
  persistentVolume(name: string): KubeObject | undefined;
  /** A bound service account token. */
  token(audience: string | undefined, expirationSeconds: number): string;
  /** How a CSI driver and one of its volumes stand on this node; without it no driver is there. */
  csi?(driver: string, volume: string): CsiStanding;
  /** A disk of the storage around the cluster, by `driver/handle`. */
  disk?(id: string): Disk | undefined;
}

export interface CsiStanding {
  /** The driver has registered with this kubelet. */
  readonly registered: boolean;
  readonly attachRequired: boolean;
  readonly attached: boolean;
  /** Where the driver put the volume. */
  readonly device?: string;
}

/** A volume that cannot be set up (yet): `MountVolume.SetUp failed for volume "x" : …`. */
export class MountError extends Error {
  constructor(
    readonly volume: string,
    message: string,
    readonly operation = 'MountVolume.SetUp',
  ) {
    super(message);
  }
}

/** A volume that the kubelet cannot even tell what it is: its claim is not there, or not bound. */
export class UnprocessedVolume extends MountError {}

/** A volume that somebody else has to attach first. */
export class WaitingVolume extends MountError {}
