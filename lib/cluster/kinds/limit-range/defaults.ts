import type { KubeObject } from '@/lib/api/object';
import { fill, within, withinEach } from '../fill';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

/** A container's default limit is its maximum, its default request the default limit or else the minimum. Models SetDefaults_LimitRangeItem. */
export function defaultLimitRange(object: KubeObject): KubeObject {
  return within(object, 'spec', (spec: any) =>
    withinEach(spec, 'limits', (item: any) => {
      if (item.type !== 'Container') return item;
      const limits = fill(item.default, item.max ?? {});
      const requests = fill(fill(item.defaultRequest, limits), item.min ?? {});
      return {
        ...item,
        ...(Object.keys(limits as object).length > 0 ? { default: limits } : {}),
        ...(Object.keys(requests as object).length > 0 ? { defaultRequest: requests } : {}),
      };
    }),
  );
}
