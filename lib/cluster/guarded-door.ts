import type { ApiDoor } from './client';

/** The API server as a component in the same process sees it: while it is down, nothing answers. */
export function guarded(door: ApiDoor, isServing: () => boolean): ApiDoor {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'connection refused',
    reason: 'ServiceUnavailable',
    code: 503,
  };
  return {
    handle: (request) => (isServing() ? door.handle(request) : { status: 503, headers: {}, body: status }),
    readStream: (id, after) => door.readStream(id, after),
    writeStream: (id, item) => door.writeStream(id, item),
    closeStream: (id) => door.closeStream(id),
  };
}
