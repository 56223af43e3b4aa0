import type { Service } from '@/lib/hosts/net/network';
import type { Machine, Signal, Step } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { flag, readIfThere } from '../daemon';
import { ask, readAccess, type ApiAccess } from './api-access';
import { gateComplaint } from './feature-gates';
import { campaign, newElection, type Election } from './election';
import { complain, durationMs, klog, parseBool, START_MS, unknownFlag, componentVersion } from './klog';

/** What a component that works through the API is given besides its name. */
export interface ComponentSpec {
  readonly name: 'kube-controller-manager' | 'kube-scheduler';
  /** Default of `--secure-port`. */
  readonly port: number;
  readonly flags: ReadonlySet<string>;
  readonly boolFlags: readonly string[];
  readonly durationFlags: readonly string[];
  /** Reads flags and files; what comes out is handed to the cluster when the component works. */
  configure(source: ComponentSource): { readonly configuration?: object } | { readonly error: string };
  /** What is said between the start and the election. */
  announce(sys: Sys, argv: readonly string[], access: ApiAccess): void;
  /** What is said when it begins to work. */
  working(sys: Sys, argv: readonly string[]): void;
  /** What is said when the lease is lost, before it ends. */
  lost(sys: Sys): void;
}

export interface ComponentSource {
  flag(name: string): string | undefined;
  read(path: string): string | undefined;
}

interface ComponentState {
  readonly argv: readonly string[];
  phase: 'begin' | 'run';
  due: number;
  access?: ApiAccess;
  election?: Election;
  configuration?: object;
  working: boolean;
  ended?: boolean;
}

const POLL_MS = 5_000;
const NO_FILE = 'no such file or directory';

/** A component of the control plane as a process: reads its flags and kubeconfig, serves its health, and works while it leads. */
export function component(spec: ComponentSpec): Machine<ComponentState> {
  return {
    start(sys, argv) {
      for (const signal of ['TERM', 'INT'] as const) sys.handleSignal(signal, 'handle');
      return { argv, phase: 'begin', due: sys.now() + 2 * START_MS, working: false };
    },
    signal(_sys, state, signal: Signal) {
      if (signal === 'TERM' || signal === 'INT') state.ended = true;
    },
    step(sys, state) {
      const { argv } = state;
      if (state.ended) {
        if (state.phase === 'run')
          klog(
            sys,
            'I',
            spec.name === 'kube-scheduler' ? 'server.go:268' : 'controllermanager.go:305',
            '"Requested to terminate, exiting"',
          );
        setWorking(sys, spec, state, argv, false);
        return { exit: 0 };
      }
      if (sys.now() < state.due) return sleep(sys, state.due);
      if (state.phase === 'begin') return begin(sys, spec, state, argv);
      return round(sys, spec, state, argv);
    },
  };
}

const sleep = (sys: Sys, until: number): Step => ({ wait: { channels: [sys.signalChannel()], until } });

function begin(sys: Sys, spec: ComponentSpec, state: ComponentState, argv: readonly string[]): Step {
  const unknown = unknownFlag(argv, spec.flags) ?? badValue(spec, argv);
  if (unknown) {
    complain(sys, `Error: ${unknown}\n`);
    return { exit: 1 };
  }
  const failed = (error: string): Step => {
    klog(sys, 'E', 'run.go:72', `"command failed" err=${JSON.stringify(error)}`);
    return { exit: 1 };
  };
  const gates = gateComplaint(flag(argv, 'feature-gates'));
  if (gates) return failed(gates);
  klog(sys, 'I', 'serving.go:386', 'Generated self-signed cert in-memory');
  const path = flag(argv, 'kubeconfig');
  const access = path === undefined || path === '' ? undefined : readAccess(sys, path);
  if (!access) {
    return failed('invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable');
  }
  if ('error' in access) return failed(access.error);
  for (const name of ['authentication-kubeconfig', 'authorization-kubeconfig']) {
    const file = flag(argv, name);
    if (!file || file === path) continue;
    const read = readAccess(sys, file);
    if ('error' in read) return failed(`failed to get delegated ${name.replace('-kubeconfig', '')} kubeconfig: ${read.error}`);
  }
  for (const name of ['client-ca-file', 'requestheader-client-ca-file']) {
    const file = flag(argv, name);
    if (file && readIfThere(sys, file) === undefined) {
      return failed(
        `unable to load ${name === 'client-ca-file' ? 'client' : 'request-header-client'} CA provider: open ${file}: ${NO_FILE}`,
      );
    }
  }
  const configured = spec.configure({ flag: (name) => flag(argv, name), read: (file) => readIfThere(sys, file) });
  if ('error' in configured) return failed(configured.error);
  const port = Number(flag(argv, 'secure-port') ?? spec.port);
  const address = flag(argv, 'bind-address') ?? '0.0.0.0';
  if (port > 0) {
    try {
      sys.listen(port, 'component-health', { address, data: { tls: {}, name: spec.name } });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return failed(
        `failed to create listener: failed to listen on ${address}:${port}: listen tcp ${address}:${port}: bind: ${error.message.toLowerCase()}`,
      );
    }
  }
  klog(
    sys,
    'I',
    spec.name === 'kube-scheduler' ? 'server.go:175' : 'controllermanager.go:203',
    `"Starting" version="${componentVersion(sys)}"`,
  );
  klog(
    sys,
    'I',
    spec.name === 'kube-scheduler' ? 'server.go:177' : 'controllermanager.go:205',
    '"Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
  );
  spec.announce(sys, argv, access);
  if (port > 0) klog(sys, 'I', 'secure_serving.go:211', `Serving securely on ${address === '0.0.0.0' ? '[::]' : address}:${port}`);
  state.access = access;
  if ('configuration' in configured && configured.configuration) state.configuration = configured.configuration;
  state.phase = 'run';
  if (parseBool(flag(argv, 'leader-elect') ?? 'true') !== false) {
    const ms = (name: string, otherwise: string) => durationMs(flag(argv, name) ?? otherwise) ?? durationMs(otherwise)!;
    state.election = newElection(sys, {
      name: flag(argv, 'leader-elect-resource-name') ?? spec.name,
      namespace: flag(argv, 'leader-elect-resource-namespace') ?? 'kube-system',
      leaseMs: ms('leader-elect-lease-duration', '15s'),
      renewMs: ms('leader-elect-renew-deadline', '10s'),
      retryMs: ms('leader-elect-retry-period', '2s'),
    });
    const { namespace, name } = state.election;
    klog(sys, 'I', 'leaderelection.go:257', `attempting to acquire leader lease ${namespace}/${name}...`);
  }
  return 'again';
}

function badValue(spec: ComponentSpec, argv: readonly string[]): string | undefined {
  for (const name of ['leader-elect', ...spec.boolFlags]) {
    const value = flag(argv, name);
    if (value === undefined || parseBool(value) !== undefined || argv.includes(`--${name}`)) continue;
    const quoted = JSON.stringify(value);
    return `invalid argument ${quoted} for "--${name}" flag: strconv.ParseBool: parsing ${quoted}: invalid syntax`;
  }
  for (const name of ['leader-elect-lease-duration', 'leader-elect-renew-deadline', 'leader-elect-retry-period', ...spec.durationFlags]) {
    const value = flag(argv, name);
    if (value === undefined || durationMs(value) !== undefined) continue;
    const quoted = JSON.stringify(value);
    const why = /^[\d.]+$/.test(value) ? `missing unit in duration ${quoted}` : `invalid duration ${quoted}`;
    return `invalid argument ${quoted} for "--${name}" flag: time: ${why}`;
  }
  const port = flag(argv, 'secure-port');
  if (port !== undefined && !/^\d+$/.test(port)) {
    const quoted = JSON.stringify(port);
    return `invalid argument ${quoted} for "--secure-port" flag: strconv.ParseInt: parsing ${quoted}: invalid syntax`;
  }
  return undefined;
}

function round(sys: Sys, spec: ComponentSpec, state: ComponentState, argv: readonly string[]): Step {
  const { access, election } = state as ComponentState & { access: ApiAccess };
  const agent = `${spec.name}/${componentVersion(sys)} (linux/amd64) kubernetes/0000000`;
  if (!election) {
    const answered = ask(sys, access, 'GET', '/healthz', undefined, agent);
    setWorking(sys, spec, state, argv, answered.status === 200);
    state.due = sys.now() + POLL_MS;
    return sleep(sys, state.due);
  }
  const outcome = campaign(sys, access, election, `${agent}/leader-election`);
  if (outcome === 'lost') {
    setWorking(sys, spec, state, argv, false);
    spec.lost(sys);
    return { exit: 1 };
  }
  setWorking(sys, spec, state, argv, outcome === 'leading');
  // Candidates wait a little longer each, so that they do not all come at once (JitterFactor 1.2).
  const jitter = outcome === 'leading' ? 1 : 1 + sys.random() * 1.2;
  state.due = sys.now() + Math.round(election.retryMs * jitter);
  return sleep(sys, state.due);
}

function setWorking(sys: Sys, spec: ComponentSpec, state: ComponentState, argv: readonly string[], working: boolean): void {
  if (state.working === working) return;
  state.working = working;
  if (working) spec.working(sys, argv);
  const configuration = working ? state.configuration : undefined;
  sys.host({ call: 'component', name: spec.name, up: working, ...(configuration && { configuration }) });
}

/** /healthz, /livez, /readyz of a component; the rest is for those who are known to the API server. */
export const componentHealth: Service = (context, request) => {
  const text = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  if (request.scheme === 'http') return { status: 400, headers: text, body: 'Client sent an HTTP request to an HTTPS server.\n' };
  const { name } = context.data as { name: string };
  const [, root = '', ...rest] = request.path.split('/');
  const checks = name === 'kube-scheduler' ? SCHEDULER_CHECKS : CONTROLLER_MANAGER_CHECKS;
  if (['healthz', 'livez', 'readyz'].includes(root)) {
    const known = checks[root as keyof typeof checks];
    if (rest.length > 0)
      return known.includes(rest.join('/'))
        ? { status: 200, headers: text, body: 'ok' }
        : { status: 404, headers: text, body: '404 page not found\n' };
    if (request.query.verbose === undefined) return { status: 200, headers: text, body: 'ok' };
    return { status: 200, headers: text, body: `${known.map((check) => `[+]${check} ok\n`).join('')}${root} check passed\n` };
  }
  const message = `forbidden: User "system:anonymous" cannot ${request.method.toLowerCase()} path "${request.path}"`;
  return {
    status: 403,
    headers: { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' },
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'Forbidden', details: {}, code: 403 },
  };
};

const SCHEDULER_CHECKS = {
  healthz: ['ping', 'leaderElection'],
  livez: ['ping', 'leaderElection'],
  readyz: ['ping', 'sched-handler-sync', 'shutdown', 'leaderElection'],
} as const satisfies Record<string, readonly string[]> as Record<'healthz' | 'livez' | 'readyz', readonly string[]>;

const CONTROLLER_MANAGER_CHECKS: typeof SCHEDULER_CHECKS = {
  healthz: [
    'leaderElection',
    'attach-detach-controller',
    'daemonset-controller',
    'deployment-controller',
    'garbage-collector-controller',
    'node-lifecycle-controller',
    'replicaset-controller',
  ],
  livez: ['leaderElection'],
  readyz: ['leaderElection'],
};
