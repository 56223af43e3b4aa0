import { canonicalQuantity } from '@/lib/api/quantity';
import type { Description } from '../description/writer';

/* eslint-disable @typescript-eslint/no-explicit-any -- volumes of pods and persistent volumes */

/** Models describeVolumes. */
export function volumeLines(out: Description, volumes: readonly any[], space: string): void {
  if (volumes.length === 0) {
    out.line(0, `${space}Volumes:\t<none>`);
    return;
  }
  out.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    out.line(1, `${space ? ' ' : ''}${volume.name}:`);
    sourceLines(out, volume);
  }
}

const defaultOr = (value: any, other = ''): string => (value === undefined ? other : String(value));

/** The source of a volume, at the level of a volume's fields. */
export function sourceLines(out: Description, volume: any): void {
  const line = (name: string, value: unknown) => out.line(2, `${name}:\t${String(value ?? '')}`);
  if (volume.hostPath) {
    line('Type', 'HostPath (bare host directory volume)');
    line('Path', volume.hostPath.path);
    line('HostPathType', defaultOr(volume.hostPath.type, '<none>'));
  } else if (volume.emptyDir) {
    line('Type', "EmptyDir (a temporary directory that shares a pod's lifetime)");
    line('Medium', volume.emptyDir.medium);
    line('SizeLimit', volume.emptyDir.sizeLimit === undefined ? '<unset>' : canonicalQuantity(volume.emptyDir.sizeLimit));
  } else if (volume.secret) {
    line('Type', 'Secret (a volume populated by a Secret)');
    line('SecretName', volume.secret.secretName);
    line('Optional', volume.secret.optional ?? false);
  } else if (volume.configMap) {
    line('Type', 'ConfigMap (a volume populated by a ConfigMap)');
    line('Name', volume.configMap.name);
    line('Optional', volume.configMap.optional ?? false);
  } else if (volume.nfs) {
    line('Type', 'NFS (an NFS mount that lasts the lifetime of a pod)');
    line('Server', volume.nfs.server);
    line('Path', volume.nfs.path);
    line('ReadOnly', volume.nfs.readOnly ?? false);
  } else if (volume.persistentVolumeClaim) {
    line('Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)');
    line('ClaimName', volume.persistentVolumeClaim.claimName);
    line('ReadOnly', volume.persistentVolumeClaim.readOnly ?? false);
  } else if (volume.ephemeral) {
    line('Type', 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)');
    const spec = volume.ephemeral.volumeClaimTemplate?.spec ?? {};
    line('StorageClass', spec.storageClassName);
    line('Volume', spec.volumeName);
  } else if (volume.downwardAPI) {
    line('Type', 'DownwardAPI (a volume populated by information about the pod)');
    out.line(2, 'Items:');
    for (const item of volume.downwardAPI.items ?? []) {
      if (item.fieldRef) out.line(3, `${item.fieldRef.fieldPath} -> ${item.path}`);
      if (item.resourceFieldRef) out.line(3, `${item.resourceFieldRef.resource} -> ${item.path}`);
    }
  } else if (volume.projected) {
    projected(out, volume.projected);
  } else if (volume.local) {
    line('Type', 'LocalVolume (a persistent volume backed by local storage on a node)');
    line('Path', volume.local.path);
  } else if (volume.csi) {
    csi(out, volume);
  } else if (volume.image) {
    line('Type', 'Image (a container image or OCI artifact)');
    line('Reference', volume.image.reference);
    line('PullPolicy', volume.image.pullPolicy);
  } else {
    out.line(1, '<unknown>');
  }
}

function projected(out: Description, source: any): void {
  out.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)');
  for (const item of source.sources ?? []) {
    if (item.secret) {
      out.line(2, `SecretName:\t${item.secret.name ?? ''}`);
      out.line(2, `Optional:\t${String(item.secret.optional ?? false)}`);
    } else if (item.downwardAPI) out.line(2, 'DownwardAPI:\ttrue');
    else if (item.configMap) {
      out.line(2, `ConfigMapName:\t${item.configMap.name ?? ''}`);
      out.line(2, `Optional:\t${String(item.configMap.optional ?? false)}`);
    } else if (item.serviceAccountToken) out.line(2, `TokenExpirationSeconds:\t${item.serviceAccountToken.expirationSeconds ?? 3600}`);
  }
}

function csi(out: Description, volume: any): void {
  const source = volume.csi;
  const persistent = source.volumeHandle !== undefined;
  out.line(2, `Type:\tCSI (a Container Storage Interface (CSI) volume source)`);
  out.line(2, `Driver:\t${source.driver ?? ''}`);
  if (persistent) out.line(2, `FSType:\t${source.fsType ?? ''}`).line(2, `VolumeHandle:\t${source.volumeHandle}`);
  else out.line(2, `FSType:\t${source.fsType ?? ''}`);
  out.line(2, `ReadOnly:\t${String(source.readOnly ?? false)}`);
  const attributes = Object.keys(source.volumeAttributes ?? {}).sort();
  out.write(2, 'VolumeAttributes:\t');
  if (attributes.length === 0) out.write(0, '<none>\n');
  attributes.forEach((key, i) => {
    if (i > 0) out.write(2, '\t');
    out.write(0, `    ${key}=${source.volumeAttributes[key]}\n`);
  });
}
