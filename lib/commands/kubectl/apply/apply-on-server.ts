import { resourcePath } from '../client/discovery';
import { CommandError, hasReason, ServerError } from '../errors';
import type { Invocation } from '../invocation';
import type { Loaded } from '../resource/manifests';
import type { ApplyOptions } from './apply-options';
import { migratedManagers, ownersOf } from './client-side-managers';
import { LAST_APPLIED } from './last-applied';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
const DEFAULT_MANAGER = 'kubectl';
const ANNOTATION_MANAGER = 'kubectl-last-applied';
const CONFLICT = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

/** Lets the server merge; what client-side apply owned before is handed over. The object that comes of it. Throws. */
export function appliedOnServer(k: Invocation, loaded: Loaded, options: ApplyOptions): any {
  const object = patched(k, loaded, options);
  try {
    keepAnnotation(k, loaded, options, object);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    k.err(
      `Warning: failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${error.message}\n`,
    );
    return object;
  }
  try {
    if (!migrate(k, loaded, options, object)) return object;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    k.err(
      `Warning: server rejected managed fields migration to Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${error.message}\n`,
    );
    return object;
  }
  try {
    return patched(k, loaded, options);
  } catch (error) {
    k.err(
      `Warning: failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${(error as Error).message}\n`,
    );
    return object;
  }
}

function patched(k: Invocation, { resource, namespace, name, object }: Loaded, options: ApplyOptions): any {
  try {
    return k.rest.send('PATCH', resourcePath(resource, namespace, name, k.flags.text('subresource')), {
      headers: { 'content-type': 'application/apply-patch+yaml' },
      query: {
        fieldManager: options.manager,
        force: String(k.flags.bool('force-conflicts')),
        fieldValidation: options.validation,
        dryRun: dryRunQuery(options),
      },
      body: object,
    }).body;
  } catch (error) {
    if (hasReason(error, 'Conflict')) throw new CommandError(`${(error as Error).message}${CONFLICT}`);
    throw error;
  }
}

const dryRunQuery = ({ dryRun }: ApplyOptions) => (dryRun === 'server' ? 'All' : undefined);

/** Gives the annotation of client-side apply a manager of its own, lest it be orphaned. Models saveLastApplyAnnotationIfNecessary. */
function keepAnnotation(k: Invocation, { resource, namespace, name }: Loaded, options: ApplyOptions, object: any): void {
  if (options.manager !== DEFAULT_MANAGER) return;
  const text = object.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined || ownersOf(object, 'Apply').length > 0) return;
  k.rest.send('PATCH', resourcePath(resource, namespace, name), {
    headers: { 'content-type': 'application/apply-patch+yaml' },
    query: { fieldManager: ANNOTATION_MANAGER, fieldValidation: options.validation, dryRun: dryRunQuery(options) },
    body: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      metadata: { name, ...(namespace !== '' && { namespace }), annotations: { [LAST_APPLIED]: text } },
    },
  });
}

/** Hands over what client-side apply managed; whether there was any. Models migrateToSSAIfNecessary. */
function migrate(k: Invocation, { resource, namespace, name }: Loaded, options: ApplyOptions, object: any): boolean {
  const path = resourcePath(resource, namespace, name);
  const managers = ownersOf(object, 'Update');
  if (managers.length === 0) return false;
  const current = options.manager === DEFAULT_MANAGER && options.dryRun === 'none' ? k.rest.get(path) : object;
  const managedFields = migratedManagers(current.metadata.managedFields ?? [], managers, options.manager);
  if (managedFields === undefined) return false;
  k.rest.send('PATCH', path, {
    headers: { 'content-type': 'application/json-patch+json' },
    query: { fieldManager: options.manager, fieldValidation: options.validation, dryRun: dryRunQuery(options) },
    body: [
      { op: 'replace', path: '/metadata/managedFields', value: managedFields },
      { op: 'replace', path: '/metadata/resourceVersion', value: current.metadata.resourceVersion },
    ],
  });
  return true;
}
