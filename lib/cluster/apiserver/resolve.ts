import { methodNotAllowedStatus, noSuchResourceStatus, notFoundStatus } from '@/lib/api/status';
import type { ApiResponse } from '../client/client';
import { subresourceOf, verbsOf } from '../kinds/kind-table';
import type { Call } from './call';
import { isVirtual } from './reviews';

/** The answer to a path that no server below /apis handles. */
export const pageNotFound = (): ApiResponse => ({
  status: 404,
  headers: { 'cache-control': 'no-cache, private', 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: '404 page not found\n',
});

/** Finds the kind that a path names; paths that name none, and verbs that the path does not have, are refused. */
export function resolve(call: Call): ApiResponse | undefined {
  const { info, server } = call;
  if (isVirtual(info)) return undefined;
  const served = server.kinds.served(info.group, info.version, info.resource);
  if (!served) {
    const known = server.kinds.versions(info.group).includes(info.version) || isVirtual({ ...info, resource: '*' });
    if (!known) return pageNotFound();
    throw noSuchResourceStatus();
  }
  const { kind } = served;
  if (kind.namespaced && info.name !== '' && info.namespace === '') throw noSuchResourceStatus();
  if (!kind.namespaced && info.namespace !== '' && info.resource !== 'namespaces') throw noSuchResourceStatus();
  if (info.subresource) {
    const subresource = subresourceOf(kind, info.subresource);
    if (!subresource) throw served.version.custom ? notFoundStatus(served.resource, info.name) : noSuchResourceStatus();
    if (!subresource.verbs.includes(info.verb)) throw methodNotAllowedStatus();
  } else {
    if (!verbsOf(kind).includes(info.verb)) throw methodNotAllowedStatus();
    const named = info.name !== '';
    if (named ? info.verb === 'create' : info.verb === 'update' || info.verb === 'patch') throw methodNotAllowedStatus();
    if (kind.namespaced && info.verb === 'create' && info.namespace === '') throw methodNotAllowedStatus();
    if (kind.namespaced && info.verb === 'deletecollection' && info.namespace === '') throw methodNotAllowedStatus();
  }
  call.served = served;
  return undefined;
}
