import { methodNotAllowedStatus } from '@/lib/api/status';
import type { ApiResponse } from '../../client/client';
import type { ResourceCall } from '../call';
import { isVirtual, serveReview } from '../reviews';
import { answer } from './answer';
import { create } from './create';
import { deleteCollection } from './delete-collection';
import { remove } from './deletion';
import { patch } from './patch';
import { get, list } from './read';
import { shapeList, shapeObject } from './shape';
import { serveSubresource } from './subresource';
import { update } from './update';
import { watch } from './watch';

/** A request to a resource, by its verb. */
export function serveResource(call: ResourceCall): ApiResponse {
  const { info, served } = call;
  if (isVirtual(info)) return serveReview(call);
  if (served.version.deprecated) call.warnings.push(served.version.deprecated);
  if (info.subresource) return serveSubresource(call);
  switch (info.verb) {
    case 'get':
      return answer(call, 200, shapeObject(call, get(call)));
    case 'list':
      return answer(call, 200, shapeList(call, list(call)));
    case 'watch':
      return watch(call);
    case 'create':
      return answer(call, 201, shapeObject(call, create(call)));
    case 'update': {
      const { object, created } = update(call);
      return answer(call, created ? 201 : 200, shapeObject(call, object));
    }
    case 'patch': {
      const { object, created } = patch(call);
      return answer(call, created ? 201 : 200, shapeObject(call, object));
    }
    case 'delete': {
      const gone = remove(call);
      return answer(call, 200, gone.kind === 'Status' && gone.apiVersion === 'v1' ? gone : shapeObject(call, gone as never));
    }
    case 'deletecollection':
      return answer(call, 200, shapeList(call, deleteCollection(call)));
    default:
      throw methodNotAllowedStatus();
  }
}
