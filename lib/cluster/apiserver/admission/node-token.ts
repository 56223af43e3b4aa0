import { goQuote } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { notFoundStatus } from '@/lib/api/status';
import { decide } from '../authz/authorize';
import type { Attributes } from './chain';
import { forbid } from './forbidden';
import { CSI_DRIVERS, PERSISTENT_VOLUMES, PERSISTENT_VOLUME_CLAIMS } from '../../client/resources';

interface TokenRequestSpec {
  readonly audiences?: readonly string[];
  readonly boundObjectRef?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string; readonly uid?: string };
}

/** A node asks for tokens of its own pods only, for audiences that their volumes name. Models admitServiceAccount. */
export function checkTokenRequest(attributes: Attributes, node: string): void {
  const { call, object } = attributes;
  const { audiences = [], boundObjectRef: ref } = ((object?.spec as unknown) ?? {}) as TokenRequestSpec;
  if (!ref || ref.apiVersion !== 'v1' || ref.kind !== 'Pod' || !ref.name)
    throw forbid(attributes, 'node requested token not bound to a pod');
  if (!ref.uid) throw forbid(attributes, 'node requested token with a pod binding without a uid');
  const pod = call.server.store.get({ group: '', resource: 'pods' }, call.info.namespace, ref.name);
  if (!pod) throw notFoundStatus({ group: '', resource: 'pod' }, ref.name);
  if (ref.uid !== pod.metadata.uid) {
    throw forbid(
      attributes,
      `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  if (pod.spec?.nodeName !== node) throw forbid(attributes, 'node requested token bound to a pod scheduled on a different node');
  checkAudience(attributes, pod, audiences);
}

/** Models validateNodeServiceAccountAudience (ServiceAccountNodeAudienceRestriction). */
function checkAudience(attributes: Attributes, pod: KubeObject, audiences: readonly string[]): void {
  if (audiences.length > 1) throw forbid(attributes, 'node may only request 0 or 1 audiences');
  const { call } = attributes;
  const audience = audiences[0] ?? '';
  if (podAudiences(attributes, pod).has(audience)) return;
  const what = {
    verb: 'request-serviceaccounts-token-audience',
    isResource: true,
    group: '',
    resource: audience,
    subresource: '',
    namespace: call.info.namespace,
    name: call.info.name,
    path: '',
  };
  if (decide(call.server, call.user, what).allowed) return;
  const who = `${call.user.name} is not authorized to request tokens for this audience`;
  throw forbid(attributes, `audience ${goQuote(audience)} not found in pod spec volume, ${who}`);
}

interface Volume {
  readonly name: string;
  readonly projected?: { readonly sources?: readonly { readonly serviceAccountToken?: { readonly audience?: string } }[] };
  readonly csi?: { readonly driver?: string };
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly ephemeral?: object;
}

/** Audiences of the tokens that a pod's volumes hold, by themselves or through their CSI drivers. */
function podAudiences({ call }: Attributes, pod: KubeObject): ReadonlySet<string> {
  const { store } = call.server;
  const found = new Set<string>();
  const ofDriver = (driver: string | undefined) => {
    const requests = driver
      ? (store.get(CSI_DRIVERS, '', driver)?.spec?.tokenRequests as readonly { audience?: string }[] | undefined)
      : undefined;
    for (const { audience = '' } of requests ?? []) found.add(audience);
  };
  for (const { name, projected, csi, persistentVolumeClaim, ephemeral } of (pod.spec?.volumes ?? []) as readonly Volume[]) {
    for (const { serviceAccountToken } of projected?.sources ?? []) {
      if (serviceAccountToken) found.add(serviceAccountToken.audience ?? '');
    }
    ofDriver(csi?.driver);
    const claimName = persistentVolumeClaim?.claimName ?? (ephemeral ? `${pod.metadata.name}-${name}` : undefined);
    const claim = claimName ? store.get(PERSISTENT_VOLUME_CLAIMS, pod.metadata.namespace ?? '', claimName) : undefined;
    const volume = claim?.spec?.volumeName ? store.get(PERSISTENT_VOLUMES, '', claim.spec.volumeName as string) : undefined;
    ofDriver(volume?.spec?.csi?.driver as string | undefined);
  }
  return found;
}
