import { aggregateText } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { forbiddenStatus, invalidStatus } from '@/lib/api/status';
import type { AdmissionPlugin, Attributes } from '../chain';
import { detailsText, reasonsText, violationsOf } from './evaluate';
import { hasPodSpec, isSignificantUpdate, podIn, type PodLike } from './pod';
import { isRelaxed, levelText, policyOf, sameLevel, type LevelVersion } from './policy';
import { NAMESPACES, PODS } from '../../../client/resources';

const MOST_PODS = 3000;
const IGNORED = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']);
const ANNOTATION = 'pod-security.kubernetes.io/';

/** Pods keep to the level of their namespace. Models plugin/pkg/admission/security/podsecurity and k8s.io/pod-security-admission. */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate(attributes) {
    const { object, operation, call } = attributes;
    if (!object || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    const { group, resource } = call.served.resource;
    if (group === '' && resource === 'namespaces') checkNamespace(attributes, object);
    else if (group === '' && resource === 'pods') checkPod(attributes, object);
    else if (hasPodSpec(group, resource) && attributes.subresource === '') checkWorkload(attributes, object);
  },
};

function checkNamespace({ call, subresource, old }: Attributes, namespace: KubeObject): void {
  if (subresource !== '') return;
  const { defaults, exemptions } = call.server.admission().podSecurity;
  const { name, labels } = namespace.metadata;
  if (old && old.metadata.labels === labels) return;
  const next = policyOf(labels, defaults);
  const before = old && policyOf(old.metadata.labels, defaults);
  if (next.errors.length > 0 && (!before?.errors.length || aggregateText(before.errors) !== aggregateText(next.errors))) {
    throw invalidStatus('', 'Namespace', name, next.errors);
  }
  if (!before) return;
  const enforce = next.policy.enforce;
  const was = before.policy.enforce;
  if (sameLevel(enforce, was) || enforce.level === 'privileged') return;
  if (enforce.version === was.version && isRelaxed(enforce.level, was.level)) return;
  if (exemptions.namespaces.includes(name)) return;
  call.warnings.push(...warningsOf(call.server.store.list(PODS, name), name, enforce, exemptions.runtimeClasses));
}

/** What a stricter level would have against the pods that are there. Models EvaluatePodsInNamespace. */
function warningsOf(pods: readonly KubeObject[], namespace: string, enforce: LevelVersion, exempt: readonly string[]): string[] {
  const found = new Map<string, { first: string; count: number }>();
  for (const pod of pods.slice(0, MOST_PODS)) {
    if (exempt.includes((pod.spec?.runtimeClassName as string | undefined) ?? '')) continue;
    const violations = violationsOf(enforce, podIn('', 'pods', pod)!);
    if (violations.length === 0) continue;
    const reason = reasonsText(violations);
    const { name } = pod.metadata;
    const seen = found.get(reason);
    found.set(reason, { first: seen && seen.first < name ? seen.first : name, count: (seen?.count ?? 0) + 1 });
  }
  const others = (count: number) => (count === 1 ? '' : count === 2 ? ' (and 1 other pod)' : ` (and ${count - 1} other pods)`);
  return [
    ...(pods.length > MOST_PODS
      ? [`new PodSecurity enforce level only checked against the first ${MOST_PODS} of ${pods.length} existing pods`]
      : []),
    ...(found.size > 0
      ? [`existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${levelText(enforce)}"`]
      : []),
    ...[...found].map(([reason, { first, count }]) => `${first}${others(count)}: ${reason}`).sort(),
  ];
}

function checkPod(attributes: Attributes, object: KubeObject): void {
  if (IGNORED.has(attributes.subresource)) return;
  const pod = podIn('', 'pods', object)!;
  if (attributes.old && !isSignificantUpdate(pod, podIn('', 'pods', attributes.old)!)) return;
  evaluate(attributes, pod, true);
}

function checkWorkload(attributes: Attributes, object: KubeObject): void {
  const { group, resource } = attributes.call.served.resource;
  const pod = podIn(group, resource, object);
  if (pod) evaluate(attributes, pod, false);
}

/** Holds a pod to its namespace's levels: refuses, notes for the audit, warns. Models Admission.EvaluatePod. */
function evaluate({ call, object }: Attributes, pod: PodLike, enforce: boolean): void {
  const { server, user, served } = call;
  const { defaults, exemptions } = server.admission().podSecurity;
  const namespace = object?.metadata.namespace ?? call.info.namespace;
  const annotations = call.auditAnnotations;
  const exempt = (what: string) => {
    annotations[`${ANNOTATION}exempt`] = what;
  };
  if (exemptions.namespaces.includes(namespace)) return exempt('namespace');
  if (exemptions.usernames.includes(user.name)) return exempt('user');
  const labels = server.store.get(NAMESPACES, '', namespace)?.metadata.labels;
  const { policy, errors } = policyOf(labels, defaults);
  const silent = policy.warn.level === 'privileged' && policy.audit.level === 'privileged';
  if (enforce) annotations[`${ANNOTATION}enforce-policy`] = levelText(policy.enforce);
  if (errors.length === 0 && silent && (!enforce || policy.enforce.level === 'privileged')) return;
  if (exemptions.runtimeClasses.includes(pod.spec.runtimeClassName ?? '')) return exempt('runtimeClass');
  if (errors.length > 0) annotations[`${ANNOTATION}error`] = `Failed to parse policy: ${aggregateText(errors)}`;
  const text = (level: LevelVersion): string | undefined => {
    const violations = violationsOf(level, pod);
    return violations.length > 0 ? `violate PodSecurity "${levelText(level)}": ${detailsText(violations)}` : undefined;
  };
  const audited = text(policy.audit);
  if (audited) annotations[`${ANNOTATION}audit-violations`] = `would ${audited}`;
  const refused = enforce ? text(policy.enforce) : undefined;
  if (refused) throw forbiddenStatus(served.resource, object?.metadata.name ?? '', refused.replace('violate', 'violates'));
  const warned = text(policy.warn);
  if (warned) call.warnings.push(`would ${warned}`);
}
