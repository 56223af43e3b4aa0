import { failure, forbiddenStatus, type StatusError } from '@/lib/api/status';
import type { UserInfo } from '../../client/client';
import type { Call } from '../call';
import { queryOf, type RequestInfo } from '../request-info';
import type { AccessAttributes, Decision, Rbac } from './rbac';
import { authorizeNode } from './node';
import type { Store } from '../../store';

export const attributesOf = (info: RequestInfo, fieldSelector?: string): AccessAttributes => ({
  verb: info.verb,
  isResource: info.isResource,
  group: info.group,
  resource: info.resource,
  subresource: info.subresource,
  namespace: info.namespace,
  // A collection that is narrowed to one name is that object's business. Models RequestInfo.
  name: info.name || (/(?:^|,)metadata\.name==?([^,/%]+)(?:,|$)/.exec(fieldSelector ?? '')?.[1] ?? ''),
  path: info.path,
  ...(fieldSelector !== undefined && { fieldSelector }),
});

/** What decides: the parts of a server that authorization reads. */
export interface Authorizers {
  readonly rbac: Rbac;
  readonly store: Store;
  /** `--authorization-mode`; default Node, RBAC. */
  readonly authorizationModes?: () => readonly string[];
}

const KUBEADM_MODES: readonly string[] = ['Node', 'RBAC'];

/** Asks the authorizers in their order until one allows. Reasons of those that do not are joined. Models authorizer/union. */
export function decide(parts: Authorizers, user: UserInfo, attributes: AccessAttributes): Decision {
  const modes = parts.authorizationModes?.() ?? KUBEADM_MODES;
  const reasons: string[] = [];
  for (const mode of modes) {
    const decision = ask(mode, parts, user, attributes);
    if (decision?.allowed) return decision;
    if (decision?.reason) reasons.push(decision.reason);
  }
  return { allowed: user.groups.includes('system:masters'), reason: reasons.join('\n') };
}

function ask(mode: string, { rbac, store }: Authorizers, user: UserInfo, attributes: AccessAttributes): Decision | undefined {
  switch (mode) {
    case 'Node':
      return authorizeNode(store, user, attributes);
    case 'RBAC':
      return rbac.authorize(user, attributes);
    case 'AlwaysAllow':
      return { allowed: true, reason: '' };
    case 'AlwaysDeny':
      return { allowed: false, reason: 'Everything is forbidden.' };
    default:
      return undefined;
  }
}

/** Refuses with upstream's words what the user may not do. */
export function authorize(call: Call): void {
  const attributes = attributesOf(call.info, queryOf(call.request, 'fieldSelector'));
  const decision = decide(call.server, call.user, attributes);
  if (call.audit) {
    call.auditAnnotations['authorization.k8s.io/decision'] = decision.allowed ? 'allow' : 'forbid';
    call.auditAnnotations['authorization.k8s.io/reason'] = decision.reason;
  }
  if (!decision.allowed) throw forbiddenFor(call.user, attributes, decision.reason);
}

/** Models responsewriters.Forbidden. */
export function forbiddenFor(user: UserInfo, attributes: AccessAttributes, reason = ''): StatusError {
  const why = forbiddenText(user, attributes) + (reason ? `: ${reason}` : '');
  if (!attributes.isResource) return failure(403, 'Forbidden', `forbidden: ${why}`, {});
  return forbiddenStatus({ group: attributes.group, resource: attributes.resource }, attributes.name, why);
}

/** `User "x" cannot list resource "pods" in API group "" in the namespace "default"`. Models responsewriters.forbiddenMessage. */
function forbiddenText(user: UserInfo, attributes: AccessAttributes): string {
  const who = `User ${JSON.stringify(user.name)}`;
  if (!attributes.isResource) return `${who} cannot ${attributes.verb} path ${JSON.stringify(attributes.path)}`;
  const resource = attributes.subresource ? `${attributes.resource}/${attributes.subresource}` : attributes.resource;
  const scope = attributes.namespace ? `in the namespace ${JSON.stringify(attributes.namespace)}` : 'at the cluster scope';
  return `${who} cannot ${attributes.verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(attributes.group)} ${scope}`;
}
