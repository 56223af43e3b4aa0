import type { KubeObject } from '@/lib/api/object';
import { parseQuantity, quantityValue } from '@/lib/api/quantity';
import { podField, resourceField, textData } from './env';
import { claimedVolume, persistentSetUp, persistentSource } from './persistent-source';
import type { Mount, MountSource, VolumeFile, VolumeSetUp } from './runtime';
import { MountError, type VolumeSources } from './volume-sources';

export { MountError, type VolumeSources };

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
  if (volume.nfs) return { type: 'nfs', server: volume.nfs.server, path: volume.nfs.path };
  if (volume.persistentVolumeClaim || volume.ephemeral) return persistentSource(claimedVolume(pod, volume, sources), sources);
  if (volume.csi)
    throw new MountError(
      volume.name,
      `volume mode "Ephemeral" not supported by driver ${volume.csi.driver} (no CSIDriver object)`,
      'MountVolume.NewMounter initialization',
    );
  if (volume.gitRepo)
    throw new MountError(
      volume.name,
      'gitRepo volume plugin has been disabled; if necessary, it may be re-enabled by enabling the feature-gate `GitRepoVolumeDriver`',
    );
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

/** How a pod's volume is to be set up on its node. */
export function setUpOf(pod: KubeObject, volume: Spec, source: MountSource, sources: VolumeSources): VolumeSetUp {
  const { fsGroup } = pod.spec.securityContext ?? {};
  const claimed = Boolean(volume.persistentVolumeClaim || volume.ephemeral);
  const persistent = claimed ? persistentSetUp(claimedVolume(pod, volume, sources)) : undefined;
  return {
    podUid: pod.metadata.uid ?? '',
    volume: volume.name,
    specName: volume.name,
    plugin: pluginOf(volume),
    source,
    readOnly: false,
    mountOptions: [],
    ...persistent,
    ...(volume.nfs?.readOnly || volume.persistentVolumeClaim?.readOnly ? { readOnly: true } : {}),
    ...(fsGroup === undefined ? {} : { fsGroup }),
  };
}

/** Name of the plugin of a pod's volume, as directories have it: `kubernetes.io~nfs`. */
export function pluginOf(volume: Spec): string {
  const type = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
  return PLUGINS[type] ?? `kubernetes.io~${type}`;
}

const PLUGINS: Readonly<Record<string, string>> = {
  emptyDir: 'kubernetes.io~empty-dir',
  hostPath: 'kubernetes.io~host-path',
  configMap: 'kubernetes.io~configmap',
  downwardAPI: 'kubernetes.io~downward-api',
};

/** The mounts of one container, out of the sources of the pod's volumes. */
export function containerMounts(
  container: Spec,
  sources: ReadonlyMap<string, MountSource>,
  env: Readonly<Record<string, string>>,
): readonly Mount[] {
  const devices = (container.volumeDevices ?? []).flatMap((device: Spec): readonly Mount[] => {
    const source = sources.get(device.name);
    return source ? [{ volume: device.name, path: device.devicePath, readOnly: false, device: true, source }] : [];
  });
  const mounts = (container.volumeMounts ?? []).flatMap((mount: Spec) => {
    const source = sources.get(mount.name);
    if (!source) return [];
    const subPath = mount.subPath ?? mount.subPathExpr?.replace(/\$\(([^)]*)\)/g, (whole: string, name: string) => env[name] ?? whole);
    return [{ volume: mount.name, path: mount.mountPath, readOnly: Boolean(mount.readOnly), source, ...(subPath ? { subPath } : {}) }];
  });
  return [...mounts, ...devices];
}
