import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus } from '@/lib/api/status';
import type { Call, ResourceCall } from '../call';
import { queryOf } from '../request-info';
import { partialOf, tableOf, type IncludeObject } from '../table';
import type { Listed } from './read';
import { fromStored } from './versions';

/** How much of each object a Table's rows carry. */
export function includeOf(call: Call): IncludeObject {
  const asked = queryOf(call.request, 'includeObject') ?? '';
  if (asked === '') return 'Metadata';
  if (asked === 'Metadata' || asked === 'Object' || asked === 'None') return asked;
  throw badRequestStatus(`unrecognized includeObject value: ${JSON.stringify(asked)}`);
}

/** One stored object in the version and form that the client asked for. */
export function shapeObject(call: ResourceCall, stored: KubeObject): object {
  const object = fromStored(call.served, stored);
  if (call.form === 'partial') return partialOf(object);
  if (call.form !== 'table') return object;
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return tableOf(call.served.kind, [object], metadata, call.server.sim.now(), includeOf(call));
}

const bare = new WeakMap<object, object>();

/** Items of lists of built-in kinds do not say what they are: the list does. (Callers inside the process get the objects themselves.) */
function withoutTypeMeta(object: KubeObject): object {
  let rest = bare.get(object);
  if (!rest) {
    const { apiVersion: _version, kind: _kind, ...fields } = object;
    bare.set(object, (rest = Object.freeze(fields)));
  }
  return rest;
}

/** A list in the version and form that the client asked for. */
export function shapeList(call: ResourceCall, listed: Listed): object {
  const { served } = call;
  const converts = served.version !== served.kind.versions[0] || served.version.custom !== undefined || served.kind.storedAs !== undefined;
  const items = converts ? listed.items.map((item) => fromStored(served, item)) : listed.items;
  if (call.form === 'table') return tableOf(served.kind, items, listed.metadata, call.server.sim.now(), includeOf(call));
  if (call.form === 'partial') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata: listed.metadata,
      items: items.map(partialOf),
    };
  }
  const shown = served.version.custom || call.request.as ? items : items.map(withoutTypeMeta);
  const { kind } = served;
  const list = { kind: kind.listKind ?? `${kind.kind}List`, apiVersion: served.apiVersion };
  // A list without a struct of its own names what it does not have, too.
  const metadata = served.version.custom ? { continue: '', ...listed.metadata } : listed.metadata;
  return { ...list, metadata, items: shown };
}
