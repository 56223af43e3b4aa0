import type { ResourceCall } from '../call';
import { deleteObject, deleteOptions } from './deletion';
import { list, type Listed } from './read';

/** DELETE of a collection: what the selectors pick. Models registry.Store.DeleteCollection. */
export function deleteCollection(call: ResourceCall): Listed {
  const options = deleteOptions(call);
  const listed = list(call);
  for (const object of listed.items) {
    const current = call.server.store.get(call.served.resource, object.metadata.namespace ?? '', object.metadata.name);
    if (current) deleteObject(call, current, options);
  }
  return listed;
}
