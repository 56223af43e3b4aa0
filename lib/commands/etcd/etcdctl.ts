import { Exit, Fatal, type Command } from '../command/command';
import type { Task } from '../command/stdio';
import { EtcdClient, EtcdError } from './client';
import { names, parseFlags } from './flags';
import { compaction, del, get, put, txn, watch, type Context } from './key-commands';
import { alarm, defrag, endpoint, moveLeader, snapshot } from './maintenance-commands';
import { member } from './member-commands';

const VALUED = names(
  'endpoints cacert cert key user password command-timeout dial-timeout keepalive-time keepalive-timeout write-out discovery-srv discovery-srv-name auth-jwt-token max-request-bytes max-recv-bytes limit rev order sort-by consistency lease peer-urls data-dir',
);
const SWITCHES = names(
  'insecure-transport insecure-skip-tls-verify insecure-discovery debug hex prefix from-key keys-only print-value-only count-only prev-kv learner cluster interactive physical help ignore-value ignore-lease range',
);

const COMMANDS: Readonly<Record<string, (context: Context) => Task<number>>> = {
  get,
  put,
  del,
  txn,
  watch,
  compaction,
  member,
  endpoint,
  alarm,
  defrag,
  'move-leader': moveLeader,
  snapshot,
};
const NOT_SIMULATED = ['auth', 'user', 'role', 'lease', 'lock', 'elect', 'make-mirror', 'check', 'downgrade', 'completion'];

const HELP = `NAME:
	etcdctl - A simple command line client for etcd3.

USAGE:
	etcdctl [flags]

VERSION:
	3.6.8

API VERSION:
	3.6


COMMANDS:
	alarm disarm		Disarms all alarms
	alarm list		Lists all alarms
	compaction		Compacts the event history in etcd
	defrag			Defragments the storage of the etcd members with given endpoints
	del			Removes the specified key or range of keys [key, range_end)
	endpoint hashkv		Prints the KV history hash for each endpoint in --endpoints
	endpoint health		Checks the healthiness of endpoints specified in \`--endpoints\` flag
	endpoint status		Prints out the status of endpoints specified in \`--endpoints\` flag
	get			Gets the key or a range of keys
	help			Help about any command
	member add		Adds a member into the cluster
	member list		Lists all members in the cluster
	member promote		Promotes a non-voting member in the cluster
	member remove		Removes a member from the cluster
	member update		Updates a member in the cluster
	move-leader		Transfers leadership to another etcd cluster member.
	put			Puts the given key into the store
	snapshot save		Stores an etcd node backend snapshot to a given file
	txn			Txn processes all the requests in one transaction
	version			Prints the version of etcdctl
	watch			Watches events stream on keys or prefixes

OPTIONS:
      --cacert=""				verify certificates of TLS-enabled secure servers using this CA bundle
      --cert=""					identify secure client using this TLS certificate file
      --command-timeout=5s			timeout for short running command (excluding dial timeout)
      --endpoints=[127.0.0.1:2379]		gRPC endpoints
  -h, --help[=false]				help for etcdctl
      --key=""					identify secure client using this TLS key file
  -w, --write-out="simple"			set the output format (fields, json, protobuf, simple, table)

`;

/** etcdctl v3.6 against the etcd servers of this world. */
export const etcdctl: Command = {
  name: 'etcdctl',
  usage: HELP,
  *run(io, options, sys) {
    let client: EtcdClient | undefined;
    try {
      const { words, values } = parseFlags(options.operands, VALUED, SWITCHES);
      const [name, ...rest] = words;
      if (name === undefined || name === 'help' || values.help) {
        yield* io.print(HELP);
        return 0;
      }
      if (name === 'version') {
        yield* io.print('etcdctl version: 3.6.8\nAPI version: 3.6\n');
        return 0;
      }
      if (NOT_SIMULATED.includes(name)) {
        yield* io.stderr(`etcdctl ${name}: not simulated here\n`);
        return 1;
      }
      const command = COMMANDS[name];
      if (!command) throw new Fatal(`unknown command ${JSON.stringify(name)} for "etcdctl"`);
      client = new EtcdClient(io, sys, values);
      const format = client.flag('write-out') ?? 'simple';
      if (!['simple', 'json', 'table', 'fields', 'protobuf'].includes(format)) throw new Fatal(`unsupported output format`);
      if (format === 'protobuf') throw new Fatal('the output format protobuf is not simulated here');
      yield* client.prepare();
      return yield* command({ io, client, values, words: rest, format });
    } catch (error) {
      if (error instanceof Exit) throw error;
      if (!(error instanceof Fatal) && !(error instanceof EtcdError)) throw error;
      yield* io.flush();
      yield* io.stderr(`Error: ${error.message}\n`);
      return error instanceof Fatal && error.code !== 1 ? error.code : 1;
    }
  },
};
