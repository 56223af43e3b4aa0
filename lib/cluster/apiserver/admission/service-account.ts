import type { KubeObject } from '@/lib/api/object';
import type { AdmissionPlugin, Attributes } from './chain';
import { forbid } from './forbidden';
import { isPodCreation, withSpec } from './pod';
import { references } from './pod-references';
import { unmountableSecret, type SecretContainer } from './mountable-secrets';
import { SERVICE_ACCOUNTS } from '../../client/resources';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const MIRROR = 'kubernetes.io/config.mirror';
const ENFORCE = 'kubernetes.io/enforce-mountable-secrets';
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
    if (!isPodCreation(attributes)) return pod;
    if (isMirror(pod)) {
      checkMirror(attributes, pod);
      return pod;
    }
    const name = (pod.spec?.serviceAccountName as string | undefined) || 'default';
    const account = accountOf(attributes, pod, name);
    let next = withSpec(pod, { serviceAccountName: name, serviceAccount: name });
    const automount = pod.spec?.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
    if (automount) next = withToken(next, call.server.context.random);
    const secrets = account.imagePullSecrets as readonly object[] | undefined;
    if (!next.spec?.imagePullSecrets?.length && secrets?.length) next = withSpec(next, { imagePullSecrets: secrets });
    return next;
  },
  validate(attributes) {
    const { object: pod, operation, subresource, call } = attributes;
    const { group, resource } = call.served.resource;
    if (!pod || group !== '' || resource !== 'pods') return;
    const debugging = operation === 'UPDATE' && subresource === 'ephemeralcontainers';
    if (!debugging && (operation !== 'CREATE' || subresource !== '')) return;
    if (isMirror(pod)) return checkMirror(attributes, pod);
    const name = (pod.spec?.serviceAccountName as string | undefined) ?? '';
    if (!name) {
      throw forbid(attributes, `no service account specified for pod ${pod.metadata.namespace}/${pod.metadata.name}`);
    }
    const account = accountOf(attributes, pod, name);
    if (!/^(1|t|T|TRUE|true|True)$/.test(account.metadata.annotations?.[ENFORCE] ?? '')) return;
    const why = unmountableSecret(
      account,
      pod,
      debugging ? ((pod.spec?.ephemeralContainers ?? []) as readonly SecretContainer[]) : undefined,
    );
    if (why) throw forbid(attributes, why);
  },
};

const isMirror = (pod: KubeObject) => pod.metadata.annotations?.[MIRROR] !== undefined;

function accountOf(attributes: Attributes, pod: KubeObject, name: string): KubeObject {
  const namespace = pod.metadata.namespace ?? '';
  const account = attributes.call.server.store.get(SERVICE_ACCOUNTS, namespace, name);
  if (account) return account;
  throw forbid(attributes, `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`);
}

/** What a kubelet shows of a static pod has no identity. */
function checkMirror(attributes: Attributes, pod: KubeObject): void {
  if (pod.spec?.serviceAccountName) throw forbid(attributes, 'a mirror pod may not reference service accounts');
  if (references(pod).secrets) throw forbid(attributes, 'a mirror pod may not reference secrets');
  const volumes = (pod.spec?.volumes ?? []) as readonly {
    readonly projected?: { readonly sources?: readonly { serviceAccountToken?: object }[] };
  }[];
  if (volumes.some(({ projected }) => projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken))) {
    throw forbid(attributes, 'a mirror pod may not use ServiceAccountToken volume projections');
  }
}

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
