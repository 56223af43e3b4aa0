import { CelRuntimeError } from './errors';
import { toJson } from './adapt';
import { Library } from './functions';
import { dynType, listType, objectType, stringType, type CelType, type ObjectType } from './types';
import { CelList, CelMap, type CelValue } from './values';

/** `Object`, `Object.spec` …: any field, of any type. Models cel/mutation/dynamic. */
const openType = (name: string): ObjectType => ({ kind: 'object', name, fields: new Map(), open: () => dynType });

/** What an applyConfiguration expression gives. */
export const applyConfigurationType: CelType = openType('Object');

const jsonPatchType = objectType('JSONPatch', { op: stringType, path: stringType, from: stringType, value: dynType });

/** What a jsonPatch expression gives. */
export const jsonPatchListType: CelType = listType(jsonPatchType);

/** Struct types of mutations by name. Models mutation.DynamicTypeResolver. */
export function mutationStructs(name: string): ObjectType | undefined {
  if (name === 'JSONPatch') return jsonPatchType;
  return name === 'Object' || name.startsWith('Object.') ? openType(name) : undefined;
}

/** An object that an expression made, by its fields. */
class MadeStruct extends CelMap {
  constructor(
    private readonly name: string,
    private readonly fields: ReadonlyMap<string, CelValue>,
  ) {
    super();
  }

  override get structName(): string {
    return this.name;
  }

  get size(): number {
    return this.fields.size;
  }

  get(key: CelValue): CelValue | undefined {
    return typeof key === 'string' ? this.fields.get(key) : undefined;
  }

  keys(): CelValue[] {
    return [...this.fields.keys()];
  }
}

export const makeMutationStruct = (name: string, fields: ReadonlyMap<string, CelValue>): CelValue => new MadeStruct(name, fields);

/** JSON of a value in which `Object…` structs stand where their names say. Throws CelRuntimeError: `type mismatch: …`. */
export function mutationJson(value: CelValue, name = 'Object'): unknown {
  if (value instanceof MadeStruct) checkNames(value, name);
  return toJson(value);
}

/** Models ObjectVal.CheckTypeNamesMatchFieldPathNames. */
function checkNames(value: CelValue, expected: string): void {
  if (value instanceof CelList) for (const item of value.items()) checkNames(item, expected);
  else if (value instanceof MadeStruct) {
    if (value.structName !== expected) {
      const found = JSON.stringify(value.structName);
      const wanted = JSON.stringify(expected);
      throw new CelRuntimeError(
        `type mismatch: unexpected type name ${found}, expected ${wanted}, which matches field name path from root Object type`,
      );
    }
    for (const key of value.keys()) checkNames(value.get(key)!, `${expected}.${String(key)}`);
  }
}

/** Models apiserver/pkg/cel/library.JSONPatch. */
export const jsonPatchLibrary = new Library().fn(
  'jsonpatch.escapeKey',
  'string_jsonpatch_escapeKey_string',
  [stringType],
  stringType,
  ([key]) => (key as string).replaceAll('~', '~0').replaceAll('/', '~1'),
);
