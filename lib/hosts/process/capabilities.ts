import type { Namespaces, Process } from './process';

/** Linux' capabilities by their bit. */
export const CAPABILITIES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** What containerd gives a container that asks for nothing. */
export const DEFAULT_CAPABILITIES: readonly Capability[] = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FSETID',
  'FOWNER',
  'MKNOD',
  'NET_RAW',
  'SETGID',
  'SETUID',
  'SETFCAP',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'SYS_CHROOT',
  'KILL',
  'AUDIT_WRITE',
];

/** Whether a process may do what a capability stands for: root may, unless its container was not given it. */
export const capable = (process: Pick<Process, 'uid'>, ns: Pick<Namespaces, 'capabilities'>, capability: Capability): boolean =>
  process.uid === 0 && (ns.capabilities?.includes(capability) ?? true);

const mask = (names: readonly string[]): string => {
  let bits = 0n;
  for (const name of names) {
    const bit = CAPABILITIES.indexOf(name as Capability);
    if (bit >= 0) bits |= 1n << BigInt(bit);
  }
  return bits.toString(16).padStart(16, '0');
};

const NONE = mask([]);
const ALL = mask(CAPABILITIES);

/** The lines of /proc/<pid>/status about capabilities, no_new_privs and seccomp. */
export function capabilityLines({ uid }: Process, ns: Namespaces): string {
  const bounding = ns.capabilities ? mask(ns.capabilities) : ALL;
  const own = uid === 0 ? bounding : NONE;
  const lines = [
    ['CapInh', NONE],
    ['CapPrm', own],
    ['CapEff', own],
    ['CapBnd', bounding],
    ['CapAmb', NONE],
    ['NoNewPrivs', ns.noNewPrivileges ? '1' : '0'],
    ['Seccomp', String(ns.seccomp ?? 0)],
    ['Seccomp_filters', ns.seccomp === 2 ? '1' : '0'],
  ];
  return lines.map(([key, value]) => `${key}:\t${value}\n`).join('');
}
