import { Errno } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../command/stdio';
import { agentKeys } from './agent-keys';
import { askPass } from './ask-pass';
import type { ClientConfig } from './client-config';
import { checkHostKey, type Say } from './host-key-check';
import { DEFAULT_IDENTITIES, loadIdentity, modeFault, publicOf, readIfThere } from './identities';
import { fingerprint, typeName, type PublicKey } from './public-key';

const VERSION = 'OpenSSH_9.6p1 Ubuntu-3ubuntu13.13';

/** Who a client has proven to be: what the host calls of a session want. */
export interface LoggedIn {
  readonly call: {
    readonly host: string;
    readonly port: number;
    readonly via: readonly { readonly host: string; readonly port: number }[];
    readonly user: string;
    readonly credential: object;
  };
  readonly ip: string;
  readonly machine: string;
}

interface Hello {
  readonly ip: string;
  readonly machine: string;
  readonly keys: readonly PublicKey[];
  readonly banner: string;
  readonly maxAuthTries: number;
}

/** How much ssh says: its log levels. */
export class Talk {
  readonly rank: number;

  constructor(
    private readonly io: Io,
    level: string,
  ) {
    this.rank = ['QUIET', 'FATAL', 'ERROR', 'INFO', 'VERBOSE', 'DEBUG', 'DEBUG2', 'DEBUG3'].indexOf(level);
  }

  *error(text: string): Task<void> {
    if (this.rank >= 1) yield* this.io.stderr(`${text}\r\n`);
  }

  *info(text: string): Task<void> {
    if (this.rank >= 3) yield* this.io.stderr(`${text}\r\n`);
  }

  *debug(text: string): Task<void> {
    if (this.rank >= 5) yield* this.io.stderr(`debug1: ${text}\r\n`);
  }
}

/**
 * Connects, checks the host's key and proves who calls; `via`: hosts that the connection is carried through, each with what it takes to
 * get there. Undefined after a message (ssh then exits with 255).
 */
export function* logIn(io: Io, config: ClientConfig, via: readonly LoggedIn[]): Task<LoggedIn | undefined> {
  const { host, port, user } = config;
  const talk = new Talk(io, config.value('loglevel')!);
  const hops = via.map(({ call }) => ({ host: call.host, port: call.port }));
  const base = { host, port, user, via: hops };
  yield* talk.debug(`Connecting to ${host} port ${port}.`);
  let hello: Hello;
  try {
    hello = io.sys.host({ call: 'ssh-hello', ...base }) as Hello;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* talk.error(connectFault(error, host, port, hops.length > 0));
    return undefined;
  }
  yield* talk.debug('Connection established.');
  yield* talk.debug(`Local version string SSH-2.0-${VERSION}`);
  yield* talk.debug(`Remote protocol version 2.0, remote software version ${VERSION.replace(' ', ' ')}`);
  yield* talk.debug(`Authenticating to ${host}:${port} as '${user}'`);
  const say: Say = function* (text, level = 'error') {
    yield* level === 'info' ? talk.info(text) : talk.error(text);
  };
  const verdict = yield* checkHostKey(io, config, hello, say);
  if (!verdict?.ok) {
    yield* talk.error(verdict ? 'Host key verification failed.' : `Connection closed by ${hello.ip} port ${port}`);
    return undefined;
  }
  const type = typeName(verdict.key.algorithm);
  yield* talk.debug(`Server host key: ${verdict.key.algorithm} ${fingerprint(verdict.key.blob)}`);
  if (verdict.entry) {
    yield* talk.debug(`Host '${host}' is known and matches the ${type} host key.`);
    yield* talk.debug(`Found key in ${verdict.entry.path}:${verdict.entry.line}`);
  }
  if (hello.banner && talk.rank >= 2) yield* io.stderr(hello.banner.replaceAll('\n', '\r\n'));
  const credential = yield* new Authentication(io, config, talk, base, hello, verdict.changed === true).run();
  return credential && { call: { ...base, credential }, ip: hello.ip, machine: hello.machine };
}

function connectFault(error: Errno, host: string, port: number, jumped: boolean): string {
  if (jumped) {
    const reason = error.code === 'ENAMENOTFOUND' ? 'Name or service not known' : error.message;
    return `channel 0: open failed: connect failed: ${reason}\r\nstdio forwarding failed\r\nConnection closed by UNKNOWN port 65535`;
  }
  if (error.code === 'ENAMENOTFOUND') return `ssh: Could not resolve hostname ${host}: Name or service not known`;
  if (error.code === 'EAGAIN') return `ssh: Could not resolve hostname ${host}: ${error.message}`;
  if (error.code === 'ECONNRESET')
    return `kex_exchange_identification: Connection closed by remote host\r\nConnection closed by ${host} port ${port}`;
  return `ssh: connect to host ${host} port ${port}: ${error.message}`;
}

interface Identity {
  readonly key?: PublicKey;
  readonly path: string;
  readonly agent: boolean;
  readonly explicit: boolean;
}

/** The methods one after the other, as ssh's userauth goes through them. */
class Authentication {
  private tries = 0;
  private methods: readonly string[] = [];

  constructor(
    private readonly io: Io,
    private readonly config: ClientConfig,
    private readonly talk: Talk,
    private readonly base: object,
    private readonly hello: Hello,
    private readonly changed: boolean,
  ) {}

  *run(): Task<object | undefined> {
    const { config, talk } = this;
    const none = { none: true };
    const { ok, methods } = this.ask(none);
    if (ok) return none;
    this.methods = methods;
    yield* talk.debug(`Authentications that can continue: ${methods.join(',')}`);
    const preferred = (config.value('preferredauthentications') ?? 'publickey,keyboard-interactive,password').split(',');
    for (const method of preferred) {
      if (!this.methods.includes(method)) continue;
      let credential: object | 'over' | undefined;
      if (method === 'publickey' && config.value('pubkeyauthentication') !== 'false') credential = yield* this.publicKeys();
      const asks = method === 'password' ? config.is('passwordauthentication') : config.is('kbdinteractiveauthentication');
      if (method !== 'publickey' && asks && !this.changed && !config.is('batchmode')) credential = yield* this.passwords(method);
      if (credential === 'over') return undefined;
      if (credential) {
        if (talk.rank >= 4)
          yield* this.io.stderr(`Authenticated to ${config.host} ([${this.hello.ip}]:${config.port}) using "${method}".\r\n`);
        return credential;
      }
    }
    yield* talk.error(`${config.user}@${config.host}: Permission denied (${this.methods.join(',')}).`);
    return undefined;
  }

  private ask(credential: object, query = false): { readonly ok: boolean; readonly methods: readonly string[] } {
    return this.io.sys.host({ call: 'ssh-auth', ...this.base, credential, query }) as { ok: boolean; methods: readonly string[] };
  }

  /** Whether the server has lost its patience; says so. */
  private *tooMany(): Task<boolean> {
    if (++this.tries < this.hello.maxAuthTries) return false;
    const { ip } = this.hello;
    const { port } = this.config;
    yield* this.talk.error(`Received disconnect from ${ip} port ${port}:2: Too many authentication failures`);
    yield* this.talk.error(`Disconnected from ${ip} port ${port}`);
    return true;
  }

  private *publicKeys(): Task<object | 'over' | undefined> {
    const { talk, io, config } = this;
    yield* talk.debug('Next authentication method: publickey');
    for (const { agent, explicit, key, path } of yield* this.identities()) {
      const shown = key
        ? `${path} ${typeName(key.algorithm)} ${fingerprint(key.blob)}${explicit ? ' explicit' : ''}${agent ? ' agent' : ''}`
        : path;
      if (key) {
        yield* talk.debug(`Offering public key: ${shown}`);
        if (!this.ask({ key }, true).ok) {
          yield* talk.debug(`Authentications that can continue: ${this.methods.join(',')}`);
          if (yield* this.tooMany()) return 'over';
          continue;
        }
        yield* talk.debug(`Server accepts key: ${shown}`);
        if (agent && this.ask({ key }).ok) return { key };
      }
      const opened = yield* loadIdentity(io, path, { batch: config.is('batchmode') });
      if (!opened) continue;
      const proof = { key: { algorithm: opened.algorithm, blob: opened.blob, comment: '' } };
      if (this.ask(proof).ok) return proof;
      if (yield* this.tooMany()) return 'over';
    }
    return undefined;
  }

  /** What there is to offer: the agent's keys first, then files. */
  private *identities(): Task<Identity[]> {
    const { config, io } = this;
    const { sys } = io;
    const given = config.paths('identityfile');
    const paths = given.length ? given : DEFAULT_IDENTITIES.map((name) => `${config.home()}/.ssh/${name}`);
    const files: Identity[] = [];
    for (const path of [...new Set(paths)]) {
      const text = readIfThere(sys, path);
      const key = publicOf(sys, path);
      if (text === undefined && key === undefined) {
        if (sys.exists(path)) yield* io.stderr(`Load key "${path}": Permission denied\r\n`);
        continue;
      }
      // A key whose mode is wrong is told of even where the server would not want it, if it shows no public half.
      if (text !== undefined || modeless(sys, path)) files.push({ path, agent: false, explicit: given.length > 0, ...(key && { key }) });
    }
    const held = this.held();
    const agents = held
      .filter((one) => !config.is('identitiesonly') || files.some(({ key }) => key?.blob === one.blob))
      .map((key): Identity => ({ key, path: key.comment, agent: true, explicit: files.some((file) => file.key?.blob === key.blob) }));
    return [...agents, ...files.filter(({ key }) => !agents.some((one) => one.key!.blob === key?.blob))];
  }

  private held(): readonly PublicKey[] {
    const socket = this.config.value('identityagent');
    if (socket === 'none') return [];
    try {
      const keys = agentKeys(this.io.sys, socket && socket !== 'SSH_AUTH_SOCK' ? this.config.expand(socket) : undefined) ?? [];
      return keys.map(({ algorithm, blob, comment }) => ({ algorithm, blob, comment }));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return [];
    }
  }

  private *passwords(method: string): Task<object | 'over' | undefined> {
    const { config, io, talk } = this;
    yield* talk.debug(`Next authentication method: ${method}`);
    const where = `${config.user}@${config.host}`;
    const prompts = Number(config.value('numberofpasswordprompts'));
    for (let attempt = 0; attempt < prompts; attempt++) {
      if (attempt > 0) yield* talk.error('Permission denied, please try again.');
      const password = (yield* askPass(io, method === 'password' ? `${where}'s password: ` : `(${where}) Password: `)) ?? '';
      const credential = { password };
      if (this.ask(credential).ok) return credential;
      if (yield* this.tooMany()) return 'over';
    }
    return undefined;
  }
}

const modeless = (sys: Io['sys'], path: string) => {
  try {
    return modeFault(sys, path) === undefined;
  } catch {
    return false;
  }
};
