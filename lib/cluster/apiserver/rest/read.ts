import { forbidden, notSupported } from '@/lib/api/field-error';
import type { KubeList, KubeObject } from '@/lib/api/object';
import { badRequestStatus, expiredStatus, failure, invalidStatus, notFoundStatus, tooLargeResourceVersionStatus } from '@/lib/api/status';
import type { Call, ResourceCall } from '../call';
import { queryOf } from '../request-info';
import { selectionOf, type Selection } from '../selection';

/** GET of one object, as stored. */
export function get(call: ResourceCall): KubeObject {
  const { served, info, server } = call;
  const version = resourceVersionOf(call);
  if (version > server.store.revision) throw tooLargeResourceVersionStatus(String(version), String(server.store.revision));
  const found = server.store.get(served.resource, served.kind.namespaced ? info.namespace : '', info.name);
  if (!found) throw notFoundStatus(served.resource, info.name);
  return served.version.custom?.fromStored(found) ?? found;
}

/** The resourceVersion asked for; 0 when none is. */
export function resourceVersionOf(call: Call): number {
  const text = queryOf(call.request, 'resourceVersion') ?? '';
  if (text === '') return 0;
  if (!/^\d+$/.test(text)) {
    throw badRequestStatus(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

interface ContinueToken {
  readonly v: string;
  readonly rv: number;
  readonly start: string;
}

/** Objects of a collection with the list's metadata, before they take the form asked for. */
export interface Listed {
  readonly items: readonly KubeObject[];
  readonly metadata: KubeList['metadata'];
}

/** GET of a collection: selectors, resourceVersion, limit and continue. Models storage's GetList. */
export function list(call: ResourceCall): Listed {
  checkListOptions(call);
  const { served, info, server } = call;
  const { store } = server;
  const selection = selectionOf(call.request, info, served.kind);
  const version = resourceVersionOf(call);
  if (version > store.revision) throw tooLargeResourceVersionStatus(String(version), String(store.revision));
  const limit = Number(queryOf(call.request, 'limit') ?? 0);
  const token = queryOf(call.request, 'continue');
  const exact = queryOf(call.request, 'resourceVersionMatch') === 'Exact';
  if (!token && !limit && !exact) {
    const all = store.list(served.resource, selection.namespace);
    return { items: all.filter(selection.matches), metadata: { resourceVersion: String(store.revision) } };
  }
  return chunk(call, selection, limit, token, exact ? version : store.revision);
}

function chunk(call: ResourceCall, selection: Selection, limit: number, tokenText: string | undefined, wanted: number): Listed {
  const { served, server } = call;
  let revision = wanted;
  let start = '';
  if (tokenText) {
    const token = parseToken(tokenText);
    start = token.start;
    revision = token.rv < 0 ? server.store.revision : token.rv;
  }
  const objects = server.store.listAt(served.resource, revision);
  if (!objects) throw tokenText ? expiredContinue(start) : expiredStatus('The resourceVersion for the provided list is too old.');
  const items: KubeObject[] = [];
  let next: string | undefined;
  let remaining = 0;
  for (const [key, object] of objects) {
    if (key < start || !selection.matches(object)) continue;
    if (limit > 0 && items.length >= limit) {
      next ??= key;
      remaining++;
    } else items.push(object);
  }
  const selective = selection.labels.length > 0 || selection.fields.length > 0;
  return {
    items,
    metadata: {
      resourceVersion: String(revision),
      ...(next !== undefined && { continue: tokenOf({ v: 'meta.k8s.io/v1', rv: revision, start: next }) }),
      ...(next !== undefined && !selective && { remainingItemCount: remaining }),
    },
  };
}

const tokenOf = (token: ContinueToken) => btoa(JSON.stringify(token)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

function parseToken(text: string): ContinueToken {
  try {
    const token = JSON.parse(atob(text.replace(/-/g, '+').replace(/_/g, '/'))) as ContinueToken;
    if (typeof token.rv === 'number' && typeof token.start === 'string') return token;
  } catch {
    // Falls through to the refusal.
  }
  throw badRequestStatus('continue key is not valid: illegal base64 data at input byte 0');
}

function expiredContinue(start: string) {
  const error = failure(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  const inconsistent = tokenOf({ v: 'meta.k8s.io/v1', rv: -1, start });
  return Object.assign(error, { status: { ...error.status, metadata: { continue: inconsistent } } });
}

const MATCHES = ['Exact', 'NotOlderThan', ''];

/** Models metainternalversion validation.ValidateListOptions. */
export function checkListOptions(call: Call): void {
  const match = queryOf(call.request, 'resourceVersionMatch');
  const version = queryOf(call.request, 'resourceVersion') ?? '';
  const initial = queryOf(call.request, 'sendInitialEvents');
  const watching = call.info.verb === 'watch';
  const path = 'resourceVersionMatch';
  const refuse = (error: Parameters<typeof invalidStatus>[3][number]) => {
    throw invalidStatus('meta.k8s.io', 'ListOptions', '', [error]);
  };
  if (initial !== undefined && !watching) refuse(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  if (initial !== undefined && match !== 'NotOlderThan') {
    refuse(forbidden(path, `sendInitialEvents requires setting resourceVersionMatch to NotOlderThan`));
  }
  if (match === undefined || match === '') return;
  if (watching && initial === undefined) {
    refuse(forbidden(path, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
  }
  if (version === '' && initial === undefined) {
    refuse(forbidden(path, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  }
  if (queryOf(call.request, 'continue')) refuse(forbidden(path, 'resourceVersionMatch is forbidden when continue is provided'));
  if (!MATCHES.includes(match)) refuse(notSupported(path, match, MATCHES));
  if (match === 'Exact' && version === '0') {
    refuse(forbidden(path, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
}
