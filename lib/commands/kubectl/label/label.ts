import { isLabelValue } from '@/lib/api/names';
import { deepEqual } from '@/lib/api/freeze';
import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError } from '../errors';
import type { Handler, Invocation, Task } from '../invocation';
import { dryRunOf, reporter } from '../print/printer';
import { findObjects, type Found } from '../resource/find';
import { hasFiles } from '../resource/manifests';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
type Field = 'labels' | 'annotations';
/** May always be overwritten. */
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** Splits arguments into resources and `key=value`, `key-` pairs. */
function splitArgs(k: Invocation, field: Field): { resources: string[]; set: Map<string, string>; remove: string[] } {
  const isPair = (arg: string) => (arg.includes('=') && !arg.startsWith('=')) || (arg.endsWith('-') && arg !== '-');
  const at = k.args.findIndex(isPair);
  const resources = at < 0 ? [...k.args] : k.args.slice(0, at);
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const pair of at < 0 ? [] : k.args.slice(at)) {
    const equals = pair.indexOf('=');
    if (equals > 0) {
      const key = pair.slice(0, equals);
      const value = pair.slice(equals + 1);
      if (field === 'labels') {
        const complaints = isLabelValue(value);
        if (complaints.length > 0) throw new CommandError(`invalid label value: ${JSON.stringify(pair)}: ${complaints.join('; ')}`);
      }
      set.set(key, value);
    } else if (pair.endsWith('-')) remove.push(pair.slice(0, -1));
    else
      throw new CommandError(
        field === 'labels' ? `invalid label spec: ${pair}` : 'all resources must be specified before annotation changes: '.concat(pair),
      );
  }
  for (const key of remove)
    if (set.has(key))
      throw new CommandError(
        field === 'labels'
          ? 'can not both modify and remove a label in the same command'
          : `can not both modify and remove the following annotation(s) in the same command: ${key}`,
      );
  return { resources, set, remove };
}

function changer(field: Field): Handler {
  return function* (k): Task<number> {
    const list = k.flags.bool('list');
    const { resources, set, remove } = splitArgs(k, field);
    const overwrite = k.flags.bool('overwrite');
    const dryRun = dryRunOf(k);
    if (resources.length < 1 && !hasFiles(k))
      throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (set.size + remove.length === 0 && !list)
      throw new CommandError(field === 'labels' ? 'at least one label update is required' : 'at least one annotation update is required');
    const local = k.flags.bool('local');
    for (const flag of ['selector', 'field-selector'])
      if (k.flags.bool('all') && k.flags.text(flag) !== '') throw new CommandError(`cannot set --all and --${flag} at the same time`);
    if (local && !hasFiles(k)) {
      const [yaml, json] = field === 'labels' ? ['pod.yaml', 'pod.json'] : ['rsrc.yaml', 'rsrc.json'];
      throw new CommandError(`can only use local files by -f ${yaml} or --filename=${json} when --local=true is set`);
    }
    const { found, errors } = yield* findObjects(k, resources);
    const report = reporter(k, dryRun);
    if (k.flags.text('resource-version') !== '' && (found.length > 1 || k.flags.bool('all') || resources.length > 2))
      throw new CommandError('--resource-version may only be used with a single resource');
    const several = list && (found.length > 1 || k.flags.bool('all') || resources.length > 2);
    for (const each of found) {
      const current: Record<string, string> = each.object.metadata[field] ?? {};
      if (list) {
        listed(k, each, { ...current, ...Object.fromEntries(set) }, several ? (field === 'labels' ? 'labels' : 'annotations') : undefined);
        continue;
      }
      const clash = [...set.keys()].filter(
        (key) => current[key] !== undefined && !overwrite && key !== CHANGE_CAUSE && current[key] !== set.get(key),
      );
      if (clash.length > 0) {
        const key = clash[0]!;
        errors.push(
          new CommandError(
            field === 'labels'
              ? `'${key}' already has a value (${current[key]}), and --overwrite is false`
              : `--overwrite is false but found the following declared annotation(s): '${key}' already has a value (${current[key]})`,
          ),
        );
        continue;
      }
      const next = { ...current, ...Object.fromEntries(set) };
      for (const key of remove) {
        if (field === 'labels' && next[key] === undefined) k.out(`label ${JSON.stringify(key)} not found.\n`);
        delete next[key];
      }
      const same = deepEqual(next, current);
      const operation =
        field === 'annotations' ? 'annotated' : same ? 'not labeled' : remove.length > 0 && set.size === 0 ? 'unlabeled' : 'labeled';
      const changed = { ...each.object, metadata: { ...each.object.metadata, [field]: Object.keys(next).length > 0 ? next : undefined } };
      if (local || dryRun === 'client') {
        report(changed, operation);
        continue;
      }
      try {
        let object = each.object;
        if (!same || field === 'annotations') {
          const patch: any = {
            metadata: { [field]: { ...Object.fromEntries(set), ...Object.fromEntries(remove.map((key) => [key, null])) } },
          };
          if (k.flags.text('resource-version') !== '') patch.metadata.resourceVersion = k.flags.text('resource-version');
          object = k.rest.send('PATCH', resourcePath(each.resource, each.namespace, each.name), {
            body: patch,
            headers: { 'content-type': 'application/merge-patch+json' },
            query: { fieldManager: k.flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined },
          }).body;
        }
        report(object, operation);
      } catch (error) {
        errors.push(error as Error);
      }
    }
    if (errors.length > 0) throw new AggregateError_(errors);
    return 0;
  };
}

/** `--list`: an object's pairs, with its name over them where there are several. */
function listed(k: Invocation, { object, name }: Found, pairs: Readonly<Record<string, string>>, several?: string): void {
  if (k.flags.text('output') !== '') return;
  const group = String(object.apiVersion).includes('/') ? String(object.apiVersion).split('/')[0]! : '';
  if (several) k.out(`Listing ${several} for ${object.kind}.${group}/${name}:\n`);
  for (const key of Object.keys(pairs).sort()) k.out(`${several ? ' ' : ''}${key}=${pairs[key]}\n`);
}

/** `kubectl label`. */
export const label = changer('labels');
/** `kubectl annotate`. */
export const annotate = changer('annotations');
