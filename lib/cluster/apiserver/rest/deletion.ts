import type { KubeObject } from '@/lib/api/object';
import { conflictStatus, notFoundStatus, OPTIMISTIC_LOCK, successStatus, type Status } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import { StoreError } from '../../store';
import type { Kind } from '../../kinds/kind';
import { admitRequest } from '../admission/chain';
import type { ResourceCall } from '../call';
import { deleteOptions, type DeleteOptions } from './delete-options';
import { orderedMeta } from './metadata';

/** What a deletion came to: gone, or marked and waiting. */
export interface Deleted {
  readonly object: KubeObject;
  readonly gone: boolean;
}

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/** DELETE of one object. Models handlers.DeleteResource and registry.Store.Delete. */
export function remove(given: ResourceCall): KubeObject | Status {
  const { served, info, server } = given;
  const options = deleteOptions(given.request);
  const call: ResourceCall = { ...given, dryRun: options.dryRun !== undefined && options.dryRun.length > 0 };
  const current = server.store.get(served.resource, served.kind.namespaced ? info.namespace : '', info.name);
  if (!current) throw notFoundStatus(served.resource, info.name);
  const { object, gone } = deleteObject(call, current, options);
  if (!gone || served.kind.strategy?.returnsDeleted) return object;
  const { name, uid } = current.metadata;
  const { group, resource } = served.resource;
  return successStatus({ name, ...(group && { group }), kind: resource, ...(uid && { uid }) });
}

/** Deletes or marks one object. Models rest.BeforeDelete and registry.Store.Delete. */
export function deleteObject(call: ResourceCall, current: KubeObject, options: DeleteOptions): Deleted {
  const { served, server } = call;
  const { kind } = served;
  checkPreconditions(call, current, options);
  admitRequest({ call, operation: 'DELETE', object: undefined, old: current, subresource: '' });
  const finalizers = wantedFinalizers(kind, current, options, call);
  const held = finalizers.length > 0 || pendingFinalizers(kind, current);
  const grace = graceOf(kind, current, options);
  const meta = current.metadata;
  const deleting = meta.deletionTimestamp !== undefined;
  if (!held && (grace === 0 || grace === undefined)) {
    if (call.dryRun) return { object: current, gone: true };
    return { object: finishDeletion(call, current), gone: true };
  }
  const seconds = grace ?? 0;
  const sameFinalizers =
    finalizers.length === (meta.finalizers?.length ?? 0) && finalizers.every((name, i) => meta.finalizers?.[i] === name);
  const shorter = deleting && seconds < (meta.deletionGracePeriodSeconds ?? 0);
  let next = current;
  if (!deleting || shorter) {
    const from = shorter ? Date.parse(meta.deletionTimestamp!) - (meta.deletionGracePeriodSeconds ?? 0) * 1000 : server.sim.now();
    next = {
      ...next,
      metadata: {
        ...next.metadata,
        deletionTimestamp: formatTime(from + seconds * 1000),
        deletionGracePeriodSeconds: seconds,
        ...(!deleting && meta.generation && { generation: meta.generation + 1 }),
      },
    };
  }
  if (!sameFinalizers) {
    const { finalizers: _, ...rest } = next.metadata;
    next = { ...next, metadata: { ...rest, ...(finalizers.length > 0 && { finalizers }) } };
  }
  if (!deleting && kind.strategy?.beforeDelete) next = kind.strategy.beforeDelete(next, server.context);
  if (next === current) return { object: current, gone: false };
  next = { ...next, metadata: orderedMeta(next.metadata) };
  if (call.dryRun) return { object: next, gone: false };
  return { object: server.store.update(served.resource, current, next), gone: false };
}

/** Something besides metadata.finalizers keeps the object: the namespace's spec.finalizers. */
export const pendingFinalizers = (kind: Kind, object: KubeObject): boolean => kind.strategy?.pendingFinalizers?.(object) ?? false;

/** Takes the object out of the store. */
export function finishDeletion(call: ResourceCall, current: KubeObject, last: KubeObject = current): KubeObject {
  const { served, server } = call;
  if (call.dryRun) return last;
  try {
    const gone = server.store.delete(served.resource, current, last);
    served.kind.strategy?.afterDelete?.(gone, server.context);
    return gone;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw error.refusal === 'absent'
      ? notFoundStatus(served.resource, current.metadata.name)
      : conflictStatus(served.resource, current.metadata.name, OPTIMISTIC_LOCK);
  }
}

function checkPreconditions(call: ResourceCall, current: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion, name } = current.metadata;
  const resource = { group: '', resource: call.served.kind.kind };
  if (preconditions?.uid && preconditions.uid !== uid) {
    throw conflictStatus(
      resource,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (preconditions?.resourceVersion && preconditions.resourceVersion !== resourceVersion) {
    throw conflictStatus(
      resource,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
}

/** Grace in seconds; undefined for kinds that go at once. Models CheckGracefulDelete. */
function graceOf(kind: Kind, current: KubeObject, options: DeleteOptions): number | undefined {
  const asked = options.gracePeriodSeconds;
  if (!kind.strategy?.gracePeriodSeconds) return undefined;
  const seconds = kind.strategy.gracePeriodSeconds(current, asked);
  return seconds < 0 ? 1 : seconds;
}

/** Finalizers after the propagation policy has had its say. Models deletionFinalizersForGarbageCollection. */
function wantedFinalizers(kind: Kind, current: KubeObject, options: DeleteOptions, call: ResourceCall): readonly string[] {
  const has = current.metadata.finalizers ?? [];
  const orphan = shouldOrphan(kind, has, options, call);
  const foreground = shouldDeleteInForeground(has, options);
  if (orphan === has.includes(ORPHAN) && foreground === has.includes(FOREGROUND)) return has;
  const others = has.filter((name) => name !== ORPHAN && name !== FOREGROUND);
  if (orphan) others.push(ORPHAN);
  if (foreground) others.push(FOREGROUND);
  return others;
}

function shouldOrphan(kind: Kind, has: readonly string[], options: DeleteOptions, call: ResourceCall): boolean {
  if (options.orphanDependents !== undefined) return options.orphanDependents;
  if (options.propagationPolicy !== undefined) return options.propagationPolicy === 'Orphan';
  if (has.includes(ORPHAN)) return true;
  if (has.includes(FOREGROUND)) return false;
  if (!kind.strategy?.orphansByDefault) return false;
  if (kind.strategy.orphanWarning) call.warnings.push(kind.strategy.orphanWarning);
  return true;
}

function shouldDeleteInForeground(has: readonly string[], options: DeleteOptions): boolean {
  if (options.orphanDependents !== undefined) return false;
  if (options.propagationPolicy !== undefined) return options.propagationPolicy === 'Foreground';
  return has.includes(FOREGROUND) && !has.includes(ORPHAN);
}
