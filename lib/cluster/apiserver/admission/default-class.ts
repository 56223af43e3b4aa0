import type { GroupResource, KubeObject } from '@/lib/api/object';
import type { AdmissionPlugin, Attributes } from './chain';
import { isCreationOf, withSpec } from './pod';

const INGRESS_CLASS = 'kubernetes.io/ingress.class';
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** The newest class that is marked as default. */
function newestDefault({ call }: Attributes, resource: GroupResource, annotations: readonly string[]): KubeObject | undefined {
  const marked = call.server.store
    .list(resource)
    .filter(({ metadata }) => annotations.some((name) => metadata.annotations?.[name] === 'true'));
  return marked.sort(
    (a, b) =>
      (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '') ||
      (a.metadata.name < b.metadata.name ? -1 : 1),
  )[0];
}

/** Claims that name no class get the default one. Models plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  admit(attributes) {
    const { object: claim } = attributes;
    if (!isCreationOf(attributes, '', 'persistentvolumeclaims')) return claim;
    if (claim.spec?.storageClassName !== undefined || claim.metadata.annotations?.[BETA_CLASS] !== undefined) return claim;
    const found = newestDefault(attributes, { group: 'storage.k8s.io', resource: 'storageclasses' }, [
      'storageclass.kubernetes.io/is-default-class',
      'storageclass.beta.kubernetes.io/is-default-class',
    ]);
    return found ? withSpec(claim, { storageClassName: found.metadata.name }) : claim;
  },
};

/** Ingresses that name no class get the default one. Models plugin/pkg/admission/network/defaultingressclass. */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  admit(attributes) {
    const { object: ingress } = attributes;
    if (!isCreationOf(attributes, 'networking.k8s.io', 'ingresses')) return ingress;
    if (ingress.spec?.ingressClassName !== undefined || ingress.metadata.annotations?.[INGRESS_CLASS] !== undefined) return ingress;
    const found = newestDefault(attributes, { group: 'networking.k8s.io', resource: 'ingressclasses' }, [
      'ingressclass.kubernetes.io/is-default-class',
    ]);
    return found ? withSpec(ingress, { ingressClassName: found.metadata.name }) : ingress;
  },
};
