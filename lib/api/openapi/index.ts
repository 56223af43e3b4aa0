import { createHash } from 'node:crypto';
import { definitionNames, schemaFor } from '@/lib/api/schema';
import { customList } from './custom-schema';
import { groupRoute, OTHER_ROUTES, resourcesRoute } from './discovery-routes';
import { buildDocument } from './document';
import { documentPath, subresourcesOf, type DocumentedKind } from './documented-kind';
import { routesOf, type Route } from './operations';
import type { SchemaObject } from './schema-object';
import { buildSwagger } from './swagger';

export type { DocumentedKind, DocumentedSubresource, DocumentedVersion } from './documented-kind';
export { plainDefinition } from './plain-definitions';
export { componentSchemas, definitionOf, type SchemaObject } from './schema-object';

/** Documents of built-in kinds, by what is in them: the same values for every server of the process. Few differ at a time. */
const shared = new Map<string, SchemaObject>();
const MOST_SHARED = 200;

let byGvk: Map<string, string> | undefined;

/** `autoscaling/v1 Scale` -> io.k8s.api.autoscaling.v1.Scale */
function kindDefinition({ group, version, kind }: { group: string; version: string; kind: string }): string {
  if (!byGvk) {
    byGvk = new Map();
    for (const name of definitionNames()) {
      const gvk = schemaFor(name)?.gvk;
      if (gvk) byGvk.set(`${gvk.group}/${gvk.version}/${gvk.kind}`, name);
    }
  }
  return byGvk.get(`${group}/${version}/${kind}`) ?? `${group}.${version}.${kind}`;
}

/**
 * OpenAPI of a set of kinds: v3 as an index and a document for each path of the server, v2 as one document. Built when first
 * asked for; what only built-in kinds are in is shared by all. Bodies are frozen values.
 */
export class OpenApi {
  private readonly documents = new Map<string, SchemaObject>();
  private readonly hashes = new Map<string, string>();
  private swagger: SchemaObject | undefined;
  private listed: readonly string[] | undefined;

  constructor(private readonly kinds: readonly DocumentedKind[]) {}

  /** Body of `/openapi/v3`: paths, each with the address of its document and a hash that changes with it. */
  index(): { readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>> } {
    const paths: Record<string, { serverRelativeURL: string }> = {};
    for (const path of this.paths()) paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${this.hash(path)}` };
    return { paths };
  }

  /** The v3 document of `api/v1`, `apis/<group>/<version>`, `apis/<group>`, `version` …; undefined for one that is not served. */
  document(path: string): SchemaObject | undefined {
    let document = this.documents.get(path);
    if (!document && this.paths().includes(path)) {
      const custom = this.custom(path);
      const build = () => buildDocument(this.routes(path), custom);
      document = Object.keys(custom).length > 0 ? build() : sharedDocument(`v3 ${path} ${this.hash(path)}`, build);
      this.documents.set(path, document);
    }
    return document;
  }

  /** The v2 document. */
  v2(): SchemaObject {
    if (!this.swagger) {
      const paths = this.paths();
      const custom: Record<string, SchemaObject> = Object.assign({}, ...paths.map((path) => this.custom(path)));
      const build = () =>
        buildSwagger(
          paths.flatMap((path) => this.routes(path)),
          custom,
        );
      this.swagger = Object.keys(custom).length > 0 ? build() : sharedDocument(`v2 ${this.v2Hash()}`, build);
    }
    return this.swagger;
  }

  /** Changes with the v2 document, as 128 hexadecimal digits. */
  v2Hash(): string {
    return digest(
      this.paths()
        .map((path) => this.hash(path))
        .join(),
    );
  }

  /** Changes with the document of a path. */
  hash(path: string): string {
    let hash = this.hashes.get(path);
    if (hash === undefined) {
      const version = path.slice(path.lastIndexOf('/') + 1);
      const served = this.kindsOf(path).map((kind) => [
        kind.kind,
        kind.verbs,
        subresourcesOf(kind, version).map(({ name, verbs }) => [name, verbs]),
      ]);
      hash = digest(JSON.stringify(['v1.36.3', path, served, this.custom(path)]));
      this.hashes.set(path, hash);
    }
    return hash;
  }

  private paths(): readonly string[] {
    if (this.listed) return this.listed;
    const found = new Set(Object.keys(OTHER_ROUTES));
    for (const { group, versions } of this.kinds) {
      if (group !== '') found.add(`apis/${group}`);
      for (const { name } of versions) found.add(documentPath(group, name));
    }
    return (this.listed = [...found].sort());
  }

  private kindsOf(path: string): readonly DocumentedKind[] {
    return this.kinds.filter(({ group, versions }) => versions.some(({ name }) => documentPath(group, name) === path));
  }

  private routes(path: string): readonly Route[] {
    const other = OTHER_ROUTES[path];
    if (other) return [other];
    const [, group = '', version] = path.startsWith('api/') ? ['', '', path.slice('api/'.length)] : path.split('/');
    if (version === undefined) return [groupRoute(group)];
    const kinds = this.kindsOf(path).flatMap((kind) => routesOf(kind, version, kindDefinition));
    return [resourcesRoute(group, version), ...kinds].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  private custom(path: string): Record<string, SchemaObject> {
    const found: Record<string, SchemaObject> = {};
    for (const { group, kind, plural, versions } of this.kindsOf(path)) {
      for (const { name: version, schema: name, custom } of versions) {
        if (!custom || documentPath(group, version) !== path) continue;
        found[name] = custom.openapi;
        found[`${name}List`] = customList({ group, version, kind, plural, name });
      }
    }
    return found;
  }
}

const digest = (text: string): string => createHash('sha512').update(text).digest('hex').toUpperCase();

function sharedDocument(key: string, build: () => SchemaObject): SchemaObject {
  let document = shared.get(key);
  if (!document) {
    if (shared.size >= MOST_SHARED) shared.clear();
    document = build();
    shared.set(key, document);
  }
  return document;
}
