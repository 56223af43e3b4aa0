import { createHash } from 'node:crypto';
import { buildDocument, type DocumentedKind } from './document';
import type { SchemaObject } from './schema-object';

export { buildDocument, type DocumentedKind } from './document';
export { componentSchemas, type SchemaObject } from './schema-object';

const pathOf = (group: string, version: string) => (group === '' ? `api/${version}` : `apis/${group}/${version}`);

/**
 * OpenAPI v3 of a set of kinds: the index at `/openapi/v3` and a document for each group version, built when first asked for.
 * Bodies are frozen values. Custom resources: make another of these with the kinds the definitions describe and their schemas.
 */
export class OpenApiV3 {
  private readonly documents = new Map<string, SchemaObject>();

  constructor(
    private readonly kinds: readonly DocumentedKind[],
    /** Schemas besides the built-in ones, by definition name: those of custom resources. */
    private readonly schemas: Readonly<Record<string, SchemaObject>> = {},
  ) {}

  /** Body of `/openapi/v3`: paths, each with the address of its document and a hash that changes with it. */
  index(): { readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>> } {
    const paths: Record<string, { serverRelativeURL: string }> = {};
    for (const path of this.paths()) paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${this.hash(path)}` };
    return { paths };
  }

  /** The document of `api/v1` or `apis/<group>/<version>`; undefined for one that is not served. */
  document(path: string): SchemaObject | undefined {
    const known = this.documents.get(path);
    if (known) return known;
    if (!this.paths().includes(path)) return undefined;
    const more = Object.fromEntries(Object.entries(this.schemas).filter(([, schema]) => belongs(schema, path)));
    const document = buildDocument(path, this.kinds, more);
    this.documents.set(path, document);
    return document;
  }

  private paths(): string[] {
    return [...new Set(this.kinds.flatMap((kind) => kind.versions.map((version) => pathOf(kind.group, version.name))))].sort();
  }

  private hash(path: string): string {
    const names = this.kinds
      .filter((kind) => kind.versions.some((version) => pathOf(kind.group, version.name) === path))
      .map((kind) => kind.kind);
    const own = Object.entries(this.schemas).filter(([, schema]) => belongs(schema, path));
    return createHash('sha512')
      .update(`v1.36 ${path} ${names.join()} ${JSON.stringify(own)}`)
      .digest('hex')
      .toUpperCase();
  }
}

function belongs(schema: SchemaObject, path: string): boolean {
  const gvks = (schema['x-kubernetes-group-version-kind'] ?? []) as readonly { group: string; version: string }[];
  return gvks.some((gvk) => pathOf(gvk.group, gvk.version) === path);
}
