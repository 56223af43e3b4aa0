import { compareQuantities } from '@/lib/api/quantity';

interface Spec {
  readonly containers?: readonly Resourceful[];
  readonly initContainers?: readonly Resourceful[];
  readonly resources?: Resources;
}
interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}
interface Resourceful {
  readonly resources?: Resources;
}

/** `Guaranteed`, `Burstable` or `BestEffort`. Models pkg/apis/core/v1/helper/qos.ComputePodQOS. */
export function qosClass(spec: Spec | undefined): string {
  const all =
    spec?.resources && (spec.resources.requests || spec.resources.limits)
      ? [{ resources: spec.resources }]
      : [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  let any = false;
  let guaranteed = true;
  for (const { resources } of all) {
    for (const name of ['cpu', 'memory']) {
      const request = resources?.requests?.[name];
      const limit = resources?.limits?.[name];
      const asks = request !== undefined && compareQuantities(request, '0') > 0;
      const bound = limit !== undefined && compareQuantities(limit, '0') > 0;
      if (asks || bound) any = true;
      if (!bound || (asks && compareQuantities(request, limit) !== 0)) guaranteed = false;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
