import { formatDuration, formatTimestamp, parseDuration, parseTimestamp } from '../clock-text';
import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { boolType, bytesType, doubleType, durationType, intType, stringType, timestampType, uintType } from '../types';
import {
  CelDuration, CelTimestamp, CelUint, checkedInt, checkedTimestamp, checkedUint, NANOS, type CelValue,
} from '../values'; // prettier-ignore

/** Conversions between the types of the language. Models cel-go's common/types ConvertToType. */
export const conversions = new Library();

const same = ([value]: readonly CelValue[]) => value!;
const asInt = (value: CelValue | undefined) => value as bigint;
const asText = (value: CelValue | undefined) => value as string;

conversions
  .fn('bool', 'bool_to_bool', [boolType], boolType, same)
  .fn('bool', 'string_to_bool', [stringType], boolType, ([value]) => {
    if (['true', 'TRUE', 'True', 't', '1'].includes(asText(value))) return true;
    if (['false', 'FALSE', 'False', 'f', '0'].includes(asText(value))) return false;
    throw new CelRuntimeError(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
  })
  .fn('bytes', 'bytes_to_bytes', [bytesType], bytesType, same)
  .fn('bytes', 'string_to_bytes', [stringType], bytesType, ([value]) => new TextEncoder().encode(asText(value)))
  .fn('double', 'double_to_double', [doubleType], doubleType, same)
  .fn('double', 'int64_to_double', [intType], doubleType, ([value]) => Number(asInt(value)))
  .fn('double', 'uint64_to_double', [uintType], doubleType, ([value]) => Number((value as CelUint).value))
  .fn('double', 'string_to_double', [stringType], doubleType, ([value]) => parseDouble(asText(value)))
  .fn('int', 'int64_to_int64', [intType], intType, same)
  .fn('int', 'double_to_int64', [doubleType], intType, ([value]) => checkedInt(whole(value as number, 'integer overflow')))
  .fn('int', 'uint64_to_int64', [uintType], intType, ([value]) => checkedInt((value as CelUint).value))
  .fn('int', 'string_to_int64', [stringType], intType, ([value]) => parseInteger(asText(value), 'ParseInt', true))
  .fn('int', 'timestamp_to_int64', [timestampType], intType, ([value]) => floorSeconds((value as CelTimestamp).nanos))
  .fn('int', 'duration_to_int64', [durationType], intType, ([value]) => (value as CelDuration).nanos)
  .fn('uint', 'uint64_to_uint64', [uintType], uintType, same)
  .fn('uint', 'double_to_uint64', [doubleType], uintType, ([value]) => checkedUint(whole(value as number, 'unsigned integer overflow')))
  .fn('uint', 'int64_to_uint64', [intType], uintType, ([value]) => checkedUint(asInt(value)))
  .fn('uint', 'string_to_uint64', [stringType], uintType, ([value]) => new CelUint(parseInteger(asText(value), 'ParseUint', false)))
  .fn('string', 'string_to_string', [stringType], stringType, same)
  .fn('string', 'bool_to_string', [boolType], stringType, ([value]) => String(value))
  .fn('string', 'bytes_to_string', [bytesType], stringType, ([value]) => decode(value as Uint8Array))
  .fn('string', 'double_to_string', [doubleType], stringType, ([value]) => goDouble(value as number))
  .fn('string', 'int64_to_string', [intType], stringType, ([value]) => String(value))
  .fn('string', 'uint64_to_string', [uintType], stringType, ([value]) => String((value as CelUint).value))
  .fn('string', 'timestamp_to_string', [timestampType], stringType, ([value]) => formatTimestamp(value as CelTimestamp))
  .fn('string', 'duration_to_string', [durationType], stringType, ([value]) => formatDuration(value as CelDuration))
  .fn('timestamp', 'timestamp_to_timestamp', [timestampType], timestampType, same)
  .fn('timestamp', 'int64_to_timestamp', [intType], timestampType, ([value]) => checkedTimestamp(asInt(value) * NANOS))
  .fn('timestamp', 'string_to_timestamp', [stringType], timestampType, ([value]) => parseTimestamp(asText(value)))
  .fn('duration', 'duration_to_duration', [durationType], durationType, same)
  .fn('duration', 'int64_to_duration', [intType], durationType, ([value]) => new CelDuration(asInt(value)))
  .fn('duration', 'string_to_duration', [stringType], durationType, ([value]) => parseDuration(asText(value)));

function floorSeconds(nanos: bigint): bigint {
  const seconds = nanos / NANOS;
  return nanos % NANOS < 0n ? seconds - 1n : seconds;
}

function whole(value: number, message: string): bigint {
  if (!Number.isFinite(value)) throw new CelRuntimeError(message);
  return BigInt(Math.trunc(value));
}

function parseDouble(text: string): number {
  const plain = text.replace(/_/g, 'x');
  if (/^[+-]?(inf|infinity)$/i.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/i.test(plain)) return NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain)) {
    throw new CelRuntimeError(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(plain);
}

function parseInteger(text: string, fn: string, signed: boolean): bigint {
  const quoted = JSON.stringify(text);
  if (!(signed ? /^[+-]?\d+$/ : /^\d+$/).test(text)) throw new CelRuntimeError(`strconv.${fn}: parsing ${quoted}: invalid syntax`);
  const value = BigInt(text.replace(/^\+/, ''));
  const fits = signed ? BigInt.asIntN(64, value) === value : BigInt.asUintN(64, value) === value;
  if (!fits) throw new CelRuntimeError(`strconv.${fn}: parsing ${quoted}: value out of range`);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CelRuntimeError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

/** As Go's strconv.FormatFloat(f, 'g', -1, 64). */
export function goDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 21) return plainDecimal(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function plainDecimal(value: number): string {
  const text = String(value);
  return /e/.test(text) ? value.toFixed(20).replace(/0+$/, '') : text;
}
