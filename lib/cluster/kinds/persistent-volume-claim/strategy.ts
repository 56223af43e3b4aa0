import type { KubeObject } from '@/lib/api/object';
import { canonicalQuantity, parseQuantity } from '@/lib/api/quantity';
import { storageClassAnnotationWarnings } from '../deprecated-labels';
import type { Strategy } from '../kind';
import { withStatus } from '../strategy';
import { validateClaimStatusUpdate, validatePersistentVolumeClaim, validatePersistentVolumeClaimUpdate } from './validate';

interface DataSource {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

const isClaimOrSnapshot = ({ apiGroup = '', kind }: DataSource) =>
  (kind === 'PersistentVolumeClaim' && apiGroup === '') || (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io');

/**
 * The two ways to name where a claim's data comes from follow each other; the old one takes claims and snapshots only.
 * Models pkg/api/persistentvolumeclaim's EnforceDataSourceBackwardsCompatibility and NormalizeDataSources.
 */
function withDataSources(claim: KubeObject, old?: KubeObject): KubeObject {
  const { dataSource, dataSourceRef, ...rest } = (claim.spec ?? {}) as { dataSource?: DataSource; dataSourceRef?: DataSource };
  if (!dataSource && !dataSourceRef) return claim;
  // References across namespaces are an alpha feature, which is off.
  const { namespace: _, ...ref } = dataSourceRef ?? {};
  const kept = dataSource && (old?.spec?.dataSource || old?.spec?.dataSourceRef || isClaimOrSnapshot(dataSource)) ? dataSource : undefined;
  const source = kept ?? (dataSourceRef ? ref : undefined);
  const target = dataSourceRef ? ref : kept;
  return {
    ...claim,
    spec: { ...rest, ...(source ? { dataSource: source } : {}), ...(target ? { dataSourceRef: target } : {}) },
  } as KubeObject;
}

/** Models pkg/api/persistentvolumeclaim.GetWarningsForPersistentVolumeClaim. */
function warnings(claim: KubeObject): string[] {
  const found = storageClassAnnotationWarnings(claim.metadata.annotations);
  for (const part of ['requests', 'limits'] as const) {
    const value = claim.spec?.resources?.[part]?.storage as string | undefined;
    if (value !== undefined && parseQuantity(value).nano % 1_000_000_000n !== 0n)
      found.push(
        `spec.resources.${part}[storage]: fractional byte value ${JSON.stringify(canonicalQuantity(value))} is invalid, must be an integer`,
      );
  }
  return found;
}

const base = withStatus({ phase: 'Pending' });

/** Models registry/core/persistentvolumeclaim. */
export const claimStrategy: Strategy = {
  ...base,
  generation: false,
  prepareForCreate: (claim, context) => withDataSources(base.prepareForCreate!(claim, context)),
  prepareForUpdate: (claim, old, context) => withDataSources(base.prepareForUpdate!(claim, old, context), old),
  validate: validatePersistentVolumeClaim,
  validateUpdate: validatePersistentVolumeClaimUpdate,
  validateStatusUpdate: validateClaimStatusUpdate,
  warnings,
};
