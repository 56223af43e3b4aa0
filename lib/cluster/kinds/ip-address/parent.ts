import type { KubeObject } from '@/lib/api/object';

/** `services/default/kubernetes`. Models printIPAddress. */
export function parentText(address: KubeObject): string {
  const parent = address.spec?.parentRef as { group?: string; resource?: string; namespace?: string; name?: string } | undefined;
  if (!parent) return '<none>';
  const gr = parent.group ? `${parent.resource}.${parent.group}` : (parent.resource ?? '');
  return [gr, parent.namespace, parent.name].filter(Boolean).join('/');
}
