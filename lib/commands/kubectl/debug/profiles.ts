import type { FlagValues } from '../flags/flag-values';

/* eslint-disable @typescript-eslint/no-explicit-any -- pods as kubectl writes them */
export const PROFILES: readonly string[] = ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin'];

/** How a target is debugged: from inside a pod, in a copy of it, or in a pod of a node's. */
export type DebugStyle = 'ephemeral' | 'copy' | 'node';

/**
 * What a profile makes of a pod and of its debugging container, which it changes in place. The pod is kubectl's own to change.
 * Models pkg/cmd/debug/profiles.go.
 */
export function applyProfile(profile: string, pod: any, containerName: string, style: DebugStyle, flags: FlagValues): void {
  const containers = [...(pod.spec.initContainers ?? []), ...(pod.spec.containers ?? []), ...(pod.spec.ephemeralContainers ?? [])];
  const container = containers.find(({ name }) => name === containerName);
  if (style === 'copy') dropUnkept(profile, pod, flags);
  if (!container) return;
  const security = (): any => (container.securityContext ??= {});
  const grant = (...capabilities: readonly string[]) => {
    const held: any = (security().capabilities ??= {});
    held.add = [...(held.add ?? []), ...capabilities];
  };
  switch (profile) {
    case 'general':
      if (style === 'node') delete container.securityContext;
      else grant('SYS_PTRACE');
      break;
    case 'baseline':
      delete container.securityContext;
      break;
    case 'restricted':
      container.securityContext = {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      };
      break;
    case 'netadmin':
      grant('NET_ADMIN', 'NET_RAW');
      break;
    case 'sysadmin':
      security().privileged = true;
      break;
  }
  if (style !== 'node') return;
  if (['legacy', 'general', 'netadmin', 'sysadmin'].includes(profile))
    Object.assign(pod.spec, { hostNetwork: true, hostPID: true, hostIPC: true });
  if (['legacy', 'general', 'sysadmin'].includes(profile)) {
    pod.spec.volumes = [...(pod.spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }];
    container.volumeMounts = [...(container.volumeMounts ?? []), { mountPath: '/host', name: 'host-root' }];
  }
}

/** The legacy profile takes a copy's labels and leaves the rest; the others take what no --keep-… flag names. */
function dropUnkept(profile: string, pod: any, flags: FlagValues): void {
  const keeps = (what: string) => flags.bool(`keep-${what}`);
  if (profile === 'legacy' || !keeps('labels')) delete pod.metadata.labels;
  if (profile === 'legacy') return;
  if (!keeps('annotations')) delete pod.metadata.annotations;
  for (const probe of ['liveness', 'readiness', 'startup'])
    if (!keeps(probe)) for (const each of pod.spec.containers) delete each[`${probe}Probe`];
  if (!keeps('init-containers')) delete pod.spec.initContainers;
  pod.spec.shareProcessNamespace ??= true;
}
