import type { GroupResource } from '@/lib/api/object';

/** Prefixes that upstream keeps for old times' sake. Models DefaultSpecialDefaultResourcePrefixes. */
const SPECIAL: Readonly<Record<string, string>> = {
  '/replicationcontrollers': 'controllers',
  '/endpoints': 'services/endpoints',
  '/services': 'services/specs',
  '/nodes': 'minions',
  'networking.k8s.io/ingresses': 'ingress',
};

/** Groups of the API server itself, whose keys do not name the group; those of CustomResourceDefinitions do. */
const BUILT_IN = new Set([
  '',
  'admissionregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

/** Where etcd keeps a resource: `/registry/pods/`, `/registry/services/specs/`, `/registry/stable.example.com/crontabs/`. */
export function registryPrefix({ group, resource }: GroupResource): string {
  const special = SPECIAL[`${group}/${resource}`];
  if (special) return `/registry/${special}/`;
  return BUILT_IN.has(group) ? `/registry/${resource}/` : `/registry/${group}/${resource}/`;
}

/** Whether objects of a group are stored as protobuf; custom resources are JSON. */
export const storedAsProtobuf = (group: string): boolean => BUILT_IN.has(group);
