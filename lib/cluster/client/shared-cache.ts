import type { Client, UserInfo } from './client';

/**
 * Who reads for the components of the control plane. In a real one their reads come from informer caches, which one user fills
 * (system:kube-controller-manager, for all controllers) and which nobody authorizes any more; here a read goes to the server's
 * own state each time. Requests of this user are no requests of the simulated cluster: they are allowed, and not audited.
 */
export const CACHE_READER: UserInfo = Object.freeze({
  name: 'system:kube-controller-manager',
  groups: Object.freeze(['system:masters', 'system:authenticated']),
});

/** A client that writes as its user and reads as from a cache. */
export const withCachedReads = (writer: Client, reader: Client): Client => ({ ...writer, get: reader.get, list: reader.list });
