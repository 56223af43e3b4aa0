import type { KubeObject } from '@/lib/api/object';

/** The fields of pods that the checks look at. */
export interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly procMount?: string;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
  readonly appArmorProfile?: { readonly type?: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly sysctls?: readonly { readonly name: string }[];
}

interface Handler {
  readonly httpGet?: { readonly host?: string };
  readonly tcpSocket?: { readonly host?: string };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly livenessProbe?: Handler;
  readonly readinessProbe?: Handler;
  readonly startupProbe?: Handler;
  readonly lifecycle?: { readonly postStart?: Handler; readonly preStop?: Handler };
}

export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly securityContext?: SecurityContext;
  readonly volumes?: readonly Readonly<Record<string, unknown> & { name: string }>[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly hostUsers?: boolean;
  readonly os?: { readonly name?: string };
  readonly runtimeClassName?: string;
}

/** A pod or a workload's template. */
export interface PodLike {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

/** Containers in the order upstream visits them. Models visitContainers. */
export const containersOf = (spec: PodSpec): readonly Container[] => [
  ...(spec.initContainers ?? []),
  ...(spec.containers ?? []),
  ...(spec.ephemeralContainers ?? []),
];

const TEMPLATES: Readonly<Record<string, (object: KubeObject) => unknown>> = {
  '/pods': (pod) => pod,
  '/podtemplates': (template) => template.template,
  '/replicationcontrollers': (controller) => controller.spec?.template,
  'apps/replicasets': (set) => set.spec?.template,
  'apps/deployments': (deployment) => deployment.spec?.template,
  'apps/statefulsets': (set) => set.spec?.template,
  'apps/daemonsets': (set) => set.spec?.template,
  'batch/jobs': (job) => job.spec?.template,
  'batch/cronjobs': (job) => job.spec?.jobTemplate?.spec?.template,
};

/** Whether objects of a resource hold a pod spec. Models DefaultPodSpecExtractor.HasPodSpec. */
export const hasPodSpec = (group: string, resource: string): boolean => Object.hasOwn(TEMPLATES, `${group}/${resource}`);

/** The pod, or the template of a workload; undefined where a controller has none. */
export function podIn(group: string, resource: string, object: KubeObject): PodLike | undefined {
  const found = TEMPLATES[`${group}/${resource}`]?.(object) as
    { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> }; readonly spec?: PodSpec } | undefined;
  return found && { annotations: found.metadata?.annotations ?? {}, spec: found.spec ?? {} };
}

const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';

/** Whether an update of a pod touches what the checks look at. Models isSignificantPodUpdate. */
export function isSignificantUpdate(next: PodLike, old: PodLike): boolean {
  if (next.annotations[SECCOMP] !== old.annotations[SECCOMP]) return true;
  const differs = (a: Container, b: Container | undefined) =>
    b === undefined || a.image !== b.image || next.annotations[CONTAINER_SECCOMP + a.name] !== old.annotations[CONTAINER_SECCOMP + a.name];
  for (const field of ['containers', 'initContainers'] as const) {
    const before = old.spec[field] ?? [];
    const after = next.spec[field] ?? [];
    if (before.length !== after.length || after.some((container, i) => differs(container, before[i]))) return true;
  }
  return (next.spec.ephemeralContainers ?? []).some((container) =>
    differs(
      container,
      old.spec.ephemeralContainers?.find(({ name }) => name === container.name),
    ),
  );
}
