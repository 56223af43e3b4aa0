import { applyMerge, withoutFields } from '@/lib/api/apply-merge';
import {
  compareFields,
  difference,
  EMPTY,
  fieldsOf,
  intersection,
  isEmpty,
  pathsOf,
  sortedSet,
  union,
  type FieldSet,
} from '@/lib/api/field-set';
import { deepEqual, deepFreeze } from '@/lib/api/freeze';
import type { KubeObject, ManagedFieldsEntry } from '@/lib/api/object';
import { normalizeObject, type SchemaRef } from '@/lib/api/schema';
import { applyConflictStatus, failure } from '@/lib/api/status';
import { typedErrors, typedErrorsText } from '@/lib/api/typed-errors';
import { formatTime } from '@/lib/api/time';
import { subresourceOf } from '../kinds/kind-table';
import type { ResourceCall } from './call';

/** Metadata that nobody manages. Models fieldmanager's stripMeta. */
const UNMANAGED: FieldSet = deepFreeze({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': Object.fromEntries(
    [
      '.',
      'f:name',
      'f:namespace',
      'f:creationTimestamp',
      'f:uid',
      'f:generation',
      'f:managedFields',
      'f:resourceVersion',
      'f:deletionTimestamp',
      'f:deletionGracePeriodSeconds',
    ].map((key) => [key, {}]),
  ),
});

const MOST_UPDATE_MANAGERS = 10;
const NO_FIELDS = Object.freeze({});

/** What of a difference a request can own: clients own no status, and status updates nothing else. */
function owned(call: ResourceCall, set: FieldSet): FieldSet {
  let out: FieldSet = difference(set, UNMANAGED);
  const { subresource } = call.info;
  if (subresource === 'status') {
    const { 'f:status': status, 'f:metadata': metadata } = out;
    return { ...(metadata && { 'f:metadata': metadata }), ...(status && { 'f:status': status }) };
  }
  if (!subresource && 'f:status' in out && subresourceOf(call.served.kind, 'status')) {
    const { 'f:status': _, ...rest } = out;
    out = rest;
  }
  return out;
}

const schemaOf = (call: ResourceCall): SchemaRef => {
  const { schema, custom } = call.served.kind.versions[0]!;
  return custom?.fields ?? schema;
};
/** What Go's structs make of an object; custom resources are kept as they are. */
const normalized = <T extends object>(object: T, schema: SchemaRef): T =>
  typeof schema === 'string' ? normalizeObject(object, schema) : object;
const setOf = (entry: ManagedFieldsEntry): FieldSet => (entry.fieldsV1 as FieldSet | undefined) ?? EMPTY;

/** Sets managedFields of an object that `manager` creates or updates. Models structured-merge-diff's Updater.Update. */
export function trackUpdate(call: ResourceCall, old: KubeObject | undefined, object: KubeObject, manager: string): KubeObject {
  const before = old?.metadata.managedFields ?? [];
  const differences = compareFields(bare(old), bare(object), schemaOf(call));
  const changed = owned(call, differences.changed);
  const removed = owned(call, differences.removed);
  if (isEmpty(changed) && isEmpty(removed)) return withManaged(object, before);
  const apiVersion = call.served.apiVersion;
  const { subresource } = call.info;
  const isOwn = (entry: ManagedFieldsEntry) =>
    entry.operation === 'Update' &&
    entry.manager === manager &&
    entry.apiVersion === apiVersion &&
    (entry.subresource ?? '') === subresource;
  const entries: ManagedFieldsEntry[] = [];
  let own: FieldSet = EMPTY;
  for (const entry of before) {
    if (isOwn(entry)) {
      own = setOf(entry);
      continue;
    }
    const kept = difference(difference(setOf(entry), changed), removed);
    if (!isEmpty(kept)) entries.push(kept === setOf(entry) ? entry : { ...entry, fieldsV1: kept });
  }
  const mine = union(difference(own, removed), changed);
  if (!isEmpty(mine)) {
    entries.push({
      manager,
      operation: 'Update',
      apiVersion,
      time: formatTime(call.server.sim.now()),
      fieldsType: 'FieldsV1',
      fieldsV1: sortedSet(mine),
      ...(subresource && { subresource }),
    });
  }
  return withManaged(object, capped(entries).sort(byAge));
}

/** The object without what never is managed, so that comparing is quick. */
function bare(object: KubeObject | undefined): Readonly<Record<string, unknown>> {
  if (!object) return NO_FIELDS;
  const { labels, annotations, ownerReferences, finalizers, generateName } = object.metadata;
  return {
    ...object,
    apiVersion: undefined,
    kind: undefined,
    metadata: { labels, annotations, ownerReferences, finalizers, generateName },
  };
}

function withManaged(object: KubeObject, managedFields: readonly ManagedFieldsEntry[]): KubeObject {
  if (object.metadata.managedFields === managedFields) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...(managedFields.length > 0 && { managedFields }) } };
}

/** Applies first, then by time and name. Models sortEncodedManagedFields. */
function byAge(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return (
    compare(a.operation, b.operation) ||
    compare(a.time, b.time) ||
    compare(a.manager, b.manager) ||
    compare(a.apiVersion, b.apiVersion) ||
    compare(a.subresource, b.subresource)
  );
}

const compare = (a = '', b = '') => (a < b ? -1 : a > b ? 1 : 0);

/** The oldest updaters beyond the tenth are merged into one. Models capManagersManager. */
function capped(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  const updaters = entries.filter(({ operation }) => operation === 'Update').sort(byAge);
  const surplus = updaters.slice(0, Math.max(0, updaters.length - MOST_UPDATE_MANAGERS + 1));
  if (updaters.length <= MOST_UPDATE_MANAGERS) return entries;
  const merged = surplus.reduce<FieldSet>((set, entry) => union(set, setOf(entry)), EMPTY);
  const last = surplus[surplus.length - 1]!;
  const bucket: ManagedFieldsEntry = { ...last, manager: 'ancient-changes', fieldsV1: sortedSet(merged) };
  return [...entries.filter((entry) => !surplus.includes(entry)), bucket];
}

/**
 * The live object with an apply configuration laid over it: what the applier owned and no longer names goes, what others own
 * is a conflict unless `force`. Throws the Conflict. Models structured-merge-diff's Updater.Apply.
 */
export function applyConfiguration(
  call: ResourceCall,
  current: KubeObject | undefined,
  configuration: KubeObject,
  manager: string,
  force: boolean,
): KubeObject {
  const schema = schemaOf(call);
  const { apiVersion } = call.served;
  const { subresource } = call.info;
  const entries = current?.metadata.managedFields ?? [];
  const isOwn = (entry: ManagedFieldsEntry) =>
    entry.operation === 'Apply' && entry.manager === manager && (entry.subresource ?? '') === subresource;
  const others = entries.filter((entry) => !isOwn(entry));
  const own = entries.find(isOwn);
  const errors = typedErrors(configuration, schema);
  if (errors.length > 0) {
    throw failure(500, '', `failed to create typed patch object (${describedKind(configuration)}): ${typedErrorsText(errors)}`);
  }
  const wanted = sortedSet(difference(fieldsOf(bare(configuration), schema), UNMANAGED));
  const live = current ?? ({ apiVersion: configuration.apiVersion, kind: configuration.kind, metadata: {} } as KubeObject);
  const { metadata, ...rest } = configuration;
  const { managedFields: _, creationTimestamp: _created, ...named } = metadata;
  let merged = applyMerge(live, { ...rest, metadata: named } as KubeObject, schema);
  if (own) merged = normalized(withoutFields(merged, abandoned(setOf(own), wanted, others), schema), schema);
  const { changed } = compareFields(bare(current), bare(merged), schema);
  const conflicts = others
    .map((entry) => ({ entry, fields: intersection(setOf(entry), changed) }))
    .filter(({ fields }) => !isEmpty(fields));
  if (conflicts.length > 0 && !force) throw conflictOf(conflicts);
  const kept = others
    .map((entry) => {
      const conflict = conflicts.find((one) => one.entry === entry);
      return conflict ? { ...entry, fieldsV1: difference(setOf(entry), conflict.fields) } : entry;
    })
    .filter((entry) => !isEmpty(setOf(entry)));
  const same = own && deepEqual(setOf(own), wanted) && isEmpty(changed);
  const mine: ManagedFieldsEntry = same
    ? own
    : {
        manager,
        operation: 'Apply',
        apiVersion,
        time: formatTime(call.server.sim.now()),
        fieldsType: 'FieldsV1',
        fieldsV1: wanted,
        ...(subresource && { subresource }),
      };
  return withManaged(merged, [...kept, ...(isEmpty(wanted) ? [] : [mine])].sort(byAge));
}

/** `ns/name; apps/v1, Kind=Deployment`. Models objectGVKNN. */
export function describedKind({ apiVersion, kind, metadata: { namespace = '', name = '' } }: KubeObject): string {
  return `${namespace}/${name}; ${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

/** Fields that the applier owned alone and names no more. */
function abandoned(before: FieldSet, wanted: FieldSet, others: readonly ManagedFieldsEntry[]): FieldSet {
  return others.reduce<FieldSet>((set, entry) => withoutOwned(set, setOf(entry)), difference(before, wanted));
}

/** Items of lists in which somebody else owns a field stay, too. */
function withoutOwned(set: FieldSet, theirs: FieldSet): FieldSet {
  const out: Record<string, FieldSet> = {};
  for (const key in set) {
    const other = theirs[key];
    if (other === undefined) {
      out[key] = set[key]!;
      continue;
    }
    if (isEmpty(set[key]!) || isEmpty(other)) continue;
    const { '.': _, ...below } = set[key]!;
    const left = withoutOwned(below, other);
    if (!isEmpty(left)) out[key] = left;
  }
  return out;
}

function conflictOf(conflicts: readonly { readonly entry: ManagedFieldsEntry; readonly fields: FieldSet }[]) {
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

function managerText({ manager = '', subresource, operation, apiVersion }: ManagedFieldsEntry): string {
  const name = JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
