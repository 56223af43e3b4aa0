import { X509Certificate } from 'node:crypto';
import { unauthorizedStatus } from '@/lib/api/status';
import type { Sim } from '@/lib/sim/sim';
import { verifyCertificate } from '../../pki/certificate';
import type { ApiRequest, UserInfo } from '../../client/client';
import type { Store } from '../../store';
import { bootstrapTokenOf, BOOTSTRAP_SECRET_PREFIX } from '../../bootstrap-token';
import { ServiceAccountTokens, type TokenVerdict } from './service-account';

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
  /** `--api-audiences`; default: the issuer. */
  readonly apiAudiences?: readonly string[];
  /** `--anonymous-auth`, default true. */
  readonly anonymous?: boolean;
  /** Users of `--token-auth-file` by their token, without system:authenticated. */
  readonly staticTokens?: Readonly<Record<string, UserInfo>>;
  /** `--enable-bootstrap-token-auth` */
  readonly bootstrapTokens?: boolean;
  /** Address under which the server's keys are published (`--external-hostname`, `--advertise-address`), with its port. */
  readonly externalAddress?: string;
}

export const DEFAULT_ISSUER = 'https://kubernetes.default.svc.cluster.local';
export const ANONYMOUS: UserInfo = Object.freeze({ name: 'system:anonymous', groups: Object.freeze(['system:unauthenticated']) });
const AUTHENTICATED = 'system:authenticated';
const CACHE_LIMIT = 512;

/** Says who a request comes from: `as`, a client certificate, a bearer token, or nobody. */
export class Authenticator {
  private certificates = new Map<string, { user: UserInfo; from: number; to: number } | undefined>();
  private accounts: ServiceAccountTokens | undefined;
  private current: AuthnOptions;

  constructor(
    options: AuthnOptions,
    private readonly sim: Sim,
    private readonly store: Store,
  ) {
    this.current = options;
  }

  get options(): AuthnOptions {
    return this.current;
  }

  /** The server has been started with other flags or other files. */
  configure(options: AuthnOptions): void {
    this.current = options;
    this.accounts = undefined;
    this.certificates.clear();
  }

  /** Audiences that are the API server itself. */
  get apiAudiences(): readonly string[] {
    const { apiAudiences, issuer } = this.current;
    return apiAudiences?.length ? apiAudiences : [issuer ?? DEFAULT_ISSUER];
  }

  /** The user; throws Unauthorized for credentials that are not good. */
  authenticate(request: ApiRequest): UserInfo {
    if (request.as) return withAuthenticated(request.as);
    const pem = request.peer?.clientCertificate;
    if (pem) {
      const user = this.byCertificate(pem);
      if (user) return user;
    }
    const token = bearerTokenOf(request.headers);
    if (token !== undefined) {
      const { user } = this.byToken(token);
      if (user) return user;
      throw unauthorizedStatus();
    }
    if (pem) throw unauthorizedStatus();
    if (this.options.anonymous === false) throw unauthorizedStatus();
    return ANONYMOUS;
  }

  /** Who a bearer token speaks for, to one of some audiences; default: to the API server. */
  byToken(token: string, audiences: readonly string[] = []): TokenVerdict {
    const known = Object.hasOwn(this.options.staticTokens ?? {}, token) ? this.options.staticTokens?.[token] : undefined;
    if (known) return { user: withAuthenticated(known) };
    const errors = ['invalid bearer token'];
    this.accounts ??= new ServiceAccountTokens(
      { keys: this.options.serviceAccountKeys ?? [], issuer: this.options.issuer ?? DEFAULT_ISSUER, apiAudiences: this.apiAudiences },
      this.sim,
      this.store,
    );
    const verdict = this.accounts.authenticate(token, audiences.length > 0 ? audiences : this.apiAudiences);
    if (verdict.user) return verdict;
    if (verdict.error) errors.push(verdict.error);
    const user = this.options.bootstrapTokens ? this.byBootstrapToken(token) : undefined;
    if (user) return { user };
    return { error: errors.length === 1 ? errors[0] : `[${errors.join(', ')}]` };
  }

  /** Models plugin/pkg/auth/authenticator/token/bootstrap. */
  private byBootstrapToken(token: string): UserInfo | undefined {
    const [, id, secret] = /^([a-z0-9]{6})\.([a-z0-9]{16})$/.exec(token) ?? [];
    if (!id) return undefined;
    const stored = this.store.get({ group: '', resource: 'secrets' }, 'kube-system', `${BOOTSTRAP_SECRET_PREFIX}${id}`);
    const known = stored && !stored.metadata.deletionTimestamp ? bootstrapTokenOf(stored) : undefined;
    if (!known?.groups || known.secret !== secret || !known.forAuthentication) return undefined;
    if (known.expires !== undefined && known.expires <= this.sim.now()) return undefined;
    return { name: `system:bootstrap:${id}`, groups: [...known.groups, AUTHENTICATED] };
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

/** Of `Authorization: Bearer …`, or of a WebSocket's protocols. */
function bearerTokenOf(headers: ApiRequest['headers']): string | undefined {
  const token = /^bearer +(\S+)/i.exec((headers.authorization ?? '').trim())?.[1];
  if (token) return token;
  const protocol = (headers['sec-websocket-protocol'] ?? '')
    .split(/\s*,\s*/)
    .find((one) => one.startsWith('base64url.bearer.authorization.k8s.io.'));
  return protocol && Buffer.from(protocol.slice('base64url.bearer.authorization.k8s.io.'.length), 'base64url').toString('utf8');
}

const completed = new WeakMap<UserInfo, UserInfo>();

function withAuthenticated(user: UserInfo): UserInfo {
  if (user.groups.includes(AUTHENTICATED) || user.name === ANONYMOUS.name) return user;
  let full = completed.get(user);
  if (!full) completed.set(user, (full = { ...user, groups: [...user.groups, AUTHENTICATED] }));
  return full;
}
