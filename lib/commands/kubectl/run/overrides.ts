import { jsonPatch, JsonPatchError } from '@/lib/api/json-patch';
import { mergePatch } from '@/lib/api/merge-patch';
import { schemaFor, type FieldSchema } from '@/lib/api/schema';
import { strategicMergePatch } from '@/lib/api/strategic-merge';
import { definitionFor } from '@/lib/api/go-order';
import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import { asGoStruct } from '../print/go-struct';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
const ARRAY =
  'couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** A generated object under `--overrides` in the manner of `--override-type`. Models cmdutil.OverrideOptions.NewOverrider. */
export function overridden(k: Invocation, object: any): any {
  const text = k.flags.text('overrides');
  const type = k.flags.text('override-type');
  if (!['json', 'merge', 'strategic'].includes(type)) {
    if (text !== '') throw new CommandError(`invalid override type: ${type}`);
    return object;
  }
  if (text === '') return object;
  let overrides: any;
  try {
    overrides = JSON.parse(text);
  } catch {
    throw new CommandError('Invalid JSON Patch');
  }
  const result = asStruct(merged(object, overrides, type));
  if (result.apiVersion !== object.apiVersion || result.kind !== object.kind)
    throw new CommandError(
      `no kind ${JSON.stringify(result.kind)} is registered for version ${JSON.stringify(result.apiVersion)} in scheme "pkg/scheme/scheme.go:28"`,
    );
  return result;
}

function merged(object: any, overrides: any, type: string): any {
  if (type === 'json') {
    try {
      return jsonPatch(object, Array.isArray(overrides) ? overrides : [overrides]);
    } catch (error) {
      if (error instanceof JsonPatchError) throw new CommandError(error.message);
      throw error;
    }
  }
  if (Array.isArray(overrides)) throw new CommandError(ARRAY);
  if (type === 'merge') return mergePatch(object, overrides);
  return strategicMergePatch(object, overrides, definitionFor(object.apiVersion, object.kind)!);
}

/** Decoded into Go's struct: fields that it lacks are lost. */
function asStruct(object: any): any {
  const name = definitionFor(object.apiVersion, object.kind);
  return name === undefined ? object : asGoStruct(known(object, schemaFor(name)?.fields));
}

function known(value: any, fields: Readonly<Record<string, FieldSchema>> | undefined): any {
  if (!fields || value === null || typeof value !== 'object') return value;
  const out: Record<string, any> = {};
  for (const [key, each] of Object.entries(value)) {
    const field = fields[key];
    if (!field) continue;
    const inner = (schema: FieldSchema | undefined) => (schema?.ref ? schemaFor(schema.ref)?.fields : undefined);
    out[key] = Array.isArray(each) ? each.map((item) => known(item, inner(field.items))) : known(each, inner(field));
  }
  return out;
}
