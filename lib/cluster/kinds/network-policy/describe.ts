import type { KubeObject } from '@/lib/api/object';
import { formatSelector } from '../columns';
import { annotationLines, labelLines } from '../description/metadata';
import { Description } from '../description/writer';

/* eslint-disable @typescript-eslint/no-explicit-any -- rules of a policy */

/** Models describeNetworkPolicy. */
export function describeNetworkPolicy(policy: KubeObject): string {
  const out = new Description();
  const spec: any = policy.spec ?? {};
  const types: readonly string[] = spec.policyTypes ?? [];
  out.line(0, `Name:\t${policy.metadata.name}`);
  out.line(0, `Namespace:\t${policy.metadata.namespace ?? ''}`);
  out.line(0, `Created on:\t${(policy.metadata.creationTimestamp ?? '').replace('T', ' ').replace('Z', '')} +0000 UTC`);
  labelLines(out, 'Labels', policy.metadata.labels);
  annotationLines(out, 'Annotations', policy.metadata.annotations);
  out.line(0, 'Spec:');
  const selector = formatSelector(spec.podSelector);
  out.line(
    0,
    `  PodSelector:     ${selector === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selector}`,
  );
  if (types.length === 0 || types.includes('Ingress')) {
    out.line(0, '  Allowing ingress traffic:');
    rules(out, spec.ingress ?? [], 'from');
  } else out.line(0, '  Not affecting ingress traffic');
  if (types.includes('Egress')) {
    out.line(0, '  Allowing egress traffic:');
    rules(out, spec.egress ?? [], 'to');
  } else out.line(0, '  Not affecting egress traffic');
  out.line(0, `  Policy Types: ${types.join(', ')}`);
  return out.toString();
}

function rules(out: Description, list: readonly any[], side: 'from' | 'to'): void {
  const title = side === 'from' ? 'From' : 'To';
  const other = side === 'from' ? 'source' : 'destination';
  if (list.length === 0) {
    out.line(2, `<none> (Selected pods are isolated for ${side === 'from' ? 'ingress' : 'egress'} connectivity)`);
    return;
  }
  list.forEach((rule, i) => {
    const ports: readonly any[] = rule.ports ?? [];
    if (ports.length === 0) out.line(2, 'To Port: <any> (traffic allowed to all ports)');
    for (const port of ports) {
      const range = port.endPort === undefined ? `To Port: ${port.port ?? ''}` : `To Port Range: ${port.port}-${port.endPort}`;
      out.line(2, `${range}/${port.protocol ?? 'TCP'}`);
    }
    const peers: readonly any[] = rule[side] ?? [];
    if (peers.length === 0) out.line(2, `${title}: <any> (traffic not restricted by ${other})`);
    for (const peer of peers) {
      out.line(2, `${title}:`);
      if (peer.ipBlock) {
        out
          .line(3, 'IPBlock:')
          .line(4, `CIDR: ${peer.ipBlock.cidr}`)
          .line(4, `Except: ${(peer.ipBlock.except ?? []).join(', ')}`);
        continue;
      }
      if (peer.namespaceSelector) out.line(3, `NamespaceSelector: ${formatSelector(peer.namespaceSelector)}`);
      if (peer.podSelector) out.line(3, `PodSelector: ${formatSelector(peer.podSelector)}`);
    }
    if (i < list.length - 1) out.line(2, '----------');
  });
}
