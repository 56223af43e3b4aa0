import { DEFAULT_VERBS, documentPath, subresourcesOf, type DocumentedKind, type DocumentedSubresource } from './documented-kind';
import { SUBRESOURCE_PARAMETERS } from './parameters';

/** Definition names that operations refer to. */
export const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** What a path item says, in neither OpenAPI version's words yet. */
export interface Route {
  readonly path: string;
  /** Names of parameters that all its operations share. */
  readonly parameters: readonly string[];
  readonly operations: readonly Operation[];
  /** What the `name` parameter names. */
  readonly kind: string;
}

export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch';
  /** x-kubernetes-action: get, list, post, put, patch, delete, deletecollection, watch, watchlist, connect. */
  readonly action?: string;
  readonly id: string;
  readonly description: string;
  readonly tag: string;
  readonly gvk?: { readonly group: string; readonly kind: string; readonly version: string };
  readonly parameters: readonly string[];
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly body?: { readonly schema: string; readonly required: boolean };
  /** Status codes, each with the definition it answers with; '' for plain text, undefined for no body. */
  readonly responses: Readonly<Record<string, string | undefined>>;
}

const WRITE = ['dryRun', 'fieldManager', 'fieldValidation'];
const LIST = ['continue', 'fieldSelector', 'labelSelector', 'limit', 'resourceVersion', 'resourceVersionMatch', 'sendInitialEvents'];
const WATCH = ['allowWatchBookmarks', ...LIST, 'shardSelector', 'timeoutSeconds', 'watch'];
const DELETE = [
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'propagationPolicy',
];
export const JSON_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'application/cbor'];
const STREAM_TYPES = [
  ...JSON_TYPES,
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
  'application/cbor-seq',
];
export const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+cbor',
];
const CONNECTED = new Set(['exec', 'attach', 'portforward', 'proxy']);
const METHODS_OF_PROXY = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put'] as const;

const upper = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
/** `rbac.authorization.k8s.io` -> RbacAuthorization; '' -> Core. */
const groupWord = (group: string) =>
  group === ''
    ? 'Core'
    : group
        .replace(/\.k8s\.io$/, '')
        .split('.')
        .map(upper)
        .join('')
        .replace(/[^A-Za-z0-9]/g, '');

/** `core_v1`, `rbacAuthorization_v1`. */
export function tagOf(group: string, version: string): string {
  const word = groupWord(group);
  return `${word.charAt(0).toLowerCase()}${word.slice(1)}${version === '' ? '' : `_${version}`}`;
}

/** The middle of operation ids: `CoreV1`. */
export const operationWord = (group: string, version: string): string => groupWord(group) + upper(version);

/** `a Pod`, `an Ingress`, `Endpoints` (Models endpoints.GetArticleForNoun). */
const withArticle = (noun: string) => (/[^s]s$/.test(noun) ? noun : `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`);

interface Subject {
  readonly kind: DocumentedKind;
  readonly version: string;
  readonly schema: string;
  readonly listSchema: string;
  readonly word: string;
  readonly tag: string;
  readonly namespaced: string;
  /** Custom resources speak no protobuf. */
  readonly custom: boolean;
  readonly schemaOf: (gvk: { group: string; version: string; kind: string }) => string;
}

/** All paths of a kind in one version: its collections, objects, subresources and the deprecated watch paths. */
export function routesOf(
  kind: DocumentedKind,
  version: string,
  schemaOf: (gvk: { group: string; version: string; kind: string }) => string,
): Route[] {
  const served = kind.versions.find(({ name }) => name === version);
  if (!served) return [];
  const s: Subject = {
    kind,
    version,
    schema: served.schema,
    listSchema: `${served.schema}List`,
    word: operationWord(kind.group, version),
    tag: tagOf(kind.group, version),
    namespaced: kind.namespaced ? 'Namespaced' : '',
    custom: served.custom !== undefined,
    schemaOf,
  };
  const root = `/${documentPath(kind.group, version)}`;
  const verbs = kind.verbs ?? DEFAULT_VERBS;
  const below = kind.namespaced ? '/namespaces/{namespace}' : '';
  const scope = kind.namespaced ? ['namespace', 'pretty'] : ['pretty'];
  const collection = `${root}${below}/${kind.plural}`;
  const routes: Route[] = [];
  const add = (path: string, parameters: readonly string[], operations: readonly Operation[]) => {
    if (operations.length > 0) routes.push({ path, parameters, operations, kind: kind.kind });
  };
  if (kind.namespaced && verbs.includes('list')) add(`${root}/${kind.plural}`, [...WATCH, 'pretty'], [list(s, true)]);
  const of = (...wanted: string[]) => wanted.filter((verb) => verbs.includes(verb)).map((verb) => operation(s, verb));
  if (verbs.length === 1 && verbs[0] === 'create') {
    const create = { ...operation(s, 'create'), parameters: [] };
    return [{ path: collection, parameters: [...WRITE, ...scope], operations: [create], kind: kind.kind }];
  }
  const listed = verbs.includes('list') && !(verbs.includes('watch') || verbs.includes('create'));
  add(collection, listed ? [...WATCH, 'pretty'] : scope, of('create', 'deletecollection', 'list'));
  add(`${collection}/{name}`, ['name', ...scope], of('delete', 'get', 'patch', 'update'));
  for (const sub of subresourcesOf(kind, version)) {
    for (const route of subresourceRoutes(s, sub, `${collection}/{name}/${sub.name}`, scope)) routes.push(route);
  }
  if (verbs.includes('watch')) {
    const parameters = (more: readonly string[]) => [...WATCH, ...more, 'pretty'];
    if (kind.namespaced) add(`${root}/watch/${kind.plural}`, parameters([]), [watch(s, 'all')]);
    const at = `${root}/watch${below}/${kind.plural}`;
    add(at, parameters(kind.namespaced ? ['namespace'] : []), [watch(s, 'list')]);
    add(`${at}/{name}`, parameters(kind.namespaced ? ['name', 'namespace'] : ['name']), [watch(s, 'one')]);
  }
  return routes;
}

const gvkOf = (s: Subject) => ({ group: s.kind.group, kind: s.kind.kind, version: s.version });
const types = (s: Subject, found: readonly string[]) => (s.custom ? ['application/json', 'application/yaml'] : found);

function list(s: Subject, everywhere: boolean): Operation {
  const watched = (s.kind.verbs ?? DEFAULT_VERBS).includes('watch');
  return {
    method: 'get',
    action: 'list',
    id: everywhere ? `list${s.word}${s.kind.kind}ForAllNamespaces` : `list${s.word}${s.namespaced}${s.kind.kind}`,
    description: `list ${watched ? 'or watch ' : ''}objects of kind ${s.kind.kind}`,
    tag: s.tag,
    gvk: gvkOf(s),
    parameters: everywhere || !(watched || (s.kind.verbs ?? DEFAULT_VERBS).includes('create')) ? [] : WATCH,
    consumes: ['*/*'],
    produces: types(s, STREAM_TYPES),
    responses: { '200': s.listSchema, '401': undefined },
  };
}

function watch(s: Subject, what: 'all' | 'list' | 'one'): Operation {
  const list = what !== 'one';
  const name = what === 'all' ? `${s.kind.kind}ListForAllNamespaces` : `${s.namespaced}${s.kind.kind}${list ? 'List' : ''}`;
  return {
    method: 'get',
    action: list ? 'watchlist' : 'watch',
    id: `watch${s.word}${name}`,
    description: list
      ? `watch individual changes to a list of ${s.kind.kind}. deprecated: use the 'watch' parameter with a list operation instead.`
      : `watch changes to an object of kind ${s.kind.kind}. deprecated: use the 'watch' parameter with a list operation instead, filtered to a single item with the 'fieldSelector' parameter.`,
    tag: s.tag,
    gvk: gvkOf(s),
    parameters: [],
    consumes: ['*/*'],
    produces: types(s, STREAM_TYPES),
    responses: { '200': `${META}.WatchEvent`, '401': undefined },
  };
}

function operation(s: Subject, verb: string): Operation {
  if (verb === 'list') return list(s, false);
  const kind = s.kind.kind;
  const name = `${s.namespaced}${kind}`;
  const shared = { tag: s.tag, gvk: gvkOf(s), consumes: ['*/*'], produces: types(s, JSON_TYPES) };
  const gone = s.kind.strategy?.returnsDeleted ? s.schema : `${META}.Status`;
  switch (verb) {
    case 'create':
      return { ...shared, ...created(s.schema), id: `create${s.word}${name}`, description: `create ${withArticle(kind)}` };
    case 'deletecollection':
      return {
        ...shared,
        method: 'delete',
        action: 'deletecollection',
        id: `delete${s.word}Collection${name}`,
        description: `delete collection of ${kind}`,
        parameters: [...new Set([...LIST, ...DELETE, 'shardSelector', 'timeoutSeconds'])].sort(),
        body: { schema: `${META}.DeleteOptions`, required: false },
        responses: { '200': `${META}.Status`, '401': undefined },
      };
    case 'get':
      return {
        ...shared,
        method: 'get',
        action: 'get',
        id: `read${s.word}${name}`,
        description: `read the specified ${kind}`,
        parameters: [],
        responses: { '200': s.schema, '401': undefined },
      };
    case 'update':
      return { ...shared, ...replaced(s.schema), id: `replace${s.word}${name}`, description: `replace the specified ${kind}` };
    case 'patch':
      return { ...shared, ...patched(s), id: `patch${s.word}${name}`, description: `partially update the specified ${kind}` };
    default:
      return {
        ...shared,
        method: 'delete',
        action: 'delete',
        id: `delete${s.word}${name}`,
        description: `delete ${withArticle(kind)}`,
        parameters: DELETE,
        body: { schema: `${META}.DeleteOptions`, required: false },
        responses: { '200': gone, '202': gone, '401': undefined },
      };
  }
}

const created = (schema: string) =>
  ({
    method: 'post',
    action: 'post',
    parameters: WRITE,
    body: { schema, required: true },
    responses: { '200': schema, '201': schema, '202': schema, '401': undefined },
  }) as const;
const replaced = (schema: string) =>
  ({
    method: 'put',
    action: 'put',
    parameters: WRITE,
    body: { schema, required: true },
    responses: { '200': schema, '201': schema, '401': undefined },
  }) as const;
const patched = (s: Subject, schema = s.schema) =>
  ({
    method: 'patch',
    action: 'patch',
    parameters: ['dryRun', 'fieldManager:patch', 'fieldValidation', 'force'],
    consumes: s.custom ? PATCH_TYPES.filter((type) => !/strategic|cbor/.test(type)) : PATCH_TYPES,
    body: { schema: `${META}.Patch`, required: true },
    responses: { '200': schema, '201': schema, '401': undefined },
  }) as const;

function subresourceRoutes(s: Subject, sub: DocumentedSubresource, path: string, scope: readonly string[]): Route[] {
  const kind = s.kind.kind;
  const gvk = sub.speaks ? { group: sub.speaks.group, kind: sub.speaks.kind, version: sub.speaks.version } : gvkOf(s);
  const schema = sub.speaks ? s.schemaOf(sub.speaks) : s.schema;
  const name = `${s.namespaced}${kind}`;
  const suffix = upper(sub.name);
  const more = SUBRESOURCE_PARAMETERS[`${s.kind.plural}/${sub.name}`] ?? [];
  const names = ['name', ...scope.filter((each) => each !== 'pretty')];
  if (CONNECTED.has(sub.name)) {
    const methods = sub.name === 'proxy' ? METHODS_OF_PROXY : (['get', 'post'] as const);
    const connect = (method: (typeof METHODS_OF_PROXY)[number], withPath: boolean): Operation => ({
      method,
      action: 'connect',
      id: `connect${s.word}${upper(method)}${name}${suffix}${withPath ? 'WithPath' : ''}`,
      description: `connect ${method.toUpperCase()} requests to ${sub.name} of ${kind}`,
      tag: s.tag,
      gvk: sub.speaks ? gvk : { group: '', kind: CONNECT_OPTIONS[`${s.kind.plural}/${sub.name}`] ?? kind, version: 'v1' },
      parameters: [],
      consumes: ['*/*'],
      produces: ['*/*'],
      responses: { '200': '', '401': undefined },
    });
    const route = (withPath: boolean): Route => ({
      path: withPath ? `${path}/{path}` : path,
      parameters: [...names, ...(withPath ? ['path:path'] : []), ...more],
      operations: methods.map((method) => connect(method, withPath)),
      kind: CONNECT_OPTIONS[`${s.kind.plural}/${sub.name}`] ?? kind,
    });
    return sub.name === 'proxy' ? [route(false), route(true)] : [route(false)];
  }
  const shared = { tag: s.tag, gvk, consumes: ['*/*'], produces: types(s, JSON_TYPES) };
  const operations: Operation[] = [];
  const only = sub.verbs.length === 1;
  const bare = only && (sub.verbs[0] === 'create' || sub.verbs[0] === 'update');
  const parameters = bare ? [] : WRITE;
  if (sub.verbs.includes('create'))
    operations.push({
      ...shared,
      ...created(schema),
      parameters,
      id: `create${s.word}${name}${suffix}`,
      description: `create ${sub.name} of ${withArticle(kind)}`,
    });
  if (sub.verbs.includes('get')) {
    const log = sub.name === 'log';
    operations.push({
      ...shared,
      ...(log && { produces: ['text/plain', ...JSON_TYPES] }),
      method: 'get',
      action: 'get',
      id: `read${s.word}${name}${suffix}`,
      description: `read ${sub.name} of the specified ${kind}`,
      parameters: [],
      responses: { '200': log ? '' : schema, '401': undefined },
    });
  }
  if (sub.verbs.includes('patch'))
    operations.push({
      ...shared,
      ...patched(s, schema),
      id: `patch${s.word}${name}${suffix}`,
      description: `partially update ${sub.name} of the specified ${kind}`,
    });
  if (sub.verbs.includes('update'))
    operations.push({
      ...shared,
      ...replaced(schema),
      parameters,
      id: `replace${s.word}${name}${suffix}`,
      description: `replace ${sub.name} of the specified ${kind}`,
    });
  if (operations.length === 0) return [];
  return [{ path, parameters: [...(bare ? WRITE : []), ...names, ...more, 'pretty'], operations, kind: sub.speaks?.kind ?? kind }];
}

/** The options kinds that connecting subresources name. */
const CONNECT_OPTIONS: Readonly<Record<string, string>> = {
  'pods/attach': 'PodAttachOptions',
  'pods/exec': 'PodExecOptions',
  'pods/portforward': 'PodPortForwardOptions',
  'pods/proxy': 'PodProxyOptions',
  'services/proxy': 'ServiceProxyOptions',
  'nodes/proxy': 'NodeProxyOptions',
};
