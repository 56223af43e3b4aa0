import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { dryRunOf, reporter } from '../print/printer';
import { findObjects } from '../resource/find';

/** `kubectl scale`. */
export function* scale(k: Invocation): Task<number> {
  const replicas = k.flags.int('replicas');
  if (replicas < 0) throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const expected = k.flags.int('current-replicas');
  if (expected < -1) throw new CommandError('The --current-replicas must specify an integer of -1 or greater');
  const version = k.flags.text('resource-version');
  const dryRun = dryRunOf(k);
  const selecting = k.flags.bool('all') && !k.args.some((arg) => arg.includes('/')) && k.args.length > 1;
  // With --all the names count for nothing.
  const { found, errors } = yield* findObjects(k, selecting ? k.args.slice(0, 1) : k.args);
  if (found.length > 1 && version !== '') throw new CommandError('cannot use --resource-version with multiple resources');
  const report = reporter(k, dryRun);
  for (const each of found) {
    if (dryRun === 'client') {
      report(each.object, 'scaled');
      continue;
    }
    const path = resourcePath(each.resource, each.namespace, each.name, 'scale');
    try {
      if (expected >= 0 || version !== '') {
        const now = k.rest.get(path);
        if (expected >= 0 && now.spec?.replicas !== expected)
          throw new CommandError(`Expected replicas to be ${expected}, was ${now.spec?.replicas ?? 0}`);
        if (version !== '' && now.metadata.resourceVersion !== version)
          throw new CommandError(`Expected resource version to be ${version}, was ${now.metadata.resourceVersion}`);
      }
      k.rest.send('PATCH', path, {
        body: { spec: { replicas } },
        headers: { 'content-type': 'application/merge-patch+json' },
        query: { dryRun: dryRun === 'server' ? 'All' : undefined },
      });
      report(
        k.flags.text('output') === '' || k.flags.text('output') === 'name'
          ? each.object
          : k.rest.get(resourcePath(each.resource, each.namespace, each.name)),
        'scaled',
      );
      const timeout = k.flags.duration('timeout');
      if (timeout > 0 && dryRun === 'none') {
        const until = k.now() + timeout;
        for (;;) {
          const { status, spec } = k.rest.get(path);
          if ((status?.replicas ?? 0) === spec?.replicas) break;
          if (k.now() >= until) throw new CommandError('timed out waiting for the condition');
          yield* k.sleep(1000);
        }
      }
    } catch (error) {
      errors.push(error as Error);
    }
  }
  if (found.length === 0 && errors.length === 0) throw new CommandError('no objects passed to scale');
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}
