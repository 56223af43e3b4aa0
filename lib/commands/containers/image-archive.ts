import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import { NotAnArchive, packArchive, unpackArchive, type Member } from '../archive/tar-format';
import type { EngineImage, ImageConfig, ImageContent, LayerEntry } from './image-content';
import { goTime } from './show';

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
/** Under this key of a configuration the simulation keeps what a real archive has as the layers of its base. */
const CONTENT = 'nekala.content';

const member = (name: string, data: Uint8Array, mtime: number): Member => ({
  name,
  type: name.endsWith('/') ? 'dir' : 'file',
  mode: name.endsWith('/') ? 0o755 : 0o644,
  uid: 0,
  gid: 0,
  user: '',
  group: '',
  mtime,
  target: '',
  data,
});

/** Go's form of an image's configuration. */
export const goConfig = (config: ImageConfig) => ({
  ...(config.user ? { User: config.user } : {}),
  ...(config.ports.length ? { ExposedPorts: Object.fromEntries(config.ports.map((port) => [port, {}])) } : {}),
  Env: Object.entries(config.env).map(([name, value]) => `${name}=${value}`),
  ...(config.entrypoint ? { Entrypoint: config.entrypoint } : {}),
  ...(config.cmd ? { Cmd: config.cmd } : {}),
  ...(config.volumes.length ? { Volumes: Object.fromEntries(config.volumes.map((path) => [path, {}])) } : {}),
  ...(config.workingDir ? { WorkingDir: config.workingDir } : {}),
  ...(Object.keys(config.labels).length ? { Labels: config.labels } : {}),
  ...(config.stopSignal ? { StopSignal: `SIG${config.stopSignal}` } : {}),
});

function layerTar(entries: readonly LayerEntry[], mtime: number): Uint8Array {
  return packArchive(
    entries.map((entry) => {
      const path = entry.path.replace(/^\//, '');
      const name = entry.kind === 'gone' ? path.replace(/([^/]*)$/, '.wh.$1') : entry.kind === 'dir' ? `${path}/` : path;
      return {
        ...member(name, toBytes(entry.kind === 'file' ? (entry.text ?? '') : ''), mtime),
        type: entry.kind === 'link' ? ('link' as const) : entry.kind === 'dir' ? ('dir' as const) : ('file' as const),
        mode: entry.mode ?? 0o644,
        uid: entry.uid ?? 0,
        gid: entry.gid ?? 0,
        target: entry.target ?? '',
      };
    }),
  );
}

/** Files of an archive of images, as `docker save` (since 25), `ctr images export` and `podman save` lay them: OCI's and docker's in one. */
export function imageMembers(images: readonly { readonly image: EngineImage; readonly tags: readonly string[] }[]): Member[] {
  const blobs = new Map<string, Uint8Array>();
  const put = (data: Uint8Array): { digest: string; size: number } => {
    const digest = sha256(data);
    blobs.set(digest, data);
    return { digest: `sha256:${digest}`, size: data.length };
  };
  const json = (value: unknown) => toBytes(JSON.stringify(value));
  const manifests: object[] = [];
  const docker: object[] = [];
  let newest = 0;
  for (const { image, tags } of images) {
    const mtime = Math.floor(image.createdAt / 1000);
    newest = Math.max(newest, mtime);
    const layers = image.content.layers.map((layer) => put(layerTar(layer.entries, Math.floor(layer.createdAt / 1000))));
    const configuration = put(
      json({
        architecture: 'amd64',
        config: goConfig(image.content.config),
        created: goTime(image.createdAt),
        history: image.content.layers.map(({ createdBy, createdAt }) => ({
          created: goTime(createdAt),
          created_by: createdBy,
          comment: 'buildkit.dockerfile.v0',
        })),
        os: 'linux',
        rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
        [CONTENT]: image.content,
      }),
    );
    const manifest = put(
      json({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...configuration },
        layers: layers.map((layer) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...layer })),
      }),
    );
    for (const tag of tags.length ? tags : [undefined])
      manifests.push({
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        ...manifest,
        ...(tag
          ? { annotations: { 'io.containerd.image.name': tag, 'org.opencontainers.image.ref.name': tag.slice(tag.lastIndexOf(':') + 1) } }
          : {}),
      });
    docker.push({
      Config: `blobs/sha256/${configuration.digest.slice(7)}`,
      RepoTags: tags.length ? tags.map((tag) => tag.replace(/^docker\.io\/library\//, '').replace(/^docker\.io\//, '')) : null,
      Layers: layers.map(({ digest }) => `blobs/sha256/${digest.slice(7)}`),
    });
  }
  const index = json({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests });
  return [
    member('blobs/', new Uint8Array(), newest),
    member('blobs/sha256/', new Uint8Array(), newest),
    ...[...blobs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([digest, data]) => member(`blobs/sha256/${digest}`, data, newest)),
    member('index.json', index, newest),
    member('manifest.json', json(docker), newest),
    member('oci-layout', json({ imageLayoutVersion: '1.0.0' }), newest),
  ];
}

export const imageArchive = (images: Parameters<typeof imageMembers>[0]): string => fromBytes(packArchive(imageMembers(images)));

export class BadArchive extends Error {}

/** Images of an archive, with the names that it gives them. @throws BadArchive */
export function readArchive(text: string): { readonly content: ImageContent; readonly tags: readonly string[] }[] {
  let members: Member[];
  try {
    let bytes = toBytes(text);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
    members = unpackArchive(bytes);
  } catch (error) {
    if (error instanceof NotAnArchive || error instanceof Error) throw new BadArchive('archive/tar: invalid tar header');
    throw error;
  }
  return readMembers(new Map(members.map((one) => [one.name.replace(/^\.\//, ''), fromBytes(one.data)])));
}

/** As `readArchive`, of the files of an archive (an OCI layout in a directory). */
export function readMembers(files: ReadonlyMap<string, string>): { readonly content: ImageContent; readonly tags: readonly string[] }[] {
  const parse = (name: string): unknown => {
    const found = files.get(name);
    if (found === undefined) throw new BadArchive(`open ${name}: no such file or directory`);
    try {
      return JSON.parse(found);
    } catch {
      throw new BadArchive(`invalid character in ${name}`);
    }
  };
  const index = parse('index.json') as { manifests?: { digest: string; annotations?: Record<string, string> }[] };
  const out = new Map<string, { content: ImageContent; tags: string[] }>();
  for (const { digest, annotations } of index.manifests ?? []) {
    const manifest = parse(`blobs/sha256/${digest.slice(7)}`) as { config: { digest: string } };
    const configuration = parse(`blobs/sha256/${manifest.config.digest.slice(7)}`) as Record<string, unknown>;
    const content = configuration[CONTENT] as ImageContent | undefined;
    if (!content) throw new BadArchive('this archive was not made in the simulation: its layers are not simulated here');
    const found = out.get(digest) ?? { content, tags: [] };
    const tag = annotations?.['io.containerd.image.name'];
    if (tag) found.tags.push(tag);
    out.set(digest, found);
  }
  return [...out.values()];
}
