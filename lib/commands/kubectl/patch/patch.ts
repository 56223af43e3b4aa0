import { goJson } from '@/lib/api/go-json';
import { definitionFor } from '@/lib/api/go-order';
import { jsonPatch, JsonPatchError } from '@/lib/api/json-patch';
import { mergePatch } from '@/lib/api/merge-patch';
import { strategicMergePatch, StrategicMergeError } from '@/lib/api/strategic-merge';
import { parseDocument, YamlError } from '@/lib/api/yaml';
import { deepEqual } from '@/lib/api/freeze';
import { resourcePath } from '../client/discovery';
import { why } from '../create/config-data';
import { AggregateError_, CommandError, hasReason } from '../errors';
import type { Invocation, Task } from '../invocation';
import { dryRunOf, reporter } from '../print/printer';
import { apiVersionOf, findObjects } from '../resource/find';

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** `kubectl patch`. */
export function* patch(k: Invocation): Task<number> {
  const file = k.flags.text('patch-file');
  let text = k.flags.text('patch');
  if (text !== '' && file !== '') throw new CommandError('cannot specify --patch and --patch-file together');
  if (text === '' && file === '') throw new CommandError('must specify --patch or --patch-file containing the contents of the patch');
  if (file !== '') {
    try {
      text = k.sys.readFile(file);
    } catch (error) {
      throw new CommandError(`unable to read patch file: open ${file}: ${why(error)}`);
    }
  }
  const type = TYPES[k.flags.text('type').toLowerCase()];
  if (!type)
    throw new CommandError(`--type must be one of [json merge strategic], not ${JSON.stringify(k.flags.text('type').toLowerCase())}`);
  const dryRun = dryRunOf(k);
  let body: string;
  try {
    // What begins like an object goes as it is: the server says what is wrong with it (Models yaml.ToJSON).
    body = /^\s*\{/.test(text) ? text : goJson(parseDocument(text));
  } catch (error) {
    if (error instanceof YamlError) throw new CommandError(`unable to parse ${JSON.stringify(text)}: ${error.message}`);
    throw error;
  }
  const local = k.flags.bool('local');
  if (local && k.args.length > 0) throw new CommandError('cannot specify --local and server resources');
  const { found, errors } = yield* findObjects(k);
  // kubectl does not say that it was not in earnest.
  const report = reporter(k);
  for (const each of found) {
    try {
      if (local || dryRun === 'client') {
        const changed = patchedHere(each.object, body, type);
        report(changed, deepEqual(changed, each.object) ? 'patched (no change)' : 'patched');
        continue;
      }
      const answer = k.rest.send('PATCH', resourcePath(each.resource, each.namespace, each.name, k.flags.text('subresource')), {
        body,
        headers: { 'content-type': type },
        query: { fieldManager: k.flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined },
      }).body as typeof each.object;
      const same = deepEqual(withoutVersion(answer), withoutVersion(each.object));
      report(answer, same ? 'patched (no change)' : 'patched');
    } catch (error) {
      if (hasReason(error, 'UnsupportedMediaType')) {
        const { kind } = each.resource;
        errors.push(
          new CommandError(`${type} is not supported by ${apiVersionOf(each.resource)}, Kind=${kind}: ${(error as Error).message}`),
        );
        continue;
      }
      errors.push(error as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

/** The object as the patch leaves it, without a server (Models patch.getPatchedJSON). Throws CommandError. */
function patchedHere<T extends { apiVersion: string; kind: string }>(object: T, body: string, type: string): T {
  try {
    const patch = JSON.parse(body) as object;
    if (type === TYPES.json) return jsonPatch(object, Array.isArray(patch) ? patch : [patch]) as T;
    const schema = definitionFor(object.apiVersion, object.kind);
    if (type === TYPES.merge || schema === undefined) return mergePatch(object, patch) as T;
    return strategicMergePatch(object, patch, schema) as T;
  } catch (error) {
    if (error instanceof JsonPatchError || error instanceof StrategicMergeError || error instanceof SyntaxError)
      throw new CommandError(error.message);
    throw error;
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- objects of any kind
const withoutVersion = (object: any) => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: undefined, managedFields: undefined },
});
