import { Fatal } from '../command/command';
import type { Task } from '../command/stdio';
import { hexId } from './client';
import type { Context } from './key-commands';
import { drawTable, numericJson } from './print';

/* eslint-disable @typescript-eslint/no-explicit-any -- answers are JSON of the gateway */

/** `etcdctl member …`. Models etcdctl/ctlv3/command/member_command.go. */
export function* member(context: Context): Task<number> {
  const [verb, ...words] = context.words;
  const of = { ...context, words };
  switch (verb) {
    case 'list':
      return yield* list(of);
    case 'add':
      return yield* add(of);
    case 'remove':
    case 'promote':
    case 'update':
      return yield* change(of, verb);
    default:
      throw new Fatal(`unknown command ${JSON.stringify(verb ?? '')} for "etcdctl member"`);
  }
}

function* list({ io, client, format, values }: Context): Task<number> {
  const answer = yield* client.call('/v3/cluster/member/list', {}, 'Cluster/MemberList');
  if (format === 'json') {
    const shown = values.hex ? { ...answer, members: answer.members.map((one: any) => ({ ...one, ID: hexId(one.ID) })) } : answer;
    yield* io.print(`${values.hex ? JSON.stringify(shown) : numericJson(shown)}\n`);
    return 0;
  }
  const rows = (answer.members as any[]).map((one) => [
    hexId(one.ID),
    one.name ? 'started' : 'unstarted',
    one.name ?? '',
    (one.peerURLs ?? []).join(','),
    (one.clientURLs ?? []).join(','),
    String(one.isLearner === true),
  ]);
  if (format === 'table') yield* io.print(drawTable(['ID', 'Status', 'Name', 'Peer Addrs', 'Client Addrs', 'Is Learner'], rows));
  else if (format === 'fields') {
    const { cluster_id, member_id, revision, raft_term } = answer.header;
    yield* io.print(`"ClusterID" : ${cluster_id}\n"MemberID" : ${member_id}\n"Revision" : ${revision}\n"RaftTerm" : ${raft_term}\n`);
    for (const one of answer.members) {
      yield* io.print(
        `"ID" : ${one.ID}\n"Name" : ${JSON.stringify(one.name ?? '')}\n${(one.peerURLs ?? []).map((url: string) => `"PeerURL" : ${JSON.stringify(url)}\n`).join('')}${(one.clientURLs ?? []).map((url: string) => `"ClientURL" : ${JSON.stringify(url)}\n`).join('')}"IsLearner" : ${one.isLearner === true}\n\n`,
      );
    }
  } else for (const row of rows) yield* io.print(`${row.join(', ')}\n`);
  return 0;
}

function* add({ io, client, words, values }: Context): Task<number> {
  if (words.length < 1) throw new Fatal('member name not provided');
  if (words.length > 1) throw new Fatal('too many arguments');
  if (!values['peer-urls']) throw new Fatal('member peer urls not provided');
  const peerURLs = values['peer-urls'].split(',');
  const answer = yield* client.call('/v3/cluster/member/add', { peerURLs, isLearner: values.learner === 'true' }, 'Cluster/MemberAdd');
  const id = hexId(answer.member.ID);
  const what = values.learner ? 'added as learner to cluster' : 'added to cluster';
  yield* io.print(`Member ${id} ${what} ${hexId(answer.header.cluster_id)}\n`);
  const cluster = (answer.members as any[]).flatMap((one) =>
    (one.peerURLs as string[]).map((url) => `${one.ID === answer.member.ID ? words[0] : (one.name ?? '')}=${url}`),
  );
  yield* io.print(
    `\nETCD_NAME=${JSON.stringify(words[0])}\nETCD_INITIAL_CLUSTER=${JSON.stringify(cluster.join(','))}\nETCD_INITIAL_ADVERTISE_PEER_URLS=${JSON.stringify(peerURLs.join(','))}\nETCD_INITIAL_CLUSTER_STATE="existing"\n`,
  );
  return 0;
}

function* change({ io, client, words, values }: Context, verb: 'remove' | 'promote' | 'update'): Task<number> {
  if (words.length !== 1) throw new Fatal('member ID is not provided');
  if (!/^[0-9a-f]+$/.test(words[0]!)) {
    throw new Fatal(`bad member ID arg (strconv.ParseUint: parsing ${JSON.stringify(words[0])}: invalid syntax), expecting ID in Hex`);
  }
  const id = BigInt(`0x${words[0]!}`).toString();
  if (verb === 'update' && !values['peer-urls']) throw new Fatal('member peer urls not provided');
  const body = { ID: id, ...(verb === 'update' && { peerURLs: values['peer-urls']!.split(',') }) };
  const method = { remove: 'MemberRemove', promote: 'MemberPromote', update: 'MemberUpdate' }[verb];
  const answer = yield* client.call(`/v3/cluster/member/${verb}`, body, `Cluster/${method}`);
  const said = { remove: 'removed from', promote: 'promoted in', update: 'updated in' }[verb];
  yield* io.print(`Member ${words[0]!.padStart(16, ' ')} ${said} cluster ${hexId(answer.header.cluster_id)}\n`);
  return 0;
}
