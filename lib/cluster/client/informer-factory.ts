import type { GroupResource, KubeObject } from '@/lib/api/object';
import type { Sim } from '@/lib/sim/sim';
import type { ApiDoor, Informer, InformerFactory, ListOptions, UserInfo } from './client';
import { WatchInformer } from './informer';
import { newClient, type ClientOptions } from './new-client';

export interface InformerFactoryOptions extends ClientOptions {
  /** Names the owner: `kube-controller-manager`, `kubelet/node01`. Unique in a world. */
  readonly name: string;
}

/** Informers of one component, one for each resource and selector. All of them share one Sim queue. */
export interface OwnedInformerFactory extends InformerFactory {
  informer<T extends KubeObject = KubeObject>(resource: GroupResource, selectors?: ListOptions): Informer<T>;
  /** Ends all watches: the component has stopped. Another factory of the same name may start then. */
  stop(): void;
}

const KNOWN_VERSIONS: Readonly<Record<string, string>> = { autoscaling: 'v2' };

/** Queue on which the informers of a factory tell their changes. */
export const informerQueue = (name: string): string => `informers/${name}`;

export function newInformerFactory(sim: Sim, door: ApiDoor, user: UserInfo, options: InformerFactoryOptions): OwnedInformerFactory {
  const informers = new Map<string, WatchInformer>();
  const client = newClient(door, user, options);
  const queue = informerQueue(options.name);
  sim.on(queue, (key) => informers.get(key)?.deliver());
  return {
    informer<T extends KubeObject>(resource: GroupResource, selectors: ListOptions = {}): Informer<T> {
      const { fieldSelector = '', labelSelector = '' } = selectors;
      const key = [`${resource.group}/${resource.resource}`, fieldSelector, labelSelector].filter((part) => part !== '').join('?');
      let informer = informers.get(key);
      if (!informer) {
        informer = new WatchInformer({
          sim,
          client,
          user,
          streamName: `${options.name}/${key}`,
          queue,
          key,
          resource,
          version:
            options.versions?.[resource.group] ??
            options.kinds?.resource(resource.group, resource.resource)?.versions[0]?.name ??
            KNOWN_VERSIONS[resource.group] ??
            'v1',
          ...(fieldSelector && { fieldSelector }),
          ...(labelSelector && { labelSelector }),
        });
        informers.set(key, informer);
      }
      return informer as unknown as Informer<T>;
    },
    drop(resource) {
      const key = `${resource.group}/${resource.resource}`;
      informers.get(key)?.stop();
      informers.delete(key);
    },
    stop() {
      for (const informer of informers.values()) informer.stop();
      informers.clear();
    },
  };
}
