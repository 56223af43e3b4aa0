import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { World } from '@/lib/world/world';
import type { Outcome } from './kubectl-case';

const LIMIT_MS = 600_000;

/** What our kubectl came to, and a digest of all that it asked the server and was answered. */
export interface OurOutcome extends Outcome {
  readonly seen: string;
}

/** Plays a bash line in our shell, as root on the control plane. */
export function playOurs(world: World, line: string): OurOutcome {
  const seen = listenTo(world);
  const text = `export TZ=UTC LANG=C.UTF-8\nexec </dev/null\n${line}\n`;
  const { exit, stdout, stderr } = world.runScript({ host: 'controlplane', user: 'root', name: 'bash', text, limitMs: LIMIT_MS });
  return { exit, stdout, stderr, seen: seen() };
}

/** Lays files below root's home directory. */
export function layFiles(world: World, files: Readonly<Record<string, string>>): void {
  const tree = world.hosts.get('controlplane')!.tree();
  for (const [name, text] of Object.entries(files)) {
    tree.mkdirs(dirname(`/root/${name}`));
    tree.writeFile(`/root/${name}`, text);
  }
}

const digests = new WeakMap<object, string>();

/** Bodies are frozen and many are shared, so that each is digested once. */
function digest(body: unknown): string {
  if (typeof body !== 'object' || body === null) return JSON.stringify(body) ?? '';
  let known = digests.get(body);
  if (known === undefined) {
    known = createHash('sha256').update(JSON.stringify(body)).digest('base64').slice(0, 12);
    digests.set(body, known);
  }
  return known;
}

/** Listens to what kubectl says to the API server from now on; the function that it returns ends that with the digest. */
function listenTo(world: World): () => string {
  const { door } = world.cluster;
  const hash = createHash('sha256');
  const heard = (door as unknown as Record<string, unknown>).handle as typeof door.handle;
  const read = door.readStream;
  const streams = new Set<string>();
  door.handle = (request) => {
    const response = heard.call(door, request);
    if (!request.headers['user-agent']?.startsWith('kubectl/')) return response;
    hash.update(`${request.method} ${request.path} ${JSON.stringify(request.query)} ${request.headers.accept} ${digest(request.body)}\n`);
    hash.update(`${response.status} ${digest(response.body)} ${response.headers.warning ?? ''}\n`);
    if (response.stream) streams.add(response.stream.id);
    return response;
  };
  door.readStream = (id, after) => {
    const result = read.call(door, id, after);
    if (streams.has(id)) for (const item of result.items) hash.update(digest(item));
    return result;
  };
  return () => {
    door.handle = heard;
    door.readStream = read;
    return hash.digest('base64').slice(0, 12);
  };
}
