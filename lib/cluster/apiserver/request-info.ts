import type { ApiRequest } from '../client/client';

/** What a request is about, read from its method, path and query. Models apiserver/pkg/endpoints/request.RequestInfo. */
export interface RequestInfo {
  readonly isResource: boolean;
  /** get, list, watch, create, update, patch, delete, deletecollection; for other paths the method in lower case. */
  readonly verb: string;
  readonly path: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** What follows the subresource (proxy). */
  readonly rest: readonly string[];
}

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
/** Subresources of namespaces themselves; any other second segment names a resource in the namespace. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/** First value of a query parameter. */
export const queryOf = (request: Pick<ApiRequest, 'query'>, name: string): string | undefined => request.query[name]?.[0];

/** A boolean query parameter: present and not `0` or `false`, as conversion.Convert_Slice_string_To_bool. */
export function flagOf(request: Pick<ApiRequest, 'query'>, name: string): boolean {
  const value = queryOf(request, name);
  return value !== undefined && value !== '0' && value.toLowerCase() !== 'false';
}

export function requestInfo(request: ApiRequest): RequestInfo {
  const { method, path } = request;
  const none = (): RequestInfo => ({
    isResource: false,
    verb: method.toLowerCase(),
    path,
    group: '',
    version: '',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
    rest: [],
  });
  const parts = path.split('/').filter((part) => part !== '');
  let group = '';
  let at: number;
  if (parts[0] === 'api') at = 1;
  else if (parts[0] === 'apis') {
    group = parts[1] ?? '';
    at = 2;
  } else return none();
  const version = parts[at];
  if (version === undefined) return none();
  let rest = path.includes('%') ? parts.slice(at + 1).map(decode) : parts.slice(at + 1);
  if (rest.length === 0) return { ...none(), group, version };
  let verb = Object.hasOwn(VERBS, method) ? VERBS[method]! : method.toLowerCase();
  // The old way to watch: /api/v1/watch/pods.
  const watches = rest[0] === 'watch' && rest.length > 1 && verb === 'get';
  if (watches) rest = rest.slice(1);
  let namespace = '';
  if (rest[0] === 'namespaces') {
    if (rest.length > 1) {
      namespace = rest[1]!;
      if (rest.length > 2 && !NAMESPACE_SUBRESOURCES.has(rest[2]!)) rest = rest.slice(2);
    }
  }
  const [resource = '', name = '', subresource = '', ...more] = rest;
  if (watches) verb = 'watch';
  else if (name === '' && verb === 'get') verb = flagOf(request, 'watch') ? 'watch' : 'list';
  else if (name === '' && verb === 'delete') verb = 'deletecollection';
  return { isResource: true, verb, path, group, version, resource, subresource, namespace, name, rest: more };
}

function decode(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
