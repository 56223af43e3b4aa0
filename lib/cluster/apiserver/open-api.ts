import { createHash } from 'node:crypto';
import { OpenApi, type DocumentedKind } from '@/lib/api/openapi';
import { definitionNames, schemaFor } from '@/lib/api/schema';
import type { ApiResponse } from '../client/client';
import type { KindTable } from '../kinds/kind-table';
import type { Call } from './call';
import { orderedGroups, virtualResources } from './groups';
import { parseAccept } from './negotiation';

const built = new WeakMap<KindTable, { generation: number; api: OpenApi }>();

function openApiOf(kinds: KindTable): OpenApi {
  let known = built.get(kinds);
  if (!known || known.generation !== kinds.generation) {
    known = { generation: kinds.generation, api: new OpenApi([...kinds.all(), ...virtualKinds(kinds)]) };
    built.set(kinds, known);
  }
  return known.api;
}

/** Resources that are answered and never stored are documented, too. */
function virtualKinds(kinds: KindTable): DocumentedKind[] {
  const groups = [{ name: '', versions: ['v1'] }, ...orderedGroups(kinds)];
  return groups.flatMap(({ name: group, versions }) =>
    versions.flatMap((version) =>
      virtualResources(group, version).map(({ name: plural, kind, namespaced, verbs }) => ({
        group,
        versions: [{ name: version, schema: definitionNames().find((name) => isKind(name, group, version, kind)) ?? kind }],
        kind,
        plural,
        namespaced,
        verbs,
      })),
    ),
  );
}

function isKind(definition: string, group: string, version: string, kind: string): boolean {
  const gvk = definition.endsWith(`.${kind}`) ? schemaFor(definition)?.gvk : undefined;
  return gvk !== undefined && gvk.group === group && gvk.version === version;
}

/** Subtypes of `application/` that a document is served as, with the type that the answer names. */
const typesOf = (version: 'v2' | 'v3'): Readonly<Record<string, string>> => ({
  json: 'application/json',
  [`com.github.proto-openapi.spec.${version}@v1.0+protobuf`]: `application/com.github.proto-openapi.spec.${version}.v1.0+protobuf`,
  [`com.github.proto-openapi.spec.${version}.v1.0+protobuf`]: `application/com.github.proto-openapi.spec.${version}.v1.0+protobuf`,
});
const TYPES = { v2: typesOf('v2'), v3: typesOf('v3') };

/** The type that the first clause of Accept asks for that is served; undefined when there is none. */
function negotiated(accept: string | undefined, version: 'v2' | 'v3'): string | undefined {
  const types = TYPES[version];
  for (const { type } of parseAccept(accept || '*/*')) {
    const [main = '', sub = ''] = type.split('/');
    if (main !== 'application' && main !== '*') continue;
    const found = sub === '*' ? types.json : types[sub];
    if (found) return found;
  }
  return undefined;
}

/** /openapi/v2, /openapi/v3 and the documents below it. Models k8s.io/kube-openapi/pkg/handler and handler3. */
export function serveOpenApi(call: Call): ApiResponse | undefined {
  const { path } = call.info;
  if (!/^\/openapi\/v[23](\/|$)/.test(path)) return undefined;
  const api = openApiOf(call.server.kinds);
  if (path === '/openapi/v2') return document(call, api.v2Hash(), 'v2', () => api.v2());
  if (path === '/openapi/v3') {
    const body = api.index();
    const etag = createHash('sha512').update(JSON.stringify(body)).digest('hex').toUpperCase();
    return unlessKnown(call, { 'content-type': 'application/json', etag: `"${etag}"` }, () => body);
  }
  if (!path.startsWith('/openapi/v3/')) return undefined;
  const name = path.slice('/openapi/v3/'.length);
  if (!api.index().paths[name]) return { status: 200, headers: { 'cache-control': 'no-cache, private', vary: 'Accept' }, body: '' };
  return document(call, api.hash(name), 'v3', () => api.document(name)!, `/openapi/v3/${name}`);
}

function document(call: Call, etag: string, version: 'v2' | 'v3', body: () => object, at?: string): ApiResponse {
  const type = negotiated(call.request.headers.accept, version);
  if (!type) return { status: 406, headers: { 'cache-control': 'no-cache, private', vary: 'Accept' }, body: '' };
  const headers: Record<string, string> = { 'content-type': type, etag: `"${etag}"`, vary: 'Accept' };
  const hash = at === undefined ? undefined : call.request.query.hash?.[0];
  if (hash) {
    if (hash !== etag) return { status: 301, headers: { ...headers, location: `${at}?hash=${etag}` }, body: '' };
    headers['cache-control'] = 'public, immutable';
    headers.expires = new Date(call.server.sim.now() + YEAR).toUTCString();
  }
  return unlessKnown(call, headers, body);
}

const YEAR = 365 * 86_400_000;

/** 304 for a client that has it already. */
function unlessKnown(call: Call, own: Readonly<Record<string, string>>, body: () => object): ApiResponse {
  const headers = { 'cache-control': 'no-cache, private', ...own };
  const known = call.request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.some((tag) => tag === own.etag || tag === '*')) return { status: 304, headers, body: '' };
  return { status: 200, headers, body: body() };
}
