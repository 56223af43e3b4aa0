import type { KubeObject } from '@/lib/api/object';
import { ConfigError } from './env';
import { podText } from './pod-record';
import type { ContainerSpec, NodeRuntime } from './runtime';

type Spec = KubeObject['spec'];

/** A container's security context with the pod's where it says nothing. Models DetermineEffectiveSecurityContext. */
export function effectiveSecurity(pod: KubeObject, container: Spec): Spec {
  const { fsGroup: _f, supplementalGroups: _s, sysctls: _y, ...shared } = pod.spec.securityContext ?? {};
  return { ...shared, ...definedOf(container.securityContext ?? {}) };
}

const definedOf = (fields: Spec): Spec =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

/** The part of a container's specification that its security context decides. Throws ConfigError. */
export function securitySpec(pod: KubeObject, container: Spec, runtime: NodeRuntime): Partial<ContainerSpec> {
  const security = effectiveSecurity(pod, container);
  verifyNonRoot(pod, container, security, runtime);
  const ofPod = pod.spec.securityContext ?? {};
  const groups: readonly number[] = [...(ofPod.fsGroup === undefined ? [] : [ofPod.fsGroup]), ...(ofPod.supplementalGroups ?? [])];
  const profile: string | undefined = security.seccompProfile?.type;
  const privileged = security.privileged === true;
  const processes = pod.spec.hostPID ? 'host' : pod.spec.shareProcessNamespace ? 'pod' : undefined;
  return {
    runAsUser: security.runAsUser,
    runAsGroup: security.runAsGroup,
    readOnlyRootFilesystem: security.readOnlyRootFilesystem,
    privileged,
    ...(groups.length > 0 ? { supplementalGroups: groups } : {}),
    ...(ofPod.supplementalGroupsPolicy === 'Strict' ? { strictGroups: true } : {}),
    ...(security.capabilities ? { capabilities: { add: security.capabilities.add ?? [], drop: security.capabilities.drop ?? [] } } : {}),
    ...(security.allowPrivilegeEscalation === false && !privileged ? { noNewPrivileges: true } : {}),
    ...(profile && profile !== 'Unconfined' && !privileged ? { seccomp: true } : {}),
    ...(processes ? { processes } : {}),
  };
}

/** Models verifyRunAsNonRoot. */
function verifyNonRoot(pod: KubeObject, container: Spec, security: Spec, runtime: NodeRuntime): void {
  if (!security.runAsNonRoot) return;
  const where = `(pod: "${podText(pod)}", container: ${container.name})`;
  if (security.runAsUser !== undefined) {
    if (security.runAsUser === 0) throw new ConfigError(`container's runAsUser breaks non-root policy ${where}`);
    return;
  }
  const user = runtime.imageUser(container.image);
  if (user?.name !== undefined) {
    throw new ConfigError(
      `container has runAsNonRoot and image has non-numeric user (${user.name}), cannot verify user is non-root ${where}`,
    );
  }
  if ((user?.uid ?? 0) === 0) throw new ConfigError(`container has runAsNonRoot and image will run as root ${where}`);
}

/** oom_score_adj by quality of service. Models qos.GetContainerOOMScoreAdjust. */
export function oomScoreAdj(pod: KubeObject, qos: string, memoryBytes: number, requestBytes: number): number {
  if (pod.spec.priorityClassName === 'system-node-critical' || qos === 'Guaranteed') return -997;
  if (qos === 'BestEffort') return 1000;
  const score = 1000 - Math.floor((1000 * requestBytes) / Math.max(1, memoryBytes));
  return Math.min(999, Math.max(3, score));
}
