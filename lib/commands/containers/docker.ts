import { Exit, type Command } from '../command/command';
import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { build, pullImage } from './build';
import {
  ask,
  carry,
  containersOf,
  credentials,
  die,
  familiar,
  findContainer,
  findImage,
  imagesOf,
  isRefusal,
  needContainer,
  normalised,
  type Tool,
} from './engine-client';
import { history, images, inspect, ps } from './engine-lists';
import { load, save } from './image-files';
import { pullRefusal, runContainer } from './run-container';
import { copyFiles, network, volume } from './engine-stores';
import { login, logout } from './engine-login';
import { goTime } from './show';

type Verb = (io: Io, args: readonly string[], tool: Tool) => Task<number>;

/** A verb over containers: each is named when it is done. */
const over = (spec: string, act: (io: Io, tool: Tool, word: string, o: ReturnType<typeof getopt>) => Task<void>): Verb =>
  function* (io, args, tool) {
    const o = getopt(args, spec);
    const words = o.has('a') ? containersOf(io.sys, tool).map(({ id }) => id) : o.operands;
    let code = 0;
    for (const word of words) {
      try {
        yield* act(io, tool, word, o);
        yield* io.print(`${word}\n`);
      } catch (error) {
        if (!(error instanceof Exit)) throw error;
        code = error.code;
      }
    }
    return code;
  };

function* pull(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'q,quiet a,all-tags platform: creds: tls-verify:');
  const [word = ''] = o.operands;
  const name = normalised(tool, word);
  if (name === undefined) return yield* die(io, tool, 'invalid reference format');
  if (tool.name === 'docker' && !o.has('q')) {
    const [, tag = 'latest'] = /:([^:/]+)$/.exec(word) ?? [];
    if (!/:[^:/]+$/.test(word) && !word.includes('@')) yield* io.print('Using default tag: latest\n');
    yield* io.print(`${tag}: Pulling from ${name.replace(/^docker\.io\//, '').replace(/[:@][^/]*$/, '')}\n`);
  }
  const had = findImage(io.sys, tool, word) !== undefined;
  yield* pullImage(io, tool, word, {
    always: true,
    quiet: o.has('q'),
    fail: function* (why) {
      return yield* die(io, tool, pullRefusal(tool, tool.name === 'podman' ? name : word, why), tool.name === 'podman' ? 125 : 1);
    },
  });
  const image = findImage(io.sys, tool, word)!;
  if (tool.name === 'podman') yield* io.print(`${image.id.slice(7)}\n`);
  else if (o.has('q')) yield* io.print(`${name}\n`);
  else
    yield* io.print(
      `Digest: ${image.id}\nStatus: ${had ? 'Image is up to date for' : 'Downloaded newer image for'} ${familiar(tool, name)}\n${name}\n`,
    );
  return 0;
}

function* push(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'q,quiet a,all-tags tls-verify: creds: f,format:');
  const [word = '', to] = o.operands;
  let image = findImage(io.sys, tool, word);
  const shown = normalised(tool, to?.replace(/^docker:\/\//, '') ?? word) ?? word;
  if (tool.name === 'docker')
    yield* io.print(
      `The push refers to repository [${shown.replace(/:[^:/]*$/, '').replace('docker.io/library/', 'docker.io/library/')}]\n`,
    );
  if (!image)
    return yield* die(
      io,
      tool,
      tool.name === 'podman' ? `${word}: image not known` : `tag does not exist: ${word}`,
      tool.name === 'podman' ? 125 : 1,
      '',
    );
  if (to !== undefined) {
    const refused = ask(io.sys, tool, 'tag', { from: image.name, to: shown });
    if (isRefusal(refused)) return yield* die(io, tool, refused.error);
    image = findImage(io.sys, tool, shown)!;
  }
  const answer = ask(io.sys, tool, 'push', { name: image.name, credentials: credentials(io.sys) }) as
    { digest: string } | { error: string; code: number };
  if (isRefusal(answer))
    return yield* die(
      io,
      tool,
      tool.name === 'podman' ? `trying to reuse blob at destination: ${answer.error}` : answer.error,
      tool.name === 'podman' ? 125 : 1,
      '',
    );
  if (tool.name === 'docker') yield* io.print(`${image.name.split(':').pop()}: digest: ${answer.digest} size: 1362\n`);
  else yield* io.stderr('Writing manifest to image destination\n');
  return 0;
}

function* rmi(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'f,force no-prune a,all');
  let code = 0;
  for (const word of o.has('a') ? imagesOf(io.sys, tool).map(({ name }) => name) : o.operands) {
    const image = findImage(io.sys, tool, word);
    if (!image) {
      yield* io.flush();
      yield* io.stderr(
        tool.name === 'podman'
          ? `Error: ${word}: image not known\n`
          : `Error response from daemon: No such image: ${word.includes(':') ? word : `${word}:latest`}\n`,
      );
      code = 1;
      continue;
    }
    const others = imagesOf(io.sys, tool).filter(({ id, name }) => id === image.id && name !== image.name);
    const used = containersOf(io.sys, tool).find(({ imageId }) => imageId === image.id);
    if (used && others.length === 0 && !o.has('f')) {
      yield* io.flush();
      yield* io.stderr(
        tool.name === 'podman'
          ? `Error: image used by ${used.id}: image is in use by a container: consider listing external containers and force-removing image\n`
          : `Error response from daemon: conflict: unable to ${/^[0-9a-f]{3,64}$/.test(word) ? `delete ${word}` : `remove repository reference "${word}"`} (${used.finishedAt === undefined ? 'cannot be forced' : 'must force'}) - container ${used.id.slice(0, 12)} is using its referenced image ${image.id.slice(7, 19)}\n`,
      );
      code = tool.name === 'podman' ? 2 : 1;
      continue;
    }
    ask(io.sys, tool, 'remove-image', { name: image.name });
    if (!image.name.startsWith('sha256:')) yield* io.print(`Untagged: ${familiar(tool, image.name)}\n`);
    if (others.length === 0) yield* io.print(tool.name === 'podman' ? `Deleted: ${image.id.slice(7)}\n` : `Deleted: ${image.id}\n`);
  }
  return code;
}

function* logs(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'f,follow n,tail: t,timestamps since: until: details');
  const container = yield* needContainer(io, tool, o.operands[0] ?? '');
  type Line = { time: number; stream: string; text: string; partial?: boolean };
  const read = () => io.sys.host({ call: 'container-logs', id: container.id }) as readonly Line[];
  const tail = o.value('n');
  const all = read();
  let seen = all.length;
  const write = function* (lines: readonly Line[]): Task<void> {
    for (const line of lines) {
      const text = `${o.has('t') ? `${goTime(line.time)} ` : ''}${line.text}${line.partial ? '' : '\n'}`;
      if (line.stream === 'stderr') {
        yield* io.flush();
        yield* io.stderr(text);
      } else yield* io.print(text);
    }
  };
  yield* write(tail !== undefined && tail !== 'all' ? all.slice(Math.max(0, all.length - Number(tail))) : all);
  while (o.has('f')) {
    const still = findContainer(io.sys, tool, container.id);
    const now = read();
    yield* write(now.slice(Math.min(seen, now.length)));
    seen = now.length;
    if (!still || still.finishedAt !== undefined) break;
    yield* io.sleep(300);
  }
  return 0;
}

function* exec(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'i,interactive t,tty d,detach e,env: u,user: w,workdir: privileged', { stopAtOperand: true });
  const [word = '', ...command] = o.operands;
  const container = yield* needContainer(io, tool, word);
  if (container.finishedAt !== undefined)
    return yield* die(
      io,
      tool,
      tool.name === 'podman'
        ? 'can only create exec sessions on running containers: container state improper'
        : `container ${container.id} is not running`,
      tool.name === 'podman' ? 255 : 1,
    );
  const env = o.values('e');
  const all = [...(env.length || o.has('w') ? ['env', ...(o.has('w') ? ['-C', o.value('w')!] : []), ...env] : []), ...command];
  return yield* carry(io, container.id, {
    command: all,
    tty: o.has('t'),
    stdin: o.has('i'),
    refused: (why) =>
      `${why.replace(/^error executing command in container: failed to exec in container: failed to start exec "[^"]*": /, '').replace(/: unknown$/, '')}\n`,
  });
}

function* tag(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const [from = '', ...to] = args;
  const image = findImage(io.sys, tool, from);
  if (!image)
    return yield* die(
      io,
      tool,
      tool.name === 'podman' ? `${from}: image not known` : `No such image: ${from.includes(':') ? from : `${from}:latest`}`,
      tool.name === 'podman' ? 125 : 1,
    );
  for (const one of to) {
    const name = normalised(tool, one, true);
    if (name === undefined)
      return yield* die(
        io,
        tool,
        `invalid reference format${/[A-Z]/.test(one) ? ': repository name (' + one + ') must be lowercase' : ''}`,
        1,
        'Error parsing reference: ',
      );
    const refused = ask(io.sys, tool, 'tag', { from: image.name, to: name });
    if (isRefusal(refused)) return yield* die(io, tool, refused.error, refused.code);
  }
  return 0;
}

function* commit(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'm,message: a,author: c,change: p,pause q,quiet f,format:');
  const container = yield* needContainer(io, tool, o.operands[0] ?? '');
  const image = imagesOf(io.sys, tool).find(({ id }) => id === container.imageId);
  const name = o.operands[1] === undefined ? undefined : normalised(tool, o.operands[1], true);
  const made = ask(io.sys, tool, 'commit', {
    content: image?.content,
    container: container.id,
    createdBy: container.command.join(' '),
    ...(name ? { name } : {}),
  });
  if (isRefusal(made)) return yield* die(io, tool, made.error);
  yield* io.print(`${tool.name === 'podman' ? String(made).slice(7) : String(made)}\n`);
  return 0;
}

const VERBS: Readonly<Record<string, Verb>> = {
  run: runContainer,
  ps,
  images,
  build,
  pull,
  push,
  rmi,
  logs,
  exec,
  tag,
  save,
  load,
  inspect: (io, args, tool) => inspect(io, args, tool),
  history,
  login,
  logout,
  commit,
  volume,
  network,
  cp: copyFiles,
  stop: over('t,time,timeout: s,signal: a,all', function* (io, tool, word, o) {
    const { id } = yield* needContainer(io, tool, word);
    ask(io.sys, tool, 'stop', { id, grace: Number(o.value('t') ?? 10) });
    yield* endOf(io, tool, id);
  }),
  start: over('a,attach i,interactive', function* (io, tool, word) {
    const { id } = yield* needContainer(io, tool, word);
    const refused = ask(io.sys, tool, 'restart', { id });
    if (isRefusal(refused)) yield* die(io, tool, refused.error);
  }),
  restart: over('t,time: s,signal:', function* (io, tool, word, o) {
    const { id } = yield* needContainer(io, tool, word);
    ask(io.sys, tool, 'stop', { id, grace: Number(o.value('t') ?? 10) });
    yield* endOf(io, tool, id);
    const refused = ask(io.sys, tool, 'restart', { id });
    if (isRefusal(refused)) yield* die(io, tool, refused.error);
  }),
  kill: over('s,signal: a,all', function* (io, tool, word, o) {
    const container = yield* needContainer(io, tool, word);
    if (container.finishedAt !== undefined)
      yield* die(io, tool, `cannot kill container: ${word}: container ${container.id} is not running`);
    ask(io.sys, tool, 'kill', { id: container.id, signal: (o.value('s') ?? 'KILL').replace(/^SIG/, '') });
  }),
  rm: over('f,force v,volumes a,all l,link', function* (io, tool, word, o) {
    const found = findContainer(io.sys, tool, word);
    if (!found && o.has('f')) return;
    const container = found ?? (yield* needContainer(io, tool, word));
    if (container.finishedAt === undefined && !o.has('f'))
      yield* tool.name === 'podman'
        ? die(
            io,
            tool,
            `cannot remove container ${container.id} as it is running - running or paused containers cannot be removed without force: container state improper`,
            2,
          )
        : die(
            io,
            tool,
            `cannot remove container "${container.name}": container is running: stop the container before removing or force remove`,
          );
    ask(io.sys, tool, 'remove', { id: container.id });
  }),
  *wait(io, args, tool) {
    for (const word of args) yield* io.print(`${yield* endOf(io, tool, (yield* needContainer(io, tool, word)).id)}\n`);
    return 0;
  },
  *rename(io, args, tool) {
    const { id } = yield* needContainer(io, tool, args[0] ?? '');
    ask(io.sys, tool, 'rename', { id, name: args[1] });
    return 0;
  },
  *port(io, args, tool) {
    const { ports } = yield* needContainer(io, tool, args[0] ?? '');
    for (const port of ports)
      yield* io.print(`${port.containerPort}/${port.protocol.toLowerCase()} -> ${port.hostIP ?? '0.0.0.0'}:${port.hostPort}\n`);
    return 0;
  },
  *info(io, _, tool) {
    const all = containersOf(io.sys, tool);
    const running = all.filter(({ finishedAt }) => finishedAt === undefined).length;
    yield* io.print(
      `Containers: ${all.length}\n Running: ${running}\n Paused: 0\n Stopped: ${all.length - running}\nImages: ${imagesOf(io.sys, tool).length}\nServer Version: ${VERSION[tool.name]}\nStorage Driver: overlay2\nCgroup Driver: systemd\nCgroup Version: 2\n`,
    );
    return 0;
  },
  *version(io, _, tool) {
    yield* io.print(`Client:\n Version:           ${VERSION[tool.name]}\n OS/Arch:           linux/amd64\n`);
    return 0;
  },
};

function* endOf(io: Io, tool: Tool, id: string): Task<number> {
  for (;;) {
    const found = findContainer(io.sys, tool, id);
    if (!found || found.finishedAt !== undefined) return found?.exitCode ?? 0;
    yield* io.sleep(100);
  }
}

const VERSION = { docker: '28.2.2', podman: '4.9.3', nerdctl: '2.1.6' };

const GROUPS: Readonly<Record<string, Readonly<Record<string, Verb | string>>>> = {
  image: {
    ls: 'images',
    list: 'images',
    rm: 'rmi',
    remove: 'rmi',
    build: 'build',
    pull: 'pull',
    push: 'push',
    tag: 'tag',
    save: 'save',
    load: 'load',
    history: 'history',
    inspect: (io, args, tool) => inspect(io, args, tool, 'image'),
    prune,
  },
  container: {
    ls: 'ps',
    list: 'ps',
    ps: 'ps',
    run: 'run',
    rm: 'rm',
    stop: 'stop',
    start: 'start',
    restart: 'restart',
    kill: 'kill',
    logs: 'logs',
    exec: 'exec',
    commit: 'commit',
    cp: 'cp',
    rename: 'rename',
    port: 'port',
    wait: 'wait',
    inspect: (io, args, tool) => inspect(io, args, tool, 'container'),
    prune: pruneContainers,
  },
  buildx: { build: 'build' },
  system: { info: 'info', prune: pruneContainers },
};

function* prune(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const all = args.some((word) => /^-\w*a/.test(word));
  yield* io.print('Deleted Images:\n');
  for (const image of imagesOf(io.sys, tool)) {
    if (!(all || image.name.startsWith('sha256:')) || containersOf(io.sys, tool).some(({ imageId }) => imageId === image.id)) continue;
    ask(io.sys, tool, 'remove-image', { name: image.name });
    yield* io.print(`deleted: ${image.id}\n`);
  }
  yield* io.print('\nTotal reclaimed space: 0B\n');
  return 0;
}

function* pruneContainers(io: Io, _: readonly string[], tool: Tool): Task<number> {
  yield* io.print('Deleted Containers:\n');
  for (const { id, finishedAt } of containersOf(io.sys, tool)) {
    if (finishedAt === undefined) continue;
    ask(io.sys, tool, 'remove', { id });
    yield* io.print(`${id}\n`);
  }
  yield* io.print('\nTotal reclaimed space: 0B\n');
  return 0;
}

/** Options that take no value are separated: `-it` and the like are getopt's; `--rm=true` is pflag's. */
const pflags = (args: readonly string[]): string[] =>
  args
    .filter((word) => !/^--[\w-]+=false$/.test(word))
    .map((word) => word.replace(/^(--(?:rm|detach|interactive|tty|privileged|read-only|no-cache|all|quiet|force))=true$/, '$1'));

function command(tool: Tool): Command {
  const verbs = Object.keys(VERBS).join(', ');
  return {
    name: tool.name,
    usage: `Usage:  ${tool.name} [OPTIONS] COMMAND\n`,
    *run(io, options, sys) {
      const words = [...options.operands];
      while (words[0]?.startsWith('-') && !/^-(-?v|-?version|h|-help)$/.test(words[0]))
        words.splice(0, /^(-H|--host|-c|--context|-n|--namespace)$/.test(words[0]) ? 2 : 1);
      const [verb, ...rest] = words;
      if (verb === undefined || verb === '-h' || verb === '--help' || verb === 'help') {
        yield* io.print(`Usage:  ${tool.name} [OPTIONS] COMMAND\n\nCommands that are simulated: ${verbs}, image, container, system\n`);
        return 0;
      }
      if (/^-(-?v|-version)$/.test(verb)) {
        yield* io.print(
          tool.name === 'docker'
            ? `Docker version ${VERSION.docker}, build 28.2.2-0ubuntu1~24.04.1\n`
            : `${tool.name} version ${VERSION[tool.name]}\n`,
        );
        return 0;
      }
      if (tool.name !== 'podman' && sys.uid() !== 0 && !inGroup(io, 'docker')) {
        yield* io.stderr(
          `permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/containers/json": dial unix /var/run/docker.sock: connect: permission denied\n`,
        );
        return 1;
      }
      if (ask(sys, tool, 'there') !== true) {
        yield* io.stderr(
          tool.name === 'podman'
            ? `Error: podman is not simulated on this machine\n`
            : 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
        );
        return 1;
      }
      const inGroupOf = GROUPS[verb]?.[rest[0] ?? ''];
      const run = GROUPS[verb] ? (typeof inGroupOf === 'string' ? VERBS[inGroupOf] : inGroupOf) : VERBS[verb];
      if (!run) {
        yield* io.stderr(
          tool.name === 'podman'
            ? `Error: unrecognized command \`podman ${verb}\`\nTry 'podman --help' for more information\n`
            : `${tool.name}: unknown command: ${tool.name} ${verb}\n\nRun '${tool.name} --help' for more information\n`,
        );
        return tool.name === 'podman' ? 125 : 1;
      }
      return yield* run(io, pflags(GROUPS[verb] ? rest.slice(1) : rest), tool);
    },
  };
}

function inGroup(io: Io, name: string): boolean {
  const line = io.sys.exists('/etc/group')
    ? io.sys
        .readFile('/etc/group')
        .split('\n')
        .find((one) => one.startsWith(`${name}:`))
    : undefined;
  return line !== undefined && io.sys.groups().includes(Number(line.split(':')[2]));
}

export const docker = command({ name: 'docker', namespace: 'moby' });
export const podman = command({ name: 'podman', namespace: 'podman' });
export const nerdctl = command({ name: 'nerdctl', namespace: 'default' });
