import type { KubeObject } from '@/lib/api/object';
import { alreadyExistsStatus, badRequestStatus, failure, generateNameConflictStatus, invalidStatus, StatusError } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import { StoreError } from '../../store';
import { admit, validateAdmission } from '../admission/chain';
import type { ResourceCall } from '../call';
import { decodeBody } from '../decode';
import { trackUpdate } from '../managed-fields';
import { validateObjectMeta } from '../object-meta';
import { generatedName, orderedMeta } from './metadata';
import { checkWriteOptions, fieldManagerOf } from './options';
import { storedForm, toStored } from './versions';

const MOST_NAME_ATTEMPTS = 8;

/** POST to a collection. Models handlers.createHandler and registry.Store.Create. */
export function create(call: ResourceCall): KubeObject {
  checkWriteOptions(call.request, 'CreateOptions');
  return createObject(call, decodeBody(call, call.served));
}

/** Everything after decoding: what a PUT or an apply patch that creates goes through, too. */
export function createObject(call: ResourceCall, decoded: KubeObject, tracked = false): KubeObject {
  const { served, info } = call;
  const { kind, resource } = served;
  let object = inNamespace(decoded, kind.namespaced ? info.namespace : '');
  object = withDefaults(call, toStored(served, object));
  const generate = !object.metadata.name && !!object.metadata.generateName;
  if (!tracked) object = trackUpdate(call, undefined, object, fieldManagerOf(call.request));
  for (let attempt = 1; ; attempt++) {
    try {
      return createOnce(call, object, generate);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (!generate) throw existsAlready(call, object);
      if (attempt === MOST_NAME_ATTEMPTS) throw generateNameConflictStatus(resource, object.metadata.generateName!);
    }
  }
}

/** What is being deleted is said to be. Models registry.Store.Create's rest.CheckGeneratedNameError and its deletion check. */
function existsAlready(call: ResourceCall, { metadata }: KubeObject): StatusError {
  const error = alreadyExistsStatus(call.served.resource, metadata.name);
  const there = call.server.store.get(call.served.resource, metadata.namespace ?? '', metadata.name);
  if (!there?.metadata.deletionTimestamp) return error;
  return new StatusError({ ...error.status, message: `object is being deleted: ${error.status.message ?? ''}` });
}

function createOnce(call: ResourceCall, given: KubeObject, generate: boolean): KubeObject {
  const { served, server } = call;
  const { kind, resource } = served;
  const { context } = server;
  const strategy = kind.strategy ?? {};
  // The mutating phase knows generateName only.
  let object = admit({ call, operation: 'CREATE', object: given, old: undefined, subresource: '' });
  if (generate && !object.metadata.name) {
    object = { ...object, metadata: { ...object.metadata, name: generatedName(object.metadata.generateName!, context.random) } };
  }
  object = withSystemMetadata(object, server.sim.now(), () => server.sim.random.uuid(), strategy.generation !== false);
  if (strategy.prepareForCreate) object = strategy.prepareForCreate(object, context);
  const errors = [...validateObjectMeta(object, kind), ...(strategy.validate?.(object, context) ?? [])];
  if (errors.length > 0) throw invalidStatus(kind.group, kind.kind, object.metadata.name ?? '', errors);
  call.warnings.push(...(strategy.warnings?.(object, undefined, context) ?? []));
  validateAdmission({ call, operation: 'CREATE', object, old: undefined, subresource: '' });
  if (!call.request.as && Number(given.metadata.resourceVersion) > 0) {
    throw failure(500, '', 'resourceVersion should not be set on objects to be created');
  }
  object = { ...object, metadata: orderedMeta({ ...object.metadata, resourceVersion: '' }) };
  if (!call.dryRun) return server.store.create(resource, storedForm(served, object));
  if (server.store.get(resource, object.metadata.namespace ?? '', object.metadata.name)) throw new StoreError('exists');
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Models rest.FillObjectMetaSystemFields and what BeforeCreate clears. */
function withSystemMetadata(object: KubeObject, now: number, uuid: () => string, generation: boolean): KubeObject {
  const {
    deletionTimestamp: _time,
    deletionGracePeriodSeconds: _grace,
    resourceVersion: _version,
    generation: _generation,
    ...kept
  } = object.metadata;
  return {
    ...object,
    metadata: { ...kept, uid: uuid(), creationTimestamp: formatTime(now), ...(generation && { generation: 1 }) },
  };
}

/** Fills defaults; shared by create, update and patch. */
export function withDefaults(call: ResourceCall, object: KubeObject): KubeObject {
  return call.served.kind.defaults?.(object, call.server.context) ?? object;
}

/** Models rest.EnsureObjectNamespaceMatchesRequestNamespace. */
export function inNamespace(object: KubeObject, namespace: string): KubeObject {
  const given = object.metadata.namespace ?? '';
  if (given === namespace) return object;
  if (namespace === '') {
    const { namespace: _, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  if (given === '') return { ...object, metadata: { ...object.metadata, namespace } };
  throw badRequestStatus('the namespace of the provided object does not match the namespace sent on the request');
}
