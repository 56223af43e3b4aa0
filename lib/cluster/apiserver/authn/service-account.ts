import type { Sim } from '@/lib/sim/sim';
import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import type { UserInfo } from '../../client/client';
import type { Store } from '../../store';
import { LEGACY_ISSUER, payloadOf, verifyToken, type TokenClaims } from './tokens';

/** What a bearer token came to: somebody, or why it is nobody. Neither: the token is not of this kind. */
export interface TokenVerdict {
  readonly user?: UserInfo;
  /** Audiences of the token that were asked for. */
  readonly audiences?: readonly string[];
  readonly error?: string;
}

export interface ServiceAccountTrust {
  readonly keys: readonly string[];
  readonly issuer: string;
  readonly apiAudiences: readonly string[];
}

const CACHE_LIMIT = 512;
const NOT_MINE: TokenVerdict = Object.freeze({});
const INVALIDATED: TokenVerdict = Object.freeze({ error: 'service account token has been invalidated' });
const BAD_SIGNATURE: TokenVerdict = Object.freeze({ error: 'go-jose/go-jose: error in cryptographic primitive' });
/** How long a token outlives the beginning of the deletion of what it is bound to. */
const DELETION_LEEWAY_MS = 60_000;
const LAST_USED = 'kubernetes.io/legacy-token-last-used';
const INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since';
const core = (resource: string) => ({ group: '', resource });

/** Authenticates tokens of service accounts. Models pkg/serviceaccount: the JWT authenticator and both of its validators. */
export class ServiceAccountTokens {
  /** Claims of tokens whose signature is good, undefined for others. Derived. */
  private verified = new Map<string, TokenClaims | undefined>();

  constructor(
    private readonly trust: ServiceAccountTrust,
    private readonly sim: Sim,
    private readonly store: Store,
  ) {}

  authenticate(token: string, audiences: readonly string[]): TokenVerdict {
    const issuer = payloadOf(token)?.iss;
    if (issuer !== this.trust.issuer && issuer !== LEGACY_ISSUER) return NOT_MINE;
    if (!this.verified.has(token)) {
      if (this.verified.size >= CACHE_LIMIT) this.verified.clear();
      this.verified.set(token, verifyToken(token, this.trust.keys));
    }
    const claims = this.verified.get(token);
    if (!claims) return BAD_SIGNATURE;
    // Tokens without an audience are for the API server.
    const own = issuer === LEGACY_ISSUER || !claims.aud?.length ? this.trust.apiAudiences : claims.aud;
    const accepted = audiences.filter((audience) => own.includes(audience));
    if (accepted.length === 0) {
      return { error: `token audiences ${quoted(own)} is invalid for the target audiences ${quoted(audiences)}` };
    }
    const verdict = issuer === LEGACY_ISSUER ? this.legacy(token, claims as unknown as Record<string, unknown>) : this.bound(claims);
    return verdict.user ? { ...verdict, audiences: accepted } : verdict;
  }

  private bound(claims: TokenClaims): TokenVerdict {
    const now = this.sim.now() / 1000;
    if (claims.exp !== undefined && now > claims.exp) return { error: 'service account token has expired' };
    if (claims.nbf !== undefined && now < claims.nbf) return { error: 'service account token is not valid yet' };
    if (claims.iat !== undefined && now < Math.floor(claims.iat)) return { error: 'service account token is issued in the future' };
    const bound = claims['kubernetes.io'];
    if (!bound) return { error: 'service account token claims could not be validated due to unexpected private claim' };
    const { namespace, serviceaccount, pod, secret, node } = bound;
    const account = this.store.get(core('serviceaccounts'), namespace, serviceaccount.name);
    if (!account) return { error: `serviceaccounts "${serviceaccount.name}" not found` };
    if (this.isGoing(account) || account.metadata.uid !== serviceaccount.uid) return INVALIDATED;
    for (const [resource, home, ref] of [
      ['secrets', namespace, secret],
      ['pods', namespace, pod],
    ] as const) {
      const found = ref && this.store.get(core(resource), home, ref.name);
      if (ref && (!found || this.isGoing(found) || found.metadata.uid !== ref.uid)) return INVALIDATED;
    }
    // A node only counts for tokens that are bound to nothing else.
    if (node && !pod && !secret) {
      const found = this.store.get(core('nodes'), '', node.name);
      if (!found || this.isGoing(found) || found.metadata.uid !== node.uid) return INVALIDATED;
    }
    const extra: Record<string, string[]> = {
      'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`],
      ...(node && { 'authentication.kubernetes.io/node-name': [node.name], 'authentication.kubernetes.io/node-uid': [node.uid] }),
      ...(pod && { 'authentication.kubernetes.io/pod-name': [pod.name], 'authentication.kubernetes.io/pod-uid': [pod.uid] }),
    };
    return { user: { ...userOf(namespace, account), extra } };
  }

  private legacy(token: string, claims: Readonly<Record<string, unknown>>): TokenVerdict {
    const claim = (name: string) => String(claims[`${LEGACY_ISSUER}/${name}`] ?? '');
    const namespace = claim('namespace');
    const account = this.store.get(core('serviceaccounts'), namespace, claim('service-account.name'));
    const secret = this.store.get(core('secrets'), namespace, claim('secret.name'));
    if (!secret) return INVALIDATED;
    if (secret.metadata.deletionTimestamp) return INVALIDATED;
    const data = (secret.data ?? {}) as Readonly<Record<string, string>>;
    if (Buffer.from(data.token ?? '', 'base64').toString() !== token) return { error: "token does not match server's copy" };
    if (!account) return { error: `serviceaccounts "${claim('service-account.name')}" not found` };
    if (this.isGoing(account)) return INVALIDATED;
    if (account.metadata.uid !== claim('service-account.uid')) {
      return { error: `service account UID (${account.metadata.uid}) does not match claim (${claim('service-account.uid')})` };
    }
    const since = secret.metadata.labels?.[INVALID_SINCE];
    if (since)
      return {
        error: `the token in secret ${namespace}/${secret.metadata.name} for service account ${namespace}/${account.metadata.name} has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the 'kubernetes.io/legacy-token-invalid-since' label from the secret to temporarily allow use of this token`,
      };
    this.noteUse(secret);
    return { user: userOf(namespace, account) };
  }

  /** Models the tracking of legacy tokens: the day of their last use. */
  private noteUse(secret: KubeObject): void {
    const today = formatTime(this.sim.now()).slice(0, 10);
    if (secret.metadata.labels?.[LAST_USED] === today) return;
    const labels = { ...secret.metadata.labels, [LAST_USED]: today };
    this.store.update(core('secrets'), secret, { ...secret, metadata: { ...secret.metadata, labels } } as KubeObject);
  }

  private isGoing({ metadata }: KubeObject): boolean {
    const since = metadata.deletionTimestamp;
    return Boolean(since) && Date.parse(String(since)) + DELETION_LEEWAY_MS < this.sim.now();
  }
}

const quoted = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;

const userOf = (namespace: string, { metadata }: KubeObject): UserInfo => ({
  name: `system:serviceaccount:${namespace}:${metadata.name}`,
  uid: metadata.uid!,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});
