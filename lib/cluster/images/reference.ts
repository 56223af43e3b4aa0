/** An image's name, taken apart and normalised as containerd does (`nginx` → docker.io/library/nginx:latest). */
export interface ImageReference {
  readonly registry: string;
  /** With the registry: `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  readonly digest?: string;
  /** `docker.io/library/nginx:latest` */
  readonly text: string;
}

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[\w][\w.-]{0,127}$/;

/** Models distribution/reference.ParseDockerRef. Undefined for what is no valid reference. */
export function parseReference(name: string): ImageReference | undefined {
  const [before, digest] = split(name, '@');
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) return undefined;
  const slash = before.lastIndexOf('/');
  const colon = before.indexOf(':', slash + 1);
  const path = colon < 0 ? before : before.slice(0, colon);
  const tag = colon < 0 ? 'latest' : before.slice(colon + 1);
  if (!TAG.test(tag)) return undefined;
  const first = path.split('/')[0]!;
  const hasRegistry = path.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  let registry = hasRegistry ? first : 'docker.io';
  let rest = hasRegistry ? path.slice(first.length + 1) : path;
  if (registry === 'index.docker.io') registry = 'docker.io';
  if (registry === 'docker.io' && !rest.includes('/')) rest = `library/${rest}`;
  if (!NAME.test(rest)) return undefined;
  const repository = `${registry}/${rest}`;
  return { registry, repository, tag, ...(digest ? { digest } : {}), text: digest ? `${repository}@${digest}` : `${repository}:${tag}` };
}

function split(text: string, at: string): [string, string | undefined] {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
