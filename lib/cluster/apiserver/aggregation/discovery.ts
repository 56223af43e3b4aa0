import type { ServerParts } from '../call';
import type { DiscoveredResource } from '../groups';
import { OutboundError } from '../outbound';
import { askRemote, remoteApis, type RemoteApi } from './remote-api';

/** Groups of remote APIs with their versions, in the order of discovery; groups that the server has itself are left out. */
export function remoteGroups(server: ServerParts): readonly { readonly name: string; readonly versions: readonly string[] }[] {
  const own = new Set(server.kinds.groups());
  const groups = new Map<string, string[]>();
  for (const { group, version } of remoteApis(server)) {
    if (own.has(group)) continue;
    groups.set(group, [...(groups.get(group) ?? []), version]);
  }
  return [...groups].map(([name, versions]) => ({ name, versions }));
}

/** Entries of remote APIs in aggregated discovery: one that does not answer is `Stale`. Models kube-aggregator's discovery manager. */
export function remoteDiscovery(server: ServerParts): readonly object[] {
  const apis = remoteApis(server);
  return remoteGroups(server).map(({ name, versions }) => ({
    metadata: { name, creationTimestamp: null },
    versions: versions.map((version) => {
      const resources = resourcesOf(
        server,
        apis.find((api) => api.group === name && api.version === version)!,
      );
      return { version, ...(resources && { resources }), freshness: resources ? 'Current' : 'Stale' };
    }),
  }));
}

function resourcesOf(server: ServerParts, api: RemoteApi): readonly object[] | undefined {
  if (!api.available) return undefined;
  const { group, version } = api;
  try {
    const request = { method: 'GET', path: `/apis/${group}/${version}`, query: {}, headers: { accept: 'application/json' } };
    const { status, body } = askRemote(server, api, request);
    if (status !== 200) return undefined;
    const { resources = [] } = body as { resources?: readonly DiscoveredResource[] };
    return resources.map((one) => ({
      resource: one.name,
      responseKind: { group, version, kind: one.kind },
      scope: one.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: one.singularName,
      verbs: one.verbs,
    }));
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return undefined;
  }
}
