import type { Client } from '../client/client';
import { PERSISTENT_VOLUMES } from '../client/resources';
import type { PersistentVolume, PersistentVolumeClaim } from './volume-matching';

/** The volume that a claim names; undefined when it names none, or one that is not there. */
export function volumeOfClaim(client: Client, claim: Pick<PersistentVolumeClaim, 'spec'> | undefined): PersistentVolume | undefined {
  const name = claim?.spec?.volumeName;
  return name ? client.get<PersistentVolume>(PERSISTENT_VOLUMES, '', name) : undefined;
}
