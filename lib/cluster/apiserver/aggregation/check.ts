import type { KubeObject } from '@/lib/api/object';
import type { ServerParts } from '../call';
import { OutboundError } from '../outbound';
import { askRemote, remoteOf } from './remote-api';

/** Why a remote API cannot be discovered now, as its APIService's condition says; undefined when it can. */
export function discoveryFailure(server: ServerParts, api: KubeObject): string | undefined {
  const remote = remoteOf(api);
  if (!remote) return undefined;
  const { group, version, service } = remote;
  const host = server.store.get({ group: '', resource: 'services' }, service.namespace, service.name)?.spec?.clusterIP as
    string | undefined;
  const url = `https://${host ?? service.name}:${service.port}/apis/${group}/${version}`;
  const head = `failing or missing response from ${url}`;
  try {
    const { status } = askRemote(server, remote, { method: 'GET', path: `/apis/${group}/${version}`, query: {}, headers: {} });
    return status >= 200 && status < 300 ? undefined : `${head}: bad status from ${url}: ${status}`;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return `${head}: Get "${url}": ${error.message}`;
  }
}
