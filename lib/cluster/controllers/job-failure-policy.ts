import { conditionOf } from '@/lib/api/condition';
import type { KubeObject } from '@/lib/api/object';

type Rule = KubeObject['spec'];

export interface FailureVerdict {
  readonly action: 'FailJob' | 'FailIndex' | 'Ignore' | 'Count';
  /** Why, for FailJob. */
  readonly message?: string;
}

/** What a Job's pod failure policy says of a failed pod: the first rule that matches. Models pkg/controller/job/pod_failure_policy.go. */
export function failureVerdict(policy: KubeObject['spec'] | undefined, pod: KubeObject): FailureVerdict {
  for (const [index, rule] of ((policy?.rules ?? []) as readonly Rule[]).entries()) {
    const why = rule.onExitCodes ? matchExitCodes(rule, pod) : matchConditions(rule, pod);
    if (why === undefined) continue;
    return rule.action === 'FailJob'
      ? { action: 'FailJob', message: `${why} matching FailJob rule at index ${index}` }
      : { action: rule.action };
  }
  return { action: 'Count' };
}

function matchExitCodes({ onExitCodes }: Rule, pod: KubeObject): string | undefined {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  for (const { name, state } of statuses) {
    const code: number | undefined = state?.terminated?.exitCode;
    if (!code || (onExitCodes.containerName && onExitCodes.containerName !== name)) continue;
    if (onExitCodes.values.includes(code) === (onExitCodes.operator === 'In'))
      return `Container ${name} for pod ${pod.metadata.namespace}/${pod.metadata.name} failed with exit code ${code}`;
  }
  return undefined;
}

function matchConditions({ onPodConditions }: Rule, pod: KubeObject): string | undefined {
  for (const { type, status } of onPodConditions ?? []) {
    if (conditionOf(pod, type)?.status === status) return `Pod ${pod.metadata.namespace}/${pod.metadata.name} has condition ${type}`;
  }
  return undefined;
}
