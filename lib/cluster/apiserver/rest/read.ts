import { forbidden, notSupported, type FieldError } from '@/lib/api/field-error';
import type { KubeList, KubeObject } from '@/lib/api/object';
import { badRequestStatus, expiredStatus, invalidStatus, notFoundStatus, tooLargeResourceVersionStatus } from '@/lib/api/status';
import type { Call, ResourceCall } from '../call';
import { queryOf } from '../request-info';
import { selectionOf, type Selection } from '../selection';
import { expiredContinueStatus, readToken, tokenText } from './continue-token';
import { integerOf } from './options';
import { checkReadable } from './readable';

/** GET of one object, as stored. */
export function get(call: ResourceCall): KubeObject {
  const { served, info, server } = call;
  const computed = served.kind.computed?.(server.isHealthy);
  if (computed)
    return found(
      call,
      computed.find(({ metadata }) => metadata.name === info.name),
    );
  const version = resourceVersionOf(call);
  checkReached(call, version);
  const stored = server.store.get(served.resource, served.kind.namespaced ? info.namespace : '', info.name);
  const object = found(call, stored);
  return served.version.custom?.fromStored(object) ?? object;
}

function found(call: ResourceCall, object: KubeObject | undefined): KubeObject {
  const { served, info } = call;
  if (!object) throw notFoundStatus(served.resource, info.name);
  checkReadable(call, [object]);
  return object;
}

/** Refuses to read at a resource version that has not come yet. */
function checkReached({ server }: Call, version: number): void {
  const { revision } = server.store;
  if (version > revision) throw tooLargeResourceVersionStatus(String(version), String(revision));
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

/** Objects of a collection with the list's metadata, before they take the form asked for. */
export interface Listed {
  readonly items: readonly KubeObject[];
  readonly metadata: KubeList['metadata'];
}

/** GET of a collection: selectors, resourceVersion, limit and continue. Models storage's GetList. */
export function list(call: ResourceCall): Listed {
  const limit = Math.max(0, integerOf(call.request, 'limit') ?? 0);
  integerOf(call.request, 'timeoutSeconds');
  checkListOptions(call);
  const { served, info, server } = call;
  const { store } = server;
  const selection = selectionOf(call.request, info, served.kind);
  const computed = served.kind.computed?.(server.isHealthy);
  if (computed) return { items: computed.filter(selection.matches), metadata: {} };
  const token = queryOf(call.request, 'continue');
  const versionText = queryOf(call.request, 'resourceVersion') ?? '';
  const version = resourceVersionOf(call);
  if (token) {
    const { revision, start } = readToken(token);
    if (versionText !== '' && versionText !== '0') {
      throw badRequestStatus('specifying resource version is not allowed when using continue');
    }
    checkReached(call, revision);
    return chunk(call, selection, limit, revision < 0 ? store.revision : revision, start);
  }
  checkReached(call, version);
  const match = queryOf(call.request, 'resourceVersionMatch') ?? '';
  // A limit at a version and no word on how to match it reads at that very version, as it always has.
  if (match === 'Exact' || (match === '' && limit > 0 && version > 0)) return chunk(call, selection, limit, version, undefined);
  // What may come from the cache (resourceVersion=0) comes whole.
  if (limit > 0 && versionText !== '0') return chunk(call, selection, limit, store.revision, undefined);
  const all = store.list(served.resource, selection.namespace);
  checkReadable(call, all);
  return { items: all.filter(selection.matches), metadata: { resourceVersion: String(store.revision) } };
}

/** Up to `limit` objects (0: all) at `revision`, from the key `start` on. */
function chunk(call: ResourceCall, selection: Selection, limit: number, revision: number, start: string | undefined): Listed {
  const { served, server } = call;
  const prefix = selection.namespace ? `${selection.namespace}/` : '';
  const from = start === undefined ? '' : prefix + start.slice(1);
  const objects = server.store.listAt(served.resource, revision);
  if (!objects) {
    if (start !== undefined) throw expiredContinueStatus(start);
    throw expiredStatus('The resourceVersion for the provided list is too old.');
  }
  checkReadable(call, [...objects.values()]);
  const items: KubeObject[] = [];
  let last: string | undefined;
  let remaining = 0;
  for (const [key, object] of objects) {
    const path = key.replace(/^\//, '');
    if (path < from || !path.startsWith(prefix)) continue;
    // That there is more is told by the keys, whether or not the selectors want what is there.
    if (limit > 0 && items.length >= limit) remaining++;
    else {
      last = path;
      if (selection.matches(object)) items.push(object);
    }
  }
  const selective = selection.labels.length > 0 || selection.fields.length > 0;
  const resourceVersion = String(revision);
  if (remaining === 0 || last === undefined) return { items, metadata: { resourceVersion } };
  const next = tokenText(revision, `/${last.slice(prefix.length)}\0`);
  return { items, metadata: { resourceVersion, continue: next, ...(!selective && { remainingItemCount: remaining }) } };
}

const MATCHES = ['Exact', 'NotOlderThan', ''];

/** Models metainternalversion validation.ValidateListOptions. */
export function checkListOptions(call: Call): void {
  const { request, info } = call;
  const match = queryOf(request, 'resourceVersionMatch') ?? '';
  const version = queryOf(request, 'resourceVersion') ?? '';
  const initial = queryOf(request, 'sendInitialEvents');
  const continues = !!queryOf(request, 'continue');
  const path = 'resourceVersionMatch';
  const found: FieldError[] = [];
  if (info.verb === 'watch') {
    if (initial !== undefined && match !== 'NotOlderThan') {
      found.push(forbidden(path, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
    }
    if (match !== '') {
      if (initial === undefined) {
        found.push(forbidden(path, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
      }
      if (match !== 'NotOlderThan') found.push(notSupported(path, match, ['NotOlderThan']));
      if (continues) found.push(forbidden(path, 'resourceVersionMatch is forbidden when continue is provided'));
    }
  } else {
    if (match !== '') {
      if (version === '') found.push(forbidden(path, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
      if (continues) found.push(forbidden(path, 'resourceVersionMatch is forbidden when continue is provided'));
      if (!MATCHES.includes(match)) found.push(notSupported(path, match, MATCHES));
      if (match === 'Exact' && version === '0') {
        found.push(forbidden(path, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
      }
    }
    if (initial !== undefined) found.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  if (found.length > 0) throw invalidStatus('meta.k8s.io', 'ListOptions', '', found);
}
