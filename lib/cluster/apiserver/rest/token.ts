import { invalid } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { conflictStatus, failure, invalidStatus, notFoundStatus } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import type { ApiResponse } from '../../client/client';
import type { ResourceCall } from '../call';
import { DEFAULT_ISSUER } from '../authn/authn';
import { signToken, type TokenClaims } from '../authn/tokens';
import { bodyValue } from '../decode';
import { answer } from './answer';

const HOUR = 3600;
const LONGEST = 2 ** 32;
/** Kubelets ask for 3607 seconds and get a year (`--service-account-extend-token-expiration`). */
const EXTENDED_ASK = HOUR + 7;
const EXTENDED = 365 * 24 * HOUR;

interface TokenRequestSpec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  readonly boundObjectRef?: { readonly kind?: string; readonly apiVersion?: string; readonly name?: string; readonly uid?: string };
}

/** POST serviceaccounts/token. Models registry/core/serviceaccount/storage.TokenREST. */
export function createToken(call: ResourceCall): ApiResponse {
  const { served, info, server } = call;
  const { options } = server.authenticator;
  const asked = (bodyValue(call.request.body, 'TokenRequest').value ?? {}) as Partial<KubeObject>;
  const spec = (asked.spec ?? {}) as TokenRequestSpec;
  const account = server.store.get(served.resource, info.namespace, info.name);
  if (!account) throw notFoundStatus(served.resource, info.name);
  const seconds = spec.expirationSeconds ?? HOUR;
  const refuse = (detail: string) =>
    invalidStatus('authentication.k8s.io', 'TokenRequest', '', [invalid('spec.expirationSeconds', seconds, detail)]);
  if (seconds < 600) throw refuse('may not specify a duration less than 10 minutes');
  if (seconds > LONGEST) throw refuse('may not specify a duration larger than 2^32 seconds');
  if (!options.serviceAccountSigningKey) throw failure(404, 'NotFound', 'the server could not find the requested resource', {});
  const now = Math.floor(server.sim.now() / 1000);
  const issuer = options.issuer ?? DEFAULT_ISSUER;
  const audiences = spec.audiences?.length ? spec.audiences : [issuer];
  const bound = spec.boundObjectRef ? boundClaims(call, spec.boundObjectRef) : {};
  const lifetime = spec.boundObjectRef && seconds === EXTENDED_ASK ? EXTENDED : seconds;
  const claims: TokenClaims = {
    aud: audiences,
    exp: now + lifetime,
    iat: now,
    iss: issuer,
    jti: server.sim.random.uuid(),
    'kubernetes.io': {
      namespace: info.namespace,
      ...bound,
      serviceaccount: { name: info.name, uid: account.metadata.uid! },
    },
    nbf: now,
    sub: `system:serviceaccount:${info.namespace}:${info.name}`,
  };
  return answer(call, 201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name: info.name, namespace: info.namespace, creationTimestamp: formatTime(server.sim.now()) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec.boundObjectRef ?? null },
    status: {
      token: signToken(claims, options.serviceAccountSigningKey, 'nekala'),
      expirationTimestamp: formatTime((now + seconds) * 1000),
    },
  });
}

const BOUND: Readonly<Record<string, string>> = { Pod: 'pods', Secret: 'secrets' };

function boundClaims(call: ResourceCall, ref: NonNullable<TokenRequestSpec['boundObjectRef']>): object {
  const resource = { group: '', resource: BOUND[ref.kind ?? ''] ?? '' };
  if (!resource.resource) {
    throw failure(
      400,
      'BadRequest',
      `cannot bind token for serviceaccount ${JSON.stringify(call.info.name)} to object of kind ${ref.kind}`,
    );
  }
  const found = call.server.store.get(resource, call.info.namespace, ref.name ?? '');
  if (!found) throw notFoundStatus(resource, ref.name ?? '');
  const uid = found.metadata.uid!;
  if (ref.uid && ref.uid !== uid) {
    throw conflictStatus(
      resource,
      ref.name ?? '',
      `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  const named = { name: found.metadata.name, uid };
  if (ref.kind !== 'Pod') return { secret: named };
  const node = found.spec?.nodeName as string | undefined;
  const nodeUid = node && call.server.store.get({ group: '', resource: 'nodes' }, '', node)?.metadata.uid;
  return { ...(node && nodeUid && { node: { name: node, uid: nodeUid } }), pod: named };
}
