import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { authFile, die, type Tool } from './engine-client';

/** `docker login`: keeps what is given; a registry is asked when an image is. */
export function* login(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'u,username: p,password: password-stdin tls-verify:');
  const registry = (o.operands[0] ?? 'docker.io').replace(/^https?:\/\//, '');
  const username = o.value('u');
  const password = o.has('password-stdin') ? (yield* io.stdin.rest()).replace(/\n$/, '') : o.value('p');
  if (username === undefined || password === undefined)
    return yield* die(io, tool, 'Cannot perform an interactive login from a non TTY device', 1, 'Error: ');
  if (o.has('p')) yield* io.stderr('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n');
  const path = authFile(io.sys);
  const config = io.sys.exists(path) ? (JSON.parse(io.sys.readFile(path)) as { auths?: Record<string, unknown> }) : {};
  const key = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
  const auths = { ...config.auths, [key]: { auth: Buffer.from(`${username}:${password}`).toString('base64') } };
  const directory = path.slice(0, path.lastIndexOf('/'));
  if (!io.sys.exists(directory)) io.sys.mkdir(directory, 0o700);
  io.sys.writeFile(path, `${JSON.stringify({ ...config, auths }, null, '\t')}`, { mode: 0o600 });
  yield* io.print(tool.name === 'podman' ? 'Login Succeeded!\n' : 'Login Succeeded\n');
  return 0;
}

/** `docker logout`. */
export function* logout(io: Io, args: readonly string[]): Task<number> {
  const registry = args[0] ?? 'https://index.docker.io/v1/';
  const path = authFile(io.sys);
  const config = io.sys.exists(path) ? (JSON.parse(io.sys.readFile(path)) as { auths?: Record<string, unknown> }) : {};
  if (!config.auths || !(registry in config.auths)) {
    yield* io.print(`Not logged in to ${registry}\n`);
    return 0;
  }
  delete config.auths[registry];
  io.sys.writeFile(path, JSON.stringify(config, null, '\t'), { mode: 0o600 });
  yield* io.print(`Removing login credentials for ${registry}\n`);
  return 0;
}
