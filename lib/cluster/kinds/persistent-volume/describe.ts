import { humanDuration } from '@/lib/api/duration';
import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

import { canonicalQuantity } from '@/lib/api/quantity';
import { sourceLines } from '../pod/describe-volumes';
import { accessModesText, storageClassOf } from '../volume/format';

/* eslint-disable @typescript-eslint/no-explicit-any -- a volume's many optional parts */

/** Models describePersistentVolume. */
export function describePersistentVolume(volume: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const spec: any = volume.spec ?? {};
  headLines(out, volume);
  mapLines(out, volume);
  out.line(0, `Finalizers:\t[${(volume.metadata.finalizers ?? []).join(' ')}]`);
  out.line(0, `StorageClass:\t${storageClassOf(volume)}`);
  out.line(
    0,
    `Status:\t${volume.metadata.deletionTimestamp ? `Terminating (lasts ${humanDuration(context.now - Date.parse(volume.metadata.deletionTimestamp))})` : (volume.status?.phase ?? '')}`,
  );
  out.line(0, `Claim:\t${spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : ''}`);
  out.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`);
  out.line(0, `Access Modes:\t${accessModesText(spec.accessModes)}`);
  if (spec.volumeMode) out.line(0, `VolumeMode:\t${spec.volumeMode}`);
  out.line(0, `Capacity:\t${spec.capacity?.storage ? canonicalQuantity(spec.capacity.storage) : '0'}`);
  affinity(out, spec.nodeAffinity);
  out.line(0, `Message:\t${volume.status?.message ?? ''}`);
  out.line(0, 'Source:');
  sourceLines(out, spec);
  eventLines(out, volume, context);
  return out.toString();
}

/** Models printVolumeNodeAffinity. */
function affinity(out: Description, value: any): void {
  out.write(0, 'Node Affinity:\t');
  if (!value?.required) {
    out.write(0, '<none>\n');
    return;
  }
  out.write(0, '\n');
  const terms: readonly any[] = value.required.nodeSelectorTerms ?? [];
  if (terms.length === 0) out.line(1, 'Required Terms:\t<none>');
  else {
    out.line(1, 'Required Terms:\t');
    terms.forEach((term, i) => {
      const expressions: readonly any[] = term.matchExpressions ?? [];
      out.write(2, `Term ${i}:\t`);
      if (expressions.length === 0) out.write(0, '<none>\n');
      expressions.forEach((e, j) => {
        const values = (e.values ?? []).length > 0 ? ` [${e.values.join(', ')}]` : '';
        out.write(0, `${j > 0 ? '\t' : ''}${e.key} ${String(e.operator).toLowerCase()}${values}\n`);
      });
    });
  }
}
