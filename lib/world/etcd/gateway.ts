import type { Cluster } from '@/lib/cluster/cluster';
import type { Service } from '@/lib/hosts/net/network';
import type { HttpResponse } from '@/lib/sim/http';
import { ETCD_VERSION } from '../programs/control-plane/etcd';
import { EtcdKeys } from './keys';

/* eslint-disable @typescript-eslint/no-explicit-any -- bodies are what the client sent */

class Refused extends Error {
  constructor(
    message: string,
    /** gRPC's code. */
    readonly code = 14,
  ) {
    super(message);
  }
}

type Method = (cluster: Cluster, host: string, body: any) => object;

/** gRPC codes of etcd's errors, as api/v3rpc/rpctypes has them. */
function codeOf(message: string): number {
  if (/database space exceeded|too many/.test(message)) return 8;
  if (/not found|doesn't exist/.test(message)) return 5;
  if (/already exists|not enough started|not a learner|can only promote|not supported/.test(message)) return 9;
  if (/compacted|future revision/.test(message)) return 11;
  return 14;
}

const header = ({ etcd, store }: Cluster, host: string) => ({
  cluster_id: BigInt(`0x${etcd.clusterId}`).toString(),
  member_id: BigInt(`0x${etcd.running(host)?.member ?? '0'}`).toString(),
  revision: String(store.revision),
  raft_term: String(etcd.term),
});
const decimal = (id: string) => BigInt(`0x${id}`).toString();
const hex = (id: unknown) => BigInt(String(id ?? 0)).toString(16);

const members = ({ etcd }: Cluster) =>
  etcd.members.map(({ id, name, peerUrls, clientUrls, learner }) => ({
    ID: decimal(id),
    ...(name && { name }),
    peerURLs: peerUrls,
    ...(clientUrls.length > 0 && { clientURLs: clientUrls }),
    ...(learner && { isLearner: true }),
  }));

function refuse(cluster: Cluster, host: string, write = false): void {
  const why = cluster.etcd.refusal(host, { write });
  if (why) throw new Refused(why, codeOf(why));
}

/** What needs no quorum is answered by a member alone. */
const LOCAL: Readonly<Record<string, Method>> = {
  '/v3/maintenance/status': (cluster, host) => {
    const { etcd } = cluster;
    const { file, used } = etcd.sizes();
    const own = etcd.members.find(({ id }) => id === etcd.running(host)?.member);
    const behind = etcd.refusal(host);
    return {
      header: header(cluster, host),
      version: ETCD_VERSION,
      dbSize: String(file),
      ...(etcd.leader && !behind?.includes('no leader') ? { leader: decimal(etcd.leader) } : { leader: '0' }),
      raftIndex: String(etcd.raftIndex),
      raftTerm: String(etcd.term),
      raftAppliedIndex: String(etcd.raftIndex),
      dbSizeInUse: String(used),
      dbSizeQuota: String(etcd.quota),
      storageVersion: '3.6.0',
      ...(own?.learner && { isLearner: true }),
      ...(behind?.includes('no leader') ? { errors: ['etcdserver: no leader'] } : alarmErrors(cluster)),
    };
  },
  '/v3/maintenance/defragment': (cluster, host) => {
    cluster.etcd.defragment();
    return { header: header(cluster, host) };
  },
  '/v3/maintenance/hash': (cluster, host, body) => {
    const keys = new EtcdKeys(cluster);
    return {
      header: header(cluster, host),
      hash: keys.hash(),
      compact_revision: String(Math.max(cluster.store.compactRevision, -1) || -1),
      hash_revision: String(Number(body?.revision ?? 0) || cluster.store.revision),
    };
  },
  '/v3/maintenance/snapshot': (cluster, host) => ({ header: header(cluster, host), data: cluster.etcd.saveSnapshot() }),
};

const alarmErrors = ({ etcd }: Cluster) =>
  etcd.alarms.length === 0 ? {} : { errors: etcd.alarms.map(({ member, type }) => `memberID:${decimal(member)} alarm:${type} `) };

const AGREED: Readonly<Record<string, Method>> = {
  '/v3/kv/range': (cluster, host, body) => ({ header: header(cluster, host), ...new EtcdKeys(cluster).range(body) }),
  '/v3/kv/put': (cluster, host, body) => {
    refuse(cluster, host, true);
    const answer = new EtcdKeys(cluster).put(body);
    return { header: header(cluster, host), ...answer };
  },
  '/v3/kv/deleterange': (cluster, host, body) => {
    const answer = new EtcdKeys(cluster).deleteRange(body);
    return { header: header(cluster, host), ...answer };
  },
  '/v3/kv/txn': (cluster, host, body) => {
    refuse(cluster, host, true);
    const answer = new EtcdKeys(cluster).txn(body);
    return { header: header(cluster, host), ...answer };
  },
  '/v3/kv/compaction': (cluster, host, body) => {
    const revision = Number(body?.revision ?? 0);
    if (revision > cluster.store.revision) throw new Refused('etcdserver: mvcc: required revision is a future revision', 11);
    if (revision <= cluster.store.compactRevision) throw new Refused('etcdserver: mvcc: required revision has been compacted', 11);
    cluster.store.compact(revision);
    return { header: header(cluster, host) };
  },
  '/v3/watch': (cluster, host, body) => ({ header: header(cluster, host), ...new EtcdKeys(cluster).changes(body) }),
  '/v3/cluster/member/list': (cluster, host) => ({ header: header(cluster, host), members: members(cluster) }),
  '/v3/cluster/member/add': (cluster, host, body) => {
    const added = cluster.etcd.addMember(body?.peerURLs ?? [], body?.isLearner === true);
    return {
      header: header(cluster, host),
      member: { ID: decimal(added.id), peerURLs: added.peerUrls, ...(added.learner && { isLearner: true }) },
      members: members(cluster),
    };
  },
  '/v3/cluster/member/remove': (cluster, host, body) => {
    const answer = header(cluster, host);
    cluster.etcd.removeMember(hex(body?.ID));
    return { header: answer, members: members(cluster) };
  },
  '/v3/cluster/member/update': (cluster, host, body) => {
    cluster.etcd.updateMember(hex(body?.ID), body?.peerURLs ?? []);
    return { header: header(cluster, host), members: members(cluster) };
  },
  '/v3/cluster/member/promote': (cluster, host, body) => {
    cluster.etcd.promoteMember(hex(body?.ID));
    return { header: header(cluster, host), members: members(cluster) };
  },
  '/v3/maintenance/transfer-leadership': (cluster, host, body) => {
    if (cluster.etcd.running(host)?.member !== cluster.etcd.leader) throw new Refused('etcdserver: not leader', 9);
    cluster.etcd.moveLeader(hex(body?.targetID));
    return { header: header(cluster, host) };
  },
  '/v3/maintenance/alarm': (cluster, host, body) => {
    const { etcd } = cluster;
    const alarms = body?.action === 'DEACTIVATE' ? etcd.disarm() : etcd.alarms;
    return { header: header(cluster, host), alarms: alarms.map(({ member, type }) => ({ memberID: decimal(member), alarm: type })) };
  },
};

const json = (status: number, body: object): HttpResponse => ({ status, headers: { 'content-type': 'application/json' }, body });

/**
 * etcd's client port: the JSON gateway of its gRPC API (`/v3/kv/range` …), /health, /livez, /readyz, /version and a few metrics.
 * etcdctl speaks it too.
 */
export function etcdGateway(cluster: () => Cluster | undefined): Service {
  return (context, request) => {
    const found = cluster();
    const host = context.sys.hostname();
    const text = { 'content-type': 'text/plain; charset=utf-8' };
    if ((context.data as { tls?: object } | undefined)?.tls && request.scheme === 'http') {
      return { status: 400, headers: text, body: 'Client sent an HTTP request to an HTTPS server.\n' };
    }
    if (!found?.etcd.running(host)) return { status: 503, headers: text, body: 'etcd is starting\n' };
    const { etcd } = found;
    const why = etcd.refusal(host);
    switch (request.path) {
      case '/version':
        return { ...json(200, {}), body: JSON.stringify({ etcdserver: ETCD_VERSION, etcdcluster: '3.6.0', storage: '3.6.0' }) };
      case '/health': {
        const reason = etcd.alarms.length > 0 ? `ALARM ${etcd.alarms[0]!.type}` : why ? 'RAFT NO LEADER' : '';
        return { ...json(reason ? 503 : 200, {}), body: JSON.stringify({ health: reason ? 'false' : 'true', reason }) };
      }
      case '/livez':
        return { status: 200, headers: text, body: request.query.verbose ? '[+]serializable_read ok\nok\n' : 'ok\n' };
      case '/readyz':
        return why
          ? {
              status: 503,
              headers: text,
              body: `[+]data_corruption ok\n[+]serializable_read ok\n[-]linearizable_read failed: ${why}\nno\n`,
            }
          : {
              status: 200,
              headers: text,
              body: request.query.verbose ? '[+]data_corruption ok\n[+]serializable_read ok\n[+]linearizable_read ok\nok\n' : 'ok\n',
            };
      case '/metrics':
        return { status: 200, headers: text, body: metrics(found, host) };
    }
    try {
      const local = LOCAL[request.path];
      if (local) return json(200, local(found, host, request.body));
      const agreed = AGREED[request.path];
      if (!agreed) return json(404, { code: 5, message: 'Not Found', details: [] });
      refuse(found, host);
      return json(200, agreed(found, host, request.body));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const code = error instanceof Refused ? error.code : codeOf(error.message);
      if (!/^etcdserver|^connection/.test(error.message)) throw error;
      return json(code === 5 ? 404 : code === 14 ? 503 : 400, { code, message: error.message, details: [] });
    }
  };
}

function metrics({ etcd, store }: Cluster, host: string): string {
  const { file, used } = etcd.sizes();
  const leads = etcd.leader !== undefined && etcd.running(host)?.member === etcd.leader;
  const rows: readonly [name: string, type: string, help: string, value: number][] = [
    ['etcd_server_has_leader', 'gauge', 'Whether or not a leader exists. 1 is existence, 0 is not.', etcd.leader ? 1 : 0],
    ['etcd_server_is_leader', 'gauge', 'Whether or not this member is a leader. 1 if is, 0 otherwise.', leads ? 1 : 0],
    ['etcd_mvcc_db_total_size_in_bytes', 'gauge', 'Total size of the underlying database physically allocated in bytes.', file],
    ['etcd_mvcc_db_total_size_in_use_in_bytes', 'gauge', 'Total size of the underlying database logically in use in bytes.', used],
    ['etcd_debugging_mvcc_current_revision', 'gauge', 'The current revision of store.', store.revision],
    ['etcd_debugging_mvcc_keys_total', 'gauge', 'Total number of keys.', store.counts().objects],
  ];
  return rows.map(([name, type, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`).join('');
}
