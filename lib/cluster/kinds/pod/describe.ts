import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { annotationLines, labelLines, longTime } from '../description/metadata';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { containerLines } from './describe-containers';
import { tolerationLines } from './describe-template';
import { volumeLines } from './describe-volumes';
import { qosClass } from './qos';

/* eslint-disable @typescript-eslint/no-explicit-any -- a pod's many optional parts */

/** Models describe.describePod. */
export function describePod(pod: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const spec: any = pod.spec ?? {};
  const status: any = pod.status ?? {};
  out.line(0, `Name:\t${pod.metadata.name}`);
  out.line(0, `Namespace:\t${pod.metadata.namespace ?? ''}`);
  if (spec.priority !== undefined) out.line(0, `Priority:\t${spec.priority}`);
  if (spec.priorityClassName) out.line(0, `Priority Class Name:\t${spec.priorityClassName}`);
  if (spec.runtimeClassName) out.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`);
  if (spec.serviceAccountName) out.line(0, `Service Account:\t${spec.serviceAccountName}`);
  out.line(0, spec.nodeName ? `Node:\t${spec.nodeName}/${status.hostIP ?? ''}` : 'Node:\t<none>');
  if (status.startTime) out.line(0, `Start Time:\t${longTime(status.startTime)}`);
  labelLines(out, 'Labels', pod.metadata.labels);
  annotationLines(out, 'Annotations', pod.metadata.annotations);
  if (pod.metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    out.line(0, `Status:\tTerminating (lasts ${since(pod.metadata.deletionTimestamp, context.now)})`);
    out.line(0, `Termination Grace Period:\t${pod.metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else {
    out.line(0, `Status:\t${status.phase ?? ''}`);
  }
  if (status.reason) out.line(0, `Reason:\t${status.reason}`);
  if (status.message) out.line(0, `Message:\t${status.message}`);
  if (spec.securityContext?.seccompProfile?.type) {
    out.line(0, `SeccompProfile:\t${spec.securityContext.seccompProfile.type}`);
    if (spec.securityContext.seccompProfile.type === 'Localhost')
      out.line(0, `LocalhostProfile:\t${spec.securityContext.seccompProfile.localhostProfile}`);
  }
  out.line(0, `IP:\t${status.podIP ?? ''}`);
  const ips: readonly any[] = status.podIPs ?? [];
  if (ips.length === 0) out.line(0, 'IPs:\t<none>');
  else {
    out.line(0, 'IPs:');
    for (const { ip } of ips) out.line(1, `IP:\t${ip}`);
  }
  const controller = pod.metadata.ownerReferences?.find((owner) => owner.controller);
  if (controller) out.line(0, `Controlled By:\t${controller.kind}/${controller.name}`);
  if (status.nominatedNodeName) out.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`);
  if ((spec.initContainers ?? []).length > 0)
    containerLines(out, 'Init Containers', spec.initContainers, status.initContainerStatuses ?? [], '', pod);
  containerLines(out, 'Containers', spec.containers ?? [], status.containerStatuses ?? [], '', pod);
  if ((spec.ephemeralContainers ?? []).length > 0) {
    containerLines(out, 'Ephemeral Containers', spec.ephemeralContainers, status.ephemeralContainerStatuses ?? [], '', pod);
  }
  if ((spec.readinessGates ?? []).length > 0) {
    out.line(0, 'Readiness Gates:\n  Type\tStatus');
    for (const gate of spec.readinessGates) {
      const found = (status.conditions ?? []).find((c: any) => c.type === gate.conditionType);
      out.line(1, `${gate.conditionType} \t${found?.status ?? '<none>'} `);
    }
  }
  if ((status.conditions ?? []).length > 0) {
    out.line(0, 'Conditions:\n  Type\tStatus');
    for (const condition of status.conditions) out.line(1, `${condition.type} \t${condition.status} `);
  }
  volumeLines(out, spec.volumes ?? [], '');
  out.line(0, `QoS Class:\t${status.qosClass || qosClass(spec)}`);
  labelLines(out, 'Node-Selectors', spec.nodeSelector);
  tolerationLines(out, 'Tolerations', spec.tolerations ?? []);
  spreadLines(out, spec.topologySpreadConstraints ?? []);
  eventLines(out, pod, context);
  return out.toString();
}

function since(text: string, now: number): string {
  const seconds = Math.max(0, Math.trunc((now - Date.parse(text)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  return seconds < 600 && seconds % 60 > 0 ? `${Math.trunc(seconds / 60)}m${seconds % 60}s` : `${Math.trunc(seconds / 60)}m`;
}

function spreadLines(out: Description, constraints: readonly any[]): void {
  if (constraints.length === 0) return;
  out.write(0, 'Topology Spread Constraints:\t');
  const texts = constraints
    .map((c) => {
      const selector = c.labelSelector
        ? ` for selector ${Object.entries(c.labelSelector.matchLabels ?? {})
            .map(([k, v]) => `${k}=${String(v)}`)
            .join(',')}`
        : '';
      return `${c.topologyKey}:${c.whenUnsatisfiable} when max skew ${c.maxSkew} is exceeded${selector}`;
    })
    .sort();
  texts.forEach((text, i) => out.write(0, `${i > 0 ? '\t' : ''}${text}\n`));
}
