import { lookUpImage, parseReference, type Credential } from '@/lib/cluster/images';
import { REGISTRIES } from '@/lib/cluster/images/registries';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import { Errno } from '@/lib/hosts/process/sys';
import { originOf } from '@/lib/hosts/net/connections';
import type { Core } from '../core';
import type { PulledImage } from './node-state';

/** Where registries of the simulation keep what was pushed to them: with the first machine, for all. */
const REGISTRY = 'registries';
const MOST_PUSHED = 200;

const shelf = (core: Core) => core.nodes.values().next().value?.otherImages;

/** What was pushed under a name, whoever asks. */
export const pushedImage = (core: Core, text: string): PulledImage | undefined => shelf(core)?.get(REGISTRY)?.get(text);

/** Why a registry that lets only its own in refuses somebody; undefined when it lets them in. */
export function refusedBy(name: string, credentials: readonly Credential[]): string | undefined {
  const lookup = lookUpImage(name, credentials);
  return 'error' in lookup && /authoriz|401|basic auth/.test(lookup.error) && REGISTRIES[parseReference(name)!.registry]?.accounts
    ? lookup.error
    : undefined;
}

/** Gives an image to its registry. The refusal is docker's. */
export function push(
  core: Core,
  kernel: Kernel,
  image: PulledImage,
  credentials: readonly Credential[],
): { readonly error: string; readonly code: number } | { readonly digest: string } {
  const reference = parseReference(image.name);
  if (!reference) return { error: 'invalid reference format', code: 1 };
  const { registry } = reference;
  const server = REGISTRIES[registry];
  if (server && !server.accounts) {
    const error =
      registry === 'docker.io'
        ? 'push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'
        : 'denied: requested access to the resource is denied';
    return { error, code: 1 };
  }
  if (server) {
    const known = credentials.some(
      (own) => own.registry === registry && server.accounts!.some((one) => one.username === own.username && one.password === own.password),
    );
    if (!known) return { error: 'no basic auth credentials', code: 1 };
  } else {
    const [host = '', port = '443'] = registry.split(':');
    try {
      core.handlers.network.dial(
        originOf(kernel.state, { ns: HOST } as never),
        host === 'localhost' ? '127.0.0.1' : host,
        Number(port),
        'tcp',
      );
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const why =
        error.code === 'ENAMENOTFOUND' ? `lookup ${host}: no such host` : `${host}:${port}: connect: ${error.message.toLowerCase()}`;
      return {
        error: `Get "http${host === 'localhost' ? '' : 's'}://${registry}/v2/": dial tcp ${why.replace('localhost', '127.0.0.1')}`,
        code: 1,
      };
    }
  }
  const all = shelf(core);
  if (!all) return { error: 'no registry is simulated here', code: 1 };
  let images = all.get(REGISTRY);
  if (!images) all.set(REGISTRY, (images = new Map()));
  if (images.size >= MOST_PUSHED) return { error: 'received unexpected HTTP status: 507 Insufficient Storage', code: 1 };
  images.set(reference.text, image);
  return { digest: image.digest };
}
