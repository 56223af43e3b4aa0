import { helpFor } from '../help/help';
import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError, Fatal, withSource } from '../errors';
import type { Invocation, Task } from '../invocation';
import { rawWrite } from '../patch/raw-write';
import { dryRunOf, reporter } from '../print/printer';
import { hasFiles, locate, readManifests, withoutVersion } from '../resource/manifests';
import { validationOf, warnUnvalidated } from '../resource/validation';
import { withLastApplied } from '../apply/last-applied';
import { editThenCreate } from '../edit/edit';

/** `kubectl create -f`. */
export function* create(k: Invocation): Task<number> {
  if (k.flags.text('raw') !== '') return yield* rawWrite(k, 'POST');
  if (!hasFiles(k)) {
    if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
    throw new CommandError('must specify one of -f and -k');
  }
  if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
  if (k.flags.bool('edit')) return yield* editThenCreate(k);
  const dryRun = dryRunOf(k);
  const validation = validationOf(k);
  const report = reporter(k, dryRun);
  const errors: Error[] = [];
  let count = 0;
  for (const { manifest, error } of yield* readManifests(k, validation)) {
    if (error) {
      errors.push(error);
      continue;
    }
    try {
      const { resource, namespace, object, source } = locate(k, manifest!);
      warnUnvalidated(k, resource, validation);
      if (count++ > 0) yield* k.roundTrip();
      const body = k.flags.bool('save-config') ? withLastApplied(object) : object;
      if (dryRun === 'client') {
        report(body, 'created');
        continue;
      }
      try {
        const path = resourcePath(resource, namespace);
        const query = {
          fieldManager: k.flags.text('field-manager'),
          fieldValidation: validation,
          dryRun: dryRun === 'server' ? 'All' : undefined,
        };
        report(k.rest.send('POST', path, { body: withoutVersion(body), query }).body, 'created');
      } catch (failure) {
        throw withSource('creating', source, failure);
      }
    } catch (failure) {
      errors.push(failure as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  if (count === 0) throw new CommandError('no objects passed to create');
  return 0;
}

/** A command that only has subcommands: its help, or a complaint about the word that names none. */
export function group(k: Invocation): number {
  if (k.args.length > 0) throw k.usageError(`unknown command ${JSON.stringify(k.args.join(' '))}`);
  if (k.command === 'rollout' || k.command === 'certificate') {
    k.out(helpFor(k.sys, k.command));
    return k.command === 'rollout' ? 1 : 0;
  }
  throw new Fatal(helpFor(k.sys, k.command));
}
