import { goQuote } from '@/lib/api/field-error';
import { containersText, joinQuote, pluralize, settersText, sorted, type Check, type CheckPod } from './check';
import { containersOf, type Container, type PodLike, type SecurityContext } from './pod';
import { runsInUserNamespace, validSeccomp } from './profiles';

const namesOf = (containers: readonly Container[]) => containers.map(({ name }) => name);

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorProfile: CheckPod = ({ annotations, spec }) => {
  const bad = (context: SecurityContext | undefined) =>
    context?.appArmorProfile !== undefined && !['RuntimeDefault', 'Localhost'].includes(context.appArmorProfile.type ?? '');
  const pod = bad(spec.securityContext);
  const containers = containersOf(spec).filter(({ securityContext }) => bad(securityContext));
  const noted = Object.entries(annotations)
    .filter(([key, value]) => key.startsWith(APP_ARMOR) && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/'))
    .map(([key, value]) => `${key}=${goQuote(value)}`)
    .sort();
  const setters = [
    ...(pod ? ['pod'] : []),
    ...(containers.length > 0 ? [containersText(namesOf(containers))] : []),
    ...(noted.length > 0 ? [pluralize('annotation', 'annotations', noted.length)] : []),
  ];
  if (setters.length === 0) return undefined;
  const contexts = [...(pod ? [spec.securityContext] : []), ...containers.map(({ securityContext }) => securityContext)];
  const values = [...sorted(contexts.map((context) => context?.appArmorProfile?.type ?? '')), ...noted];
  return {
    reason: pluralize('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${setters.join(' and ')} must not set AppArmor profile type to ${joinQuote(values)}`,
  };
};

const DEFAULT_CAPABILITIES = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const capabilities: CheckPod = ({ spec }) => {
  const added = (container: Container) =>
    (container.securityContext?.capabilities?.add ?? []).filter((capability) => !DEFAULT_CAPABILITIES.has(capability));
  const bad = containersOf(spec).filter((container) => added(container).length > 0);
  if (bad.length === 0) return undefined;
  const values = sorted(bad.flatMap(added));
  return {
    reason: 'non-default capabilities',
    detail: `${containersText(namesOf(bad))} must not include ${joinQuote(values)} in securityContext.capabilities.add`,
  };
};

const hostNamespaces: CheckPod = ({ spec }) => {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field]);
  return used.length > 0 ? { reason: 'host namespaces', detail: used.map((field) => `${field}=true`).join(', ') } : undefined;
};

const hostPathVolumes: CheckPod = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${pluralize('volume', 'volumes', names.length)} ${joinQuote(names)}` };
};

const hostPorts: CheckPod = ({ spec }) => {
  const portsOf = (container: Container) => (container.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
  const bad = containersOf(spec).filter((container) => portsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const ports = sorted(bad.flatMap(portsOf));
  const uses = pluralize('uses', 'use', bad.length);
  return {
    reason: 'hostPort',
    detail: `${containersText(namesOf(bad))} ${uses} ${pluralize('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}`,
  };
};

const hostProbes: CheckPod = ({ spec }) => {
  const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container) =>
    [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop]
      .flatMap((handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host])
      .filter((host): host is string => !!host);
  const bad = containersOf(spec).filter((container) => hostsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const names = sorted(namesOf(bad));
  const hosts = sorted(bad.flatMap(hostsOf));
  const what = pluralize('probe or lifecycle host', 'probe or lifecycle hosts', hosts.length);
  return {
    reason: 'probe or lifecycle host',
    detail: `${containersText(names)} ${pluralize('uses', 'use', names.length)} ${what} ${joinQuote(hosts)}`,
  };
};

const privileged: CheckPod = ({ spec }) => {
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.privileged);
  if (bad.length === 0) return undefined;
  return { reason: 'privileged', detail: `${containersText(namesOf(bad))} must not set securityContext.privileged=true` };
};

/** Whatever the pod's namespaces. */
export const procMount: CheckPod = ({ spec }) => {
  const bad = containersOf(spec).filter(({ securityContext }) => (securityContext?.procMount ?? 'Default') !== 'Default');
  if (bad.length === 0) return undefined;
  const values = sorted(bad.map(({ securityContext }) => securityContext!.procMount!));
  return { reason: 'procMount', detail: `${containersText(namesOf(bad))} must not set securityContext.procMount to ${joinQuote(values)}` };
};

const seLinuxOptions =
  (types: readonly string[]): CheckPod =>
  ({ spec }) => {
    const bad = (context: SecurityContext | undefined) => {
      const options = context?.seLinuxOptions;
      return options !== undefined && (!types.includes(options.type ?? '') || !!options.user || !!options.role);
    };
    const pod = bad(spec.securityContext);
    const containers = containersOf(spec).filter(({ securityContext }) => bad(securityContext));
    if (!pod && containers.length === 0) return undefined;
    const options = [...(pod ? [spec.securityContext] : []), ...containers.map(({ securityContext }) => securityContext)].map(
      (context) => context!.seLinuxOptions!,
    );
    const badTypes = sorted(options.map(({ type }) => type ?? '').filter((type) => !types.includes(type)));
    // As upstream: user and role are told only beside a bad type.
    const data =
      badTypes.length === 0
        ? []
        : [
            `${pluralize('type', 'types', badTypes.length)} ${joinQuote(badTypes)}`,
            ...(options.some(({ user }) => user) ? ['user may not be set'] : []),
            ...(options.some(({ role }) => role) ? ['role may not be set'] : []),
          ];
    return {
      reason: 'seLinuxOptions',
      detail: `${settersText(pod, namesOf(containers))} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`,
    };
  };

const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';

const seccompAnnotations: CheckPod = ({ annotations, spec }: PodLike) => {
  const keys = [SECCOMP, ...containersOf(spec).map(({ name }) => CONTAINER_SECCOMP + name)];
  const allowed = (value: string) => value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
  const bad = sorted(
    keys.filter((key) => annotations[key] !== undefined && !allowed(annotations[key])).map((key) => `${key}=${goQuote(annotations[key]!)}`),
  );
  if (bad.length === 0) return undefined;
  return { reason: 'seccompProfile', detail: `forbidden ${pluralize('annotation', 'annotations', bad.length)} ${bad.join(', ')}` };
};

/** Profiles that are set must be valid. */
export const seccompProfile: CheckPod = ({ spec }) => {
  const bad = (context: SecurityContext | undefined) => context?.seccompProfile !== undefined && !validSeccomp(context.seccompProfile.type);
  const pod = bad(spec.securityContext);
  const containers = containersOf(spec).filter(({ securityContext }) => bad(securityContext));
  if (!pod && containers.length === 0) return undefined;
  const contexts = [...(pod ? [spec.securityContext] : []), ...containers.map(({ securityContext }) => securityContext)];
  const values = sorted(contexts.map((context) => context?.seccompProfile?.type ?? ''));
  return {
    reason: 'seccompProfile',
    detail: `${settersText(pod, namesOf(containers))} must not set securityContext.seccompProfile.type to ${joinQuote(values)}`,
  };
};

const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SYSCTLS_27 = [...SYSCTLS, 'net.ipv4.ip_local_reserved_ports'];
const SYSCTLS_29 = [
  ...SYSCTLS_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SYSCTLS_32 = [...SYSCTLS_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

const sysctls =
  (allowed: readonly string[]): CheckPod =>
  ({ spec }) => {
    const bad = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !allowed.includes(name));
    return bad.length > 0 ? { reason: 'forbidden sysctls', detail: bad.join(', ') } : undefined;
  };

const windowsHostProcess: CheckPod = ({ spec }) => {
  const bad = (context: SecurityContext | undefined) => context?.windowsOptions?.hostProcess === true;
  const pod = bad(spec.securityContext);
  const containers = containersOf(spec).filter(({ securityContext }) => bad(securityContext));
  if (!pod && containers.length === 0) return undefined;
  return {
    reason: 'hostProcess',
    detail: `${settersText(pod, namesOf(containers))} must not set securityContext.windowsOptions.hostProcess=true`,
  };
};

const TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

/** The baseline level, ordered by id as upstream reports them. */
export const baselineChecks: readonly Check[] = [
  { id: 'appArmorProfile', versions: [{ since: 0, check: appArmorProfile }] },
  { id: 'capabilities_baseline', versions: [{ since: 0, check: capabilities }] },
  { id: 'hostNamespaces', versions: [{ since: 0, check: hostNamespaces }] },
  { id: 'hostPathVolumes', versions: [{ since: 0, check: hostPathVolumes }] },
  { id: 'hostPorts', versions: [{ since: 0, check: hostPorts }] },
  { id: 'hostProbesAndHostLifecycle', versions: [{ since: 34, check: hostProbes }] },
  { id: 'privileged', versions: [{ since: 0, check: privileged }] },
  {
    id: 'procMount',
    versions: [
      { since: 0, check: procMount },
      { since: 35, check: (pod) => (runsInUserNamespace(pod.spec) ? undefined : procMount(pod)) },
    ],
  },
  {
    id: 'seLinuxOptions',
    versions: [
      { since: 0, check: seLinuxOptions(TYPES) },
      { since: 31, check: seLinuxOptions([...TYPES, 'container_engine_t']) },
    ],
  },
  {
    id: 'seccompProfile_baseline',
    versions: [
      { since: 0, check: seccompAnnotations },
      { since: 19, check: seccompProfile },
    ],
  },
  {
    id: 'sysctls',
    versions: [
      { since: 0, check: sysctls(SYSCTLS) },
      { since: 27, check: sysctls(SYSCTLS_27) },
      { since: 29, check: sysctls(SYSCTLS_29) },
      { since: 32, check: sysctls(SYSCTLS_32) },
    ],
  },
  { id: 'windowsHostProcess', versions: [{ since: 0, check: windowsHostProcess }] },
];
