import type { ApiDoor } from '@/lib/cluster/client/client';

/** A door whose faults end the stream that met them, and are told: sockets and timers act on it where nobody else would catch them. */
export function guardedDoor(door: ApiDoor, onFault: (error: unknown) => void): ApiDoor {
  const guarded = <T>(act: () => T, otherwise: T): T => {
    try {
      return act();
    } catch (error) {
      onFault(error);
      return otherwise;
    }
  };
  return {
    handle: (request) => door.handle(request),
    readStream: (id, after) => guarded(() => door.readStream(id, after), { items: [], ended: true }),
    writeStream: (id, item) => guarded(() => door.writeStream(id, item), undefined),
    closeStream: (id) => guarded(() => door.closeStream(id), undefined),
  };
}
