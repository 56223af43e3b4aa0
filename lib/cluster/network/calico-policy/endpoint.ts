import type { Labels } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { inCidr, type Peer, type PolicyView } from '../network-policy';
import { calicoSelector } from './selector';
import { calicoObjects } from './groups';
import { SERVICE_ACCOUNTS } from '../../client/resources';

/** Labels of a pod's workload endpoint: its own, and what Calico adds. */
export const endpointLabels = ({ metadata, spec }: KubeObject): Labels => ({
  ...metadata.labels,
  'projectcalico.org/namespace': metadata.namespace!,
  'projectcalico.org/orchestrator': 'k8s',
  'projectcalico.org/serviceaccount': (spec?.serviceAccountName as string | undefined) ?? 'default',
});

/** Labels that selectors of namespaces look at. */
export const namespaceLabels = (view: PolicyView, name: string): Labels => ({
  ...view.namespace(name)?.metadata.labels,
  'projectcalico.org/name': name,
  'projectcalico.org/namespace': name,
});

export const serviceAccountLabels = (view: PolicyView, { metadata, spec }: KubeObject): Labels =>
  view
    .list(SERVICE_ACCOUNTS)
    .find((one) => one.metadata.namespace === metadata.namespace && one.metadata.name === (spec?.serviceAccountName ?? 'default'))?.metadata
    .labels ?? {};

/** Something that selectors of rules find: a pod, or a set of networks. `namespace`: absent for what is global. */
export interface Selectable {
  readonly labels: Labels;
  readonly namespace?: string;
}

/** What an address is in the eyes of selectors: the pod that has it, and every network set that holds it. */
export function selectablesOf(view: PolicyView, { ip, pod }: Peer): readonly Selectable[] {
  const holds = ({ spec }: KubeObject) => ((spec?.nets ?? []) as readonly string[]).some((net) => inCidr(ip, net));
  const own = pod && !pod.spec?.hostNetwork ? [{ labels: endpointLabels(pod), namespace: pod.metadata.namespace! }] : [];
  const sets = calicoObjects(view, 'networksets')
    .filter(holds)
    .map(({ metadata }) => ({
      labels: { ...metadata.labels, 'projectcalico.org/namespace': metadata.namespace! },
      namespace: metadata.namespace!,
    }));
  const global = calicoObjects(view, 'globalnetworksets')
    .filter(holds)
    .map(({ metadata }) => ({ labels: metadata.labels ?? {} }));
  return [...own, ...sets, ...global];
}

/** Whether a selector of namespaces takes the one that something is in; `global()` takes what is in none. */
export const inSelectedNamespace = (view: PolicyView, selector: string, namespace: string | undefined): boolean =>
  calicoSelector(selector)(namespace === undefined ? {} : namespaceLabels(view, namespace)) &&
  (namespace !== undefined || selector.includes('global()'));
