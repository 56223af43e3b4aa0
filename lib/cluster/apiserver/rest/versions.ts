import type { KubeObject } from '@/lib/api/object';
import { apiVersionOf, type ServedKind } from '../../kinds/kind-table';
import type { ResourceCall } from '../call';
import { checkReadable } from './readable';

/** The object as the kind's storage version holds it. Custom resources stay in the version of the request until they are stored (`storedForm`). */
export function toStored(served: ServedKind, object: KubeObject): KubeObject {
  const { kind, version } = served;
  if (version === kind.versions[0] && !kind.storedAs) return object;
  const apiVersion = kind.storedAs?.apiVersion ?? apiVersionOf(kind.group, kind.versions[0]!.name);
  const converted = version.toStored ? version.toStored(object) : object;
  return { ...converted, apiVersion };
}

/** A stored object as the served version shows it. */
export function fromStored(served: ServedKind, object: KubeObject): KubeObject {
  if (served.version.custom) return served.version.custom.fromStored(object);
  if (served.version === served.kind.versions[0] && !served.kind.storedAs) return object;
  const converted = served.version.fromStored ? served.version.fromStored(object) : object;
  return { ...converted, apiVersion: served.apiVersion };
}

/** The stored object, as a write begins with it: in the storage version; custom resources in the version of the request. */
export function currentOf(call: ResourceCall): KubeObject | undefined {
  const { served, info, server } = call;
  const stored = server.store.get(served.resource, served.kind.namespaced ? info.namespace : '', info.name);
  if (stored) checkReadable(call, [stored]);
  return stored && served.version.custom ? served.version.custom.fromStored(stored) : stored;
}

/** What a write hands to the store. */
export const storedForm = (served: ServedKind, object: KubeObject): KubeObject => served.version.custom?.toStored(object) ?? object;
