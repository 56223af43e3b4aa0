import { aggregateText, fieldErrorBody, fieldErrorReason, goQuote, type FieldError } from './field-error';

/** metav1.Status, in the order of its fields on the wire. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: object;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** Thrown on the way through the API server; what it carries becomes the answer. */
export class StatusError extends Error {
  constructor(readonly status: Status) {
    super(status.message);
  }
}

export interface NamedResource {
  readonly group: string;
  readonly resource: string;
}

/** `deployments.apps`, `pods`. Models GroupResource.String. */
export const resourceText = ({ group, resource }: NamedResource): string => (group ? `${resource}.${group}` : resource);
const kindText = (group: string, kind: string) => (group ? `${kind}.${group}` : kind);

/** Details without empty fields, in wire order. */
function detailsOf(name: string, group: string, kind: string, more: Partial<StatusDetails> = {}): StatusDetails {
  return { ...(name && { name }), ...(group && { group }), ...(kind && { kind }), ...more };
}

/** A failure of any reason. `details` absent is left out, `{}` is shown empty. */
export function failure(code: number, reason: string, message: string, details?: StatusDetails): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason && { reason }),
    ...(details && { details }),
    code,
  });
}

/** Models errors.NewNotFound. */
export const notFoundStatus = (resource: NamedResource, name: string): StatusError =>
  failure(404, 'NotFound', `${resourceText(resource)} ${goQuote(name)} not found`, detailsOf(name, resource.group, resource.resource));

/** Models errors.NewAlreadyExists. */
export const alreadyExistsStatus = (resource: NamedResource, name: string): StatusError =>
  failure(
    409,
    'AlreadyExists',
    `${resourceText(resource)} ${goQuote(name)} already exists`,
    detailsOf(name, resource.group, resource.resource),
  );

/** Models errors.NewGenerateNameConflict. */
export const generateNameConflictStatus = (resource: NamedResource, name: string): StatusError =>
  failure(
    409,
    'AlreadyExists',
    `${resourceText(resource)} ${goQuote(name)} already exists, the server was not able to generate a unique name for the object`,
    detailsOf(name, resource.group, resource.resource, { retryAfterSeconds: 1 }),
  );

/** Models errors.NewConflict. */
export const conflictStatus = (resource: NamedResource, name: string, why: string): StatusError =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceText(resource)} ${goQuote(name)}: ${why}`,
    detailsOf(name, resource.group, resource.resource),
  );

/** registry.OptimisticLockErrorMsg. */
export const OPTIMISTIC_LOCK = 'the object has been modified; please apply your changes to the latest version and try again';

/** Models errors.NewApplyConflict. */
export const applyConflictStatus = (causes: readonly StatusCause[], message: string): StatusError =>
  failure(409, 'Conflict', message, { causes });

/** Models errors.NewInvalid. */
export function invalidStatus(group: string, kind: string, name: string, errors: readonly FieldError[]): StatusError {
  const causes = errors.map((error) => ({ reason: fieldErrorReason(error), message: fieldErrorBody(error), field: error.field }));
  const aggregate = errors.length > 0 ? `: ${aggregateText(errors)}` : '';
  return failure(
    422,
    'Invalid',
    `${kindText(group, kind)} ${goQuote(name)} is invalid${aggregate}`,
    detailsOf(name, group, kind, { ...(causes.length > 0 && { causes }) }),
  );
}

/** Models errors.NewForbidden: `pods "x" is forbidden: why`. */
export function forbiddenStatus(resource: NamedResource, name: string, why: string): StatusError {
  const what = resourceText(resource);
  const message =
    resource.resource === ''
      ? `forbidden: ${why}`
      : name === ''
        ? `${what} is forbidden: ${why}`
        : `${what} ${goQuote(name)} is forbidden: ${why}`;
  return failure(403, 'Forbidden', message, detailsOf(name, resource.group, resource.resource));
}

/** Models errors.NewUnauthorized, as the API server words it. */
export const unauthorizedStatus = (): StatusError => failure(401, 'Unauthorized', 'Unauthorized');
/** Models errors.NewBadRequest. */
export const badRequestStatus = (why: string): StatusError => failure(400, 'BadRequest', why);

/** What the server says to a verb that a path does not have (errors.NewGenericServerResponse as the API server uses it). */
export const methodNotAllowedStatus = (): StatusError =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

/** What the server says to a path below a known group and version that names no resource. */
export const noSuchResourceStatus = (): StatusError => failure(404, 'NotFound', 'the server could not find the requested resource', {});

/** Models negotiation.NewNotAcceptableError. */
export const notAcceptableStatus = (accepted: readonly string[]): StatusError =>
  failure(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);

/** Models negotiation.NewUnsupportedMediaTypeError. */
export const unsupportedMediaTypeStatus = (accepted: readonly string[]): StatusError =>
  failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );

/** Models errors.NewResourceExpired. */
export const expiredStatus = (message: string): StatusError => failure(410, 'Expired', message);

/** Models errors.NewTooManyRequests: what an eviction that a budget forbids gets. */
export const tooManyRequestsStatus = (message: string, retryAfterSeconds = 0, causes?: readonly StatusCause[]): StatusError =>
  failure(429, 'TooManyRequests', message, {
    ...(causes && { causes }),
    ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
  });

/** Models errors.NewInternalError. */
export const internalErrorStatus = (why: string): StatusError =>
  failure(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] });

/** Models errors.NewTimeoutError for a resource version that has not come yet. */
export const tooLargeResourceVersionStatus = (wanted: string, current: string): StatusError =>
  failure(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });

/** The answer to a deletion that is done. */
export const successStatus = (details?: StatusDetails): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  ...(details && { details }),
});
