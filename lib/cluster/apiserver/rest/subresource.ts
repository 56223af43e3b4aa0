import { failure, methodNotAllowedStatus, notFoundStatus } from '@/lib/api/status';
import type { ApiResponse } from '../../client/client';
import { subresourceOf } from '../../kinds/kind-table';
import type { ResourceCall } from '../call';
import { answer } from './answer';
import { get } from './read';
import { shapeObject } from './shape';
import { update } from './update';

/** A request to a subresource that the kind says it serves. */
export function serveSubresource(call: ResourceCall): ApiResponse {
  const { info, served } = call;
  const subresource = subresourceOf(served.kind, info.subresource)!;
  if (info.subresource === 'status') {
    if (info.verb === 'get') return answer(call, 200, shapeObject(call, get(call)));
    if (info.verb === 'update') return answer(call, 200, shapeObject(call, update(call).object));
  }
  void notFoundStatus;
  void subresource;
  if (info.verb === '') throw methodNotAllowedStatus();
  throw failure(501, 'InternalError', `subresource ${info.subresource}: not simulated here`);
}
