import type { KubeObject } from '@/lib/api/object';
import type { KubeletContext } from './context';
import { nodeConfig } from './node-config';
import type { SandboxSpec } from './runtime';

/** What the sandbox of a pod is like: its name, its DNS. Models network/dns.GetPodDNS. */
export function sandboxSpec(context: KubeletContext, pod: KubeObject): SandboxSpec {
  const { spec, metadata } = pod;
  const hostNetwork = Boolean(spec.hostNetwork);
  const hostPorts = hostNetwork ? [] : hostPortsOf(pod);
  return {
    podUid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    hostNetwork,
    hostname: hostNetwork ? context.node.name : hostnameOf(context, pod),
    ...(spec.hostPID ? { processes: 'host' as const } : spec.shareProcessNamespace ? { processes: 'pod' as const } : {}),
    ...(spec.securityContext?.sysctls?.length ? { sysctls: spec.securityContext.sysctls } : {}),
    ...(hostPorts.length > 0 ? { hostPorts } : {}),
    ...runtimeOf(context, spec.runtimeClassName),
    dns: podDns(context, pod),
    hostAliases: (spec.hostAliases ?? []).map((alias: { ip: string; hostnames?: string[] }) => ({
      ip: alias.ip,
      hostnames: alias.hostnames ?? [],
    })),
    annotations: metadata.annotations ?? {},
    labels: metadata.labels ?? {},
  };
}

const MOST_HOSTNAME = 63;
const MOST_FQDN = 64;
const RUNTIME_CLASSES = { group: 'node.k8s.io', resource: 'runtimeclasses' };

/** The name a pod's processes see. Models GeneratePodHostNameAndDomain. Throws when a whole name is too long for Linux. */
function hostnameOf(context: KubeletContext, { spec, metadata }: KubeObject): string {
  if (spec.hostnameOverride) return spec.hostnameOverride;
  const short: string = spec.hostname || metadata.name.slice(0, MOST_HOSTNAME).replace(/[-.]+$/, '');
  if (!spec.setHostnameAsFQDN || !spec.subdomain) return short;
  const full = `${short}.${spec.subdomain}.${metadata.namespace}.svc.${context.clusterDomain}`;
  if (full.length > MOST_FQDN) {
    throw new SandboxError(
      'FailedCreatePodSandBox',
      `failed to construct FQDN from pod hostname and cluster domain, FQDN ${full} is too long (${MOST_FQDN} characters is the max, ${full.length} characters requested)`,
    );
  }
  return full;
}

/** A sandbox that cannot even be asked for. */
export class SandboxError extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

function runtimeOf(context: KubeletContext, name: string | undefined): { runtimeHandler?: string } {
  if (!name) return {};
  const found = context.informers.informer(RUNTIME_CLASSES).get('', name);
  if (!found)
    throw new SandboxError('FailedCreatePodSandBox', `failed to get sandbox runtime: RuntimeClass.node.k8s.io "${name}" not found`);
  return { runtimeHandler: found.handler as string };
}

/** Host ports of a pod's containers. */
const hostPortsOf = ({ spec }: KubeObject): NonNullable<SandboxSpec['hostPorts']> =>
  (spec.containers as readonly KubeObject['spec'][]).flatMap(({ ports = [] }) =>
    (ports as readonly KubeObject['spec'][]).flatMap(({ hostPort, containerPort, protocol, hostIP }) =>
      hostPort ? [{ hostPort, containerPort, protocol: protocol ?? 'TCP', ...(hostIP ? { hostIP } : {}) }] : [],
    ),
  );

/** Path of the resolv.conf that pods get: `resolvConf` of the kubelet's configuration. */
function resolvConf(context: KubeletContext): string {
  const configuration = context.runtime.readNodeFile('/var/lib/kubelet/config.yaml') ?? '';
  return /^resolvConf:\s*"?([^"\s]+)/m.exec(configuration)?.[1] ?? '/etc/resolv.conf';
}

function podDns(context: KubeletContext, pod: KubeObject): SandboxSpec['dns'] {
  const { spec, metadata } = pod;
  const host = nodeDns(context.runtime.readNodeFile(resolvConf(context)) ?? '');
  const policy = spec.dnsPolicy ?? 'ClusterFirst';
  const useCluster = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !spec.hostNetwork);
  const configured = nodeConfig(context.runtime.kept()?.config ?? '');
  const domain = configured.clusterDomain ?? context.clusterDomain;
  const base =
    policy === 'None'
      ? { nameservers: [], searches: [], options: [] }
      : useCluster
        ? {
            nameservers: configured.clusterDns.length > 0 ? configured.clusterDns : [context.clusterDns],
            searches: [`${metadata.namespace}.svc.${domain}`, `svc.${domain}`, domain, ...host.searches],
            options: ['ndots:5'],
          }
        : host;
  const config = spec.dnsConfig;
  if (!config) return base;
  const options = new Map(base.options.map((text) => [text.split(':')[0]!, text]));
  for (const { name, value } of config.options ?? []) options.set(name, value === undefined ? name : `${name}:${value}`);
  return {
    nameservers: [...new Set([...base.nameservers, ...(config.nameservers ?? [])])],
    searches: [...new Set([...base.searches, ...(config.searches ?? [])])],
    options: [...options.values()],
  };
}

function nodeDns(text: string): SandboxSpec['dns'] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const of = (word: string) => lines.filter(([first]) => first === word).flatMap(([, ...rest]) => rest);
  return { nameservers: of('nameserver'), searches: of('search'), options: of('options') };
}
