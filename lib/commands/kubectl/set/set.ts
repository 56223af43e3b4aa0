import { deepEqual } from '@/lib/api/freeze';
import { AggregateError_, CommandError, ConnectionError, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { sendChange } from '../patch/send';
import { dryRunOf, reporter } from '../print/printer';
import { asGoStruct } from '../print/go-struct';
import { hasFiles } from '../resource/manifests';
import { findObjects, nameOf, podSpecHolder } from '../resource/find';

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
  /** What is wrong with the change itself: told once the objects are there. Throws CommandError. */
  check?(): void;
  /** Nothing is changed unless all objects are there. */
  readonly allOrNone?: boolean;
  /** With --local and no file it complains as without any resource. */
  readonly localComplainsOfNothing?: boolean;
  /** A complaint about one object names it. */
  readonly named?: boolean;
  /** Throws CommandError; what is told to `complain` does not keep the rest from being changed. */
  change(object: any, complain: (error: CommandError) => void): void;
}

export function* applySetting(k: Invocation, setting: Setting): Task<number> {
  const dryRun = dryRunOf(k);
  const local = k.flags.bool('local');
  if (local && !hasFiles(k) && !setting.localComplainsOfNothing)
    throw new CommandError(
      "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
    );
  if (k.flags.bool('all') && k.flags.has('selector') && k.flags.text('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
  const { found, errors } = yield* findObjects(k, setting.resources);
  if (errors.length === 0) setting.check?.();
  else if (setting.allOrNone) throw new AggregateError_(errors);
  const report = reporter(k, dryRun);
  for (const each of found) {
    const changed = structuredClone(each.object);
    try {
      setting.change(changed, (error) => errors.push(error));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push(
        new CommandError(
          setting.named || error.plain.includes('does not have a pod template')
            ? `${local ? `${nameOf(each)}\n` : `${each.resource.plural}/${each.name}`} ${error.plain}`
            : error.plain,
        ),
      );
      continue;
    }
    if (deepEqual(changed, each.object) && !setting.reportUnchanged) continue;
    if (local || dryRun === 'client') {
      report(asGoStruct(changed), setting.done, { sorted: false });
      continue;
    }
    try {
      report(sendChange(k, each, changed, dryRun), setting.done);
    } catch (error) {
      if (error instanceof ServerError || error instanceof ConnectionError)
        errors.push(setting.failing === '' ? error : new CommandError(`${setting.failing} ${error.message}`));
      else throw error;
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

/** The containers (init ones too) of a pod template that a pattern selects; complains of a pattern that selects none. */
export function containersOf(object: any, pattern: string): any[] {
  const spec = podSpecHolder(object)?.spec;
  if (!spec)
    throw new CommandError(
      `the object is not a pod or does not have a pod template: *${String(object.apiVersion).split('/').at(-1)}.${object.kind}`,
    );
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  if (pattern === '*' || pattern === '') return all;
  const regex = new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
  return all.filter((container) => regex.test(container.name));
}

/** Splits `TYPE NAME` from `key=value` and `key-` arguments, which come last. Models cmdutil.GetResourcesAndPairs. Throws CommandError. */
export function splitPairs(args: readonly string[], kind: string): { resources: string[]; pairs: string[] } {
  const isPair = (arg: string) => arg.indexOf('=') > 0 || (arg.endsWith('-') && arg !== '-');
  const first = args.findIndex(isPair);
  const late = first < 0 ? undefined : args.slice(first).findLast((arg) => !isPair(arg));
  if (late !== undefined) throw new CommandError(`all resources must be specified before ${kind} changes: ${late}`);
  return { resources: args.filter((arg) => !isPair(arg)), pairs: args.filter(isPair) };
}
