import { methodNotAllowedStatus } from '@/lib/api/status';
import type { UserInfo } from '../client/client';
import type { ApiResponse } from '../client/client';
import { decide } from './authz/authorize';
import type { AccessAttributes, PolicyRule } from './authz/rbac';
import type { Call } from './call';
import { bodyValue } from './decode';
import type { RequestInfo } from './request-info';
import { answer } from './rest/answer';
import { badRequestStatus } from '@/lib/api/status';

interface ReviewBody {
  readonly metadata?: object;
  readonly spec?: Readonly<Record<string, unknown>>;
}

interface ResourceAttributes {
  readonly namespace?: string;
  readonly verb?: string;
  readonly group?: string;
  readonly version?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
}

type Review = (call: Call, body: ReviewBody) => object;

const AUTHENTICATION = 'authentication.k8s.io/v1';
const AUTHORIZATION = 'authorization.k8s.io/v1';

/** Resources that are answered and never stored. */
const REVIEWS: Readonly<Record<string, Readonly<Record<string, { readonly kind: string; readonly run: Review }>>>> = {
  [AUTHENTICATION]: {
    tokenreviews: { kind: 'TokenReview', run: tokenReview },
    selfsubjectreviews: { kind: 'SelfSubjectReview', run: (call) => ({ status: { userInfo: userInfo(call.user) } }) },
  },
  [AUTHORIZATION]: {
    selfsubjectaccessreviews: { kind: 'SelfSubjectAccessReview', run: (call, body) => accessReview(call, body, call.user) },
    subjectaccessreviews: { kind: 'SubjectAccessReview', run: (call, body) => accessReview(call, body, subjectOf(body)) },
    localsubjectaccessreviews: { kind: 'LocalSubjectAccessReview', run: localReview },
    selfsubjectrulesreviews: { kind: 'SelfSubjectRulesReview', run: rulesReview },
  },
};

/** `*` asks whether the group has any. */
export function isVirtual({ group, version, resource }: Pick<RequestInfo, 'group' | 'version' | 'resource'>): boolean {
  const reviews = REVIEWS[`${group}/${version}`];
  return reviews !== undefined && (resource === '*' || resource in reviews);
}

/** POST of a review. */
export function serveReview(call: Call): ApiResponse {
  const { info, request } = call;
  const apiVersion = `${info.group}/${info.version}`;
  const review = REVIEWS[apiVersion]![info.resource]!;
  if (info.verb !== 'create') throw methodNotAllowedStatus();
  const body = (bodyValue(request.body, review.kind).value ?? {}) as ReviewBody;
  return answer(call, 201, { kind: review.kind, apiVersion, metadata: body.metadata ?? {}, ...review.run(call, body) });
}

const userInfo = ({ name, uid, groups, extra }: UserInfo) => ({
  username: name,
  ...(uid && { uid }),
  ...(groups.length > 0 && { groups }),
  ...(extra && Object.keys(extra).length > 0 && { extra }),
});

function tokenReview(call: Call, { spec = {} }: ReviewBody): object {
  const token = spec.token;
  if (typeof token !== 'string' || token === '') throw badRequestStatus('token is required for TokenReview in authentication');
  const audiences = spec.audiences as readonly string[] | undefined;
  const identity = call.server.authenticator.byToken(token, audiences);
  const shown = { token, ...(audiences && { audiences }) };
  if (!identity) return { spec: shown, status: { user: {}, error: '[invalid bearer token, token lookup failed]' } };
  const accepted = audiences?.filter((audience) => identity.claims.aud.includes(audience)) ?? identity.claims.aud;
  return { spec: shown, status: { authenticated: true, user: userInfo(identity.user), audiences: accepted } };
}

function subjectOf({ spec = {} }: ReviewBody): UserInfo {
  return {
    name: (spec.user as string | undefined) ?? '',
    groups: (spec.groups as readonly string[] | undefined) ?? [],
    ...(spec.uid !== undefined && { uid: spec.uid as string }),
  };
}

function localReview(call: Call, body: ReviewBody): object {
  const namespace = (body.spec?.resourceAttributes as ResourceAttributes | undefined)?.namespace ?? '';
  if (namespace !== call.info.namespace) {
    throw badRequestStatus(`spec.resourceAttributes.namespace must match namespace: ${call.info.namespace}`);
  }
  return accessReview(call, body, subjectOf(body));
}

function accessReview(call: Call, { spec = {} }: ReviewBody, user: UserInfo): object {
  const attributes = attributesOf(spec);
  const { allowed, reason } = decide(call.server, user, attributes);
  return { spec, status: { allowed, ...(reason && { reason }) } };
}

function attributesOf(spec: Readonly<Record<string, unknown>>): AccessAttributes {
  const other = spec.nonResourceAttributes as { path?: string; verb?: string } | undefined;
  const {
    verb = '',
    group = '',
    resource = '',
    subresource = '',
    namespace = '',
    name = '',
  } = (spec.resourceAttributes ?? {}) as ResourceAttributes;
  if (other) {
    const none = { group: '', resource: '', subresource: '', namespace: '', name: '' };
    return { ...none, isResource: false, verb: other.verb ?? '', path: other.path ?? '' };
  }
  return { isResource: true, verb, group, resource, subresource, namespace, name, path: '' };
}

function rulesReview(call: Call, { spec = {} }: ReviewBody): object {
  const rules = call.server.rbac.allRules(call.user, (spec.namespace as string | undefined) ?? '');
  const resourceRules: object[] = [];
  const nonResourceRules: object[] = [];
  for (const rule of rules) {
    if (rule.resources?.length) resourceRules.push(resourceRule(rule));
    if (rule.nonResourceURLs?.length) nonResourceRules.push({ verbs: rule.verbs, nonResourceURLs: rule.nonResourceURLs });
  }
  return { spec: {}, status: { resourceRules, nonResourceRules, incomplete: false } };
}

const resourceRule = ({ verbs, apiGroups, resources, resourceNames }: PolicyRule) => ({
  verbs,
  apiGroups,
  resources,
  ...(resourceNames?.length && { resourceNames }),
});
