import type { ContainerRecord, NodeContainers, SandboxRecord } from './records';
import type { StreamRef } from '@/lib/sim/http';
import type { Sys } from '@/lib/hosts/process/sys';
import { Exit, Fatal, type Command } from '../command/command';
import { getopt, type Options } from '../command/getopt';
import { isTerminal, writeAll, type Io, type Task } from '../command/stdio';
import { carrySession } from '../command/session';
import { runtimeIsDown } from './runtime-endpoint';
import { ago, goTime, inspectContainer, inspectPod, table } from './show';

const SOCKET = 'unix:///run/containerd/containerd.sock';

export const crictl: Command = {
  name: 'crictl',
  settings: { stopAtOperand: true },
  options: 'r,runtime-endpoint: i,image-endpoint: c,config: t,timeout: D,debug v h',
  prepare: (args) => args.map((a) => (/^-(runtime-endpoint|image-endpoint|config|timeout|debug)/.test(a) ? `-${a}` : a)),
  version: 'crictl version v1.34.0',
  usage:
    'NAME:\n   crictl - client for CRI\n\nUSAGE:\n   crictl [global options] command [command options] [arguments...]\n\nCOMMANDS:\n   exec                Run a command in a running container\n   images, image, img  List images\n   inspect             Display the status of one or more containers\n   inspectp            Display the status of one or more pods\n   logs                Fetch the logs of a container\n   info                Display information of the container runtime\n   pods                List pods\n   ps                  List containers\n   pull                Pull an image from a registry\n   rm                  Remove one or more containers\n   rmp                 Remove one or more pods\n   rmi                 Remove one or more images\n   stop                Stop one or more running containers\n   stopp               Stop one or more running pods\n   version             Display runtime version information\n',
  *run(io, options, sys) {
    const [verb, ...args] = options.operands;
    if (verb === undefined || verb === 'help') {
      yield* io.print(this.usage);
      return 0;
    }
    if (options.has('v')) {
      yield* io.print('crictl version v1.34.0\n');
      return 0;
    }
    const endpoint = options.value('r');
    const problem =
      endpoint !== undefined && endpoint.replace(/^unix:\/\//, '') !== SOCKET.slice(7)
        ? `dial unix ${endpoint.replace(/^unix:\/\//, '')}: connect: no such file or directory`
        : sys.uid() !== 0
          ? 'dial unix /run/containerd/containerd.sock: connect: permission denied'
          : runtimeIsDown(sys)
            ? 'dial unix /run/containerd/containerd.sock: connect: no such file or directory'
            : undefined;
    if (problem !== undefined) {
      yield* io.stderr(
        `FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint "${endpoint ?? SOCKET}": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: ${problem}" \n`,
      );
      return 1;
    }
    const run = VERBS[verb];
    if (!run) {
      yield* io.stderr(`No help topic for '${verb}'\n`);
      return 3;
    }
    return yield* run(io, args, sys.host({ call: 'containers' }) as NodeContainers, sys);
  },
};

type Verb = (io: Io, args: readonly string[], node: NodeContainers, sys: Sys) => Task<number>;

const running = (c: ContainerRecord) => c.finishedAt === undefined;

/** The container that an id (or the start of one) names. */
function* containerOf(io: Io, node: NodeContainers, id: string | undefined): Task<ContainerRecord> {
  if (id === undefined) throw new Fatal('ID cannot be empty');
  const found = node.containers.find((c) => c.id.startsWith(id));
  if (found) return found;
  yield* io.stderr(
    `FATA[0000] getting the status of the container "${id}": rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found \n`,
  );
  throw new Exit(1);
}

const matches = (pattern: string | undefined, text: string) => pattern === undefined || new RegExp(pattern).test(text);

function* ps(io: Io, args: readonly string[], node: NodeContainers, sys: Sys): Task<number> {
  const o = getopt(
    args,
    'a,all q,quiet o,output: name: p,pod: s,state: image: l,latest n,last: no-trunc label: namespace: id: v r,resolve-image-path',
  );
  const sandboxes = new Map(node.sandboxes.map((s) => [s.id, s]));
  let found = [...node.containers].sort((a, b) => b.startedAt - a.startedAt);
  const state = o.value('s')?.toLowerCase();
  found = found.filter((c) => (state ? (running(c) ? 'running' : 'exited') === state : o.has('a', 'l', 'n') || running(c)));
  found = found.filter(
    (c) =>
      matches(o.value('name'), c.spec.name) &&
      (o.value('p') === undefined || c.spec.sandboxId.startsWith(o.value('p')!)) &&
      (o.value('id') === undefined || c.id.startsWith(o.value('id')!)) &&
      (o.value('image') === undefined || c.image.includes(o.value('image')!)) &&
      matches(o.value('namespace'), c.spec.namespace),
  );
  if (o.has('l')) found = found.slice(0, 1);
  if (o.has('n')) found = found.slice(0, Number(o.value('n')));
  if (o.has('q')) {
    for (const c of found) yield* io.print(`${c.id}\n`);
    return 0;
  }
  if (o.value('o') === 'json') {
    yield* io.print(`${JSON.stringify({ containers: found.map((c) => inspectContainer(c, node).status) }, null, 2)}\n`);
    return 0;
  }
  const cut = (id: string) => (o.has('no-trunc') ? id : id.slice(0, 13));
  yield* io.print(
    table([
      ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD', 'NAMESPACE'],
      ...found.map((c) => [
        cut(c.id),
        imageIdOf(c, node).slice(0, 13),
        ago(c.startedAt, sys.now()),
        running(c) ? 'Running' : 'Exited',
        c.spec.name,
        String(c.spec.attempt),
        cut(c.spec.sandboxId),
        sandboxes.get(c.spec.sandboxId)?.spec.name ?? 'unknown',
        sandboxes.get(c.spec.sandboxId)?.spec.namespace ?? 'unknown',
      ]),
    ]),
  );
  return 0;
}

const digestOf = (id: string) => id.split('sha256:').pop()!;
const imageIdOf = (c: ContainerRecord, node: NodeContainers) => digestOf(node.images.find((i) => i.name === c.image)?.imageId ?? c.imageId);

function* pods(io: Io, args: readonly string[], node: NodeContainers, sys: Sys): Task<number> {
  const o = getopt(args, 'q,quiet o,output: name: namespace: s,state: label: l,latest n,last: no-trunc id: v');
  const ready = (s: SandboxRecord) => s.ips.length > 0;
  const found = [...node.sandboxes]
    .sort((a, b) => b.createdAt - a.createdAt)
    .filter(
      (s) =>
        matches(o.value('name'), s.spec.name) &&
        matches(o.value('namespace'), s.spec.namespace) &&
        (o.value('id') === undefined || s.id.startsWith(o.value('id')!)) &&
        (o.value('s') === undefined || o.value('s')!.toLowerCase() === (ready(s) ? 'ready' : 'notready')),
    );
  if (o.has('q')) for (const s of found) yield* io.print(`${s.id}\n`);
  else if (o.value('o') === 'json') yield* io.print(`${JSON.stringify({ items: found.map((s) => inspectPod(s).status) }, null, 2)}\n`);
  else
    yield* io.print(
      table([
        ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'],
        ...found.map((s) => [
          o.has('no-trunc') ? s.id : s.id.slice(0, 13),
          ago(s.createdAt, sys.now()),
          ready(s) ? 'Ready' : 'NotReady',
          s.spec.name,
          s.spec.namespace,
          '0',
          '(default)',
        ]),
      ]),
    );
  return 0;
}

function* images(io: Io, args: readonly string[], node: NodeContainers): Task<number> {
  const o = getopt(args, 'q,quiet o,output: digests no-trunc v');
  const split = (name: string) => {
    const at = name.lastIndexOf(':');
    return at > name.lastIndexOf('/') ? [name.slice(0, at), name.slice(at + 1)] : [name, '<none>'];
  };
  const wanted = o.operands[0];
  const found = [...node.images]
    .filter((i) => wanted === undefined || i.name.includes(wanted))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const size = (n: number) => {
    const units = ['B', 'kB', 'MB', 'GB'];
    let [value, u] = [n, 0];
    while (value >= 1000 && u < 3) [value, u] = [value / 1000, u + 1];
    return `${Number(value.toPrecision(3))}${units[u]}`;
  };
  if (o.has('q')) for (const i of found) yield* io.print(`sha256:${digestOf(i.imageId)}\n`);
  else if (o.value('o') === 'json')
    yield* io.print(
      `${JSON.stringify({ images: found.map((i) => ({ id: `sha256:${digestOf(i.imageId)}`, repoTags: [i.name], repoDigests: [`${split(i.name)[0]}@${i.digest}`], size: String(i.sizeBytes), pinned: false })) }, null, 2)}\n`,
    );
  else
    yield* io.print(
      table([
        ['IMAGE', 'TAG', ...(o.has('digests') ? ['DIGEST'] : []), 'IMAGE ID', 'SIZE'],
        ...found.map((i) => [
          split(i.name)[0]!,
          split(i.name)[1]!,
          ...(o.has('digests') ? [i.digest.slice(7, 20)] : []),
          digestOf(i.imageId).slice(0, 13),
          size(i.sizeBytes),
        ]),
      ]),
    );
  return 0;
}

function* logs(io: Io, args: readonly string[], node: NodeContainers, sys: Sys): Task<number> {
  const o = getopt(
    args.map((a) => (/^-(tail|since|timestamps|follow)/.test(a) ? `-${a}` : a)),
    'f,follow tail: t,timestamps since: p,previous limit-bytes:',
  );
  const c = yield* containerOf(io, node, o.operands[0]);
  type Line = { time: number; stream: 'stdout' | 'stderr'; text: string; partial?: boolean };
  const read = () => sys.host({ call: 'container-logs', id: c.id }) as readonly Line[];
  let lines = read();
  let seen = lines.length;
  const tail = o.value('tail');
  if (tail !== undefined && Number(tail) >= 0) lines = lines.slice(Math.max(0, lines.length - Number(tail)));
  const write = function* (some: readonly Line[]): Task<void> {
    for (const l of some) {
      const text = `${o.has('t') ? `${goTime(l.time)} ` : ''}${l.text}${l.partial ? '' : '\n'}`;
      if (l.stream === 'stderr') yield* io.stderr(text);
      else yield* io.print(text);
    }
  };
  yield* write(lines);
  while (o.has('f')) {
    yield* io.sleep(500);
    const now = read();
    yield* write(now.slice(Math.min(seen, now.length)));
    seen = now.length;
    const still = (sys.host({ call: 'containers' }) as NodeContainers).containers.find((other) => other.id === c.id);
    if (!still || !running(still)) break;
  }
  return 0;
}

function* exec(io: Io, args: readonly string[], node: NodeContainers, sys: Sys): Task<number> {
  const o: Options = getopt(
    args.flatMap((a) => (a === '-it' || a === '-ti' ? ['-i', '-t'] : [a])),
    'i,interactive t,tty s,sync timeout: e,env: r,transport:',
    { stopAtOperand: true },
  );
  const [id, ...command] = o.operands;
  const c = yield* containerOf(io, node, id);
  if (command.length === 0) throw new Fatal('exec command must be specified');
  if (!running(c)) {
    yield* io.stderr(`FATA[0000] execing command in container: rpc error: code = Unknown desc = container is in CONTAINER_EXITED state \n`);
    return 1;
  }
  const tty = o.has('t') && isTerminal(sys, 0);
  const stream = sys.host({ call: 'container-exec', id: c.id, command, tty, stdin: o.has('i') }) as StreamRef;
  return yield* relay(io, sys, stream, tty, o.has('i'));
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

function* relay(io: Io, sys: Sys, stream: StreamRef, raw: boolean, stdin: boolean): Task<number> {
  function* frame({ channel, text, status }: Frame): Task<number | undefined> {
    if (channel !== 'status') {
      yield* writeAll(sys, channel === 'stderr' ? 2 : 1, text ?? '');
      return undefined;
    }
    if (status?.status === 'Success') return 0;
    const cause = status?.details?.causes?.[0];
    const why =
      cause?.reason === 'ExitCode'
        ? `command terminated with exit code ${cause.message}`
        : (cause?.message ?? status?.message ?? 'internal error');
    yield* io.stderr(`FATA[0000] execing command in container: ${why} \n`);
    return 1;
  }
  return (yield* carrySession<Frame>(sys, stream, { raw, stdin, frame })) ?? 1;
}

/** A verb over ids: each is printed when it is done. */
const overContainers = (spec: string, act: (sys: Sys, c: ContainerRecord, o: Options) => string | undefined): Verb =>
  function* (io, args, node, sys) {
    const o = getopt(args, spec);
    const ids = o.has('a') ? node.containers.map((c) => c.id) : o.operands;
    if (ids.length === 0) throw new Fatal('ID cannot be empty');
    for (const id of ids) {
      const c = yield* containerOf(io, node, id);
      const refusal = act(sys, c, o);
      if (refusal !== undefined) {
        yield* io.stderr(`${refusal}\n`);
        return 1;
      }
      yield* io.print(`${id}\n`);
    }
    return 0;
  };

const VERBS: Readonly<Record<string, Verb>> = {
  ps,
  pods,
  images,
  image: images,
  img: images,
  logs,
  exec,
  stop: overContainers('t,timeout:', (sys, c, o) => {
    sys.host({ call: 'container-stop', id: c.id, grace: Number(o.value('t') ?? 0) });
    return undefined;
  }),
  rm: overContainers('f,force a,all k,keep-logs', (sys, c, o) => {
    if (running(c) && !o.has('f')) return `ERRO[0000] container "${c.id}" is running, please stop it first`;
    sys.host({ call: 'container-remove', id: c.id });
    return undefined;
  }),
  *inspect(io, args, node) {
    const o = getopt(args, 'o,output: q,quiet template:');
    const c = yield* containerOf(io, node, o.operands[0]);
    yield* io.print(`${JSON.stringify(inspectContainer(c, node), null, 2)}\n`);
    return 0;
  },
  *inspectp(io, args, node) {
    const o = getopt(args, 'o,output: q,quiet');
    const found = node.sandboxes.find((s) => s.id.startsWith(o.operands[0] ?? '-'));
    if (!found) {
      yield* io.stderr(
        `FATA[0000] getting the pod sandbox status for pod "${o.operands[0]}": rpc error: code = NotFound desc = an error occurred when try to find sandbox: not found \n`,
      );
      return 1;
    }
    yield* io.print(`${JSON.stringify(inspectPod(found), null, 2)}\n`);
    return 0;
  },
  *rmp(io, args, node, sys) {
    const o = getopt(args, 'f,force a,all');
    for (const s of node.sandboxes.filter((x) => o.has('a') || o.operands.some((id) => x.id.startsWith(id)))) {
      if (s.ips.length > 0 && !o.has('f')) {
        yield* io.stderr(`ERRO[0000] pod sandbox "${s.id}" is running, please stop it first\n`);
        return 1;
      }
      sys.host({ call: 'sandbox-remove', id: s.id });
      yield* io.print(`Removed sandbox ${s.id}\n`);
    }
    return 0;
  },
  *pull(io, args, _, sys) {
    const o = getopt(args, 'a,annotation: creds: auth: u,username:');
    const image = o.operands[0];
    if (image === undefined) throw new Fatal('image name is required');
    for (;;) {
      const state = sys.host({ call: 'image-pull', image }) as { state: string; doneAt?: number; digest?: string; error?: string };
      if (state.state === 'failed') {
        yield* io.stderr(`FATA[0001] pulling image: ${state.error} \n`);
        return 1;
      }
      if (state.state === 'done') {
        yield* io.print(`Image is up to date for ${state.digest}\n`);
        return 0;
      }
      yield { channels: [], until: state.doneAt };
    }
  },
  *rmi(io, args, node, sys) {
    const o = getopt(args, 'a,all prune q,prune');
    for (const word of o.operands) {
      const found = node.images.find(
        (i) =>
          i.name === word ||
          i.name === `docker.io/library/${word}` ||
          i.name.replace(/:latest$/, '') === `docker.io/library/${word}` ||
          digestOf(i.imageId).startsWith(word),
      );
      if (!found) {
        yield* io.stderr(`ERRO[0000] no such image ${word} \n`);
        return 1;
      }
      sys.host({ call: 'image-remove', image: found.name });
      yield* io.print(`Deleted: ${found.name}\n`);
    }
    return 0;
  },
  *version(io) {
    yield* io.print('Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  v2.1.4\nRuntimeApiVersion:  v1\n');
    return 0;
  },
  *info(io) {
    const conditions = [
      { type: 'RuntimeReady', status: true, reason: '', message: '' },
      { type: 'NetworkReady', status: true, reason: '', message: '' },
    ];
    yield* io.print(`${JSON.stringify({ status: { conditions } }, null, 2)}\n`);
    return 0;
  },
};
