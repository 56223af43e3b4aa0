import { failure, forbiddenStatus, type StatusError } from '@/lib/api/status';
import type { UserInfo } from '../../client/client';
import type { Call } from '../call';
import type { RequestInfo } from '../request-info';
import type { AccessAttributes, Decision, Rbac } from './rbac';
import { authorizeNode } from './node';
import type { Store } from '../../store';

export const attributesOf = (info: RequestInfo): AccessAttributes => ({
  verb: info.verb,
  isResource: info.isResource,
  group: info.group,
  resource: info.resource,
  subresource: info.subresource,
  namespace: info.namespace,
  name: info.name,
  path: info.path,
});

/** Node, then RBAC: `--authorization-mode=Node,RBAC`. */
export function decide(parts: { readonly rbac: Rbac; readonly store: Store }, user: UserInfo, attributes: AccessAttributes): Decision {
  const node = authorizeNode(parts.store, user, attributes);
  if (node?.allowed) return node;
  const rbac = parts.rbac.authorize(user, attributes);
  return rbac.allowed || !node ? rbac : { allowed: false, reason: node.reason };
}

/** Refuses with upstream's words what the user may not do. */
export function authorize(call: Call): void {
  const attributes = attributesOf(call.info);
  const decision = decide(call.server, call.user, attributes);
  if (!decision.allowed) throw forbiddenFor(call.user, attributes, decision.reason);
}

/** Models responsewriters.Forbidden. */
export function forbiddenFor(user: UserInfo, attributes: AccessAttributes, reason = ''): StatusError {
  const why = forbiddenText(user, attributes) + (reason ? `: ${reason}` : '');
  if (!attributes.isResource) return failure(403, 'Forbidden', `forbidden: ${why}`, {});
  return forbiddenStatus({ group: attributes.group, resource: attributes.resource }, attributes.name, why);
}

/** `User "x" cannot list resource "pods" in API group "" in the namespace "default"`. Models responsewriters.forbiddenMessage. */
export function forbiddenText(user: UserInfo, attributes: AccessAttributes): string {
  const who = `User ${JSON.stringify(user.name)}`;
  if (!attributes.isResource) return `${who} cannot ${attributes.verb} path ${JSON.stringify(attributes.path)}`;
  const resource = attributes.subresource ? `${attributes.resource}/${attributes.subresource}` : attributes.resource;
  const scope = attributes.namespace ? `in the namespace ${JSON.stringify(attributes.namespace)}` : 'at the cluster scope';
  return `${who} cannot ${attributes.verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(attributes.group)} ${scope}`;
}
