import { digestOf, knownImage, parseReference, type FoundImage } from '@/lib/cluster/images';
import type { ImageConfig, ImageContent } from '@/lib/commands/containers/image-content';
import type { NodeState, PulledImage } from './node-state';

/** An image that a node has: one of the catalogue's, or one that was made here. */
export interface NodeImage extends FoundImage {
  readonly content?: ImageContent;
}

/** containerd's namespace of the kubelet. */
export const KUBERNETES = 'k8s.io';

/** The images of a namespace of the runtime, by normalised name. */
export function imagesIn(node: NodeState, namespace: string = KUBERNETES): Map<string, PulledImage> {
  if (namespace === KUBERNETES) return node.images;
  let images = node.otherImages.get(namespace);
  if (!images) node.otherImages.set(namespace, (images = new Map()));
  return images;
}

/** The image that a container of a node starts from; undefined when neither the node nor the catalogue has it. */
export function imageOn(node: NodeState, name: string, namespace: string = KUBERNETES): NodeImage | undefined {
  const images = namespace === KUBERNETES ? node.images : node.otherImages.get(namespace);
  const reference = parseReference(name);
  const pulled = images?.get(reference?.text ?? name) ?? images?.get(name);
  if (pulled?.content) return made(pulled, pulled.content);
  const lookup = knownImage(pulled?.name ?? name);
  return 'found' in lookup ? lookup.found : undefined;
}

/** What a catalogue's image would be as one made here: itself, with nothing added. */
export function contentOf(found: NodeImage): ImageContent {
  if (found.content) return found.content;
  const { image, version, tag, reference } = found;
  const command = { ...image, ...image.commandOf?.(tag) };
  const config: ImageConfig = {
    ...(command.entrypoint ? { entrypoint: command.entrypoint } : {}),
    ...(command.cmd ? { cmd: command.cmd } : {}),
    env: { PATH, ...(typeof image.env === 'function' ? image.env(version, tag) : image.env) },
    ...(image.user ? { user: image.user } : {}),
    ...(image.workingDir ? { workingDir: image.workingDir } : {}),
    ports: (image.ports ?? []).map((port) => (port.includes('/') ? port : `${port}/tcp`)),
    volumes: [],
    labels: {},
    ...(image.stopSignal ? { stopSignal: image.stopSignal } : {}),
  };
  return { from: reference.text, config, layers: [] };
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The record of an image that is made here, under a name (or under its digest). */
export function recordOf(content: ImageContent, createdAt: number, name?: string): PulledImage {
  const base = content.from === undefined ? undefined : knownImage(content.from);
  const found = base && 'found' in base ? base.found : undefined;
  const plain = found !== undefined && content.layers.length === 0 && JSON.stringify(content) === JSON.stringify(contentOf(found));
  const digest = plain ? found.digest : digestOf(JSON.stringify(content));
  const added = content.layers.reduce((sum, { entries }) => sum + entries.reduce((one, { text }) => one + (text?.length ?? 0), 0), 0);
  const own = name ?? digest;
  return {
    name: own,
    digest,
    imageId: `${repositoryOf(own)}@${digest}`,
    sizeBytes: (found?.sizeBytes ?? 0) + added,
    elapsedMs: 0,
    createdAt,
    content,
  };
}

const repositoryOf = (name: string): string => parseReference(name)?.repository ?? name;

function made(pulled: PulledImage, content: ImageContent): NodeImage | undefined {
  const base = knownImage(content.from ?? 'registry.k8s.io/pause:3.10');
  if (!('found' in base)) return undefined;
  const { found } = base;
  const { config } = content;
  const reference = parseReference(pulled.name) ?? {
    registry: '',
    repository: pulled.name,
    tag: 'latest',
    text: pulled.name,
  };
  return {
    ...found,
    reference,
    digest: pulled.digest,
    sizeBytes: pulled.sizeBytes,
    content,
    image: {
      ...found.image,
      ...config,
      entrypoint: config.entrypoint,
      cmd: config.cmd,
      user: config.user,
      workingDir: config.workingDir,
      stopSignal: config.stopSignal,
      commandOf: undefined,
      private: undefined,
      rateLimited: false,
    },
  };
}
