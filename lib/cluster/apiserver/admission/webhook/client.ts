import { goQuote } from '@/lib/api/field-error';
import { failure, internalErrorStatus, StatusError, type Status } from '@/lib/api/status';
import type { Attributes } from '../chain';
import { OutboundError, type OutboundResponse } from '../../outbound';
import type { Invocation } from './matching';
import { newReview, ReviewError, verifyResponse, type Review, type ReviewResponse } from './review';
import type { Webhook } from './configuration';

/** A webhook could not be asked: its failure policy says what follows. Models webhookutil.ErrCallingWebhook. */
export class CallingWebhookError extends Error {
  constructor(webhook: string, reason: string) {
    super(`failed calling webhook ${goQuote(webhook)}: ${reason}`);
  }
}

/** Asks a webhook and takes in its warnings and audit annotations. Throws CallingWebhookError, and the StatusError of a refusal. */
export function callWebhook(attributes: Attributes, invocation: Invocation, mutating: boolean): ReviewResponse {
  const { webhook } = invocation;
  const { call } = attributes;
  if (call.dryRun && webhook.sideEffects !== 'None' && webhook.sideEffects !== 'NoneOnDryRun') {
    throw failure(400, 'BadRequest', `admission webhook ${goQuote(webhook.name)} does not support dry run`);
  }
  const fail = (reason: string) => new CallingWebhookError(webhook.name, reason);
  let review: Review;
  try {
    review = newReview(attributes, invocation);
  } catch (error) {
    if (error instanceof ReviewError) throw fail(`could not create admission objects: ${error.message}`);
    throw error;
  }
  const answer = post(attributes, webhook, review);
  let response: ReviewResponse;
  try {
    response = verifyResponse(review, mutating, answer);
  } catch (error) {
    if (error instanceof ReviewError) throw fail(`received invalid webhook response: ${error.message}`);
    throw error;
  }
  for (const [key, value] of Object.entries(response.auditAnnotations ?? {})) call.auditAnnotations[`${webhook.name}/${key}`] = value;
  call.warnings.push(...(response.warnings ?? []));
  if (response.allowed !== true) throw denied(webhook.name, response.status as Partial<Status> | undefined);
  return response;
}

function post({ call }: Attributes, webhook: Webhook, review: Review): unknown {
  const { service, url, caBundle } = webhook.clientConfig;
  const fail = (reason: string) => new CallingWebhookError(webhook.name, `failed to call webhook: ${reason}`);
  const port = service?.port ?? 443;
  const base = service ? `https://${service.name}.${service.namespace}.svc:${port}` : (/^[^:]*:\/\/[^/]*/.exec(url ?? '')?.[0] ?? '');
  const path = service ? (service.path ?? '') : (url ?? '').slice(base.length);
  const asked = `${base}/${path.replace(/^\/+/, '')}?timeout=${webhook.timeoutSeconds ?? 10}s`;
  let response: OutboundResponse;
  try {
    response = call.server.outbound.post({
      url: asked,
      ...(service && { service: { namespace: service.namespace, name: service.name, port } }),
      ...(caBundle && { ca: Buffer.from(caBundle, 'base64').toString() }),
      body: review.body,
    });
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw fail(`Post ${goQuote(asked)}: ${error.message}`);
  }
  if (response.status < 200 || response.status >= 300) throw fail(serverMessage(response));
  return decoded(response.body, fail);
}

/** What client-go makes of an answer that is no success. Models errors.NewGenericServerResponse. */
function serverMessage({ status, body }: OutboundResponse): string {
  const given = body as { kind?: string; message?: string } | null;
  if (typeof body === 'object' && given?.kind === 'Status' && given.message) return given.message;
  const text = typeof body === 'string' ? body.trim() : body === undefined ? 'unknown' : JSON.stringify(body);
  if (status === 404) return 'the server could not find the requested resource';
  if (status === 400) return 'the server rejected our request for an unknown reason';
  if (status === 401) return 'the server has asked for the client to provide credentials';
  if (status === 403) return text || 'unknown';
  if (status === 405) return text || 'the server does not allow this method on the requested resource';
  if (status === 503) return text || 'the server is currently unable to handle the request';
  if (status === 504) return 'the server was unable to return a response in the time allotted, but may still be processing the request';
  if (status >= 500) return `an error on the server (${goQuote(text || 'unknown')}) has prevented the request from succeeding`;
  return `the server responded with the status code ${status} but did not return more information`;
}

function decoded(body: unknown, fail: (reason: string) => CallingWebhookError): unknown {
  let value = body;
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value);
    } catch {
      const first = body === '' ? undefined : (body as string).trimStart()[0];
      const what = first === undefined ? 'unexpected end of JSON input' : `invalid character '${first}' looking for beginning of value`;
      throw fail(`couldn't get version/kind; json parse error: ${what}`);
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const kind = Array.isArray(value) ? 'array' : typeof value;
    throw fail(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${kind} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  return value;
}

/** A refusal as the client sees it: never a success, always with the webhook's name. Models webhookerrors.ToStatusErr. */
function denied(webhook: string, given: Partial<Status> | undefined): StatusError {
  const start = `admission webhook ${goQuote(webhook)} denied the request`;
  const why = given?.message || given?.reason;
  return new StatusError({
    ...given,
    kind: 'Status',
    apiVersion: 'v1',
    metadata: given?.metadata ?? {},
    status: 'Failure',
    message: why ? `${start}: ${why}` : `${start} without explanation`,
    code: Math.max(given?.code ?? 0, 400),
  });
}

/** What follows when a webhook cannot be asked: nothing, noted for the audit, or an internal error. */
export function onFailure(attributes: Attributes, webhook: Webhook, error: CallingWebhookError, annotation: string): void {
  if (webhook.failurePolicy !== 'Ignore') throw internalErrorStatus(error.message);
  attributes.call.auditAnnotations[`failed-open.${annotation}`] = webhook.name;
}
