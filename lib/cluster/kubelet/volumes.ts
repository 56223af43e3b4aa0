import type { KubeObject } from '@/lib/api/object';
import { parseQuantity, quantityValue } from '@/lib/api/quantity';
import { podField, resourceField, textData, type EnvSources } from './env';
import type { Mount, MountSource, VolumeFile } from './runtime';

export interface VolumeSources extends EnvSources {
  claim(name: string): KubeObject | undefined;
  persistentVolume(name: string): KubeObject | undefined;
  /** A bound service account token. */
  token(audience: string | undefined, expirationSeconds: number): string;
}

/** A volume that cannot be set up (yet): `MountVolume.SetUp failed for volume "x" : …`. */
export class MountError extends Error {
  constructor(
    readonly volume: string,
    message: string,
  ) {
    super(message);
  }
}

type Spec = KubeObject['spec'];

/** Where a pod's volume comes from and, for those made of API objects, its files. Throws MountError. */
export function volumeSource(pod: KubeObject, volume: Spec, sources: VolumeSources): MountSource {
  if (volume.emptyDir) {
    const { medium, sizeLimit } = volume.emptyDir;
    return {
      type: 'emptyDir',
      ...(medium === 'Memory' ? { medium } : {}),
      ...(sizeLimit ? { sizeLimitBytes: quantityValue(parseQuantity(sizeLimit)) } : {}),
    };
  }
  if (volume.hostPath) return { type: 'hostPath', path: volume.hostPath.path, hostPathType: volume.hostPath.type ?? '' };
  if (volume.persistentVolumeClaim) return claimSource(pod, volume, sources);
  if (volume.ephemeral)
    return claimSource(pod, { ...volume, persistentVolumeClaim: { claimName: `${pod.metadata.name}-${volume.name}` } }, sources);
  if (volume.configMap || volume.secret || volume.projected || volume.downwardAPI)
    return { type: 'files', files: volumeFiles(pod, volume, sources) };
  const type = Object.keys(volume).find((key) => key !== 'name') ?? 'unknown';
  if (type === 'unknown') return { type: 'emptyDir' };
  throw new MountError(volume.name, `volume type ${type} is not simulated here`);
}

/** Files of a ConfigMap, Secret, projected or downward volume. */
export function volumeFiles(pod: KubeObject, volume: Spec, sources: VolumeSources): readonly VolumeFile[] {
  const fail = (message: string): never => {
    throw new MountError(volume.name, message);
  };
  const { configMap, secret, projected, downwardAPI } = volume;
  if (configMap) return keyed(pod, 'configmap', configMap.name, configMap, configMap.defaultMode, sources, fail);
  if (secret) return keyed(pod, 'secret', secret.secretName, secret, secret.defaultMode, sources, fail);
  if (downwardAPI) return downward(pod, downwardAPI, downwardAPI.defaultMode, sources);
  const mode = projected.defaultMode;
  return (projected.sources ?? []).flatMap((source: Spec): readonly VolumeFile[] => {
    if (source.configMap) return keyed(pod, 'configmap', source.configMap.name, source.configMap, mode, sources, fail);
    if (source.secret) return keyed(pod, 'secret', source.secret.name, source.secret, mode, sources, fail);
    if (source.downwardAPI) return downward(pod, source.downwardAPI, mode, sources);
    if (source.serviceAccountToken) {
      const { audience, expirationSeconds, path } = source.serviceAccountToken;
      return [{ path, text: sources.token(audience, expirationSeconds ?? 3600), mode: mode ?? 0o644 }];
    }
    return fail(`projected source ${Object.keys(source).join(', ')} is not simulated here`);
  });
}

function keyed(
  pod: KubeObject,
  kind: 'configmap' | 'secret',
  name: string,
  ref: Spec,
  defaultMode: number | undefined,
  sources: VolumeSources,
  fail: (message: string) => never,
): readonly VolumeFile[] {
  const object = kind === 'configmap' ? sources.configMap(name) : sources.secret(name);
  if (!object) return ref.optional ? [] : fail(`${kind} "${name}" not found`);
  const data = textData(object);
  const mode = defaultMode ?? 0o644;
  if (!ref.items) return Object.keys(data).map((path) => ({ path, text: data[path]!, mode }));
  return ref.items.flatMap((item: Spec) => {
    const text = data[item.key];
    if (text !== undefined) return [{ path: item.path, text, mode: item.mode ?? mode }];
    return ref.optional
      ? []
      : fail(
          kind === 'configmap'
            ? `configmap references non-existent config key: ${item.key}`
            : `references non-existent secret key: ${item.key}`,
        );
  });
}

function downward(pod: KubeObject, source: Spec, defaultMode: number | undefined, sources: VolumeSources): readonly VolumeFile[] {
  return (source.items ?? []).map((item: Spec) => {
    const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
    const text = item.fieldRef
      ? podField(pod, item.fieldRef.fieldPath, sources)
      : resourceField(
          containers.find((one) => one.name === item.resourceFieldRef.containerName) ?? containers[0],
          item.resourceFieldRef,
          sources.nodeAllocatable,
        );
    return { path: item.path, text, mode: item.mode ?? defaultMode ?? 0o644 };
  });
}

function claimSource(pod: KubeObject, volume: Spec, sources: VolumeSources): MountSource {
  const { claimName } = volume.persistentVolumeClaim;
  const claim = sources.claim(claimName);
  if (!claim) throw new MountError(volume.name, `persistentvolumeclaim "${claimName}" not found`);
  const volumeName = claim.spec.volumeName;
  if (!volumeName || claim.status?.phase !== 'Bound')
    throw new MountError(volume.name, `PVC ${pod.metadata.namespace}/${claimName} is not bound`);
  const persistent = sources.persistentVolume(volumeName);
  const nodePath = persistent?.spec.hostPath?.path ?? persistent?.spec.local?.path;
  return { type: 'persistent', volumeName, ...(nodePath ? { nodePath } : {}) };
}

/** The mounts of one container, out of the sources of the pod's volumes. */
export function containerMounts(
  container: Spec,
  sources: ReadonlyMap<string, MountSource>,
  env: Readonly<Record<string, string>>,
): readonly Mount[] {
  return (container.volumeMounts ?? []).flatMap((mount: Spec) => {
    const source = sources.get(mount.name);
    if (!source) return [];
    const subPath = mount.subPath ?? mount.subPathExpr?.replace(/\$\(([^)]*)\)/g, (whole: string, name: string) => env[name] ?? whole);
    return [{ volume: mount.name, path: mount.mountPath, readOnly: Boolean(mount.readOnly), source, ...(subPath ? { subPath } : {}) }];
  });
}
