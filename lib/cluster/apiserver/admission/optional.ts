import { deepEqual } from '@/lib/api/freeze';
import type { Toleration } from '@/lib/api/models';
import type { KubeObject, OwnerReference } from '@/lib/api/object';
import { failure, notFoundStatus } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import { decide } from '../authz/authorize';
import type { AdmissionPlugin, Attributes } from './chain';
import { forbid, nameOf } from './forbidden';
import { isCreationOf, isPodCreation, withSpec } from './pod';
import { NAMESPACES } from '../../client/resources';

/** Admits everything. Off unless enabled. */
export const alwaysAdmit: AdmissionPlugin = { name: 'AlwaysAdmit' };

/** Refuses everything. Off unless enabled. Models plugin/pkg/admission/deny. */
export const alwaysDeny: AdmissionPlugin = {
  name: 'AlwaysDeny',
  refuse: (attributes) => {
    throw forbid(attributes, 'admission control is denying all modifications');
  },
};

const namespaceOf = ({ call, object, old }: Attributes) =>
  call.served.kind.namespaced ? (object?.metadata?.namespace ?? old?.metadata.namespace ?? call.info.namespace) : '';

/** Makes namespaces that are not there. Off unless enabled. Models plugin/pkg/admission/namespace/autoprovision. */
export const namespaceAutoProvision: AdmissionPlugin = {
  name: 'NamespaceAutoProvision',
  refuse(attributes) {
    const { call, operation } = attributes;
    const { store, sim } = call.server;
    const name = namespaceOf(attributes);
    if (operation !== 'CREATE' || !name || call.dryRun || store.get(NAMESPACES, '', name)) return;
    const metadata = {
      name,
      uid: sim.random.uuid(),
      creationTimestamp: formatTime(sim.now()),
      labels: { 'kubernetes.io/metadata.name': name },
    };
    store.create(NAMESPACES, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata,
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  },
};

/** Refuses what is in no namespace that is there. Off unless enabled. Models plugin/pkg/admission/namespace/exists. */
export const namespaceExists: AdmissionPlugin = {
  name: 'NamespaceExists',
  validate(attributes) {
    const name = namespaceOf(attributes);
    if (name && !attributes.call.server.store.get(NAMESPACES, '', name)) throw notFoundStatus(NAMESPACES, name);
  },
};

interface ImageContainer {
  readonly image?: string;
  readonly imagePullPolicy?: string;
}
const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** Every image is pulled, so that nobody runs what he may not pull. Off unless enabled. Models plugin/pkg/admission/alwayspullimages. */
export const alwaysPullImages: AdmissionPlugin = {
  name: 'AlwaysPullImages',
  admit({ object: pod, old, operation, subresource, call }) {
    const { group, resource } = call.served.resource;
    if (group !== '' || resource !== 'pods' || subresource !== '' || (operation !== 'CREATE' && operation !== 'UPDATE')) return pod;
    if (operation === 'UPDATE' && old && deepEqual(images(pod), images(old))) return pod;
    const spec = Object.fromEntries(
      CONTAINER_LISTS.filter((list) => pod.spec?.[list]).map((list) => [
        list,
        (pod.spec[list] as readonly ImageContainer[]).map((container) => ({ ...container, imagePullPolicy: 'Always' })),
      ]),
    );
    return withSpec(pod, spec);
  },
};

const images = (pod: KubeObject) =>
  CONTAINER_LISTS.map((list) => ((pod.spec?.[list] ?? []) as readonly ImageContainer[]).map(({ image }) => image));

/** Services take no addresses from outside. Off unless enabled. Models plugin/pkg/admission/network/denyserviceexternalips. */
export const denyServiceExternalIPs: AdmissionPlugin = {
  name: 'DenyServiceExternalIPs',
  validate(attributes) {
    const { object, old, call, operation } = attributes;
    const { group, resource } = call.served.resource;
    if (group !== '' || resource !== 'services' || !object || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    const of = (service: KubeObject | undefined) => (service?.spec?.externalIPs ?? []) as readonly string[];
    if (of(object).every((ip) => of(old).includes(ip))) return;
    throw forbid(attributes, 'Use of external IPs is denied by admission control.');
  },
};

/** Anti-affinity keeps pods apart by host only. Off unless enabled. Models plugin/pkg/admission/antiaffinity. */
export const limitPodHardAntiAffinityTopology: AdmissionPlugin = {
  name: 'LimitPodHardAntiAffinityTopology',
  validate(attributes) {
    const { object } = attributes;
    if (!object || !isPodCreation(attributes)) return;
    const terms = (object.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) as readonly {
      topologyKey?: string;
    }[];
    const bad = terms.find(({ topologyKey }) => topologyKey !== 'kubernetes.io/hostname');
    if (!bad) return;
    throw forbid(
      attributes,
      `affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey ${bad.topologyKey ?? ''} but only key kubernetes.io/hostname is allowed`,
    );
  },
};

interface RequestingContainer {
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
}

/** Pods that use devices go to nodes set aside for them. Off unless enabled. Models plugin/pkg/admission/extendedresourcetoleration. */
export const extendedResourceToleration: AdmissionPlugin = {
  name: 'ExtendedResourceToleration',
  admit(attributes) {
    const { object: pod } = attributes;
    if (!isPodCreation(attributes)) return pod;
    const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])] as readonly RequestingContainer[];
    const names = new Set(containers.flatMap(({ resources }) => Object.keys(resources?.requests ?? {})));
    const wanted = [...names].filter((name) => name.includes('/') && !name.includes('kubernetes.io/')).sort();
    const tolerations = (pod.spec?.tolerations ?? []) as readonly Toleration[];
    const added = wanted
      .map((key) => ({ key, operator: 'Exists', effect: 'NoSchedule' }))
      .filter((one) => !tolerations.some((own) => deepEqual(own, one)));
    return added.length > 0 ? withSpec(pod, { tolerations: [...tolerations, ...added] }) : pod;
  },
};

/** Who ties an object to an owner must be allowed to delete both. Off unless enabled. Models plugin/pkg/admission/gc. */
export const ownerReferencesPermissionEnforcement: AdmissionPlugin = {
  name: 'OwnerReferencesPermissionEnforcement',
  validate(attributes) {
    const { object, old, call, operation, subresource } = attributes;
    if (!object?.metadata || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    const { group, resource } = call.served.resource;
    if (group === '' && resource === 'pods' && subresource === 'status') return;
    const owners = (object.metadata.ownerReferences ?? []) as readonly OwnerReference[];
    const before = (old?.metadata.ownerReferences ?? []) as readonly OwnerReference[];
    if (deepEqual(owners, before)) return;
    const may = (what: { group: string; resource: string; subresource: string; namespace: string; name: string }) =>
      decide(call.server, call.user, { verb: 'delete', isResource: true, path: '', ...what });
    const namespace = namespaceOf(attributes);
    const own = may({ group, resource, subresource, namespace, name: nameOf(attributes) });
    if (!own.allowed) throw forbid(attributes, `cannot set an ownerRef on a resource you can't delete: ${own.reason}, <nil>`);
    for (const owner of owners) {
      if (!owner.blockOwnerDeletion || before.some(({ uid, blockOwnerDeletion }) => uid === owner.uid && blockOwnerDeletion)) continue;
      const served = call.server.kinds.byKind(owner.apiVersion, owner.kind);
      if (!served) {
        const slash = owner.apiVersion.indexOf('/');
        const [ownerGroup, version] =
          slash < 0 ? ['', owner.apiVersion] : [owner.apiVersion.slice(0, slash), owner.apiVersion.slice(slash + 1)];
        const match = `no matches for kind "${owner.kind}" in version "${ownerGroup ? `${ownerGroup}/` : ''}${version}"`;
        throw forbid(
          attributes,
          `cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion ${owner.apiVersion} Kind ${owner.kind}: ${match}`,
        );
      }
      const finalizers = {
        ...served.resource,
        subresource: 'finalizers',
        namespace: served.kind.namespaced ? namespace : '',
        name: owner.name,
      };
      const update = decide(call.server, call.user, { verb: 'update', isResource: true, path: '', ...finalizers });
      if (!update.allowed) {
        throw forbid(
          attributes,
          `cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: ${update.reason}, <nil>`,
        );
      }
    }
  },
};

/** A plugin that upstream has and that is not simulated: enabled, it refuses everything it would have to judge. */
const notSimulated = (name: string, applies: (attributes: Attributes) => boolean): AdmissionPlugin => ({
  name,
  validate(attributes) {
    if (applies(attributes)) throw failure(501, 'InternalError', `admission plugin "${name}" is not simulated here`);
  },
});

export const imagePolicyWebhook = notSimulated('ImagePolicyWebhook', isPodCreation);
export const podNodeSelector = notSimulated('PodNodeSelector', isPodCreation);
export const podTolerationRestriction = notSimulated('PodTolerationRestriction', isPodCreation);
export const eventRateLimit = notSimulated('EventRateLimit', (attributes) => isCreationOf(attributes, '', 'events'));
