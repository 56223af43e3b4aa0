import type { SchemaObject } from './schema-object';

/** What a document needs to know of a kind: lib/cluster/kinds' Kind has all of it. */
export interface DocumentedKind {
  readonly group: string;
  readonly versions: readonly DocumentedVersion[];
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs?: readonly string[];
  readonly subresources?: readonly DocumentedSubresource[];
  /** The kind as a version serves it, where versions differ. */
  readonly faces?: Readonly<Record<string, Pick<DocumentedKind, 'subresources'>>>;
  /** A DELETE answers with the object that went, not with a Status. */
  readonly strategy?: { readonly returnsDeleted?: boolean };
}

export interface DocumentedVersion {
  readonly name: string;
  /** Definition name: `io.k8s.api.core.v1.Pod`, `com.example.v1.Foo`. */
  readonly schema: string;
  /** Set for custom resources: the definition itself, as OpenAPI v3 has it. */
  readonly custom?: { readonly openapi: SchemaObject };
}

export interface DocumentedSubresource {
  readonly name: string;
  readonly verbs: readonly string[];
  /** Kind it speaks, when not the parent's own. */
  readonly speaks?: { readonly group: string; readonly version: string; readonly kind: string };
}

export const DEFAULT_VERBS: readonly string[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Where a group's version is served, without the leading slash: `api/v1`, `apis/apps/v1`. */
export const documentPath = (group: string, version: string): string => (group === '' ? `api/${version}` : `apis/${group}/${version}`);

/** Subresources of a kind in one version. */
export const subresourcesOf = (kind: DocumentedKind, version: string): readonly DocumentedSubresource[] =>
  (kind.faces?.[version] ?? kind).subresources ?? [];
