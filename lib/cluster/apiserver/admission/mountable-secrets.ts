import type { KubeObject } from '@/lib/api/object';

export interface SecretContainer {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly valueFrom?: { readonly secretKeyRef?: { readonly name?: string } } }[];
  readonly envFrom?: readonly { readonly secretRef?: { readonly name?: string } }[];
}

const namesIn = (list: unknown) => new Set(((list ?? []) as readonly { readonly name: string }[]).map(({ name }) => name));

/**
 * Why a pod may not use the secrets it names, when its service account says that it may use only its own; undefined if it may.
 * `ephemeral`: the containers to look at when such are added. Models limitSecretReferences.
 */
export function unmountableSecret(account: KubeObject, pod: KubeObject, ephemeral?: readonly SecretContainer[]): string | undefined {
  const mountable = namesIn(account.secrets);
  const not = `is not allowed because service account ${account.metadata.name} does not reference that secret`;
  const inContainers = (containers: readonly SecretContainer[], kind: string): string | undefined => {
    for (const { name, env, envFrom } of containers) {
      for (const { name: variable, valueFrom } of env ?? []) {
        const secret = valueFrom?.secretKeyRef?.name;
        if (secret !== undefined && !mountable.has(secret)) {
          return `${kind} ${name} with envVar ${variable} referencing secret.secretName="${secret}" ${not}`;
        }
      }
      for (const { secretRef } of envFrom ?? []) {
        const secret = secretRef?.name;
        if (secret !== undefined && !mountable.has(secret)) {
          return `${kind} ${name} with envFrom referencing secret.secretName="${secret}" ${not}`;
        }
      }
    }
    return undefined;
  };
  if (ephemeral) return inContainers(ephemeral, 'ephemeral container');
  for (const { secret } of (pod.spec?.volumes ?? []) as readonly { readonly secret?: { readonly secretName: string } }[]) {
    if (secret && !mountable.has(secret.secretName)) return `volume with secret.secretName="${secret.secretName}" ${not}`;
  }
  const inside =
    inContainers((pod.spec?.initContainers ?? []) as readonly SecretContainer[], 'init container') ??
    inContainers((pod.spec?.containers ?? []) as readonly SecretContainer[], 'container');
  if (inside) return inside;
  const pulling = namesIn(account.imagePullSecrets);
  const list = (pod.spec?.imagePullSecrets ?? []) as readonly { readonly name: string }[];
  const i = list.findIndex(({ name }) => !pulling.has(name));
  if (i < 0) return undefined;
  return `imagePullSecrets[${i}].name="${list[i]!.name}" is not allowed because service account ${account.metadata.name} does not reference that imagePullSecret`;
}
