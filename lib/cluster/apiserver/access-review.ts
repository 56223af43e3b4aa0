import { deepEqual } from '@/lib/api/freeze';
import { invalid, required, type FieldError } from '@/lib/api/field-error';
import { badRequestStatus, invalidStatus } from '@/lib/api/status';
import type { UserInfo } from '../client/client';
import { decide } from './authz/authorize';
import type { AccessAttributes } from './authz/rbac';
import type { Call } from './call';

/** The body of a review. */
export interface ReviewBody {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

interface SelectorAttributes {
  readonly rawSelector?: string;
  readonly requirements?: readonly { readonly key?: string; readonly operator?: string; readonly values?: readonly string[] }[];
}

interface ResourceAttributes {
  readonly namespace?: string;
  readonly verb?: string;
  readonly group?: string;
  readonly version?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly fieldSelector?: SelectorAttributes;
  readonly labelSelector?: SelectorAttributes;
}

/** SelfSubjectAccessReview: what the asker may do. */
export function selfSubjectAccessReview(call: Call, body: ReviewBody): object {
  refuse([...attributeErrors(body), ...metadataErrors(body, [], 'must be empty')]);
  return answerOf(call, body, call.user);
}

/** SubjectAccessReview: what somebody may do. */
export function subjectAccessReview(call: Call, body: ReviewBody): object {
  refuse([...specErrors(body), ...metadataErrors(body, [], 'must be empty')]);
  return answerOf(call, body, subjectOf(body));
}

/** LocalSubjectAccessReview: what somebody may do in the namespace of the request. Models ValidateLocalSubjectAccessReview. */
export function localSubjectAccessReview(call: Call, body: ReviewBody): object {
  const spec = body.spec ?? {};
  const errors = [...specErrors(body), ...metadataErrors(body, ['namespace'], 'must be empty except for namespace')];
  const asked = spec.resourceAttributes as ResourceAttributes | undefined;
  const home = (body.metadata?.namespace as string | undefined) || call.info.namespace;
  if (asked && (asked.namespace ?? '') !== home) {
    errors.push(invalid('spec.resourceAttributes.namespace', asked.namespace ?? '', 'must match metadata.namespace'));
  }
  if (spec.nonResourceAttributes) {
    errors.push(invalid('spec.nonResourceAttributes', internal(spec.nonResourceAttributes), 'disallowed on this kind of request'));
  }
  refuse(errors);
  if (home !== call.info.namespace)
    throw badRequestStatus(`spec.resourceAttributes.namespace must match namespace: ${call.info.namespace}`);
  return answerOf(call, body, subjectOf(body));
}

/** Upstream names the kind of no review: `NewInvalid` is given that of an object without one. */
function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidStatus('', '', '', errors);
}

function answerOf(call: Call, { spec = {} }: ReviewBody, user: UserInfo): object {
  const { allowed, reason } = decide(call.server, user, attributesOf(spec));
  return { spec, status: { allowed, ...(reason && { reason }) } };
}

/** Models validation.ValidateSubjectAccessReviewSpec. */
function specErrors(body: ReviewBody): FieldError[] {
  const { user, groups } = (body.spec ?? {}) as { user?: string; groups?: readonly string[] };
  const errors = attributeErrors(body);
  const nobody = !user && !groups?.length ? [invalid('spec.user', user ?? '', 'at least one of user or group must be specified')] : [];
  const at = errors.findIndex(({ field }) => field.startsWith('spec.resourceAttributes.'));
  return at < 0 ? [...errors, ...nobody] : [...errors.slice(0, at), ...nobody, ...errors.slice(at)];
}

/** NonResourceAttributes as upstream's internal type prints. */
const internal = (attributes: object): object => {
  const { path = '', verb = '' } = attributes as { path?: string; verb?: string };
  return { Path: path, Verb: verb };
};

function attributeErrors({ spec = {} }: ReviewBody): FieldError[] {
  const asked = spec.resourceAttributes as ResourceAttributes | undefined;
  const other = spec.nonResourceAttributes as object | undefined;
  const errors: FieldError[] = [];
  if (asked && other)
    errors.push(invalid('spec.nonResourceAttributes', internal(other), 'cannot be specified in combination with resourceAttributes'));
  if (!asked && !other) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.push(invalid('spec.resourceAttributes', null, why));
  }
  for (const name of ['fieldSelector', 'labelSelector'] as const) {
    const selector = asked?.[name];
    if (selector) errors.push(...selectorErrors(selector, `spec.resourceAttributes.${name}`));
  }
  return errors;
}

function selectorErrors({ rawSelector = '', requirements = [] }: SelectorAttributes, field: string): FieldError[] {
  if (rawSelector && requirements.length > 0) {
    return [invalid(`${field}.rawSelector`, rawSelector, 'may not specified at the same time as requirements')];
  }
  if (!rawSelector && requirements.length === 0) {
    return [required(`${field}.requirements`, `when ${field} is specified, requirements or rawSelector is required`)];
  }
  return requirements.flatMap(({ key = '', operator = '', values = [] }, i) => {
    const at = `${field}.requirements[${i}]`;
    const errors: FieldError[] = key === '' ? [required(`${at}.key`, 'must be specified')] : [];
    if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
      errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    }
    return errors;
  });
}

function metadataErrors({ metadata = {} }: ReviewBody, besides: readonly string[], detail: string): FieldError[] {
  const rest = Object.entries(metadata).filter(
    ([name, value]) => value !== null && value !== '' && ![...besides, 'managedFields'].includes(name) && !deepEqual(value, {}),
  );
  return rest.length > 0 ? [invalid('metadata', metadata, detail)] : [];
}

function subjectOf({ spec = {} }: ReviewBody): UserInfo {
  return {
    name: (spec.user as string | undefined) ?? '',
    groups: (spec.groups as readonly string[] | undefined) ?? [],
    ...(spec.uid !== undefined && { uid: spec.uid as string }),
    ...(spec.extra !== undefined && { extra: spec.extra as UserInfo['extra'] }),
  };
}

function attributesOf(spec: Readonly<Record<string, unknown>>): AccessAttributes {
  const other = spec.nonResourceAttributes as { path?: string; verb?: string } | undefined;
  if (other) {
    const none = { group: '', resource: '', subresource: '', namespace: '', name: '' };
    return { ...none, isResource: false, verb: other.verb ?? '', path: other.path ?? '' };
  }
  const asked = (spec.resourceAttributes ?? {}) as ResourceAttributes;
  const { verb = '', group = '', resource = '', subresource = '', namespace = '', name = '', fieldSelector } = asked;
  const fields = fieldSelector && selectorText(fieldSelector);
  return { isResource: true, verb, group, resource, subresource, namespace, name, path: '', ...(fields && { fieldSelector: fields }) };
}

/** Requirements that name one value, as a selector in text. Others limit nothing that an authorizer here looks at. */
const selectorText = ({ rawSelector, requirements = [] }: SelectorAttributes): string =>
  rawSelector ||
  requirements
    .filter(({ operator, values }) => operator === 'In' && values?.length === 1)
    .map(({ key, values }) => `${key}=${values![0]}`)
    .join(',');
