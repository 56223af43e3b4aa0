import type { GroupResource, KubeObject } from '@/lib/api/object';
import { type ControllerContext, splitKey } from './context';

/**
 * The way of every controller that protects objects in use by a finalizer: adds it to living objects that lack it, and
 * removes it from those that are being deleted and unused. Models pkg/controller/volume/protectionutil.
 */
export function guard<T extends KubeObject>(
  { client }: ControllerContext,
  resource: GroupResource,
  finalizer: string,
  isUsed: (object: T) => boolean,
): (key: string) => void {
  return (key) => {
    const [namespace, name] = splitKey(key);
    const object = client.get<T>(resource, namespace, name);
    if (!object) return;
    const finalizers = object.metadata.finalizers ?? [];
    const has = finalizers.includes(finalizer);
    const write = (next: readonly string[]) => client.update(resource, { ...object, metadata: { ...object.metadata, finalizers: next } });
    if (!object.metadata.deletionTimestamp) {
      if (!has) write([...finalizers, finalizer]);
    } else if (has && !isUsed(object)) write(finalizers.filter((item) => item !== finalizer));
  };
}
