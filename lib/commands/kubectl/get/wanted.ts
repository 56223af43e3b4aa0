import { resourcePath, type Resource } from '../client/discovery';
import { CommandError, Fatal, hasReason, ReadError, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import type { TableOptions } from '../print/table';
import { targetsOf, type Target } from '../resource/arguments';
import { withSelectors } from '../resource/find';
import { hasFiles, locate, readManifests } from '../resource/manifests';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects and tables of any kind */
/** One request that `get` makes: a collection, or an object of it. */
export interface Wanted {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly viaCategory: boolean;
}

/** What the arguments or files of a command ask for. Throws what kubectl says when that is nothing or too much. */
export function* wantedOf(k: Invocation): Task<Wanted[]> {
  const all = k.flags.has('all-namespaces') && k.flags.bool('all-namespaces');
  if (k.args.length === 0 && !hasFiles(k)) {
    const verb = k.command;
    throw new Fatal(
      `You must specify the type of resource to ${verb}. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl ${verb} -h' for help and examples`,
    );
  }
  if (hasFiles(k)) {
    const wanted: Wanted[] = [];
    try {
      for (const { manifest, error } of yield* readManifests(k)) {
        if (error) throw error;
        wanted.push({ ...locate(k, manifest!), viaCategory: false });
      }
    } catch (error) {
      // Failures of reading are one of an aggregate, which is told without `error: `.
      if (error instanceof ReadError || (error instanceof CommandError && k.flags.text('kustomize') !== '')) throw new Fatal(error.plain);
      throw error;
    }
    return wanted;
  }
  const targets = targetsOf(k, k.args);
  const selecting = k.flags.text('selector') !== '' || k.flags.text('field-selector') !== '';
  if (targets.some((target) => target.name !== undefined)) {
    if (selecting) throw new CommandError('name cannot be provided when a selector is specified');
    if (all) throw new CommandError('a resource cannot be retrieved by name across all namespaces');
  }
  return targets.map(({ resource, name, viaCategory }: Target) => ({
    resource,
    namespace: resource.namespaced && !all ? k.namespace : '',
    name: name ?? '',
    viaCategory: viaCategory ?? false,
  }));
}

/** Path and query of what is wanted. */
export function requestFor(
  k: Invocation,
  { resource, namespace, name }: Wanted,
): { path: string; query: Record<string, string | undefined> } {
  const subresource = k.flags.text('subresource');
  if (name !== '') return { path: resourcePath(resource, namespace, name, subresource), query: {} };
  return {
    path: resourcePath(resource, namespace),
    query: {
      labelSelector: k.flags.text('selector'),
      fieldSelector: k.flags.text('field-selector'),
      limit: k.flags.int('chunk-size') > 0 ? k.flags.text('chunk-size') : undefined,
    },
  };
}

/** Reads a whole collection, page by page, or one object. */
export function fetchAll(
  k: Invocation,
  wanted: Wanted,
  headers: Record<string, string>,
  query: Record<string, string | undefined> = {},
): any {
  const request = requestFor(k, wanted);
  let whole: any;
  let next: string | undefined;
  do {
    const page = listed(k, wanted, () => k.rest.get(request.path, { query: { ...request.query, ...query, continue: next }, headers }));
    const field = Array.isArray(page.rows) ? 'rows' : 'items';
    if (!whole) whole = page;
    else whole = { ...whole, [field]: [...whole[field], ...page[field]] };
    next = page.metadata?.continue || undefined;
  } while (next !== undefined && wanted.name === '');
  return whole;
}

/** A list that the server refused because of its selectors is told with them. */
function listed<T>(k: Invocation, { resource, name }: Wanted, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const labels = k.flags.text('selector');
    const fields = k.flags.text('field-selector');
    if (name !== '' || (labels === '' && fields === '') || !hasReason(error, 'BadRequest')) throw error;
    throw withSelectors(error as ServerError, resource, labels, fields);
  }
}

/** How a table of a resource is laid out under the command's flags. */
export function tableOptions(k: Invocation, resource: Resource, all: boolean, many: boolean): TableOptions {
  const kind = resource.group ? `${resource.kind.toLowerCase()}.${resource.group}` : resource.kind.toLowerCase();
  return {
    wide: k.flags.text('output') === 'wide',
    withNamespace: all && resource.namespaced,
    kind: many || k.flags.bool('show-kind') ? kind : '',
    showLabels: k.flags.bool('show-labels'),
    labelColumns: k.flags.list('label-columns'),
  };
}
