import { fromBytes, toBytes } from '@/lib/hosts/text';
import { Fatal } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { base64, type EtcdClient } from './client';
import { numericJson } from './print';

/* eslint-disable @typescript-eslint/no-explicit-any -- answers are JSON of the gateway */

type Values = Readonly<Record<string, string>>;

export interface Context {
  readonly io: Io;
  readonly client: EtcdClient;
  readonly values: Values;
  readonly words: readonly string[];
  readonly format: string;
}

const text = (encoded: string | undefined): string => fromBytes(Buffer.from(encoded ?? '', 'base64'));
const encode = (word: string): string => base64(toBytes(word));

/** The key after all keys that start with a prefix. Models clientv3.GetPrefixRangeEnd. */
function prefixEnd(prefix: string): string {
  const bytes = Buffer.from(toBytes(prefix));
  for (let i = bytes.length - 1; i >= 0; i--) {
    if (bytes[i]! < 0xff) {
      bytes[i]!++;
      return bytes.subarray(0, i + 1).toString('base64');
    }
  }
  return base64('\0');
}

function rangeOf(words: readonly string[], values: Values, what: string): { key: string; range_end?: string } {
  const [key, end] = words;
  if (key === undefined) throw new Fatal(`${what} command needs one argument as key and an optional argument as range_end`);
  if (values.prefix && values['from-key']) throw new Fatal('`--prefix` and `--from-key` cannot be set at the same time, choose one');
  if (end !== undefined) {
    if (values.prefix || values['from-key'])
      throw new Fatal('too many arguments, only accept one argument when `--prefix` or `--from-key` is set');
    return { key: encode(key), range_end: encode(end) };
  }
  if (values.prefix) return key === '' ? { key: base64('\0'), range_end: base64('\0') } : { key: encode(key), range_end: prefixEnd(key) };
  if (values['from-key']) return { key: encode(key === '' ? '\0' : key), range_end: base64('\0') };
  if (key === '') throw new Fatal('etcdserver: key is not provided');
  return { key: encode(key) };
}

function header(answer: any): string {
  const { cluster_id, member_id, revision, raft_term } = answer.header;
  return `"ClusterID" : ${cluster_id}\n"MemberID" : ${member_id}\n"Revision" : ${revision}\n"RaftTerm" : ${raft_term}\n`;
}

function keyFields(kv: any): string {
  const quote = (value: string) => JSON.stringify(text(value));
  return `"Key" : ${quote(kv.key)}\n"CreateRevision" : ${kv.create_revision}\n"ModRevision" : ${kv.mod_revision}\n"Version" : ${kv.version}\n"Value" : ${quote(kv.value)}\n"Lease" : 0\n`;
}

const hexText = (encoded: string | undefined): string =>
  Buffer.from(encoded ?? '', 'base64')
    .toString('hex')
    .replace(/../g, '\\x$&');

export function* get({ io, client, values, words, format }: Context): Task<number> {
  const sort = (values['sort-by'] ?? '').toUpperCase();
  const order = (values.order ?? '').toUpperCase();
  const answer = yield* client.call('/v3/kv/range', {
    ...rangeOf(words, values, 'get'),
    ...(values.limit && { limit: values.limit }),
    ...(values.rev && { revision: values.rev }),
    ...(values['keys-only'] && { keys_only: true }),
    ...(values['count-only'] && { count_only: true }),
    ...(sort && { sort_target: sort === 'MODIFY' ? 'MOD' : sort, sort_order: 'ASCEND' }),
    ...(order && { sort_order: order }),
  });
  const kvs: any[] = answer.kvs ?? [];
  if (values['count-only'] && format === 'fields') {
    yield* io.print(`${header(answer)}"More" : false\n"Count" : ${answer.count ?? 0}\n`);
    return 0;
  }
  switch (format) {
    case 'json':
      yield* io.print(`${numericJson(answer)}\n`);
      return 0;
    case 'fields':
      yield* io.print(`${header(answer)}${kvs.map(keyFields).join('')}"More" : ${answer.more === true}\n"Count" : ${answer.count ?? 0}\n`);
      return 0;
    case 'table':
      yield* io.stderr(`Error: table is not supported as output format for get command\n`);
      return 1;
  }
  const show = values.hex ? hexText : text;
  for (const kv of kvs) {
    if (!values['print-value-only']) yield* io.print(`${show(kv.key)}\n`);
    yield* io.print(`${show(kv.value)}\n`);
  }
  return 0;
}

export function* put({ io, client, values, words, format }: Context): Task<number> {
  const [key, given] = words;
  if (key === undefined) throw new Fatal('put command needs 1 argument and input from stdin or 2 arguments');
  if (values.lease) throw new Fatal('leases are not simulated here');
  const value = given ?? (yield* io.stdin.rest());
  const body = { key: encode(key), value: encode(value), ...(values['prev-kv'] && { prev_kv: true }) };
  const answer = yield* client.call('/v3/kv/put', body, 'KV/Put');
  if (format === 'json') yield* io.print(`${numericJson(answer)}\n`);
  else if (format === 'fields') yield* io.print(header(answer));
  else {
    yield* io.print('OK\n');
    if (answer.prev_kv) yield* io.print(`${text(answer.prev_kv.key)}\n${text(answer.prev_kv.value)}\n`);
  }
  return 0;
}

export function* del({ io, client, values, words, format }: Context): Task<number> {
  const body = { ...rangeOf(words, values, 'del'), ...(values['prev-kv'] && { prev_kv: true }) };
  const answer = yield* client.call('/v3/kv/deleterange', body, 'KV/DeleteRange');
  if (format === 'json') yield* io.print(`${numericJson(answer)}\n`);
  else if (format === 'fields') yield* io.print(`${header(answer)}"Deleted" : ${answer.deleted ?? 0}\n`);
  else {
    yield* io.print(`${answer.deleted ?? 0}\n`);
    for (const kv of answer.prev_kvs ?? []) yield* io.print(`${text(kv.key)}\n${text(kv.value)}\n`);
  }
  return 0;
}

export function* compaction({ io, client, words }: Context): Task<number> {
  if (words.length !== 1) throw new Fatal('compaction command needs 1 argument');
  if (!/^\d+$/.test(words[0]!)) throw new Fatal(`strconv.ParseInt: parsing ${JSON.stringify(words[0])}: invalid syntax`);
  yield* client.call('/v3/kv/compaction', { revision: words[0] }, 'KV/Compact');
  yield* io.print(`compacted revision ${words[0]}\n`);
  return 0;
}

export function* watch({ io, client, values, words, format }: Context): Task<number> {
  const range = rangeOf(words, values, 'watch');
  const first = yield* client.call('/v3/watch', range, 'Watch/Watch');
  let after = values.rev ? Number(values.rev) - 1 : Number(first.revision);
  for (;;) {
    const answer = yield* client.call('/v3/watch', { ...range, after, ...(values['prev-kv'] && { prev_kv: true }) }, 'Watch/Watch');
    for (const event of answer.events ?? []) {
      if (format === 'json') {
        yield* io.print(`${numericJson({ Header: { revision: answer.revision }, Events: [event] })}\n`);
        continue;
      }
      yield* io.print(`${event.type}\n`);
      if (event.prev_kv) yield* io.print(`${text(event.prev_kv.key)}\n${text(event.prev_kv.value)}\n`);
      yield* io.print(`${text(event.kv.key)}\n${text(event.kv.value)}\n`);
    }
    after = Number(answer.revision);
    yield* io.flush();
    yield { channels: [...(answer.channels as string[]), 'store:etcd/keys'] };
  }
}

/** Reads the three parts of a transaction, each ended by an empty line. */
export function* txn({ io, client }: Context): Task<number> {
  const { stdin } = io;
  const parts: string[][] = [];
  for (const [part, title] of ['compares:', 'success requests (get, put, del):', 'failure requests (get, put, del):'].entries()) {
    yield* io.print(`${title}\n`);
    const lines: string[] = [];
    for (let line = yield* stdin.line(); line !== null && line !== ''; line = yield* stdin.line()) lines.push(line);
    parts[part] = lines;
    yield* io.print('\n');
  }
  const words = (line: string) => [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const operation = (line: string): object => {
    const [verb, key = '', value = ''] = words(line);
    if (verb === 'put') return { request_put: { key: encode(key), value: encode(value) } };
    if (verb === 'del') return { request_delete_range: { key: encode(key) } };
    if (verb === 'get') return { request_range: { key: encode(key) } };
    throw new Fatal(`invalid txn request: ${line}`);
  };
  const targets: Readonly<Record<string, string>> = {
    ver: 'VERSION',
    version: 'VERSION',
    c: 'CREATE',
    create: 'CREATE',
    m: 'MOD',
    mod: 'MOD',
    val: 'VALUE',
    value: 'VALUE',
  };
  const compare = parts[0]!.map((line) => {
    const [, what = '', key = '', sign = '', right = ''] = /^(\w+)\("([^"]*)"\)\s*([=<>!]+)\s*"?([^"]*)"?$/.exec(line) ?? [];
    const target = targets[what];
    if (!target) throw new Fatal(`malformed comparison: ${line}`);
    const result = { '=': 'EQUAL', '>': 'GREATER', '<': 'LESS', '!=': 'NOT_EQUAL' }[sign] ?? 'EQUAL';
    const field = { VALUE: 'value', VERSION: 'version', CREATE: 'create_revision', MOD: 'mod_revision' }[target]!;
    return { key: encode(key), target, result, [field]: target === 'VALUE' ? encode(right) : right };
  });
  const body = { compare, success: parts[1]!.map(operation), failure: parts[2]!.map(operation) };
  const answer = yield* client.call('/v3/kv/txn', body, 'KV/Txn');
  yield* io.print(answer.succeeded ? 'SUCCESS\n' : 'FAILURE\n');
  for (const response of answer.responses ?? []) {
    yield* io.print('\n');
    if (response.response_put) yield* io.print('OK\n');
    else if (response.response_delete_range) yield* io.print(`${response.response_delete_range.deleted ?? 0}\n`);
    else for (const kv of response.response_range?.kvs ?? []) yield* io.print(`${text(kv.key)}\n${text(kv.value)}\n`);
  }
  return 0;
}
