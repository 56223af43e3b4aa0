import { getopt } from '../command/getopt';
import { isTerminal, type Io, type Task } from '../command/stdio';
import { ask, carry, containersOf, die, ended, findContainer, isRefusal, type Tool } from './engine-client';
import { pullImage } from './build';

const OPTIONS =
  'd,detach i,interactive t,tty p,publish: P,publish-all v,volume: mount: e,env: env-file: name: rm restart: w,workdir: u,user: entrypoint: h,hostname: network,net: add-host: label,l: privileged read-only cap-add: cap-drop: m,memory: cpus: pull: platform: init q,quiet';
const ADJECTIVES = [
  'brave',
  'eager',
  'gallant',
  'hopeful',
  'jolly',
  'keen',
  'lucid',
  'modest',
  'nimble',
  'quirky',
  'serene',
  'vibrant',
  'wizardly',
  'zen',
];
const NAMES = [
  'curie',
  'darwin',
  'euler',
  'franklin',
  'galileo',
  'hopper',
  'kepler',
  'lovelace',
  'newton',
  'pascal',
  'ritchie',
  'torvalds',
  'turing',
  'wozniak',
];

interface Port {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: string;
  readonly hostIP?: string;
}

/** `-p [ip:][host:]container[/protocol]`; a host port of 0 is chosen. */
export function publishedPort(text: string): Port | undefined {
  const m = /^(?:(?:([\d.]+):)?(\d*):)?(\d+)(?:\/(tcp|udp))?$/.exec(text);
  if (!m) return undefined;
  return {
    hostPort: Number(m[2] || 0),
    containerPort: Number(m[3]),
    protocol: (m[4] ?? 'tcp').toUpperCase(),
    ...(m[1] ? { hostIP: m[1] } : {}),
  };
}

function bytesOf(text: string): number {
  const m = /^(\d+(?:\.\d+)?)([bkmg]?)b?$/i.exec(text);
  return m ? Math.floor(Number(m[1]) * { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[m[2]!.toLowerCase() as 'k']) : 0;
}

/** `docker run`, of docker, podman and nerdctl. */
export function* runContainer(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, OPTIONS, { stopAtOperand: true });
  const { sys } = io;
  const [image, ...command] = o.operands;
  if (image === undefined) {
    yield* io.stderr(
      `${tool.name}: '${tool.name} run' requires at least 1 argument\n\nUsage:  ${tool.name} run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nSee '${tool.name} run --help' for more information\n`,
    );
    return 1;
  }
  const name =
    o.value('name') ?? `${ADJECTIVES[Math.floor(sys.random() * ADJECTIVES.length)]}_${NAMES[Math.floor(sys.random() * NAMES.length)]}`;
  const other = findContainer(sys, tool, name);
  if (other?.name === name)
    return yield* die(
      io,
      tool,
      tool.name === 'podman'
        ? `creating container storage: the container name "${name}" is already in use by ${other.id}. You have to remove that container to be able to reuse that name: that name is already in use, or use --replace to instruct Podman to do so.`
        : `Conflict. The container name "/${name}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
      125,
      'docker: Error response from daemon: ',
    );
  const imageName = yield* pullImage(io, tool, image, {
    fail: function* (why) {
      return yield* die(io, tool, pullRefusal(tool, image, why), 125, 'docker: Error response from daemon: ');
    },
  });
  let next = 32768;
  const ports: Port[] = [];
  for (const word of o.values('p')) {
    const port = publishedPort(word);
    if (!port) return yield* die(io, tool, `invalid containerPort: ${word}`, 125, 'docker: ');
    ports.push({ ...port, hostPort: port.hostPort || next++ });
  }
  const env: Record<string, string> = {};
  for (const path of o.values('env-file'))
    for (const line of (yield* io.open(path).rest()).split('\n'))
      if (line.trim() && !line.startsWith('#')) env[line.split('=')[0]!] = line.slice(line.indexOf('=') + 1);
  for (const word of o.values('e')) {
    const at = word.indexOf('=');
    if (at >= 0) env[word.slice(0, at)] = word.slice(at + 1);
    else if (sys.env()[word] !== undefined) env[word] = sys.env()[word]!;
  }
  const mounts = [...o.values('v').map(volumeOf), ...o.values('mount').map(mountOf)].map((mount) => ({
    ...mount,
    source: sourceOf(mount.source, tool, sys.cwd()),
  }));
  const user = o.value('u')?.split(':')[0];
  if (user !== undefined && !/^\d+$/.test(user) && user !== 'root')
    return yield* die(io, tool, `unable to find user ${user}: --user takes a number in the simulation`, 125, 'docker: ');
  const network = o.value('network');
  if (
    network !== undefined &&
    !['host', 'bridge', 'default', 'podman'].includes(network) &&
    !sys.exists(`${networkDirectory(tool)}/${network}`)
  )
    return yield* die(io, tool, `network ${network} not found`, 125, 'docker: Error response from daemon: ');
  const started = ask(sys, tool, 'run', {
    run: {
      name,
      image,
      imageName,
      ...(o.value('entrypoint') !== undefined ? { entrypoint: [o.value('entrypoint')] } : {}),
      command,
      env,
      labels: Object.fromEntries(o.values('label').map((word) => [word.split('=')[0]!, word.slice(word.indexOf('=') + 1)])),
      ports,
      mounts,
      hosts: o.values('add-host').map((word) => ({ hostnames: [word.split(/[:=]/)[0]!], ip: word.slice(word.search(/[:=]/) + 1) })),
      hostname: o.value('h'),
      network,
      workingDir: o.value('w'),
      ...(user === undefined ? {} : { user: Number(user === 'root' ? 0 : user) }),
      stdin: o.has('i'),
      tty: o.has('t') && (o.has('d') || isTerminal(sys, 0)),
      restart: o.value('restart') ?? 'no',
      remove: o.has('rm'),
      privileged: o.has('privileged'),
      readOnly: o.has('read-only'),
      capAdd: o.values('cap-add'),
      capDrop: o.values('cap-drop'),
      ...(o.value('m') ? { memoryBytes: bytesOf(o.value('m')!) } : {}),
      ...(o.value('cpus') ? { cpuMillis: Math.round(Number(o.value('cpus')) * 1000) } : {}),
    },
  }) as { id: string } | { error: string; code: number };
  if (isRefusal(started)) {
    const help = tool.name === 'docker' ? `\n\nRun 'docker run --help' for more information` : '';
    return yield* die(io, tool, `${started.error}${help}`, started.code, 'docker: Error response from daemon: ');
  }
  if (o.has('d')) {
    yield* io.print(`${started.id}\n`);
    return 0;
  }
  yield* carry(io, started.id, { tty: o.has('t'), stdin: o.has('i'), refused: (why) => `${why}\n` });
  const code = yield* ended(io, tool, started.id);
  if (o.has('rm') && containersOf(sys, tool).some(({ id, finishedAt }) => id === started.id && finishedAt !== undefined))
    ask(sys, tool, 'remove', { id: started.id });
  return code;
}

/** The daemon's words for a pull that its registry refused. */
export function pullRefusal(tool: Tool, image: string, why: string): string {
  const bare = image.replace(/[:@].*$/, '').replace(/^docker\.io\/(library\/)?/, '');
  if (tool.name === 'podman') return `unable to copy from source docker://${image}: ${why.replace(/^rpc error: code = \w+ desc = /, '')}`;
  if (/denied|insufficient_scope/.test(why) && !/basic auth|401/.test(why))
    return `pull access denied for ${bare}, repository does not exist or may require 'docker login'`;
  if (/no basic auth|401/.test(why))
    return `Head "https://${image.split('/')[0]}/v2/${image
      .split('/')
      .slice(1)
      .join('/')
      .replace(/:([^:/]*)$/, '/manifests/$1')}": no basic auth credentials`;
  if (/not found$/.test(why))
    return `manifest for ${image.includes(':') ? image : `${image}:latest`} not found: manifest unknown: manifest unknown`;
  return why.replace(/^rpc error: code = \w+ desc = /, '').replace(/^.*failed to do request: (Head|Get)/, 'Get');
}

const volumeOf = (word: string): { source: string; path: string; readOnly: boolean } => {
  const [source = '', path, mode] = word.split(':');
  return path === undefined
    ? { source: '', path: source, readOnly: false }
    : { source, path, readOnly: (mode ?? '').split(',').includes('ro') };
};

const mountOf = (word: string): { source: string; path: string; readOnly: boolean } => {
  const fields = Object.fromEntries(
    word.split(',').map((one) => [one.split('=')[0]!, one.includes('=') ? one.slice(one.indexOf('=') + 1) : 'true']),
  );
  return {
    source: fields.source ?? fields.src ?? '',
    path: fields.target ?? fields.dst ?? fields.destination ?? '',
    readOnly: 'readonly' in fields || 'ro' in fields,
  };
};

/** A path stays one; a name is a volume of the engine's. */
function sourceOf(source: string, tool: Tool, cwd: string): string {
  if (source.startsWith('/')) return source;
  if (source.startsWith('.')) return `${cwd}/${source}`.replace(/\/\.(?=\/|$)/g, '');
  return `${volumeDirectory(tool)}/${source || 'anonymous'}/_data`;
}

export const volumeDirectory = (tool: Tool): string =>
  tool.name === 'podman' ? '/var/lib/containers/storage/volumes' : '/var/lib/docker/volumes';
export const networkDirectory = (tool: Tool): string =>
  tool.name === 'podman' ? '/etc/containers/networks' : '/var/lib/docker/network/files';
