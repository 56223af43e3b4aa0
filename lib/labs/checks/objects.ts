import type { KubeObject } from '@/lib/api/object';
import type { ApiDoor } from '@/lib/cluster/client/client';
import type { ObjectRef } from '../types';

/** A check names something that the cluster does not serve, or is refused: the check's fault, not the learner's. */
export class CheckError extends Error {}

const CHECKER = { name: 'nekala:checker', groups: ['system:masters', 'system:authenticated'] };

interface ApiResourceList {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

/** The objects that a reference names, none if there are none (or no such namespace). Throws CheckError for an unknown kind. */
export function findObjects(door: ApiDoor, ref: ObjectRef): readonly KubeObject[] {
  const root = ref.apiVersion.includes('/') ? `/apis/${ref.apiVersion}` : `/api/${ref.apiVersion}`;
  const resource = read<ApiResourceList>(door, root)?.resources.find(({ kind, name }) => kind === ref.kind && !name.includes('/'));
  if (!resource) throw new CheckError(`the cluster serves no ${ref.apiVersion} ${ref.kind}`);
  const scope =
    resource.namespaced && (ref.namespace !== undefined || ref.name !== undefined) ? `/namespaces/${ref.namespace ?? 'default'}` : '';
  const collection = `${root}${scope}/${resource.name}`;
  if (ref.name !== undefined) {
    const object = read<KubeObject>(door, `${collection}/${encodeURIComponent(ref.name)}`);
    return object ? [object] : [];
  }
  const query: Record<string, string[]> = ref.selector ? { labelSelector: [ref.selector] } : {};
  const list = read<{ items: readonly KubeObject[] }>(door, collection, query);
  return (list?.items ?? []).map((item) => ({ ...item, apiVersion: ref.apiVersion, kind: ref.kind }));
}

function read<T>(door: ApiDoor, path: string, query: Record<string, string[]> = {}): T | undefined {
  const response = door.handle({ method: 'GET', path, query, headers: { accept: 'application/json' }, as: CHECKER });
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw new CheckError(`GET ${path}: ${(response.body as { message?: string })?.message ?? response.status}`);
  return response.body as T;
}
