import { clusterLayouts } from './cluster-layouts';
import { InternalTypes } from './layout';
import { podLayouts } from './pod-layouts';
import { unifiedDiff } from './unified-diff';
import { volumeLayouts } from './volume-layouts';
import { workloadLayouts } from './workload-layouts';

export { unifiedDiff } from './unified-diff';

const types = new InternalTypes({ ...podLayouts, ...volumeLayouts, ...workloadLayouts, ...clusterLayouts });

const ON_SECURITY_CONTEXT = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];

/** A pod's spec with the fields that upstream keeps in its security context there. */
function podSpec(spec: unknown): unknown {
  const from = (typeof spec === 'object' && spec !== null ? spec : {}) as Record<string, unknown>;
  const moved = Object.fromEntries(ON_SECURITY_CONTEXT.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
  if (from.securityContext === undefined && Object.keys(moved).length === 0) return from;
  return { ...from, securityContext: { ...(from.securityContext as object | undefined), ...moved } };
}

/** `value` as upstream's internal type `type` (`PodSpec`, `ServicePort`, `ClaimSpec` …) prints it in a message. */
export function internalValue(type: string, value: unknown): Record<string, unknown> {
  return types.struct(type, type === 'PodSpec' ? podSpec(value) : value);
}

/** A pod template: its metadata under JSON names, then the spec. */
export function internalTemplate(template: { metadata?: object; spec?: unknown } | undefined): Record<string, unknown> {
  return { ...template?.metadata, Spec: internalValue('PodSpec', template?.spec) };
}

/** What differs between two values of an internal type; '' when nothing does. Models util/diff.Diff. */
export function internalDiff(type: string, old: unknown, next: unknown): string {
  const text = (value: unknown) => types.text(type, type === 'PodSpec' ? podSpec(value) : value);
  return unifiedDiff(text(old), text(next));
}
