import type { Attributes } from '../chain';
import { nameOf } from '../forbidden';

/** The name that a request gives its object: none yet where the server will make one. */
export function requestName(attributes: Attributes): string {
  const { object, call } = attributes;
  if (attributes.operation === 'CREATE' && object && !object.metadata?.name) return call.info.name;
  return call.info.name || nameOf(attributes);
}
