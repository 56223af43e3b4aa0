import { parseDocument, resolveScalar, YamlError, type Reading } from '@/lib/api/yaml';
import { KustomizeError } from '../fault';
import { isMap, isNilOrEmpty, isNull, own, type Json, type JsonMap } from './json';
import { Resource } from './resource';

const MOST_DOCUMENTS = 20_000;
const WORDS_OF_V2 = /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const TIME = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d*))?[ \t]*(Z|[-+]\d{1,2}(?::?\d{2})?)?)?$/;

/** Resources are read as go-yaml v3 does: `yes` is text, dates are points in time. */
const RESOURCES: Reading = {
  resolve(text) {
    if (WORDS_OF_V2.test(text)) return text;
    return TIME.test(text) ? instant(text) : resolveScalar(text);
  },
  absent: 'undefined',
  faultsAtContext: true,
};
/** What text means that stands in a resource without quotes. */
export const resolvePlain = (text: string): Json => RESOURCES.resolve(text);

const TEXTS: Reading = { resolve: (text) => text, faultsAtContext: true };

/** A date as Go's time.Time is written in JSON. */
function instant(text: string): string {
  const [, year, month, day, hour = '0', minute = '00', second = '00', fraction = '', zone = 'Z'] = TIME.exec(text)!;
  const two = (part: string) => part.padStart(2, '0');
  const nanos = fraction.slice(0, 9).replace(/0+$/, '');
  const [, sign, hours, minutes = '00'] = /^([-+])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? [];
  const offset = sign === undefined || (Number(hours) === 0 && minutes === '00') ? 'Z' : `${sign}${two(hours!)}:${minutes}`;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return text;
  return `${year}-${two(month!)}-${two(day!)}T${two(hour)}:${minute}:${second}${nanos === '' ? '' : `.${nanos}`}${offset}`;
}

/** The documents of a file as kyaml cuts them: at every line that begins with `---`. */
function documentsOf(text: string): string[] {
  const documents: string[] = [];
  let current = '';
  for (const line of text.replaceAll('\r\n', '\n').split(/(?<=\n)/)) {
    if (/^---(\s|$)/.test(line)) {
      documents.push(current);
      current = line.slice(3).trim() === '' || line.slice(3).trim().startsWith('#') ? '' : line.slice(3);
    } else current += line;
    if (documents.length > MOST_DOCUMENTS) throw new KustomizeError(`more than ${MOST_DOCUMENTS} documents are not read here`);
  }
  documents.push(current);
  return documents;
}

function readDocument(text: string): Json {
  try {
    const value = parseDocument(text, [], RESOURCES) as Json;
    if (isMap(value)) keepAnnotations(value, text);
    return value;
  } catch (error) {
    if (error instanceof YamlError) throw new KustomizeError(error.message, 'malformed-yaml');
    throw error;
  }
}

/** Annotations are text whatever they look like, and as they were written. */
function keepAnnotations(value: JsonMap, text: string): void {
  const annotations = isMap(value.metadata) ? value.metadata.annotations : undefined;
  if (!isMap(annotations) || Object.values(annotations).every((each) => typeof each === 'string')) return;
  const texts = (parseDocument(text, [], TEXTS) as { metadata: { annotations: JsonMap } }).metadata.annotations;
  for (const key of Object.keys(annotations)) if (!isMap(annotations[key])) annotations[key] = texts[key] ?? '';
}

const metaText = (object: JsonMap): string => {
  const meta = isMap(object.metadata) ? object.metadata : {};
  const text = (value: Json) => (isNull(value) ? '' : String(value));
  const map = (value: Json) => `map[${Object.entries(isMap(value) ? value : {}).map(([key, each]) => `${key}:${text(each)}`).sort().join(' ')}]`; // prettier-ignore
  return `{{${text(object.apiVersion)} ${text(object.kind)}} {{${text(meta.name)} ${text(meta.namespace)}} ${map(meta.labels)} ${map(meta.annotations)}}}`;
};

/** An object that is one, or nothing when it is empty. Throws what is missing of it. */
function checked(value: Json): JsonMap | undefined {
  if (isNilOrEmpty(value)) return undefined;
  if (!isMap(value) || !['apiVersion', 'kind', 'metadata'].some((key) => Object.hasOwn(value, key)))
    throw new KustomizeError('missing Resource metadata');
  const kind = scalarOr(value.kind);
  if (kind === '') throw new KustomizeError(`missing kind in object ${metaText(value)}`);
  if (!kind.endsWith('List') && scalarOr(isMap(value.metadata) ? value.metadata.name : undefined) === '')
    throw new KustomizeError(`missing metadata.name in object ${metaText(value)}`);
  return value;
}

const scalarOr = (value: Json): string => (isNull(value) || typeof value === 'object' ? '' : String(value));

/** The objects of a text; lists are spread. Models resource.Factory.SliceFromBytes; throws KustomizeError. */
export function readResources(text: string): Resource[] {
  const values = documentsOf(text).map(readDocument);
  const given = values.filter((value) => !isNull(value));
  const wrapped = given.length === 1 && values.length === 1 && isMap(given[0]) && /^(ResourceList|List)$/.test(scalarOr(given[0].kind));
  const items = wrapped ? own(given[0] as JsonMap, 'items') : undefined;
  const pending = (wrapped ? (Array.isArray(items) ? items : []) : given).map(checked);
  const found: Resource[] = [];
  for (let i = 0; i < pending.length; i++) {
    const object = pending[i];
    if (!object) continue;
    const kind = scalarOr(object.kind);
    if (!kind.endsWith('List')) {
      found.push(new Resource(object));
      continue;
    }
    const inner = own(object, 'items');
    if (isNull(inner)) continue;
    if (!Array.isArray(inner)) throw new KustomizeError(`expected array in ${kind}/items, but found ${goType(inner)}`);
    pending.push(...inner.map(checked));
    if (pending.length > MOST_DOCUMENTS) throw new KustomizeError(`more than ${MOST_DOCUMENTS} objects are not read here`);
  }
  return found;
}

const goType = (value: Json): string =>
  typeof value === 'string'
    ? 'string'
    : typeof value === 'boolean'
      ? 'bool'
      : typeof value === 'number'
        ? 'float64'
        : 'map[string]interface {}';
