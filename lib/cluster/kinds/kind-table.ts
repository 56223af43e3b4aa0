import type { GroupResource } from '@/lib/api/object';
import { compareVersions } from './custom-resource-definition/definition';
import type { Kind, KindVersion, Subresource } from './kind';

/** A kind as one version of its API serves it. */
export interface ServedKind {
  readonly kind: Kind;
  readonly version: KindVersion;
  /** `v1`, `apps/v1` */
  readonly apiVersion: string;
  readonly resource: GroupResource;
}

const DEFAULT_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;

/** Verbs of a kind as discovery lists them. */
export const verbsOf = (kind: Kind): readonly string[] => kind.verbs ?? DEFAULT_VERBS;
export const apiVersionOf = (group: string, version: string): string => (group ? `${group}/${version}` : version);
export const subresourceOf = (kind: Kind, name: string): Subresource | undefined => kind.subresources?.find((sub) => sub.name === name);

/** All kinds that are served, by group, version and resource. Custom resources are added and removed as their definitions come and go. */
export class KindTable {
  private byResource = new Map<string, Kind>();
  private byPath = new Map<string, ServedKind>();
  private byGvk = new Map<string, ServedKind>();
  /** `--runtime-config`: group versions that are not served. */
  private disabled: ReadonlySet<string> = new Set();
  /** Rises with each change; what is derived from the table (discovery, OpenAPI) is kept by it. */
  private changes = 0;

  constructor(kinds: Iterable<Kind>) {
    for (const kind of kinds) this.add(kind);
  }

  get generation(): number {
    return this.changes;
  }

  /** Adds a kind, or replaces the one with its group and plural name. */
  add(kind: Kind): void {
    this.remove(kind.group, kind.plural);
    this.changes++;
    this.byResource.set(`${kind.group}/${kind.plural}`, kind);
    for (const version of kind.versions) {
      const apiVersion = apiVersionOf(kind.group, version.name);
      const face = kind.faces?.[version.name] ?? kind;
      const served: ServedKind = {
        kind: face,
        version: face === kind ? version : face.versions[0]!,
        apiVersion,
        resource: kind.storedAs
          ? { group: kind.storedAs.group, resource: kind.storedAs.resource }
          : { group: kind.group, resource: kind.plural },
      };
      this.byPath.set(`${apiVersion}/${kind.plural}`, served);
      this.byGvk.set(`${apiVersion}/${kind.kind}`, served);
    }
  }

  remove(group: string, plural: string): void {
    const kind = this.byResource.get(`${group}/${plural}`);
    if (!kind) return;
    this.changes++;
    this.byResource.delete(`${group}/${plural}`);
    for (const version of kind.versions) {
      const apiVersion = apiVersionOf(group, version.name);
      this.byPath.delete(`${apiVersion}/${plural}`);
      this.byGvk.delete(`${apiVersion}/${kind.kind}`);
    }
  }

  /** In the order they were added; kinds with faces as a whole. */
  all(): readonly Kind[] {
    return [...this.byResource.values()];
  }

  /** By group and plural name. */
  resource(group: string, plural: string): Kind | undefined {
    return this.byResource.get(`${group}/${plural}`);
  }

  /** Takes group versions (`batch/v1`) away from those who ask by path; the same list changes nothing. */
  disable(versions: readonly string[]): void {
    if (versions.length === this.disabled.size && versions.every((one) => this.disabled.has(one))) return;
    this.disabled = new Set(versions);
    this.changes++;
  }

  served(group: string, version: string, plural: string): ServedKind | undefined {
    if (this.disabled.has(apiVersionOf(group, version))) return undefined;
    return this.byPath.get(`${apiVersionOf(group, version)}/${plural}`);
  }

  /** By an object's own apiVersion and kind. */
  byKind(apiVersion: string, kind: string): ServedKind | undefined {
    return this.byGvk.get(`${apiVersion}/${kind}`);
  }

  groups(): readonly string[] {
    const names = [...new Set(this.all().map((kind) => kind.group))];
    return this.disabled.size === 0 ? names : names.filter((name) => this.versions(name).length > 0);
  }

  /** Versions that a group serves, in the order kinds name them; those of custom resources by age. */
  versions(group: string): readonly string[] {
    const kinds = this.all().filter((kind) => kind.group === group);
    const names = [...new Set(kinds.flatMap((kind) => kind.versions.map(({ name }) => name)))].filter(
      (name) => !this.disabled.has(apiVersionOf(group, name)),
    );
    return kinds.some((kind) => kind.faces) ? names.sort(compareVersions) : names;
  }
}
