import { forbiddenStatus, type StatusError } from '@/lib/api/status';
import type { Attributes } from './chain';

/** How a refusal names its object: before it has a name, by what that will be made of. Models admission.extractResourceName. */
export function nameOf({ object, old, call }: Attributes): string {
  const { name, generateName } = object?.metadata ?? old?.metadata ?? {};
  return name || generateName || call.info.name;
}

/** Models admission.NewForbidden. */
export const forbid = (attributes: Attributes, why: string): StatusError =>
  forbiddenStatus(attributes.call.served.resource, nameOf(attributes), why);
