import type { Kind } from '../kinds/kind';
import type { ServedKind } from '../kinds/kind-table';

/** A kind whose objects are answered and never stored, as the decoder takes it. */
export function virtualKind(group: string, kind: string, plural: string): ServedKind {
  const version = { name: 'v1', schema: `io.k8s.api.${group.split('.')[0]}.v1.${kind}` };
  const described: Kind = { group, kind, plural, singular: kind.toLowerCase(), namespaced: false, versions: [version], columns: [] };
  return { kind: described, version, apiVersion: `${group}/v1`, resource: { group, resource: plural } };
}
