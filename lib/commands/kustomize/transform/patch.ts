import { printYaml } from '@/lib/api/yaml';
import { during, KustomizeError } from '../fault';
import type { Patch, Selector } from '../kustomization/kustomization';
import type { Loader } from '../load/loader';
import { apiVersionOf } from '../resource/gvk';
import { isNull, type Json, type JsonMap } from '../resource/json';
import { idText, sameId } from '../resource/res-id';
import type { ResMap } from '../resource/res-map';
import { readResources } from '../resource/read';
import type { Resource } from '../resource/resource';
import { applyJsonPatch, parseJsonPatch } from './json6902';
import { mergePatch } from './merge';
import type { Schemas } from './merge-schema';
import { select } from './select';

/** What the transformers of a build do with its resources. */
export type Transformation = (map: ResMap) => void;

/** A builtin transformer's configuration as upstream shows it when it is refused. */
export const configText = (config: object): string => printYaml(config);

export const misconfigured = (kind: string, config: object, fault: KustomizeError): KustomizeError =>
  fault.within(`trouble configuring builtin ${kind} with config: \`\n${configText(config)}\``);

/** A strategic merge patch put into a resource; its name and kind stay unless the patch may change them. */
export function mergeInto(resource: Resource, patch: Resource, schemas: Schemas): void {
  const { name, namespace, kind, gvk } = resource;
  const [newName, newKind] = [patch.allows('name'), patch.allows('kind')];
  if (newName || newKind) resource.storePreviousId();
  const merged = mergePatch(resource.object, patch.object, schemas(gvk));
  resource.object = merged ?? {};
  if (resource.isEmpty) return;
  if (!newKind) resource.kind = kind;
  if (!newName) resource.name = name;
  resource.namespace = namespace;
}

/** The transformer of one entry of `patches`. Throws KustomizeError for entries that are none. */
export function patchTransformer(loader: Loader, entry: Patch, schemas: Schemas): Transformation {
  const config = shown(entry);
  const inline = (entry.patch ?? '').trim();
  if (inline === '' && !entry.path)
    throw misconfigured(
      'PatchTransformer',
      config,
      new KustomizeError(`must specify one of patch and path in\n${configText(config).trimEnd()}`),
    );
  if (inline !== '' && entry.path)
    throw misconfigured(
      'PatchTransformer',
      config,
      new KustomizeError(`patch and path can't be set at the same time\n${configText(config).trimEnd()}`),
    );
  try {
    const text = inline !== '' ? inline : during(`failed to get the patch file from path(${entry.path})`, () => loader.load(entry.path!));
    const source = inline !== '' ? `[patch: ${JSON.stringify(inline)}]` : `[path: ${JSON.stringify(entry.path)}]`;
    return parsed(entry, text, source, schemas);
  } catch (error) {
    throw error instanceof KustomizeError ? misconfigured('PatchTransformer', config, error) : error;
  }
}

function parsed(entry: Patch, text: string, source: string, schemas: Schemas): Transformation {
  const merges = attempt(() => readResources(text));
  const operations = parseJsonPatch(text);
  if (merges && operations && merges.length > 0 && operations.length > 0)
    throw new KustomizeError(`illegally qualifies as both an SM and JSON patch: ${source}`);
  if (!merges && !operations) throw new KustomizeError(`unable to parse SM or JSON patch from ${source}`);
  if (!merges) return (map) => jsonPatchAll(map, operations!, entry.target, source);
  for (const patch of merges) {
    if (entry.options?.allowNameChange) patch.allow('name');
    if (entry.options?.allowKindChange) patch.allow('kind');
  }
  return (map) => mergeAll(map, merges, entry.target, source, schemas);
}

function attempt<T>(what: () => T): T | undefined {
  try {
    return what();
  } catch (error) {
    if (error instanceof KustomizeError) return undefined;
    throw error;
  }
}

function mergeAll(map: ResMap, patches: readonly Resource[], target: Selector | undefined, source: string, schemas: Schemas): void {
  if (!target) {
    for (const patch of patches) {
      const id = patch.originalId;
      const found = during(`no resource matches strategic merge patch ${JSON.stringify(idText(id))}`, () => map.forPatch(id));
      mergeInto(found, patch.copy(), schemas);
    }
    return;
  }
  if (patches.length > 1)
    throw new KustomizeError(
      `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`,
    );
  const selected = select(map, target).map((each) => each.currentId);
  const patch = patches[0];
  const kept: Resource[] = [];
  for (const resource of map.list) {
    if (patch && selected.some((id) => sameId(id, resource.currentId))) {
      const copy = patch.copy();
      copy.object.apiVersion = apiVersionOf(resource.gvk);
      mergeInto(resource, copy, schemas);
    }
    if (!resource.isEmpty) kept.push(resource);
  }
  map.list = [];
  map.appendAll(kept);
}

function jsonPatchAll(map: ResMap, operations: readonly JsonMap[], target: Selector | undefined, source: string): void {
  if (!target) throw new KustomizeError(`must specify a target for JSON patch ${source}`);
  for (const resource of select(map, target)) jsonPatchOne(resource, operations);
}

function jsonPatchOne(resource: Resource, operations: readonly JsonMap[]): void {
  resource.storePreviousId();
  const internal = resource.internalAnnotations;
  applyJsonPatch(resource.object, operations);
  resource.annotations = { ...resource.annotations, ...internal };
}

/** The transformer of `patchesStrategicMerge`: paths, or patches themselves. */
export function strategicMergeTransformer(loader: Loader, entries: readonly string[], schemas: Schemas): Transformation {
  const patches = entries.flatMap((entry) => attempt(() => readResources(entry)) ?? patchesOfFile(loader, entry, entries));
  return (map) => {
    for (const patch of patches) mergeInto(map.forPatch(patch.originalId), patch.copy(), schemas);
    map.dropEmpty();
  };
}

function patchesOfFile(loader: Loader, path: string, paths: readonly string[]): Resource[] {
  try {
    return readResources(loader.load(path));
  } catch (error) {
    throw error instanceof KustomizeError ? misconfigured('PatchStrategicMergeTransformer', { paths }, error) : error;
  }
}

/** The transformer of one entry of `patchesJson6902`. */
export function json6902Transformer(loader: Loader, entry: Patch): Transformation {
  const { target = {}, path, patch } = entry;
  const config = { ...(patch && { jsonOp: patch }), ...(path && { path }), ...(entry.target && { target: shownSelector(target) }) };
  const refused = (message: string) => misconfigured('PatchJson6902Transformer', config, new KustomizeError(message));
  if (!target.name) throw refused('must specify the target name');
  if (!path && !patch) throw refused('must specify one of path and jsonOp');
  if (path && patch) throw refused('must specify only one of path and jsonOp');
  let operations: JsonMap[] | undefined;
  try {
    operations = parseJsonPatch(path ? loader.load(path) : patch!);
  } catch (error) {
    throw error instanceof KustomizeError ? misconfigured('PatchJson6902Transformer', config, error) : error;
  }
  if (!operations) throw refused(`error decoding patch`);
  if (operations.length === 0) throw refused('patch appears to be empty');
  return (map) => {
    for (const resource of select(map, target)) jsonPatchOne(resource, operations);
  };
}

function shownSelector(selector: Selector): Record<string, Json> {
  return Object.fromEntries(Object.entries(selector).filter(([, value]) => !isNull(value) && value !== ''));
}

function shown({ path, patch, target, options }: Patch): Record<string, unknown> {
  return {
    ...(options && { options }),
    ...(patch && { patch }),
    ...(path && { path }),
    ...(target && { target: shownSelector(target) }),
  };
}
