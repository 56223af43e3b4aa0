import type { KubeObject } from '@/lib/api/object';
import type { ResourceCall } from './call';

/** Sets managedFields of an object that `manager` creates or updates. */
export function trackUpdate(_call: ResourceCall, _old: KubeObject | undefined, object: KubeObject, _manager: string): KubeObject {
  return object;
}

/** Live object and configuration merged. */
export function applyConfiguration(
  _call: ResourceCall,
  _current: KubeObject | undefined,
  configuration: KubeObject,
  _manager: string,
  _force: boolean,
): KubeObject {
  return configuration;
}
