import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import type { Client } from './client';
import type { EventRecorder } from './controllers/event-recorder';
import { ENDPOINT_SLICES, ENDPOINTS, SERVICE_CIDRS } from './client/resources';
import type { BootstrapRanges } from './kinds/kind';
import type { KindTable } from './kinds/kind-table';
import type { ClusterPki } from './pki/cluster-pki';

const first = ['Namespace', 'PriorityClass'];

/** Objects that the API server itself makes sure of, in the order they are created: those of the kinds, the Service `kubernetes` last. */
export function ownObjects(kinds: KindTable, ranges: BootstrapRanges): readonly KubeObject[] {
  const own = kinds.all().flatMap((kind) => kind.bootstrap?.(ranges) ?? []);
  const rank = ({ kind }: KubeObject) =>
    first.includes(kind) ? first.indexOf(kind) : kind === 'Service' ? first.length + 1 : first.length;
  return own.sort((a, b) => rank(a) - rank(b));
}

/** Says so when the default ServiceCIDR is not what the flag says. Models pkg/controlplane/controller/defaultservicecidr. */
export function tellOfOtherRange(client: Client, events: EventRecorder, { serviceCidr }: BootstrapRanges): void {
  const found = client.get(SERVICE_CIDRS, '', 'kubernetes');
  const cidrs = (found?.spec?.cidrs ?? []) as readonly string[];
  if (!found || found.metadata.deletionTimestamp || cidrs[0] === serviceCidr) return;
  events.event(
    found,
    'Warning',
    'KubernetesDefaultServiceCIDRInconsistent',
    `The default ServiceCIDR [${cidrs.join(' ')}] does not match the flag configurations [${serviceCidr}]`,
  );
}

/** What the API server publishes about itself in kube-system: whom it trusts, and since when it looks at old tokens. */
export function ownConfigMaps(pki: ClusterPki, now: number): readonly KubeObject[] {
  const list = (name: string) => JSON.stringify([name]);
  const configMap = (name: string, data: Readonly<Record<string, string>>) =>
    ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'kube-system' }, data }) as KubeObject;
  return [
    configMap('extension-apiserver-authentication', {
      'client-ca-file': pki.ca.certificatePem,
      'requestheader-allowed-names': list('front-proxy-client'),
      'requestheader-client-ca-file': pki.frontProxyCa.certificatePem,
      'requestheader-extra-headers-prefix': list('X-Remote-Extra-'),
      'requestheader-group-headers': list('X-Remote-Group'),
      'requestheader-username-headers': list('X-Remote-User'),
    }),
    configMap('kube-apiserver-legacy-service-account-token-tracking', { since: formatTime(now).slice(0, 10) }),
  ];
}

/**
 * The API servers' own reconciler of the endpoints of `kubernetes`: the addresses of those that serve. Models
 * pkg/controlplane/reconcilers.
 */
export function kubernetesEndpoints(client: Client, ips: readonly string[], securePort = 6443): void {
  const labels = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };
  const port = { name: 'https', port: securePort, protocol: 'TCP' };
  const subsets = [{ addresses: ips.map((ip) => ({ ip })), ports: [port] }];
  const endpoints = ips.map((ip) => ({ addresses: [ip], conditions: { ready: true } }));
  const old = client.get(ENDPOINTS, 'default', 'kubernetes') as (KubeObject & { subsets?: typeof subsets }) | undefined;
  if (!old) {
    const metadata = { name: 'kubernetes', namespace: 'default', labels };
    client.create(ENDPOINTS, { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets }, 'default');
  } else if ((old.subsets?.[0]?.addresses ?? []).map(({ ip }) => ip).join() !== ips.join()) {
    client.update(ENDPOINTS, { ...old, subsets });
  }
  const slice = client.get(ENDPOINT_SLICES, 'default', 'kubernetes') as (KubeObject & { endpoints?: typeof endpoints }) | undefined;
  if (!slice) {
    const metadata = { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } };
    client.create(
      ENDPOINT_SLICES,
      { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType: 'IPv4', endpoints, ports: [port] },
      'default',
    );
  } else if ((slice.endpoints ?? []).map(({ addresses }) => addresses[0]).join() !== ips.join()) {
    client.update(ENDPOINT_SLICES, { ...slice, endpoints });
  }
}
