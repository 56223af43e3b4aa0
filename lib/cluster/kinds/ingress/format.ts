import type { KubeObject } from '@/lib/api/object';

/** `a.example,b.example + 2 more...`; `*` when no rule names a host. Models formatHosts. */
export function hostsText(ingress: KubeObject): string {
  const hosts: string[] = [];
  let more = false;
  const rules: readonly { host?: string }[] = ingress.spec?.rules ?? [];
  for (const rule of rules) {
    if (hosts.length === 3) more = true;
    if (!more && rule.host) hosts.push(rule.host);
  }
  if (hosts.length === 0) return '*';
  return more ? `${hosts.join(',')} + ${rules.length - 3} more...` : hosts.join(',');
}

/** Addresses of load-balancer ingress points, without repeats and in order. */
export function loadBalancerText(ingress: readonly { readonly ip?: string; readonly hostname?: string }[] | undefined): string {
  const found = new Set<string>();
  for (const point of ingress ?? []) {
    const address = point.ip || point.hostname;
    if (address) found.add(address);
  }
  return [...found].sort().join(',');
}
