import { byteLength } from '@/lib/hosts/text';
import { compilePerl } from '@/lib/hosts/regex/perl';
import { PatternError } from '@/lib/hosts/regex/pattern-error';
import { strftime } from '../time/strftime';
import { splitText, refuse } from './arithmetic';
import { clip, describe, JqError } from './errors';
import type { Host } from './host';
import { asText } from './formats';
import { compareJson, type Json, JsonError, JsonReader, printJson, typeOf } from './json';
import { deletePaths, indices, type Path, setPath } from './paths';
import { brokenDown, parseTime, secondsOf } from './times';

type Native = (input: Json, args: readonly Json[], host: Host) => Json;

/** halt and halt_error. */
export class JqHalt extends Error {
  constructor(
    readonly code: number,
    readonly output: Json | undefined,
  ) {
    super('halt');
  }
}

const math =
  (f: (x: number) => number): Native =>
  (input) =>
    typeof input === 'number' ? f(input) : refuse(input, 'number required');
const string =
  (what: string, f: (text: string) => Json): Native =>
  (input) =>
    typeof input === 'string' ? f(input) : refuse(input, what);

const TABLE: Record<string, Native> = {
  'length/0': (v) => {
    if (v === null) return 0;
    if (typeof v === 'boolean') return refuse(v, 'has no length');
    if (typeof v === 'number') return Math.abs(v);
    return typeof v === 'string' ? [...v].length : Array.isArray(v) ? v.length : v.size;
  },
  'utf8bytelength/0': (v) => (typeof v === 'string' ? byteLength(v) : refuse(v, 'only strings have UTF-8 byte length')),
  'keys/0': (v) => keysOf(v).sort(compareJson),
  'keys_unsorted/0': (v) => keysOf(v),
  'has/1': (v, [k]) => {
    if (v instanceof Map && typeof k === 'string') return v.has(k);
    if (Array.isArray(v) && typeof k === 'number') return k >= 0 && k < v.length;
    throw new JqError(`Cannot check whether ${typeOf(v)} has a ${typeof k === 'string' ? 'string' : typeOf(k!)} key`);
  },
  'contains/1': (v, [x]) => contains(v, x!),
  'type/0': (v) => typeOf(v),
  'tostring/0': (v) => asText(v),
  'tojson/0': (v) => printJson(v),
  'fromjson/0': string('only strings can be parsed', (text) => {
    try {
      const value = new JsonReader(text).next();
      return value === undefined ? null : value;
    } catch (error) {
      if (error instanceof JsonError) throw new JqError(`${error.message} (while parsing '${text}')`);
      throw error;
    }
  }),
  'tonumber/0': (v) => {
    if (typeof v === 'number') return v;
    if (typeof v !== 'string') return refuse(v, 'cannot be parsed as a number');
    if (/^-?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?)$/.test(v)) return Number(v);
    throw new JqError(`${describe(v)} cannot be parsed as a number`);
  },
  'sort/0': (v) => (Array.isArray(v) ? [...v].sort(compareJson) : refuse(v, 'cannot be sorted, as it is not an array')),
  'sort_pairs/0': (v) => [...(v as Json[])].sort((a, b) => compareJson((a as Json[])[0]!, (b as Json[])[0]!)),
  'group_pairs/0': (v) => {
    const sorted = [...(v as Json[][])].sort((a, b) => compareJson(a[0]!, b[0]!));
    const groups: Json[][] = [];
    sorted.forEach((pair, i) => {
      if (i === 0 || compareJson(pair[0]!, sorted[i - 1]![0]!) !== 0) groups.push([]);
      groups.at(-1)!.push(pair[1]!);
    });
    return groups;
  },
  'min/0': (v) => list(v).reduce<Json>((best, x, i) => (i === 0 || compareJson(x, best) < 0 ? x : best), null),
  'max/0': (v) => list(v).reduce<Json>((best, x, i) => (i === 0 || compareJson(x, best) >= 0 ? x : best), null),
  'reverse/0': (v) =>
    v === null
      ? []
      : typeof v === 'string'
        ? [...v].reverse().join('')
        : Array.isArray(v)
          ? [...v].reverse()
          : refuse(v, 'cannot be reversed, as it is not an array'),
  'flatten/0': (v) => flatten(list(v), Infinity),
  'flatten/1': (v, [depth]) => {
    if (typeof depth !== 'number' || depth < 0) throw new JqError('flatten depth must not be negative');
    return flatten(list(v), depth);
  },
  'join/1': (v, [by]) =>
    list(v)
      .map((x) =>
        x === null ? '' : typeof x === 'string' ? x : typeof x === 'number' || typeof x === 'boolean' ? printJson(x) : joinFailure(by!, x),
      )
      .join(by === null ? '' : (by as string)),
  'split/1': (v, [by]) =>
    typeof v === 'string' && typeof by === 'string' ? splitText(v, by) : refuse(v, 'cannot be split, as it is not a string'),
  'split/2': (v, [re, flags]) => {
    const text = v as string;
    const out: Json[] = [];
    let at = 0;
    for (const m of matches(v, re!, typeof flags === 'string' ? `g${flags}` : 'g')) {
      out.push(text.slice(at, m.index));
      at = m.index + m[0].length;
    }
    out.push(text.slice(at));
    return out;
  },
  'startswith/1': (v, [x]) =>
    typeof v === 'string' && typeof x === 'string' ? v.startsWith(x) : fail('startswith() requires string inputs'),
  'endswith/1': (v, [x]) => (typeof v === 'string' && typeof x === 'string' ? v.endsWith(x) : fail('endswith() requires string inputs')),
  'ltrimstr/1': (v, [x]) => (typeof v === 'string' && typeof x === 'string' && v.startsWith(x) ? v.slice(x.length) : v),
  'rtrimstr/1': (v, [x]) => (typeof v === 'string' && typeof x === 'string' && x !== '' && v.endsWith(x) ? v.slice(0, -x.length) : v),
  'trimstr/1': (v, [x]) =>
    typeof v === 'string' && typeof x === 'string' && x !== ''
      ? v.replace(new RegExp(`^${escape(x)}`), '').replace(new RegExp(`${escape(x)}$`), '')
      : v,
  'trim/0': string('trim input must be a string', (t) => t.trim()),
  'ltrim/0': string('trim input must be a string', (t) => t.trimStart()),
  'rtrim/0': string('trim input must be a string', (t) => t.trimEnd()),
  'ascii_downcase/0': string('cannot be lowercased', (t) => t.replace(/[A-Z]/g, (c) => c.toLowerCase())),
  'ascii_upcase/0': string('cannot be uppercased', (t) => t.replace(/[a-z]/g, (c) => c.toUpperCase())),
  'explode/0': string('cannot be exploded', (t) => [...t].map((c) => c.codePointAt(0)!)),
  'implode/0': (v) => (Array.isArray(v) ? String.fromCodePoint(...(v as number[])) : refuse(v, 'cannot be imploded')),
  'indices/1': (v, [x]) => positions(v, x!),
  'index/1': (v, [x]) => (positions(v, x!) as Json[] | null)?.[0] ?? null,
  'rindex/1': (v, [x]) => (positions(v, x!) as Json[] | null)?.at(-1) ?? null,
  'setpath/2': (v, [path, x]) => setPath(v, path as Path, x!),
  'delpaths/1': (v, [paths]) => deletePaths(v, paths as unknown as Path[]),
  'transpose/0': (v) => {
    const rows = v as Json[][];
    const width = Math.max(0, ...rows.map((row) => row.length));
    return Array.from({ length: width }, (_, i) => rows.map((row) => row[i] ?? null));
  },
  'floor/0': math(Math.floor),
  'ceil/0': math(Math.ceil),
  'round/0': math((x) => Math.sign(x) * Math.round(Math.abs(x))),
  'trunc/0': math(Math.trunc),
  'fabs/0': math(Math.abs),
  'sqrt/0': math(Math.sqrt),
  'cbrt/0': math(Math.cbrt),
  'exp/0': math(Math.exp),
  'exp2/0': math((x) => 2 ** x),
  'exp10/0': math((x) => 10 ** x),
  'log/0': math(Math.log),
  'log2/0': math(Math.log2),
  'log10/0': math(Math.log10),
  'sin/0': math(Math.sin),
  'cos/0': math(Math.cos),
  'tan/0': math(Math.tan),
  'atan/0': math(Math.atan),
  'significand/0': math((x) => (x === 0 ? 0 : x / 2 ** Math.floor(Math.log2(Math.abs(x))))),
  'pow/2': (_, [a, b]) => (typeof a === 'number' && typeof b === 'number' ? a ** b : refuse(a!, 'number required')),
  'fmin/2': (_, [a, b]) => Math.min(a as number, b as number),
  'fmax/2': (_, [a, b]) => Math.max(a as number, b as number),
  'fmod/2': (_, [a, b]) => (a as number) % (b as number),
  'infinite/0': () => Infinity,
  'nan/0': () => NaN,
  'isinfinite/0': math((x) => Number(Math.abs(x) === Infinity)),
  'isnan/0': (v) => typeof v === 'number' && Number.isNaN(v),
  'isnormal/0': (v) => typeof v === 'number' && Number.isFinite(v) && v !== 0,
  'now/0': (_, __, host) => host.now() / 1000,
  'gmtime/0': (v) => (typeof v === 'number' ? brokenDown(v) : refuse(v, 'gmtime() requires a number')),
  'localtime/0': (v) => brokenDown(v as number),
  'mktime/0': (v) => (Array.isArray(v) ? secondsOf(v) : fail('mktime requires array of 6 numbers')),
  'strftime/1': (v, [format]) => {
    if (typeof v !== 'number' && !Array.isArray(v)) fail('strftime/1 requires parsed datetime inputs');
    return strftime(format as string, (typeof v === 'number' ? Math.floor(v) : secondsOf(v as Json[])) * 1000, 'UTC');
  },
  'strflocaltime/1': (v, [format], host) =>
    strftime(format as string, (typeof v === 'number' ? Math.floor(v) : secondsOf(v as Json[])) * 1000, host.zone),
  'strptime/1': (v, [format]) =>
    typeof v === 'string' ? parseTime(v, format as string) : refuse(v, 'strptime/1 requires string inputs and arguments'),
  'input_filename/0': (_, __, host) => host.inputFilename(),
  'input_line_number/0': (_, __, host) => host.inputLine(),
  'test_impl/2': (v, [re, flags]) =>
    (Array.isArray(re) ? matches(v, re[0]!, (re[1] ?? '') as string) : matches(v, re!, (flags ?? '') as string)).length > 0,
  'match_impl/2': (v, [re, flags]) => {
    const found = Array.isArray(re) ? matches(v, re[0]!, (re[1] ?? '') as string) : matches(v, re!, (flags ?? '') as string);
    return found.map((m) => matchObject(v as string, m));
  },
  'halt/0': () => {
    throw new JqHalt(0, undefined);
  },
  'halt_error/1': (v, [code]) => {
    throw new JqHalt(code as number, v);
  },
  'builtins/0': () => [...NATIVE],
  'get_search_list/0': () => [],
  'modulemeta/0': () => fail('modules are not simulated here'),
  'bsearch/1': (v, [x]) => {
    const items = list(v);
    const at = items.findIndex((item) => compareJson(item, x!) >= 0);
    if (at >= 0 && compareJson(items[at]!, x!) === 0) return at;
    return -1 - (at < 0 ? items.length : at);
  },
};

/** The native functions by `name/arity`. */
export const NATIVE: ReadonlySet<string> = new Set(Object.keys(TABLE));

export function callNative(key: string, input: Json, args: readonly Json[], host: Host): Json {
  const value = TABLE[key]!(input, args, host);
  return key === 'isinfinite/0' ? value === 1 : value;
}

function fail(message: string): never {
  throw new JqError(message);
}

function list(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value.values()];
  throw new JqError(value === null ? 'Cannot iterate over null' : `Cannot iterate over ${describe(value)}`);
}

function joinFailure(by: Json, x: Json): never {
  throw new JqError(`string (${clip(printJson(by))}) and ${describe(x)} cannot be added`);
}

function keysOf(value: Json): Json[] {
  if (value instanceof Map) return [...value.keys()];
  if (Array.isArray(value)) return value.map((_, i) => i);
  return refuse(value, 'has no keys');
}

function contains(a: Json, b: Json): boolean {
  if (a instanceof Map && b instanceof Map) return [...b].every(([k, v]) => a.has(k) && contains(a.get(k)!, v));
  if (Array.isArray(a) && Array.isArray(b)) return b.every((y) => a.some((x) => typeOf(x) === typeOf(y) && contains(x, y)));
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (typeOf(a) === typeOf(b)) return compareJson(a, b) === 0;
  throw new JqError(`${describe(a)} and ${describe(b)} cannot have their containment checked`);
}

function flatten(items: readonly Json[], depth: number): Json[] {
  return items.flatMap((x) => (Array.isArray(x) && depth > 0 ? flatten(x, depth - 1) : [x]));
}

function positions(value: Json, part: Json): Json {
  if (value === null) return null;
  if (typeof value === 'string' && typeof part === 'string') {
    const out: Json[] = [];
    if (part === '') return null;
    for (let at = value.indexOf(part); at >= 0; at = value.indexOf(part, at + 1)) out.push([...value.slice(0, at)].length);
    return out;
  }
  if (Array.isArray(value)) return indices(value, Array.isArray(part) ? part : [part]);
  throw new JqError(`Cannot determine indices of ${typeOf(part)} in ${typeOf(value)}`);
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function matches(value: Json, re: Json, flags: string): RegExpExecArray[] {
  if (typeof value !== 'string') return refuse(value, 'cannot be matched, as it is not a string') as never;
  if (typeof re !== 'string') return refuse(re, 'cannot be matched, as it is not a string') as never;
  const unknown = /[^gimnpslx]/.exec(flags);
  if (unknown) throw new JqError(`${flags} is not a valid modifier string`);
  let regex: RegExp;
  try {
    regex = compilePerl(
      re,
      `dg${flags.includes('i') ? 'i' : ''}${/[spx]/.test(flags) && /[sp]/.test(flags) ? 's' : ''}${flags.includes('x') ? 'x' : ''}`,
    );
  } catch (error) {
    if (error instanceof PatternError) throw new JqError(`${re} (at offset 0) is not a valid regex: ${error.message}`);
    throw error;
  }
  let all: RegExpExecArray[];
  try {
    all = [...value.matchAll(regex)] as RegExpExecArray[];
  } catch (error) {
    if (error instanceof PatternError) throw new JqError(`${re} (at offset 0) cannot be matched: ${error.message}`);
    throw error;
  }
  const kept = flags.includes('n') ? all.filter((m) => m[0] !== '') : all;
  return flags.includes('g') ? kept : kept.slice(0, 1);
}

function matchObject(text: string, m: RegExpExecArray): Json {
  const ranges = (m as unknown as { indices: ([number, number] | undefined)[] & { groups?: Record<string, [number, number] | undefined> } })
    .indices;
  const offset = (at: number) => [...text.slice(0, at)].length;
  const names = new Map<number, string>();
  const source = Object.keys(m.groups ?? {});
  let next = 0;
  for (let i = 1; i < m.length; i++) {
    const name = source[next];
    const range = name === undefined ? undefined : ranges.groups?.[name];
    if (name !== undefined && (range === undefined ? m[i] === undefined : ranges[i]?.[0] === range[0] && ranges[i]?.[1] === range[1])) {
      names.set(i, name);
      next++;
    }
  }
  const captures = m.slice(1).map((part, i): Json => {
    const range = ranges[i + 1];
    return new Map<string, Json>([
      ['offset', range ? offset(range[0]) : -1],
      ['length', part === undefined ? 0 : [...part].length],
      ['string', part ?? null],
      ['name', names.get(i + 1) ?? null],
    ]);
  });
  return new Map<string, Json>([
    ['offset', offset(m.index)],
    ['length', [...m[0]].length],
    ['string', m[0]],
    ['captures', captures],
  ]);
}
