import { KustomizeError } from '../fault';
import { isMap, isNull, type Json, type JsonMap } from '../resource/json';
import { KUSTOMIZATION, type Shape } from './shape';
import type { Kustomization } from './kustomization';

/**
 * A kustomization from its JSON, strictly: unknown fields and values of wrong types are refused in the words of Go's encoding/json
 * (the first of them, by the names of fields). Names of fields may be written in any case.
 */
export function decodeKustomization(value: Json): Kustomization {
  const faults: string[] = [];
  const decoded = decode(value, KUSTOMIZATION, { struct: 'Kustomization', path: '' }, faults);
  if (faults.length > 0) throw new KustomizeError(`invalid Kustomization: ${faults[0]}`);
  return (decoded ?? {}) as unknown as Kustomization;
}

/** Where a value stands, as Go's complaints say it. */
interface Place {
  readonly struct: string;
  readonly path: string;
}

const wordOf = (value: Json): string =>
  typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? 'array' : typeof value === 'object' ? 'object' : typeof value;

function goType(shape: Shape): string {
  if (shape.type === 'list') return `[]${goType(shape.of)}`;
  if (shape.type === 'map') return `map[string]${shape.of.type === 'any' ? 'interface {}' : goType(shape.of)}`;
  return shape.type === 'struct' ? shape.name : shape.type === 'any' ? 'interface {}' : shape.type;
}

export function decode(value: Json, shape: Shape, place: Place, faults: string[]): Json {
  if (isNull(value)) return undefined;
  const mismatch = (what = wordOf(value)) => {
    const where = place.path === '' ? '' : `Go struct field ${place.struct}.${place.path}`;
    faults.push(`json: cannot unmarshal ${what} into ${where === '' ? 'Go value' : where} of type ${goType(shape)}`);
    return undefined;
  };
  switch (shape.type) {
    case 'any':
      return value;
    case 'string':
      return typeof value === 'string' ? value : mismatch();
    case 'bool':
      return typeof value === 'boolean' ? value : mismatch();
    case 'int':
    case 'int64':
      if (typeof value !== 'number') return mismatch();
      return Number.isInteger(value) ? value : mismatch(`number ${String(value)}`);
    case 'list':
      return Array.isArray(value) ? value.map((item) => decode(item, shape.of, place, faults) ?? zero(shape.of)) : mismatch();
    case 'map': {
      if (!isMap(value)) return mismatch();
      return Object.fromEntries(sortedEntries(value).map(([key, item]) => [key, decode(item, shape.of, place, faults) ?? zero(shape.of)]));
    }
    case 'struct': {
      if (!isMap(value)) return mismatch();
      const out: JsonMap = {};
      const name = shape.name.replace('types.', '');
      for (const [key, item] of sortedEntries(value)) {
        const known = Object.hasOwn(shape.fields, key)
          ? key
          : Object.keys(shape.fields).find((each) => each.toLowerCase() === key.toLowerCase());
        if (known === undefined) {
          faults.push(`json: unknown field ${JSON.stringify(key)}`);
          continue;
        }
        const field = shape.fields[known]!;
        const path = [place.path, field.within, known].filter((part) => part).join('.');
        const decoded = decode(item, field.shape, { struct: name, path }, faults);
        if (decoded !== undefined) out[known] = decoded;
      }
      return out;
    }
  }
}

const sortedEntries = (map: JsonMap) => Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));

const zero = (shape: Shape): Json =>
  shape.type === 'string'
    ? ''
    : shape.type === 'bool'
      ? false
      : shape.type === 'int' || shape.type === 'int64'
        ? 0
        : shape.type === 'list'
          ? []
          : {};
