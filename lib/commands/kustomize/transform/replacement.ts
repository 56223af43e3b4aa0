import { parseDocument } from '@/lib/api/yaml';
import { decode } from '../kustomization/decode';
import { replacementShape } from '../kustomization/shape';
import type { FieldOptions, Replacement, Selector, TargetSelector } from '../kustomization/kustomization';
import { KustomizeError } from '../fault';
import type { Loader } from '../load/loader';
import { gvkOf } from '../resource/gvk';
import { isMap, isNilOrEmpty, isNull, scalarText, type Json } from '../resource/json';
import { resolvePlain } from '../resource/read';
import { idText, selectsId, type ResId } from '../resource/res-id';
import type { ResMap } from '../resource/res-map';
import type { Resource } from '../resource/resource';
import { lookUp, matchPath, splitFieldPath, type Field } from './path';
import { matchesMetadata } from './select';

const DEFAULT_PATH = 'metadata.name';

/** Replacements as they are, those in files read. Throws KustomizeError. */
export function loadReplacements(loader: Loader, entries: readonly Replacement[]): Replacement[] {
  return entries.flatMap((entry) => {
    if (!entry.path) return [entry];
    if (entry.source || entry.targets) throw new KustomizeError('cannot specify both path and inline replacement');
    const value = parseDocument(loader.load(entry.path)) as Json;
    if (!Array.isArray(value) && !isMap(value))
      throw new KustomizeError(`unsupported replacement type encountered within replacement path: ${scalarText(value)}`);
    return (Array.isArray(value) ? value : [value]).map((each) => {
      const faults: string[] = [];
      const decoded = decode(each, replacementShape('types.Replacement'), { struct: 'Replacement', path: '' }, faults);
      if (faults.length > 0) throw new KustomizeError(`error unmarshaling JSON: while decoding JSON: ${faults[0]}`);
      return (decoded ?? {}) as unknown as Replacement;
    });
  });
}

/** Copies values from one resource into others. Models api/filters/replacement; throws KustomizeError. */
export function replace(map: ResMap, replacements: readonly Replacement[]): void {
  for (const replacement of replacements) {
    if ((!replacement.source && replacement.sourceValue === undefined) || !replacement.targets)
      throw new KustomizeError('replacements must specify a source and at least one target');
    const value = replacement.sourceValue ?? sourceValue(map, replacement.source!);
    for (const target of replacement.targets) applyTo(map, value, target);
  }
}

const selectorId = (selector: Selector): ResId => ({
  gvk: gvkOf(selector.group ?? '', selector.version ?? '', selector.kind ?? ''),
  name: selector.name ?? '',
  namespace: selector.namespace ?? '',
});

const idsOf = (resource: Resource): ResId[] => [...resource.previousIds, resource.currentId];

function sourceValue(map: ResMap, source: NonNullable<Replacement['source']>): Json {
  const wanted = selectorId(source);
  const found = map.list.filter((resource) => idsOf(resource).some((id) => selectsId(wanted, id)));
  const shown = `${idText(wanted)}${source.fieldPath ? `:${source.fieldPath}` : ''}`;
  if (found.length > 1) throw new KustomizeError(`multiple matches for selector ${shown}`);
  if (found.length === 0) throw new KustomizeError(`nothing selected by ${shown}`);
  const path = source.fieldPath || DEFAULT_PATH;
  const value = lookUp(found[0]!.object, splitFieldPath(path));
  if (isNilOrEmpty(value)) throw new KustomizeError(`fieldPath \`${path}\` is missing for replacement source ${idText(wanted)}`);
  const { delimiter, index = 0 } = source.options ?? {};
  if (!delimiter) return value;
  if (typeof value === 'object') throw new KustomizeError('delimiter option can only be used with scalar nodes');
  const parts = scalarText(value).split(delimiter);
  if (index < 0 || index >= parts.length)
    throw new KustomizeError(`options.index ${index} is out of bounds for value ${scalarText(value)}`);
  return parts[index];
}

function applyTo(map: ResMap, value: Json, target: TargetSelector): void {
  if (!target.select) throw new KustomizeError('target must specify resources to select');
  const wanted = selectorId(target.select);
  const paths = target.fieldPaths && target.fieldPaths.length > 0 ? target.fieldPaths : [DEFAULT_PATH];
  for (const resource of map.list) {
    const ids = idsOf(resource);
    if (!matchesMetadata(resource, target.select)) continue;
    if ((target.reject ?? []).some((each) => rejects(each, resource, ids))) continue;
    if (ids.some((id) => selectsId(wanted, id))) for (const path of paths) copyInto(resource, path, value, target.options);
  }
}

/** Whether a `reject` takes a resource: by its labels and annotations, or by one of its ids. */
function rejects(selector: Selector, resource: Resource, ids: readonly ResId[]): boolean {
  const { labelSelector, annotationSelector, ...id } = selector;
  if ((labelSelector || annotationSelector) && matchesMetadata(resource, selector)) return true;
  return Object.values(id).some((part) => part) && ids.some((each) => selectsId(selectorId(selector), each));
}

function copyInto(resource: Resource, path: string, value: Json, options: FieldOptions | undefined): void {
  const make = options?.create ? (Array.isArray(value) ? 'list' : isMap(value) ? 'map' : 'scalar') : undefined;
  const missing = `unable to find ${make ? 'or create ' : ''}field ${JSON.stringify(path)} in replacement target`;
  const root: Field = { get: () => resource.object, set: () => undefined, made: false };
  let fields: Field[];
  try {
    fields = matchPath(root, splitFieldPath(path), make);
  } catch (error) {
    throw error instanceof KustomizeError ? error.within(missing) : error;
  }
  if (fields.length === 0) throw new KustomizeError(missing);
  for (const field of fields) setField(resource, field, value, options);
}

function setField(resource: Resource, field: Field, value: Json, options: FieldOptions | undefined): void {
  const old = field.get();
  let copy = structuredClone(value);
  if (options?.delimiter) {
    if (typeof old === 'object' && old !== null) throw new KustomizeError('delimiter option can only be used with scalar nodes');
    const parts = (field.made ? '' : scalarText(old)).split(options.delimiter);
    const index = options.index ?? 0;
    if (index < 0) parts.unshift(scalarText(copy));
    else if (index >= parts.length) parts.push(scalarText(copy));
    else parts[index] = scalarText(copy);
    copy = parts.join(options.delimiter);
  }
  if (typeof old === 'object' && old !== null) field.set(copy);
  else field.set(inTypeOf(resource, old, typeof copy === 'object' && copy !== null ? '' : scalarText(copy), field.made));
}

const TAGS: Readonly<Record<string, string>> = { string: '!!str', boolean: '!!bool', number: '!!int', object: '!!null' };
const tagOf = (value: Json): string => (typeof value === 'number' && !Number.isInteger(value) ? '!!float' : TAGS[typeof value]!);

/** Text as a value of the type that stood there: numbers into text stay text, text into numbers has to be one. */
function inTypeOf(resource: Resource, old: Json, text: string, made: boolean): Json {
  if (typeof old === 'string') return text;
  const value = resolvePlain(text);
  if (made) return value;
  if (typeof old !== 'number' && typeof old !== 'boolean') return isNull(old) ? text : old;
  if (typeof value !== typeof old) resource.undecodable ??= `cannot decode ${tagOf(value)} \`${text}\` as a ${tagOf(old)}`;
  return value;
}
