import { entriesOf } from '../go-order';
import { metaStructs } from './meta-structs';
import { podStructs } from './pod-structs';
import { volumeStructs } from './volume-structs';

/** A field of a Go struct. */
export interface GoField {
  readonly name: string;
  /** As Go's reflection writes it: `*v1.Probe`, `[]string`. */
  readonly type: string;
  /** Its key in JSON; none where the fields of an embedded struct stand inline. */
  readonly json?: string;
}

const CORE = 'io.k8s.api.core.v1';
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const known = new Map<string, readonly GoField[] | undefined>();

/** The fields of a struct by Go's name of its type (`v1.PodSpec`), in their order; undefined for types that are no such struct. */
export function structFields(type: string): readonly GoField[] | undefined {
  if (!known.has(type)) known.set(type, type.startsWith('v1.') ? parse(type.slice('v1.'.length)) : undefined);
  return known.get(type);
}

/** Names of all structs there is a table of, without the package. */
export const structNames = (): readonly string[] => [metaStructs, podStructs, volumeStructs].flatMap((table) => Object.keys(table));

/** The upstream definition that describes a struct. */
export const definitionOf = (name: string): string => `${name in metaStructs ? META : CORE}.${name}`;

function parse(name: string): readonly GoField[] | undefined {
  const row = metaStructs[name] ?? podStructs[name] ?? volumeStructs[name];
  if (row === undefined) return undefined;
  const keys = new Map(entriesOf(definitionOf(name))?.map((entry) => [entry.name.toLowerCase(), entry.name]));
  return row.split(',').map((entry): GoField => {
    const [names, type] = entry.trim().split(' ') as [string, string?];
    const [field, json] = names.split('=') as [string, string?];
    if (type === undefined) return { name: field, type: `v1.${field}` };
    return { name: field, type: goType(type), json: json ?? keys.get(field.toLowerCase()) ?? lowerFirst(field) };
  });
}

const goType = (type: string): string => type.replace(/^(\*|\[\])?(?=[A-Z])/, '$1v1.');
const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
