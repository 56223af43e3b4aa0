import type { KubeObject } from '@/lib/api/object';

/** `deployment.apps/web`; `<none>` without a controller. Models printControllerRevision's use of metav1.GetControllerOf. */
export function controllerText(object: KubeObject): string {
  const owner = object.metadata.ownerReferences?.find((reference) => reference.controller);
  if (!owner) return '<none>';
  const [group] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : [''];
  return `${owner.kind.toLowerCase()}${group ? `.${group}` : ''}/${owner.name}`;
}
