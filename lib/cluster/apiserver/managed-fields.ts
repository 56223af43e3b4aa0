import { difference, EMPTY, isEmpty, isFieldSet, sortedSet, union, type FieldSet } from '@/lib/api/field-set';
import { deepFreeze } from '@/lib/api/freeze';
import type { KubeObject, ManagedFieldsEntry } from '@/lib/api/object';
import type { SchemaRef } from '@/lib/api/schema';
import { formatTime } from '@/lib/api/time';
import { compareFields, type Differences } from '@/lib/api/typed-fields';
import { subresourceOf, type ServedKind } from '../kinds/kind-table';
import type { ResourceCall } from './call';
import { fromStored, toStored } from './rest/versions';

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
      'f:selfLink',
      'f:managedFields',
      'f:resourceVersion',
      'f:deletionTimestamp',
      'f:deletionGracePeriodSeconds',
    ].map((key) => [key, {}]),
  ),
});

const MOST_UPDATE_MANAGERS = 10;
const NO_FIELDS = Object.freeze({});

/** What of a set a request can own: clients own no status, and status updates nothing else. */
export function owned(call: ResourceCall, set: FieldSet): FieldSet {
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

/** The definition by which a version's fields are compared. */
export const schemaOf = ({ version }: ServedKind): SchemaRef => version.custom?.fields ?? version.schema;
export const setOf = (entry: ManagedFieldsEntry): FieldSet => (entry.fieldsV1 as FieldSet | undefined) ?? EMPTY;

/** The object without what never is managed, so that comparing is quick. */
export function bare(object: KubeObject | undefined): Readonly<Record<string, unknown>> {
  if (!object) return NO_FIELDS;
  const { labels, annotations, ownerReferences, finalizers, generateName } = (object.metadata as KubeObject['metadata'] | undefined) ?? {};
  return {
    ...object,
    apiVersion: undefined,
    kind: undefined,
    metadata: { labels, annotations, ownerReferences, finalizers, generateName },
  };
}

/**
 * What two states of an object differ in, as each of its versions sees it; undefined for versions that are served no more. The
 * states are given in the form in which writes hold them.
 */
export class Comparisons {
  private readonly byVersion = new Map<string, Differences | undefined>();

  constructor(
    private readonly call: ResourceCall,
    private readonly old: KubeObject | undefined,
    private readonly next: KubeObject,
  ) {}

  at(apiVersion: string): Differences | undefined {
    if (!this.byVersion.has(apiVersion)) this.byVersion.set(apiVersion, this.compare(apiVersion));
    return this.byVersion.get(apiVersion);
  }

  private compare(apiVersion: string): Differences | undefined {
    const { call, old, next } = this;
    const face = faceOf(call, apiVersion);
    if (!face) return undefined;
    // Custom resources are in the version of the request already, and not to be filled with defaults here.
    const view = (object: KubeObject) => (face.version.custom && face === call.served ? object : fromStored(face, object));
    const { changed, removed } = compareFields(bare(old && view(old)), bare(view(next)), schemaOf(face));
    return { changed: owned(call, changed), removed: owned(call, removed) };
  }
}

/** The kind as another of its versions serves it. */
export function faceOf(call: ResourceCall, apiVersion: string): ServedKind | undefined {
  const { served, server } = call;
  if (apiVersion === served.apiVersion) return served;
  const face = server.kinds.byKind(apiVersion, served.kind.kind);
  return face?.resource.group === served.resource.group && face.resource.resource === served.resource.resource ? face : undefined;
}

/**
 * Sets managedFields of an object that `manager` creates or updates; the object may bring its own (an empty entry forgets them all).
 * Models fieldmanager.Update and structured-merge-diff's Updater.Update.
 */
export function trackUpdate(call: ResourceCall, old: KubeObject | undefined, object: KubeObject, manager: string): KubeObject {
  const before = managedBefore(call, old, object);
  // What nobody has managed is not begun with by an update.
  if (before.length === 0 && old?.metadata.uid) return withManaged(object, before);
  return withManaged(object, updated(call, before, new Comparisons(call, old, object), manager));
}

function updated(
  call: ResourceCall,
  before: readonly ManagedFieldsEntry[],
  comparisons: Comparisons,
  manager: string,
): readonly ManagedFieldsEntry[] {
  const { apiVersion } = call.served;
  const { subresource } = call.info;
  const { changed, removed } = comparisons.at(apiVersion)!;
  if (isEmpty(changed) && isEmpty(removed)) return before;
  const isOwn = (entry: ManagedFieldsEntry) =>
    entry.operation === 'Update' &&
    entry.manager === manager &&
    entry.apiVersion === apiVersion &&
    (entry.subresource ?? '') === subresource;
  const entries = withoutDifferences(before, comparisons);
  if (isEmpty(changed)) return entries;
  const own = entries.find(isOwn);
  const mine: ManagedFieldsEntry = {
    manager,
    operation: 'Update',
    apiVersion,
    time: formatTime(call.server.sim.now()),
    fieldsType: 'FieldsV1',
    fieldsV1: sortedSet(own ? union(setOf(own), changed) : changed),
    ...(subresource && { subresource }),
  };
  return capped([...entries.filter((entry) => entry !== own), mine]).sort(byAge);
}

/** Entries without the fields that have changed or gone; those of versions that are served no more, and empty ones, are left out. */
export function withoutDifferences(entries: readonly ManagedFieldsEntry[], comparisons: Comparisons): ManagedFieldsEntry[] {
  const out: ManagedFieldsEntry[] = [];
  for (const entry of entries) {
    const found = comparisons.at(entry.apiVersion ?? '');
    if (!found) continue;
    const set = setOf(entry);
    const kept = difference(difference(set, found.changed), found.removed);
    if (!isEmpty(kept)) out.push(kept === set ? entry : { ...entry, fieldsV1: kept });
  }
  return out;
}

/** The entries that an update begins with. Models decodeLiveOrNew. */
function managedBefore(call: ResourceCall, old: KubeObject | undefined, object: KubeObject): readonly ManagedFieldsEntry[] {
  const live = old?.metadata.managedFields ?? [];
  const given = object.metadata.managedFields;
  if (!given || given === live || call.info.subresource) return live;
  if (given.length === 1 && Object.keys(given[0] ?? {}).length === 0) return [];
  const valid = given.every(
    ({ operation, fieldsType, fieldsV1 }) =>
      (operation === 'Apply' || operation === 'Update') && fieldsType === 'FieldsV1' && isFieldSet(fieldsV1),
  );
  return valid && given.length > 0 ? given : live;
}

export function withManaged(object: KubeObject, managedFields: readonly ManagedFieldsEntry[]): KubeObject {
  if (object.metadata.managedFields === managedFields) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...(managedFields.length > 0 && { managedFields }) } };
}

/** The entry of an object that was never applied: whoever made it what it is. Models skipNonAppliedManager. */
export function beforeFirstApply(call: ResourceCall, current: KubeObject): readonly ManagedFieldsEntry[] {
  return updated(call, [], new Comparisons(call, undefined, current), 'before-first-apply');
}

/** An object of this version in another one. */
export const inFace = (from: ServedKind, to: ServedKind, object: KubeObject): KubeObject =>
  from === to ? object : fromStored(to, toStored(from, object));

/** Applies first, then by time and name. Models sortEncodedManagedFields. */
export function byAge(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
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
