import { printYaml } from '@/lib/api/yaml';
import { schemaNameOf } from '../apply/apply';
import { lastAppliedOf, modifiedOf } from '../apply/last-applied';
import { outdated } from '../apply/prune';
import { allowlisted } from '../apply/prune-resources';
import { threeWayPatch } from '../apply/strategic-diff';
import { resourcePath } from '../client/discovery';
import { CommandError, Fatal, hasReason, isNotFound, reportOf } from '../errors';
import type { Invocation, Task } from '../invocation';
import { klogStamp, withoutManagedFields } from '../print/printer';
import { apiVersionOf, type Found } from '../resource/find';
import { hasFiles, locate, readManifests, type Loaded } from '../resource/manifests';
import { runDiff } from './diff-program';
import { masked } from './mask-secret';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** `kubectl diff`: writes both sides to files and lets `diff -u -N` compare them. Exit 0, 1 (differences) or more. */
export function* diff(k: Invocation): Task<number> {
  try {
    return yield* compare(k);
  } catch (error) {
    const report = reportOf(error);
    if (!report) throw error;
    throw new Fatal(report.text, Math.max(report.code, 2));
  }
}

function* compare(k: Invocation): Task<number> {
  if (!hasFiles(k)) throw new CommandError('must specify one of -f and -k');
  if (k.flags.bool('force-conflicts') && !k.flags.bool('server-side'))
    throw new CommandError('--force-conflicts only works with --server-side');
  const listed = k.flags.bool('prune') ? allowlisted(k) : [];
  if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
  const folders = new Folders(k);
  try {
    const namespaces = new Set<string>();
    const uids = new Set<string>();
    for (const { manifest, error } of yield* readManifests(k)) {
      if (error) throw error;
      const loaded = locate(k, manifest!);
      const live = liveOf(k, loaded);
      if (loaded.resource.namespaced) namespaces.add(loaded.namespace);
      if (live) uids.add(live.metadata.uid);
      const merged = k.flags.bool('server-side') ? appliedOnServer(k, loaded) : appliedHere(k, loaded, live);
      const keep = k.flags.bool('show-managed-fields');
      const sides: [any, any] = [live && withoutManagedFields(live, keep), withoutManagedFields(merged, keep)];
      const isSecret = merged.apiVersion === 'v1' && merged.kind === 'Secret';
      const [from, to] = isSecret ? masked(...sides) : sides;
      folders.write('live', { ...loaded, object: from });
      folders.write('merged', { ...loaded, object: to });
      if ((live ?? merged).metadata?.deletionTimestamp && live)
        k.err(`Warning: Detected changes to resource ${loaded.name} which is currently being deleted.\n`);
    }
    if (k.flags.bool('prune')) outdated(k, { namespaces, uids, listed }, (found) => folders.write('live', found));
    return yield* runDiff(k, folders.live, folders.merged);
  } finally {
    folders.remove();
  }
}

/** Two temporary folders, with a file an object. */
class Folders {
  readonly live: string;
  readonly merged: string;
  private readonly written: string[] = [];

  constructor(private readonly k: Invocation) {
    const number = () => String(Math.floor(k.sys.random() * 4_294_967_295));
    this.live = `/tmp/LIVE-${number()}`;
    this.merged = `/tmp/MERGED-${number()}`;
    for (const folder of [this.live, this.merged]) k.sys.mkdir(folder, 0o700);
  }

  write(side: 'live' | 'merged', { resource, namespace, name, object }: Found): void {
    const { group, version, kind } = resource;
    const path = `${this[side]}/${group === '' ? '' : `${group}.`}${version}.${kind}.${namespace}.${name}`;
    this.k.sys.writeFile(path, object === undefined ? '' : printYaml(object));
    this.written.push(path);
  }

  remove(): void {
    for (const path of new Set(this.written)) this.k.sys.unlink(path);
    for (const folder of [this.live, this.merged]) this.k.sys.rmdir(folder);
  }
}

function liveOf(k: Invocation, { resource, namespace, name }: Loaded): any {
  try {
    return k.rest.get(resourcePath(resource, namespace, name));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** What the server says would come of applying the object there. */
function appliedOnServer(k: Invocation, { resource, namespace, name, object }: Loaded): any {
  try {
    return k.rest.send('PATCH', resourcePath(resource, namespace, name), {
      headers: { 'content-type': 'application/apply-patch+yaml' },
      query: {
        dryRun: 'All',
        fieldManager: k.flags.changed('field-manager') ? k.flags.text('field-manager') : 'kubectl',
        force: String(k.flags.bool('force-conflicts')),
      },
      body: object,
    }).body;
  } catch (error) {
    // A conflict of managers is taken for one of writers, and tried again until it is given up.
    if (hasReason(error, 'Conflict')) {
      const { group, version, kind } = resource;
      k.err(`${klogStamp(k)} diff.go:721] Object (${group}/${version}, Kind=${kind}: ${name}) keeps changing, diffing without lock\n`);
    }
    throw error;
  }
}

/** What the server says would come of the patch, or of creating the object. */
function appliedHere(k: Invocation, { resource, namespace, name, object }: Loaded, live: any): any {
  const query = { dryRun: 'All', fieldManager: k.flags.text('field-manager') };
  if (live === undefined) return k.rest.send('POST', resourcePath(resource, namespace), { body: object, query }).body;
  const schema = schemaNameOf(resource);
  const patch = threeWayPatch(lastAppliedOf(live), modifiedOf(object), live, schema);
  if (patch === undefined) return { apiVersion: apiVersionOf(resource), kind: resource.kind, ...live };
  const { resourceVersion } = live.metadata;
  return k.rest.send('PATCH', resourcePath(resource, namespace, name), {
    body: { ...patch, metadata: { ...patch.metadata, resourceVersion } },
    headers: { 'content-type': schema ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json' },
    query,
  }).body;
}
