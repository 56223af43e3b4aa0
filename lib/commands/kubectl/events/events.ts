import { kindName } from '../client/discovery';
import { age } from '../describe/events';
import { CommandError, Fatal } from '../errors';
import type { Invocation, Task } from '../invocation';
import { parseTime } from '@/lib/api/time';
import { outputFormat, structuredPrinter } from '../print/printer';
import { layTable } from '../print/table';

/* eslint-disable @typescript-eslint/no-explicit-any -- events as they came */
/** `kubectl events`. */
export function* events(k: Invocation): Task<number> {
  const all = k.flags.bool('all-namespaces');
  const types = k.flags.list('types');
  for (const type of types) if (!/^(normal|warning)$/i.test(type)) throw new CommandError('valid --types are Normal or Warning');
  const fields: string[] = [];
  const of = k.flags.text('for');
  if (of !== '') {
    const [type, name, ...more] = of.split('/');
    if (more.length > 0) throw new CommandError('arguments in resource/name form may not have more than one slash');
    if (!type || name === undefined) throw new CommandError('--for must be in resource/name form');
    const resource = k.discovery.tryByName(type);
    if (!resource) throw new Fatal(`the server doesn't have a resource type ${JSON.stringify(type)}`);
    fields.push(`involvedObject.kind=${resource.kind}`, ...(name === '' ? [] : [`involvedObject.name=${name}`]));
  }
  const path = all ? '/api/v1/events' : `/api/v1/namespaces/${k.namespace}/events`;
  const query = { fieldSelector: fields.join(','), limit: k.flags.text('chunk-size') };
  const list = { ...k.rest.get(path, { query }) };
  for (let next = list.metadata?.continue; next;) {
    const page = k.rest.get(path, { query: { ...query, continue: next } });
    list.items = [...list.items, ...page.items];
    next = page.metadata?.continue;
  }
  const wanted = (event: any) => types.length === 0 || types.some((type) => type.toLowerCase() === String(event.type).toLowerCase());
  const at = (event: any) =>
    parseTime(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp) || 0;
  const items: any[] = (list.items ?? []).filter(wanted).sort((a: any, b: any) => at(a) - at(b));
  const printer = structuredPrinter(k);
  const typed = items.map((item) => ({ kind: 'Event', apiVersion: 'v1', ...item }));
  const follow = k.flags.bool('watch');
  if (items.length === 0 && !follow) {
    k.err(all ? 'No events found.\n' : `No events found in ${k.namespace} namespace.\n`);
    return 0;
  }
  if (printer) k.out(printer({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: typed }));
  else if (outputFormat(k).format === 'name') for (const event of typed) k.out(`${kindName('v1', 'Event')}/${event.metadata.name}\n`);
  else k.out(table(k, items, all, !k.flags.bool('no-headers')));
  if (!follow) return 0;
  const response = k.rest.send('GET', path, {
    query: { ...query, limit: undefined, watch: 'true', resourceVersion: list.metadata?.resourceVersion },
  });
  yield* k.rest.follow(response, (event: any) => {
    if ((event.type === 'ADDED' || event.type === 'MODIFIED') && wanted(event.object))
      k.out(printer ? printer(event.object) : table(k, [event.object], all, false));
    return event.type === 'ERROR';
  });
  return 0;
}

function table(k: Invocation, items: readonly any[], all: boolean, headers: boolean): string {
  const rows = items.map((event) => [
    ...(all ? [event.involvedObject.namespace || event.metadata.namespace] : []),
    age(event, k.now()),
    event.type,
    event.reason,
    `${event.involvedObject.kind}/${event.involvedObject.name}`,
    String(event.message ?? '').trim(),
  ]);
  return layTable([...(headers ? [[...(all ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']] : []), ...rows]);
}
