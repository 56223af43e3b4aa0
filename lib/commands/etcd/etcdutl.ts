import { Errno } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { names, parseFlags } from './flags';
import { drawTable, humanBytes } from './print';

const VALUED = names(
  'write-out data-dir wal-dir name initial-cluster initial-cluster-token initial-advertise-peer-urls bump-revision initial-memory-map-size target-version rev',
);
const SWITCHES = names('skip-hash-check mark-compacted help force');

const HELP = `Usage:
  etcdutl [command]

Available Commands:
  completion  Generate completion script
  defrag      Defragments the storage of the etcd
  hashkv      Prints the KV history hash of a given file
  help        Help about any command
  migrate     Migrates schema of etcd data dir files to make them compatible with different etcd version
  snapshot    Manages etcd node snapshots
  version     Prints the version of etcdutl

Flags:
  -h, --help               help for etcdutl
  -w, --write-out string   set the output format (fields, json, protobuf, simple, table) (default "simple")

Use "etcdutl [command] --help" for more information about a command.
`;

interface Status {
  readonly hash: number;
  readonly revision: number;
  readonly totalKey: number;
  readonly totalSize: number;
  readonly version: string;
  readonly snapshot: boolean;
}

/** etcdutl v3.6: what is done to snapshot files and data directories while no etcd runs on them. */
export const etcdutl: Command = {
  name: 'etcdutl',
  usage: HELP,
  *run(io, options) {
    try {
      const { words, values } = parseFlags(options.operands, VALUED, SWITCHES);
      const [name, verb, file] = words;
      if (name === undefined || name === 'help' || (values.help && words.length <= 1)) {
        yield* io.print(HELP);
        return 0;
      }
      if (name === 'version') {
        yield* io.print('etcdutl version: 3.6.8\nAPI version: 3.6\n');
        return 0;
      }
      if (name === 'defrag') return yield* defrag(io, values);
      if (name !== 'snapshot') {
        if (['hashkv', 'migrate', 'completion', 'check', 'list-bucket'].includes(name))
          throw new Fatal(`etcdutl ${name} is not simulated here`);
        throw new Fatal(`unknown command ${JSON.stringify(name)} for "etcdutl"`);
      }
      if (verb === 'status') return yield* status(io, values, file);
      if (verb === 'restore') return yield* restore(io, values, file);
      yield* io.print(
        'Manages etcd node snapshots\n\nUsage:\n  etcdutl snapshot [command]\n\nAvailable Commands:\n  restore     Restores an etcd member snapshot to an etcd directory\n  status      Gets backend snapshot status of a given file\n',
      );
      return 0;
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      yield* io.flush();
      yield* io.stderr(`Error: ${error.message}\n`);
      return error.code;
    }
  },
};

type Values = Readonly<Record<string, string>>;

function read(io: Io, path: string | undefined, verb: string): string {
  if (path === undefined) throw new Fatal(`snapshot ${verb} requires exactly one argument`, 128);
  try {
    return io.sys.readFile(path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(verb === 'status' ? `stat ${path}: ${error.message.toLowerCase()}` : `open ${path}: ${error.message.toLowerCase()}`);
  }
}

function statusOf(io: Io, text: string): Status {
  const found = io.sys.host({ call: 'etcd', op: 'snapshot-status', text }) as Status | undefined;
  if (!found) throw new Fatal('snapshot file integrity check failed. 1 errors found.\npage 2: unreachable unfreed\n');
  return found;
}

function* status(io: Io, values: Values, path: string | undefined): Task<number> {
  const found = statusOf(io, read(io, path, 'status'));
  const { revision, totalKey, totalSize, version } = found;
  const hash = found.hash.toString(16);
  const cells = [hash, String(revision), String(totalKey), humanBytes(totalSize), version];
  switch (values['write-out'] ?? 'simple') {
    case 'json':
      yield* io.print(`${JSON.stringify({ hash: found.hash, revision, totalKey, totalSize, version })}\n`);
      return 0;
    case 'table':
      yield* io.print(drawTable(['Hash', 'Revision', 'Total Keys', 'Total Size', 'Storage Version'], [cells]));
      return 0;
    case 'fields':
      yield* io.print(
        `"Hash" : ${found.hash}\n"Revision" : ${revision}\n"Keys" : ${totalKey}\n"Size" : ${totalSize}\n"Version" : "${version}"\n`,
      );
      return 0;
    default:
      yield* io.print(`${cells.join(', ')}\n`);
      return 0;
  }
}

function* restore(io: Io, values: Values, path: string | undefined): Task<number> {
  const { sys } = io;
  const text = read(io, path, 'restore');
  const name = values.name ?? 'default';
  const directory = values['data-dir'] ?? `${name}.etcd`;
  const initialCluster = values['initial-cluster'] ?? `${name}=http://localhost:2380`;
  const peers = (values['initial-advertise-peer-urls'] ?? 'http://localhost:2380').split(',');
  if (values['bump-revision'] && !/^\d+$/.test(values['bump-revision'])) {
    throw new Fatal(
      `invalid argument "${values['bump-revision']}" for "--bump-revision" flag: strconv.ParseUint: parsing "${values['bump-revision']}": invalid syntax`,
    );
  }
  if (values['mark-compacted'] && !values['bump-revision']) throw new Fatal('--mark-compacted required if --bump-revision was set');
  const own = initialCluster.split(',').filter((part) => part.startsWith(`${name}=`));
  if (own.length === 0) throw new Fatal(`couldn't find local name "${name}" in the initial cluster configuration`);
  if (!own.some((part) => peers.includes(part.slice(name.length + 1)))) {
    throw new Fatal(`--initial-cluster has ${own.join(',')} but missing from --initial-advertise-peer-urls=${peers.join(',')}`);
  }
  if (sys.exists(directory) && (sys.stat(directory).type !== 'dir' || sys.readdir(directory).length > 0)) {
    throw new Fatal(`data-dir ${JSON.stringify(directory)} not empty or could not be read`);
  }
  const found = statusOf(io, text);
  if (!found.snapshot && !values['skip-hash-check']) throw new Fatal('snapshot missing hash but --skip-hash-check=false');
  const log = function* (caller: string, msg: string, fields: object) {
    const ts = new Date(sys.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    yield* io.stderr(`${ts}\tinfo\t${caller}\t${msg}\t${JSON.stringify(fields)}\n`);
  };
  const where = { path, 'wal-dir': `${directory}/member/wal`, 'data-dir': directory, 'snap-dir': `${directory}/member/snap` };
  yield* log('snapshot/v3_snapshot.go:305', 'restoring snapshot', { ...where, 'initial-memory-map-size': 10737418240 });
  const restored = sys.host({
    call: 'etcd',
    op: 'restore',
    text,
    name,
    initialCluster,
    token: values['initial-cluster-token'] ?? 'etcd-cluster',
    bumpRevision: Number(values['bump-revision'] ?? 0),
    markCompacted: values['mark-compacted'] === 'true',
  }) as { file: string; clusterId: string; members: readonly { id: string; peerUrls: readonly string[] }[] } | undefined;
  if (!restored) throw new Fatal('snapshot file integrity check failed. 1 errors found.\n');
  try {
    for (const part of ['', '/member', '/member/snap', '/member/wal'])
      if (!sys.exists(directory + part)) sys.mkdir(directory + part, 0o700);
    sys.writeFile(`${directory}/member/snap/db`, restored.file, { mode: 0o600 });
    sys.writeFile(`${directory}/member/snap/0000000000000001-0000000000000001.snap`, restored.file, { mode: 0o644 });
    sys.writeFile(`${directory}/member/wal/0000000000000000-0000000000000000.wal`, restored.file, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(`mkdir ${directory}: ${error.message.toLowerCase()}`);
  }
  for (const { id, peerUrls } of restored.members) {
    yield* log('membership/cluster.go:424', 'added member', {
      'cluster-id': restored.clusterId,
      'local-member-id': '0',
      'added-peer-id': id,
      'added-peer-peer-urls': peerUrls,
      'added-peer-is-learner': false,
    });
  }
  yield* log('snapshot/v3_snapshot.go:333', 'restored snapshot', { ...where, 'initial-memory-map-size': 10737418240 });
  return 0;
}

function* defrag(io: Io, values: Values): Task<number> {
  const directory = values['data-dir'];
  if (!directory) throw new Fatal('required flag(s) "data-dir" not set');
  if (!io.sys.exists(`${directory}/member/snap/db`)) {
    throw new Fatal(`Failed to defragment etcd data[${directory}] (open ${directory}/member/snap/db: no such file or directory)`);
  }
  yield* io.print('');
  return 0;
}
