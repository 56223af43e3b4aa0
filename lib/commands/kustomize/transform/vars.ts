import { changeField, type FieldSpec } from '../config/field-spec';
import { KustomizeError } from '../fault';
import type { Var } from '../kustomization/kustomization';
import { gvkOf, gvkText, parseApiVersion, type Gvk } from '../resource/gvk';
import { isMap, isNull, put, type Json } from '../resource/json';
import { sameId } from '../resource/res-id';
import type { ResMap } from '../resource/res-map';
import { lookUp } from './path';

const DEFAULT_PATH = 'metadata.name';

/** A var with its defaults. */
export interface KnownVar {
  readonly name: string;
  readonly gvk: Gvk;
  readonly target: string;
  readonly namespace: string;
  readonly path: string;
}

function known({ name = '', objref = {}, fieldref = {} }: Var): KnownVar {
  const { group, version } = objref.apiVersion
    ? parseApiVersion(objref.apiVersion)
    : { group: objref.group ?? '', version: objref.version ?? '' };
  return {
    name,
    gvk: gvkOf(group, version, objref.kind ?? ''),
    target: objref.name ?? '',
    namespace: objref.namespace ?? '',
    path: fieldref.fieldpath || DEFAULT_PATH,
  };
}

/** As Go's %v shows a var. */
const varText = ({ name, gvk, path }: KnownVar): string => `{${name} ${gvkText(gvk)} {${path}}}`;

/** Vars as Go shows them before their defaults are known. */
export const varsText = (vars: readonly Var[]): string =>
  `[${vars.map(({ name = '', objref = {}, fieldref }) => `{${name} ${gvkText(gvkOf(objref.group ?? '', objref.version ?? '', objref.kind ?? ''))} {${fieldref?.fieldpath ?? ''}}}`).join(' ')}]`;

/** Adds vars to those known, and notes them on the resources that they read. Throws for a name that is taken. */
export function addVars(map: ResMap, vars: KnownVar[], more: readonly Var[]): KnownVar[] {
  const incoming = more.map(known);
  for (const each of incoming) {
    const id = { gvk: each.gvk, name: each.target, namespace: each.namespace };
    const exact = each.namespace !== '' || each.gvk.clusterScoped;
    const found = map.list.filter(({ originalId }) =>
      exact ? sameId(id, originalId) : originalId.name === id.name && gvkText(originalId.gvk) === gvkText(id.gvk),
    );
    if (found.length > 1) throw new KustomizeError(`found ${found.length} resId matches for var ${varText(each)} (unable to disambiguate)`);
    found[0]?.vars.push(each.name);
  }
  return mergedVars(vars, incoming, () => false);
}

/** Vars of two bases; the same one twice is one. */
export const joinVars = (vars: readonly KnownVar[], more: readonly KnownVar[]): KnownVar[] =>
  mergedVars(vars, more, (a, b) => JSON.stringify(a) === JSON.stringify(b));

function mergedVars(vars: readonly KnownVar[], more: readonly KnownVar[], same: (a: KnownVar, b: KnownVar) => boolean): KnownVar[] {
  const out = [...vars];
  for (const each of more) {
    const there = out.find(({ name }) => name === each.name);
    if (there && !same(there, each)) throw new KustomizeError(`var '${each.name}' already encountered`);
    if (!there) out.push(each);
  }
  return out;
}

/** Replaces $(NAME) in the fields where vars may stand; returns those that stand nowhere. */
export function resolveVars(map: ResMap, vars: readonly KnownVar[], specs: readonly FieldSpec[]): string[] {
  const values = new Map<string, Json>();
  const sorted = [...vars].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const each of sorted) values.set(each.name, valueOf(map, each));
  const used = new Set<string>();
  const read = (name: string): Json => {
    if (!values.has(name)) return `$(${name})`;
    used.add(name);
    return values.get(name);
  };
  for (const resource of map.list) for (const spec of specs) changeField(resource, spec, (value) => replaced(value, read));
  return sorted.map(({ name }) => name).filter((name) => !used.has(name));
}

function valueOf(map: ResMap, known: KnownVar): Json {
  const resource = map.list.find((each) => each.vars.includes(known.name));
  if (!resource) throw new KustomizeError(`var '${varText(known)}' cannot be mapped to a field in the set of known resources`);
  const path = known.path
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter(Boolean);
  let value: Json;
  try {
    value = lookUp(resource.object, path);
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
  }
  if (isNull(value)) throw new KustomizeError(`field specified in var '${varText(known)}' not found in corresponding resource`);
  return value;
}

function replaced(value: Json, read: (name: string) => Json): Json {
  if (typeof value === 'string') return expanded(value, read);
  if (Array.isArray(value)) {
    return value.map((item) => {
      if (typeof item !== 'string') throw new KustomizeError('invalid value type expect a string');
      return expanded(item, read);
    });
  }
  if (isMap(value)) for (const key of Object.keys(value)) if (typeof value[key] === 'string') put(value, key, expanded(value[key], read));
  return value;
}

/** $(A) is replaced, $$ stands for one $; text that is nothing but one reference takes the value as it is. */
function expanded(text: string, read: (name: string) => Json): Json {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '$' || i + 1 >= text.length) {
      out += text[i];
      continue;
    }
    const end = text[i + 1] === '(' ? text.indexOf(')', i) : -1;
    if (text[i + 1] === '$') {
      out += '$';
      i++;
    } else if (end > 0) {
      const value = read(text.slice(i + 2, end));
      if (i === 0 && end === text.length - 1 && typeof value !== 'object') return value;
      out += String(value);
      i = end;
    } else out += '$';
  }
  return out;
}
