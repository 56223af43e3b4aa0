import type { KubeObject } from '@/lib/api/object';

/** Sysctls that pods may set on every node. Models pkg/kubelet/sysctl.SafeSysctlAllowlist. */
const SAFE = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);
const OF_IPC = /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/;

/** Why a node does not take a pod for the sysctls it sets; undefined when it does. `config`: the kubelet's configuration as YAML. */
export function sysctlComplaint(pod: KubeObject, config: string): string | undefined {
  const wanted = (pod.spec.securityContext?.sysctls ?? []) as readonly { readonly name: string }[];
  if (wanted.length === 0) return undefined;
  const block = /^allowedUnsafeSysctls:((?:\s*\n\s*-\s*\S+)+|\s*\[[^\]]*\])/m.exec(config)?.[1] ?? '';
  const unsafe = block.match(/[a-z][\w./*-]*/g) ?? [];
  for (const { name: given } of wanted) {
    const name = given.replaceAll('/', '.');
    const allowed = SAFE.has(name) || unsafe.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one));
    if (!allowed) return `forbidden sysctl: ${JSON.stringify(name)} not allowlisted`;
    if (pod.spec.hostNetwork && name.startsWith('net.'))
      return `forbidden sysctl: ${JSON.stringify(name)} not allowed with host net enabled`;
    if (pod.spec.hostIPC && OF_IPC.test(name)) return `forbidden sysctl: ${JSON.stringify(name)} not allowed with host ipc enabled`;
  }
  return undefined;
}
