import type { ApiResponse } from '../client/client';
import type { Call } from './call';
import { serveDiscovery } from './discovery';
import { serveHealth } from './health';
import { answer } from './rest/answer';
import { pageNotFound } from './resolve';
import { serveOpenApi } from './open-api';
import { serveOpenId } from './openid';
import { versionInfo } from './version';

/** Paths that name no resource: health, version, discovery, OpenAPI. */
export function serveNonResource(call: Call): ApiResponse {
  const { path } = call.info;
  if (path === '/version' || path === '/version/') return answer(call, 200, versionInfo(call.server.version()));
  return serveHealth(call) ?? serveDiscovery(call) ?? serveOpenApi(call) ?? serveOpenId(call) ?? pageNotFound();
}
