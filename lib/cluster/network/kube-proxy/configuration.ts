import { parseCidr, isIpv4 } from '@/lib/api/ip-address';
import { parseDocument, YamlError } from '@/lib/api/yaml';

export type ProxyMode = 'iptables' | 'ipvs' | 'nftables';

/** What acts of kubeproxy.config.k8s.io/v1alpha1 KubeProxyConfiguration. */
export interface ProxyConfiguration {
  readonly mode: ProxyMode;
  readonly clusterCidr?: string;
  readonly masqueradeAll: boolean;
  readonly kubeconfig: string;
  readonly healthzPort: number;
  readonly metricsAddress: string;
  readonly metricsPort: number;
  readonly scheduler: string;
  readonly localhostNodePorts: boolean;
  readonly strictArp: boolean;
}

export type ReadConfiguration =
  { readonly configuration: ProxyConfiguration; readonly warnings: readonly string[] } | { readonly error: string };

const MODES = ['iptables', 'ipvs', 'nftables'];
const SCHEDULERS = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'sh', 'dh', 'sed', 'nq', 'mh'];
const API_VERSION = 'kubeproxy.config.k8s.io/v1alpha1';

type Fields = Readonly<Record<string, unknown>>;
const object = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads config.conf. The error is what kube-proxy ends with. Models cmd/kube-proxy/app loadConfig and config/validation. */
export function readConfiguration(source: string, path: string): ReadConfiguration {
  let parsed: Fields;
  try {
    parsed = object(parseDocument(source));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return { error: `failed to load kubeproxy config file ${path}: error converting YAML to JSON: ${error.message}` };
  }
  const { kind, apiVersion } = parsed;
  if (!kind) return { error: `Object 'Kind' is missing in '${source.trim()}'` };
  if (apiVersion !== API_VERSION) {
    return {
      error: `no kind "${text(kind)}" is registered for version "${text(apiVersion)}" in scheme "k8s.io/kubernetes/pkg/proxy/apis/config/scheme/scheme.go:30"`,
    };
  }
  const mode = text(parsed.mode) || 'iptables';
  const clusterCidr = text(parsed.clusterCIDR);
  const errors = complaints(parsed, mode, clusterCidr);
  if (errors.length > 0) return { error: errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]` };
  const iptables = object(parsed.iptables);
  const ipvs = object(parsed.ipvs);
  const metrics = /^(.*):(\d+)$/.exec(text(parsed.metricsBindAddress) || '127.0.0.1:10249')!;
  return {
    warnings: clusterCidr
      ? []
      : [
          '"Kube-proxy configuration may be incomplete or incorrect" err="nodePortAddresses is unset; NodePort connections will be accepted on all local IPs. Consider using `--nodeport-addresses primary`"',
        ],
    configuration: {
      mode: mode as ProxyMode,
      ...(clusterCidr ? { clusterCidr } : {}),
      masqueradeAll: iptables.masqueradeAll === true,
      kubeconfig: text(object(parsed.clientConnection).kubeconfig),
      healthzPort: Number(/:(\d+)$/.exec(text(parsed.healthzBindAddress) || '0.0.0.0:10256')?.[1] ?? 10256),
      metricsAddress: metrics[1] || '0.0.0.0',
      metricsPort: Number(metrics[2]),
      scheduler: text(ipvs.scheduler) || 'rr',
      localhostNodePorts: iptables.localhostNodePorts !== false,
      strictArp: ipvs.strictARP === true,
    },
  };
}

function complaints(parsed: Fields, mode: string, clusterCidr: string): string[] {
  const errors: string[] = [];
  if (!MODES.includes(mode)) {
    errors.push(
      `KubeProxyConfiguration.Mode: Invalid value: ${JSON.stringify(mode)}: must be iptables, ipvs, nftables or blank (blank means the best-available proxy [currently iptables])`,
    );
  }
  const blocks = clusterCidr === '' ? [] : clusterCidr.split(',').map((cidr) => parseCidr(cidr.trim()));
  if (blocks.some((block) => !block)) {
    errors.push(
      `KubeProxyConfiguration.ClusterCIDR: Invalid value: ${JSON.stringify(clusterCidr)}: must be a valid CIDR block (e.g. 10.100.0.0/16 or fde4:8dba:82e1::/48)`,
    );
  } else if (blocks.length > 2 || (blocks.length === 2 && isIpv4(blocks[0]!.address) === isIpv4(blocks[1]!.address))) {
    errors.push(
      `KubeProxyConfiguration.ClusterCIDR: Invalid value: ${JSON.stringify(clusterCidr)}: must be a either a single CIDR block (e.g. 10.100.0.0/16 or fde4:8dba:82e1::/48) or a dual-stack pair of CIDRs (e.g. 10.100.0.0/16, fde4:8dba:82e1::/48)`,
    );
  }
  const scheduler = text(object(parsed.ipvs).scheduler);
  if (mode === 'ipvs' && scheduler && !SCHEDULERS.includes(scheduler)) {
    errors.push(
      `KubeProxyConfiguration.KubeProxyIPVSConfiguration.Scheduler: Invalid value: ${JSON.stringify(scheduler)}: must be in [${SCHEDULERS.join(' ')}], blank means the default algorithm method (currently rr)`,
    );
  }
  return errors;
}
