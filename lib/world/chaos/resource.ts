import type { GroupResource } from '@/lib/api/object';

/** `deployments.apps` as group and resource. */
export function resource(name: string): GroupResource {
  const [first = '', ...group] = name.split('.');
  return { group: group.join('.'), resource: first };
}
