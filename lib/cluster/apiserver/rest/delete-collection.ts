import type { ResourceCall } from '../call';
import { deleteOptions } from './delete-options';
import { deleteObject } from './deletion';
import { list, type Listed } from './read';

/** DELETE of a collection: what the selectors pick. Models registry.Store.DeleteCollection. */
export function deleteCollection(given: ResourceCall): Listed {
  const listed = list(given);
  const options = deleteOptions(given.request);
  const call: ResourceCall = { ...given, dryRun: options.dryRun !== undefined && options.dryRun.length > 0 };
  for (const object of listed.items) {
    const current = call.server.store.get(call.served.resource, object.metadata.namespace ?? '', object.metadata.name);
    if (current) deleteObject(call, current, options);
  }
  return listed;
}
