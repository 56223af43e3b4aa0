import { kindName, resourcePath, type Resource } from '../client/discovery';
import { CommandError, hasReason, isNotFound, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { NothingGiven, targetsOf } from './arguments';
import { hasFiles, locate, readManifests } from './manifests';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** An object on the server (or, with --local, in a file). */
export interface Found {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly object: any;
}

/** What is found, and what could not be. */
export interface Findings {
  readonly found: Found[];
  readonly errors: Error[];
}

export const apiVersionOf = ({ group, version }: Resource): string => (group ? `${group}/${version}` : version);
export const nameOf = ({ object, name }: Found): string => `${kindName(object.apiVersion, object.kind)}/${name}`;

/** The objects that `-f`, `TYPE NAME`, `TYPE/NAME`, `-l` or `--all` mean, read from the server. `whole`: a type alone means all of it. `subresource`: read instead of the objects. */
export function* findObjects(
  k: Invocation,
  args: readonly string[] = k.args,
  options: { read?: boolean; unselected?: boolean; whole?: boolean; subresource?: string } = {},
): Task<Findings> {
  const read = options.read ?? true;
  const found: Found[] = [];
  const errors: Error[] = [];
  const flag = (name: string) => k.flags.has(name) && k.flags.bool(name);
  const text = (name: string) => (k.flags.has(name) && !options.unselected ? k.flags.text(name) : '');
  const attempt = (resource: Resource, namespace: string, name: string) => {
    try {
      found.push({
        resource,
        namespace,
        name,
        object: read
          ? k.rest.get(resourcePath(resource, namespace, name, options.subresource))
          : { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { name, namespace } },
      });
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      errors.push(error);
    }
  };
  if (k.flags.has('filename') && hasFiles(k)) {
    for (const { manifest, error } of yield* readManifests(k)) {
      if (error) {
        errors.push(error);
        continue;
      }
      if (flag('local')) {
        const { object } = manifest!;
        found.push({
          resource: localResource(object),
          namespace: object.metadata?.namespace ?? '',
          name: object.metadata?.name ?? '',
          object,
        });
        continue;
      }
      const { resource, namespace, name } = locate(k, manifest!);
      attempt(resource, namespace, name);
    }
    return { found, errors };
  }
  if (flag('local')) throw new NothingGiven();
  const targets = targetsOf(k, args);
  if (targets.length === 0) throw new NothingGiven();
  const everywhere = flag('all-namespaces');
  const selector = text('selector');
  const fields = text('field-selector');
  for (const { resource, name } of targets) {
    const namespace = resource.namespaced && !everywhere ? k.namespace : '';
    if (name !== undefined) {
      if (selector !== '') throw new CommandError('name cannot be provided when a selector is specified');
      attempt(resource, namespace, name);
      continue;
    }
    if (selector === '' && fields === '' && !flag('all') && !options.whole)
      throw new CommandError('resource(s) were provided, but no name was specified');
    try {
      const list = k.rest.get(resourcePath(resource, namespace), { query: { labelSelector: selector, fieldSelector: fields } });
      for (const item of list.items ?? []) {
        found.push({
          resource,
          namespace: item.metadata.namespace ?? '',
          name: item.metadata.name,
          object: { apiVersion: apiVersionOf(resource), kind: resource.kind, ...item },
        });
      }
    } catch (error) {
      if (!(error instanceof ServerError) || isNotFound(error)) throw error;
      errors.push(withSelectors(error, resource, selector, fields));
    }
  }
  return { found, errors };
}

/** A list that the server refused because of its selectors is told with them (Models resource.Selector.Visit). */
export function withSelectors(error: ServerError, resource: Resource, labels: string, fields: string): ServerError {
  if ((labels === '' && fields === '') || !hasReason(error, 'BadRequest')) return error;
  const { status } = error;
  const what = `${resource.group ? `${resource.group}/` : '/'}${resource.version}, Resource=${resource.plural}`;
  return new ServerError({
    ...status,
    message: `Unable to find ${JSON.stringify(what)} that match label selector ${JSON.stringify(labels)}, field selector ${JSON.stringify(fields)}: ${status.message}`,
  });
}

/** A stand-in for discovery: what a local object says of itself. */
function localResource(object: any): Resource {
  const [group, version] = String(object.apiVersion).includes('/')
    ? (String(object.apiVersion).split('/') as [string, string])
    : ['', String(object.apiVersion)];
  const singular = String(object.kind).toLowerCase();
  return {
    group,
    version,
    kind: object.kind,
    plural: `${singular}s`,
    singular,
    namespaced: true,
    shortNames: [],
    categories: [],
    verbs: [],
  };
}

/** The pod template (or the pod) inside an object; undefined for kinds without one. */
export function podSpecHolder(object: any): any {
  if (object.kind === 'Pod') return object;
  if (object.kind === 'CronJob') return object.spec?.jobTemplate?.spec?.template;
  return object.spec?.template?.spec ? object.spec.template : undefined;
}
