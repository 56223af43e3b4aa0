import type { CelType } from './types';
import { CelDuration, CelList, CelMap, CelOpaque, CelOptional, CelTimestamp, CelTypeValue, CelUint, type CelValue } from './values';

/** Whether a value may stand for a parameter, as far as a value shows its type. */
export function accepts(param: CelType, value: CelValue): boolean {
  switch (param.kind) {
    case 'dyn':
    case 'any':
    case 'param':
    case 'error':
      return true;
    case 'bool':
      return typeof value === 'boolean';
    case 'int':
      return typeof value === 'bigint';
    case 'uint':
      return value instanceof CelUint;
    case 'double':
      return typeof value === 'number';
    case 'string':
      return typeof value === 'string';
    case 'bytes':
      return value instanceof Uint8Array;
    case 'null_type':
      return value === null;
    case 'timestamp':
      return value instanceof CelTimestamp;
    case 'duration':
      return value instanceof CelDuration;
    case 'list':
      return value instanceof CelList;
    case 'map':
      return value instanceof CelMap;
    case 'object':
      return value instanceof CelMap || (value instanceof CelOpaque && value.name === param.name);
    case 'type':
      return value instanceof CelTypeValue;
    case 'opaque':
      return param.name === 'optional_type' ? value instanceof CelOptional : value instanceof CelOpaque && value.name === param.name;
  }
}
