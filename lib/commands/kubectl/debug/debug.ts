import { schemaNameOf } from '../apply/apply';
import { threeWayPatch } from '../apply/strategic-diff';
import { resourcePath, type Resource } from '../client/discovery';
import { CommandError, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { targetsOf } from '../resource/arguments';
import { hasFiles, locate, readManifests } from '../resource/manifests';
import { attachWhenStarted } from './attach-when-started';
import { nodeDebugger, podCopy, podWithDebugger, type DebugPod } from './debug-pods';
import { debugOptions, type DebugOptions } from './options';

/* eslint-disable @typescript-eslint/no-explicit-any -- pods as kubectl writes them */
interface Target {
  readonly resource: Resource;
  readonly read: () => any;
}

/** `kubectl debug`: an ephemeral container in a pod, a copy of a pod, or a pod on a node. */
export function* debug(k: Invocation): Task<number> {
  const options = debugOptions(k);
  let code = 0;
  for (const { resource, read } of yield* targets(k, options)) {
    const { pod, container } = visit(k, options, resource, read());
    if (options.attach && container !== undefined)
      code = yield* attachWhenStarted(k, pod.metadata.namespace, pod.metadata.name, container, options.quiet);
  }
  return code;
}

/** What is to be debugged: what files hold, then what is named; a name alone is a pod's. */
function* targets(k: Invocation, { names }: DebugOptions): Task<Target[]> {
  const found: Target[] = [];
  if (hasFiles(k)) {
    if (names.length > 0) throw new CommandError('resource/name arguments cannot be provided when a path is specified');
    for (const { manifest, error } of yield* readManifests(k)) {
      if (error) throw error;
      const { resource, object } = locate(k, manifest!);
      found.push({ resource, read: () => object });
    }
  }
  for (const word of names) {
    const [{ resource, name }] = targetsOf(k, [word.includes('/') ? word : `pods/${word}`]) as [{ resource: Resource; name: string }];
    found.push({ resource, read: () => k.rest.get(resourcePath(resource, resource.namespaced ? k.namespace : '', name)) });
  }
  return found;
}

function visit(k: Invocation, options: DebugOptions, resource: Resource, object: any): DebugPod {
  const { group, version, kind } = resource;
  if (group === '' && kind === 'Node') {
    const { pod, container } = nodeDebugger(k, options, object.metadata.name);
    return { pod: k.rest.send('POST', `/api/v1/namespaces/${k.namespace}/pods`, { body: pod }).body, container: container! };
  }
  if (group !== '' || kind !== 'Pod')
    throw new CommandError(`${JSON.stringify(`${group}/${version}, Kind=${kind}`)} not supported by debug`);
  return options.copyTo === '' ? debugInside(k, options, resource, object) : debugCopy(k, options, object);
}

function debugInside(k: Invocation, options: DebugOptions, resource: Resource, original: any): DebugPod {
  const { pod, container } = podWithDebugger(k, options, original);
  const { namespace, name } = original.metadata;
  try {
    const { body } = k.rest.send('PATCH', resourcePath(resource, namespace, name, 'ephemeralcontainers'), {
      body: threeWayPatch(original, pod, original, schemaNameOf(resource)),
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
    });
    return { pod: body, container: container! };
  } catch (error) {
    // A server without the subresource names nothing in its answer.
    if (error instanceof ServerError && error.status.reason === 'NotFound' && !error.status.details?.name)
      throw new CommandError(
        `ephemeral containers are disabled for this cluster (error from server: ${JSON.stringify(error.status.message)})`,
      );
    throw error;
  }
}

function debugCopy(k: Invocation, options: DebugOptions, original: any): DebugPod {
  const { pod, container } = podCopy(k, options, original);
  const base = `/api/v1/namespaces/${original.metadata.namespace}/pods`;
  const created = k.rest.send('POST', base, { body: pod }).body;
  if (k.flags.bool('replace'))
    k.rest.send('DELETE', `${base}/${original.metadata.name}`, {
      body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 },
    });
  return { pod: created, ...(container !== undefined && { container }) };
}
