import { resourcePath } from '../client/discovery';
import { waitGone } from '../delete/delete';
import { AggregateError_, CommandError, isNotFound, ServerError, withSource } from '../errors';
import type { Invocation, Task } from '../invocation';
import { dryRunOf, reporter } from '../print/printer';
import { hasFiles, locate, readManifests, withoutVersion } from '../resource/manifests';
import { rawWrite } from './raw-write';
import { validationOf, warnUnvalidated } from '../resource/validation';
import { propagationOf } from '../delete/cascade';
import { lastAppliedOf, withLastApplied } from '../apply/last-applied';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** What is there, if it may be read: what is not is replaced all the same. */
function readable(k: Invocation, path: string): any {
  try {
    return k.rest.get(path);
  } catch (error) {
    if (error instanceof ServerError) return undefined;
    throw error;
  }
}

/** `kubectl replace`. */
export function* replace(k: Invocation): Task<number> {
  if (k.flags.text('raw') !== '') return yield* rawWrite(k, 'PUT');
  if (!hasFiles(k)) throw new CommandError('must specify one of -f and -k');
  const force = k.flags.bool('force');
  const grace = k.flags.int('grace-period');
  if (grace >= 0 && !force) throw new CommandError('--grace-period must have --force specified');
  if (k.flags.changed('timeout') && k.flags.duration('timeout') !== 0 && !force)
    throw new CommandError('--timeout must have --force specified');
  const propagationPolicy = propagationOf(k);
  const dryRun = dryRunOf(k);
  const validation = validationOf(k);
  const report = reporter(k, dryRun);
  const errors: Error[] = [];
  const query = {
    fieldManager: k.flags.text('field-manager'),
    fieldValidation: validation,
    dryRun: dryRun === 'server' ? 'All' : undefined,
  };
  let count = 0;
  for (const { manifest, error } of yield* readManifests(k, validation)) {
    if (error) {
      errors.push(error);
      continue;
    }
    try {
      const { resource, namespace, name, object, source } = locate(k, manifest!);
      warnUnvalidated(k, resource, validation);
      count++;
      const path = resourcePath(resource, namespace, name);
      const target = resourcePath(resource, namespace, name, k.flags.text('subresource'));
      let body = object;
      if (k.flags.bool('save-config')) body = withLastApplied(object);
      if (dryRun === 'client') {
        report(body, 'replaced');
        continue;
      }
      try {
        if (force) {
          try {
            k.rest.send('DELETE', path, {
              body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy, gracePeriodSeconds: Math.max(grace, 0) },
            });
            const kind = resource.group ? `${resource.kind.toLowerCase()}.${resource.group}` : resource.kind.toLowerCase();
            if (k.flags.text('output') === '') k.out(`${kind} ${JSON.stringify(name)} deleted from ${namespace} namespace\n`);
            yield* waitGone(k, [{ resource, namespace, name }], errors);
          } catch (failure) {
            if (!isNotFound(failure)) throw failure;
          }
          report(k.rest.send('POST', resourcePath(resource, namespace), { body: withoutVersion(body), query }).body, 'replaced');
          continue;
        }
        const current = readable(k, target);
        if (!k.flags.bool('save-config') && lastAppliedOf(object)) body = withLastApplied(object);
        if (current && !body.metadata.resourceVersion)
          body = { ...body, metadata: { ...body.metadata, resourceVersion: current.metadata.resourceVersion } };
        report(k.rest.send('PUT', target, { body, query }).body, 'replaced');
      } catch (failure) {
        throw withSource('replacing', source, failure);
      }
    } catch (failure) {
      errors.push(failure as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  if (count === 0) throw new CommandError('no objects passed to replace');
  return 0;
}
