import { X509Certificate } from 'node:crypto';
import { unauthorizedStatus } from '@/lib/api/status';
import type { Sim } from '@/lib/sim/sim';
import { verifyCertificate } from '../../pki/certificate';
import type { ApiRequest, UserInfo } from '../../client/client';
import type { Store } from '../../store';
import { verifyToken, type TokenClaims } from './tokens';

/** What the server trusts: the flags of kube-apiserver that authentication reads. */
export interface AuthnOptions {
  /** PEM bundle of `--client-ca-file`. */
  readonly clientCa?: string;
  /** PEMs of `--service-account-key-file`. */
  readonly serviceAccountKeys?: readonly string[];
  /** PEM of `--service-account-signing-key-file`. */
  readonly serviceAccountSigningKey?: string;
  /** `--service-account-issuer` */
  readonly issuer?: string;
  /** `--anonymous-auth`, default true. */
  readonly anonymous?: boolean;
}

export const DEFAULT_ISSUER = 'https://kubernetes.default.svc.cluster.local';
export const ANONYMOUS: UserInfo = Object.freeze({ name: 'system:anonymous', groups: Object.freeze(['system:unauthenticated']) });
const AUTHENTICATED = 'system:authenticated';
const CACHE_LIMIT = 512;

/** What a token turned out to be. */
export interface TokenIdentity {
  readonly user: UserInfo;
  readonly claims: TokenClaims;
}

/** Says who a request comes from: `as`, a client certificate, a bearer token, or nobody. */
export class Authenticator {
  private certificates = new Map<string, { user: UserInfo; from: number; to: number } | undefined>();
  private tokens = new Map<string, TokenClaims | undefined>();

  constructor(
    readonly options: AuthnOptions,
    private readonly sim: Sim,
    private readonly store: Store,
  ) {}

  /** The user; throws Unauthorized for credentials that are not good. */
  authenticate(request: ApiRequest): UserInfo {
    if (request.as) return withAuthenticated(request.as);
    const pem = request.peer?.clientCertificate;
    if (pem) {
      const user = this.byCertificate(pem);
      if (user) return user;
    }
    const authorization = request.headers.authorization;
    if (authorization !== undefined) {
      const token = /^bearer +(\S+)$/i.exec(authorization.trim())?.[1];
      if (token) {
        const identity = this.byToken(token);
        if (identity) return identity.user;
        throw unauthorizedStatus();
      }
    }
    if (pem) throw unauthorizedStatus();
    if (this.options.anonymous === false) throw unauthorizedStatus();
    return ANONYMOUS;
  }

  /** Who a bearer token speaks for; undefined when it is not good (or for other audiences). */
  byToken(token: string, audiences?: readonly string[]): TokenIdentity | undefined {
    let claims = this.tokens.get(token);
    if (!this.tokens.has(token)) {
      claims = verifyToken(token, this.options.serviceAccountKeys ?? []);
      if (this.tokens.size >= CACHE_LIMIT) this.tokens.clear();
      this.tokens.set(token, claims);
    }
    if (!claims) return undefined;
    const now = this.sim.now() / 1000;
    if (claims.exp !== undefined && claims.exp < now) return undefined;
    const wanted = audiences?.length ? audiences : [this.options.issuer ?? DEFAULT_ISSUER];
    if (claims.aud && !claims.aud.some((audience) => wanted.includes(audience))) return undefined;
    return this.identityOf(claims);
  }

  private identityOf(claims: TokenClaims): TokenIdentity | undefined {
    const bound = claims['kubernetes.io'];
    if (!bound) return undefined;
    const { namespace, serviceaccount, pod, secret } = bound;
    const account = this.store.get({ group: '', resource: 'serviceaccounts' }, namespace, serviceaccount.name);
    if (!account || account.metadata.uid !== serviceaccount.uid || account.metadata.deletionTimestamp) return undefined;
    if (pod && this.store.get({ group: '', resource: 'pods' }, namespace, pod.name)?.metadata.uid !== pod.uid) return undefined;
    if (secret && this.store.get({ group: '', resource: 'secrets' }, namespace, secret.name)?.metadata.uid !== secret.uid) return undefined;
    const extra: Record<string, string[]> = {
      'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`],
      ...(bound.node && {
        'authentication.kubernetes.io/node-name': [bound.node.name],
        'authentication.kubernetes.io/node-uid': [bound.node.uid],
      }),
      ...(pod && { 'authentication.kubernetes.io/pod-name': [pod.name], 'authentication.kubernetes.io/pod-uid': [pod.uid] }),
    };
    return {
      claims,
      user: {
        name: `system:serviceaccount:${namespace}:${serviceaccount.name}`,
        uid: serviceaccount.uid,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, AUTHENTICATED],
        extra,
      },
    };
  }

  private byCertificate(pem: string): UserInfo | undefined {
    const now = this.sim.now();
    if (!this.certificates.has(pem)) {
      if (this.certificates.size >= CACHE_LIMIT) this.certificates.clear();
      this.certificates.set(pem, this.readCertificate(pem, now));
    }
    const known = this.certificates.get(pem);
    if (!known || now < known.from || now > known.to) return undefined;
    return known.user;
  }

  private readCertificate(pem: string, now: number): { user: UserInfo; from: number; to: number } | undefined {
    const { clientCa } = this.options;
    if (!clientCa) return undefined;
    try {
      const certificate = new X509Certificate(pem);
      const from = Date.parse(certificate.validFrom);
      const to = Date.parse(certificate.validTo);
      if (verifyCertificate(pem, clientCa, Math.min(Math.max(now, from), to)) !== undefined) return undefined;
      const parts = certificate.subject.split('\n').map((part) => part.split(/=(.*)/s));
      const all = (field: string) => parts.filter(([key]) => key === field).map(([, value]) => value ?? '');
      const name = all('CN')[0];
      if (!name) return undefined;
      const fingerprint = certificate.fingerprint256.replace(/:/g, '').toLowerCase();
      const user = {
        name,
        groups: [...all('O'), AUTHENTICATED],
        extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprint}`] },
      };
      return { user, from, to };
    } catch {
      return undefined;
    }
  }
}

const completed = new WeakMap<UserInfo, UserInfo>();

function withAuthenticated(user: UserInfo): UserInfo {
  if (user.groups.includes(AUTHENTICATED) || user.name === ANONYMOUS.name) return user;
  let full = completed.get(user);
  if (!full) completed.set(user, (full = { ...user, groups: [...user.groups, AUTHENTICATED] }));
  return full;
}
