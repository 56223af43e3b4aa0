import type { KubeObject } from '@/lib/api/object';
import type { KubeletContext } from './context';
import type { SandboxSpec } from './runtime';

/** What the sandbox of a pod is like: its name, its DNS. Models network/dns.GetPodDNS. */
export function sandboxSpec(context: KubeletContext, pod: KubeObject): SandboxSpec {
  const { spec, metadata } = pod;
  const hostNetwork = Boolean(spec.hostNetwork);
  return {
    podUid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    hostNetwork,
    hostname: hostNetwork ? context.node.name : (spec.hostname ?? metadata.name.slice(0, 63).replace(/[-.]+$/, '')),
    dns: podDns(context, pod),
    hostAliases: (spec.hostAliases ?? []).map((alias: { ip: string; hostnames?: string[] }) => ({
      ip: alias.ip,
      hostnames: alias.hostnames ?? [],
    })),
    annotations: metadata.annotations ?? {},
    labels: metadata.labels ?? {},
  };
}

function podDns(context: KubeletContext, pod: KubeObject): SandboxSpec['dns'] {
  const { spec, metadata } = pod;
  const host = nodeDns(context.runtime.readNodeFile('/etc/resolv.conf') ?? '');
  const policy = spec.dnsPolicy ?? 'ClusterFirst';
  const useCluster = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !spec.hostNetwork);
  const domain = context.clusterDomain;
  const base =
    policy === 'None'
      ? { nameservers: [], searches: [], options: [] }
      : useCluster
        ? {
            nameservers: [context.clusterDns],
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
