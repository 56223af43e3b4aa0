import { deepFreeze } from '@/lib/api/freeze';
import { failure } from '@/lib/api/status';
import { Sim } from '@/lib/sim/sim';
import type { ApiRequest, ApiResponse, UserInfo } from '../client/client';
import { newClient } from '../client/new-client';
import { kinds } from '../kinds';
import { KindTable } from '../kinds/kind-table';
import { Store } from '../store';
import { ApiServer } from './apiserver';
import type { AuthnOptions } from './authn/authn';
import type { NodeProxy } from './node-proxy';
import type { Outbound } from './outbound';

export const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters'] };

const refuse = () => {
  throw failure(500, 'InternalError', 'no kubelet in this test');
};

const noNodes: NodeProxy = {
  log: refuse,
  exec: refuse,
  attach: refuse,
  portForward: refuse,
  readStream: () => ({ items: [], ended: true }),
  writeStream: refuse,
  closeStream: () => {},
};

/** A server over an empty store with the namespaces of a new cluster, for tests. */
export function testServer(
  options: { authn?: AuthnOptions; nodeProxy?: NodeProxy; outbound?: Outbound; now?: number; namespaces?: readonly string[] } = {},
) {
  const sim = new Sim({ seed: 1, now: options.now ?? Date.UTC(2026, 0, 1) });
  const store = new Store(sim);
  const table = new KindTable(kinds);
  const server = new ApiServer({
    sim,
    kinds: table,
    store,
    authn: options.authn ?? {},
    nodeProxy: options.nodeProxy ?? noNodes,
    ...(options.outbound && { outbound: options.outbound }),
  });
  const client = newClient(server, ADMIN, { userAgent: 'test/1.0', kinds: table });
  for (const name of options.namespaces ?? ['default', 'kube-system']) {
    client.create({ group: '', resource: 'namespaces' }, { metadata: { name } });
    client.create({ group: '', resource: 'serviceaccounts' }, { metadata: { name: 'default', namespace: name } });
  }
  const send = (method: string, url: string, body?: unknown, more: Partial<ApiRequest> = {}): ApiResponse => {
    const [path = '', search = ''] = url.split('?');
    const query = Object.create(null) as Record<string, string[]>;
    for (const [name, value] of new URLSearchParams(search)) (query[name] ??= []).push(value);
    return server.handle({
      method,
      path,
      query,
      headers: { 'user-agent': 'test/1.0', ...more.headers },
      as: ADMIN,
      ...(body !== undefined && { body: deepFreeze(body) }),
      ...Object.fromEntries(Object.entries(more).filter(([name]) => name !== 'headers')),
    });
  };
  return { sim, store, kinds: table, server, client, send };
}
