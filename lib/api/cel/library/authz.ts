import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { boolType, stringType, type ObjectType } from '../types';
import { CelOpaque, type CelValue } from '../values';

/** What an expression asks about. Models authorizer.Attributes. */
export interface AuthorizationCheck {
  readonly verb: string;
  /** Set for paths: the rest is empty. */
  readonly path: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** Asked for a service account instead of the user of the request. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
}

export interface AuthorizationDecision {
  readonly allowed: boolean;
  readonly reason: string;
  readonly error?: string;
}

/** Decides for the user of the request. */
export type CelAuthorizer = (check: AuthorizationCheck) => AuthorizationDecision;

interface Check {
  readonly decide: CelAuthorizer;
  readonly check: Omit<AuthorizationCheck, 'verb'>;
}

const type = (name: string): ObjectType => ({ kind: 'object', name: `kubernetes.authorization.${name}`, fields: new Map() });
export const authorizerType = type('Authorizer');
const pathCheck = type('PathCheck');
const groupCheck = type('GroupCheck');
export const resourceCheckType = type('ResourceCheck');
const decisionType = type('Decision');

const NOTHING = { path: '', group: '', resource: '', subresource: '', namespace: '', name: '' };

/** The value of `authorizer`. */
export const authorizerValue = (decide: CelAuthorizer): CelOpaque => new CelOpaque(authorizerType.name, { decide, check: NOTHING });

/** The value of `authorizer.requestResource`. */
export const resourceCheckValue = (
  decide: CelAuthorizer,
  check: Pick<AuthorizationCheck, 'group' | 'resource' | 'subresource' | 'namespace' | 'name'>,
): CelOpaque => new CelOpaque(resourceCheckType.name, { decide, check: { ...NOTHING, ...check } });

const held = (value: CelValue | undefined) => (value as CelOpaque<Check>).value;
const text = (value: CelValue | undefined) => value as string;
const decided = (value: CelValue | undefined) => (value as CelOpaque<AuthorizationDecision>).value;

/** The same check with more said; `to` is what it becomes. */
function narrowed(value: CelValue | undefined, to: ObjectType, more: Partial<AuthorizationCheck>): CelOpaque {
  const { decide, check } = held(value);
  return new CelOpaque(to.name, { decide, check: { ...check, ...more } });
}

function asked(value: CelValue | undefined, verb: CelValue | undefined): CelOpaque {
  const { decide, check } = held(value);
  return new CelOpaque(decisionType.name, decide({ ...check, verb: text(verb) }));
}

const notEmpty = (value: CelValue | undefined, what: string): string => {
  if (text(value).trim() === '') throw new CelRuntimeError(`${what} must not be empty`);
  return text(value);
};

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function forServiceAccount([value, namespace, name]: readonly CelValue[]): CelValue {
  if (!NAME.test(text(name)) || text(name).length > 253) throw new CelRuntimeError('Invalid service account name');
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text(namespace))) throw new CelRuntimeError('Invalid service account namespace');
  return narrowed(value, authorizerType, { serviceAccount: { namespace: text(namespace), name: text(name) } });
}

/** Models apiserver/pkg/cel/library.Authz and AuthzSelectors. */
export const authz = new Library()
  .member('path', 'authorizer_path', [authorizerType, stringType], pathCheck, ([value, path]) =>
    narrowed(value, pathCheck, { path: notEmpty(path, 'path') }),
  )
  .member('group', 'authorizer_group', [authorizerType, stringType], groupCheck, ([value, group]) =>
    narrowed(value, groupCheck, { group: text(group) }),
  )
  .member('serviceAccount', 'authorizer_serviceaccount', [authorizerType, stringType, stringType], authorizerType, forServiceAccount)
  .member('resource', 'groupcheck_resource', [groupCheck, stringType], resourceCheckType, ([value, resource]) =>
    narrowed(value, resourceCheckType, { resource: notEmpty(resource, 'resource') }),
  )
  .member('check', 'pathcheck_check', [pathCheck, stringType], decisionType, ([value, verb]) => asked(value, verb))
  .member('check', 'resourcecheck_check', [resourceCheckType, stringType], decisionType, ([value, verb]) => asked(value, verb))
  .member('errored', 'decision_errored', [decisionType], boolType, ([value]) => decided(value).error !== undefined)
  .member('error', 'decision_error', [decisionType], stringType, ([value]) => decided(value).error ?? '')
  .member('allowed', 'decision_allowed', [decisionType], boolType, ([value]) => decided(value).allowed)
  .member('reason', 'decision_reason', [decisionType], stringType, ([value]) => decided(value).reason);

for (const field of ['subresource', 'namespace', 'name', 'fieldSelector', 'labelSelector'] as const) {
  const id = field.endsWith('Selector') ? `authorizer_${field.toLowerCase()}` : `resourcecheck_${field}`;
  authz.member(field, id, [resourceCheckType, stringType], resourceCheckType, ([value, given]) =>
    narrowed(value, resourceCheckType, { [field]: text(given) }),
  );
}
