import type { KubeObject } from '@/lib/api/object';

export const BOOTSTRAP_TOKEN_TYPE = 'bootstrap.kubernetes.io/token';
export const BOOTSTRAP_SECRET_PREFIX = 'bootstrap-token-';
const GROUP = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

/** A bootstrap token as its secret in kube-system holds it. */
export interface BootstrapToken {
  readonly id: string;
  readonly secret: string;
  /** Virtual milliseconds; absent: never. */
  readonly expires?: number;
  readonly forAuthentication: boolean;
  readonly forSigning: boolean;
  /** With `system:bootstrappers`; undefined when one is malformed. */
  readonly groups?: readonly string[];
}

/** Reads a secret; undefined for one that is no bootstrap token or has another's name. Models bootstraptoken/util. */
export function bootstrapTokenOf(secret: KubeObject): BootstrapToken | undefined {
  if (secret.type !== BOOTSTRAP_TOKEN_TYPE) return undefined;
  const data = (secret.data ?? {}) as Readonly<Record<string, string>>;
  const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
  const id = text('token-id');
  if (!/^[a-z0-9]{6}$/.test(id) || secret.metadata.name !== `${BOOTSTRAP_SECRET_PREFIX}${id}` || !text('token-secret')) return undefined;
  const expiration = text('expiration');
  // What cannot be read as a time has expired.
  const expires = expiration === '' ? undefined : Date.parse(expiration) || 0;
  const extra = text('auth-extra-groups')
    .split(',')
    .filter((group) => group !== '');
  return {
    id,
    secret: text('token-secret'),
    ...(expires !== undefined && { expires }),
    forAuthentication: text('usage-bootstrap-authentication') === 'true',
    forSigning: text('usage-bootstrap-signing') === 'true',
    ...(extra.every((group) => GROUP.test(group)) && { groups: ['system:bootstrappers', ...extra] }),
  };
}
