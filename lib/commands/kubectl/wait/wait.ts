import { findAll, JsonPathError, parseTemplate, relaxedPath, textOf, type Step } from '@/lib/api/jsonpath';
import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError, isNotFound } from '../errors';
import type { Invocation, Task } from '../invocation';
import { reporter } from '../print/printer';
import { NothingGiven } from '../resource/arguments';
import { findObjects, type Found } from '../resource/find';
import { hasFiles } from '../resource/manifests';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
type Condition = (object: any) => boolean;

/** `kubectl wait`. */
export function* wait(k: Invocation): Task<number> {
  const given = k.flags.text('for');
  const condition = conditionOf(given);
  const timeout = k.flags.duration('timeout');
  const until = k.now() + (timeout < 0 ? 7 * 24 * 3_600_000 : timeout);
  const kind = given.toLowerCase();
  if (k.args.length === 0 && !hasFiles(k)) throw new NothingGiven();
  if (k.flags.bool('all-namespaces') && k.args.some((word, i) => i > 0 || word.includes('/')))
    throw new CommandError('a resource cannot be retrieved by name across all namespaces');
  if (kind === 'create') return yield* untilCreated(k, until);
  const { found, errors } = yield* findObjects(k);
  const problems = kind === 'delete' ? errors.filter((error) => !isNotFound(error)) : errors;
  if (problems.length > 0) throw new AggregateError_(problems);
  if (found.length === 0) {
    if (kind === 'delete') return 0;
    throw new CommandError('no matching resources found');
  }
  const report = reporter(k);
  // What cannot be printed is passed over, as upstream's printer errors are.
  const tell = (object: any, operation: string) => {
    try {
      report(object, operation);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
    }
  };
  const failures: Error[] = [];
  for (const each of found) {
    const object = kind === 'delete' ? yield* untilDeleted(k, each, until) : yield* untilMet(k, each, condition!, until, timeout === 0);
    if (object === undefined)
      failures.push(
        new CommandError(
          timeout === 0
            ? `condition not met for ${each.resource.plural}/${each.name}`
            : `timed out waiting for the condition on ${each.resource.plural}/${each.name}`,
        ),
      );
    else tell(object, 'condition met');
  }
  if (failures.length > 0) {
    throw new AggregateError_(failures);
  }
  return 0;
}

function conditionOf(given: string): Condition | undefined {
  const lower = given.toLowerCase();
  if (lower === 'delete' || lower === 'create') return undefined;
  if (given.startsWith('condition=')) {
    const [name = '', value = 'true'] = given.slice('condition='.length).split('=');
    return (object) => {
      const found = object.status?.conditions?.find((each: any) => String(each.type).toLowerCase() === name.toLowerCase());
      if (!found || String(found.status).toLowerCase() !== value.toLowerCase()) return false;
      const observed = found.observedGeneration ?? object.status?.observedGeneration;
      return observed === undefined || object.metadata.generation === undefined || observed >= object.metadata.generation;
    };
  }
  if (given.startsWith('jsonpath=')) {
    if (given === 'jsonpath=') throw new CommandError('jsonpath expression cannot be empty');
    const split = splitPath(given.slice('jsonpath='.length));
    const steps = stepsOf(split.path);
    return (object) => {
      const values = findAll(steps, object);
      if (values.length === 0) return false;
      if (split.value === undefined) return true;
      if (values.length > 1) throw new CommandError('given jsonpath expression matches more than one value');
      if (typeof values[0] === 'object' && values[0] !== null)
        throw new CommandError(`jsonpath leads to a nested object or list which is not supported`);
      return textOf(values[0]).trim() === split.value.trim();
    };
  }
  throw new CommandError(`unrecognized condition: ${JSON.stringify(given)}`);
}

function splitPath(text: string): { path: string; value?: string } {
  const end = text.startsWith('{') ? text.lastIndexOf('}') : text.indexOf('=') - 1;
  const rest = end < 0 ? '' : text.slice(end + 1);
  if (!rest.startsWith('=')) return { path: text };
  const value = rest.slice(1).replace(/^'(.*)'$|^"(.*)"$/, '$1$2');
  if (value === '')
    throw new CommandError(`jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3`);
  return { path: text.slice(0, end + 1), value };
}

function stepsOf(path: string): readonly Step[] {
  try {
    const node = parseTemplate(relaxedPath(path))[0];
    return node?.node === 'path' ? node.steps : [];
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

function* untilMet(
  k: Invocation,
  { resource, namespace, name, object }: Found,
  condition: Condition,
  until: number,
  once: boolean,
): Task<any> {
  if (condition(object)) return object;
  if (once) return undefined;
  let version: string | undefined = object.metadata.resourceVersion;
  for (;;) {
    const response = k.rest.exchange('GET', resourcePath(resource, namespace), {
      query: { fieldSelector: `metadata.name=${name}`, watch: 'true', resourceVersion: version },
    });
    let met: any;
    let deleted = false;
    const how = yield* k.rest.follow(
      response,
      (event: any) => {
        if (event.type === 'DELETED') deleted = true;
        else if ((event.type === 'ADDED' || event.type === 'MODIFIED') && condition(event.object)) met = event.object;
        return met !== undefined || event.type === 'ERROR';
      },
      until,
    );
    if (met !== undefined) return met;
    if (how === 'timeout' || k.now() >= until) return undefined;
    yield* k.sleep(Math.min(1000, until - k.now()));
    void deleted;
    version = undefined;
  }
}

function* untilDeleted(k: Invocation, { resource, namespace, name, object }: Found, until: number): Task<any> {
  for (;;) {
    try {
      const now = k.rest.get(resourcePath(resource, namespace, name));
      if (now.metadata.uid !== object.metadata.uid) return object;
      const response = k.rest.exchange('GET', resourcePath(resource, namespace), {
        query: { fieldSelector: `metadata.name=${name}`, watch: 'true', resourceVersion: now.metadata.resourceVersion },
      });
      const how = yield* k.rest.follow(response, (event: any) => event.type === 'DELETED' || event.type === 'ERROR', until);
      if (how === 'done') continue;
    } catch (error) {
      if (isNotFound(error)) return object;
      throw error;
    }
    if (k.now() >= until) return undefined;
    yield* k.sleep(Math.min(1000, until - k.now()));
  }
}

function* untilCreated(k: Invocation, until: number): Task<number> {
  for (;;) {
    const { found, errors } = yield* findObjects(k);
    const real = errors.filter((error) => !isNotFound(error));
    if (real.length > 0) throw new AggregateError_(real);
    if (errors.length === 0 && found.length > 0) {
      const report = reporter(k);
      for (const { object } of found) report(object, 'condition met');
      return 0;
    }
    if (k.now() >= until) throw new CommandError('timed out waiting for the condition');
    yield* k.sleep(Math.min(500, until - k.now()));
  }
}
