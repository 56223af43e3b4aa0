import type { KubeObject } from '@/lib/api/object';

interface EnvContainer {
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: object; readonly configMapKeyRef?: object } }[];
  readonly envFrom?: readonly { readonly secretRef?: object; readonly configMapRef?: object }[];
}

type Source = Readonly<Record<string, unknown>>;

/** Where volumes name secrets beside `secret` itself. */
const SECRET_HOLDERS = ['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos'];

/** Which other objects a pod's spec refers to. Models podutil.VisitPodSecretNames and VisitPodConfigmapNames. */
export function references(pod: KubeObject): Readonly<Record<'secrets' | 'configMaps' | 'clusterTrustBundles' | 'claims', boolean>> {
  const spec = (pod.spec ?? {}) as Readonly<Record<string, readonly unknown[] | undefined>>;
  const containers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap(
    (list) => (spec[list] ?? []) as readonly EnvContainer[],
  );
  const env = containers.flatMap((container) => container.env ?? []);
  const envFrom = containers.flatMap((container) => container.envFrom ?? []);
  const volumes = (spec.volumes ?? []) as readonly Source[];
  const projected = volumes.flatMap(
    ({ projected: volume }) => ((volume as { sources?: readonly Source[] } | undefined)?.sources ?? []) as Source[],
  );
  const hidesSecret = (volume: Source) =>
    volume.secret !== undefined ||
    (volume.azureFile as Source | undefined)?.secretName !== undefined ||
    (volume.csi as Source | undefined)?.nodePublishSecretRef !== undefined ||
    SECRET_HOLDERS.some((holder) => (volume[holder] as Source | undefined)?.secretRef !== undefined);
  return {
    secrets:
      (spec.imagePullSecrets ?? []).length > 0 ||
      env.some(({ valueFrom }) => valueFrom?.secretKeyRef) ||
      envFrom.some(({ secretRef }) => secretRef) ||
      volumes.some(hidesSecret) ||
      projected.some(({ secret }) => secret !== undefined),
    configMaps:
      env.some(({ valueFrom }) => valueFrom?.configMapKeyRef) ||
      envFrom.some(({ configMapRef }) => configMapRef) ||
      [...volumes, ...projected].some(({ configMap }) => configMap !== undefined),
    clusterTrustBundles: projected.some(({ clusterTrustBundle }) => clusterTrustBundle !== undefined),
    claims: volumes.some(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined),
  };
}
