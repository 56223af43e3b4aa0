import { goSort } from '@/lib/api/go-sort';
import { parseTime } from '@/lib/api/time';
import { kindName } from '../client/discovery';
import { age } from '../describe/events';
import { CommandError, Fatal } from '../errors';
import type { Invocation, Task } from '../invocation';
import { asGoStruct } from '../print/go-struct';
import { outputFormat, printUnjudged, structuredPrinter } from '../print/printer';
import { layTable } from '../print/table';

/* eslint-disable @typescript-eslint/no-explicit-any -- events as they came */
/** Upstream asks for as many at a time, whatever --chunk-size says. */
const CHUNK = '500';

/** `kubectl events` (Models kubectl/pkg/cmd/events). */
export function* events(k: Invocation): Task<number> {
  const all = k.flags.bool('all-namespaces');
  const types = k.flags.list('types');
  const fieldSelector = selectorOf(k, k.flags.text('for'));
  const print = printerOf(k, all);
  for (const type of types) if (!/^(normal|warning)$/i.test(type)) throw new CommandError('valid --types are Normal or Warning');
  const wanted = (event: any) => types.length === 0 || types.some((type) => type.toLowerCase() === String(event.type).toLowerCase());
  const path = all ? '/api/v1/events' : `/api/v1/namespaces/${k.namespace}/events`;
  const query = { fieldSelector, limit: CHUNK };
  if (k.flags.bool('watch')) {
    const until = k.config.timeoutMs > 0 ? k.now() + k.config.timeoutMs : undefined;
    const response = k.rest.send('GET', path, { query: { ...query, watch: 'true' } });
    yield* k.rest.follow(
      response,
      ({ type, object }: any) => {
        if ((type === 'ADDED' || type === 'MODIFIED') && wanted(object)) print(asGoStruct(typed(object)));
        return type === 'ERROR';
      },
      until,
    );
    return 0;
  }
  const items: any[] = [];
  for (let next: string | undefined; ;) {
    const page = k.rest.get(path, { query: { ...query, continue: next } });
    items.push(...(page.items ?? []).filter(wanted));
    next = page.metadata?.continue || undefined;
    if (next === undefined) break;
  }
  if (items.length === 0) {
    k.err(all ? 'No events found.\n' : `No events found in ${k.namespace} namespace.\n`);
    return 0;
  }
  goSort(items, (a, b) => timeOf(a) < timeOf(b));
  // Of a list the name printer has nothing to say.
  if (outputFormat(k).format !== 'name')
    print({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: items.map((item) => asGoStruct(typed(item))) });
  return 0;
}

const typed = (event: any) => ({ kind: 'Event', apiVersion: 'v1', ...event });

/** What events are sorted by; those that tell no time come first. */
const timeOf = ({ series, lastTimestamp, eventTime }: any): number =>
  parseTime(series ? (series.lastObservedTime ?? '') : (lastTimestamp ?? eventTime ?? '')) || 0;

/** The field selector of `--for TYPE/NAME`; without a name all events are meant. */
function selectorOf(k: Invocation, of: string): string {
  if (of === '') return '';
  const [type, name, ...more] = of.split('/');
  if (name === undefined) throw new CommandError('--for must be in resource/name form');
  if (more.length > 0) throw new CommandError('arguments in resource/name form may not have more than one slash');
  if (!type) throw new CommandError('a resource must be present, got: /, Resource=');
  const resource = k.discovery.tryByName(type);
  if (!resource) throw new Fatal(`the server doesn't have a resource type ${JSON.stringify(type)}`);
  return name === '' ? '' : `involvedObject.kind=${resource.kind},involvedObject.name=${name}`;
}

/** Prints a list of events or, while watching, one event. */
function printerOf(k: Invocation, all: boolean): (object: any) => void {
  const printer = structuredPrinter(k);
  if (printer) return (object) => printUnjudged(k, printer, object, { sorted: false });
  if (outputFormat(k).format === 'name') return (event) => k.out(`${kindName(event.apiVersion, event.kind)}/${event.metadata.name}\n`);
  let headed = k.flags.bool('no-headers');
  let widths: number[] = [];
  return (object) => {
    const lines = (object.items ?? [object]).map((event: any) => rowOf(event, k.now(), all)) as string[][];
    if (!headed) lines.unshift([...(all ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']);
    headed = true;
    // Columns keep the width they once had, as kubectl's writer does.
    widths = lines[0]!.map((_, i) => Math.max(widths[i] ?? 0, ...lines.map((line) => [...line[i]!].length)));
    k.out(layTable(lines.map((line) => line.map((cell, i) => (i === line.length - 1 ? cell : cell.padEnd(widths[i]!))))));
  };
}

const rowOf = (event: any, now: number, all: boolean): string[] => [
  ...(all ? [event.involvedObject.namespace || event.metadata.namespace] : []),
  age(event, now),
  event.type,
  event.reason,
  `${event.involvedObject.kind}/${event.involvedObject.name}`,
  String(event.message ?? '').trim(),
];
