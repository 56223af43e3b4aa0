import { componentSchemas, type SchemaObject } from './schema-object';

/** What a document needs to know of a kind: lib/cluster/kinds' Kind has all of it. */
export interface DocumentedKind {
  readonly group: string;
  readonly versions: readonly { readonly name: string; readonly schema: string }[];
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs?: readonly string[];
  readonly subresources?: readonly { readonly name: string; readonly verbs: readonly string[] }[];
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const query = (name: string, type: string, description: string) => ({
  name,
  in: 'query',
  description,
  schema: { type, uniqueItems: true },
});

const dryRun = query('dryRun', 'string', 'When present, indicates that modifications should not be persisted.');
const fieldManager = query(
  'fieldManager',
  'string',
  'fieldManager is a name associated with the actor or entity that is making these changes.',
);
const fieldValidation = query(
  'fieldValidation',
  'string',
  'fieldValidation instructs the server on how to handle objects in the request (POST/PUT/PATCH) containing unknown or duplicate fields.',
);
const force = query('force', 'boolean', 'Force is going to "force" Apply requests.');
const listParameters = [
  'allowWatchBookmarks:boolean',
  'continue:string',
  'fieldSelector:string',
  'labelSelector:string',
  'limit:integer',
  'resourceVersion:string',
  'timeoutSeconds:integer',
  'watch:boolean',
].map((entry) => {
  const [name, type] = entry.split(':') as [string, string];
  return query(name, type, '');
});
const pathParameter = (name: string) => ({
  name,
  in: 'path',
  description: '',
  required: true,
  schema: { type: 'string', uniqueItems: true },
});

const actions: Readonly<Record<string, readonly [method: string, action: string, parameters: readonly object[]]>> = {
  list: ['get', 'list', listParameters],
  create: ['post', 'post', [dryRun, fieldManager, fieldValidation]],
  deletecollection: ['delete', 'deletecollection', listParameters],
  get: ['get', 'get', []],
  update: ['put', 'put', [dryRun, fieldManager, fieldValidation]],
  patch: ['patch', 'patch', [dryRun, fieldManager, fieldValidation, force]],
  delete: ['delete', 'delete', [dryRun]],
};
const ALL = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

function operations(verbs: readonly string[], gvk: object, schema: string): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const ref = { $ref: `#/components/schemas/${schema}` };
  for (const verb of verbs) {
    const found = actions[verb];
    if (!found) continue;
    const [method, action, parameters] = found;
    const body =
      verb === 'create' || verb === 'update'
        ? { requestBody: { content: { '*/*': { schema: ref } } } }
        : verb === 'patch'
          ? {
              requestBody: {
                content: Object.fromEntries(patchTypes.map((type) => [type, { schema: { $ref: `#/components/schemas/${META}.Patch` } }])),
              },
            }
          : {};
    out[method] = {
      ...(parameters.length > 0 ? { parameters } : {}),
      ...body,
      responses: { '200': { description: 'OK', content: { 'application/json': { schema: ref } } } },
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': gvk,
    };
  }
  return out;
}

function pathsOf(kind: DocumentedKind, version: string, schema: string): Record<string, SchemaObject> {
  const root = kind.group === '' ? `/api/${version}` : `/apis/${kind.group}/${version}`;
  const collection = kind.namespaced ? `${root}/namespaces/{namespace}/${kind.plural}` : `${root}/${kind.plural}`;
  const verbs = kind.verbs ?? ALL;
  const gvk = { group: kind.group, kind: kind.kind, version };
  const shared = kind.namespaced ? [pathParameter('namespace')] : [];
  const item = { parameters: [pathParameter('name'), ...shared] };
  const paths: Record<string, SchemaObject> = {};
  paths[collection] = {
    ...operations(
      verbs.filter((v) => ['list', 'create', 'deletecollection'].includes(v)),
      gvk,
      schema,
    ),
    ...(shared.length > 0 ? { parameters: shared } : {}),
  };
  if (kind.namespaced && verbs.includes('list')) paths[`${root}/${kind.plural}`] = operations(['list'], gvk, schema);
  const one = operations(
    verbs.filter((v) => ['get', 'update', 'patch', 'delete'].includes(v)),
    gvk,
    schema,
  );
  if (Object.keys(one).length > 0) paths[`${collection}/{name}`] = { ...one, ...item };
  for (const sub of kind.subresources ?? []) {
    paths[`${collection}/{name}/${sub.name}`] = {
      ...operations(
        sub.verbs.filter((v) => v !== 'list'),
        gvk,
        schema,
      ),
      ...item,
    };
  }
  return paths;
}

/** The OpenAPI v3 document of one group version, from its kinds. `path`: `api/v1` or `apis/apps/v1`. */
export function buildDocument(
  path: string,
  kinds: readonly DocumentedKind[],
  more: Readonly<Record<string, SchemaObject>> = {},
): SchemaObject {
  const version = path.slice(path.lastIndexOf('/') + 1);
  const group = path.startsWith('apis/') ? (path.split('/')[1] as string) : '';
  const paths: Record<string, SchemaObject> = {};
  const names: string[] = [`${META}.DeleteOptions`, `${META}.Status`, `${META}.Patch`];
  for (const kind of kinds) {
    const served = kind.group === group ? kind.versions.find((known) => known.name === version) : undefined;
    if (!served) continue;
    Object.assign(paths, pathsOf(kind, version, served.schema));
    names.push(served.schema);
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.0' },
    paths,
    components: { schemas: { ...componentSchemas(names), ...more } },
  };
}
