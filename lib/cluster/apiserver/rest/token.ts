import { invalid } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus, conflictStatus, failure, invalidStatus, notFoundStatus } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import type { ApiResponse } from '../../client/client';
import { admitSubresource } from '../admission/chain';
import type { ResourceCall } from '../call';
import { DEFAULT_ISSUER } from '../authn/authn';
import { signToken, type TokenClaims } from '../authn/tokens';
import { decodeBody } from '../decode';
import { virtualKind } from '../virtual-kind';
import { answer } from './answer';

const HOUR = 3600;
const LONGEST = 2 ** 32;
/** Kubelets ask for 3607 seconds and get a year (`--service-account-extend-token-expiration`). */
const EXTENDED_ASK = HOUR + 7;
const EXTENDED = 365 * 24 * HOUR;

const TOKEN_REQUEST = virtualKind('authentication.k8s.io', 'TokenRequest', 'tokenrequests');

interface TokenRequestSpec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  readonly boundObjectRef?: { readonly kind?: string; readonly apiVersion?: string; readonly name?: string; readonly uid?: string };
}

/** POST serviceaccounts/token. Models registry/core/serviceaccount/storage.TokenREST. */
export function createToken(call: ResourceCall): ApiResponse {
  const { served, info, server } = call;
  const { authenticator } = server;
  const { options } = authenticator;
  const asked: Partial<KubeObject> = decodeBody(call, TOKEN_REQUEST);
  if (!options.serviceAccountSigningKey) throw failure(404, 'NotFound', 'the server could not find the requested resource', {});
  const mustMatch = (field: 'name' | 'namespace', wanted: string) => {
    const given = asked.metadata?.[field];
    if (!given || given === wanted) return;
    const complaint = invalid(`metadata.${field}`, given, `must match the service account ${field} if specified`);
    throw invalidStatus('authentication.k8s.io', 'TokenRequest', info.name, [complaint]);
  };
  mustMatch('name', info.name);
  mustMatch('namespace', info.namespace);
  const metadata = { ...asked.metadata, name: info.name, namespace: info.namespace };
  const admitted = admitSubresource(call, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', ...asked, metadata });
  const spec = ((admitted.spec as unknown) ?? {}) as TokenRequestSpec;
  const account = server.store.get(served.resource, info.namespace, info.name);
  if (!account) throw notFoundStatus(served.resource, info.name);
  const seconds = spec.expirationSeconds ?? HOUR;
  const refuse = (detail: string) =>
    invalidStatus('authentication.k8s.io', 'TokenRequest', '', [invalid('spec.expirationSeconds', seconds, detail)]);
  if (seconds < 600) throw refuse('may not specify a duration less than 10 minutes');
  if (seconds > LONGEST) throw refuse('may not specify a duration larger than 2^32 seconds');
  const now = Math.floor(server.sim.now() / 1000);
  const audiences = spec.audiences?.length ? spec.audiences : authenticator.apiAudiences;
  const bound = spec.boundObjectRef ? boundClaims(call, spec.boundObjectRef) : {};
  // A pod's token of the usual length outlives it: clients that do not read it again are only warned about.
  const isExtended = 'pod' in bound && seconds === EXTENDED_ASK && audiences.some((one) => authenticator.apiAudiences.includes(one));
  const claims: TokenClaims = {
    aud: audiences,
    exp: now + (isExtended ? EXTENDED : seconds),
    iat: now,
    iss: options.issuer ?? DEFAULT_ISSUER,
    jti: server.sim.random.uuid(),
    'kubernetes.io': {
      namespace: info.namespace,
      ...bound,
      serviceaccount: { name: info.name, uid: account.metadata.uid! },
      ...(isExtended && { warnafter: now + seconds }),
    },
    nbf: now,
    sub: `system:serviceaccount:${info.namespace}:${info.name}`,
  };
  call.auditAnnotations['authentication.kubernetes.io/issued-credential-id'] = `JTI=${claims.jti}`;
  return answer(call, 201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name: info.name, namespace: info.namespace, creationTimestamp: formatTime(server.sim.now()) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec.boundObjectRef ?? null },
    status: {
      token: signToken(claims, options.serviceAccountSigningKey),
      expirationTimestamp: formatTime((now + seconds) * 1000),
    },
  });
}

const BOUND: Readonly<Record<string, string>> = { Pod: 'pods', Node: 'nodes', Secret: 'secrets' };

function boundClaims(call: ResourceCall, ref: NonNullable<TokenRequestSpec['boundObjectRef']>): object {
  const [version = '', group = ''] = (ref.apiVersion ?? '').split('/').reverse();
  const kind = ref.kind ?? '';
  const resource = { group: '', resource: group === '' && Object.hasOwn(BOUND, kind) ? BOUND[kind]! : '' };
  if (!resource.resource) throw badRequestStatus(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  const home = kind === 'Node' ? '' : call.info.namespace;
  const found = call.server.store.get(resource, home, ref.name ?? '');
  if (!found) throw notFoundStatus(resource, ref.name ?? '');
  if (kind === 'Pod' && found.spec?.serviceAccountName !== call.info.name) {
    throw badRequestStatus(
      `cannot bind token for serviceaccount ${JSON.stringify(call.info.name)} to pod running with different serviceaccount name.`,
    );
  }
  const uid = found.metadata.uid!;
  if (ref.uid && ref.uid !== uid) {
    throw conflictStatus(
      { group: '', resource: kind },
      ref.name ?? '',
      `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  const named = { name: found.metadata.name, uid };
  if (kind === 'Node') return { node: named };
  if (kind === 'Secret') return { secret: named };
  const node = found.spec?.nodeName as string | undefined;
  const nodeUid = node && call.server.store.get({ group: '', resource: 'nodes' }, '', node)?.metadata.uid;
  return { ...(node && nodeUid && { node: { name: node, uid: nodeUid } }), pod: named };
}
