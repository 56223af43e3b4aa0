import { readEncryption, type EncryptionConfiguration } from '@/lib/cluster/apiserver/encryption';
import { readFlags } from '@/lib/cluster/apiserver/flags';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type HttpTarget, type Sys } from '@/lib/hosts/process/sys';
import { flag, readIfThere, untilSignal } from '../daemon';
import { connectionError } from './api-access';
import { gateComplaint } from './feature-gates';
import { API_SERVER_FLAGS } from './flag-names';
import { complain, durationMs, klog, START_MS, unknownFlag, componentVersion } from './klog';

const NO_FILE = 'no such file or directory';
/** How long the server tries to reach etcd before it gives up (`--storage-initialization-timeout` and what comes before). */
const ETCD_MS = 20_000;

/** kube-apiserver: reads the files its flags name, reaches etcd, listens. The API itself is the cluster's. Models cmd/kube-apiserver/app. */
export const kubeApiserver: Program = function* (sys, argv) {
  const value = (name: string) => flag(argv, name);
  const bad = unknownFlag(argv, API_SERVER_FLAGS) ?? badValue(value);
  if (bad) {
    complain(sys, `Error: ${bad}\n`);
    return 1;
  }
  const until = sys.now() + START_MS;
  while (sys.now() < until) yield { channels: [], until };
  const failed = (error: string): number => {
    klog(sys, 'E', 'run.go:72', `"command failed" err=${JSON.stringify(error)}`);
    return 1;
  };
  if (!value('advertise-address')) klog(sys, 'I', 'options.go:263', `external host was not specified, using ${sys.addresses()[0]}`);
  const gates = gateComplaint(value('feature-gates'));
  if (gates) return failed(gates);
  const ranges = rangeComplaint(value);
  if (ranges) return failed(ranges);
  klog(sys, 'I', 'server.go:150', `Version: ${componentVersion(sys)}`);
  klog(sys, 'I', 'server.go:152', '"Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""');
  const configuration = readFlags({ flag: value, read: (path) => readIfThere(sys, path) });
  if ('usage' in configuration) {
    complain(sys, `Error: ${configuration.usage}\n`);
    return 1;
  }
  if ('error' in configuration) return failed(configuration.error!);
  const files = fileComplaint(sys, value);
  if (files) return failed(files);
  let encryption: EncryptionConfiguration | undefined;
  const path = value('encryption-provider-config');
  if (path) {
    const read = readEncryption(path, readIfThere(sys, path));
    if ('error' in read) return failed(read.error);
    encryption = read;
  }
  for (const name of ['etcd-cafile', 'etcd-certfile', 'etcd-keyfile']) {
    const file = value(name);
    if (!file || readIfThere(sys, file) !== undefined) continue;
    klog(sys, 'F', 'instance.go:226', `Error creating leases: error creating storage factory: open ${file}: ${NO_FILE}`);
    return 255;
  }
  const reached = yield* reachStore(sys, value);
  if (!reached) {
    klog(sys, 'F', 'instance.go:226', 'Error creating leases: error creating storage factory: context deadline exceeded');
    return 255;
  }
  const port = Number(value('secure-port') ?? 6443);
  const address = value('bind-address') ?? '0.0.0.0';
  const clientCa = value('client-ca-file');
  try {
    sys.listen(port, 'kube-apiserver', {
      ...(address !== '0.0.0.0' && address !== '::' && { address }),
      data: { tls: { certificate: value('tls-cert-file'), strict: true, ...(clientCa && { requestCa: clientCa }) }, argv },
    });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const where = `${address}:${port}`;
    return failed(
      `failed to create listener: failed to listen on ${where}: listen tcp ${where}: bind: ${error.code === 'EADDRNOTAVAIL' ? 'cannot assign requested address' : error.message.toLowerCase()}`,
    );
  }
  klog(sys, 'I', 'secure_serving.go:211', `Serving securely on [::]:${port}`);
  sys.host({
    call: 'component',
    name: 'kube-apiserver',
    up: true,
    configuration: { ...configuration, version: componentVersion(sys), ...(encryption && { encryption }) },
  });
  yield* untilSignal(sys, ['TERM', 'INT']);
  klog(sys, 'I', 'genericapiserver.go:719', '"[graceful-termination] shutdown event" name="ShutdownInitiated"');
  sys.host({ call: 'component', name: 'kube-apiserver', up: false });
  klog(sys, 'I', 'genericapiserver.go:753', '[graceful-termination] apiserver is exiting');
  return 0;
};

type Value = (name: string) => string | undefined;

const DURATIONS = [
  'event-ttl',
  'request-timeout',
  'etcd-compaction-interval',
  'shutdown-delay-duration',
  'storage-initialization-timeout',
  'service-account-max-token-expiration',
];
const INTEGERS = [
  'secure-port',
  'max-requests-inflight',
  'max-mutating-requests-inflight',
  'audit-log-maxage',
  'audit-log-maxbackup',
  'audit-log-maxsize',
  'min-request-timeout',
  'default-not-ready-toleration-seconds',
  'default-unreachable-toleration-seconds',
  'kubernetes-service-node-port',
];

/** What the parser of flags says. Models spf13/pflag. */
function badValue(value: Value): string | undefined {
  for (const name of DURATIONS) {
    const text = value(name);
    if (text === undefined || durationMs(text) !== undefined) continue;
    const quoted = JSON.stringify(text);
    return `invalid argument ${quoted} for "--${name}" flag: time: ${/^[\d.]+$/.test(text) ? 'missing unit in' : 'invalid'} duration ${quoted}`;
  }
  for (const name of INTEGERS) {
    const text = value(name);
    if (text === undefined || /^-?\d+$/.test(text)) continue;
    const quoted = JSON.stringify(text);
    return `invalid argument ${quoted} for "--${name}" flag: strconv.ParseInt: parsing ${quoted}: invalid syntax`;
  }
  const ports = value('service-node-port-range');
  if (ports !== undefined && !/^\d+(-|\+)\d+$|^\d+$/.test(ports)) {
    return `invalid argument ${JSON.stringify(ports)} for "--service-node-port-range" flag: unable to parse port range: ${ports}: expected at most one hyphen in port range`;
  }
  const advertise = value('advertise-address');
  if (advertise !== undefined && advertise !== '' && !/^[\d.]+$|:/.test(advertise)) {
    return `invalid argument ${JSON.stringify(advertise)} for "--advertise-address" flag: failed to parse IP: ${JSON.stringify(advertise)}`;
  }
  return undefined;
}

/** Models getServiceIPAndRanges and validateClusterIPFlags. */
function rangeComplaint(value: Value): string | undefined {
  const given = (value('service-cluster-ip-range') ?? '').split(',').filter(Boolean);
  for (const [i, range] of given.entries()) {
    const [, a, b, c, d, bits] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(range) ?? [];
    const isV4 = a !== undefined && [a, b, c, d].every((part) => Number(part) <= 255) && Number(bits) <= 32;
    if (!isV4 && !/^[0-9a-fA-F:]+\/\d{1,3}$/.test(range))
      return `service-cluster-ip-range[${i}] is not ${i === 0 ? 'a valid cidr' : 'an ip net'}`;
    if (isV4 && Number(bits) > 30 && i === 0) {
      return `error determining service IP ranges for primary service cidr: the service cluster IP range must be at least 8 IP addresses`;
    }
    if (isV4 && 32 - Number(bits) > 20)
      return 'specified --service-cluster-ip-range is too large; for 32-bit addresses, the mask must be >= 12';
  }
  const port = Number(value('secure-port') ?? 6443);
  if (port < 1 || port > 65535) return `--secure-port ${port} must be between 1 and 65535, inclusive. It cannot be turned off with 0`;
  if (!value('etcd-servers')) return '--etcd-servers must be specified';
  for (const name of ['max-requests-inflight', 'max-mutating-requests-inflight']) {
    if (Number(value(name) ?? 0) < 0) return `--${name} can not be negative value`;
  }
  const timeout = value('request-timeout');
  if (timeout !== undefined && durationMs(timeout)! < 0) return '--request-timeout can not be negative value';
  return undefined;
}

/** Files that are read before anything is served. */
function fileComplaint(sys: Sys, value: Value): string | undefined {
  const pairs = [
    ['tls-cert-file', 'tls-private-key-file'],
    ['proxy-client-cert-file', 'proxy-client-key-file'],
    ['kubelet-client-certificate', 'kubelet-client-key'],
  ] as const;
  for (const names of pairs) {
    for (const name of names) {
      const path = value(name);
      if (!path) continue;
      const text = readIfThere(sys, path);
      if (text === undefined) return `open ${path}: ${NO_FILE}`;
      if (!text.includes('-----BEGIN')) {
        return `failed to load x509 key pair: tls: failed to find any PEM data in ${name.endsWith('key-file') || name.endsWith('key') ? 'key' : 'certificate'} input`;
      }
    }
  }
  const header = value('requestheader-client-ca-file');
  if (header && readIfThere(sys, header) === undefined) return `unable to load request-header CA provider: open ${header}: ${NO_FILE}`;
  const kubelets = value('kubelet-certificate-authority');
  if (kubelets && readIfThere(sys, kubelets) === undefined) return `open ${kubelets}: ${NO_FILE}`;
  return undefined;
}

/** Connects to one of the etcd servers; false when none answered in time. */
function* reachStore(sys: Sys, value: Value) {
  const servers = value('etcd-servers')!.split(',').filter(Boolean);
  const read = (name: string) => {
    const path = value(name);
    return path ? readIfThere(sys, path) : undefined;
  };
  const ca = read('etcd-cafile');
  const certificate = read('etcd-certfile');
  const until = sys.now() + ETCD_MS;
  for (let attempt = 1; ; attempt++) {
    for (const server of servers) {
      const [, scheme = 'http', host = '', port = '2379'] = /^(https?):\/\/([^:/]+)(?::(\d+))?/.exec(server) ?? [];
      const target: HttpTarget = {
        scheme: scheme as 'http' | 'https',
        host,
        port: Number(port),
        ...(ca !== undefined && { ca }),
        ...(certificate !== undefined && { clientCertificate: certificate }),
      };
      try {
        const answer = sys.http(target, { method: 'GET', path: '/readyz', query: {}, headers: {} });
        if (answer.status === 200) return true;
        if (answer.status !== 400) continue;
        grpcWarning(sys, attempt, `${host}:${port}`, 'error reading server preface: EOF');
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        const address = `${host}:${port}`;
        const why =
          error.code === 'ETLS'
            ? `transport: authentication handshake failed: ${error.message}`
            : `transport: Error while dialing: ${connectionError(error, target)}`;
        grpcWarning(sys, attempt, address, why);
      }
    }
    if (sys.now() >= until) return false;
    yield { channels: [], until: sys.now() + Math.min(1000 * attempt, 4000) };
  }
}

function grpcWarning(sys: Sys, channel: number, address: string, why: string): void {
  klog(
    sys,
    'W',
    'logging.go:55',
    `[core] [Channel #${channel} SubChannel #${channel + 1}]grpc: addrConn.createTransport failed to connect to {Addr: "${address}", ServerName: "${address}", BalancerAttributes: {"<%!p(pickfirstleaf.managedByPickfirstKeyType={})>": "<%!p(bool=true)>" }}. Err: connection error: desc = ${JSON.stringify(why)}`,
  );
}
