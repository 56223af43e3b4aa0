import { CONTROL_PLANE_IMAGES } from './catalogue/control-plane';
import { DATABASE_IMAGES } from './catalogue/databases';
import { TOOL_IMAGES } from './catalogue/tools';
import { WEB_IMAGES } from './catalogue/web';
import { versionOf, type Image } from './image';
import { parseReference, type ImageReference } from './reference';

export type { Image, ImageBase, ImageFile } from './image';
export { parseReference, type ImageReference } from './reference';

const CATALOGUE = new Map<string, Image>(
  [...WEB_IMAGES, ...TOOL_IMAGES, ...DATABASE_IMAGES, ...CONTROL_PLANE_IMAGES].map((image) => [image.repository, image]),
);

/** An image that a registry has. */
export interface FoundImage {
  readonly reference: ImageReference;
  readonly image: Image;
  readonly version: string;
  readonly tag: string;
  /** `sha256:…`, the same for every tag of a version and variant. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** Milliseconds that a pull takes. */
  readonly pullMs: number;
}

export type ImageLookup =
  { readonly found: FoundImage } | { readonly error: string; readonly code: 'NotFound' | 'Unknown' | 'InvalidArgument' };

const REACHABLE = new Set(['docker.io', 'registry.k8s.io', 'quay.io', 'ghcr.io', 'gcr.io', 'public.ecr.aws', 'mcr.microsoft.com']);

/** Asks the registries for an image. A refusal is in containerd's words. */
export function lookUpImage(name: string): ImageLookup {
  const reference = parseReference(name);
  if (!reference) return { error: `failed to parse image reference "${name}": invalid reference format`, code: 'InvalidArgument' };
  const { text, registry, repository, tag } = reference;
  const failed = `failed to pull and unpack image "${text}": failed to resolve reference "${text}"`;
  const image = CATALOGUE.get(repository);
  if (!image) {
    if (!REACHABLE.has(registry)) {
      const host = registry.replace(/:\d+$/, '');
      const url = `https://${registry}/v2/${repository.slice(registry.length + 1)}/manifests/${reference.digest ?? tag}`;
      return {
        error: `${failed}: failed to do request: Head "${url}": dial tcp: lookup ${host} on 127.0.0.53:53: no such host`,
        code: 'Unknown',
      };
    }
    if (registry === 'docker.io' || registry === 'ghcr.io') {
      const why =
        'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';
      return { error: `${failed}: ${why}`, code: 'Unknown' };
    }
    return { error: `${failed}: ${text}: not found`, code: 'NotFound' };
  }
  const version = versionOf(image.tags, tag);
  if (version === undefined) return { error: `${failed}: ${text}: not found`, code: 'NotFound' };
  const digest = digestOf(`${repository}:${version}:${image.base(tag)}`);
  if (reference.digest !== undefined && reference.digest !== digest) return { error: `${failed}: ${text}: not found`, code: 'NotFound' };
  const small = image.base(tag) === 'alpine' && image.megabytes > 20 ? 0.4 : 1;
  const sizeBytes = Math.round(image.megabytes * small * 1_048_576) + (Number.parseInt(digest.slice(7, 12), 16) % 300_000);
  return { found: { reference, image, version, tag, digest, sizeBytes, pullMs: 600 + Math.round(sizeBytes / 40_000) } };
}

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
