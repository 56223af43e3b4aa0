import { deepEqual } from '@/lib/api/freeze';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { isAlreadyExists, ignoreNotFound, type ControllerContext } from './context';
import { controllerOf, controllerRef } from './controller-ref';
import { CONTROLLER_REVISIONS } from '../client/resources';

/** What changes of a workload that keeps its history in ControllerRevisions. Models pkg/controller/history. */
export interface History {
  /** Oldest first. */
  readonly revisions: readonly KubeObject[];
  /** The one that holds the template as it is now. */
  readonly update: KubeObject;
  /** How many hashes have met others'; kept in the status. */
  readonly collisions: number | undefined;
}

/** How an owner names its revisions, and what it writes on new ones. */
export interface RevisionMarks {
  /** The label that holds the hash. */
  readonly hashLabel: string;
  /** The hash of a revision, after so many collisions. */
  readonly hash: (data: unknown, collisions: number | undefined) => string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Names that one look at an owner tries before it gives up until the next. */
const COLLISION_LIMIT = 16;

/** The data of a revision: the template, as a strategic patch that replaces it. */
const templatePatch = (template: KubeObject['spec']): KubeObject['spec'] => ({
  spec: { template: { ...template, $patch: 'replace' } },
});

/** Revisions that an owner controls, oldest first; those that nobody does and that its selector selects become its own. */
function revisionsOf(context: ControllerContext, owner: KubeObject): readonly KubeObject[] {
  return context.client
    .list(CONTROLLER_REVISIONS, owner.metadata.namespace)
    .items.flatMap((revision) => {
      const controller = controllerOf(revision);
      if (controller) return controller.uid === owner.metadata.uid ? [revision] : [];
      if (revision.metadata.deletionTimestamp || !matchesLabelSelector(owner.spec.selector, revision.metadata.labels)) return [];
      return [adopt(context, owner, revision)];
    })
    .sort((a, b) => Number(a.revision) - Number(b.revision) || (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** Models history.AdoptControllerRevision. */
function adopt({ client }: ControllerContext, owner: KubeObject, revision: KubeObject): KubeObject {
  const { ownerReferences = [] } = revision.metadata;
  const metadata = { ...revision.metadata, ownerReferences: [...ownerReferences, controllerRef(owner)] };
  return client.update(CONTROLLER_REVISIONS, { ...revision, metadata });
}

/**
 * Finds or makes the revision of an owner's current template; an old equal one becomes the newest. Models getStatefulSetRevisions
 * and the DaemonSet controller's constructHistory.
 */
export function syncHistory(
  context: ControllerContext,
  owner: KubeObject,
  { hashLabel, hash: hashOf, annotations }: RevisionMarks,
): History {
  const { client } = context;
  const namespace = owner.metadata.namespace ?? '';
  const revisions = revisionsOf(context, owner);
  const data = templatePatch(owner.spec.template);
  const next = Number(revisions.at(-1)?.revision ?? 0) + 1;
  let collisions: number | undefined = owner.status?.collisionCount;
  const equal = revisions.filter((revision) => deepEqual(revision.data, data)).at(-1);
  if (equal && equal === revisions.at(-1)) return { revisions, update: equal, collisions };
  if (equal) {
    const update = client.update(CONTROLLER_REVISIONS, { ...equal, revision: next });
    return { revisions: [...revisions.filter((revision) => revision !== equal), update], update, collisions };
  }
  for (let tries = 1; ; tries++) {
    const hash = hashOf(data, collisions);
    const name = `${owner.metadata.name.slice(0, 223)}-${hash}`;
    const labels = { ...owner.spec.template.metadata?.labels, [hashLabel]: hash };
    const metadata = { name, namespace, labels, ownerReferences: [controllerRef(owner)], annotations };
    try {
      const update = client.create(
        CONTROLLER_REVISIONS,
        { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data, revision: next },
        namespace,
      );
      return { revisions: [...revisions, update], update, collisions };
    } catch (error) {
      if (!isAlreadyExists(error) || tries >= COLLISION_LIMIT) throw error;
      const existing = client.get(CONTROLLER_REVISIONS, namespace, name);
      if (existing && deepEqual(existing.data, data)) return { revisions, update: existing, collisions };
      collisions = (collisions ?? 0) + 1;
    }
  }
}

/** Deletes the oldest revisions that no pod and no rollout uses, down to the limit. */
export function truncateHistory(
  context: ControllerContext,
  revisions: readonly KubeObject[],
  live: ReadonlySet<string>,
  limit: number,
): void {
  const idle = revisions.filter(({ metadata }) => !live.has(metadata.name));
  for (const revision of idle.slice(0, Math.max(0, idle.length - limit)))
    ignoreNotFound(() => context.client.delete(CONTROLLER_REVISIONS, revision.metadata.namespace ?? '', revision.metadata.name));
}
