import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

import { humanDuration } from '@/lib/api/duration';
import { longTime } from '../description/metadata';
import { accessModesText, storageClassOf } from '../volume/format';
import { canonicalQuantity } from '@/lib/api/quantity';

/** Models describePersistentVolumeClaim. */
export function describePersistentVolumeClaim(claim: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const bound = Boolean(claim.spec?.volumeName);
  headLines(out, claim);
  out.line(0, `StorageClass:\t${storageClassOf(claim)}`);
  out.line(
    0,
    `Status:\t${claim.metadata.deletionTimestamp ? `Terminating (lasts ${lasts(claim.metadata.deletionTimestamp, context.now)})` : (claim.status?.phase ?? '')}`,
  );
  out.line(0, `Volume:\t${claim.spec?.volumeName ?? ''}`);
  mapLines(out, claim);
  out.line(0, `Finalizers:\t[${(claim.metadata.finalizers ?? []).join(' ')}]`);
  out.line(0, `Capacity:\t${bound && claim.status?.capacity?.storage ? canonicalQuantity(claim.status.capacity.storage) : ''}`);
  out.line(0, `Access Modes:\t${bound ? accessModesText(claim.status?.accessModes) : ''}`);
  if (claim.spec?.volumeMode) out.line(0, `VolumeMode:\t${claim.spec.volumeMode}`);
  const source = claim.spec?.dataSource as { apiGroup?: string; kind: string; name: string } | undefined;
  if (source) {
    out.line(0, 'DataSource:');
    if (source.apiGroup) out.line(1, `APIGroup:\t${source.apiGroup}`);
    out.line(1, `Kind:\t${source.kind}`).line(1, `Name:\t${source.name}`);
  }
  const users = context
    .list('', 'pods', claim.metadata.namespace ?? '')
    .filter((pod) =>
      (pod.spec?.volumes ?? []).some(
        (v: { persistentVolumeClaim?: { claimName: string } }) => v.persistentVolumeClaim?.claimName === claim.metadata.name,
      ),
    )
    .map((pod) => pod.metadata.name)
    .sort();
  out.write(0, 'Used By:\t');
  if (users.length === 0) out.write(0, '<none>\n');
  users.forEach((name, i) => out.write(0, `${i > 0 ? '\t' : ''}${name}\n`));
  const conditions: readonly Record<string, string>[] = claim.status?.conditions ?? [];
  if (conditions.length > 0) {
    out.line(0, 'Conditions:\n  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
    out.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const c of conditions)
      out.line(
        1,
        `${c.type} \t${c.status} \t${longTime(c.lastProbeTime)} \t${longTime(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}`,
      );
  }
  eventLines(out, claim, context);
  return out.toString();
}

const lasts = (text: string, now: number) => humanDuration(now - Date.parse(text));
