import type { KubeObject } from '@/lib/api/object';
import { fill, within, withinEach } from '../fill';
import type { Strategy } from '../kind';
import { keepSpec, keepStatus } from '../strategy';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

/** Models SetDefaults_CustomResourceDefinitionSpec. */
export function defaultCustomResourceDefinition(object: KubeObject): KubeObject {
  return within(object, 'spec', (spec: any) => {
    const names = within(spec, 'names', (given: any) =>
      fill(given, {
        singular: String(given.kind ?? '').toLowerCase() || undefined,
        listKind: given.kind ? `${given.kind}List` : undefined,
      }),
    );
    const converted = fill(names, { conversion: { strategy: 'None' } });
    return withinEach(converted, 'versions', (version: any) => version);
  });
}

const storageVersion = (object: KubeObject) =>
  (object.spec?.versions ?? []).find((version: { storage?: boolean }) => version.storage)?.name as string | undefined;

/** Status lists every version ever stored; generation counts changes of the spec. Models registry/customresourcedefinition. */
export const crdStrategy: Strategy = {
  prepareForCreate(object) {
    const stored = storageVersion(object);
    return {
      ...object,
      status: { acceptedNames: { kind: '', plural: '' }, conditions: null, storedVersions: stored ? [stored] : [] },
    } as KubeObject;
  },
  prepareForUpdate(object, old) {
    const kept = keepStatus(object, old);
    const stored = storageVersion(object);
    const known: readonly string[] = kept.status?.storedVersions ?? [];
    return stored && !known.includes(stored) ? { ...kept, status: { ...kept.status, storedVersions: [...known, stored] } } : kept;
  },
  prepareForStatusUpdate: keepSpec,
};
