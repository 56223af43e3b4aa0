import type { Pod } from '@/lib/api/models';
import { cap, number } from './estimate';
import { amountText, OBSERVED, policyOf, RESOURCES, type Resource, type Resources, type Vpa } from './resources';

/** What an autoscaler wants of one container of a pod. */
export interface ContainerWish {
  readonly index: number;
  readonly requests: Resources;
  readonly limits: Resources;
  /** `cpu request`, `memory capped to container limit` … */
  readonly notes: readonly string[];
}

interface Limited {
  readonly name: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string>>; readonly limits?: Readonly<Record<string, string>> };
}

/**
 * Requests and limits that an autoscaler recommends for a pod: limits keep their ratio to requests, unless only requests are
 * controlled, which then stay below them. Models admission-controller/resource/pod/recommendation.
 */
export function wishesFor(vpa: Vpa, { spec }: Pick<Pod, 'spec'>): ContainerWish[] {
  const known = vpa.status?.recommendation?.containerRecommendations ?? [];
  return ((spec?.containers ?? []) as readonly Limited[]).flatMap((container, index) => {
    const policy = policyOf(vpa, container.name);
    const found = known.find(({ containerName }) => containerName === container.name)?.target;
    if (!found || policy?.mode === 'Off') return [];
    const only = policy?.controlledValues === 'RequestsOnly';
    // The policy may have changed since it was recommended.
    const target = cap(found, policy);
    const notes = RESOURCES.filter((resource) => target[resource] !== found[resource]).map(
      (resource) => `${resource} capped to ${target[resource] === policy?.minAllowed?.[resource] ? 'minAllowed' : 'maxAllowed'}`,
    );
    const requests: Record<string, string> = {};
    const limits: Record<string, string> = {};
    for (const resource of RESOURCES) {
      const wanted = target[resource];
      if (wanted === undefined) continue;
      const limit = container.resources?.limits?.[resource];
      if (only && limit !== undefined && number(resource, wanted) > number(resource, limit)) {
        requests[resource] = limit;
        notes.push(`${resource} capped to container limit`);
        continue;
      }
      requests[resource] = wanted;
      if (only || limit === undefined) continue;
      limits[resource] = proportional(resource, limit, container.resources?.requests?.[resource], wanted);
    }
    notes.push(...Object.keys(requests).map((name) => `${name} request`), ...Object.keys(limits).map((name) => `${name} limit`));
    return [{ index, requests, limits, notes }];
  });
}

/** Models vpa_api_util.GetProportionalLimit. */
function proportional(resource: Resource, limit: string, request: string | undefined, wanted: string): string {
  const [from, to] = [number(resource, request ?? limit), number(resource, limit)];
  if (from === 0 || from === to) return from === 0 ? limit : wanted;
  return amountText(resource, Math.trunc((number(resource, wanted) * to) / from));
}

/** JSON patch by which a new pod gets what is recommended. Models admission-controller/resource/pod/patch. */
export function patchOf(vpa: Vpa, pod: Pick<Pod, 'spec' | 'metadata'>): object[] {
  const patch: object[] = [];
  if (!pod.metadata.annotations) patch.push({ op: 'add', path: '/metadata/annotations', value: {} });
  const containers = (pod.spec?.containers ?? []) as readonly Limited[];
  const wishes = wishesFor(vpa, pod);
  for (const wish of wishes) patch.push(...changesOf(wish, containers[wish.index]!));
  if (wishes.length > 0) {
    const what = wishes.map(({ index, notes }) => `container ${index}: ${notes.join(', ')}`).join('; ');
    patch.push({ op: 'add', path: '/metadata/annotations/vpaUpdates', value: `Pod resources updated by ${vpa.metadata.name}: ${what}` });
  }
  patch.push({ op: 'add', path: `/metadata/annotations/${OBSERVED}`, value: containers.map(({ name }) => name).join(', ') });
  return patch;
}

/** JSON patch of one container's resources. */
export function changesOf({ index, requests, limits }: ContainerWish, { resources }: Limited): object[] {
  const root = `/spec/containers/${index}/resources`;
  const part = (name: 'requests' | 'limits', wanted: Resources): object[] => {
    if (Object.keys(wanted).length === 0) return [];
    return [
      ...(resources?.[name] ? [] : [{ op: 'add', path: `${root}/${name}`, value: {} }]),
      ...Object.entries(wanted).map(([resource, value]) => ({ op: 'add', path: `${root}/${name}/${resource}`, value })),
    ];
  };
  return [...(resources ? [] : [{ op: 'add', path: root, value: {} }]), ...part('requests', requests), ...part('limits', limits)];
}
