import { methodNotAllowedStatus, noSuchResourceStatus } from '@/lib/api/status';
import type { ApiResponse } from '../../client/client';
import { subresourceOf } from '../../kinds/kind-table';
import type { ResourceCall } from '../call';
import { answer } from './answer';
import { bind } from './binding';
import { evict } from './eviction';
import { finalize } from './finalize';
import { forward } from './proxy';
import { serveNodeStream } from './node-streams';
import { patch } from './patch';
import { get } from './read';
import { serveView } from './scale';
import { shapeObject } from './shape';
import { createToken } from './token';
import { update } from './update';

/** Subresources that are more than a view of the object, by name. Which kinds serve them, the kinds say. */
const OWN: Readonly<Record<string, (call: ResourceCall) => ApiResponse>> = {
  binding: bind,
  eviction: evict,
  finalize,
  token: createToken,
  log: serveNodeStream,
  exec: serveNodeStream,
  attach: serveNodeStream,
  portforward: serveNodeStream,
  proxy: forward,
};

/** A request to a subresource that the kind says it serves. */
export function serveSubresource(call: ResourceCall): ApiResponse {
  const { info, served } = call;
  const subresource = subresourceOf(served.kind, info.subresource);
  if (!subresource) throw noSuchResourceStatus();
  if (subresource.view) return serveView(call, subresource, subresource.view);
  const own = OWN[info.subresource];
  if (own) return own(call);
  switch (info.verb) {
    case 'get':
      return answer(call, 200, shapeObject(call, get(call)));
    case 'update':
      return answer(call, 200, shapeObject(call, update(call).object));
    case 'patch':
      return answer(call, 200, shapeObject(call, patch(call).object));
    default:
      throw methodNotAllowedStatus();
  }
}
