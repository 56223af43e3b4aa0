import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { longTime } from '../description/metadata';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

/* eslint-disable @typescript-eslint/no-explicit-any -- metrics of an autoscaler */

/** Models describeHorizontalPodAutoscalerV2. */
export function describeHorizontalPodAutoscaler(hpa: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const spec: any = hpa.spec ?? {};
  const status: any = hpa.status ?? {};
  headLines(out, hpa);
  mapLines(out, hpa);
  out.line(0, `CreationTimestamp:\t${longTime(hpa.metadata.creationTimestamp)}`);
  out.line(0, `Reference:\t${spec.scaleTargetRef?.kind}/${spec.scaleTargetRef?.name}`);
  out.line(0, 'Metrics:\t( current / target )');
  (spec.metrics ?? []).forEach((metric: any, i: number) => metricLine(out, metric, (status.currentMetrics ?? [])[i]));
  out.line(0, `Min replicas:\t${spec.minReplicas ?? '<unset>'}`);
  out.line(0, `Max replicas:\t${spec.maxReplicas ?? 0}`);
  if (spec.behavior) {
    out.line(0, 'Behavior:');
    ruleLines(out, 'Scale Up', spec.behavior.scaleUp);
    ruleLines(out, 'Scale Down', spec.behavior.scaleDown);
  }
  out.line(0, `${spec.scaleTargetRef?.kind} pods:\t${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`);
  const conditions: readonly any[] = status.conditions ?? [];
  if (conditions.length > 0) {
    out.line(0, 'Conditions:').line(1, 'Type\tStatus\tReason\tMessage').line(1, '----\t------\t------\t-------');
    for (const c of conditions) out.line(1, `${c.type}\t${c.status}\t${c.reason ?? ''}\t${c.message ?? ''}`);
  }
  eventLines(out, hpa, context);
  return out.toString();
}

function metricLine(out: Description, metric: any, current: any): void {
  const unknown = '<unknown>';
  switch (metric.type) {
    case 'External': {
      const { target, metric: about } = metric.external;
      if (target.averageValue !== undefined)
        out.line(
          1,
          `"${about.name}" (target average value):\t${current?.external?.current?.averageValue ?? unknown} / ${target.averageValue}`,
        );
      else out.line(1, `"${about.name}" (target value):\t${current?.external?.current?.value ?? unknown} / ${target.value}`);
      break;
    }
    case 'Pods':
      out.line(
        1,
        `"${metric.pods.metric.name}" on pods:\t${current?.pods?.current?.averageValue ?? unknown} / ${metric.pods.target.averageValue}`,
      );
      break;
    case 'Object': {
      const { target, metric: about, describedObject } = metric.object;
      const on = `"${about.name}" on ${describedObject.kind}/${describedObject.name}`;
      if (target.type === 'AverageValue')
        out.line(1, `${on} (target average value):\t${current?.object?.current?.averageValue ?? unknown} / ${target.averageValue}`);
      else out.line(1, `${on} (target value):\t${current?.object?.current?.value ?? unknown} / ${target.value}`);
      break;
    }
    case 'Resource': {
      const { name, target } = metric.resource;
      const now = current?.resource?.current;
      if (target.averageValue !== undefined)
        out.line(1, `resource ${name} on pods:\t${now?.averageValue ?? unknown} / ${target.averageValue}`);
      else {
        const used = now?.averageUtilization === undefined ? unknown : `${now.averageUtilization}% (${now.averageValue})`;
        out.line(
          1,
          `resource ${name} on pods  (as a percentage of request):\t${used} / ${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`,
        );
      }
      break;
    }
    case 'ContainerResource': {
      const { name, container, target } = metric.containerResource;
      const now = current?.containerResource?.current;
      if (target.averageValue !== undefined)
        out.line(1, `resource ${name} of container "${container}" on pods:\t${now?.averageValue ?? unknown} / ${target.averageValue}`);
      else {
        const used = now?.averageUtilization === undefined ? unknown : `${now.averageUtilization}% (${now.averageValue})`;
        out.line(
          1,
          `resource ${name} of container "${container}" on pods  (as a percentage of request):\t${used} / ${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`,
        );
      }
      break;
    }
    default:
      out.line(1, `<unknown metric type ${metric.type}>`);
  }
}

function ruleLines(out: Description, title: string, rules: any): void {
  if (!rules) return;
  out.line(1, `${title}:`);
  if (rules.stabilizationWindowSeconds !== undefined) out.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`);
  if ((rules.policies ?? []).length > 0) {
    if (rules.selectPolicy) out.line(2, `Select Policy: ${rules.selectPolicy}`);
    out.line(2, 'Policies:');
    for (const policy of rules.policies)
      out.line(3, `- Type: ${policy.type}\tValue: ${policy.value}\tPeriod: ${policy.periodSeconds} seconds`);
  }
}
