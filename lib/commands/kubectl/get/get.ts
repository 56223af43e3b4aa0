import { ageOf } from '@/lib/api/duration';
import { kindName, type Resource } from '../client/discovery';
import { TABLE_TYPE } from '../client/rest';
import { AggregateError_, CommandError, isNotFound } from '../errors';
import type { Invocation, Task } from '../invocation';
import { isList, outputFormat, structuredPrinter } from '../print/printer';
import { layTable, tableHeader, tableRow } from '../print/table';
import { NothingGiven } from '../resource/arguments';
import { hasFiles } from '../resource/manifests';
import { raw } from './raw';
import { canSort, checkTables, sortObjects, sortRows } from './sort';
import { fetchAll, tableOptions, type Wanted, wantedOf } from './wanted';
import { watch } from './watch';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects and tables of any kind */
/** `kubectl get`. */
export function* get(k: Invocation): Task<number> {
  if (k.flags.changed('raw')) return yield* raw(k);
  const { format } = outputFormat(k);
  const printer = structuredPrinter(k);
  const output = k.flags.text('output');
  if (k.flags.bool('show-labels') && output !== '' && output !== 'wide')
    throw new CommandError(`--show-labels option cannot be used with ${output} printer`);
  const watching = k.flags.bool('watch') || k.flags.bool('watch-only');
  if (watching && k.args.length === 0 && !hasFiles(k)) throw new NothingGiven();
  const wanted = yield* wantedOf(k);
  if (k.flags.bool('output-watch-events') && !k.flags.bool('watch') && !k.flags.bool('watch-only'))
    throw new CommandError('--output-watch-events option can only be used with --watch or --watch-only');
  if (k.flags.text('subresource') !== '' && wanted.some(({ name }) => name === ''))
    throw new CommandError('subresource cannot be used when bulk resources are specified');
  if (k.flags.bool('watch') || k.flags.bool('watch-only')) return yield* watch(k, wanted, printer);
  if (printer || format === 'name') return structured(k, wanted, printer);
  return tables(k, wanted);
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
  } else if (errors.length === 0 || (objects.length > 0 && !hasFiles(k)))
    k.out(printer({ apiVersion: 'v1', items: sorted, kind: 'List', metadata: { resourceVersion: '' } }));
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

export function tolerable(k: Invocation, wanted: Wanted, error: unknown): boolean {
  if (k.flags.has('ignore-not-found') && k.flags.bool('ignore-not-found') && isNotFound(error)) return true;
  return wanted.viaCategory && isNotFound(error) && wanted.name === '';
}

/** What the server sent as a table; objects it sent instead (scales have no columns of their own) by name and age. */
function tableOf(answer: any, now: number): any {
  if (answer.kind === 'Table') return answer;
  const objects: any[] = isList(answer) ? answer.items : [answer];
  return {
    kind: 'Table',
    columnDefinitions: [{ name: 'Name' }, { name: 'Age' }],
    rows: objects.map((object) => ({ cells: [object.metadata.name, ageOf(object.metadata.creationTimestamp, now)], object })),
  };
}

function tables(k: Invocation, wanted: readonly Wanted[]): number {
  const sortBy = k.flags.text('sort-by');
  const all = k.flags.bool('all-namespaces');
  const errors: Error[] = [];
  let blocks: { resource: Resource; table: any; rows: any[] }[] = [];
  const fetched: any[] = [];
  for (const each of wanted) {
    try {
      const table = tableOf(
        fetchAll(k, each, k.flags.bool('server-print') ? { accept: TABLE_TYPE } : {}, sortBy === '' ? {} : { includeObject: 'Object' }),
        k.now(),
      );
      fetched.push(table);
      const last = blocks.at(-1);
      if (last?.resource === each.resource) last.rows.push(...(table.rows ?? []));
      else blocks.push({ resource: each.resource, table, rows: [...(table.rows ?? [])] });
    } catch (error) {
      if (!tolerable(k, each, error)) errors.push(error as Error);
    }
  }
  const many = new Set(blocks.map(({ resource }) => resource)).size > 1;
  const sorts = sortBy !== '' && fetched.length === 1 && wanted[0]!.name === '';
  if (sortBy !== '' && fetched.length > 1) checkTables(sortBy, fetched);
  // A field that the collection does not have leaves nothing to show.
  blocks = blocks.filter(({ rows }) => rows.length > 0 && (!sorts || canSort(sortBy, rows)));
  let text = '';
  for (const { resource, table, rows } of blocks) {
    if (sorts) sortRows(k, sortBy, rows);
    const options = tableOptions(k, resource, all, many);
    const lines = rows.map((row) => tableRow(table, row, options));
    if (!k.flags.bool('no-headers')) lines.unshift(tableHeader(table, options));
    text += (text === '' || k.flags.bool('no-headers') ? '' : '\n') + layTable(lines);
  }
  k.out(text);
  if (blocks.length === 0 && errors.length === 0 && !k.flags.bool('ignore-not-found')) {
    const namespaced = wanted.every(({ resource }) => resource.namespaced);
    k.err(all || !namespaced ? 'No resources found\n' : `No resources found in ${k.namespace} namespace.\n`);
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}
