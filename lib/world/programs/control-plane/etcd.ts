import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { etcdChannel, readDataFile } from '@/lib/cluster/store';
import { flag, printError, readIfThere } from '../daemon';
import { ETCD_FLAGS } from './flag-names';
import { durationMs, parseBool } from './klog';

export const ETCD_VERSION = '3.6.8';
const NO_FILE = 'no such file or directory';

/** What a data directory came to: answers of the host call `etcd`. */
export type EtcdStarted =
  { readonly file: string; readonly member: string; readonly clusterId: string; readonly fresh: boolean } | { readonly fatal: string };

/**
 * etcd: checks its flags, certificates and data directory, and serves what the cluster's store holds for that directory. Models
 * server/etcdmain.
 */
export const etcd: Program = function* (sys, argv) {
  const log = logger(sys);
  const value = (name: string) => flag(argv, name) ?? sys.env()[`ETCD_${name.toUpperCase().replace(/-/g, '_')}`];
  for (const argument of argv.slice(1)) {
    const name = argument.replace(/^--?/, '').split('=')[0]!;
    if (argument.startsWith('-') && !ETCD_FLAGS.has(name)) {
      yield* printError(sys, `flag provided but not defined: -${name}\n`);
      return 2;
    }
  }
  yield* log('info', 'etcdmain/etcd.go:64', 'Running: ', { args: argv });
  const complaint = flagComplaint(value);
  if (complaint) {
    yield* log('error', 'etcdmain/etcd.go:76', 'failed to verify flags', { error: complaint });
    return 1;
  }
  const directory = value('data-dir') ?? `${value('name') ?? 'default'}.etcd`;
  const failed = function* (error: string) {
    yield* log('fatal', 'etcdmain/etcd.go:186', 'discovery failed', { error, stacktrace: STACK });
    return 1;
  };
  for (const name of ['cert-file', 'key-file', 'trusted-ca-file', 'peer-cert-file', 'peer-key-file', 'peer-trusted-ca-file']) {
    const path = value(name);
    if (!path) continue;
    const text = readIfThere(sys, path);
    if (text === undefined) return yield* failed(`open ${path}: ${NO_FILE}`);
    if (!text.includes('-----BEGIN')) return yield* failed('tls: failed to find any PEM data in certificate input');
  }
  let kept: string | undefined;
  try {
    if (!sys.exists(directory)) sys.mkdir(directory, 0o700);
    for (const part of ['member', 'member/snap', 'member/wal']) {
      if (!sys.exists(`${directory}/${part}`)) sys.mkdir(`${directory}/${part}`, 0o700);
    }
    kept = readIfThere(sys, `${directory}/member/snap/db`);
    if (kept === undefined) sys.writeFile(`${directory}/member/snap/db`, '', { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return yield* failed(`cannot access data directory: open ${directory}/.touch: ${error.message.toLowerCase()}`);
  }
  const data = kept ? readDataFile(kept) : undefined;
  if (kept && !data) {
    yield* log('panic', 'backend/backend.go:214', 'failed to open database', {
      path: `${directory}/member/snap/db`,
      error: 'invalid database',
    });
    return 2;
  }
  const urls = (name: string, otherwise: string) => (value(name) ?? otherwise).split(',').filter(Boolean);
  const started = sys.host({
    call: 'etcd',
    op: 'start',
    name: value('name') ?? 'default',
    peerUrls: urls('initial-advertise-peer-urls', 'http://localhost:2380'),
    clientUrls: urls('advertise-client-urls', 'http://localhost:2379'),
    initialCluster: value('initial-cluster') ?? `${value('name') ?? 'default'}=http://localhost:2380`,
    token: value('initial-cluster-token') ?? 'etcd-cluster',
    state: value('initial-cluster-state') === 'existing' ? 'existing' : 'new',
    forceNewCluster: argv.includes('--force-new-cluster') || parseBool(value('force-new-cluster') ?? 'false') === true,
    quota: Number(value('quota-backend-bytes') ?? 0),
    ...data,
  }) as EtcdStarted;
  if ('fatal' in started) return yield* refused(sys, started.fatal, directory);
  sys.writeFile(`${directory}/member/snap/db`, started.file, { mode: 0o600 });
  if (!sys.exists(`${directory}/member/wal/0000000000000000-0000000000000000.wal`)) {
    sys.writeFile(`${directory}/member/wal/0000000000000000-0000000000000000.wal`, started.file, { mode: 0o600 });
  }
  const tls =
    value('cert-file') === undefined
      ? undefined
      : {
          certificate: value('cert-file')!,
          ...(parseBool(value('client-cert-auth') ?? (argv.includes('--client-cert-auth') ? 'true' : 'false')) && value('trusted-ca-file')
            ? { clientCa: value('trusted-ca-file')! }
            : {}),
        };
  const listeners: [name: string, handler: string, urls: string[], secure: object | undefined][] = [
    ['listen-peer-urls', 'etcd-peer', urls('listen-peer-urls', 'http://localhost:2380'), undefined],
    ['listen-client-urls', 'etcd', urls('listen-client-urls', 'http://localhost:2379'), tls],
    ['listen-metrics-urls', 'etcd', urls('listen-metrics-urls', ''), undefined],
  ];
  for (const [, handler, addresses, secure] of listeners) {
    for (const url of addresses) {
      const { hostname, port } = new URL(url);
      const address = hostname === 'localhost' ? '127.0.0.1' : hostname;
      try {
        const isTls = url.startsWith('https') && secure;
        sys.listen(Number(port), handler, { address, ...(isTls && { data: { tls: secure } }) });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        return yield* failed(`listen tcp ${address}:${port}: bind: ${error.message.toLowerCase()}`);
      }
    }
  }
  const ids = { 'cluster-id': started.clusterId, 'local-member-id': started.member };
  yield* log('info', 'embed/etcd.go:138', 'starting an etcd server', {
    'etcd-version': ETCD_VERSION,
    'data-dir': directory,
    name: value('name') ?? 'default',
  });
  yield* log('info', 'etcdserver/raft.go', started.fresh ? 'starting local member' : 'restarting local member', ids);
  yield* log('info', 'embed/serve.go:124', 'ready to serve client requests');
  yield* log('info', 'etcdmain/main.go:50', 'successfully notified init daemon');
  for (const signal of ['TERM', 'INT'] as const) sys.handleSignal(signal, 'handle');
  const channels = [sys.signalChannel(), etcdChannel(sys.hostname())];
  for (;;) {
    if (sys.takeSignals().length > 0) break;
    if (sys.host({ call: 'etcd', op: 'removed' })) {
      yield* log('info', 'etcdserver/server.go:2300', 'the member has been permanently removed from the cluster', ids);
      sys.host({ call: 'etcd', op: 'stop' });
      return 0;
    }
    yield { channels };
  }
  yield* log('info', 'osutil/interrupt_unix.go:65', 'received signal; shutting down', { signal: 'terminated' });
  const file = sys.host({ call: 'etcd', op: 'stop' }) as string | undefined;
  try {
    if (file) sys.writeFile(`${directory}/member/snap/db`, file, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  yield* log('info', 'embed/etcd.go:428', 'closed etcd server', { name: value('name') ?? 'default', 'data-dir': directory });
  return 0;
};

const STACK = 'go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2';

function logger(sys: Sys) {
  return (level: string, caller: string, msg: string, more: object = {}) => {
    const ts = new Date(sys.now()).toISOString().replace(/(\.\d{3})Z$/, '$1000Z');
    return printError(sys, `${JSON.stringify({ level, ts, caller, msg, ...more })}\n`);
  };
}

/** Models embed.Config.Validate as far as it is about what people mistype. */
function flagComplaint(value: (name: string) => string | undefined): string | undefined {
  for (const name of [
    'listen-peer-urls',
    'listen-client-urls',
    'initial-advertise-peer-urls',
    'advertise-client-urls',
    'listen-metrics-urls',
  ]) {
    for (const url of (value(name) ?? '').split(',').filter(Boolean)) {
      if (!/^(https?|unixs?):\/\//.test(url)) return `URL scheme must be http, https, unix, or unixs: ${url}`;
      if (!/^https?:\/\/[^:/]+:\d+$/.test(url)) return `URL address does not have the form "host:port": ${url}`;
      const host = new URL(url).hostname;
      if (name.startsWith('listen') && host !== 'localhost' && !/^[\d.]+$/.test(host)) {
        return `expected IP in URL for binding (${url})`;
      }
    }
  }
  const state = value('initial-cluster-state');
  if (state !== undefined && state !== 'new' && state !== 'existing') return `unexpected clusterState "${state}"`;
  const quota = value('quota-backend-bytes');
  if (quota !== undefined && !/^-?\d+$/.test(quota)) {
    return `invalid value "${quota}" for flag -quota-backend-bytes: parse error`;
  }
  const interval = value('watch-progress-notify-interval');
  if (interval !== undefined && durationMs(interval) === undefined) {
    return `invalid value "${interval}" for flag -watch-progress-notify-interval: parse error`;
  }
  const peers = new Set((value('initial-advertise-peer-urls') ?? '').split(',').filter(Boolean));
  const cluster = value('initial-cluster');
  const own = (cluster ?? '')
    .split(',')
    .filter((part) => part.startsWith(`${value('name') ?? 'default'}=`))
    .map((part) => part.slice(part.indexOf('=') + 1));
  if (cluster !== undefined && own.length === 0) {
    return `couldn't find local name "${value('name') ?? 'default'}" in the initial cluster configuration`;
  }
  if (cluster !== undefined && peers.size > 0 && !own.every((url) => peers.has(url))) {
    return `--initial-cluster has ${cluster} but missing from --initial-advertise-peer-urls=${[...peers].join(',')}`;
  }
  return undefined;
}

function* refused(sys: Sys, why: string, directory: string) {
  const log = logger(sys);
  const [what, id = ''] = why.split(' ');
  switch (what) {
    case 'removed':
      yield* log('error', 'etcdserver/server.go:2300', 'the member has been permanently removed from the cluster', {
        'data-dir': directory,
      });
      return 1;
    case 'bootstrapped':
      yield* log('fatal', 'etcdmain/etcd.go:186', 'discovery failed', {
        error: `member ${id} has already been bootstrapped`,
        stacktrace: STACK,
      });
      return 1;
    case 'mismatch':
      yield* log('fatal', 'etcdmain/etcd.go:186', 'discovery failed', {
        error: 'error validating peerURLs: member count is unequal',
        stacktrace: STACK,
      });
      return 1;
    case 'unnamed':
      yield* log('fatal', 'etcdmain/etcd.go:186', 'discovery failed', {
        error: `couldn't find local name in the initial cluster configuration`,
        stacktrace: STACK,
      });
      return 1;
    default:
      yield* log('panic', 'backend/backend.go:214', 'failed to open database', {
        path: `${directory}/member/snap/db`,
        error: 'invalid database',
      });
      return 2;
  }
}
