import type { KubeObject } from '@/lib/api/object';
import { claimWarnings, templateWarnings } from '../pod/warnings';
import { numberOf, structOf, structsOf } from '../read';

/** Models statefulSetStrategy's warnings. */
export function statefulSetWarnings(set: KubeObject, old: KubeObject | undefined): string[] {
  const spec = structOf(set.spec);
  const found = [...templateWarnings(set, old)];
  if (!old || old.metadata.generation !== set.metadata.generation) {
    structsOf(spec.volumeClaimTemplates).forEach((claim, i) => {
      found.push(...claimWarnings(structOf(claim.spec).resources, `spec.volumeClaimTemplates[${i}].Spec`));
    });
  }
  if (numberOf(spec.revisionHistoryLimit) < 0)
    found.push('spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended');
  return found;
}
