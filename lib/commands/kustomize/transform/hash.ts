import { contentHash } from '@/lib/commands/kubectl/create/config-data';
import { isMap, own, type Json, type JsonMap } from '../resource/json';
import type { Resource } from '../resource/resource';

/** Ends the names of generated objects in a hash of what they hold (Models api/hasher). */
export function addHashes(resources: readonly Resource[]): void {
  for (const resource of resources) {
    if (!resource.needsHash) continue;
    const hash = contentHash(hashed(resource));
    resource.storePreviousId();
    resource.name = `${resource.name}-${hash}`;
  }
}

/** What the hash is of; the name is no part of it, so that prefixes do not change it. */
function hashed({ object, kind }: Resource): object {
  const text = (field: string): Json => own(object, field) ?? '';
  const maps = (field: string): JsonMap => (isMap(object[field]) ? { [field]: object[field] } : {});
  if (kind === 'ConfigMap') return { kind, name: '', data: text('data'), ...maps('binaryData') };
  if (kind === 'Secret') return { kind, type: text('type'), name: '', data: text('data'), ...maps('stringData') };
  return object;
}
