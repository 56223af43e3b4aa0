import type { KubeObject } from '@/lib/api/object';
import { canonicalQuantity } from '@/lib/api/quantity';
import { Description } from '../description/writer';

const scopeHelp: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

/** Rows of what is used of what is allowed. */
export function quotaRows(out: Description, quota: KubeObject, indent: string, rule: string): void {
  out.line(0, `${indent}Resource\tUsed\tHard`);
  out.line(0, rule);
  const hard: Readonly<Record<string, string>> = quota.status?.hard ?? {};
  const used: Readonly<Record<string, string>> = quota.status?.used ?? {};
  for (const name of Object.keys(hard).sort())
    out.line(0, `${indent}${name}\t${canonicalQuantity(used[name] ?? '0')}\t${canonicalQuantity(hard[name]!)}`);
}

/** Models describeQuota. */
export function describeResourceQuota(quota: KubeObject): string {
  const out = new Description();
  out.line(0, `Name:\t${quota.metadata.name}`);
  out.line(0, `Namespace:\t${quota.metadata.namespace ?? ''}`);
  const scopes: readonly string[] = quota.spec?.scopes ?? [];
  if (scopes.length > 0) {
    const sorted = [...scopes].sort();
    out.line(0, `Scopes:\t${sorted.join(', ')}`);
    for (const scope of sorted) if (scopeHelp[scope]) out.line(0, ` * ${scopeHelp[scope]}`);
  }
  quotaRows(out, quota, '', '--------\t----\t----');
  return out.toString();
}
