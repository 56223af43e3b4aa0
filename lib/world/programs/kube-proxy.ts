import { readConfiguration, type ProxyConfiguration } from '@/lib/cluster/network/kube-proxy/configuration';
import { parseDocument } from '@/lib/api/yaml';
import type { Service } from '@/lib/hosts/net/network';
import type { Machine, Step } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { flag, klogHead, readIfThere } from './daemon';
import { dialError } from './go-errors';
import { componentVersion } from './control-plane/klog';

const STALE_RETRY_MS = 1_000;
const SLOWEST_RETRY_MS = 30_000;
const GIVEN_UP_ON_NODE = 6;

interface State {
  readonly argv: readonly string[];
  phase: 'start' | 'node' | 'sync' | 'run';
  configuration?: ProxyConfiguration;
  node: string;
  failures: number;
  until: number;
}

const say = (sys: Sys, level: 'I' | 'W' | 'E', source: string, text: string): void => {
  sys.write(2, `${klogHead(sys.now(), sys.pid, level)}${source}] ${text}\n`);
};

/** kube-proxy: reads its configuration, waits for the API, keeps the node's rules as long as it runs. Models cmd/kube-proxy/app. */
export const kubeProxy: Machine<State> = {
  start(sys, argv) {
    sys.handleSignal('TERM', 'handle');
    sys.handleSignal('INT', 'handle');
    return { argv, phase: 'start', node: '', failures: 0, until: 0 };
  },

  step(sys, state): Step {
    if (sys.takeSignals().length > 0) return { exit: 0 };
    if (sys.now() < state.until) return rest(sys, state.until);
    switch (state.phase) {
      case 'start':
        return begin(sys, state);
      case 'node':
        return retrieveNode(sys, state);
      case 'sync':
        return sync(sys, state);
      case 'run':
        return rest(sys);
    }
  },
};

const rest = (sys: Sys, until?: number): Step => ({ wait: { channels: [sys.signalChannel()], ...(until === undefined ? {} : { until }) } });

function fail(sys: Sys, error: string): Step {
  say(sys, 'E', 'run.go:72', `"command failed" err=${JSON.stringify(error)}`);
  return { exit: 1 };
}

function begin(sys: Sys, state: State): Step {
  const { argv } = state;
  const path = flag(argv, 'config');
  state.node = flag(argv, 'hostname-override') ?? sys.hostname();
  let text = 'kind: KubeProxyConfiguration\napiVersion: kubeproxy.config.k8s.io/v1alpha1\n';
  if (path !== undefined) {
    const found = readIfThere(sys, path);
    if (found === undefined) return fail(sys, `failed complete: open ${path}: no such file or directory`);
    text = found;
  }
  const read = readConfiguration(text, path ?? '');
  if ('error' in read)
    return fail(
      sys,
      `${read.error.startsWith('KubeProxyConfiguration') || read.error.startsWith('[') ? 'failed validate' : 'failed complete'}: ${read.error}`,
    );
  state.configuration = read.configuration;
  const { kubeconfig, mode } = read.configuration;
  if (kubeconfig && readIfThere(sys, kubeconfig) === undefined) return fail(sys, `stat ${kubeconfig}: no such file or directory`);
  say(sys, 'I', 'server_linux.go:53', `"Using ${mode} proxy"`);
  state.phase = 'node';
  return 'again';
}

function retrieveNode(sys: Sys, state: State): Step {
  const got = ask(sys, state, `/api/v1/nodes/${state.node}`);
  if ('error' in got) {
    say(sys, 'E', 'server.go:1051', `"Failed to retrieve node info" err=${JSON.stringify(got.error)}`);
    state.failures++;
    if (state.failures < GIVEN_UP_ON_NODE) {
      state.until = sys.now() + STALE_RETRY_MS * 2 ** (state.failures - 1);
      return rest(sys, state.until);
    }
    say(
      sys,
      'I',
      'server.go:715',
      `"Can't determine this node's IP, assuming loopback; if this is incorrect, please set the --bind-address flag"`,
    );
  } else {
    say(sys, 'I', 'server.go:715', `"Successfully retrieved node IP(s)" IPs=["${sys.addresses()[0] ?? ''}"]`);
  }
  const { configuration } = state;
  say(
    sys,
    'E',
    'server.go:245',
    '"Kube-proxy configuration may be incomplete or incorrect" err="nodePortAddresses is unset; NodePort connections will be accepted on all local IPs. Consider using `--nodeport-addresses primary`"',
  );
  say(sys, 'I', 'server.go:254', '"kube-proxy running in dual-stack mode" primary ipFamily="IPv4"');
  say(sys, 'I', 'server_linux.go:145', `"Using ${configuration!.mode} Proxier"`);
  if (!configuration!.clusterCidr)
    say(
      sys,
      'I',
      'server_linux.go:228',
      '"Detect-local-mode set to ClusterCIDR, but no cluster CIDR specified for primary IP family" ipFamily="IPv4"',
    );
  if (configuration!.mode === 'iptables' && configuration!.localhostNodePorts) {
    say(
      sys,
      'I',
      'proxier.go:242',
      '"Setting route_localnet=1 to allow node-ports on localhost; to change this either disable iptables.localhostNodePorts (--iptables-localhost-nodeports) or set nodePortAddresses (--nodeport-addresses) to filter loopback addresses" ipFamily="IPv4"',
    );
  }
  say(sys, 'I', 'server.go:516', `"Version info" version="${componentVersion(sys)}"`);
  say(sys, 'I', 'server.go:518', '"Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""');
  for (const what of ['service', 'endpoint slice', 'serviceCIDR', 'node'])
    say(sys, 'I', 'config.go:200', `"Starting ${what} config controller"`);
  for (const what of ['service', 'endpoint slice', 'serviceCIDR', 'node'])
    say(sys, 'I', 'shared_informer.go:349', `"Waiting for caches to sync" controller="${what} config"`);
  listen(sys, state.configuration!);
  state.failures = 0;
  state.phase = 'sync';
  return 'again';
}

function listen(sys: Sys, { healthzPort, metricsAddress, metricsPort, mode }: ProxyConfiguration): void {
  const open = (port: number, handler: string, address: string | undefined, what: string) => {
    try {
      sys.listen(port, handler, { ...(address && address !== '0.0.0.0' ? { address } : {}), data: { mode } });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      say(sys, 'E', 'server.go:430', `"${what}" err="listen tcp ${address ?? '0.0.0.0'}:${port}: bind: ${error.message.toLowerCase()}"`);
    }
  };
  open(healthzPort, 'kube-proxy-healthz', undefined, 'Failed to start proxy healthz server');
  open(metricsPort, 'kube-proxy-metrics', metricsAddress, 'starting metrics server failed');
}

/** Lists what the rules are made from; until that succeeds the rules of the node stay as they were. */
function sync(sys: Sys, state: State): Step {
  for (const [path, type] of [
    ['/api/v1/services', '*v1.Service'],
    ['/apis/discovery.k8s.io/v1/endpointslices', '*v1.EndpointSlice'],
  ] as const) {
    const got = ask(sys, state, path, true);
    if (!('error' in got)) continue;
    say(
      sys,
      'E',
      'reflector.go:204',
      `"Failed to watch" err=${JSON.stringify(`failed to list ${type}: ${got.error}`)} logger="UnhandledError" reflector="k8s.io/client-go/informers/factory.go:161" type=${JSON.stringify(type)}`,
    );
    state.until = sys.now() + Math.min(STALE_RETRY_MS * 2 ** Math.min(state.failures++, 10), SLOWEST_RETRY_MS);
    return rest(sys, state.until);
  }
  for (const what of ['service', 'endpoint slice', 'serviceCIDR', 'node'])
    say(sys, 'I', 'shared_informer.go:356', `"Caches are synced" controller="${what} config"`);
  sys.host({ call: 'kube-proxy', configuration: state.configuration });
  state.phase = 'run';
  return rest(sys);
}

interface Kubeconfig {
  readonly clusters?: readonly { readonly cluster?: { readonly server?: string; readonly 'certificate-authority'?: string } }[];
  readonly users?: readonly { readonly user?: { readonly tokenFile?: string } }[];
}

function ask(sys: Sys, state: State, path: string, list = false): { readonly body: unknown } | { readonly error: string } {
  const config = (parseDocument(readIfThere(sys, state.configuration!.kubeconfig) ?? '{}') ?? {}) as Kubeconfig;
  const cluster = config.clusters?.[0]?.cluster;
  const server = cluster?.server ?? 'https://10.96.0.1:443';
  const found = /^(https?):\/\/([^:/]+)(?::(\d+))?/.exec(server);
  const url = `${server}${path}${list ? '?limit=500&resourceVersion=0' : ''}`;
  if (!found) return { error: `Get "${url}": unsupported protocol scheme ""` };
  const [, scheme, host, port] = found as unknown as [string, 'http' | 'https', string, string | undefined];
  const to = {
    scheme,
    host,
    port: Number(port ?? (scheme === 'https' ? 443 : 80)),
    ca: readIfThere(sys, cluster?.['certificate-authority'] ?? '') ?? '',
  };
  const token = readIfThere(sys, config.users?.[0]?.user?.tokenFile ?? '');
  try {
    const headers = {
      host,
      accept: 'application/json',
      'user-agent': `kube-proxy/${componentVersion(sys)}`,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    const response = sys.http(to, { method: 'GET', path, query: list ? { limit: ['1'] } : {}, headers });
    if (response.status < 300) return { body: response.body };
    return {
      error: (response.body as { message?: string } | undefined)?.message ?? `the server responded with the status code ${response.status}`,
    };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return { error: `Get "${url}": ${dialError(error, to.host, to.port)}` };
  }
}

const text = (status: number, body: string, type = 'text/plain; charset=utf-8') => ({ status, headers: { 'content-type': type }, body });

/** Port 10249. */
export const kubeProxyMetrics: Service = ({ data }, request) => {
  switch (request.path) {
    case '/proxyMode':
      return text(200, (data as { mode: string }).mode);
    case '/healthz':
      return text(200, 'ok');
    case '/metrics':
      return text(
        200,
        '# HELP kubeproxy_sync_proxy_rules_iptables_partial_restore_failures_total [ALPHA] Cumulative proxy iptables partial restore failures\n# TYPE kubeproxy_sync_proxy_rules_iptables_partial_restore_failures_total counter\nkubeproxy_sync_proxy_rules_iptables_partial_restore_failures_total 0\n',
      );
    default:
      return text(404, '404 page not found\n');
  }
};

/** Port 10256: what load balancers ask whether the node may get traffic. */
export const kubeProxyHealthz: Service = ({ sys }, request) => {
  const now = new Date(sys.now()).toISOString().replace('T', ' ').replace('Z', '000000 +0000 UTC');
  if (request.path === '/healthz' || request.path === '/livez')
    return text(200, `{"lastUpdated": "${now}","currentTime": "${now}", "nodeEligible": true}`, 'application/json');
  return text(404, '404 page not found\n');
};

/** A Service's healthCheckNodePort. Models pkg/proxy/healthcheck. */
export const kubeProxyHealthCheck: Service = ({ data }) => {
  const { namespace, name, local } = data as { namespace: string; name: string; local: number };
  const body = `{\n\t"service": {\n\t\t"namespace": "${namespace}",\n\t\t"name": "${name}"\n\t},\n\t"localEndpoints": ${local},\n\t"serviceProxyHealthy": true\n}`;
  const headers = {
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    'x-load-balancing-endpoint-weight': String(local),
  };
  return { status: local > 0 ? 200 : 503, headers, body };
};
