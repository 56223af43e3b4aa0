import { TABLE_TYPE } from '../client/rest';
import { kindName } from '../client/discovery';
import { CommandError, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { outputFormat, type Printer } from '../print/printer';
import { layTable, tableHeader, tableRow } from '../print/table';
import { fetchAll, requestFor, tableOptions, type Wanted } from './wanted';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects and tables of any kind */
/** `get -w`: what is there, and then every change. */
export function* watch(k: Invocation, wanted: readonly Wanted[], printer: Printer | undefined): Task<number> {
  if (new Set(wanted.map(({ resource }) => resource)).size > 1) {
    throw new CommandError('you may only specify a single resource type');
  }
  if (k.flags.text('sort-by') !== '') k.err('warning: --watch requested, --sort-by will be ignored for watch events received\n');
  const only = wanted[0]!;
  const { format } = outputFormat(k);
  const asTable = !printer && format !== 'name';
  const headers: Record<string, string> = asTable ? { accept: TABLE_TYPE } : {};
  const options = tableOptions(k, only.resource, k.flags.bool('all-namespaces'), false);
  const events = k.flags.bool('output-watch-events');
  let headed = k.flags.bool('no-headers');
  let columns: any;
  let widths: number[] = [];

  const show = (type: string, body: any) => {
    if (!asTable) {
      const shown = events ? { type, object: body } : body;
      if (printer) k.out(printer(shown));
      else k.out(`${kindName(body.apiVersion, body.kind)}/${body.metadata.name}\n`);
      return;
    }
    columns = body.columnDefinitions?.length > 0 ? body.columnDefinitions : columns;
    const table = { columnDefinitions: columns };
    const lines: string[][] = [];
    if (!headed) lines.push([...(events ? ['EVENT'] : []), ...tableHeader(table, options)]);
    headed = true;
    for (const row of body.rows ?? []) lines.push([...(events ? [type] : []), ...tableRow(table, row, options)]);
    // columns keep the width they once had, as kubectl's writer does
    const measured = lines[0] ?? [];
    widths = measured.map((_, i) => Math.max(widths[i] ?? 0, ...lines.map((line) => [...(line[i] ?? '')].length)));
    const padded = lines.map((line) => line.map((cell, i) => (i === line.length - 1 ? cell : cell.padEnd(widths[i]!))));
    k.out(layTable(padded));
  };

  if (wanted.length > 1) {
    // What there is is shown first, and then upstream notices.
    if (!k.flags.bool('watch-only')) {
      const found = wanted.map((each) => fetchAll(k, each, headers));
      if (asTable) show('ADDED', { ...found[0], rows: found.flatMap(({ rows }) => rows ?? []) });
      else for (const each of found) show('ADDED', each);
    }
    throw new CommandError('you may only watch a single resource or type of resource at a time');
  }
  const first = fetchAll(k, only, headers);
  let version: string | undefined = first.metadata?.resourceVersion ?? first.rows?.[0]?.object?.metadata?.resourceVersion;
  if (!k.flags.bool('watch-only')) {
    if (asTable) {
      if (first.rows?.length > 0) show('ADDED', first);
    } else
      for (const item of only.name === '' ? (first.items ?? []) : [first])
        show('ADDED', item.kind ? item : { kind: first.kind?.replace(/List$/, ''), apiVersion: first.apiVersion, ...item });
  }
  yield* k.flush();

  const { query } = requestFor(k, only);
  const path = requestFor(k, { ...only, name: '' }).path;
  const selector = only.name === '' ? query['fieldSelector'] : `metadata.name=${only.name}`;
  const { timeoutMs } = k.config;
  const until = timeoutMs > 0 ? k.now() + timeoutMs : undefined;
  for (;;) {
    const response = k.rest.send('GET', path, {
      query: { ...(only.name === '' ? query : {}), limit: undefined, fieldSelector: selector, watch: 'true', resourceVersion: version },
      headers,
    });
    let expired: any;
    const how: string = yield* k.rest.follow(
      response,
      (event: any) => {
        if (event.type === 'ERROR') {
          expired = event.object;
          return true;
        }
        const meta = event.object?.metadata?.resourceVersion ? event.object.metadata : event.object?.rows?.[0]?.object?.metadata;
        if (meta?.resourceVersion) version = meta.resourceVersion;
        if (event.type !== 'BOOKMARK') show(event.type, event.object);
        return false;
      },
      until,
    );
    if (how === 'timeout') return 0;
    if (expired && expired.code !== 410) throw new ServerError(expired);
    if (how === 'ended' && !response.stream) return 0;
    if (expired) version = undefined;
    if (how === 'ended') return 0;
  }
}
