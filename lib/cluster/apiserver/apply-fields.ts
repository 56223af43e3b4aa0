import { applyMerge, withoutFields } from '@/lib/api/apply-merge';
import { difference, EMPTY, intersection, isEmpty, pathsOf, sortedSet, union, withNamedFields, type FieldSet } from '@/lib/api/field-set';
import { goJson } from '@/lib/api/go-json';
import type { KubeObject, ManagedFieldsEntry } from '@/lib/api/object';
import { applyConflictStatus, failure } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import { typedErrors, typedErrorsText } from '@/lib/api/typed-errors';
import { fieldsOf } from '@/lib/api/typed-fields';
import { parseJson } from './json';
import type { ResourceCall } from './call';
import {
  bare,
  beforeFirstApply,
  byAge,
  Comparisons,
  faceOf,
  inFace,
  owned,
  schemaOf,
  setOf,
  withManaged,
  withoutDifferences,
} from './managed-fields';
import { fromStored, toStored } from './rest/versions';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What of which manager an apply would take. */
interface Conflict {
  readonly entry: ManagedFieldsEntry;
  readonly fields: FieldSet;
}

/**
 * The live object with an apply configuration laid over it, in the version of the request: what the applier owned and no longer
 * names goes, what others own is a conflict unless `force`. `current` is the object as a write holds it. Throws the Conflict.
 * Models fieldmanager.Apply and structured-merge-diff's Updater.Apply.
 */
export function applyConfiguration(
  call: ResourceCall,
  current: KubeObject | undefined,
  configuration: KubeObject,
  manager: string,
  force: boolean,
): KubeObject {
  const { served } = call;
  const { subresource } = call.info;
  const schema = schemaOf(served);
  const errors = typedErrors(configuration, schema);
  if (errors.length > 0) {
    throw failure(500, '', `failed to create typed patch object (${describedKind(configuration)}): ${typedErrorsText(errors)}`);
  }
  const entries = managedBy(call, current);
  const isOwn = (entry: ManagedFieldsEntry) =>
    entry.operation === 'Apply' && entry.manager === manager && (entry.subresource ?? '') === subresource;
  const own = entries.find(isOwn);
  const others = entries.filter((entry) => entry !== own);
  const wanted = sortedSet(owned(call, fieldsOf(bare(configuration), schema)));
  const live = current
    ? fromStored(served, current)
    : ({ apiVersion: served.apiVersion, kind: served.kind.kind, metadata: {} } as KubeObject);
  let merged = applyMerge(live, withoutManaged(configuration), schema);
  // Names and namespaces are nobody's, but what the configuration names stays.
  const named = fieldsOf(withoutManaged(configuration), schema);
  if (own && !isEmpty(setOf(own))) merged = pruned(call, merged, own, named, others);
  const comparisons = new Comparisons(call, current, toStored(served, merged));
  const conflicts = others
    .map((entry) => ({ entry, fields: intersection(setOf(entry), comparisons.at(entry.apiVersion ?? '')?.changed ?? EMPTY) }))
    .filter(({ fields }) => !isEmpty(fields));
  if (conflicts.length > 0 && !force) checkConflicts(conflicts, manager === 'kubectl' ? allowedByLastApplied(call, live) : EMPTY);
  const { changed, removed } = comparisons.at(served.apiVersion)!;
  const same = current !== undefined && isEmpty(changed) && isEmpty(removed) && namesAsBefore(configuration, live);
  const time = same ? own?.time : formatTime(call.server.sim.now());
  const mine: ManagedFieldsEntry = {
    manager,
    operation: 'Apply',
    apiVersion: served.apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: wanted,
    ...(subresource && { subresource }),
  };
  const result = same ? live : merged;
  const managed = [...withoutDifferences(others, comparisons), ...(isEmpty(wanted) ? [] : [mine])].sort(byAge);
  return withManaged(manager === 'kubectl' ? withLastApplied(result, configuration) : result, managed);
}

/** What a configuration says of the metadata that nobody manages is as it was. */
const namesAsBefore = (configuration: KubeObject, live: KubeObject): boolean =>
  UNMANAGED_METADATA.every((name) => configuration.metadata[name] === undefined || configuration.metadata[name] === live.metadata[name]);
const UNMANAGED_METADATA = ['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp'] as const;

const managedBy = (call: ResourceCall, current: KubeObject | undefined): readonly ManagedFieldsEntry[] => {
  const entries = current?.metadata.managedFields ?? [];
  return current && entries.length === 0 ? beforeFirstApply(call, current) : entries;
};

function withoutManaged(configuration: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = configuration.metadata;
  return { ...configuration, metadata };
}

/** `ns/name; apps/v1, Kind=Deployment`. Models objectGVKNN. */
export function describedKind({ apiVersion, kind, metadata: { namespace = '', name = '' } }: KubeObject): string {
  return `${namespace}/${name}; ${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

/**
 * Takes away what the applier named last time and names no more, unless somebody else owns it, or something below it.
 * Models Updater.prune.
 */
function pruned(
  call: ResourceCall,
  merged: KubeObject,
  own: ManagedFieldsEntry,
  wanted: FieldSet,
  others: readonly ManagedFieldsEntry[],
): KubeObject {
  const { served } = call;
  const face = faceOf(call, own.apiVersion ?? '');
  if (!face) return merged;
  const last = setOf(own);
  let whole = inFace(served, face, merged);
  let left = withoutFields(whole, withNamedFields(last, schemaOf(face)), schemaOf(face));
  const byVersion = new Map<string, FieldSet>([[served.apiVersion, wanted]]);
  for (const entry of others) {
    const version = entry.apiVersion ?? '';
    byVersion.set(version, union(byVersion.get(version) ?? EMPTY, setOf(entry)));
  }
  let at = face;
  for (const [version, managed] of byVersion) {
    const to = faceOf(call, version);
    if (!to) continue;
    [whole, left, at] = [inFace(at, to, whole), inFace(at, to, left), to];
    const schema = schemaOf(to);
    const named = (object: KubeObject) => withNamedFields(fieldsOf(bare(object), schema), schema);
    const kept = union(named(left), withNamedFields(managed, schema));
    left = withoutFields(whole, difference(named(whole), kept), schema);
  }
  [whole, left] = [inFace(at, face, whole), inFace(at, face, left)];
  const schema = schemaOf(face);
  const named = (object: KubeObject) => withNamedFields(fieldsOf(bare(object), schema), schema);
  const gone = intersection(difference(named(whole), named(left)), withNamedFields(last, schema));
  return inFace(face, served, withoutFields(whole, gone, schema));
}

/** What kubectl has applied before on the client's side it may take over without asking. Models lastAppliedManager. */
function allowedByLastApplied(call: ResourceCall, live: KubeObject): FieldSet {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  if (!text) return EMPTY;
  const parsed = parseJson(text);
  if ('error' in parsed || typeof parsed.value !== 'object' || parsed.value === null) return EMPTY;
  const applied = parsed.value as KubeObject;
  const schema = schemaOf(call.served);
  if (!applied.metadata || typedErrors(applied, schema).length > 0) return EMPTY;
  return fieldsOf(bare(applied), schema);
}

/** An annotation of client-side apply goes along with what kubectl applies now. Models lastAppliedUpdater. */
function withLastApplied(object: KubeObject, configuration: KubeObject): KubeObject {
  if (!object.metadata.annotations?.[LAST_APPLIED]) return object;
  const { annotations, ...metadata } = withoutManaged(configuration).metadata;
  const { [LAST_APPLIED]: _, ...others } = annotations ?? {};
  const kept = { ...configuration, metadata: { ...metadata, ...(Object.keys(others).length > 0 && { annotations: others }) } };
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [LAST_APPLIED]: `${goJson(kept)}\n` } },
  };
}

function checkConflicts(all: readonly Conflict[], allowed: FieldSet): void {
  const conflicts = all
    .map(({ entry, fields }) => ({ entry, fields: difference(fields, allowed) }))
    .filter(({ fields }) => !isEmpty(fields));
  if (conflicts.length > 0) throw conflictOf(conflicts);
}

function conflictOf(conflicts: readonly Conflict[]) {
  const found = conflicts.flatMap(({ entry, fields }) => pathsOf(fields).map((path) => ({ who: managerText(entry), path })));
  const causes = found.map(({ who, path }) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field: path }));
  if (found.length === 1) {
    return applyConflictStatus(causes, `Apply failed with 1 conflict: conflict with ${found[0]!.who}: ${found[0]!.path}`);
  }
  const lines: string[] = [];
  for (const who of [...new Set(found.map((one) => one.who))].sort()) {
    lines.push(`conflicts with ${who}:`);
    for (const one of found) if (one.who === who) lines.push(`- ${one.path}`);
  }
  return applyConflictStatus(causes, `Apply failed with ${found.length} conflicts: ${lines.join('\n')}`);
}

/** Models printManager; the identifier never has a time. */
function managerText({ manager = '', subresource, operation, apiVersion }: ManagedFieldsEntry): string {
  const name = JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
