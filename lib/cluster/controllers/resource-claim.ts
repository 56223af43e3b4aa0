import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { CLAIM_FINALIZER, CLAIMS } from '../scheduler/devices/model';
import { ApiError } from '../client/client';
import { bindQueue, ignoreNotFound, keyOf, splitKey, type ControllerContext } from './context';
import { isPodTerminal } from './pod-state';
import { PODS } from '../client/resources';

const TEMPLATES = { group: 'resource.k8s.io', resource: 'resourceclaimtemplates' };
/** Which of a pod's claims a generated one is. */
const POD_CLAIM = 'resource.kubernetes.io/pod-claim-name';

interface Consumer {
  readonly resource: string;
  readonly name: string;
  readonly uid: string;
}

/** Makes claims of templates, and takes them back from pods that are done. Models pkg/controller/resourceclaim. */
export function resourceClaimController(context: ControllerContext): void {
  const { client, informers } = context;
  const recorder = context.events('resource_claim');
  const claims = informers.informer(CLAIMS);

  function syncPod(key: string): void {
    const pod = client.get<Pod>(PODS, ...splitKey(key));
    if (!pod || pod.metadata.deletionTimestamp || isPodTerminal(pod)) return;
    const made: { name: string; resourceClaimName: string }[] = [];
    for (const { name, resourceClaimTemplateName } of pod.spec?.resourceClaims ?? []) {
      if (!resourceClaimTemplateName) continue;
      if (pod.status?.resourceClaimStatuses?.some((each) => each.name === name)) continue;
      try {
        const claim = ownClaim(pod, name) ?? makeClaim(pod, name, resourceClaimTemplateName);
        made.push({ name, resourceClaimName: claim.metadata.name });
      } catch (error) {
        recorder.event(pod, 'Warning', 'FailedResourceClaimCreation', `PodResourceClaim ${name}: ${(error as Error).message}`);
        throw error;
      }
    }
    if (made.length === 0) return;
    const patch = { status: { resourceClaimStatuses: made } };
    client.patch(PODS, pod.metadata.namespace ?? '', pod.metadata.name, patch, { type: 'strategic', subresource: 'status' });
  }

  const ownClaim = (pod: Pod, name: string): KubeObject | undefined =>
    client
      .list(CLAIMS, pod.metadata.namespace)
      .items.find(
        ({ metadata }) =>
          metadata.annotations?.[POD_CLAIM] === name &&
          metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === pod.metadata.uid),
      );

  function makeClaim(pod: Pod, name: string, templateName: string): KubeObject {
    const { namespace = '', name: podName, uid = '' } = pod.metadata;
    const template = client.get(TEMPLATES, namespace, templateName);
    if (!template) {
      const why = `resourceclaimtemplate.resource.k8s.io "${templateName}" not found`;
      throw new ApiError(404, 'NotFound', `resource claim template "${templateName}": ${why}`, {});
    }
    const { metadata, spec } = template.spec as { metadata?: KubeObject['metadata']; spec: object };
    return client.create(
      CLAIMS,
      {
        apiVersion: 'resource.k8s.io/v1',
        kind: 'ResourceClaim',
        metadata: {
          name: '',
          generateName: `${podName}-${name}-`,
          labels: metadata?.labels,
          annotations: { ...metadata?.annotations, [POD_CLAIM]: name },
          ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: podName, uid, controller: true, blockOwnerDeletion: true }],
        },
        spec,
      },
      namespace,
    );
  }

  /** Pods that are done give their claims back; without any the devices are free again. */
  function syncClaim(key: string): void {
    const claim = client.get(CLAIMS, ...splitKey(key));
    if (!claim) return;
    const { namespace = '' } = claim.metadata;
    const reserved: readonly Consumer[] = claim.status?.reservedFor ?? [];
    const valid = reserved.filter(({ resource, name, uid }) => resource !== 'pods' || isLive(client.get<Pod>(PODS, namespace, name), uid));
    if (valid.length < reserved.length) {
      const { allocation, reservedFor: _gone, devices: _state, ...rest } = claim.status ?? {};
      const status = valid.length > 0 ? { ...claim.status, reservedFor: valid } : { ...rest };
      const freed = client.update(CLAIMS, { ...claim, status }, 'status');
      if (valid.length === 0 && allocation) unprotect(freed);
    } else if (!claim.status?.allocation && claim.metadata.finalizers?.includes(CLAIM_FINALIZER)) unprotect(claim);
    else if (claim.metadata.deletionTimestamp && valid.length === 0 && claim.status?.allocation) {
      unprotect(client.update(CLAIMS, { ...claim, status: {} }, 'status'));
    }
    const owner = claim.metadata.ownerReferences?.find((each) => each.controller && each.kind === 'Pod');
    if (!owner || valid.length > 0 || claim.metadata.deletionTimestamp) return;
    const pod = client.get<Pod>(PODS, namespace, owner.name);
    if (pod?.metadata.uid === owner.uid && isPodTerminal(pod)) ignoreNotFound(() => client.delete(CLAIMS, namespace, claim.metadata.name));
  }

  function unprotect(claim: KubeObject): void {
    const finalizers = (claim.metadata.finalizers ?? []).filter((name) => name !== CLAIM_FINALIZER);
    if (finalizers.length === (claim.metadata.finalizers ?? []).length) return;
    ignoreNotFound(() => client.update(CLAIMS, { ...claim, metadata: { ...claim.metadata, finalizers } }));
  }

  const isLive = (pod: Pod | undefined, uid: string): boolean =>
    pod !== undefined && pod.metadata.uid === uid && !isPodTerminal(pod) && !(pod.metadata.deletionTimestamp && !pod.spec?.nodeName);

  const enqueuePod = bindQueue(context, 'resource-claim/pods', syncPod);
  const enqueueClaim = bindQueue(context, 'resource-claim/claims', syncClaim);
  informers.informer<Pod>(PODS).onChange(({ type, object }) => {
    if (!object.spec?.resourceClaims?.length) return;
    if (type === 'DELETED' || isPodTerminal(object) || object.metadata.deletionTimestamp) {
      const { uid } = object.metadata;
      for (const claim of claims.list(object.metadata.namespace))
        if (
          (claim.status?.reservedFor ?? []).some((each: Consumer) => each.uid === uid) ||
          claim.metadata.ownerReferences?.some((each) => each.uid === uid)
        )
          enqueueClaim(keyOf(claim));
    } else enqueuePod(keyOf(object));
  });
  informers.informer(TEMPLATES).onChange(({ type, object }) => {
    if (type === 'DELETED') return;
    for (const pod of client.list<Pod>(PODS, object.metadata.namespace).items)
      if (pod.spec?.resourceClaims?.some((each) => each.resourceClaimTemplateName === object.metadata.name)) enqueuePod(keyOf(pod));
  });
  claims.onChange(({ type, object }) => type !== 'DELETED' && enqueueClaim(keyOf(object)));
}
