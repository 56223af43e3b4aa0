import type { ApiResponse } from '../../client/client';
import type { Call } from '../call';
import { OutboundError } from '../outbound';
import { askRemote, remoteApi } from './remote-api';

/** Headers that are the connection's own, or say who the client is. */
const NOT_CARRIED = new Set(['connection', 'upgrade', 'authorization', 'host', 'content-length', 'accept-encoding']);

/**
 * Carries requests for a remote API to the program that serves it, with who asks in X-Remote-* headers.
 * Models kube-aggregator/pkg/apiserver/handler_proxy.go.
 */
export function aggregate(call: Call): ApiResponse | undefined {
  const { server, request, user, info } = call;
  if (!request.path.startsWith('/apis/')) return undefined;
  // Looked at by every request: what the server has itself is told apart first.
  if (info.isResource && server.kinds.served(info.group, info.version, info.resource)) return undefined;
  const [, , group, version] = request.path.split('/');
  if (!group || !version || server.kinds.versions(group).includes(version)) return undefined;
  const api = remoteApi(server, group, version);
  if (!api) return undefined;
  if (!api.available) return unavailable('service unavailable');
  const carried = Object.entries(request.headers).filter(([name]) => !NOT_CARRIED.has(name) && !name.startsWith('x-remote-'));
  try {
    return askRemote(server, api, {
      method: request.method,
      path: request.path,
      query: request.query,
      headers: {
        ...Object.fromEntries(carried),
        'x-forwarded-uri': request.path,
        'x-forwarded-host': request.headers.host ?? '',
        'x-forwarded-proto': 'https',
        'x-remote-user': user.name,
        'x-remote-group': user.groups.join(','),
      },
      ...(request.body !== undefined && { body: request.body }),
    });
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return unavailable(`error trying to reach service: ${error.message}`);
  }
}

const unavailable = (why: string): ApiResponse => ({
  status: 503,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: `${why}\n`,
});
