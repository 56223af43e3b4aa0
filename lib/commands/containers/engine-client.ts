import type { Sys } from '@/lib/hosts/process/sys';
import type { StreamRef } from '@/lib/sim/http';
import { Exit } from '../command/command';
import { carrySession } from '../command/session';
import { isTerminal, writeAll, type Io, type Task } from '../command/stdio';
import type { EngineContainer, EngineImage } from './image-content';

/** A tool and the daemon that it asks. */
export interface Tool {
  readonly name: 'docker' | 'podman' | 'nerdctl';
  /** Namespace of its images and containers in the runtime. */
  readonly namespace: string;
}

export interface Refusal {
  readonly error: string;
  readonly code: number;
}

export const isRefusal = (answer: unknown): answer is Refusal => typeof answer === 'object' && answer !== null && 'error' in answer;

/** Asks the daemon of the tool. */
export const ask = (sys: Sys, tool: Pick<Tool, 'namespace'>, op: string, more: object = {}): unknown =>
  sys.host({ call: 'engine', namespace: tool.namespace, op, ...more });

export const imagesOf = (sys: Sys, tool: Pick<Tool, 'namespace'>) => ask(sys, tool, 'images') as readonly EngineImage[];
export const containersOf = (sys: Sys, tool: Pick<Tool, 'namespace'>) => ask(sys, tool, 'containers') as readonly EngineContainer[];

/** Ends the tool with a message in its own words. */
export function* die(io: Io, tool: Tool, message: string, code = 1, head = 'Error response from daemon: '): Task<never> {
  yield* io.flush();
  yield* io.stderr(
    tool.name === 'docker' ? `${head}${message}\n` : tool.name === 'podman' ? `Error: ${message}\n` : `FATA[0000] ${message}\n`,
  );
  throw new Exit(code);
}

/**
 * A name as its tool completes it: podman builds below `localhost/`, docker below docker.io/library/. Undefined for no valid reference.
 */
export function normalised(tool: Tool, name: string, built = false): string | undefined {
  const m = /^((?:[a-zA-Z0-9.-]+(?::\d+)?\/)?)([a-z0-9._/-]+?)(?::([\w][\w.-]{0,127}))?(@sha256:[0-9a-f]{64})?$/.exec(name);
  if (!m) return undefined;
  const first = (m[1] ?? '').slice(0, -1);
  const isHost = first !== '' && (/[.:]/.test(first) || first === 'localhost');
  const path = isHost ? m[2]! : (first ? `${first}/` : '') + m[2]!;
  const tail = m[4] ?? `:${m[3] ?? 'latest'}`;
  if (isHost) return `${first}/${first === 'docker.io' && !path.includes('/') ? 'library/' : ''}${path}${tail}`;
  if (tool.name === 'podman' && built) return `localhost/${path}${tail}`;
  return `docker.io/${path.includes('/') ? '' : 'library/'}${path}${tail}`;
}

/** A name as docker shows it: without what it would complete. */
export const familiar = (tool: Tool, name: string): string =>
  tool.name === 'podman' ? name : name.replace(/^docker\.io\/library\//, '').replace(/^docker\.io\//, '');

/** Name and tag; `<none>` for an image without a name. */
export function nameAndTag(tool: Tool, name: string): [string, string] {
  if (name.startsWith('sha256:')) return ['<none>', '<none>'];
  const shown = familiar(tool, name);
  const at = shown.lastIndexOf(':');
  return at > shown.lastIndexOf('/') ? [shown.slice(0, at), shown.slice(at + 1)] : [shown.replace(/@.*/, ''), '<none>'];
}

/** The image that a word means: a name, an id or the start of one. */
export function findImage(sys: Sys, tool: Tool, word: string): EngineImage | undefined {
  const images = imagesOf(sys, tool);
  const names = [normalised(tool, word), ...(tool.name === 'podman' ? [normalised(tool, word, true)] : [])];
  const bare = word.replace(/^sha256:/, '');
  return (
    images.find(({ name }) => names.includes(name)) ??
    (/^[0-9a-f]{3,64}$/.test(bare) ? images.find(({ id }) => id.slice(7).startsWith(bare)) : undefined)
  );
}

/** The container that a word means: its name, its id or the start of one. */
export function findContainer(sys: Sys, tool: Tool, word: string): EngineContainer | undefined {
  const all = containersOf(sys, tool);
  return all.find(({ name }) => name === word) ?? (/^[0-9a-f]+$/.test(word) ? all.find(({ id }) => id.startsWith(word)) : undefined);
}

export function* needContainer(io: Io, tool: Tool, word: string): Task<EngineContainer> {
  const found = findContainer(io.sys, tool, word);
  if (found) return found;
  return yield* die(
    io,
    tool,
    tool.name === 'podman' ? `no container with name or ID "${word}" found: no such container` : `No such container: ${word}`,
    tool.name === 'podman' ? 125 : 1,
  );
}

interface Frame {
  readonly channel: string;
  readonly text?: string;
  readonly status?: {
    readonly status: string;
    readonly message?: string;
    readonly details?: { readonly causes?: readonly { reason?: string; message: string }[] };
  };
}

/** Follows a container's own streams, or runs a command in it; comes to the exit code. */
export function* carry(
  io: Io,
  id: string,
  options: {
    readonly command?: readonly string[];
    readonly tty: boolean;
    readonly stdin: boolean;
    readonly refused: (why: string) => string;
  },
): Task<number> {
  yield* io.flush();
  const { sys } = io;
  const tty = options.tty && isTerminal(sys, 0);
  const stream = sys.host({
    call: 'container-exec',
    id,
    ...(options.command ? { command: options.command } : {}),
    tty,
    stdin: options.stdin,
  }) as StreamRef;
  function* frame({ channel, text, status }: Frame): Task<number | undefined> {
    if (channel !== 'status') {
      yield* writeAll(sys, channel === 'stderr' ? 2 : 1, text ?? '');
      return undefined;
    }
    if (status?.status === 'Success') return 0;
    const cause = status?.details?.causes?.[0];
    if (cause?.reason === 'ExitCode') return Number(cause.message);
    const why = cause?.message ?? status?.message ?? 'internal error';
    yield* io.stderr(options.refused(why));
    return /executable file not found|no such file/.test(why) ? 127 : 126;
  }
  return (yield* carrySession<Frame>(sys, stream, { raw: tty, stdin: options.stdin, frame })) ?? 0;
}

/** Waits until a container has ended; its exit code, 0 when it is gone. */
export function* ended(io: Io, tool: Pick<Tool, 'namespace'>, id: string): Task<number> {
  for (let pause = 20; ; pause = Math.min(pause * 2, 1000)) {
    const found = containersOf(io.sys, tool).find((one) => one.id === id);
    if (!found) return 0;
    if (found.finishedAt !== undefined) return found.exitCode ?? 0;
    yield* io.sleep(pause);
  }
}

/** Credentials that `login` has kept. */
export function credentials(sys: Sys): { registry: string; username: string; password: string }[] {
  const path = authFile(sys);
  if (!sys.exists(path)) return [];
  try {
    const { auths = {} } = JSON.parse(sys.readFile(path)) as { auths?: Record<string, { auth?: string }> };
    return Object.entries(auths).flatMap(([registry, { auth }]) => {
      const [username = '', ...password] = Buffer.from(auth ?? '', 'base64')
        .toString()
        .split(':');
      return [{ registry: registry === 'https://index.docker.io/v1/' ? 'docker.io' : registry, username, password: password.join(':') }];
    });
  } catch {
    return [];
  }
}

export const authFile = (sys: Sys): string => `${sys.env().HOME ?? '/root'}/.docker/config.json`;
