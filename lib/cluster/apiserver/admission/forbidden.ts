import type { ObjectMeta } from '@/lib/api/object';
import { forbiddenStatus, type StatusError } from '@/lib/api/status';
import type { Attributes } from './chain';

/** How a refusal names its object: before it has a name, by what that will be made of. Models admission.extractResourceName. */
export function nameOf({ object, old, call }: Attributes): string {
  // Options of a connection have no metadata.
  const { name, generateName } = ((object?.metadata as unknown) ?? old?.metadata ?? {}) as Partial<ObjectMeta>;
  return name || generateName || call.info.name;
}

/** Models admission.NewForbidden. */
export const forbid = (attributes: Attributes, why: string): StatusError =>
  forbiddenStatus(attributes.call.served.resource, nameOf(attributes), why);
