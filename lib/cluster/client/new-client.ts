import type { GroupResource, KubeList, KubeObject } from '@/lib/api/object';
import type { Status } from '@/lib/api/status';
import type { KindTable } from '../kinds/kind-table';
import {
  ApiError,
  type ApiDoor,
  type ApiRequest,
  type ApiResponse,
  type Client,
  type DeleteOptions,
  type ListOptions,
  type UserInfo,
} from './client';

export interface ClientOptions {
  /** `User-Agent`, whose part before the slash is the field manager: `kube-controller-manager/v1.36.3`. */
  readonly userAgent?: string;
  /** Versions of groups that have no `v1`, by group; `autoscaling` is `v2` unless said otherwise. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Where preferred versions are looked up; without it every group is taken to serve `v1`. */
  readonly kinds?: KindTable;
}

const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

const KNOWN_VERSIONS: Readonly<Record<string, string>> = { autoscaling: 'v2' };
const NO_QUERY: ApiRequest['query'] = Object.freeze({});

/** Where a resource lies: `/apis/apps/v1/namespaces/default/deployments/web/scale`. */
export function resourcePath(resource: GroupResource, version: string, namespace: string, name = '', subresource = ''): string {
  const root = resource.group === '' ? `/api/${version}` : `/apis/${resource.group}/${version}`;
  const scope = namespace === '' ? '' : `/namespaces/${namespace}`;
  return `${root}${scope}/${resource.resource}${name && `/${encodeURIComponent(name)}`}${subresource && `/${subresource}`}`;
}

/** Typed calls through a door as one user. Failures are thrown as ApiError; a `get` that finds nothing gives undefined. */
export function newClient(door: ApiDoor, user: UserInfo, options: ClientOptions = {}): Client {
  const headers: Readonly<Record<string, string>> = Object.freeze<Record<string, string>>(
    options.userAgent ? { 'user-agent': options.userAgent } : {},
  );
  const versionOf = (resource: GroupResource): string =>
    options.versions?.[resource.group] ??
    options.kinds?.resource(resource.group, resource.resource)?.versions[0]?.name ??
    KNOWN_VERSIONS[resource.group] ??
    'v1';
  const send = (method: string, path: string, query: ApiRequest['query'], body?: unknown, contentType?: string): ApiResponse =>
    door.handle({
      method,
      path,
      query,
      headers: contentType ? { ...headers, 'content-type': contentType } : headers,
      as: user,
      ...(body !== undefined && { body }),
    });
  const done = <T>(response: ApiResponse): T => {
    if (response.status >= 200 && response.status < 300) return response.body as T;
    throw errorOf(response);
  };
  const pathOf = (resource: GroupResource, namespace: string, name = '', subresource = '') =>
    resourcePath(resource, versionOf(resource), namespace, name, subresource);
  return {
    door,
    get<T extends KubeObject>(resource: GroupResource, namespace: string, name: string): T | undefined {
      const response = send('GET', pathOf(resource, namespace, name), NO_QUERY);
      return response.status === 404 ? undefined : done<T>(response);
    },
    list<T extends KubeObject>(resource: GroupResource, namespace = '', selectors: ListOptions = {}): KubeList<T> {
      return done(send('GET', pathOf(resource, namespace), queryOf({ ...selectors })));
    },
    create<T extends KubeObject>(resource: GroupResource, object: object, namespace?: string): T {
      const home = namespace ?? (object as Partial<KubeObject>).metadata?.namespace ?? '';
      return done(send('POST', pathOf(resource, home), NO_QUERY, object));
    },
    update<T extends KubeObject>(resource: GroupResource, object: KubeObject, subresource = ''): T {
      const { namespace = '', name } = object.metadata;
      return done(send('PUT', pathOf(resource, namespace, name, subresource), NO_QUERY, object));
    },
    patch<T extends KubeObject>(
      resource: GroupResource,
      namespace: string,
      name: string,
      body: object,
      how: Parameters<Client['patch']>[4] = {},
    ): T {
      const query = queryOf({
        ...(how.fieldManager && { fieldManager: how.fieldManager }),
        ...(how.force !== undefined && { force: String(how.force) }),
      });
      const type = PATCH_TYPES[how.type ?? 'strategic'];
      return done(send('PATCH', pathOf(resource, namespace, name, how.subresource), query, body, type));
    },
    delete(resource: GroupResource, namespace: string, name: string, how: DeleteOptions = {}): void {
      const { uid, resourceVersion, ...rest } = how;
      const preconditions = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
      const body = { ...rest, ...(uid || resourceVersion ? { preconditions } : {}) };
      done(send('DELETE', pathOf(resource, namespace, name), NO_QUERY, body));
    },
  };
}

/** The failure that a response carries. */
export function errorOf(response: ApiResponse): ApiError {
  const status = response.body as Status | string | undefined;
  if (typeof status !== 'object' || status === null) {
    return new ApiError(response.status, '', typeof status === 'string' ? status : `HTTP ${response.status}`, {});
  }
  return new ApiError(response.status, status.reason ?? '', status.message ?? '', status);
}

function queryOf(values: Readonly<Record<string, string | undefined>>): ApiRequest['query'] {
  const query: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(values)) if (value) query[name] = [value];
  return query;
}
