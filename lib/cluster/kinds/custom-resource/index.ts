import type { KubeObject } from '@/lib/api/object';
import { withDefaults } from '@/lib/api/structural';
import { validateObjectMetaAt } from '../../apiserver/object-meta';
import { compareVersions, isServed, isTrue, type Definition, type DefinitionVersion } from '../custom-resource-definition/definition';
import type { Kind, KindVersion, Subresource } from '../kind';
import { statusSubresource } from '../strategy';
import { customColumns } from './columns';
import { fieldsOfPath, valueAt } from './json-field';
import { customScale } from './scale';
import { customSchema, publishedName } from './schema';
import { customStrategy } from './strategy';

/** In the order in which upstream lists them for custom resources. */
const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'] as const;

const made = new WeakMap<KubeObject, Kind>();
const versionsMade = new WeakMap<DefinitionVersion, { readonly key: string; readonly version: KindVersion }>();

/**
 * The kind that a definition describes, with a face for each served version; undefined while its names are not accepted or nothing of
 * it is served. The same value for the same definition. Models apiextensions-apiserver's crdHandler.
 */
export function customKindOf(object: KubeObject): Kind | undefined {
  const known = made.get(object);
  if (known) return known;
  const definition = object as Definition;
  if (!isServed(definition)) return undefined;
  const kind = kindOf(definition);
  if (kind) made.set(object, kind);
  return kind;
}

function kindOf(definition: Definition): Kind | undefined {
  const served = definition.spec.versions.filter((version) => version.served).sort((a, b) => compareVersions(a.name, b.name));
  if (served.length === 0) return undefined;
  const faces = Object.fromEntries(served.map((version) => [version.name, faceOf(definition, version)]));
  const first = faces[served[0]!.name]!;
  return { ...first, versions: served.map(({ name }) => faces[name]!.versions[0]!), faces };
}

/** The version's schema, made anew only when the definition's spec has changed. */
function kindVersion(definition: Definition, version: DefinitionVersion): KindVersion {
  const { group, names, conversion, versions } = definition.spec;
  const key = JSON.stringify([
    group,
    names.kind,
    conversion?.strategy,
    versions.map(({ name, storage, served, deprecated }) => [name, storage, served, deprecated]),
  ]);
  const known = versionsMade.get(version);
  if (known?.key === key) return known.version;
  const deprecated = version.deprecated ? (version.deprecationWarning ?? deprecationText(definition, version.name)) : undefined;
  const made: KindVersion = {
    name: version.name,
    schema: publishedName(group, version.name, names.kind),
    custom: customSchema(definition, version),
    ...(deprecated && { deprecated }),
  };
  versionsMade.set(version, { key, version: made });
  return made;
}

/** Models defaultDeprecationWarning: what to use instead is the newest of the newer versions. */
function deprecationText({ spec: { group, names, versions } }: Definition, name: string): string {
  const newer = versions.filter((one) => one.served && !one.deprecated && compareVersions(one.name, name) < 0);
  const [best] = newer.sort((a, b) => compareVersions(a.name, b.name));
  return `${group}/${name} ${names.kind} is deprecated${best ? `; use ${group}/${best.name} ${names.kind}` : ''}`;
}

function faceOf(definition: Definition, version: DefinitionVersion): Kind {
  const { group, scope, versions } = definition.spec;
  const storage = versions.find((one) => one.storage);
  const names = definition.status?.acceptedNames ?? definition.spec.names;
  const schema = version.schema?.openAPIV3Schema;
  const { status, scale } = version.subresources ?? {};
  const subresources: Subresource[] = [...(status ? [statusSubresource] : []), ...(scale ? [customScale(scale)] : [])];
  return {
    group,
    versions: [kindVersion(definition, version)],
    ...(storage && { storageVersion: storage.name }),
    kind: names.kind,
    ...(names.listKind && { listKind: names.listKind }),
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    ...(names.shortNames?.length && { shortNames: names.shortNames }),
    ...(names.categories?.length && { categories: names.categories }),
    namespaced: scope === 'Namespaced',
    verbs: VERBS,
    selectableFields: Object.fromEntries(
      (version.selectableFields ?? []).map(({ jsonPath }) => [jsonPath.replace(/^\./, ''), (object) => textAt(object, jsonPath)]),
    ),
    columns: customColumns(version.additionalPrinterColumns),
    defaults: (object) => withDefaults(object, schema) as KubeObject,
    strategy: customStrategy({
      group,
      plural: names.plural,
      schema,
      status: status !== undefined,
      scale,
      validateMeta: validateObjectMetaAt,
      terminating: isTrue(definition, 'Terminating'),
    }),
    ...(subresources.length > 0 && { subresources }),
  };
}

function textAt(object: KubeObject, path: string): string {
  const value = valueAt(object, fieldsOfPath(path));
  return value === undefined || value === null ? '' : String(value);
}
