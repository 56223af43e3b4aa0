import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus, conflictStatus, failure, notFoundStatus } from '@/lib/api/status';
import { parseDocument, YamlError } from '@/lib/api/yaml';
import type { ResourceCall } from '../call';
import { bareReason, decodeObject } from '../decode';
import { applyConfiguration, describedKind } from '../apply-fields';
import { flagOf, queryOf } from '../request-info';
import { interpretTypeMeta, jsonTypeName, TypeMetaError } from '../type-meta';
import { createObject, inNamespace, withDefaults } from './create';
import { checkName, updateObject, type Updated } from './update';
import { currentOf, toStored } from './versions';

/** PATCH with an apply configuration (server-side apply); creates what is not there. Models handlers.applyPatcher. */
export function apply(call: ResourceCall): Updated {
  const { served, info, request } = call;
  const { value, duplicates } = readConfiguration(request.body);
  const current = currentOf(call);
  // Only objects themselves are created by applying them.
  if (!current && info.subresource) throw notFoundStatus(served.resource, info.name);
  const given = checkMeta(call, value);
  const applied = applyConfiguration(call, current, given, queryOf(request, 'fieldManager')!, flagOf(request, 'force'));
  complain(call, duplicates);
  const decoded = decodeApplied(call, given, applied);
  if (!current && decoded.metadata.uid) {
    const why = `uid mismatch: the provided object specified uid ${decoded.metadata.uid}, and no existing object was found`;
    throw conflictStatus(served.resource, info.name, why);
  }
  const object = toStored(served, inNamespace(decoded, served.kind.namespaced ? info.namespace : ''));
  checkName(object, info.name);
  if (!current) return { object: createObject(call, object, true), created: true };
  const managed = applied.metadata.managedFields;
  const updated = updateObject(call, current, withDefaults(call, object), (next) => {
    const { managedFields: _, ...metadata } = next.metadata;
    return { ...next, metadata: { ...metadata, ...(managed && { managedFields: managed }) } };
  });
  return { object: updated, created: false };
}

/** The configuration: YAML (and so JSON) as text, or a value. */
function readConfiguration(body: unknown): { readonly value: Readonly<Record<string, unknown>>; readonly duplicates: readonly string[] } {
  const duplicates: string[] = [];
  let value = body;
  if (typeof body === 'string' || body === undefined) {
    try {
      value = parseDocument(body ?? '', duplicates) ?? {};
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      throw badRequestStatus(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequestStatus(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonTypeName(value)} into Go value of type map[string]interface {}`,
    );
  }
  return { value: value as Readonly<Record<string, unknown>>, duplicates };
}

/** Keys named twice: the configuration is applied, and refused or warned of only then. */
function complain(call: ResourceCall, duplicates: readonly string[]): void {
  if (duplicates.length === 0) return;
  const text = `error converting YAML to JSON: yaml: unmarshal errors:\n  ${duplicates.join('\n  ')}`;
  if (queryOf(call.request, 'fieldValidation') === 'Strict') throw badRequestStatus(`error strict decoding YAML: ${text}`);
}

/** Models what fieldmanager.Apply asks of a configuration before it is compared. */
function checkMeta({ served }: ResourceCall, value: Readonly<Record<string, unknown>>): KubeObject {
  const metadata = value.metadata;
  if (metadata !== undefined && metadata !== null && (typeof metadata !== 'object' || Array.isArray(metadata))) {
    throw failure(500, '', `couldn't get accessor: metadata is not an object`);
  }
  const expected = served.apiVersion;
  let version = '';
  try {
    const meta = interpretTypeMeta(value);
    version = meta.group ? `${meta.group}/${meta.version}` : meta.version;
  } catch (error) {
    if (!(error instanceof TypeMetaError)) throw error;
  }
  if (version !== expected || value.kind !== served.kind.kind) {
    const shown = version.includes('/') ? version : `/${version}`;
    throw failure(500, '', `invalid object type: ${shown}, Kind=${String(value.kind ?? '')}`);
  }
  if ((metadata as { managedFields?: unknown } | undefined)?.managedFields) throw badRequestStatus('metadata.managedFields must be nil');
  return { ...value, apiVersion: expected, kind: value.kind, metadata: metadata ?? {} } as KubeObject;
}

/** The applied object in the form of its Go type. */
function decodeApplied(call: ResourceCall, given: KubeObject, applied: KubeObject): KubeObject {
  try {
    return decodeObject(call, call.served, applied);
  } catch (error) {
    const why = bareReason(error);
    if (why === undefined) throw error;
    throw failure(500, '', `failed to convert new object (${describedKind(given)}) to proper version: ${why}`);
  }
}
