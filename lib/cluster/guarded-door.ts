import type { ApiDoor } from './client';

/** The API server as a component in the same process sees it: while it is down nothing answers, and a full etcd takes no writes. */
export function guarded(door: ApiDoor, isServing: () => boolean, isFull: () => boolean = () => false): ApiDoor {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'connection refused',
    reason: 'ServiceUnavailable',
    code: 503,
  };
  const full = { ...status, message: 'etcdserver: mvcc: database space exceeded', reason: undefined, code: 500 };
  return {
    handle: (request) => {
      if (!isServing()) return { status: 503, headers: {}, body: status };
      if (request.method !== 'GET' && isFull()) return { status: 500, headers: {}, body: full };
      return door.handle(request);
    },
    readStream: (id, after) => door.readStream(id, after),
    writeStream: (id, item) => door.writeStream(id, item),
    closeStream: (id) => door.closeStream(id),
  };
}
