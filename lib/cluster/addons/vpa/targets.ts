import { labelSelectorRequirements, matchesLabels, parseLabelSelector, type ParsedLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { controllerOf } from '../../controllers/controller-ref';
import { CRON_JOBS, DAEMON_SETS, DEPLOYMENTS, JOBS, REPLICATION_CONTROLLERS, REPLICA_SETS, STATEFUL_SETS } from '../../client/resources';
import type { OperatorContext } from '../addon';
import { updateMode, type Vpa } from './resources';

const WELL_KNOWN = {
  DaemonSet: DAEMON_SETS,
  Deployment: DEPLOYMENTS,
  ReplicaSet: REPLICA_SETS,
  StatefulSet: STATEFUL_SETS,
  ReplicationController: REPLICATION_CONTROLLERS,
  Job: JOBS,
  CronJob: CRON_JOBS,
} as const;
const TOPMOST = 'The targetRef controller has a parent but it should point to a topmost well-known or scalable controller';

/** Which pods an autoscaler looks after, or why it cannot tell. Models pkg/target/fetcher.go. */
export function selectorOf({ informers, client }: OperatorContext, vpa: Vpa): { selector: ParsedLabelSelector } | { error: string } {
  const target = vpa.spec.targetRef;
  const namespace = vpa.metadata.namespace!;
  if (!target) return { error: 'targetRef not defined. If this is a v1beta1 object, switch to v1.' };
  const known = Object.hasOwn(WELL_KNOWN, target.kind) ? WELL_KNOWN[target.kind as keyof typeof WELL_KNOWN] : undefined;
  if (known) {
    const object = informers.informer(known).get(namespace, target.name);
    if (!object) return { error: `${target.kind} ${namespace}/${target.name} does not exist` };
    if (controllerOf(object)) return { error: TOPMOST };
    const selector = labelSelectorRequirements(selectorIn(object));
    return selector === 'nothing' ? { error: "don't know how to read label seletor" } : { selector };
  }
  const path = `/apis/${target.apiVersion}/namespaces/${namespace}/${target.kind.toLowerCase()}s/${target.name}/scale`;
  const { status, body } = client.door.handle({ method: 'GET', path, query: {}, headers: {} });
  const text = status === 200 ? (body as KubeObject).status?.selector : undefined;
  if (text) return { selector: parseLabelSelector(text) };
  const why = (body as { message?: string } | undefined)?.message ?? 'the server could not find the requested resource';
  return { error: `Unhandled targetRef ${target.apiVersion} / ${target.kind} / ${target.name}, last error ${why}` };
}

/** A CronJob selects by its template's labels, a ReplicationController by a plain map. */
function selectorIn({ kind, spec }: KubeObject) {
  if (kind === 'CronJob') return { matchLabels: spec.jobTemplate.spec.template.metadata?.labels ?? {} };
  return kind === 'ReplicationController' ? { matchLabels: spec.selector ?? {} } : spec.selector;
}

/** What a pod's own controller is called when its topmost one is of a kind. */
const DIRECT: Readonly<Record<string, string>> = { Deployment: 'ReplicaSet', CronJob: 'Job' };

/**
 * Whether an autoscaler looks after a pod: its labels are selected, and the controller that it stems from is the target. Pods
 * without a controller have none. Models GetControllingVPAForPod.
 */
export function controls(vpa: Vpa, selector: ParsedLabelSelector, pod: KubeObject): boolean {
  const owner = controllerOf(pod);
  const target = vpa.spec.targetRef;
  if (!owner || !target || !matchesLabels(selector, pod.metadata.labels)) return false;
  const direct = DIRECT[target.kind];
  if (direct) return owner.kind === direct && owner.name.startsWith(`${target.name}-`);
  return !Object.hasOwn(WELL_KNOWN, target.kind) || (owner.kind === target.kind && owner.name === target.name);
}

/** Of two for the same pods, the older one counts. */
export const stronger = (a: Vpa, b: Vpa): number =>
  (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ||
  (a.metadata.creationTimestamp === b.metadata.creationTimestamp && a.metadata.name < b.metadata.name)
    ? -1
    : 1;

/** Whether an autoscaler has a say in what new pods request. */
export const appliesToNewPods = (vpa: Vpa): boolean => updateMode(vpa) !== 'Off';
