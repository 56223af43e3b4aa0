import { addQuantities, canonicalQuantity, formatQuantity, quantityMilliValue, quantityValue, type Quantity } from '@/lib/api/quantity';
import { humanDuration } from '@/lib/api/duration';
import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { annotationLines, labelLines, longTime } from '../description/metadata';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { podResources } from './pod-resources';
import { nodeRoles } from './state';

/* eslint-disable @typescript-eslint/no-explicit-any -- a node's many optional parts */

/** Models describeNode. */
export function describeNode(node: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const status: any = node.status ?? {};
  out.line(0, `Name:\t${node.metadata.name}`);
  out.line(0, `Roles:\t${nodeRoles(node).join(',') || '<none>'}`);
  labelLines(out, 'Labels', node.metadata.labels);
  annotationLines(out, 'Annotations', node.metadata.annotations);
  out.line(0, `CreationTimestamp:\t${longTime(node.metadata.creationTimestamp)}`);
  taintLines(out, node.spec?.taints ?? []);
  out.line(0, `Unschedulable:\t${Boolean(node.spec?.unschedulable)}`);
  leaseLines(out, node, context);
  if ((status.conditions ?? []).length > 0) {
    out.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
    out.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const c of status.conditions) {
      out.line(
        1,
        `${c.type} \t${c.status} \t${longTime(c.lastHeartbeatTime)} \t${longTime(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}`,
      );
    }
  }
  out.line(0, 'Addresses:');
  for (const address of status.addresses ?? []) out.line(1, `${address.type}:\t${address.address}`);
  resourceLines(out, 'Capacity', status.capacity);
  resourceLines(out, 'Allocatable', status.allocatable);
  const info = status.nodeInfo ?? {};
  out.line(0, 'System Info:');
  for (const [title, key] of INFO) out.line(0, `  ${title}:\t${info[key] ?? ''}`);
  if (node.spec?.podCIDR) out.line(0, `PodCIDR:\t${node.spec.podCIDR}`);
  if ((node.spec?.podCIDRs ?? []).length > 0) out.line(0, `PodCIDRs:\t${node.spec.podCIDRs.join(',')}`);
  if (node.spec?.providerID) out.line(0, `ProviderID:\t${node.spec.providerID}`);
  const pods = context
    .list('', 'pods', '', { fields: `spec.nodeName=${node.metadata.name},status.phase!=Succeeded,status.phase!=Failed` })
    .filter((pod) => !['Succeeded', 'Failed'].includes(pod.status?.phase as string));
  podTable(out, pods, status.allocatable ?? status.capacity ?? {}, context.now);
  eventLines(out, node, context);
  return out.toString();
}

const INFO: readonly (readonly [string, string])[] = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
  ['Kube-Proxy Version', 'kubeProxyVersion'],
];

function taintLines(out: Description, taints: readonly any[]): void {
  out.write(0, 'Taints:\t');
  if (taints.length === 0) out.write(0, '<none>\n');
  const text = (taint: any) => `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`;
  const sorted = [...taints].sort((a, b) => {
    const left = `${a.effect},${a.key}`;
    const right = `${b.effect},${b.key}`;
    return left < right ? -1 : left > right ? 1 : 0;
  });
  sorted.forEach((taint, i) => out.write(0, `${i > 0 ? '\t' : ''}${text(taint)}\n`));
}

function leaseLines(out: Description, node: KubeObject, context: DescribeContext): void {
  const lease = context.get('coordination.k8s.io', 'leases', 'kube-node-lease', node.metadata.name);
  if (!lease) {
    out.line(0, `Lease:\tFailed to get lease: leases.coordination.k8s.io "${node.metadata.name}" not found`);
    return;
  }
  out.line(0, 'Lease:');
  out.line(1, `HolderIdentity:\t${lease.spec?.holderIdentity ?? '<unset>'}`);
  out.line(1, `AcquireTime:\t${lease.spec?.acquireTime ? longTime(lease.spec.acquireTime) : '<unset>'}`);
  out.line(1, `RenewTime:\t${lease.spec?.renewTime ? longTime(lease.spec.renewTime) : '<unset>'}`);
}

function resourceLines(out: Description, title: string, list: Readonly<Record<string, string>> | undefined): void {
  const names = Object.keys(list ?? {}).sort();
  if (names.length === 0) return;
  out.line(0, `${title}:`);
  for (const name of names) out.line(0, `  ${name}:\t${canonicalQuantity(list![name]!)}`);
}

const percent = (part: number, whole: number) => (whole > 0 ? Math.trunc((part / whole) * 100) : 0);

function podTable(out: Description, pods: readonly KubeObject[], allocatable: Readonly<Record<string, string>>, now: number): void {
  out.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  out.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  out.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  const total: Record<'requests' | 'limits', Record<string, Quantity>> = { requests: {}, limits: {} };
  const cpus = quantityMilliValue(allocatable.cpu ?? '0');
  const memory = quantityValue(allocatable.memory ?? '0');
  for (const pod of pods) {
    const { requests, limits } = podResources(pod);
    for (const [part, list] of [
      ['requests', requests],
      ['limits', limits],
    ] as const) {
      for (const [name, value] of Object.entries(list))
        total[part][name] = total[part][name] ? addQuantities(total[part][name], value) : addQuantities(value, '0');
    }
    const cpu = (list: Readonly<Record<string, string>>) =>
      `${canonicalQuantity(list.cpu ?? '0')} (${percent(quantityMilliValue(list.cpu ?? '0'), cpus)}%)`;
    const mem = (list: Readonly<Record<string, string>>) =>
      `${canonicalQuantity(list.memory ?? '0')} (${percent(quantityValue(list.memory ?? '0'), memory)}%)`;
    const age = pod.metadata.creationTimestamp ? humanDuration(now - Date.parse(pod.metadata.creationTimestamp)) : '<unknown>';
    out.line(
      1,
      `${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cpu(requests)}\t${cpu(limits)}\t${mem(requests)}\t${mem(limits)}\t${age}`,
    );
  }
  out.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  out.line(1, 'Resource\tRequests\tLimits');
  out.line(1, '--------\t--------\t------');
  const show = (list: Record<string, Quantity>, name: string) => (Object.hasOwn(list, name) ? formatQuantity(list[name]!) : '0');
  const row = (name: string, whole: number, value: (text: string) => number) =>
    out.line(
      1,
      `${name}\t${show(total.requests, name)} (${percent(value(show(total.requests, name)), whole)}%)\t${show(total.limits, name)} (${percent(value(show(total.limits, name)), whole)}%)`,
    );
  row('cpu', cpus, quantityMilliValue);
  row('memory', memory, quantityValue);
  row('ephemeral-storage', quantityValue(allocatable['ephemeral-storage'] ?? '0'), quantityValue);
  const others = new Set([...Object.keys(allocatable), ...Object.keys(total.requests), ...Object.keys(total.limits)]);
  for (const name of [...others].sort()) {
    if (['cpu', 'memory', 'ephemeral-storage', 'pods'].includes(name)) continue;
    if (name.startsWith('hugepages-')) row(name, quantityValue(allocatable[name] ?? '0'), quantityValue);
    else out.line(1, `${name}\t${show(total.requests, name)}\t${show(total.limits, name)}`);
  }
}
