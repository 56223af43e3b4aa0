import type { Command } from '../command/command';
import { getopt } from '../command/getopt';
import { isTerminal, type Io, type Task } from '../command/stdio';
import { ask, carry, containersOf, credentials, ended, imagesOf, isRefusal } from './engine-client';
import { size } from './engine-lists';
import { BadArchive, imageArchive, readArchive } from './image-archive';
import { runtimeIsDown } from './runtime-endpoint';
import type { NodeContainers } from './records';

interface Place {
  readonly namespace: string;
}

const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)) + 1);
  return rows.map((row) => `${row.map((cell, i) => cell.padEnd(widths[i]!)).join('')}\n`).join('');
};

function* fail(io: Io, message: string): Task<number> {
  yield* io.flush();
  yield* io.stderr(`ctr: ${message}\n`);
  return 1;
}

function* images(io: Io, [verb, ...args]: readonly string[], place: Place): Task<number> {
  const { sys } = io;
  const all = () => imagesOf(sys, place);
  switch (verb) {
    case 'ls':
    case 'list': {
      const o = getopt(args, 'q,quiet');
      const wanted = o.operands.map((word) => /name[=~]=?"?([^"]*)"?/.exec(word)?.[1] ?? word);
      const found = all()
        .filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      if (o.has('q')) for (const { name } of found) yield* io.print(`${name}\n`);
      else
        yield* io.print(
          columns([
            ['REF', 'TYPE', 'DIGEST', 'SIZE', 'PLATFORMS', 'LABELS'],
            ...found.map((image) => [
              image.name,
              'application/vnd.oci.image.index.v1+json',
              image.id,
              size(image.sizeBytes).replace(/(\d)([kMG]?B)$/, '$1 $2'),
              'linux/amd64',
              place.namespace === 'k8s.io' ? 'io.cri-containerd.image=managed' : '-',
            ]),
          ]),
        );
      return 0;
    }
    case 'pull': {
      const o = getopt(args, 'u,user: k,skip-verify plain-http platform: all-platforms local hosts-dir:');
      const [name = ''] = o.operands;
      if (!/^[^/]+[.:][^/]*\//.test(name))
        return yield* fail(io, `failed to resolve reference "${name}": ${name.includes('/') ? 'object required' : 'object required'}`);
      const [username = '', password = ''] = (o.value('u') ?? '').split(':');
      const own = o.has('u') ? [{ registry: name.split('/')[0]!, username, password }] : credentials(sys).filter(() => false);
      for (;;) {
        const state = ask(sys, place, 'pull', { image: name, credentials: own }) as { state: string; doneAt?: number; error?: string };
        if (state.state === 'failed')
          return yield* fail(
            io,
            (state.error ?? '').replace(/^rpc error: code = \w+ desc = /, '').replace(/^failed to pull and unpack image "[^"]*": /, ''),
          );
        if (state.state === 'done') break;
        yield { channels: [], until: state.doneAt };
      }
      yield* io.print(
        `${name}\tsaved\t\n└──index (${all().find((one) => one.name === name)?.id ?? ''})\tcomplete\t|++++++++++++++++++++++++++++++++++++++|\t\nCompleted pull from OCI Registry (${name})\n`,
      );
      return 0;
    }
    case 'tag': {
      const o = getopt(args, 'f,force');
      const [from = '', ...to] = o.operands;
      for (const name of to) {
        if (!all().some((one) => one.name === from)) return yield* fail(io, `image "${from}": not found`);
        if (!o.has('force') && !o.has('f') && all().some((one) => one.name === name))
          return yield* fail(io, `image "${name}": already exists`);
        const refused = ask(sys, place, 'tag', { from, to: name });
        if (isRefusal(refused)) return yield* fail(io, refused.error);
        yield* io.print(`${name}\n`);
      }
      return 0;
    }
    case 'rm':
    case 'remove':
    case 'delete':
    case 'del':
      for (const name of getopt(args, 'sync').operands) {
        if (ask(sys, place, 'remove-image', { name })) yield* io.print(`${name}\n`);
        else yield* io.stderr(`ERRO[0000] unable to delete ${name} error="image \\"${name}\\": not found"\n`);
      }
      return 0;
    case 'export': {
      const o = getopt(args, 'all-platforms platform: skip-manifest-json local');
      const [out = '', ...names] = o.operands;
      const chosen = [];
      for (const name of names) {
        const image = all().find((one) => one.name === name);
        if (!image) return yield* fail(io, `failed to get image "${name}": image "${name}": not found`);
        chosen.push({ image, tags: [name] });
      }
      if (chosen.length === 0) return yield* fail(io, 'please provide both an output filename and an image reference to export');
      if (out === '-') yield* io.print(imageArchive(chosen));
      else sys.writeFile(out, imageArchive(chosen));
      return 0;
    }
    case 'import': {
      const o = getopt(args, 'base-name: digests all-platforms platform: no-unpack index-name: snapshotter: local');
      const [path] = o.operands;
      if (path === undefined) return yield* fail(io, 'please provide a file to import');
      if (path !== '-' && !sys.exists(path)) return yield* fail(io, `open ${path}: no such file or directory`);
      try {
        for (const { content, tags } of readArchive(yield* io.open(path).rest()))
          for (const name of tags.length
            ? tags
            : [`${o.value('base-name') ?? `import-${new Date(sys.now()).toISOString().slice(0, 10)}`}:latest`]) {
            const made = ask(sys, place, 'commit', { content, name });
            if (isRefusal(made)) return yield* fail(io, made.error);
            yield* io.print(
              `${name}\tsaved\t\nApplication/vnd.oci.image.manifest.v1+json ${String(made)}\nImporting\telapsed: 0.3 s\ttotal: 0.0 B\t(0.0 B/s)\t\n`,
            );
          }
      } catch (error) {
        if (!(error instanceof BadArchive)) throw error;
        return yield* fail(io, error.message === 'archive/tar: invalid tar header' ? 'unrecognized image format' : error.message);
      }
      return 0;
    }
  }
  return yield* fail(io, `images ${verb ?? ''}: not simulated here`);
}

/** Containers of the namespace: the kubelet's are known by their sandboxes too. */
function everyContainer(io: Io, place: Place): { id: string; image: string; pid: number; running: boolean }[] {
  const own = containersOf(io.sys, place).map((c) => ({ id: c.id, image: c.image, pid: c.pid, running: c.finishedAt === undefined }));
  if (place.namespace !== 'k8s.io') return own;
  const { sandboxes } = io.sys.host({ call: 'containers' }) as NodeContainers;
  return [...own, ...sandboxes.map(({ id, ips }) => ({ id, image: 'registry.k8s.io/pause:3.10.1', pid: 0, running: ips.length > 0 }))].sort(
    (a, b) => (a.id < b.id ? -1 : 1),
  );
}

function* containers(io: Io, [verb, ...args]: readonly string[], place: Place): Task<number> {
  if (verb === 'ls' || verb === 'list') {
    const found = everyContainer(io, place);
    if (args.includes('-q') || args.includes('--quiet')) for (const { id } of found) yield* io.print(`${id}\n`);
    else
      yield* io.print(columns([['CONTAINER', 'IMAGE', 'RUNTIME'], ...found.map(({ id, image }) => [id, image, 'io.containerd.runc.v2'])]));
    return 0;
  }
  if (verb === 'rm' || verb === 'delete' || verb === 'del') {
    for (const word of args) {
      const found = containersOf(io.sys, place).find(({ id }) => id === word);
      if (!found) return yield* fail(io, `container "${word}" in namespace "${place.namespace}": not found`);
      if (found.finishedAt === undefined)
        return yield* fail(io, `cannot delete a non stopped container: {running 0 0001-01-01 00:00:00 +0000 UTC}`);
      ask(io.sys, place, 'remove', { id: word });
    }
    return 0;
  }
  return yield* fail(io, `containers ${verb ?? ''}: not simulated here`);
}

function* tasks(io: Io, [verb, ...args]: readonly string[], place: Place): Task<number> {
  if (verb === 'ls' || verb === 'list') {
    const found = containersOf(io.sys, place);
    yield* io.print(
      columns([['TASK', 'PID', 'STATUS'], ...found.map((c) => [c.id, String(c.pid), c.finishedAt === undefined ? 'RUNNING' : 'STOPPED'])]),
    );
    return 0;
  }
  const o = getopt(args, 'a,all s,signal: exec-id: t,tty cwd: user:', { stopAtOperand: true });
  const [word = '', ...command] = o.operands;
  const found = containersOf(io.sys, place).find(({ id, name }) => id === word || name === word);
  if (!found) return yield* fail(io, `no running task found: task ${word} not found: not found`);
  if (verb === 'kill') {
    ask(io.sys, place, 'kill', { id: found.id, signal: (o.value('s') ?? 'TERM').replace(/^SIG/, '') });
    return 0;
  }
  if (verb === 'exec') {
    if (!o.has('exec-id')) return yield* fail(io, 'exec id must be provided');
    return yield* carry(io, found.id, { command, tty: o.has('t'), stdin: true, refused: (why) => `ctr: ${why}\n` });
  }
  return yield* fail(io, `tasks ${verb ?? ''}: not simulated here`);
}

function* run(io: Io, args: readonly string[], place: Place): Task<number> {
  const o = getopt(args, 'd,detach rm t,tty env: net-host mount: cwd: privileged', { stopAtOperand: true });
  const [image = '', name = '', ...command] = o.operands;
  if (!imagesOf(io.sys, place).some((one) => one.name === image)) return yield* fail(io, `image "${image}": not found`);
  const started = ask(io.sys, place, 'run', {
    run: {
      name,
      image,
      imageName: image,
      command,
      labels: {},
      ports: [],
      mounts: [],
      hosts: [],
      stdin: !o.has('d'),
      tty: o.has('t') && isTerminal(io.sys, 0),
      env: Object.fromEntries(o.values('env').map((word) => [word.split('=')[0]!, word.slice(word.indexOf('=') + 1)])),
      network: o.has('net-host') ? 'host' : undefined,
      restart: 'no',
      remove: o.has('rm'),
      privileged: o.has('privileged'),
      readOnly: false,
      capAdd: [],
      capDrop: [],
    },
  }) as { id: string } | { error: string; code: number };
  if (isRefusal(started)) return yield* fail(io, started.error);
  if (o.has('d')) return 0;
  yield* carry(io, started.id, { tty: o.has('t'), stdin: true, refused: (why) => `ctr: ${why}\n` });
  return yield* ended(io, place, started.id);
}

const VERBS: Readonly<Record<string, (io: Io, args: readonly string[], place: Place) => Task<number>>> = {
  images,
  image: images,
  i: images,
  containers,
  container: containers,
  c: containers,
  tasks,
  task: tasks,
  t: tasks,
  run,
  *namespaces(io, args) {
    if (args[0] !== 'ls' && args[0] !== 'list') return yield* fail(io, 'only `namespaces ls` is simulated here');
    const found = ['default', 'k8s.io', 'moby'].filter((namespace) => namespace === 'k8s.io' || imagesOf(io.sys, { namespace }).length > 0);
    yield* io.print(columns([['NAME', 'LABELS'], ...found.map((name) => [name, ''])]));
    return 0;
  },
  *version(io) {
    yield* io.print('Client:\n  Version:  v2.1.4\n  Go version: go1.24.6\n\nServer:\n  Version:  v2.1.4\n');
    return 0;
  },
};

/** containerd's own client. */
export const ctr: Command = {
  name: 'ctr',
  usage:
    'NAME:\n   ctr - containerd CLI\n\nUSAGE:\n   ctr [global options] command [command options]\n\nCOMMANDS:\n   version                    Print the client and server versions\n   containers, c, container   Manage containers\n   images, image, i           Manage images\n   namespaces, namespace, ns  Manage namespaces\n   run                        Run a container\n   tasks, t, task             Manage tasks\n',
  *run(io, options, sys) {
    const words = [...options.operands];
    let namespace = sys.env().CONTAINERD_NAMESPACE ?? 'default';
    while (words[0]?.startsWith('-')) {
      const word = words.shift()!;
      if (word === '--help' || word === '-h') words.unshift('help');
      else if (word === '-n' || word === '--namespace') namespace = words.shift() ?? namespace;
      else if (word.startsWith('--namespace=')) namespace = word.slice(12);
      else if (word.startsWith('-n=')) namespace = word.slice(3);
      else if (word === '-a' || word === '--address') words.shift();
    }
    const [verb, ...args] = words;
    if (verb === undefined || verb === 'help') {
      yield* io.print(this.usage);
      return 0;
    }
    const problem =
      sys.uid() !== 0
        ? 'permission denied'
        : runtimeIsDown(sys) || ask(sys, { namespace }, 'there') !== true
          ? 'no such file or directory'
          : undefined;
    if (problem === 'permission denied')
      return yield* fail(
        io,
        'failed to dial "/run/containerd/containerd.sock": connection error: desc = "transport: error while dialing: dial unix /run/containerd/containerd.sock: connect: permission denied"',
      );
    if (problem) return yield* fail(io, 'cannot access containerd socket "/run/containerd/containerd.sock": no such file or directory');
    const run2 = VERBS[verb === 'ns' || verb === 'namespace' ? 'namespaces' : verb];
    if (!run2) {
      yield* io.stderr(`No help topic for '${verb}'\n`);
      return 3;
    }
    return yield* run2(io, args, { namespace });
  },
};
