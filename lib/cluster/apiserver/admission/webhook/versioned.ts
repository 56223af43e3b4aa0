import type { KubeObject } from '@/lib/api/object';
import { subresourceOf, type ServedKind } from '../../../kinds/kind-table';
import { fromStored, toStored } from '../../rest/versions';
import type { Attributes } from '../chain';

/** The subresource's own kind, where admission holds the whole object in its place (scale). */
const viewOf = ({ call, subresource }: Attributes) => (subresource ? subresourceOf(call.served.kind, subresource)?.view : undefined);

/** Group, version and kind as reviews name them. */
export function kindOf(attributes: Attributes, served: ServedKind): { group: string; version: string; kind: string } {
  const speaks = attributes.subresource ? subresourceOf(served.kind, attributes.subresource)?.speaks : undefined;
  if (speaks) return { group: speaks.group, version: speaks.version, kind: speaks.kind };
  const { apiVersion, kind } = attributes.operation === 'CONNECT' ? (attributes.object ?? {}) : {};
  if (apiVersion && kind) return { group: '', version: apiVersion as string, kind: kind as string };
  return { group: served.kind.group, version: served.version.name, kind: served.kind.kind };
}

/** An object of a request as a version of its API shows it. Admission holds objects as they are stored, custom ones as they came. */
export function versioned(attributes: Attributes, object: KubeObject | undefined, served: ServedKind): KubeObject | undefined {
  if (!object || !isOwn(attributes, object)) return object;
  const { call } = attributes;
  const view = viewOf(attributes);
  if (view) return view.get(object);
  const { custom } = call.served.version;
  if (custom && served === call.served) return object;
  return fromStored(served, custom ? custom.toStored(object) : object);
}

/** Takes a changed object back to the form that admission holds. */
export function unversioned(attributes: Attributes & { readonly object: KubeObject }, changed: KubeObject, served: ServedKind): KubeObject {
  if (!isOwn(attributes, attributes.object)) return changed;
  const { call } = attributes;
  const view = viewOf(attributes);
  if (view) return view.put(attributes.object, changed);
  const { custom } = call.served.version;
  if (custom && served === call.served) return changed;
  const stored = toStored(served, changed);
  return custom ? custom.fromStored(served.version.custom?.toStored(stored) ?? stored) : stored;
}

/** Objects of creating subresources (bindings, evictions) are no objects of the kind. */
const isOwn = ({ call }: Attributes, object: KubeObject) => object.kind === call.served.kind.kind;
