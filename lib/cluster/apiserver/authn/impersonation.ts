import { isDns1123Subdomain } from '@/lib/api/names';
import { badRequestStatus, StatusError } from '@/lib/api/status';
import type { UserInfo } from '../../client/client';
import { attributesOf, decide, forbiddenFor } from '../authz/authorize';
import type { AccessAttributes } from '../authz/rbac';
import type { Call } from '../call';

const EXTRA = 'impersonate-extra-';
const AUTHENTICATION = 'authentication.k8s.io';
const UNAUTHENTICATED = 'system:unauthenticated';
/** From so many groups or extra values on, a grant for all of them is looked for first. */
const MANY = 4;

interface Wanted {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** One way of acting as another. `constraint` is the verb that is asked for, besides that for the request itself. */
interface Mode {
  readonly name: string;
  applies(wanted: Wanted, requestor: UserInfo): boolean;
}

const isPlain = ({ uid, groups, extra }: Wanted) => uid === '' && groups.length === 0 && Object.keys(extra).length === 0;

const CONSTRAINED: readonly Mode[] = [
  {
    name: 'associated-node',
    applies: (wanted, requestor) => {
      const node = nodeOf(wanted.name);
      const own = requestor.extra?.['authentication.kubernetes.io/node-name'];
      return isPlain(wanted) && node !== undefined && accountOf(requestor.name) !== undefined && own?.length === 1 && own[0] === node;
    },
  },
  { name: 'arbitrary-node', applies: (wanted) => isPlain(wanted) && nodeOf(wanted.name) !== undefined },
  { name: 'serviceaccount', applies: (wanted) => isPlain(wanted) && accountOf(wanted.name) !== undefined },
  { name: 'user-info', applies: ({ name }) => nodeOf(name) === undefined && accountOf(name) === undefined },
];

/**
 * `Impersonate-User`, `-Group`, `-Uid` and `-Extra-…`: the request goes on as another user, if one of the constrained modes
 * or the old verb `impersonate` allows it. Models endpoints/filters/impersonation.WithConstrainedImpersonation.
 */
export function impersonate(call: Call): void {
  const wanted = wantedUser(call.request.headers);
  if (!wanted) return;
  const requestor = call.user;
  let first: StatusError | undefined;
  for (const mode of CONSTRAINED) {
    if (!mode.applies(wanted, requestor)) continue;
    try {
      const attributes = attributesOf(call.info, call.request.query.fieldSelector?.[0]);
      check(call, { ...attributes, verb: `impersonate-on:${mode.name}:${attributes.verb}` });
      call.user = authorized(call, wanted, `impersonate:${mode.name}`);
      call.impersonationConstraint = `impersonate:${mode.name}`;
      return;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      first ??= error;
    }
  }
  try {
    call.user = authorized(call, wanted, 'impersonate');
  } catch (error) {
    throw first ?? error;
  }
}

/** Models processImpersonationHeaders. */
function wantedUser(headers: Call['request']['headers']): Wanted | undefined {
  const name = headers['impersonate-user'] ?? '';
  const uid = headers['impersonate-uid'] ?? '';
  const groups = listOf(headers['impersonate-group']);
  const extra: Record<string, string[]> = {};
  for (const header of Object.keys(headers)) if (header.startsWith(EXTRA)) extra[keyOf(header)] = listOf(headers[header]);
  if (name !== '') return { name, uid, groups, extra };
  if (uid === '' && groups.length === 0 && Object.keys(extra).length === 0) return undefined;
  const strings = (values: readonly string[]) =>
    values.length === 0 ? '[]string(nil)' : `[]string{${values.map((value) => JSON.stringify(value)).join(', ')}}`;
  const entries = Object.entries(extra).sort(([a], [b]) => (a < b ? -1 : 1));
  const map = entries.map(([key, values]) => `${JSON.stringify(key)}:${strings(values)}`).join(', ');
  const extras = entries.length === 0 ? 'map[string][]string(nil)' : `map[string][]string{${map}}`;
  throw badRequestStatus(
    `requested &user.DefaultInfo{Name:"", UID:${JSON.stringify(uid)}, Groups:${strings(groups)}, Extra:${extras}} without impersonating a user name`,
  );
}

function keyOf(header: string): string {
  const key = header.slice(EXTRA.length).toLowerCase();
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** Header values that came more than once are joined with newlines by the caller; a comma joins them on the wire. */
const listOf = (value: string | undefined) => (value === undefined ? [] : value.split(/\s*[\n,]\s*/).filter((item) => item !== ''));

function accountOf(user: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  return namespace && name ? { namespace, name } : undefined;
}

function nodeOf(user: string): string | undefined {
  const name = user.startsWith('system:node:') ? user.slice('system:node:'.length) : '';
  return name !== '' && isDns1123Subdomain(name).length === 0 ? name : undefined;
}

/** Who the requestor becomes; throws Forbidden for what it may not be. Models impersonationModeState.check. */
function authorized(call: Call, wanted: Wanted, verb: string): UserInfo {
  const isConstrained = verb !== 'impersonate';
  const group = isConstrained ? AUTHENTICATION : '';
  const ask = (resource: string, name: string, more: Partial<AccessAttributes> = {}) => ({
    verb,
    isResource: true,
    group,
    resource,
    subresource: '',
    namespace: '',
    name,
    path: '',
    ...more,
  });
  const refuse = (attributes: AccessAttributes, why: string) => forbiddenFor(call.user, attributes, why);
  let groups = wanted.groups;
  const account = accountOf(wanted.name);
  const node = isConstrained ? nodeOf(wanted.name) : undefined;
  if (account && groups.length === 0) groups = ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`];
  if (node !== undefined) groups = ['system:nodes'];
  if (account) check(call, ask('serviceaccounts', account.name, { namespace: account.namespace }));
  else if (node !== undefined) check(call, ask('nodes', verb === 'impersonate:associated-node' ? '*' : node));
  else check(call, ask('users', wanted.name));
  if (wanted.uid) check(call, ask('uids', wanted.uid, { group: AUTHENTICATION }));
  if (isConstrained && wanted.groups.includes('system:masters')) {
    throw refuse(ask('groups', 'system:masters'), 'impersonating the system:masters group is not allowed');
  }
  const manyGroups = isConstrained && wanted.groups.length >= MANY && mayBe(call, ask('groups', '*'));
  if (!manyGroups) for (const name of wanted.groups) check(call, ask('groups', name));
  const extras = Object.entries(wanted.extra);
  const values = extras.reduce((sum, [, list]) => sum + list.length, 0);
  const manyExtras =
    isConstrained &&
    Math.max(extras.length, values) >= MANY &&
    mayBe(call, ask('userextras', '*', { group: AUTHENTICATION, subresource: '*' }));
  if (!manyExtras) {
    for (const [key, list] of extras) {
      for (const value of list) check(call, ask('userextras', value, { group: AUTHENTICATION, subresource: key }));
    }
  }
  return {
    name: wanted.name,
    groups: withStanding(wanted.name, groups),
    ...(wanted.uid && { uid: wanted.uid }),
    ...(extras.length > 0 && { extra: wanted.extra }),
  };
}

/** The group of those who have proved who they are, or have not, unless the request has chosen. */
function withStanding(name: string, groups: readonly string[]): readonly string[] {
  const added = name === 'system:anonymous' ? UNAUTHENTICATED : 'system:authenticated';
  return groups.includes(added) || groups.includes(UNAUTHENTICATED) ? groups : [...groups, added];
}

const mayBe = (call: Call, attributes: AccessAttributes) => decide(call.server, call.user, attributes).allowed;

function check(call: Call, attributes: AccessAttributes): void {
  const decision = decide(call.server, call.user, attributes);
  if (!decision.allowed) throw forbiddenFor(call.user, attributes, decision.reason);
}
