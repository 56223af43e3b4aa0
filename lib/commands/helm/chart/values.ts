import { copyOf, isMap, put, type Fields } from '../template/value';
import type { Chart } from './chart';

type Warn = (text: string) => void;

/** What is in both: tables are joined, elsewhere `into` wins; null in `into` takes the key away (Models chartutil.CoalesceTables). */
export function coalesceTables(into: Fields, from: Fields, warn: Warn = () => {}, prefix = '', keepNull = false): Fields {
  for (const key of Object.keys(from)) {
    const theirs = from[key];
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (!Object.hasOwn(into, key)) put(into, key, theirs);
    else if (into[key] === null && !keepNull) delete into[key];
    else if (isMap(theirs)) {
      if (isMap(into[key])) coalesceTables(into[key], theirs, warn, name, keepNull);
      else warn(`warning: cannot overwrite table with non table for ${name} (${goMap(theirs)})`);
    } else if (isMap(into[key]) && theirs !== null && theirs !== undefined) {
      warn(`warning: destination for ${name} is a table. Ignoring non-table value (${goMap(theirs)})`);
    }
  }
  return into;
}

const goMap = (value: unknown): string =>
  isMap(value)
    ? `map[${Object.keys(value)
        .sort()
        .map((key) => `${key}:${goMap(value[key])}`)
        .join(' ')}]`
    : Array.isArray(value)
      ? `[${value.map(goMap).join(' ')}]`
      : String(value);

/** A chart's values with what the user gave on top, its subcharts' below their names (Models chartutil.CoalesceValues). */
export function coalesceValues(chart: Chart, given: Fields, warn: Warn = () => {}, keepNull = false): Fields {
  return coalesce(chart, copyOf(given), warn, chart.metadata.name, keepNull);
}

function coalesce(chart: Chart, values: Fields, warn: Warn, prefix: string, keepNull: boolean): Fields {
  const own = copyOf(chart.values);
  for (const key of Object.keys(own)) {
    const value = own[key];
    if (!Object.hasOwn(values, key)) {
      put(values, key, value);
      continue;
    }
    if (values[key] === null && !keepNull) delete values[key];
    else if (isMap(values[key])) {
      if (isMap(value)) coalesceTables(values[key], value, warn, `${prefix}.${key}`, keepNull);
      else if (value !== null && value !== undefined) warn(`warning: skipped value for ${prefix}.${key}: Not a table.`);
    }
  }
  for (const child of chart.dependencies) {
    const { name } = child.metadata;
    if (!Object.hasOwn(values, name)) put(values, name, {});
    const table = values[name];
    if (!isMap(table)) throw new Error(`type mismatch on ${name}: ${table === null ? '<nil>' : typeof table}`);
    coalesceGlobals(table, values, warn);
    put(values, name, coalesce(child, table, warn, `${prefix}.${name}`, keepNull));
  }
  return values;
}

/** The parent's `global` wins over the child's. */
function coalesceGlobals(child: Fields, parent: Fields, warn: Warn): void {
  const ours = child['global'] ?? {};
  const theirs = parent['global'] ?? {};
  if (!isMap(ours)) return warn('warning: skipping globals because destination global is not a table.');
  if (!isMap(theirs)) return warn('warning: skipping globals because source global is not a table.');
  for (const [key, value] of Object.entries(theirs)) {
    if (isMap(value)) {
      if (!Object.hasOwn(ours, key)) put(ours, key, copyOf(value));
      else if (isMap(ours[key])) put(ours, key, coalesceTables(copyOf(value), ours[key], warn, key));
      else warn(`Conflict: cannot merge map onto non-map for ${JSON.stringify(key)}. Skipping.`);
    } else if (isMap(ours[key])) warn(`Key ${JSON.stringify(key)} is table. Skipping`);
    else put(ours, key, value);
  }
  put(child, 'global', ours);
}

/** `a.b` in a table; undefined when it is not there. */
export function pathValue(values: Fields, path: string): unknown {
  let value: unknown = values;
  for (const part of path.split('.').filter((each) => each !== '')) {
    if (!isMap(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}
