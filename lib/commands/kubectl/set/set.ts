import { deepEqual } from '@/lib/api/freeze';
import { AggregateError_, CommandError, ConnectionError, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { sendChange } from '../patch/send';
import { dryRunOf, reporter } from '../print/printer';
import { findObjects, podSpecHolder, type Found } from '../resource/find';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** One `kubectl set …`: changes a copy of each object; undefined means nothing to say about it. */
export interface Setting {
  readonly resources: readonly string[];
  /** `image updated` */
  readonly done: string;
  /** `failed to patch image update to pod template` */
  readonly failing: string;
  /** Whether an object left as it was is still reported. */
  readonly reportUnchanged?: boolean;
  change(object: any, found: Found): void;
}

export function* applySetting(k: Invocation, setting: Setting): Task<number> {
  const dryRun = dryRunOf(k);
  const local = k.flags.bool('local');
  const { found, errors } = yield* findObjects(k, setting.resources);
  const report = reporter(k, dryRun);
  for (const each of found) {
    const changed = structuredClone(each.object);
    try {
      setting.change(changed, each);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push(error);
      continue;
    }
    if (local || dryRun === 'client') {
      report(changed, setting.done);
      continue;
    }
    if (deepEqual(changed, each.object) && !setting.reportUnchanged) continue;
    try {
      report(sendChange(k, each, changed, dryRun), setting.done);
    } catch (error) {
      if (error instanceof ServerError || error instanceof ConnectionError)
        errors.push(new CommandError(`${setting.failing} ${error.message}`));
      else throw error;
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

/** The containers (init ones too) of a pod template that a pattern selects; complains of a pattern that selects none. */
export function containersOf(object: any, pattern: string): any[] {
  const spec = podSpecHolder(object)?.spec;
  if (!spec) throw new CommandError('the object is not a pod or does not have a pod template: *unstructured.Unstructured');
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  if (pattern === '*' || pattern === '') return all;
  const regex = new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
  return all.filter((container) => regex.test(container.name));
}

/** Splits `TYPE NAME` from `key=value` and `key-` arguments. */
export function splitPairs(args: readonly string[]): { resources: string[]; pairs: string[] } {
  const isPair = (arg: string) => arg.includes('=') || (arg.endsWith('-') && arg !== '-');
  return { resources: args.filter((arg) => !isPair(arg)), pairs: args.filter(isPair) };
}
