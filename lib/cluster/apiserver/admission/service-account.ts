import type { KubeObject } from '@/lib/api/object';
import { forbiddenStatus } from '@/lib/api/status';
import type { AdmissionPlugin } from './chain';
import { isPodCreation, withSpec } from './pod';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const MIRROR = 'kubernetes.io/config.mirror';
const VOLUME_PREFIX = 'kube-api-access-';
const TOKEN_SECONDS = 3607;
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

interface Container {
  readonly name: string;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** Pods run as a service account whose token is mounted. Models plugin/pkg/admission/serviceaccount. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  admit(attributes) {
    const { object: pod, call } = attributes;
    if (!isPodCreation(attributes) || pod.metadata.annotations?.[MIRROR] !== undefined) return pod;
    const namespace = pod.metadata.namespace ?? '';
    const name = (pod.spec?.serviceAccountName as string | undefined) || 'default';
    const account = call.server.store.get({ group: '', resource: 'serviceaccounts' }, namespace, name);
    if (!account) {
      throw forbiddenStatus(
        attributes.call.served.resource,
        pod.metadata.name ?? '',
        `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
      );
    }
    let next = withSpec(pod, { serviceAccountName: name, serviceAccount: name });
    const automount = pod.spec?.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
    if (automount) next = withToken(next, call.server.context.random);
    const secrets = account.imagePullSecrets as readonly object[] | undefined;
    if (!next.spec?.imagePullSecrets?.length && secrets?.length) next = withSpec(next, { imagePullSecrets: secrets });
    return next;
  },
};

function withToken(pod: KubeObject, random: () => number): KubeObject {
  const volumes = (pod.spec?.volumes ?? []) as readonly { readonly name: string }[];
  const present = volumes.find(({ name }) => name.startsWith(VOLUME_PREFIX));
  let name = present?.name;
  if (name === undefined) {
    name = VOLUME_PREFIX;
    for (let i = 0; i < 5; i++) name += ALPHABET[Math.floor(random() * ALPHABET.length)];
  }
  const volumeName = name;
  let mounted = false;
  const mount = <T extends Container>(container: T): T => {
    if (container.volumeMounts?.some(({ mountPath }) => mountPath === MOUNT_PATH)) return container;
    mounted = true;
    const mounts = [...(container.volumeMounts ?? []), { name: volumeName, readOnly: true, mountPath: MOUNT_PATH }];
    return { ...container, volumeMounts: mounts };
  };
  const containers = ((pod.spec?.containers ?? []) as readonly Container[]).map(mount);
  const init = pod.spec?.initContainers as readonly Container[] | undefined;
  const next = withSpec(pod, { containers, ...(init && { initContainers: init.map(mount) }) });
  if (!mounted || present) return next;
  return withSpec(next, { volumes: [...volumes, tokenVolume(volumeName)] });
}

/** Models serviceaccount.TokenVolumeSource. */
const tokenVolume = (name: string) => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
    ],
    defaultMode: 420,
  },
});
