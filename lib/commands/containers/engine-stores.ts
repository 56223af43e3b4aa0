import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { ask, die, needContainer, type Tool } from './engine-client';
import type { LayerEntry } from './image-content';
import { networkDirectory, volumeDirectory } from './run-container';

function makeAll(io: Io, path: string): void {
  const parts = path.split('/').filter(Boolean);
  parts.forEach((_, i) => {
    const dir = `/${parts.slice(0, i + 1).join('/')}`;
    if (!io.sys.exists(dir)) io.sys.mkdir(dir, 0o711);
  });
}

function removeAll(io: Io, path: string): void {
  if (io.sys.lstat(path).type !== 'dir') return io.sys.unlink(path);
  for (const name of io.sys.readdir(path)) removeAll(io, `${path}/${name}`);
  io.sys.rmdir(path);
}

const names = (io: Io, directory: string): readonly string[] => (io.sys.exists(directory) ? io.sys.readdir(directory) : []);

/** `docker volume create|ls|inspect|rm`. */
export function* volume(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const [verb, ...rest] = args;
  const o = getopt(rest, 'q,quiet f,force driver,d: label: format: filter:');
  const root = volumeDirectory(tool);
  const [name] = o.operands;
  switch (verb) {
    case 'create': {
      const own = name ?? Array.from({ length: 64 }, () => Math.floor(io.sys.random() * 16).toString(16)).join('');
      makeAll(io, `${root}/${own}/_data`);
      yield* io.print(`${own}\n`);
      return 0;
    }
    case 'ls':
    case 'list':
      if (!o.has('q')) yield* io.print(tool.name === 'podman' ? 'DRIVER      VOLUME NAME\n' : 'DRIVER    VOLUME NAME\n');
      for (const one of names(io, root))
        yield* io.print(o.has('q') ? `${one}\n` : `local${' '.repeat(tool.name === 'podman' ? 7 : 5)}${one}\n`);
      return 0;
    case 'inspect':
      for (const one of o.operands) if (!io.sys.exists(`${root}/${one}`)) return yield* die(io, tool, `get ${one}: no such volume`);
      yield* io.print(
        `${JSON.stringify(
          o.operands.map((one) => ({
            Driver: 'local',
            Labels: null,
            Mountpoint: `${root}/${one}/_data`,
            Name: one,
            Options: null,
            Scope: 'local',
          })),
          null,
          4,
        )}\n`,
      );
      return 0;
    case 'rm':
    case 'remove':
      for (const one of o.operands) {
        if (!io.sys.exists(`${root}/${one}`)) return yield* die(io, tool, `get ${one}: no such volume`);
        removeAll(io, `${root}/${one}`);
        yield* io.print(`${one}\n`);
      }
      return 0;
  }
  return yield* die(io, tool, `volume ${verb ?? ''}: not simulated here`, 1, '');
}

/** `docker network ls`. Networks of one's own are not simulated. */
export function* network(io: Io, args: readonly string[], tool: Tool): Task<number> {
  if (args[0] !== 'ls' && args[0] !== 'list')
    return yield* die(io, tool, `network ${args[0] ?? ''}: not simulated here (${networkDirectory(tool)})`, 1, '');
  yield* io.print(
    tool.name === 'podman'
      ? 'NETWORK ID    NAME        DRIVER\n2f259bab93aa  podman      bridge\n'
      : 'NETWORK ID     NAME      DRIVER    SCOPE\n6f1d7a6e4a35   bridge    bridge    local\n0d2fb6f0b0b1   host      host      local\n9a7d1a8a3f5c   none      null      local\n',
  );
  return 0;
}

/** `docker cp`: out of a container, or into it. */
export function* copyFiles(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'a,archive L,follow-link q,quiet');
  const [from = '', to = ''] = o.operands;
  const inside = (word: string) => /^([^/.][^:/]*):(.*)$/.exec(word);
  const source = inside(from);
  const target = inside(to);
  if (source && !target) {
    const container = yield* needContainer(io, tool, source[1]!);
    const entries = ask(io.sys, tool, 'files', { container: container.id, path: source[2] }) as readonly LayerEntry[] | undefined;
    if (!entries) return yield* die(io, tool, `Could not find the file ${source[2]} in container ${source[1]}`);
    const base = io.sys.exists(to) && io.sys.stat(to).type === 'dir' ? `${to}/${source[2]!.replace(/\/+$/, '').split('/').pop()}` : to;
    for (const entry of entries) {
      const path = `${base}${entry.path}`;
      if (entry.kind === 'dir') {
        if (!io.sys.exists(path)) io.sys.mkdir(path);
      } else if (entry.kind === 'link') io.sys.symlink(entry.target ?? '', path);
      else io.sys.writeFile(path, entry.text ?? '', { mode: entry.mode });
    }
    yield* io.stderr(`Successfully copied ${entries.reduce((sum, { text }) => sum + (text?.length ?? 0), 0)}B to ${to}\n`);
    return 0;
  }
  return yield* die(io, tool, 'copying into a container is not simulated here', 1, '');
}
