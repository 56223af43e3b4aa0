import type { KubeObject } from '@/lib/api/object';
import type { HttpRequest, HttpResponse } from '@/lib/sim/http';
import type { ServerParts } from '../call';
import type { ServiceReference } from '../outbound';
import { API_SERVICES } from '../../client/resources';

/** A group version that a program in the cluster serves in the API server's stead. */
export interface RemoteApi {
  readonly group: string;
  readonly version: string;
  readonly service: ServiceReference;
  /** PEM of who signed its certificate; absent: it is not looked at. */
  readonly ca?: string;
  /** As the APIService's condition Available says. */
  readonly available: boolean;
  readonly priority: number;
}

interface Spec {
  readonly group?: string;
  readonly version?: string;
  readonly service?: { readonly namespace: string; readonly name: string; readonly port?: number };
  readonly caBundle?: string;
  readonly insecureSkipTLSVerify?: boolean;
  readonly groupPriorityMinimum?: number;
}

/** What an APIService says of a remote API; undefined for one that the server serves itself. */
export function remoteOf(api: KubeObject): RemoteApi | undefined {
  const { group = '', version = '', service, caBundle, insecureSkipTLSVerify, groupPriorityMinimum = 0 } = api.spec as Spec;
  if (!service) return undefined;
  type Condition = { readonly type: string; readonly status: string };
  const conditions = (api.status?.conditions ?? []) as readonly Condition[];
  return {
    group,
    version,
    service: { namespace: service.namespace, name: service.name, port: service.port ?? 443 },
    ...(!insecureSkipTLSVerify && { ca: Buffer.from(caBundle ?? '', 'base64').toString() }),
    available: conditions.some(({ type, status }) => type === 'Available' && status === 'True'),
    priority: groupPriorityMinimum,
  };
}

/** The remote API of a group version, if an APIService says that there is one. */
export function remoteApi({ store }: ServerParts, group: string, version: string): RemoteApi | undefined {
  const api = store.get(API_SERVICES, '', `${version}.${group}`);
  return api && remoteOf(api);
}

/** All remote APIs, in the order of discovery. */
export function remoteApis({ store }: ServerParts): readonly RemoteApi[] {
  const found = store.list(API_SERVICES).flatMap((api) => remoteOf(api) ?? []);
  return found.sort((a, b) => b.priority - a.priority || (a.group < b.group ? -1 : a.group > b.group ? 1 : a.version < b.version ? -1 : 1));
}

/** Asks a remote API as the server itself, which its front-proxy certificate speaks for. Throws OutboundError. */
export function askRemote(server: ServerParts, api: RemoteApi, request: Omit<HttpRequest, 'peer'>): HttpResponse {
  return server.outbound.ask(api.service, api.ca, request);
}
