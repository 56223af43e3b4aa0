import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { readFlags } from '@/lib/cluster/apiserver/flags';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { flag, klogHead, printError, readIfThere, untilSignal } from './daemon';

const VERSION = 'v1.36.3';

function* klog(sys: Sys, level: 'I' | 'W' | 'E' | 'F', source: string, text: string) {
  yield* printError(sys, `${klogHead(sys.now(), sys.pid, level)}${source}] ${text}\n`);
}

/** Flags that kubeadm's manifests use; another one is refused as cobra refuses it. */
function unknownFlag(argv: readonly string[], known: readonly string[]): string | undefined {
  return argv
    .slice(1)
    .find((argument) => argument.startsWith('--') && !known.includes(argument.slice(2).split('=')[0]!))
    ?.split('=')[0];
}

const API_FLAGS =
  'advertise-address allow-privileged authorization-mode client-ca-file enable-admission-plugins disable-admission-plugins enable-bootstrap-token-auth etcd-cafile etcd-certfile etcd-keyfile etcd-servers kubelet-client-certificate kubelet-client-key kubelet-preferred-address-types proxy-client-cert-file proxy-client-key-file requestheader-allowed-names requestheader-client-ca-file requestheader-extra-headers-prefix requestheader-group-headers requestheader-username-headers secure-port service-account-issuer service-account-key-file service-account-signing-key-file service-cluster-ip-range tls-cert-file tls-private-key-file audit-log-path audit-policy-file audit-log-maxage audit-log-maxbackup audit-log-maxsize admission-control-config-file encryption-provider-config encryption-provider-config-automatic-reload anonymous-auth profiling feature-gates runtime-config bind-address v event-ttl service-node-port-range tls-min-version tls-cipher-suites token-auth-file basic-auth-file max-requests-inflight max-mutating-requests-inflight request-timeout default-not-ready-toleration-seconds default-unreachable-toleration-seconds oidc-issuer-url oidc-client-id kubelet-certificate-authority authentication-token-webhook-config-file enable-aggregator-routing goaway-chance storage-backend watch-cache api-audiences authorization-config authentication-config'.split(
    ' ',
  );

/** kube-apiserver: reads the files its flags name, reaches etcd, listens. The API itself is the cluster's. */
export const kubeApiserver: Program = function* (sys, argv) {
  const bad = unknownFlag(argv, API_FLAGS);
  if (bad) {
    yield* printError(sys, `Error: unknown flag: ${bad}\n`);
    return 1;
  }
  yield* klog(
    sys,
    'I',
    'options.go:263',
    `external host was not specified, using ${flag(argv, 'advertise-address') ?? sys.addresses()[0]}`,
  );
  yield* klog(sys, 'I', 'server.go:150', `Version: ${VERSION}`);
  for (const [name, what] of [
    ['tls-cert-file', 'failed to load x509 key pair'],
    ['tls-private-key-file', 'failed to load x509 key pair'],
    ['etcd-cafile', 'error creating storage factory'],
    ['etcd-certfile', 'error creating storage factory'],
    ['etcd-keyfile', 'error creating storage factory'],
  ] as const) {
    const path = flag(argv, name);
    if (path !== undefined && readIfThere(sys, path) === undefined) {
      yield* klog(sys, 'E', 'run.go:72', `"command failed" err="${what}: open ${path}: no such file or directory"`);
      return 1;
    }
  }
  const configuration = readFlags({ flag: (name) => flag(argv, name), read: (path) => readIfThere(sys, path) });
  if ('usage' in configuration) {
    yield* printError(sys, `Error: ${configuration.usage}\n`);
    return 1;
  }
  if ('error' in configuration) {
    yield* klog(sys, 'E', 'run.go:72', `"command failed" err=${JSON.stringify(configuration.error)}`);
    return 1;
  }
  const etcd = /^https?:\/\/([^:/]+):(\d+)/.exec((flag(argv, 'etcd-servers') ?? '').split(',')[0]!);
  const until = sys.now() + 20_000;
  for (;;) {
    try {
      if (!etcd) throw new Errno('ECONNREFUSED', 'Connection refused');
      sys.dial(etcd[1]!, Number(etcd[2]));
      break;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const address = etcd ? `${etcd[1]}:${etcd[2]}` : '';
      yield* klog(
        sys,
        'W',
        'logging.go:55',
        `[core] [Channel #1 SubChannel #2]grpc: addrConn.createTransport failed to connect to {Addr: "${address}", ServerName: "${address}", BalancerAttributes: {"<%!p(pickfirstleaf.managedByPickfirstKeyType={})>": "<%!p(bool=true)>" }}. Err: connection error: desc = "transport: Error while dialing: dial tcp ${address}: connect: connection refused"`,
      );
      if (sys.now() >= until) {
        yield* klog(sys, 'F', 'instance.go:226', 'Error creating leases: error creating storage factory: context deadline exceeded');
        return 255;
      }
      yield { channels: [], until: sys.now() + 3000 };
    }
  }
  const port = Number(flag(argv, 'secure-port') ?? 6443);
  try {
    sys.listen(port, 'kube-apiserver', { data: { tls: { certificate: flag(argv, 'tls-cert-file') }, argv } });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* klog(
      sys,
      'E',
      'run.go:72',
      `"command failed" err="failed to create listener: failed to listen on 0.0.0.0:${port}: listen tcp 0.0.0.0:${port}: bind: address already in use"`,
    );
    return 1;
  }
  yield* klog(sys, 'I', 'secure_serving.go:211', `Serving securely on [::]:${port}`);
  sys.host({ call: 'component', name: 'kube-apiserver', up: true, argv, configuration });
  yield* untilSignal(sys, ['TERM', 'INT']);
  sys.host({ call: 'component', name: 'kube-apiserver', up: false });
  return 0;
};

/** etcd: refuses a data directory or certificate that is not there. */
export const etcd: Program = function* (sys, argv) {
  const at = () => new Date(sys.now()).toISOString().replace('Z', '000Z').slice(0, 27) + 'Z';
  const json = (level: string, message: string, more: object = {}) =>
    printError(sys, `${JSON.stringify({ level, ts: at(), caller: 'embed/etcd.go:138', msg: message, ...more })}\n`);
  yield* json('info', 'Running: ', { args: argv });
  for (const name of ['cert-file', 'key-file', 'trusted-ca-file', 'peer-cert-file', 'peer-key-file', 'peer-trusted-ca-file']) {
    const path = flag(argv, name);
    if (path !== undefined && readIfThere(sys, path) === undefined) {
      yield* json('fatal', 'discovery failed', { error: `open ${path}: no such file or directory` });
      return 1;
    }
  }
  const directory = flag(argv, 'data-dir') ?? 'default.etcd';
  try {
    if (!sys.exists(directory)) sys.mkdir(directory, 0o700);
    if (!sys.exists(`${directory}/member`)) {
      sys.mkdir(`${directory}/member`, 0o700);
      sys.mkdir(`${directory}/member/snap`, 0o700);
      sys.mkdir(`${directory}/member/wal`, 0o700);
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* json('fatal', 'discovery failed', { error: `cannot access data directory: mkdir ${directory}: ${error.message.toLowerCase()}` });
    return 1;
  }
  for (const url of (flag(argv, 'listen-client-urls') ?? 'http://localhost:2379').split(',')) {
    const parsed = /^(https?):\/\/([^:]+):(\d+)$/.exec(url);
    if (!parsed) {
      yield* json('fatal', 'discovery failed', { error: `URL address does not have the form "host:port": ${url}` });
      return 1;
    }
    try {
      sys.listen(Number(parsed[3]), 'etcd', { address: parsed[2] });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* json('fatal', 'discovery failed', { error: `listen tcp ${parsed[2]}:${parsed[3]}: bind: ${error.message.toLowerCase()}` });
      return 1;
    }
  }
  const metrics = /:(\d+)$/.exec(flag(argv, 'listen-metrics-urls') ?? '');
  if (metrics) sys.listen(Number(metrics[1]), 'healthy', { address: '127.0.0.1' });
  yield* json('info', 'ready to serve client requests');
  sys.host({ call: 'component', name: 'etcd', up: true, argv });
  yield* untilSignal(sys, ['TERM', 'INT']);
  sys.host({ call: 'component', name: 'etcd', up: false });
  return 0;
};

/** A component that works through the API: needs its kubeconfig and serves /healthz. */
export function component(name: string, options: { port: number; fileFlags: readonly string[]; started: string }): Program {
  return function* (sys, argv) {
    yield* klog(sys, 'I', 'serving.go:386', 'Generated self-signed cert in-memory');
    for (const file of options.fileFlags) {
      const path = flag(argv, file);
      if (path !== undefined && readIfThere(sys, path) === undefined) {
        const error = file === 'kubeconfig' ? `stat ${path}: no such file or directory` : `open ${path}: no such file or directory`;
        yield* klog(sys, 'E', 'run.go:72', `"command failed" err="${error}"`);
        return 1;
      }
    }
    const port = Number(flag(argv, 'secure-port') ?? options.port);
    sys.listen(port, 'healthy', { address: flag(argv, 'bind-address') ?? '127.0.0.1' });
    yield* klog(sys, 'I', 'server.go:180', `"Starting" version="${VERSION}"`);
    yield* klog(sys, 'I', 'leaderelection.go:257', options.started);
    sys.host({ call: 'component', name, up: true, argv });
    yield* untilSignal(sys, ['TERM', 'INT']);
    sys.host({ call: 'component', name, up: false });
    return 0;
  };
}

/** A daemon that prints a line and waits: what it does is done by the world. */
export const daemon = (line: (sys: Sys) => string, ports: readonly { port: number; protocol?: 'tcp' | 'udp' }[] = []): Program =>
  function* (sys) {
    for (const { port, protocol } of ports) {
      try {
        sys.listen(port, 'healthy', { protocol });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        yield* printError(sys, `listen ${protocol ?? 'tcp'} :${port}: bind: ${error.message.toLowerCase()}\n`);
        return 1;
      }
    }
    yield* printError(sys, line(sys));
    yield* untilSignal(sys, ['TERM', 'INT']);
    return 0;
  };

/** /healthz, /livez, /readyz of a component. */
export const healthy: Service = (_, request) => {
  const known = /^\/(healthz|livez|readyz|health|ready|metrics)(\/|$)/.test(request.path);
  return {
    status: known ? 200 : 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: known ? (request.path === '/health' ? '{"health":"true","reason":""}' : 'ok') : '404 page not found\n',
  };
};
