import { goJson } from '@/lib/api/go-json';
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
  const { found, errors } = yield* findObjects(k);
  const report = reporter(k, dryRun);
  // kubectl does not say of an unchanged object that it was not in earnest.
  const unchanged = reporter(k);
  for (const each of found) {
    if (k.flags.bool('local') || dryRun === 'client') {
      if (k.flags.bool('local')) throw new CommandError('patch --local is not simulated here');
      report(each.object, 'patched');
      continue;
    }
    try {
      const answer = k.rest.send('PATCH', resourcePath(each.resource, each.namespace, each.name, k.flags.text('subresource')), {
        body,
        headers: { 'content-type': type },
        query: { fieldManager: k.flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined },
      }).body as typeof each.object;
      const same = deepEqual(withoutVersion(answer), withoutVersion(each.object));
      if (same) unchanged(answer, 'patched (no change)');
      else report(answer, 'patched');
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

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- objects of any kind
const withoutVersion = (object: any) => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: undefined, managedFields: undefined },
});
