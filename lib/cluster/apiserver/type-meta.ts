import { goQuote } from '@/lib/api/field-error';

/** What a body says it is. */
export interface TypeMeta {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const STRUCT = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** A body whose version and kind cannot be told. */
export class TypeMetaError extends Error {}

/** How Go's JSON decoder names the type of a value. */
export function jsonTypeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/**
 * apiVersion and kind of a body, in whichever case they are written; '' where it names none. Throws TypeMetaError with
 * upstream's words. Models apimachinery's SimpleMetaFactory.Interpret.
 */
export function interpretTypeMeta(value: unknown): TypeMeta {
  const fail = (why: string): never => {
    throw new TypeMetaError(`couldn't get version/kind; json parse error: json: cannot unmarshal ${why}`);
  };
  if (value === null || value === undefined) return { group: '', version: '', kind: '' };
  if (typeof value !== 'object' || Array.isArray(value)) fail(`${jsonTypeName(value)} into Go value of type ${STRUCT}`);
  const found = { apiversion: '', kind: '' };
  for (const name in value as object) {
    const field = name.length === 4 || name.length === 10 ? name.toLowerCase() : '';
    if (field !== 'kind' && field !== 'apiversion') continue;
    const text = (value as Record<string, unknown>)[name];
    if (text === null || text === undefined) continue;
    if (typeof text !== 'string')
      fail(`${jsonTypeName(text)} into Go struct field .${field === 'kind' ? field : 'apiVersion'} of type string`);
    found[field] = text as string;
  }
  const parts = found.apiversion === '/' ? [''] : found.apiversion.split('/');
  if (parts.length > 2) throw new TypeMetaError(`unexpected GroupVersion string: ${found.apiversion}`);
  const [group = '', version = ''] = parts.length === 2 ? parts : ['', parts[0]];
  return { group, version, kind: found.kind };
}

/** What the body leaves out is what the path says. Models json.gvkWithDefaults. */
export function withPathTypeMeta(given: TypeMeta, path: TypeMeta): TypeMeta {
  let { group, version } = given;
  if (version === '' && group === '') ({ group, version } = path);
  else if (version === '' && group === path.group) ({ version } = path);
  return { group, version, kind: given.kind || path.kind };
}

/** The group's name as Go's package of internal types has it: `core`, `rbac`. */
export const internalPackage = (group: string): string => group.split('.')[0] || 'core';

/** The refusal of a kind that no scheme knows. Models runtime.notRegisteredErr. */
export const notRegistered = (kind: string, apiVersion: string): string =>
  `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
