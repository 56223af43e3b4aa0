import { badRequestStatus, methodNotAllowedStatus } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import type { ApiResponse, UserInfo } from '../client/client';
import { localSubjectAccessReview, selfSubjectAccessReview, subjectAccessReview, type ReviewBody } from './access-review';
import { nodeNameOf } from './authz/node';
import { aggregate, type PolicyRule } from './authz/rbac';
import type { Call } from './call';
import { decodeBody } from './decode';
import type { RequestInfo } from './request-info';
import { answer } from './rest/answer';
import { virtualKind } from './virtual-kind';

type Review = (call: Call, body: ReviewBody) => object;

const AUTHENTICATION = 'authentication.k8s.io/v1';
const AUTHORIZATION = 'authorization.k8s.io/v1';

/** Resources that are answered and never stored. */
const REVIEWS: Readonly<Record<string, Readonly<Record<string, { readonly kind: string; readonly run: Review }>>>> = {
  [AUTHENTICATION]: {
    tokenreviews: { kind: 'TokenReview', run: tokenReview },
    selfsubjectreviews: { kind: 'SelfSubjectReview', run: selfSubjectReview },
  },
  [AUTHORIZATION]: {
    selfsubjectaccessreviews: { kind: 'SelfSubjectAccessReview', run: selfSubjectAccessReview },
    subjectaccessreviews: { kind: 'SubjectAccessReview', run: subjectAccessReview },
    localsubjectaccessreviews: { kind: 'LocalSubjectAccessReview', run: localSubjectAccessReview },
    selfsubjectrulesreviews: { kind: 'SelfSubjectRulesReview', run: rulesReview },
  },
};

/** `*` asks whether the group has any. */
export function isVirtual({ group, version, resource }: Pick<RequestInfo, 'group' | 'version' | 'resource'>): boolean {
  const reviews = REVIEWS[`${group}/${version}`];
  return reviews !== undefined && (resource === '*' || Object.hasOwn(reviews, resource));
}

/** POST of a review. */
export function serveReview(call: Call): ApiResponse {
  const { info } = call;
  const apiVersion = `${info.group}/${info.version}`;
  const review = REVIEWS[apiVersion]![info.resource]!;
  if (info.verb !== 'create') throw methodNotAllowedStatus();
  const body = decodeBody(call, virtualKind(info.group, review.kind, info.resource)) as unknown as ReviewBody;
  return answer(call, 201, { kind: review.kind, apiVersion, metadata: body.metadata ?? {}, ...review.run(call, body) });
}

const userInfo = ({ name, uid, groups, extra }: UserInfo) => ({
  username: name,
  ...(uid && { uid }),
  ...(groups.length > 0 && { groups }),
  ...(extra && Object.keys(extra).length > 0 && { extra }),
});

function selfSubjectReview({ server, user }: Call): object {
  return { metadata: { creationTimestamp: formatTime(server.sim.now()) }, status: { userInfo: userInfo(user) } };
}

/** Models registry/authentication/tokenreview. */
function tokenReview(call: Call, { spec = {} }: ReviewBody): object {
  const token = spec.token;
  if (typeof token !== 'string' || token === '') throw badRequestStatus('token is required for TokenReview in authentication');
  const audiences = spec.audiences as readonly string[] | undefined;
  const verdict = call.server.authenticator.byToken(token, audiences);
  const shown = { token, ...(audiences && { audiences }) };
  if (!verdict.user) return { spec: shown, status: { user: {}, ...(verdict.error && { error: verdict.error }) } };
  const accepted = verdict.audiences ?? call.server.authenticator.apiAudiences;
  return { spec: shown, status: { authenticated: true, user: userInfo(verdict.user), audiences: accepted } };
}

/** Models registry/authorization/selfsubjectrulesreview. */
function rulesReview(call: Call, { spec = {} }: ReviewBody): object {
  const namespace = (spec.namespace as string | undefined) ?? '';
  if (namespace === '') throw badRequestStatus('no namespace on request');
  const { server, user } = call;
  const modes = server.authorizationModes?.() ?? ['Node', 'RBAC'];
  const resourceRules: object[] = [];
  const nonResourceRules: object[] = [];
  const errors: string[] = [];
  const isNode = modes.includes('Node') && nodeNameOf(user) !== undefined;
  if (isNode) errors.push('node authorizer does not support user rule resolution');
  if (modes.includes('AlwaysAllow')) {
    resourceRules.push({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] });
    nonResourceRules.push({ verbs: ['*'], nonResourceURLs: ['*'] });
  }
  if (modes.includes('RBAC')) {
    const found = server.rbac.rulesFor(user, namespace);
    for (const rule of found.rules) {
      if (rule.resources?.length) resourceRules.push(resourceRule(rule));
      if (rule.nonResourceURLs?.length) nonResourceRules.push({ verbs: rule.verbs, nonResourceURLs: rule.nonResourceURLs });
    }
    if (found.errors.length > 0) errors.push(aggregate(found.errors));
  }
  return {
    spec: {},
    status: { resourceRules, nonResourceRules, incomplete: isNode, ...(errors.length > 0 && { evaluationError: errors.join(', ') }) },
  };
}

const resourceRule = ({ verbs, apiGroups, resources, resourceNames }: PolicyRule) => ({
  verbs,
  apiGroups,
  resources,
  ...(resourceNames?.length && { resourceNames }),
});
