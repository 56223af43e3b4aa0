import { findAll, JsonPathError, parseTemplate, relaxedPath, type Step } from '@/lib/api/jsonpath';
import { kindName, resourcePath, type Resource } from '../client/discovery';
import { TABLE_TYPE } from '../client/rest';
import { AggregateError_, CommandError, Fatal, hasReason, isNotFound, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { isList, outputFormat, structuredPrinter } from '../print/printer';
import { layTable, tableHeader, tableRow, type TableOptions } from '../print/table';
import { targetsOf, type Target } from '../resource/arguments';
import { hasFiles, locate, readManifests } from '../resource/manifests';
import { raw } from './raw';
import { watch } from './watch';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects and tables of any kind */
/** One request that `get` makes: a collection, or an object of it. */
export interface Wanted {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly viaCategory: boolean;
}

/** `kubectl get`. */
export function* get(k: Invocation): Task<number> {
  if (k.flags.changed('raw')) return raw(k);
  const { format } = outputFormat(k);
  const printer = structuredPrinter(k);
  const wanted = yield* wantedOf(k);
  if (k.flags.bool('watch') || k.flags.bool('watch-only')) return yield* watch(k, wanted, printer);
  if (printer || format === 'name') return structured(k, wanted, printer);
  return tables(k, wanted);
}

export function* wantedOf(k: Invocation): Task<Wanted[]> {
  const all = k.flags.has('all-namespaces') && k.flags.bool('all-namespaces');
  if (k.args.length === 0 && !hasFiles(k)) {
    const verb = k.command;
    throw new Fatal(
      `You must specify the type of resource to ${verb}. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl ${verb} -h' for help and examples`,
    );
  }
  if (hasFiles(k)) {
    const wanted: Wanted[] = [];
    for (const { manifest, error } of yield* readManifests(k)) {
      if (error) throw error;
      wanted.push({ ...locate(k, manifest!), viaCategory: false });
    }
    return wanted;
  }
  const targets = targetsOf(k, k.args);
  const selecting = k.flags.text('selector') !== '' || k.flags.text('field-selector') !== '';
  if (targets.some((target) => target.name !== undefined)) {
    if (selecting) throw new CommandError('name cannot be provided when a selector is specified');
    if (all) throw new CommandError('a resource cannot be retrieved by name across all namespaces');
  }
  return targets.map(({ resource, name, viaCategory }: Target) => ({
    resource,
    namespace: resource.namespaced && !all ? k.namespace : '',
    name: name ?? '',
    viaCategory: viaCategory ?? false,
  }));
}

/** Path and query of what is wanted. */
export function requestFor(
  k: Invocation,
  { resource, namespace, name }: Wanted,
): { path: string; query: Record<string, string | undefined> } {
  const subresource = k.flags.text('subresource');
  if (name !== '') return { path: resourcePath(resource, namespace, name, subresource), query: {} };
  return {
    path: resourcePath(resource, namespace),
    query: {
      labelSelector: k.flags.text('selector'),
      fieldSelector: k.flags.text('field-selector'),
      limit: k.flags.int('chunk-size') > 0 ? k.flags.text('chunk-size') : undefined,
    },
  };
}

/** Reads a whole collection, page by page, or one object. */
export function fetchAll(
  k: Invocation,
  wanted: Wanted,
  headers: Record<string, string>,
  query: Record<string, string | undefined> = {},
): any {
  const request = requestFor(k, wanted);
  let whole: any;
  let next: string | undefined;
  do {
    const page = listed(k, wanted, () => k.rest.get(request.path, { query: { ...request.query, ...query, continue: next }, headers }));
    const field = Array.isArray(page.rows) ? 'rows' : 'items';
    if (!whole) whole = page;
    else whole = { ...whole, [field]: [...whole[field], ...page[field]] };
    next = page.metadata?.continue || undefined;
  } while (next !== undefined && wanted.name === '');
  return whole;
}

/** A list that the server refused because of its selectors is told with them. */
function listed<T>(k: Invocation, { resource, name }: Wanted, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const labels = k.flags.text('selector');
    const fields = k.flags.text('field-selector');
    if (name !== '' || (labels === '' && fields === '') || !hasReason(error, 'BadRequest')) throw error;
    const { status } = error as ServerError;
    const what = `${resource.group ? `${resource.group}/` : '/'}${resource.version}, Resource=${resource.plural}`;
    throw new ServerError({
      ...status,
      message: `Unable to find ${JSON.stringify(what)} that match label selector ${JSON.stringify(labels)}, field selector ${JSON.stringify(fields)}: ${status.message}`,
    });
  }
}

function structured(k: Invocation, wanted: readonly Wanted[], printer: ReturnType<typeof structuredPrinter>): number {
  const errors: Error[] = [];
  const objects: any[] = [];
  for (const each of wanted) {
    try {
      const found = fetchAll(k, each, {});
      if (each.name === '' && isList(found)) {
        const kind = found.kind.replace(/List$/, '');
        objects.push(...found.items.map((item: any) => (item.kind ? item : { kind, apiVersion: found.apiVersion, ...item })));
      } else objects.push(found);
    } catch (error) {
      if (!tolerable(k, each, error)) errors.push(error as Error);
    }
  }
  const single = wanted.length === 1 && wanted[0]!.name !== '';
  const sorted = sortObjects(k, objects);
  if (!printer) for (const object of sorted) k.out(`${kindName(object.apiVersion, object.kind)}/${object.metadata.name}\n`);
  else if (single) {
    if (objects.length > 0) k.out(printer(objects[0]));
  } else if (errors.length === 0 || objects.length > 0)
    k.out(printer({ apiVersion: 'v1', items: sorted, kind: 'List', metadata: { resourceVersion: '' } }));
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

export function tolerable(k: Invocation, wanted: Wanted, error: unknown): boolean {
  if (k.flags.has('ignore-not-found') && k.flags.bool('ignore-not-found') && isNotFound(error)) return true;
  return wanted.viaCategory && isNotFound(error) && wanted.name === '';
}

function tables(k: Invocation, wanted: readonly Wanted[]): number {
  const sortBy = k.flags.text('sort-by');
  const all = k.flags.bool('all-namespaces');
  const many = new Set(wanted.map(({ resource }) => resource)).size > 1;
  const errors: Error[] = [];
  let blocks: { resource: Resource; table: any; rows: any[] }[] = [];
  for (const each of wanted) {
    try {
      const table = fetchAll(k, each, { accept: TABLE_TYPE }, sortBy === '' ? {} : { includeObject: 'Object' });
      const last = blocks.at(-1);
      if (last?.resource === each.resource) last.rows.push(...(table.rows ?? []));
      else blocks.push({ resource: each.resource, table, rows: [...(table.rows ?? [])] });
    } catch (error) {
      if (!tolerable(k, each, error)) errors.push(error as Error);
    }
  }
  blocks = blocks.filter(({ rows }) => rows.length > 0);
  let text = '';
  for (const { resource, table, rows } of blocks) {
    if (sortBy !== '') sortRows(sortBy, rows);
    const options = tableOptions(k, resource, all, many);
    const lines = rows.map((row) => tableRow(table, row, options));
    if (!k.flags.bool('no-headers')) lines.unshift(tableHeader(table, options));
    text += (text === '' ? '' : '\n') + layTable(lines);
  }
  k.out(text);
  if (blocks.length === 0 && errors.length === 0 && !k.flags.bool('ignore-not-found')) {
    const namespaced = wanted.some(({ resource }) => resource.namespaced);
    k.err(all || !namespaced ? 'No resources found\n' : `No resources found in ${k.namespace} namespace.\n`);
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

export function tableOptions(k: Invocation, resource: Resource, all: boolean, many: boolean): TableOptions {
  const kind = resource.group ? `${resource.kind.toLowerCase()}.${resource.group}` : resource.kind.toLowerCase();
  return {
    wide: k.flags.text('output') === 'wide',
    withNamespace: all && resource.namespaced,
    kind: many || k.flags.bool('show-kind') ? kind : '',
    showLabels: k.flags.bool('show-labels'),
    labelColumns: k.flags.list('label-columns'),
  };
}

function sortPath(expression: string): { steps: readonly Step[]; text: string } {
  try {
    const text = relaxedPath(expression);
    const node = parseTemplate(text)[0];
    return { steps: node?.node === 'path' ? node.steps : [], text };
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

function sortRows(expression: string, rows: any[]): void {
  const { steps, text } = sortPath(expression);
  sortInPlace(rows, (row) => findAll(steps, row.object)[0], text);
}

function sortObjects(k: Invocation, objects: any[]): any[] {
  const expression = k.flags.has('sort-by') ? k.flags.text('sort-by') : '';
  if (expression === '') return objects;
  const { steps, text } = sortPath(expression);
  const copy = [...objects];
  sortInPlace(copy, (object) => findAll(steps, object)[0], text);
  return copy;
}

function sortInPlace(items: any[], keyOf: (item: any) => unknown, path: string): void {
  const keys = new Map(items.map((item) => [item, keyOf(item)]));
  if (items.length > 0 && [...keys.values()].every((key) => key === undefined)) {
    throw new CommandError(`couldn't find any field with path ${JSON.stringify(path)} in the list of objects`);
  }
  items.sort((a, b) => compare(keys.get(a), keys.get(b)));
}

function compare(a: unknown, b: unknown): number {
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
  if (b === undefined || b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const quantity = /^(\d+)(\.\d+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/;
  if (typeof a === 'string' && typeof b === 'string' && quantity.test(a) && quantity.test(b)) return scale(a) - scale(b);
  return naturalLess(String(a), String(b));
}

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  Ki: 1024,
  M: 1e6,
  Mi: 1024 ** 2,
  G: 1e9,
  Gi: 1024 ** 3,
  T: 1e12,
  Ti: 1024 ** 4,
};
const scale = (text: string) => parseFloat(text) * (UNITS[text.replace(/^[\d.]+/, '')] ?? 1);

/** Strings sort as people count (`a2` before `a10`), as fvbommel/sortorder does. */
function naturalLess(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i]!;
    const y = right[i]!;
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y) && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
