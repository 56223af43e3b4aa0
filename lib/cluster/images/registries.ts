import type { ImageReference } from './reference';

/** What a client may say to a registry. */
export interface Credential {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** A registry that answers. Any other host name does not resolve. */
export interface Registry {
  /** Where its API is, when that is not the registry's name: docker.io → registry-1.docker.io. */
  readonly api?: string;
  /** How a client shows who it is. `token`: a server of its own grants rights by repository; `basic`: each request does. */
  readonly realm: { readonly kind: 'token'; readonly server: string } | { readonly kind: 'basic' };
  /** Nobody reads anything here without one of these. */
  readonly accounts?: readonly Account[];
  /** What it has besides its own catalogue entries: the images under this name elsewhere. */
  readonly mirrors?: string;
  /** A repository that is not there looks like one that is forbidden. */
  readonly hides?: boolean;
}

const open = (server: string, more: Partial<Registry> = {}): Registry => ({ realm: { kind: 'token', server }, ...more });

/** Credentials of the private registries, as labs tell them. */
export const DOCK_USER: Account = { username: 'dock_user', password: 'dock_password' };

export const REGISTRIES: Readonly<Record<string, Registry>> = {
  'docker.io': open('https://auth.docker.io/token', { api: 'registry-1.docker.io', hides: true }),
  'registry.k8s.io': open('https://registry.k8s.io/token'),
  // Frozen, then emptied: its name resolves and it has nothing.
  'k8s.gcr.io': open('https://k8s.gcr.io/v2/token'),
  'quay.io': open('https://quay.io/v2/auth', { hides: true }),
  'ghcr.io': open('https://ghcr.io/token', { hides: true }),
  'gke.gcr.io': open('https://gke.gcr.io/v2/token'),
  // The cloud's own nodes are let in by their machine's role.
  '602401143452.dkr.ecr.us-east-1.amazonaws.com': open('https://602401143452.dkr.ecr.us-east-1.amazonaws.com/'),
  'gcr.io': open('https://gcr.io/v2/token'),
  'us-docker.pkg.dev': open('https://us-docker.pkg.dev/v2/token'),
  'public.ecr.aws': open('https://public.ecr.aws/token/'),
  'mcr.microsoft.com': open('https://mcr.microsoft.com/token'),
  'registry.fedoraproject.org': open('https://registry.fedoraproject.org/token'),
  'registry.access.redhat.com': open('https://registry.access.redhat.com/token'),
  'container-registry.oracle.com': open('https://container-registry.oracle.com/auth'),
  'mirror.gcr.io': open('https://mirror.gcr.io/v2/token', { mirrors: 'docker.io' }),
  'us.gcr.io': open('https://us.gcr.io/v2/token'),
  'docker.elastic.co': open('https://docker-auth.elastic.co/auth'),
  'cr.fluentbit.io': open('https://cr.fluentbit.io/token'),
  'cgr.dev': open('https://cgr.dev/token', { hides: true }),
  'nvcr.io': open('https://nvcr.io/proxy_auth', { hides: true }),
  'private-registry.nekala.internal:5000': { realm: { kind: 'basic' }, accounts: [DOCK_USER], mirrors: 'docker.io/library' },
  'myprivateregistry.com:5000': { realm: { kind: 'basic' }, accounts: [DOCK_USER], mirrors: 'docker.io/library' },
};

/** Why a registry lets nobody in; undefined when it does. In containerd's words, after `failed to resolve reference "…": `. */
export function refusal(
  registry: Registry,
  reference: ImageReference,
  accounts: readonly Account[],
  credentials: readonly Credential[],
): string | undefined {
  const given = credentialsFor(reference, credentials);
  if (given.some((own) => accounts.some(({ username, password }) => own.username === username && own.password === password)))
    return undefined;
  const denied = 'pull access denied, repository does not exist or may require authorization';
  const { realm } = registry;
  if (realm.kind === 'basic') {
    if (given.length === 0) return `${denied}: authorization failed: no basic auth credentials`;
    return `unexpected status from HEAD request to ${manifestUrl(reference)}: 401 Unauthorized`;
  }
  if (given.length === 0) return `${denied}: server message: insufficient_scope: authorization failed`;
  return `failed to authorize: failed to fetch oauth token: unexpected status from GET request to ${realm.server}?scope=repository%3A${encodeURIComponent(pathOf(reference))}%3Apull&service=${reference.registry}: 401 Unauthorized`;
}

/** The credentials that go to a reference's registry: `https://index.docker.io/v1/` is docker.io's old name. */
export function credentialsFor(reference: ImageReference, credentials: readonly Credential[]): readonly Credential[] {
  return credentials.filter(({ registry }) => {
    const bare = registry
      .replace(/^https?:\/\//, '')
      .replace(/\/v[12]\/?$/, '')
      .replace(/\/$/, '');
    const host = bare === 'index.docker.io' || bare === 'registry-1.docker.io' ? 'docker.io' : bare;
    return reference.registry === host || reference.repository === host || reference.repository.startsWith(`${host}/`);
  });
}

const pathOf = ({ registry, repository }: ImageReference): string => repository.slice(registry.length + 1);

/** Where a reference's manifest is asked for. */
export function manifestUrl(reference: ImageReference): string {
  const host = REGISTRIES[reference.registry]?.api ?? reference.registry;
  return `https://${host}/v2/${pathOf(reference)}/manifests/${reference.digest ?? reference.tag}`;
}
