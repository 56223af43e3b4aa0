import { formatTime } from '@/lib/api/time';
import { kindName, resourcePath } from '../client/discovery';
import { layTable } from '../print/table';
import { AggregateError_, CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { sendChange } from '../patch/send';
import { dryRunOf, printUnjudged, reporter, structuredPrinter } from '../print/printer';
import { findObjects, type Found } from '../resource/find';
import { hasFiles } from '../resource/manifests';
import { asGoStruct } from '../print/go-struct';
import { revisionsOf, type Revision } from './history';
import { templateText } from './template-text';

const need = (k: Invocation) => {
  if (k.args.length === 0 && !hasFiles(k)) throw new CommandError('required resource not specified');
};

/** `kubectl rollout history`. */
export function* rolloutHistory(k: Invocation): Task<number> {
  need(k);
  const wanted = k.flags.int('revision');
  if (wanted < 0) throw new CommandError(`revision must be a positive integer: ${wanted}`);
  const { found, errors } = yield* findObjects(k, undefined, { whole: true });
  const printer = structuredPrinter(k);
  for (const each of found) {
    let revisions: Revision[];
    try {
      revisions = revisionsOf(k, each);
    } catch (error) {
      errors.push(error as Error);
      continue;
    }
    const subject = `${kindName(each.object.apiVersion, each.object.kind)}/${each.name}`;
    if (printer || k.flags.text('output') === 'name') {
      for (const revision of wanted > 0 ? revisions.filter(({ number }) => number === wanted) : revisions)
        if (!printer) k.out(`${kindName('apps/v1', withKind(revision, each).kind)}/${revision.source.metadata.name}\n`);
        else if (wanted > 0) k.out(printer(asGoStruct(withKind(revision, each)), { sorted: false }));
        else printUnjudged(k, printer, asGoStruct(withKind(revision, each)), { sorted: false });
      continue;
    }
    if (wanted > 0) {
      const revision = revisions.find(({ number }) => number === wanted);
      if (!revision) throw new CommandError('unable to find the specified revision');
      k.out(`${subject} with revision #${wanted}\n${templateText(revision.template)}\n`);
    } else if (revisions.length === 0) k.out(`${subject} \nNo rollout history found.\n`);
    else
      k.out(
        `${subject} \n${layTable([['REVISION', 'CHANGE-CAUSE'], ...revisions.map(({ number, cause }) => [String(number), cause])], 0, 2)}\n`,
      );
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

const withKind = ({ source }: Revision, { resource }: Found) => ({
  apiVersion: 'apps/v1',
  kind: resource.kind === 'Deployment' ? 'ReplicaSet' : 'ControllerRevision',
  ...source,
});

/** `kubectl rollout undo`. */
export function* rolloutUndo(k: Invocation): Task<number> {
  need(k);
  const to = k.flags.int('to-revision');
  if (to < 0) throw new CommandError(`unable to find specified revision ${to} in history`);
  const dryRun = dryRunOf(k);
  const { found, errors } = yield* findObjects(k, undefined, { whole: true });
  const report = reporter(k, dryRun === 'client' ? 'none' : dryRun);
  for (const each of found) {
    let revisions: Revision[];
    try {
      revisions = revisionsOf(k, each, 'rollbacker');
    } catch (error) {
      errors.push(error as Error);
      continue;
    }
    const target = to === 0 ? revisions.at(-2) : revisions.find(({ number }) => number === to);
    try {
      if (!target) {
        if (to > 0) throw new CommandError(`unable to find specified revision ${to} in history`);
        throw new CommandError(
          each.resource.kind === 'Deployment'
            ? `no rollout history found for deployment ${JSON.stringify(each.name)}`
            : 'no last revision to roll back to',
        );
      }
      if (each.object.spec?.paused) {
        throw new CommandError(
          `you cannot rollback a paused ${each.resource.singular}; resume it first with 'kubectl rollout resume' and try again`,
        );
      }
      if (dryRun === 'client' && k.flags.text('output') !== '') {
        report(asGoStruct(each.object), 'rolled back', { sorted: false });
        continue;
      }
      if (dryRun === 'client') {
        k.out(`${kindName(each.object.apiVersion, each.object.kind)}/${each.name} ${templateText(revisionTemplate(target))} (dry run)\n`);
        continue;
      }
      const template = structuredClone(target.source.spec?.template ?? target.template);
      delete template.metadata?.labels?.['pod-template-hash'];
      const changed = { ...each.object, spec: { ...each.object.spec, template } };
      if (
        JSON.stringify(template.spec) === JSON.stringify(each.object.spec.template.spec) &&
        JSON.stringify(template.metadata?.annotations ?? {}) === JSON.stringify(each.object.spec.template.metadata?.annotations ?? {})
      ) {
        report(each.object, `skipped rollback (current template already matches revision ${target.number})`);
        continue;
      }
      if (each.resource.kind === 'Deployment') {
        const cause = target.source.metadata.annotations?.['kubernetes.io/change-cause'];
        const annotations = { ...each.object.metadata.annotations };
        if (cause === undefined) delete annotations['kubernetes.io/change-cause'];
        else annotations['kubernetes.io/change-cause'] = cause;
        k.rest.send('PATCH', resourcePath(each.resource, each.namespace, each.name), {
          body: [
            { op: 'replace', path: '/spec/template', value: template },
            { op: 'replace', path: '/metadata/annotations', value: annotations },
          ],
          headers: { 'content-type': 'application/json-patch+json' },
          query: { fieldManager: k.flags.text('field-manager') || undefined, dryRun: dryRun === 'server' ? 'All' : undefined },
        });
      } else sendChange(k, each, changed, dryRun);
      report(each.object, 'rolled back');
    } catch (error) {
      errors.push(error as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

const revisionTemplate = ({ source, template }: Revision) => source.spec?.template ?? template;

/** `kubectl rollout restart`. */
export function* rolloutRestart(k: Invocation): Task<number> {
  need(k);
  const { found, errors } = yield* findObjects(k, undefined, { whole: true });
  const report = reporter(k);
  for (const each of found) {
    if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(each.resource.kind)) {
      errors.push(new CommandError(`error: ${fullName(each)} ${JSON.stringify(each.name)} restarting is not supported`));
      continue;
    }
    if (each.object.spec.paused) {
      errors.push(
        new CommandError(
          `error: ${fullName(each)} ${JSON.stringify(each.name)} can't restart paused deployment (run rollout resume first)`,
        ),
      );
      continue;
    }
    const changed = structuredClone(each.object);
    const template = changed.spec.template;
    template.metadata = {
      ...template.metadata,
      annotations: { ...template.metadata?.annotations, 'kubectl.kubernetes.io/restartedAt': formatTime(k.now()) },
    };
    try {
      report(asGoStruct(sendChange(k, each, changed, 'none')), 'restarted', { sorted: false });
    } catch (error) {
      errors.push(error as Error);
    }
  }
  tellNothing(k, found, errors);
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

function* setPaused(k: Invocation, paused: boolean): Task<number> {
  need(k);
  const { found, errors } = yield* findObjects(k, undefined, { whole: true });
  const report = reporter(k);
  for (const each of found) {
    const plural = `error: ${fullName(each)}`;
    if (each.resource.kind !== 'Deployment') {
      errors.push(new CommandError(`${plural} ${JSON.stringify(each.name)} ${paused ? 'pausing' : 'resuming'} is not supported`));
      continue;
    }
    if (Boolean(each.object.spec.paused) === paused) {
      errors.push(new CommandError(`${plural} ${JSON.stringify(each.name)} is ${paused ? 'already paused' : 'not paused'}`));
      continue;
    }
    const { paused: _, ...spec } = each.object.spec;
    try {
      const changed = { ...each.object, spec: paused ? { ...spec, paused: true } : { ...spec, paused: false } };
      report(asGoStruct(sendChange(k, each, changed, 'none')), paused ? 'paused' : 'resumed', { sorted: false });
    } catch (error) {
      errors.push(error as Error);
    }
  }
  tellNothing(k, found, errors);
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

const fullName = ({ resource }: Found): string => `${resource.plural}${resource.group ? `.${resource.group}` : ''}`;

/** Says that nothing was found; that is no failure. */
export function tellNothing(k: Invocation, found: readonly Found[], errors: readonly Error[]): void {
  if (found.length === 0 && errors.length === 0) k.err(`No resources found in ${k.namespace} namespace.\n`);
}

/** `kubectl rollout pause`. */
export const rolloutPause = (k: Invocation): Task<number> => setPaused(k, true);
/** `kubectl rollout resume`. */
export const rolloutResume = (k: Invocation): Task<number> => setPaused(k, false);
