import { goJson } from '@/lib/api/go-json';
import { schemaNameOf } from '../apply/apply';
import { threeWayPatch } from '../apply/strategic-diff';
import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { reporter } from '../print/printer';
import { findObjects, type Found } from '../resource/find';
import { hasFiles, locate, readManifests } from '../resource/manifests';
import { validationOf } from '../resource/validation';
import { editSession, OBJECT_HEADER, skipped, type EditPurpose } from './edit-session';

/** `kubectl edit`. */
export function* edit(k: Invocation): Task<number> {
  if (hasFiles(k) && k.args.length > 0)
    throw new CommandError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
  const subresource = k.flags.text('subresource');
  const { found, errors } = yield* findObjects(k, k.args, { whole: true, subresource });
  if (errors.length > 0) throw new AggregateError_(errors);
  if (found.length === 0) throw new CommandError('edit cancelled, no objects found');
  const report = reporter(k);
  const purpose: EditPurpose = {
    header: OBJECT_HEADER,
    save(edited, original, results) {
      if (skipped(k, edited, original)) return;
      const changed = original!.object;
      const sameKind = edited.object.apiVersion === changed.apiVersion && edited.object.kind === changed.kind;
      if (!sameKind || edited.object.metadata?.name !== changed.metadata?.name)
        throw new CommandError('At least one of apiVersion, kind and name was changed');
      const schema = schemaNameOf(edited.resource);
      const patch = threeWayPatch(changed, edited.object, changed, schema) ?? {};
      if (k.flags.bool('output-patch')) k.out(`Patch: ${goJson(patch)}\n`);
      try {
        const { body } = k.rest.send('PATCH', resourcePath(edited.resource, edited.namespace, edited.name, subresource), {
          body: patch,
          headers: { 'content-type': schema ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json' },
          query: { fieldManager: k.flags.text('field-manager'), fieldValidation: validationOf(k) },
        });
        report(body, 'edited');
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        k.err(results.addError(error, edited.resource, edited.name));
      }
    },
  };
  return yield* editSession(k, found, purpose);
}

/** `create --edit`: each manifest goes through the editor first. */
export function* editThenCreate(k: Invocation): Task<number> {
  const validation = validationOf(k);
  const report = reporter(k);
  const errors: Error[] = [];
  for (const { manifest, error } of yield* readManifests(k, validation)) {
    if (error) {
      errors.push(error);
      continue;
    }
    const purpose: EditPurpose = {
      header: OBJECT_HEADER,
      save({ resource, object, namespace }) {
        const query = { fieldManager: k.flags.text('field-manager'), fieldValidation: validation };
        report(k.rest.send('POST', resourcePath(resource, namespace), { body: object, query }).body, 'created');
      },
    };
    try {
      const { resource, namespace, name, object }: Found = locate(k, manifest!);
      yield* editSession(k, [{ resource, namespace, name, object }], purpose);
    } catch (failure) {
      errors.push(failure as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}
