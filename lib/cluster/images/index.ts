import { CATALOGUE } from './catalogue';
import type { Image } from './image';
import { parseReference, type ImageReference } from './reference';
import { baseOf, type Base } from './bases';
import { versionOf } from './tags';
import { credentialsFor, manifestUrl, refusal, REGISTRIES, type Credential } from './registries';

export type { Image, ImageBase, ImageFile } from './image';
export { parseReference, type ImageReference } from './reference';
export type { Credential } from './registries';

const BY_NAME = new Map<string, Image>(
  CATALOGUE.flatMap((image) => [image.repository, ...(image.also ?? [])].map((name) => [name, image])),
);

/** An image that a registry has. */
export interface FoundImage {
  readonly reference: ImageReference;
  readonly image: Image;
  readonly version: string;
  readonly tag: string;
  readonly base: Base;
  /** `sha256:…`, the same for every tag of a version and variant. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** Milliseconds that a pull takes. */
  readonly pullMs: number;
}

export type ImageLookup =
  { readonly found: FoundImage } | { readonly error: string; readonly code: 'NotFound' | 'Unknown' | 'InvalidArgument' };

/**
 * Asks a reference's registry for the image, as whoever the credentials say. A refusal is in containerd's words: no such
 * tag, access denied, 401, too many requests, no such host.
 */
export function lookUpImage(name: string, credentials: readonly Credential[] = []): ImageLookup {
  const reference = parseReference(name);
  if (!reference) return { error: `failed to parse image reference "${name}": invalid reference format`, code: 'InvalidArgument' };
  const lookup = find(reference);
  const refused = admit(reference, lookup, credentials);
  return refused === undefined ? lookup : { error: refused, code: 'Unknown' };
}

/** The image a name stands for, whoever asks: of what a node has pulled already. */
export function knownImage(name: string): ImageLookup {
  const reference = parseReference(name);
  if (!reference) return { error: `failed to parse image reference "${name}": invalid reference format`, code: 'InvalidArgument' };
  return find(reference);
}

const failedPull = (text: string): string => `failed to pull and unpack image "${text}"`;
const failedResolve = (text: string): string => `${failedPull(text)}: failed to resolve reference "${text}"`;

/** Whether the registry lets the asker read what it has; the refusal otherwise. */
function admit(reference: ImageReference, lookup: ImageLookup, credentials: readonly Credential[]): string | undefined {
  const registry = REGISTRIES[reference.registry];
  if (!registry) return undefined;
  const { text } = reference;
  const image = 'found' in lookup ? lookup.found.image : undefined;
  const accounts = image?.private ?? registry.accounts;
  const why = accounts && refusal(registry, reference, accounts, credentials);
  if (why !== undefined) return `${failedResolve(text)}: ${why}`;
  if (image?.rateLimited && credentialsFor(reference, credentials).length === 0) {
    const url = manifestUrl(reference);
    return `${failedPull(text)}: failed to copy: httpReadSeeker: failed open: unexpected status code ${url}: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit`;
  }
  return undefined;
}

function find(reference: ImageReference): ImageLookup {
  const { text, registry, repository, tag } = reference;
  const failed = failedResolve(text);
  const server = REGISTRIES[registry];
  if (!server) {
    const host = registry.replace(/:\d+$/, '');
    const url = manifestUrl(reference);
    return {
      error: `${failed}: failed to do request: Head "${url}": dial tcp: lookup ${host} on 127.0.0.53:53: no such host`,
      code: 'Unknown',
    };
  }
  const mirrored = server.mirrors === undefined ? undefined : `${server.mirrors}${repository.slice(registry.length)}`;
  const image = BY_NAME.get(repository) ?? (mirrored === undefined ? undefined : BY_NAME.get(mirrored));
  if (!image) {
    if (!server.hides) return { error: `${failed}: ${text}: not found`, code: 'NotFound' };
    const why =
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';
    return { error: `${failed}: ${why}`, code: 'Unknown' };
  }
  const version = versionOf(image.tags, tag);
  if (version === undefined) return { error: `${failed}: ${text}: not found`, code: 'NotFound' };
  const base = typeof image.base === 'function' ? image.base(tag, version) : image.base;
  const { family } = baseOf(base);
  const digest = digestOf(`${image.repository}:${version}:${base}`);
  if (reference.digest !== undefined && reference.digest !== digest) return { error: `${failed}: ${text}: not found`, code: 'NotFound' };
  const small = family === 'alpine' && image.megabytes > 20 ? 0.4 : 1;
  const sizeBytes = Math.round(image.megabytes * small * 1_048_576) + (Number.parseInt(digest.slice(7, 12), 16) % 300_000);
  return { found: { reference, image, version, tag, base, digest, sizeBytes, pullMs: 600 + Math.round(sizeBytes / 40_000) } };
}

/** Every image there is, for tests and lists. */
export const allImages = (): readonly Image[] => CATALOGUE;

/** A digest that depends on the name only: 64 hexadecimal digits. */
export function digestOf(name: string): string {
  let out = '';
  for (let round = 0; out.length < 64; round++) {
    let hash = 0x811c9dc5 ^ round;
    for (let i = 0; i < name.length; i++) {
      hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
      hash = (hash ^ (hash >>> 13)) >>> 0;
    }
    out += Math.imul(hash, 0x9e3779b1 + round * 2)
      .toString(16)
      .replace('-', '')
      .padStart(8, '0')
      .slice(0, 8);
  }
  return `sha256:${out.slice(0, 64)}`;
}
