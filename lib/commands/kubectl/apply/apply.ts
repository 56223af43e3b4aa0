import { kinds } from '@/lib/cluster/kinds';
import { resourcePath, type Resource } from '../client/discovery';
import { AggregateError_, CommandError, hasReason, isNotFound, ServerError, withSource } from '../errors';
import type { Invocation, Task } from '../invocation';
import { dryRunOf, outputFormat, reporter, structuredPrinter, type DryRun } from '../print/printer';
import { hasFiles, locate, readManifests, withoutVersion, type Loaded } from '../resource/manifests';
import { validationOf, warnUnvalidated } from '../resource/validation';
import { LAST_APPLIED, lastAppliedOf, withLastApplied } from './last-applied';
import { prune } from './prune';
import { threeWayPatch } from './strategic-diff';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** `kubectl apply`. */
export function* apply(k: Invocation): Task<number> {
  if (!hasFiles(k)) {
    if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
    throw new CommandError('must specify one of -f and -k');
  }
  if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
  const serverSide = k.flags.bool('server-side');
  const dryRun = dryRunOf(k);
  if (k.flags.bool('force-conflicts') && !serverSide) throw new CommandError('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && serverSide)
    throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (k.flags.bool('prune') && !k.flags.bool('all') && k.flags.text('selector') === '')
    throw new CommandError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  const validation = validationOf(k);
  const errors: Error[] = [];
  const done: { loaded: Loaded; object: any; operation: string }[] = [];
  let count = 0;
  const structured = outputFormat(k).format !== '' && outputFormat(k).format !== 'name';
  const report = reporter(k, dryRun);
  for (const { manifest, error } of yield* readManifests(k, validation)) {
    if (error) {
      errors.push(error);
      continue;
    }
    try {
      const loaded = locate(k, manifest!);
      warnUnvalidated(k, loaded.resource, validation);
      if (loaded.name === '' && loaded.object.metadata?.generateName) {
        throw new CommandError(`from ${loaded.object.metadata.generateName}: cannot use generate name with apply`);
      }
      if (count++ > 0) yield* k.roundTrip();
      if (loaded.name === '') throw namelessFailure(loaded, serverSide);
      const result = serverSide ? applyOnServer(k, loaded, dryRun, validation) : yield* applyHere(k, loaded, dryRun, validation);
      done.push({ loaded, ...result });
      if (!structured) report(result.object, result.operation);
    } catch (failure) {
      errors.push(failure as Error);
    }
  }
  if (structured && done.length > 0) {
    const printer = structuredPrinter(k)!;
    if (done.length === 1) k.out(printer(done[0]!.object));
    else k.out(printer({ apiVersion: 'v1', items: done.map(({ object }) => object), kind: 'List', metadata: {} }));
  }
  if (errors.length > 0) throw new AggregateError_(errors, 'first');
  if (count === 0) throw new CommandError('no objects passed to apply');
  if (k.flags.bool('prune'))
    prune(
      k,
      done.map(({ loaded, object }) => ({ resource: loaded.resource, object })),
      dryRun,
      report,
    );
  return 0;
}

interface Applied {
  readonly object: any;
  readonly operation: string;
}

/** What client-go says of an object without a name, with what apply says of reading one. */
function namelessFailure({ resource, namespace, source }: Loaded, serverSide: boolean): CommandError {
  const why = 'resource name may not be empty';
  return new CommandError(serverSide ? why : `${retrieving(resource, '', namespace, source)} ${why}`);
}

function retrieving(resource: Resource, name: string, namespace: string, source: string): string {
  const group = `${resource.group ? `${resource.group}/` : '/'}${resource.version}`;
  return `error when retrieving current configuration of:\nResource: ${JSON.stringify(`${group}, Resource=${resource.plural}`)}, GroupVersionKind: ${JSON.stringify(`${group}, Kind=${resource.kind}`)}\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}\nfrom server for: ${JSON.stringify(source)}:`;
}

function applyOnServer(k: Invocation, { resource, namespace, name, object }: Loaded, dryRun: DryRun, validation: string): Applied {
  const manager = k.flags.changed('field-manager') ? k.flags.text('field-manager') : 'kubectl';
  const response = (() => {
    try {
      return k.rest.send('PATCH', resourcePath(resource, namespace, name), {
        headers: { 'content-type': 'application/apply-patch+yaml' },
        query: {
          fieldManager: manager,
          force: String(k.flags.bool('force-conflicts')),
          fieldValidation: validation,
          dryRun: dryRun === 'server' ? 'All' : undefined,
        },
        body: object,
      });
    } catch (error) {
      if (hasReason(error, 'Conflict')) {
        throw new CommandError(
          `${(error as Error).message.replace(/^/, '')}\nPlease review the fields above--they currently have other managers. Here\nare the ways you can resolve this warning:\n* If you intend to manage all of these fields, please re-run the apply\n  command with the \`--force-conflicts\` flag.\n* If you do not intend to manage all of the fields, please edit your\n  manifest to remove references to the fields that should keep their\n  current managers.\n* You may co-own fields by updating your manifest to match the existing\n  value; in this case, you'll become the manager if the other manager(s)\n  stop managing the field (remove it from their configuration).\nSee https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`,
        );
      }
      throw error;
    }
  })();
  return { object: response.body, operation: 'serverside-applied' };
}

/** Name of the kind's definition, for kinds that the API itself defines. */
export function schemaNameOf(resource: Resource): string | undefined {
  const kind = kinds.find((each) => each.group === resource.group && each.kind === resource.kind);
  return kind?.versions.find(({ name }) => name === resource.version)?.schema;
}

function* applyHere(k: Invocation, loaded: Loaded, dryRun: DryRun, validation: string): Task<Applied> {
  const { resource, namespace, name, source } = loaded;
  const path = resourcePath(resource, namespace, name);
  const query = {
    fieldManager: k.flags.text('field-manager'),
    fieldValidation: validation,
    dryRun: dryRun === 'server' ? 'All' : undefined,
  };
  const modified = withLastApplied(loaded.object);
  let current: any;
  try {
    current = k.rest.get(path);
  } catch (error) {
    if (!isNotFound(error)) {
      if (error instanceof ServerError) {
        throw new ServerError({
          ...error.status,
          message: `${retrieving(resource, name, namespace, source)} ${error.status.message}`,
        });
      }
      throw error;
    }
    if (dryRun === 'client') return { object: modified, operation: 'created' };
    try {
      return {
        object: k.rest.send('POST', resourcePath(resource, namespace), { body: withoutVersion(modified), query }).body,
        operation: 'created',
      };
    } catch (failure) {
      throw withSource('creating', source, failure);
    }
  }
  if (current.metadata?.annotations?.[LAST_APPLIED] === undefined) {
    k.err(
      `Warning: resource ${resource.plural}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  }
  const schema = schemaNameOf(resource);
  for (let attempt = 0; ; attempt++) {
    const patch = threeWayPatch(lastAppliedOf(current), modified, current, schema);
    if (patch === undefined) return { object: current, operation: 'unchanged' };
    if (dryRun === 'client') return { object: current, operation: 'configured' };
    try {
      const headers = { 'content-type': schema ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json' };
      const object: any = k.rest.send('PATCH', path, { body: patch, headers, query }).body;
      const unchanged = object.metadata?.resourceVersion === current.metadata?.resourceVersion && dryRun === 'none';
      return { object, operation: unchanged ? 'unchanged' : 'configured' };
    } catch (error) {
      if (hasReason(error, 'Conflict') && attempt < 5) {
        current = k.rest.get(path);
        continue;
      }
      if (k.flags.bool('force') && (hasReason(error, 'Conflict') || hasReason(error, 'Invalid'))) {
        k.rest.send('DELETE', path, {
          body: {
            kind: 'DeleteOptions',
            apiVersion: 'v1',
            propagationPolicy: 'Background',
            gracePeriodSeconds: Math.max(k.flags.int('grace-period'), 0),
          },
        });
        const until = k.now() + 120_000;
        for (let gone = false; !gone && k.now() < until;) {
          try {
            k.rest.get(path);
            yield* k.sleep(1000);
          } catch (failure) {
            if (!isNotFound(failure)) throw failure;
            gone = true;
          }
        }
        return {
          object: k.rest.send('POST', resourcePath(resource, namespace), { body: withoutVersion(modified), query }).body,
          operation: 'configured',
        };
      }
      if (error instanceof ServerError) throw patchFailure(error, resource, name, namespace, source, patch);
      throw error;
    }
  }
}

/** The long story that apply tells when the server refuses its patch. */
function patchFailure(error: ServerError, resource: Resource, name: string, namespace: string, source: string, patch: unknown): unknown {
  if (error.status.reason === 'Invalid') return error;
  const group = `${resource.group ? `${resource.group}/` : '/'}${resource.version}`;
  return new ServerError({
    ...error.status,
    message: `error when applying patch:\n${JSON.stringify(patch)}\nto:\nResource: ${JSON.stringify(`${group}, Resource=${resource.plural}`)}, GroupVersionKind: ${JSON.stringify(`${group}, Kind=${resource.kind}`)}\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}\nfor: ${JSON.stringify(source)}: error when patching ${JSON.stringify(source)}: ${error.status.message}`,
  });
}
