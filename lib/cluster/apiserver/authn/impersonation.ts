import { badRequestStatus, failure } from '@/lib/api/status';
import type { UserInfo } from '../../client/client';
import { decide, forbiddenFor } from '../authz/authorize';
import type { AccessAttributes } from '../authz/rbac';
import type { Call } from '../call';

const EXTRA = 'impersonate-extra-';

/** `Impersonate-User`, `-Group`, `-Uid` and `-Extra-…`: the request goes on as another user. Models filters.WithImpersonation. */
export function impersonate(call: Call): void {
  const { headers } = call.request;
  const user = headers['impersonate-user'];
  const groups = listOf(headers['impersonate-group']);
  const uid = headers['impersonate-uid'];
  const extra = Object.keys(headers).filter((name) => name.startsWith(EXTRA));
  if (user === undefined) {
    if (groups.length === 0 && uid === undefined && extra.length === 0) return;
    throw failure(
      500,
      'InternalError',
      `Internal error occurred: requested ${JSON.stringify(groups.map((name) => ({ name })))} without impersonating a user`,
      { causes: [{ message: 'requested impersonation without impersonating a user' }] },
    );
  }
  if (user === '') throw badRequestStatus('impersonated user name must not be empty');
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  require(call, account ? 'serviceaccounts' : 'users', account ? account[2]! : user, account?.[1] ?? '');
  for (const group of groups) require(call, 'groups', group, '');
  if (uid) require(call, 'uids', uid, '', 'authentication.k8s.io');
  const extras: Record<string, string[]> = {};
  for (const name of extra) {
    const key = decodeURIComponent(name.slice(EXTRA.length));
    extras[key] = listOf(headers[name]);
    for (const value of extras[key]) require(call, 'userextras', value, '', 'authentication.k8s.io', key);
  }
  const all = account ? [...groups, ...(groups.length ? [] : ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`])] : groups;
  const added = user === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  const impersonated: UserInfo = {
    name: user,
    groups: all.includes(added) ? all : [...all, added],
    ...(uid && { uid }),
    ...(extra.length > 0 && { extra: extras }),
  };
  call.user = impersonated;
}

/** Header values that came more than once are joined with newlines by the caller; a comma joins them on the wire. */
const listOf = (value: string | undefined) => (value === undefined ? [] : value.split(/\s*[\n,]\s*/).filter((item) => item !== ''));

function require(call: Call, resource: string, name: string, namespace: string, group = '', subresource = ''): void {
  const attributes: AccessAttributes = {
    verb: 'impersonate',
    isResource: true,
    group,
    resource,
    subresource,
    namespace,
    name,
    path: '',
  };
  const decision = decide(call.server, call.user, attributes);
  if (!decision.allowed) throw forbiddenFor(call.user, attributes, decision.reason);
}
