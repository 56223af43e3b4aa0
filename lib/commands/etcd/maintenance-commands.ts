import { Errno } from '@/lib/hosts/process/sys';
import { Fatal } from '../command/command';
import type { Task } from '../command/stdio';
import { EtcdError, hexId } from './client';
import type { Context } from './key-commands';
import { drawTable, humanBytes, numericJson } from './print';

/* eslint-disable @typescript-eslint/no-explicit-any -- answers are JSON of the gateway */

function took(context: Context): string {
  return `${(4 + context.io.sys.random() * 9).toFixed(6)}ms`;
}

function* endpointsOf({ client, values }: Context): Task<readonly string[]> {
  if (!values.cluster) return client.endpoints;
  const answer = yield* client.call('/v3/cluster/member/list', {}, 'Cluster/MemberList');
  return (answer.members as any[]).flatMap((one) => (one.clientURLs ?? []) as string[]);
}

/** `etcdctl endpoint health|status|hashkv`. */
export function* endpoint(context: Context): Task<number> {
  const [verb] = context.words;
  const endpoints = yield* endpointsOf(context);
  if (verb === 'health') return yield* health(context, endpoints);
  if (verb === 'status') return yield* status(context, endpoints);
  if (verb === 'hashkv') return yield* hashKv(context, endpoints);
  throw new Fatal(`unknown command ${JSON.stringify(verb ?? '')} for "etcdctl endpoint"`);
}

function* health(context: Context, endpoints: readonly string[]): Task<number> {
  const { io, client, format } = context;
  const rows: { endpoint: string; health: boolean; took: string; error?: string }[] = [];
  for (const one of endpoints) {
    let why: string | undefined;
    try {
      const answer = client.tryCall(one, '/v3/kv/range', { key: Buffer.from('health').toString('base64') });
      if ('failed' in answer) why = 'context deadline exceeded';
    } catch (error) {
      if (!(error instanceof EtcdError)) throw error;
      why = /no leader/.test(error.message) ? 'context deadline exceeded' : error.message;
    }
    if (why === 'context deadline exceeded') yield* client.timeOut(client.deadline);
    let alarms: any[] = [];
    if (!why) alarms = (yield* client.call('/v3/maintenance/alarm', { action: 'GET' }, 'Maintenance/Alarm')).alarms ?? [];
    const error = why ?? (alarms.length > 0 ? `Active Alarm(s): ${alarms.map(({ alarm }) => String(alarm)).join(' ')}` : undefined);
    rows.push({ endpoint: one, health: error === undefined, took: why ? '5.000345s' : took(context), ...(error && { error }) });
  }
  if (format === 'json') yield* io.print(`${JSON.stringify(rows)}\n`);
  else if (format === 'table') {
    yield* io.print(
      drawTable(
        ['Endpoint', 'Health', 'Took', 'Error'],
        rows.map((row) => [row.endpoint, String(row.health), row.took, row.error ?? '']),
      ),
    );
  } else {
    for (const row of rows) {
      if (row.health) yield* io.print(`${row.endpoint} is healthy: successfully committed proposal: took = ${row.took}\n`);
      else yield* io.stderr(`${row.endpoint} is unhealthy: failed to commit proposal: ${row.error}\n`);
    }
  }
  if (rows.every((row) => row.health)) return 0;
  yield* io.stderr('Error: unhealthy cluster\n');
  return 1;
}

function* status(context: Context, endpoints: readonly string[]): Task<number> {
  const { io, client, format } = context;
  const found: { endpoint: string; status: any }[] = [];
  let failures = 0;
  for (const one of endpoints) {
    const answer = client.tryCall(one, '/v3/maintenance/status', {});
    if ('body' in answer) {
      found.push({ endpoint: one, status: answer.body });
      continue;
    }
    failures++;
    yield* client.timeOut(client.deadline);
    const ts = new Date(io.sys.now()).toISOString().replace(/(\.\d{3})Z$/, '$1000Z');
    const error = `rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: connection error: desc = ${JSON.stringify(answer.failed)}`;
    yield* io.stderr(
      `${JSON.stringify({ level: 'warn', ts, logger: 'etcd-client', caller: 'v3@v3.6.8/retry_interceptor.go:65', msg: 'retrying of unary invoker failed', target: `etcd-endpoints://0xc000220000/${one.replace(/^https?:\/\//, '')}`, method: '/etcdserverpb.Maintenance/Status', attempt: 0, error })}\n`,
    );
    yield* io.stderr(`Failed to get the status of endpoint ${one} (context deadline exceeded)\n`);
  }
  if (format === 'json') {
    yield* io.print(`${numericJson(found.map(({ endpoint: name, status: of }) => ({ Endpoint: name, Status: of })))}\n`);
    return failures > 0 ? 1 : 0;
  }
  const rows = found.map(({ endpoint: name, status: of }) => {
    const size = Number(of.dbSize);
    const used = Number(of.dbSizeInUse);
    return [
      name,
      hexId(of.header.member_id),
      of.version,
      of.storageVersion ?? '',
      humanBytes(size),
      humanBytes(used),
      `${Math.floor(100 - (used * 100) / size)}%`,
      humanBytes(Number(of.dbSizeQuota ?? 0)),
      String(of.leader === of.header.member_id),
      String(of.isLearner === true),
      of.raftTerm,
      of.raftIndex,
      of.raftAppliedIndex,
      (of.errors ?? []).join(', '),
      '',
      'false',
    ] as string[];
  });
  const header = [
    'Endpoint',
    'ID',
    'Version',
    'Storage Version',
    'DB Size',
    'In Use',
    'Percentage Not In Use',
    'Quota',
    'Is Leader',
    'Is Learner',
    'Raft Term',
    'Raft Index',
    'Raft Applied Index',
    'Errors',
    'Downgrade Target Version',
    'Downgrade Enabled',
  ];
  if (format === 'table') yield* io.print(drawTable(header, rows));
  else for (const row of rows) yield* io.print(`${row.join(', ')}\n`);
  return failures > 0 ? 1 : 0;
}

function* hashKv({ io, client, format, values }: Context, endpoints: readonly string[]): Task<number> {
  const rows: string[][] = [];
  for (const one of endpoints) {
    const answer = client.tryCall(one, '/v3/maintenance/hash', values.rev ? { revision: values.rev } : {});
    if ('failed' in answer) return yield* client.fail('context deadline exceeded');
    rows.push([one, String(answer.body.hash), String(answer.body.hash_revision)]);
  }
  if (format === 'table') yield* io.print(drawTable(['Endpoint', 'Hash', 'Hash Revision'], rows));
  else for (const row of rows) yield* io.print(`${row.join(', ')}\n`);
  return 0;
}

/** `etcdctl alarm list|disarm`. */
export function* alarm({ io, client, words, format }: Context): Task<number> {
  const [verb] = words;
  if (verb !== 'list' && verb !== 'disarm') throw new Fatal(`unknown command ${JSON.stringify(verb ?? '')} for "etcdctl alarm"`);
  const answer = yield* client.call('/v3/maintenance/alarm', { action: verb === 'list' ? 'GET' : 'DEACTIVATE' }, 'Maintenance/Alarm');
  if (format === 'json') yield* io.print(`${numericJson(answer)}\n`);
  else for (const one of answer.alarms ?? []) yield* io.print(`memberID:${one.memberID} alarm:${one.alarm} \n`);
  return 0;
}

export function* defrag(context: Context): Task<number> {
  const { io, client } = context;
  let failures = 0;
  for (const one of yield* endpointsOf(context)) {
    const answer = client.tryCall(one, '/v3/maintenance/defragment', {});
    if ('failed' in answer) {
      failures++;
      yield* io.stderr(`Failed to defragment etcd member[${one}]. took ${took(context)}. (context deadline exceeded)\n`);
    } else yield* io.print(`Finished defragmenting etcd member[${one}]. took ${took(context)}\n`);
  }
  return failures > 0 ? 1 : 0;
}

export function* moveLeader({ io, client, words }: Context): Task<number> {
  if (words.length !== 1 || !/^[0-9a-f]+$/.test(words[0]!)) throw new Fatal('move-leader command needs 1 argument');
  for (const one of client.endpoints) {
    const found = client.tryCall(one, '/v3/maintenance/status', {});
    if ('failed' in found || found.body.leader !== found.body.header.member_id) continue;
    try {
      client.tryCall(one, '/v3/maintenance/transfer-leadership', { targetID: BigInt(`0x${words[0]!}`).toString() });
    } catch (error) {
      if (!(error instanceof EtcdError)) throw error;
      return yield* client.fail(error.message);
    }
    yield* io.print(`Leadership transferred from ${hexId(found.body.leader)} to ${words[0]}\n`);
    return 0;
  }
  return yield* client.fail(`no leader endpoint given at [${client.endpoints.join(' ')}]`, 128);
}

/** `etcdctl snapshot save`; what works on files is etcdutl's since 3.6. */
export function* snapshot({ io, client, words }: Context): Task<number> {
  const [verb, path, ...more] = words;
  if (verb !== 'save') {
    yield* io.print(
      'NAME:\n\tsnapshot - Manages etcd node snapshots\n\nUSAGE:\n\tetcdctl snapshot <subcommand> [flags]\n\nCOMMANDS:\n\tsave\tStores an etcd node backend snapshot to a given file\n\nOPTIONS:\n  -h, --help[=false]\thelp for snapshot\n',
    );
    return 0;
  }
  if (path === undefined || more.length > 0) throw new Fatal('snapshot save expects one argument', 128);
  if (client.endpoints.length !== 1)
    throw new Fatal('snapshot must be requested to one selected node, not multiple [' + client.endpoints.join(' ') + ']');
  const { sys } = io;
  const log = function* (level: string, caller: string, msg: string, fields: object) {
    const ts = new Date(sys.now()).toISOString().replace(/(\.\d{3})Z$/, '$1000Z');
    yield* io.stderr(`${JSON.stringify({ level, ts, caller, msg, ...fields })}\n`);
  };
  try {
    sys.writeFile(`${path}.part`, '', { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return yield* client.fail(`could not open ${path}.part (open ${path}.part: ${error.message.toLowerCase()})`);
  }
  yield* log('info', 'snapshot/v3_snapshot.go:83', 'created temporary db file', { path: `${path}.part` });
  const endpointName = client.endpoints[0]!;
  yield* log('info', 'snapshot/v3_snapshot.go:96', 'fetching snapshot', { endpoint: endpointName });
  const answer = yield* client.call('/v3/maintenance/snapshot', {}, 'Maintenance/Snapshot');
  const status = yield* client.call('/v3/maintenance/status', {}, 'Maintenance/Status');
  const text = String(sys.host({ call: 'etcd', op: 'snapshot-file', data: answer.data }));
  sys.writeFile(`${path}.part`, text, { mode: 0o600 });
  sys.rename(`${path}.part`, path);
  yield* log('info', 'snapshot/v3_snapshot.go:111', 'fetched snapshot', {
    endpoint: endpointName,
    size: humanBytes(Number(status.dbSize)),
    took: took({ io } as Context),
    'etcd-version': '3.6.0',
  });
  yield* log('info', 'snapshot/v3_snapshot.go:121', 'saved', { path });
  yield* io.print(`Snapshot saved at ${path}\nServer version 3.6.0\n`);
  return 0;
}
