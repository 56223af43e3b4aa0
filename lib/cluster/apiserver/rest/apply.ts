import { required } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus, invalidStatus } from '@/lib/api/status';
import type { ResourceCall } from '../call';
import { decodeObject, bodyValue } from '../decode';
import { applyConfiguration } from '../managed-fields';
import { flagOf, queryOf } from '../request-info';
import { createObject, inNamespace, withDefaults } from './create';
import { updateObject, type Updated } from './update';
import { currentOf, toStored } from './versions';

/** PATCH with an apply configuration (server-side apply); creates what is not there. Models handlers.applyPatcher. */
export function apply(call: ResourceCall): Updated {
  const { served, info, server, request } = call;
  const manager = queryOf(request, 'fieldManager');
  if (!manager) throw invalidStatus('meta.k8s.io', 'PatchOptions', '', [required('fieldManager', 'is required for apply patch')]);
  const { value, duplicates } = bodyValue(request.body, served.kind.kind);
  const given = value as Partial<KubeObject> | null;
  if (typeof given !== 'object' || given === null) throw badRequestStatus('error decoding YAML: apply configuration is not an object');
  if (given.metadata?.managedFields?.length) throw badRequestStatus('metadata.managedFields must be nil');
  const decoded = decodeObject(call, served, given, duplicates);
  const named = { ...decoded, metadata: { ...decoded.metadata, name: decoded.metadata.name ?? info.name } };
  const configuration = toStored(served, inNamespace(named, served.kind.namespaced ? info.namespace : ''));
  if (configuration.metadata.name !== info.name) {
    throw badRequestStatus(`the name of the object (${configuration.metadata.name}) does not match the name on the URL (${info.name})`);
  }
  const current = currentOf(call);
  const applied = applyConfiguration(call, current, configuration, manager, flagOf(request, 'force'));
  if (!current) return { object: createObject(call, applied, true), created: true };
  const managed = applied.metadata.managedFields;
  const object = updateObject(call, current, withDefaults(call, applied), (next) => {
    const { managedFields: _, ...metadata } = next.metadata;
    return { ...next, metadata: { ...metadata, ...(managed && { managedFields: managed }) } };
  });
  return { object, created: false };
}
