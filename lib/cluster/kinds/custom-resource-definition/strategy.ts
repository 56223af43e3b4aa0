import type { KubeObject } from '@/lib/api/object';
import { isKnownFormat } from '@/lib/api/structural';
import { formatTime } from '@/lib/api/time';
import type { Strategy } from '../kind';
import { keepSpec, keepStatus } from '../strategy';
import { withCondition } from './conditions';
import type { Definition } from './definition';
import { definitionWarnings, validateDefinition, validateDefinitionUpdate } from './validation';

/** Holds a definition until its objects are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

const storageVersion = (object: KubeObject) => ((object as Definition).spec?.versions ?? []).find((version) => version.storage)?.name;

/** Status lists every version ever stored; a deletion waits for the objects. Models registry/customresourcedefinition. */
export const definitionStrategy: Strategy = {
  anyFinalizers: true,
  prepareForCreate(object) {
    const stored = storageVersion(object);
    return {
      ...object,
      status: { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: stored ? [stored] : null },
    } as KubeObject;
  },
  prepareForUpdate(object, old) {
    const kept = keepStatus(object, old);
    const stored = storageVersion(object);
    const known = (kept as Definition).status?.storedVersions ?? [];
    return stored && !known.includes(stored) ? { ...kept, status: { ...kept.status, storedVersions: [...known, stored] } } : kept;
  },
  prepareForStatusUpdate: keepSpec,
  validate: (object) => validateDefinition(object as Definition),
  validateUpdate: (object, old) => validateDefinitionUpdate(object as Definition, old as Definition),
  warnings: (object, old) => definitionWarnings(object as Definition, old as Definition | undefined, isKnownFormat),
  pendingFinalizers: ({ metadata }) => !metadata.deletionTimestamp || metadata.finalizers?.includes(CLEANUP_FINALIZER) === true,
  beforeDelete(object, { now }) {
    const { deletionGracePeriodSeconds: _, ...metadata } = object.metadata;
    const finalizers = [...(metadata.finalizers ?? []).filter((name) => name !== CLEANUP_FINALIZER), CLEANUP_FINALIZER];
    const marked = withCondition(
      object as Definition,
      {
        type: 'Terminating',
        status: 'True',
        reason: 'InstanceDeletionPending',
        message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
      },
      formatTime(now),
    );
    return { ...marked, metadata: { ...metadata, finalizers } };
  },
};
