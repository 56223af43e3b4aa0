import { quantityText } from './quantity-dump';
import { structFields } from './structs';

type Fields = Readonly<Record<string, unknown>>;

const NIL = '<nil>';
/** Maps whose Go type has a name. */
const NAMED_MAPS: Readonly<Record<string, string>> = { 'v1.ResourceList': 'map[v1.ResourceName]resource.Quantity' };
/** time.Local where no time zone is installed, as in the component's image. */
const LOCATION =
  '(*time.Location){name:(string)UTC zone:([]time.zone)<nil> tx:([]time.zoneTrans)<nil> extend:(string) cacheStart:(int64)0 cacheEnd:(int64)0 cacheZone:(*time.zone)<nil>}';
/** Seconds from the year 1 to 1970. */
const UNIX_TO_INTERNAL = 62_135_596_800;

/**
 * What Go writes of a value, from its JSON: types, names and values of all fields, on one line, maps by key. Models dump.ForHash
 * (spew's `%#v` without methods, addresses and capacities), of values as protobuf decodes them: what is empty is nil.
 *
 * @param type Go's name of the type: `v1.PodTemplateSpec`.
 */
export const dumpForHash = (value: unknown, type: string): string => `(${type})${dump(value, type)}`;

/** A value without the name of its type before it. */
function dump(value: unknown, type: string): string {
  if (type.startsWith('*')) return value === undefined || value === null ? NIL : dump(value, type.slice(1));
  if (type.startsWith('[]')) return list(value, type.slice('[]'.length));
  const map = NAMED_MAPS[type] ?? type;
  if (map.startsWith('map[')) return mapText(value, map.slice(map.indexOf(']') + 1));
  const fields = structFields(type);
  if (fields) {
    const object = (value ?? {}) as Fields;
    const texts = fields.map((field) => `${field.name}:${dumpForHash(field.json === undefined ? object : object[field.json], field.type)}`);
    return `{${texts.join(' ')}}`;
  }
  return scalar(value, type);
}

function list(value: unknown, type: string): string {
  const items = (value ?? []) as readonly unknown[];
  return items.length === 0 ? NIL : `[${items.map((item) => dump(item, type)).join(' ')}]`;
}

function mapText(value: unknown, type: string): string {
  const entries = Object.entries((value ?? {}) as Fields).sort(([a], [b]) => compareBytes(a, b));
  return entries.length === 0 ? NIL : `map[${entries.map(([key, item]) => `${key}:${dump(item, type)}`).join(' ')}]`;
}

/** As Go compares strings: by code points, which is the order of their UTF-8. */
function compareBytes(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((char, i) => char !== right[i]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1);
}

function scalar(value: unknown, type: string): string {
  switch (type) {
    case 'bool':
      return String(value ?? false);
    case 'int32':
    case 'int64':
      return String(value ?? 0);
    case 'resource.Quantity':
      return quantityText(String(value ?? '0'));
    case 'intstr.IntOrString':
      return typeof value === 'string'
        ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
        : `{Type:(intstr.Type)0 IntVal:(int32)${Number(value ?? 0)} StrVal:(string)}`;
    case 'v1.Time':
      return `{Time:(time.Time)${time(value)}}`;
    default:
      return String(value ?? '');
  }
}

function time(value: unknown): string {
  if (typeof value !== 'string') return '{wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}';
  return `{wall:(uint64)0 ext:(int64)${Math.floor(Date.parse(value) / 1000) + UNIX_TO_INTERNAL} loc:${LOCATION}}`;
}
