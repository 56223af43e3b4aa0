import { deepEqual } from '@/lib/api/freeze';
import { goQuote } from '@/lib/api/field-error';
import type { KubeObject, OwnerReference } from '@/lib/api/object';
import { notFoundStatus } from '@/lib/api/status';
import { requestSubject } from '../../kinds/certificate-signing-request/request-subject';
import { nodeNameOf } from '../authz/node';
import type { AdmissionPlugin, Attributes } from './chain';
import { forbid, nameOf } from './forbidden';
import { checkNodeLabels } from './node-labels';
import { checkTokenRequest } from './node-token';
import { references } from './pod-references';
import { NODES, PODS } from '../../client/resources';

const MIRROR = 'kubernetes.io/config.mirror';
const LEASES = 'kube-node-lease';
const KUBELET_SIGNERS = ['kubernetes.io/kubelet-serving', 'kubernetes.io/kube-apiserver-client-kubelet'];

type Check = (attributes: Attributes, node: string) => void;

/** Nodes touch only what is theirs. Models plugin/pkg/admission/noderestriction. */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  refuse(attributes) {
    const { call } = attributes;
    const node = nodeNameOf(call.user);
    if (node === undefined) return;
    if (node === '') throw forbid(attributes, `could not determine node from user ${goQuote(call.user.name)}`);
    const { group, resource } = call.served.resource;
    CHECKS[`${group}/${resource}`]?.(attributes, node);
  },
};

function checkPod(attributes: Attributes, node: string): void {
  const { subresource, operation, call, old } = attributes;
  const quoted = goQuote(node);
  switch (subresource) {
    case '':
      if (operation === 'CREATE') return checkPodCreation(attributes, node);
      if (operation !== 'DELETE') {
        throw forbid(attributes, `unexpected operation ${goQuote(operation)}, node ${quoted} can only create and delete mirror pods`);
      }
      if (old?.spec?.nodeName !== node) throw forbid(attributes, `node ${quoted} can only delete pods with spec.nodeName set to itself`);
      return;
    case 'status':
      return checkPodStatus(attributes, node);
    case 'eviction': {
      const pod = call.server.store.get(PODS, call.info.namespace, call.info.name);
      if (!pod) throw notFoundStatus({ group: '', resource: 'pod' }, call.info.name);
      if (pod.spec?.nodeName !== node) throw forbid(attributes, `node ${node} can only evict pods with spec.nodeName set to itself`);
      return;
    }
    default:
      throw forbid(attributes, `unexpected pod subresource ${goQuote(subresource)}, only 'status' and 'eviction' are allowed`);
  }
}

function checkPodCreation(attributes: Attributes, node: string): void {
  const pod = attributes.object!;
  const quoted = goQuote(node);
  const refuse = (why: string) => forbid(attributes, `node ${quoted} ${why}`);
  if (pod.metadata.annotations?.[MIRROR] === undefined) {
    throw forbid(attributes, `pod does not have ${goQuote(MIRROR)} annotation, node ${quoted} can only create mirror pods`);
  }
  if (pod.spec?.nodeName !== node) throw refuse('can only create pods with spec.nodeName set to itself');
  checkOwner(attributes, pod.metadata.ownerReferences ?? [], node);
  if (pod.spec?.serviceAccountName) throw refuse('can not create pods that reference a service account');
  const { secrets, configMaps, clusterTrustBundles, claims } = references(pod);
  if (secrets) throw refuse('can not create pods that reference secrets');
  if (configMaps) throw refuse('can not create pods that reference configmaps');
  if (clusterTrustBundles) throw refuse('can not create pods that reference clustertrustbundles');
  if (claims) throw refuse('can not create pods that reference persistentvolumeclaims');
  if ((pod.spec?.resourceClaims as readonly object[] | undefined)?.length)
    throw refuse('can not create pods that reference resourceclaims');
}

/** A mirror pod belongs to its node, and to nobody else. */
function checkOwner(attributes: Attributes, owners: readonly OwnerReference[], node: string): void {
  const refuse = (why: string) => forbid(attributes, `node ${goQuote(node)} ${why}`);
  if (owners.length > 1) throw refuse('can only create pods with a single owner reference set to itself');
  const [owner] = owners;
  if (!owner || owner.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node) {
    throw refuse('can only create pods with an owner reference set to itself');
  }
  if (!owner.controller) throw refuse('can only create pods with a controller owner reference set to itself');
  if (owner.blockOwnerDeletion) throw refuse('must not set blockOwnerDeletion on an owner reference');
  const found = attributes.call.server.store.get(NODES, '', node);
  if (!found) throw notFoundStatus({ group: '', resource: 'node' }, node);
  if (found.metadata.uid !== owner.uid)
    throw forbid(attributes, `node ${node} UID mismatch: expected ${owner.uid} got ${found.metadata.uid}`);
}

function checkPodStatus(attributes: Attributes, node: string): void {
  const { operation, object, old } = attributes;
  if (operation !== 'UPDATE') throw forbid(attributes, `unexpected operation ${goQuote(operation)}`);
  const refuse = (why: string) => forbid(attributes, `node ${goQuote(node)} ${why}`);
  if (old?.spec?.nodeName !== node) throw refuse('can only update pod status for pods with spec.nodeName set to itself');
  if (!deepEqual(old?.metadata.labels ?? {}, object?.metadata.labels ?? {})) throw refuse('cannot update labels through pod status');
  const claims = (pod: KubeObject | undefined) => (pod?.status?.resourceClaimStatuses as unknown) ?? [];
  if (!deepEqual(claims(old), claims(object))) throw refuse('cannot update resource claim statues');
}

function checkNode(attributes: Attributes, node: string): void {
  const { operation, object, old } = attributes;
  const name = nameOf(attributes);
  const quoted = goQuote(node);
  if (name !== node) throw forbid(attributes, `node ${quoted} is not allowed to modify node ${goQuote(name)}`);
  const source = object?.spec?.configSource as unknown;
  if (operation === 'CREATE') {
    if (source) throw forbid(attributes, `node ${quoted} is not allowed to create pods with a non-nil configSource`);
    const bad = checkNodeLabels(object?.metadata.labels, undefined);
    if (bad.length > 0) throw forbid(attributes, `node ${quoted} is not allowed to set the following labels: ${bad.join(', ')}`);
  } else if (operation === 'UPDATE') {
    if (source && !deepEqual(source, old?.spec?.configSource)) {
      throw forbid(attributes, `node ${quoted} is not allowed to update configSource to a new non-nil configSource`);
    }
    if (!deepEqual(object?.spec?.taints ?? [], old?.spec?.taints ?? [])) {
      throw forbid(attributes, `node ${quoted} is not allowed to modify taints`);
    }
    const bad = checkNodeLabels(object?.metadata.labels, old?.metadata.labels);
    if (bad.length > 0) throw forbid(attributes, `is not allowed to modify labels: ${bad.join(', ')}`);
  }
}

function checkClaim(attributes: Attributes, node: string): void {
  const { subresource, operation, object, old } = attributes;
  if (subresource !== 'status') throw forbid(attributes, 'may only update PVC status');
  if (operation !== 'UPDATE') throw forbid(attributes, `unexpected operation ${goQuote(operation)}`);
  const rest = (claim: KubeObject | undefined) => {
    const { resourceVersion: _version, managedFields: _managed, ...metadata } = claim!.metadata;
    const {
      capacity: _capacity,
      conditions: _conditions,
      allocatedResources: _resources,
      allocatedResourceStatuses: _statuses,
      ...status
    } = (claim!.status ?? {}) as Record<string, unknown>;
    return { ...claim, metadata, status };
  };
  if (deepEqual(rest(object), rest(old))) return;
  // Upstream adds go-cmp's difference of the two objects, whose form is not stable.
  throw forbid(attributes, `node ${goQuote(node)} is not allowed to update fields other than status.quantity and status.conditions`);
}

const named =
  (what: string): Check =>
  (attributes, node) => {
    if (nameOf(attributes) !== node) throw forbid(attributes, `can only access ${what} with the same name as the requesting node`);
  };

const CHECKS: Readonly<Record<string, Check>> = {
  '/pods': checkPod,
  '/nodes': checkNode,
  '/persistentvolumeclaims': checkClaim,
  '/serviceaccounts': (attributes, node) => {
    if (attributes.operation === 'CREATE' && attributes.subresource === 'token') checkTokenRequest(attributes, node);
  },
  'coordination.k8s.io/leases': (attributes, node) => {
    const namespace = attributes.object?.metadata.namespace ?? attributes.call.info.namespace;
    if (namespace !== LEASES) throw forbid(attributes, `can only access leases in the ${goQuote(LEASES)} system namespace`);
    named('node lease')(attributes, node);
  },
  'storage.k8s.io/csinodes': named('CSINode'),
  'resource.k8s.io/resourceslices': (attributes, node) => {
    const { operation, object, old } = attributes;
    if (operation !== 'CREATE' && operation !== 'DELETE') return;
    if ((operation === 'CREATE' ? object : old)?.spec?.nodeName === node) return;
    throw forbid(attributes, `can only ${operation.toLowerCase()} ResourceSlice with the same NodeName as the requesting node`);
  },
  'certificates.k8s.io/certificatesigningrequests': (attributes, node) => {
    const { operation, object } = attributes;
    if (operation !== 'CREATE' || !KUBELET_SIGNERS.includes(object?.spec?.signerName as string)) return;
    const subject = requestSubject(String(object!.spec.request ?? ''));
    if (!subject) throw forbid(attributes, 'unable to parse csr: PEM block type must be CERTIFICATE REQUEST');
    if (subject.commonName !== `system:node:${node}`) throw forbid(attributes, `can only create a node CSR with CN=system:node:${node}`);
  },
};
