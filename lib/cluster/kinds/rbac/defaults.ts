import type { KubeObject } from '@/lib/api/object';
import { fill, within, withinEach } from '../fill';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

const GROUP = 'rbac.authorization.k8s.io';

/** API groups of the role and the subjects. Models SetDefaults_RoleBinding and SetDefaults_Subject. */
export function defaultBinding(object: KubeObject): KubeObject {
  const withRole = within(object, 'roleRef', (ref: any) => fill(ref, { apiGroup: GROUP }));
  return withinEach(withRole, 'subjects', (subject: any) =>
    subject.kind === 'User' || subject.kind === 'Group' ? fill(subject, { apiGroup: GROUP }) : subject,
  );
}

/** `rules` has no omitempty: a role without rules shows null. */
export const defaultRole = (object: KubeObject): KubeObject => (object.rules === undefined ? { ...object, rules: null } : object);
