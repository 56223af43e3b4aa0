import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { formatSelector } from '../columns';
import { eventLines } from '../description/events';
import { longTime } from '../description/metadata';
import { conditionTable, headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { templateLines } from '../pod/describe-template';

/* eslint-disable @typescript-eslint/no-explicit-any -- a deployment's many optional parts */

/** Models describe.DeploymentDescriber. */
export function describeDeployment(deployment: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const spec: any = deployment.spec ?? {};
  const status: any = deployment.status ?? {};
  headLines(out, deployment);
  out.line(0, `CreationTimestamp:\t${longTime(deployment.metadata.creationTimestamp)}`);
  mapLines(out, deployment);
  out.line(0, `Selector:\t${formatSelector(spec.selector)}`);
  out.line(
    0,
    `Replicas:\t${spec.replicas ?? 0} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`,
  );
  out.line(0, `StrategyType:\t${spec.strategy?.type ?? ''}`);
  out.line(0, `MinReadySeconds:\t${spec.minReadySeconds ?? 0}`);
  const rolling = spec.strategy?.rollingUpdate;
  if (rolling) out.line(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`);
  templateLines(out, spec.template);
  conditionTable(out, status.conditions ?? []);
  const { old, latest } = replicaSets(deployment, context);
  if (latest || old.length > 0) {
    out.line(0, `OldReplicaSets:\t${replicaSetsText(old)}`);
    out.line(0, `NewReplicaSet:\t${replicaSetsText(latest ? [latest] : [])}`);
  }
  eventLines(out, deployment, context);
  return out.toString();
}

const replicaSetsText = (sets: readonly KubeObject[]) =>
  sets.length === 0
    ? '<none>'
    : sets.map((set) => `${set.metadata.name} (${set.status?.replicas ?? 0}/${set.spec?.replicas ?? 0} replicas created)`).join(', ');

/** The replica set of the present template, and those of earlier ones that have pods or not. Models deploymentutil.GetAllReplicaSets. */
function replicaSets(deployment: KubeObject, context: DescribeContext): { old: readonly KubeObject[]; latest?: KubeObject } {
  const selector = formatSelector(deployment.spec?.selector);
  const own = context
    .list('apps', 'replicasets', deployment.metadata.namespace ?? '', { labels: selector })
    .filter((set) => set.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === deployment.metadata.uid));
  const created = (set: KubeObject) => set.metadata.creationTimestamp ?? '';
  const sorted = [...own].sort((a, b) =>
    created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : a.metadata.name < b.metadata.name ? -1 : 1,
  );
  const latest = sorted.find((set) => deepEqual(withoutHash(set.spec?.template), withoutHash(deployment.spec?.template)));
  const old = sorted.filter((set) => set !== latest);
  return { old, ...(latest ? { latest } : {}) };
}

function withoutHash(template: any): unknown {
  const { 'pod-template-hash': _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}
