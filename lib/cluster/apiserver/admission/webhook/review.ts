import { deepFreeze } from '@/lib/api/freeze';
import { goQuote } from '@/lib/api/field-error';
import type { Attributes } from '../chain';
import { userInfoOf } from '../user-info';
import type { Invocation } from './matching';
import { kindOf, versioned } from './versioned';

const GROUP = 'admission.k8s.io';
const SPOKEN = ['v1', 'v1beta1'];

/** Models admission/v1.AdmissionResponse, as it arrives. */
export interface ReviewResponse {
  readonly uid?: string;
  readonly allowed?: boolean;
  readonly status?: object;
  /** Base64. */
  readonly patch?: string;
  readonly patchType?: string;
  readonly auditAnnotations?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
}

/** A response that cannot be used; the message is upstream's. */
export class ReviewError extends Error {}

export interface Review {
  readonly apiVersion: string;
  readonly uid: string;
  readonly body: object;
}

/** The request to a webhook. Models webhook/request.CreateAdmissionObjects; throws ReviewError for versions nobody speaks. */
export function newReview(attributes: Attributes, { webhook, served }: Invocation): Review {
  const version = (webhook.admissionReviewVersions ?? []).find((one) => SPOKEN.includes(one));
  if (!version) throw new ReviewError('webhook does not accept known AdmissionReview versions (v1, v1beta1)');
  const { call, operation, subresource, object, old } = attributes;
  const { user, info, server } = call;
  const uid = server.sim.random.uuid();
  const named = object?.metadata ?? old?.metadata;
  const resource = (kind: typeof served) => ({ group: kind.resource.group, version: kind.version.name, resource: kind.resource.resource });
  const body = {
    kind: 'AdmissionReview',
    apiVersion: `${GROUP}/${version}`,
    request: {
      uid,
      kind: kindOf(attributes, served),
      resource: resource(served),
      ...(subresource && { subResource: subresource }),
      requestKind: kindOf(attributes, call.served),
      requestResource: resource(call.served),
      ...(subresource && { requestSubResource: subresource }),
      ...((info.name || named?.name) && { name: info.name || named!.name }),
      ...(call.served.kind.namespaced && { namespace: named?.namespace ?? info.namespace }),
      operation,
      userInfo: userInfoOf(user),
      object: versioned(attributes, object, served) ?? null,
      oldObject: versioned(attributes, old, served) ?? null,
      dryRun: call.dryRun,
      options: optionsOf(attributes),
    },
  };
  return { apiVersion: body.apiVersion, uid, body: deepFreeze(body) };
}

/** The options of the operation, as their kind writes them. */
export function optionsOf({ call, operation }: Attributes): object | null {
  if (operation === 'CONNECT') return null;
  const kind =
    operation === 'CREATE'
      ? 'CreateOptions'
      : operation === 'DELETE'
        ? 'DeleteOptions'
        : call.info.verb === 'patch'
          ? 'PatchOptions'
          : 'UpdateOptions';
  const { query } = call.request;
  return {
    kind,
    apiVersion: 'meta.k8s.io/v1',
    ...(call.dryRun && { dryRun: ['All'] }),
    ...(query.fieldManager?.[0] && { fieldManager: query.fieldManager[0] }),
    ...(query.fieldValidation?.[0] && { fieldValidation: query.fieldValidation[0] }),
  };
}

/** Checks what came back. Models webhook/request.VerifyAdmissionResponse; throws ReviewError. */
export function verifyResponse(review: Review, mutating: boolean, answer: unknown): ReviewResponse {
  const { apiVersion = '', kind = '', response } = answer as { apiVersion?: string; kind?: string; response?: ReviewResponse };
  if (!response) throw new ReviewError('webhook response was absent');
  if (review.apiVersion === `${GROUP}/v1beta1`) return { ...response, patchType: response.patch ? 'JSONPatch' : undefined };
  if (apiVersion !== review.apiVersion || kind !== 'AdmissionReview') {
    const text = (version: string, name: string) => `${version}, Kind=${name}`;
    throw new ReviewError(
      `expected webhook response of ${text(review.apiVersion, 'AdmissionReview')}, got ${text(apiVersion.includes('/') ? apiVersion : `/${apiVersion}`, kind)}`,
    );
  }
  if (response.uid !== review.uid) throw new ReviewError(`expected response.uid="${review.uid}", got ${goQuote(response.uid ?? '')}`);
  if (!mutating) return { ...response, patch: undefined };
  if (response.patch && response.patchType === undefined)
    throw new ReviewError('webhook returned response.patch but not response.patchType');
  if (!response.patch && response.patchType !== undefined)
    throw new ReviewError('webhook returned response.patchType but not response.patch');
  if (response.patchType === '') throw new ReviewError('webhook returned invalid response.patchType of ""');
  return response;
}
