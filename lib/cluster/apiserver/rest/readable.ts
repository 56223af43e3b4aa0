import type { KubeObject } from '@/lib/api/object';
import { internalErrorStatus } from '@/lib/api/status';
import { CACHE_READER } from '../../client/shared-cache';
import type { ResourceCall } from '../call';

/** Objects that the server cannot decrypt fail the whole read. Models etcd3.store's TransformFromStorage. */
export function checkReadable({ server, served, request }: ResourceCall, objects: readonly KubeObject[]): void {
  // What components have in their caches they have.
  if (request.as === CACHE_READER) return;
  for (const object of objects) {
    const why = server.unreadable(served.resource, object);
    if (why !== undefined) throw internalErrorStatus(why);
  }
}
