import type { ApiResponse } from '../client/client';
import { apiVersionOf, verbsOf } from '../kinds/kind-table';
import type { Kind } from '../kinds/kind';
import type { Call } from './call';
import { remoteDiscovery, remoteGroups } from './aggregation/discovery';
import { answer } from './rest/answer';
import { aggregatedDiscovery } from './aggregated-discovery';
import { healthPaths } from './health';
import { orderedGroups, virtualResources, type DiscoveredResource } from './groups';
import { negotiateForm } from './negotiation';
import { storageVersionHash } from './storage-version-hash';

/** /api, /apis and what lies below them without naming a resource. */
export function serveDiscovery(call: Call): ApiResponse | undefined {
  const parts = call.info.path.split('/').filter((part) => part !== '');
  if (parts.length === 0) return answer(call, 200, { paths: rootPaths(call) });
  if (parts[0] !== 'api' && parts[0] !== 'apis') return undefined;
  call.form = negotiateForm(call.request.headers.accept);
  if (call.form === 'discovery' && parts.length === 1 && (parts[0] === 'api' || parts[0] === 'apis')) {
    return {
      ...answer(call, 200, parts[0] === 'api' ? aggregatedDiscovery(call.server.kinds, true) : allNamedGroups(call)),
      headers: {
        'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
        'cache-control': 'public',
        vary: 'Accept',
      },
    };
  }
  if (parts[0] === 'api') {
    if (parts.length === 1) {
      return answer(call, 200, {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [
          { clientCIDR: '0.0.0.0/0', serverAddress: call.server.authenticator.options.externalAddress ?? '172.30.1.2:6443' },
        ],
      });
    }
    return parts.length === 2 && parts[1] === 'v1' ? answer(call, 200, resourceList(call, '', 'v1')) : undefined;
  }
  const groups = [...orderedGroups(call.server.kinds), ...remoteGroups(call.server)];
  if (parts.length === 1) {
    return answer(call, 200, {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groups.map(({ name, versions }) => apiGroup(name, versions)),
    });
  }
  const group = groups.find(({ name }) => name === parts[1]);
  if (!group) return undefined;
  if (parts.length === 2) return answer(call, 200, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group.name, group.versions) });
  if (parts.length > 3 || !group.versions.includes(parts[2]!)) return undefined;
  return answer(call, 200, resourceList(call, group.name, parts[2]!));
}

/** The server's own groups and those of remote APIs. */
function allNamedGroups({ server }: Call): object {
  const own = aggregatedDiscovery(server.kinds, false) as { readonly items: readonly object[] };
  const remote = remoteDiscovery(server);
  return remote.length === 0 ? own : { ...own, items: [...own.items, ...remote] };
}

function apiGroup(name: string, versions: readonly string[]): object {
  const named = versions.map((version) => ({ groupVersion: apiVersionOf(name, version), version }));
  return { name, versions: named, preferredVersion: named[0] };
}

/** Paths that the root lists. */
function rootPaths(call: Call): string[] {
  const found = ['/.well-known/openid-configuration', '/api', '/api/v1', '/apis', '/apis/', ...healthPaths()];
  for (const { name, versions } of orderedGroups(call.server.kinds)) {
    found.push(`/apis/${name}`, ...versions.map((version) => `/apis/${name}/${version}`));
  }
  found.push('/openapi/v2', '/openapi/v3', '/openapi/v3/', '/openid/v1/jwks', '/version');
  return [...found].sort();
}

function resourceList(call: Call, group: string, version: string): object {
  const resources: DiscoveredResource[] = [...virtualResources(group, version)];
  for (const kind of call.server.kinds.all()) {
    if (kind.group === group && kind.versions.some(({ name }) => name === version))
      resources.push(...resourcesOf(kind.faces?.[version] ?? kind));
  }
  resources.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return {
    kind: 'APIResourceList',
    ...(group && { apiVersion: 'v1' }),
    groupVersion: apiVersionOf(group, version),
    resources,
  };
}

function resourcesOf(kind: Kind): DiscoveredResource[] {
  const { plural, singular, namespaced, shortNames, categories } = kind;
  const own: DiscoveredResource = {
    name: plural,
    singularName: singular,
    namespaced,
    kind: kind.kind,
    verbs: verbsOf(kind),
    ...(shortNames?.length && { shortNames }),
    ...(categories?.length && { categories }),
    ...(storesObjects(kind) && { storageVersionHash: storageVersionHash(kind) }),
  };
  const below = (kind.subresources ?? []).map(({ name, speaks, verbs }) => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    ...(speaks && speaks.group && { group: speaks.group }),
    ...(speaks?.group && { version: speaks.version }),
    kind: speaks?.kind ?? kind.kind,
    verbs: [...verbs].sort(),
  }));
  return [own, ...below];
}

const storesObjects = (kind: Kind) => verbsOf(kind).includes('create') && verbsOf(kind).includes('watch');
