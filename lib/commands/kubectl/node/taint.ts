import { isLabelValue, isQualifiedName } from '@/lib/api/names';
import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError, Fatal } from '../errors';
import type { Invocation, Task } from '../invocation';
import { dryRunOf, reporter } from '../print/printer';
import { validationOf } from '../resource/validation';
import { findObjects } from '../resource/find';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** `kubectl taint`. */
export function* taint(k: Invocation): Task<number> {
  const at = k.args.findIndex((arg) => arg.includes('=') || arg.includes(':') || arg.endsWith('-'));
  const resources = at < 0 ? [...k.args] : k.args.slice(0, at);
  const specs = at < 0 ? [] : k.args.slice(at);
  if (resources.length < 1) throw new CommandError('one or more resources must be specified as <resource> <name>');
  const { add, remove } = parse(k, specs);
  if (add.length + remove.length === 0) throw new CommandError('at least one taint update is required');
  const dryRun = dryRunOf(k);
  const type = resources[0]!.includes('/') ? undefined : k.discovery.tryByName(resources[0]!);
  if (!type) throw new Fatal(`the server doesn't have a resource type ${JSON.stringify(resources[0])}`);
  if (type.kind !== 'Node') throw new CommandError(`invalid resource type ${resources[0]}, only node types are supported`);
  validationOf(k);
  const selector = k.flags.text('selector');
  if (k.flags.bool('all') && selector !== '') throw new CommandError("setting 'all' parameter with a non empty selector is prohibited");
  // With a selector the names count for nothing.
  const { found, errors } = yield* findObjects(k, selector !== '' ? resources.slice(0, 1) : resources);
  const report = reporter(k, 'none');
  const overwrite = k.flags.bool('overwrite');
  for (const each of found) {
    const current: Taint[] = each.object.spec?.taints ?? [];
    const clash = overwrite ? [] : add.filter((taint) => current.some((old) => old.key === taint.key && old.effect === taint.effect));
    if (clash.length > 0) {
      errors.push(
        new CommandError(
          `node ${each.name} already has ${clash.map(({ key }) => key).join(',')} taint(s) with same effect(s) and --overwrite is false`,
        ),
      );
      continue;
    }
    const missing = remove.filter(
      (taint) => !current.some((old) => old.key === taint.key && (taint.effect === '' || old.effect === taint.effect)),
    );
    if (missing.length > 0) {
      errors.push(
        new CommandError(
          `taint ${JSON.stringify(missing[0]!.effect ? `${missing[0]!.key}:${missing[0]!.effect}` : missing[0]!.key)} not found`,
        ),
      );
      continue;
    }
    const kept = current.filter(
      (old) =>
        !remove.some((taint) => taint.key === old.key && (taint.effect === '' || taint.effect === old.effect)) &&
        !add.some((taint) => taint.key === old.key && taint.effect === old.effect),
    );
    const taints = [...add, ...kept];
    const operation =
      remove.length > 0
        ? add.length > 0
          ? 'modified'
          : 'untainted'
        : add.some((taint) => current.some((old) => old.key === taint.key && old.effect === taint.effect))
          ? 'modified'
          : 'tainted';
    try {
      const object =
        dryRun === 'client'
          ? { ...each.object, spec: { ...each.object.spec, taints } }
          : k.rest.send('PATCH', resourcePath(each.resource, '', each.name), {
              body: { spec: { taints: taints.length > 0 ? taints : null } },
              headers: { 'content-type': 'application/merge-patch+json' },
              query: { fieldManager: k.flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined },
            }).body;
      report(object, operation);
    } catch (error) {
      errors.push(error as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

function parse(k: Invocation, specs: readonly string[]): { add: Taint[]; remove: Taint[] } {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const [key = '', effect = ''] = spec.slice(0, -1).split(':');
      const plain = key.split('=')[0]!;
      if (effect !== '' && !EFFECTS.includes(effect)) throw k.usageError(`invalid taint effect: ${effect}, unsupported taint effect`);
      remove.push({ key: plain, effect });
      continue;
    }
    const parts = spec.split(':');
    let key = parts[0]!;
    let value = '';
    let effect = '';
    if (parts.length === 2) {
      effect = parts[1]!;
      const equals = key.split('=');
      if (equals.length > 2) throw k.usageError(`invalid taint spec: ${spec}`);
      if (equals.length === 2) [key, value] = equals as [string, string];
      const complaints = value === '' ? [] : isLabelValue(value);
      if (complaints.length > 0) throw k.usageError(`invalid taint spec: ${spec}, ${complaints.join('; ')}`);
      if (!EFFECTS.includes(effect)) throw k.usageError(`invalid taint effect: ${effect}, unsupported taint effect`);
    } else if (parts.length > 2) throw k.usageError(`invalid taint spec: ${spec}`);
    const complaints = isQualifiedName(key);
    if (complaints.length > 0) throw k.usageError(`invalid taint spec: ${spec}, ${complaints.join('; ')}`);
    if (effect === '') throw new CommandError(`invalid taint spec: ${spec}`);
    if (add.some((taint) => taint.key === key && taint.effect === effect))
      throw k.usageError(`duplicated taints with the same key and effect: {${key} ${value} ${effect} <nil>}`);
    add.push({ key, ...(value !== '' && { value }), effect });
  }
  for (const taint of remove) {
    if (add.some((each) => each.key === taint.key && (taint.effect === '' || taint.effect === each.effect)))
      throw new CommandError(
        `can not both modify and remove the following taint(s) in the same command: ${taint.key}${taint.effect && `=${taint.effect}`}`,
      );
  }
  return { add, remove };
}
