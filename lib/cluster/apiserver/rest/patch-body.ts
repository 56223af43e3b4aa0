import { badRequestStatus } from '@/lib/api/status';
import { parseJson } from '../json';
import { jsonTypeName } from '../type-meta';

/** The value of a patch in JSON, with the fields named twice. `prefix` stands before refusals. Throws BadRequest. */
export function readPatch(body: unknown, prefix: string): { readonly value: unknown; readonly complaints: readonly string[] } {
  if (body !== undefined && typeof body !== 'string') return { value: body, complaints: [] };
  const parsed = parseJson(body ?? '');
  if ('error' in parsed) throw badRequestStatus(`${prefix}${parsed.error}`);
  return { value: parsed.value, complaints: parsed.duplicates };
}

/** A patch that must be an object: merge and strategic merge patches. */
export function checkObjectPatch(value: unknown, prefix: string): void {
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return;
  throw badRequestStatus(`${prefix}json: cannot unmarshal ${jsonTypeName(value)} into Go value of type map[string]interface {}`);
}

const TEXTS = ['op', 'path', 'from'];
const MOST_COMPLAINTS = 100;

/** A JSON patch is a list of operations. Returns unknown fields; `lenient`: as fieldValidation=Ignore reads it. */
export function checkOperations(value: unknown, lenient: boolean): readonly string[] {
  if (value === null) return [];
  const refuse = (what: unknown, into: string) => {
    const type = lenient
      ? into.replace('[]handlers.jsonPatchOp', 'jsonpatch.Patch').replace('handlers.jsonPatchOp', 'jsonpatch.Operation')
      : into;
    throw badRequestStatus(`${lenient ? '' : 'error decoding patch: '}json: cannot unmarshal ${jsonTypeName(what)} into Go ${type}`);
  };
  if (!Array.isArray(value)) return refuse(value, 'value of type []handlers.jsonPatchOp');
  const unknown = new Set<string>();
  value.forEach((operation: unknown, i) => {
    if (operation === null) return;
    if (typeof operation !== 'object' || Array.isArray(operation)) refuse(operation, 'value of type handlers.jsonPatchOp');
    if (lenient) return;
    for (const [name, item] of Object.entries(operation as object)) {
      if (TEXTS.includes(name)) {
        if (item !== null && typeof item !== 'string') refuse(item, `struct field jsonPatchOp.${name} of type string`);
      } else if (name !== 'value' && unknown.size < MOST_COMPLAINTS) unknown.add(`unknown field "[${i}].${name}"`);
    }
  });
  return [...unknown];
}
