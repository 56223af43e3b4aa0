import { kindName, resourcePath, type Resource } from '../client/discovery';
import { AggregateError_, CommandError, isNotFound, ServerError, withSource } from '../errors';
import type { Invocation, Task } from '../invocation';
import { rawWrite } from '../patch/raw-write';
import { dryRunOf, outputFormat } from '../print/printer';
import { NothingGiven, targetsOf } from '../resource/arguments';
import { withSelectors } from '../resource/find';
import { hasFiles, locate, readManifests } from '../resource/manifests';
import { parseGoDuration } from '../flags/flag-values';
import { propagationOf } from './cascade';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
interface Doomed {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
  /** File that it was read from. */
  readonly source?: string;
}

/** `kubectl delete`. */
export function* del(k: Invocation): Task<number> {
  if (k.flags.text('raw') !== '') return yield* rawWrite(k, 'DELETE');
  const dryRun = dryRunOf(k);
  let grace = k.flags.int('grace-period');
  const force = k.flags.bool('force');
  if (k.flags.bool('now')) {
    if (grace !== -1) throw new CommandError('--now and --grace-period cannot be specified together');
    grace = 1;
  }
  if (grace === 0 && !force) {
    grace = 1;
  } else if (force && grace < 0) grace = 0;
  if (force && grace > 0) throw new CommandError('--force and --grace-period greater than 0 cannot be specified together');
  const propagation = propagationOf(k);
  if (k.flags.bool('all') && k.flags.text('selector') !== '')
    throw new CommandError("setting 'all' parameter but found a non empty selector. ");
  const output = k.flags.text('output');
  if (output !== '' && output !== 'name') throw new CommandError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (force && grace === 0) {
    k.err(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    );
  }

  const errors: Error[] = [];
  const doomed = yield* find(k, errors);
  const interactive = k.flags.bool('interactive');
  if (interactive && doomed.length > 0 && !(yield* confirm(k, doomed))) return 0;
  const gone: Doomed[] = [];
  const quiet = outputFormat(k).format === 'name';
  const ignore =
    k.flags.bool('ignore-not-found') || (k.flags.bool('all') && !k.flags.changed('ignore-not-found')) || k.flags.text('selector') !== '';
  if (k.namespaceForced && doomed.some(({ namespace }) => namespace === ''))
    k.err('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n');
  for (const each of doomed) {
    const suffix = dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '';
    if (dryRun !== 'client') {
      try {
        const body = {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          ...(grace >= 0 && { gracePeriodSeconds: grace }),
          propagationPolicy: propagation,
          ...(dryRun === 'server' && { dryRun: ['All'] }),
        };
        const answer: any = k.rest.send('DELETE', resourcePath(each.resource, each.namespace, each.name), { body }).body;
        const uid = answer?.kind === 'Status' ? answer.details?.uid : answer?.metadata?.uid;
        gone.push({ ...each, ...(uid && { uid }) });
      } catch (error) {
        if (!(ignore && isNotFound(error))) errors.push(withSource('deleting', each.source ?? '', error) as Error);
        continue;
      }
    }
    const kind = kindName(
      each.resource.group ? `${each.resource.group}/${each.resource.version}` : each.resource.version,
      each.resource.kind,
    );
    const operation = force && grace === 0 ? 'force deleted' : 'deleted';
    const from = each.namespace === '' ? '' : ` from ${each.namespace} namespace`;
    k.out(quiet ? `${kind}/${each.name}\n` : `${kind} ${JSON.stringify(each.name)} ${operation}${from}${suffix}\n`);
  }
  if (doomed.length === 0 && errors.length === 0 && (!hasFiles(k) || k.flags.text('selector') !== '') && !ignoreNothing(k))
    k.out('No resources found\n');
  if (k.flags.bool('wait') && dryRun === 'none' && gone.length > 0) yield* waitGone(k, gone, errors);
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

const ignoreNothing = (k: Invocation) => k.flags.changed('ignore-not-found') && k.flags.bool('ignore-not-found');

function* find(k: Invocation, errors: Error[]): Task<Doomed[]> {
  const all = k.flags.bool('all-namespaces');
  if (hasFiles(k)) {
    const doomed: Doomed[] = [];
    for (const { manifest, error } of yield* readManifests(k)) {
      if (error) {
        errors.push(error);
        continue;
      }
      try {
        doomed.push(locate(k, manifest!));
      } catch (failure) {
        errors.push(failure as Error);
      }
    }
    return doomed;
  }
  const targets = targetsOf(k, k.args);
  if (targets.length === 0) throw new NothingGiven();
  const selector = k.flags.text('selector');
  const fields = k.flags.text('field-selector');
  const doomed: Doomed[] = [];
  for (const { resource, name } of targets) {
    const namespace = resource.namespaced && !all ? k.namespace : '';
    if (name !== undefined) {
      if (selector !== '' || fields !== '') throw new CommandError('name cannot be provided when a selector is specified');
      if (k.flags.bool('all')) throw new CommandError('name cannot be provided when a selector is specified');
      if (all && resource.namespaced) throw new CommandError('a resource cannot be retrieved by name across all namespaces');
      doomed.push({ resource, namespace, name });
      continue;
    }
    if (!k.flags.bool('all') && selector === '' && fields === '')
      throw new CommandError('resource(s) were provided, but no name was specified');
    try {
      const list = k.rest.get(resourcePath(resource, namespace), { query: { labelSelector: selector, fieldSelector: fields } });
      for (const item of list.items ?? []) doomed.push({ resource, namespace: item.metadata.namespace ?? '', name: item.metadata.name });
    } catch (error) {
      errors.push(error instanceof ServerError ? withSelectors(error, resource, selector, fields) : (error as Error));
    }
  }
  return doomed;
}

function* confirm(k: Invocation, doomed: readonly Doomed[]): Task<boolean> {
  k.out('You are about to delete the following '.concat(`${doomed.length} resource(s):\n`));
  for (const { resource, name } of doomed) k.out(`${resource.kind.toLowerCase()}${resource.group ? `.${resource.group}` : ''}/${name}\n`);
  k.out('Do you want to continue? (y/N): ');
  yield* k.flush();
  let answer = '';
  for (;;) {
    const read = k.sys.read(0);
    if (read === null) break;
    if (typeof read === 'string') {
      answer += read;
      if (answer.includes('\n')) break;
    } else yield { channels: read.wait };
  }
  if (/^y(es)?\s*$/i.test(answer.trim())) return true;
  k.out('deletion is cancelled\n');
  return false;
}

/** Waits until the objects are gone (another of the same name counts as gone). */
export function* waitGone(k: Invocation, gone: readonly Doomed[], errors: Error[]): Task<void> {
  const timeout = k.flags.has('timeout') ? (parseGoDuration(k.flags.text('timeout')) ?? 0) : 0;
  const until = timeout > 0 ? k.now() + timeout : undefined;
  for (const { resource, namespace, name, uid } of gone) {
    const path = resourcePath(resource, namespace, name);
    const absent = () => {
      try {
        const object = k.rest.get(path);
        return uid !== undefined && object.metadata?.uid !== uid;
      } catch (error) {
        if (isNotFound(error)) return true;
        throw error;
      }
    };
    yield* k.flush();
    for (;;) {
      if (absent()) break;
      const list = k.rest.get(resourcePath(resource, namespace), { query: { fieldSelector: `metadata.name=${name}` } });
      if (!list.items?.some((item: any) => uid === undefined || item.metadata.uid === uid)) break;
      const response = k.rest.exchange('GET', resourcePath(resource, namespace), {
        query: { fieldSelector: `metadata.name=${name}`, watch: 'true', resourceVersion: list.metadata?.resourceVersion },
      });
      const how = yield* k.rest.follow(response, (event: any) => event.type === 'DELETED' || event.type === 'ERROR', until);
      if (how === 'timeout') {
        errors.push(new CommandError(`timed out waiting for the condition on ${resource.plural}/${name}`));
        break;
      }
      if (!response.stream) yield* k.sleep(1000);
    }
  }
}
