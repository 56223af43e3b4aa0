import { deepEqual, shareWith } from '@/lib/api/freeze';
import type { KubeObject, ObjectMeta } from '@/lib/api/object';
import { badRequestStatus, conflictStatus, failure, invalidStatus, notFoundStatus, OPTIMISTIC_LOCK } from '@/lib/api/status';
import { subresourceOf } from '../../kinds/kind-table';
import { StoreError } from '../../store';
import { admit, validateAdmission } from '../admission/chain';
import type { ResourceCall } from '../call';
import { decodeBody } from '../decode';
import { trackUpdate } from '../managed-fields';
import { validateObjectMetaUpdate } from '../object-meta';
import { createObject, inNamespace, withDefaults } from './create';
import { finishDeletion, pendingFinalizers } from './deletion';
import { orderedMeta } from './metadata';
import { checkWriteOptions, fieldManagerOf } from './options';
import { currentOf, storedForm, toStored } from './versions';

/** What an update came to. */
export interface Updated {
  readonly object: KubeObject;
  readonly created: boolean;
}

/** PUT. Models handlers.UpdateResource and registry.Store.Update. */
export function update(call: ResourceCall): Updated {
  checkWriteOptions(call.request, 'UpdateOptions');
  const { served, info } = call;
  const current = currentOf(call);
  const decoded = decodeBody(call, served, current);
  const given = inNamespace(decoded, served.kind.namespaced ? info.namespace : '');
  checkName(given, info.name);
  if (!current) {
    if (!served.kind.strategy?.createOnUpdate || info.subresource) throw notFoundStatus(served.resource, info.name);
    if (given.metadata.resourceVersion || given.metadata.uid) throw notFoundStatus(served.resource, info.name);
    return { object: createObject(call, given), created: true };
  }
  const object = withDefaults(call, toStored(served, given));
  const tracked = (next: KubeObject) => trackUpdate(call, current, next, fieldManagerOf(call.request));
  return { object: updateObject(call, current, object, tracked), created: false };
}

/** The object has the name that the path names. Models handlers.checkName. */
export function checkName({ metadata }: KubeObject, name: string): void {
  if (metadata.name === name) return;
  throw badRequestStatus(
    metadata.name
      ? `the name of the object (${metadata.name}) does not match the name on the URL (${name})`
      : `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
  );
}

/**
 * Brings a changed object to the store: preconditions, admission, strategy, validation, and the end of a deletion whose last
 * finalizer goes. `track` sets managedFields. Models registry.Store.Update and rest.BeforeUpdate.
 */
export function updateObject(
  call: ResourceCall,
  current: KubeObject,
  given: KubeObject,
  track: (object: KubeObject) => KubeObject,
): KubeObject {
  const { served, server, info } = call;
  const { kind, resource } = served;
  const { context } = server;
  const strategy = kind.strategy ?? {};
  const name = current.metadata.name;
  checkPreconditions(call, current, given);
  let object: KubeObject = { ...given, metadata: keptMetadata(given.metadata, current.metadata) };
  object = track(object);
  object = admit({ call, operation: 'UPDATE', object, old: current, subresource: info.subresource });
  object = shareWith(current, object);
  const isStatus = info.subresource === 'status';
  const below = info.subresource ? subresourceOf(kind, info.subresource)?.strategy : undefined;
  const prepare = below ? below.prepareForUpdate : isStatus ? strategy.prepareForStatusUpdate : strategy.prepareForUpdate;
  if (prepare) object = prepare(object, current, context);
  object = shareWith(current, object);
  if (!isStatus && strategy.generation !== false && specChanged(object, current)) {
    object = { ...object, metadata: { ...object.metadata, generation: (current.metadata.generation ?? 0) + 1 } };
  }
  const validate = below ? below.validateUpdate : isStatus ? strategy.validateStatusUpdate : strategy.validateUpdate;
  const errors = [...validateObjectMetaUpdate(object.metadata, current.metadata, kind), ...(validate?.(object, current, context) ?? [])];
  if (errors.length > 0) throw invalidStatus(kind.group, kind.kind, name, errors);
  if (!isStatus) call.warnings.push(...(strategy.warnings?.(object, current, context) ?? []));
  validateAdmission({ call, operation: 'UPDATE', object, old: current, subresource: info.subresource });
  if (deletionIsDone(call, object, current)) return finishDeletion(call, current, object);
  if (isUnchanged(object, current) && !server.stale?.(resource, current)) return current;
  object = { ...object, metadata: orderedMeta(object.metadata) };
  if (call.dryRun) return object;
  try {
    return server.store.update(resource, current, storedForm(served, object));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw error.refusal === 'absent' ? notFoundStatus(resource, name) : conflictStatus(resource, name, OPTIMISTIC_LOCK);
  }
}

function checkPreconditions(call: ResourceCall, current: KubeObject, given: KubeObject): void {
  const { resource } = call.served;
  const { uid, resourceVersion, name } = given.metadata;
  if (call.info.verb === 'update' && uid && uid !== current.metadata.uid) {
    const key = `/registry/${resource.resource}/${current.metadata.namespace ? `${current.metadata.namespace}/` : ''}${name}`;
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`;
    throw conflictStatus(
      resource,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`,
    );
  }
  if (!resourceVersion || resourceVersion === current.metadata.resourceVersion) return;
  if (!/^\d+$/.test(resourceVersion)) {
    throw failure(500, '', `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
  }
  throw conflictStatus(resource, name, OPTIMISTIC_LOCK);
}

/** What a client may leave out of the metadata stays as it was. Models rest.BeforeUpdate. */
function keptMetadata(next: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const merged: Record<string, unknown> = { ...next };
  const keep = (field: keyof ObjectMeta) => {
    if (old[field] === undefined) delete merged[field];
    else merged[field] = old[field];
  };
  for (const field of ['resourceVersion', 'generation'] as const) keep(field);
  for (const field of ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if (next[field] === undefined || next[field] === null) keep(field);
  }
  if (merged.generateName === undefined && old.generateName !== undefined) merged.generateName = old.generateName;
  return merged as unknown as ObjectMeta;
}

/** Whether anything but metadata and status differs. Both share what is equal. */
function specChanged(next: KubeObject, old: KubeObject): boolean {
  for (const field in next) {
    if (field === 'metadata' || field === 'status' || field === 'apiVersion' || field === 'kind') continue;
    if (next[field] !== old[field] && !deepEqual(next[field], old[field])) return true;
  }
  for (const field in old)
    if (field !== 'metadata' && field !== 'status' && next[field] === undefined && old[field] !== undefined) return true;
  return false;
}

/** An update that changes nothing (the times of managedFields aside) is not written. */
function isUnchanged(next: KubeObject, old: KubeObject): boolean {
  if (next === old || deepEqual(next, old)) return true;
  if (next.metadata.managedFields === old.metadata.managedFields) return false;
  const untimed = (object: KubeObject) => ({
    ...object,
    metadata: { ...object.metadata, managedFields: object.metadata.managedFields?.map(({ time: _, ...entry }) => entry) },
  });
  return deepEqual(untimed(next), untimed(old));
}

/** The object is being deleted, nothing holds it any more, and its grace is over. Models ShouldDeleteDuringUpdate. */
function deletionIsDone(call: ResourceCall, next: KubeObject, old: KubeObject): boolean {
  if (!next.metadata.deletionTimestamp || next.metadata.finalizers?.length) return false;
  if (pendingFinalizers(call.served.kind, next)) return false;
  const had = (old.metadata.finalizers?.length ?? 0) > 0 || pendingFinalizers(call.served.kind, old);
  return had && !old.metadata.deletionGracePeriodSeconds;
}
