import { duplicate, forbidden, invalid, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, nameIsDnsSubdomain } from '@/lib/api/names';
import { isGiven, structOf, structsOf, textOf } from '../read';
import type { Volumes } from './validate-mounts';
import { validateProjected } from './validate-projected';
import { sourceChecks } from './volume-sources';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** Sources in the order in which upstream looks at them. */
const ORDER =
  `emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker persistentVolumeClaim rbd cinder cephfs
  quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk storageos projected
  scaleIO csi ephemeral image`.split(/\s+/);
/** Fields that upstream's messages call otherwise, when there is a source too many, and when the source itself is wrong. */
const SAID_TWICE: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' };
const SAID: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' };
const LONGEST_PORTAL = 64;

/** What volumes are checked against: the name of the pod, if it is one. */
export interface VolumeContext {
  readonly podName: string | undefined;
  /** Templates need not name an image yet. */
  readonly isPod: boolean;
}

/** Models validateVolumeSource. */
function validateSource(volume: any, at: string, { podName, isPod }: VolumeContext): FieldError[] {
  const found: FieldError[] = [];
  const name = textOf(volume.name);
  let count = 0;
  for (const key of ORDER) {
    if (!isGiven(volume[key])) continue;
    const source = structOf(volume[key]);
    const field = `${at}.${SAID[key] ?? key}`;
    if (count > 0) {
      found.push(forbidden(`${at}.${SAID_TWICE[key] ?? key}`, 'may not specify more than 1 volume type'));
    } else {
      count++;
      if (key === 'image' && isPod && textOf(source.reference) === '') found.push(required(`${field}.reference`));
      found.push(...(key === 'projected' ? validateProjected(source, field) : sourceChecks[key]!(source, field)));
      if (key === 'ephemeral' && podName && name) {
        const claim = `${podName}-${name}`;
        for (const text of nameIsDnsSubdomain(claim, false)) found.push(invalid(`${at}.name`, name, `PVC name "${claim}": ${text}`));
      }
    }
    if (key === 'iscsi' && isGiven(source.initiatorName) && `${name}:${textOf(source.targetPortal)}`.length > LONGEST_PORTAL) {
      const why = 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
      found.push(invalid(`${at}.name`, name, why));
    }
  }
  return count === 0 ? [required(at, 'must specify a volume type')] : found;
}

/** Models ValidateVolumes; also the volumes that are sound, for mounts to be checked against. */
export function validateVolumes(list: unknown, field: string, context: VolumeContext): { errors: FieldError[]; volumes: Volumes } {
  const all = structsOf(list);
  const errors: FieldError[] = [];
  const volumes = new Map<string, any>();
  const created = new Set(
    context.podName ? all.filter((one) => isGiven(one.ephemeral)).map((one) => `${context.podName}-${textOf(one.name)}`) : [],
  );
  all.forEach((volume, i) => {
    const at = `${field}[${i}]`;
    const name = textOf(volume.name);
    const own = validateSource(volume, at, context);
    if (name === '') own.push(required(`${at}.name`));
    else own.push(...isDns1123Label(name).map((text) => invalid(`${at}.name`, name, text)));
    if (volumes.has(name)) own.push(duplicate(`${at}.name`, name));
    if (own.length === 0) volumes.set(name, volume);
    errors.push(...own);
    const claim: unknown = structOf(volume.persistentVolumeClaim).claimName;
    if (typeof claim === 'string' && created.has(claim))
      errors.push(
        invalid(`${at}.persistentVolumeClaim.claimName`, claim, 'must not reference a PVC that gets created for an ephemeral volume'),
      );
  });
  return { errors, volumes };
}
