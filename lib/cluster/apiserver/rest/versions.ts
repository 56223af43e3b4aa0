import type { KubeObject } from '@/lib/api/object';
import type { ServedKind } from '../../kinds/kind-table';

/** The object as the kind's storage version holds it. */
export function toStored(served: ServedKind, object: KubeObject): KubeObject {
  const { kind, version } = served;
  if (version === kind.versions[0]) return object;
  const storage = kind.versions[0]!;
  const apiVersion = kind.group ? `${kind.group}/${storage.name}` : storage.name;
  const converted = version.toStored ? version.toStored(object) : object;
  return { ...converted, apiVersion };
}

/** A stored object as the served version shows it. */
export function fromStored(served: ServedKind, object: KubeObject): KubeObject {
  if (served.version === served.kind.versions[0]) return object;
  const converted = served.version.fromStored ? served.version.fromStored(object) : object;
  return { ...converted, apiVersion: served.apiVersion };
}
