import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { StreamRef } from '@/lib/sim/http';
import type { Command } from '../command/command';
import { carrySession } from '../command/session';
import { isTerminal, writeAll, type Io, type Task } from '../command/stdio';
import { agentKeys } from './agent-keys';
import { ClientConfig, ConfigFault, forwardOf, parseDestination } from './client-config';
import { logIn, Talk, type LoggedIn } from './client';
import { listenForwards } from './forwards';
import { parseWords, SSH_USAGE, UsageFault } from './ssh-words';

interface Frame {
  readonly channel: 'stdout' | 'stderr' | 'exit';
  readonly text?: string;
  readonly code?: number;
}

const FAILED = 255;

export const ssh: Command = {
  name: 'ssh',
  usage: SSH_USAGE,
  *run(io, options, sys) {
    try {
      return yield* connect(io, options.operands, sys);
    } catch (error) {
      if (!(error instanceof ConfigFault) && !(error instanceof UsageFault)) throw error;
      yield* io.stderr(error instanceof UsageFault ? error.message : `${error.message}\r\n`);
      return FAILED;
    }
  },
};

function* connect(io: Io, args: readonly string[], sys: Sys): Task<number> {
  const words = parseWords(args);
  if (words.has('V')) {
    yield* io.stderr('OpenSSH_9.6p1 Ubuntu-3ubuntu13.13, OpenSSL 3.0.13 30 Jan 2024\n');
    return 0;
  }
  if (words.has('Q')) {
    yield* io.stderr('ssh -Q is not simulated here\n');
    return FAILED;
  }
  const target = words.target === undefined ? undefined : parseDestination(words.target);
  if (!target) throw new UsageFault(SSH_USAGE);
  const config = configOf(sys, target, words.given);
  for (const path of words.values('i'))
    if (!sys.exists(config.expand(path))) yield* io.stderr(`Warning: Identity file ${path} not accessible: No such file or directory.\n`);
  config.load(words.values('F').at(-1));
  const talk = new Talk(io, config.value('loglevel')!);
  const command = words.command ?? config.value('remotecommand');
  const noSession = config.value('sessiontype') === 'none';
  const force = config.value('requesttty')!;
  const wanted = force === 'force' || force === 'true' || (force === 'auto' && command === undefined && !noSession);
  const terminal = wanted && (isTerminal(sys, 0) || force === 'force');
  if (wanted && !terminal && !noSession) yield* talk.info('Pseudo-terminal will not be allocated because stdin is not a terminal.');
  if (words.has('G')) {
    yield* io.print(config.shown());
    return 0;
  }
  for (const letter of ['D', 'W', 'w', 'M'] as const)
    if (words.has(letter)) {
      yield* io.stderr(`ssh: -${letter} is not simulated here\r\n`);
      return FAILED;
    }
  if (config.is('forkafterauthentication') && command === undefined && !noSession) {
    yield* io.stderr('Cannot fork into background without a command to execute.\n');
    return FAILED;
  }
  const reached = yield* reach(io, config, words.values('F').at(-1), words.values('i'));
  if (!reached) return FAILED;
  const forwarded = yield* listenForwards(io, config, reached);
  if (!forwarded) return FAILED;
  if (config.is('forkafterauthentication')) return goOn(sys, args);
  if (noSession) for (;;) yield { channels: [sys.signalChannel()] };
  return yield* session(io, config, reached, command, terminal);
}

/** Options of the command line, in their order; they hold before any file. */
function configOf(
  sys: Sys,
  target: { host: string; user?: string; port?: string },
  given: readonly { name: string; value?: string }[],
): ClientConfig {
  const config = new ClientConfig(sys, target);
  let verbose = 0;
  for (const { name, value = '' } of given) {
    if (name === 'o') config.set(value);
    else if (name === 'p') {
      if (!(Number(value) > 0 && Number(value) < 65_536)) throw new UsageFault(`Bad port '${value}'\r\n`);
      config.put('port', value);
    } else if (name === 'l') config.put('user', value);
    else if (name === 'i') config.put('identityfile', value);
    else if (name === 'J') config.put('proxyjump', value);
    else if (name === 'L' || name === 'R') {
      const forward = forwardOf(value);
      if (!forward) throw new UsageFault(`Bad ${name === 'L' ? 'local' : 'remote'} forwarding specification '${value}'\r\n`);
      config.put(name === 'L' ? 'localforward' : 'remoteforward', ...forward);
    } else if (name === 'q') config.put('loglevel', 'QUIET');
    else if (name === 'v') verbose++;
    else if (SWITCHES[name]) config.put(...SWITCHES[name]);
  }
  if (verbose) config.put('loglevel', ['DEBUG', 'DEBUG2', 'DEBUG3'][Math.min(verbose, 3) - 1]!);
  if (given.filter(({ name }) => name === 't').length > 1) config.override('requesttty', 'force');
  if (target.user !== undefined) config.put('user', target.user);
  if (target.port !== undefined) config.put('port', target.port);
  return config;
}

const SWITCHES: Readonly<Record<string, [string, string]>> = {
  '4': ['addressfamily', 'inet'],
  '6': ['addressfamily', 'inet6'],
  A: ['forwardagent', 'yes'],
  a: ['forwardagent', 'no'],
  C: ['compression', 'yes'],
  f: ['forkafterauthentication', 'yes'],
  g: ['gatewayports', 'yes'],
  N: ['sessiontype', 'none'],
  n: ['stdinnull', 'yes'],
  T: ['requesttty', 'false'],
  t: ['requesttty', 'true'],
};

/** Logs in on the host, through those of ProxyJump. Undefined after a message. */
export function* reach(io: Io, config: ClientConfig, file: string | undefined, identities: readonly string[]): Task<LoggedIn | undefined> {
  const jump = config.value('proxyjump') ?? jumpOf(config);
  const command = config.value('proxycommand');
  const hops: LoggedIn[] = [];
  if (command !== undefined && command !== 'none' && jump === undefined) {
    yield* io.stderr('ssh: a ProxyCommand other than `ssh -W %h:%p host` is not simulated here\r\n');
    return undefined;
  }
  for (const text of jump === undefined || jump === 'none' ? [] : jump.split(',')) {
    const [, front = '', port] = /^(.*?)(?::(\d+))?$/.exec(text.replace(/^ssh:\/\//, '')) ?? [];
    const target = parseDestination(front);
    if (!target) throw new ConfigFault(`Invalid -J argument`);
    const own = new ClientConfig(io.sys, target);
    if (target.user !== undefined) own.put('user', target.user);
    if (port !== undefined) own.put('port', port);
    own.load(file);
    const hop = yield* logIn(io, own, hops);
    if (!hop) {
      yield* io.stderr('kex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535\r\n');
      return undefined;
    }
    hops.push(hop);
  }
  void identities;
  return yield* logIn(io, config, hops);
}

/** The host that `ProxyCommand ssh -W %h:%p host` goes through. */
function jumpOf(config: ClientConfig): string | undefined {
  const found = /^ssh\s+(?:-q\s+)?(?:-W\s+(?:%h:%p|\[%h\]:%p)\s+(\S+)|(\S+)\s+-W\s+(?:%h:%p|\[%h\]:%p))$/.exec(
    config.value('proxycommand')?.trim() ?? '',
  );
  return found?.[1] ?? found?.[2];
}

/** `-f`: another process goes on in the background. */
function goOn(sys: Sys, args: readonly string[]): number {
  const own = args.map((word) => (/^-[a-zA-Z]*f[a-zA-Z]*$/.test(word) ? word.replace('f', '') : word)).filter((word) => word !== '-');
  sys.spawn({ argv: ['ssh', '-n', '-o', 'BatchMode=yes', ...own], newSession: true, pgid: 0, ignore: ['HUP'] });
  return 0;
}

interface Opened {
  readonly stream?: StreamRef;
  readonly greeting?: string;
  readonly refused?: string;
  readonly withoutTty?: boolean;
}

function* session(io: Io, config: ClientConfig, { call, ip }: LoggedIn, command: string | undefined, terminal: boolean): Task<number> {
  const { sys } = io;
  const talk = new Talk(io, config.value('loglevel')!);
  const opened = sys.host({
    call: 'ssh',
    ...call,
    ...(command !== undefined && { command }),
    ...(terminal && { tty: isTerminal(sys, 0) ? sys.ttySize(0) : { columns: 80, rows: 24 } }),
    env: sent(config, sys),
    ...(config.value('forwardagent') !== 'no' && { agent: agentText(sys) }),
  }) as Opened;
  if (!opened.stream) {
    yield* io.stderr(opened.refused ?? '');
    yield* talk.error(`Connection closed by ${ip} port ${config.port}`);
    return FAILED;
  }
  if (opened.withoutTty) yield* talk.error('PTY allocation request failed on channel 0');
  const raw = terminal && !opened.withoutTty && isTerminal(sys, 0);
  yield* io.print(raw ? (opened.greeting ?? '').replaceAll('\n', '\r\n') : (opened.greeting ?? ''));
  yield* io.flush();
  yield* talk.debug('Entering interactive session.');
  const code = yield* carrySession<Frame>(sys, opened.stream, {
    raw,
    stdin: !config.is('stdinnull'),
    *frame({ channel, code: exit, text }) {
      if (channel === 'exit') return exit ?? FAILED;
      yield* writeAll(sys, channel === 'stderr' ? 2 : 1, text ?? '');
      return undefined;
    },
  });
  if (code === undefined) yield* talk.error(`Connection to ${ip} closed by remote host.`);
  if (terminal) yield* talk.info(`Connection to ${config.host} closed.`);
  return code ?? FAILED;
}

/** Variables of SendEnv and SetEnv. */
function sent(config: ClientConfig, sys: Sys): Record<string, string> {
  const own = sys.env();
  const patterns = config.all('sendenv').map((one) => new RegExp(`^${one.replaceAll('*', '.*').replaceAll('?', '.')}$`));
  const set = config.all('setenv').map((one): [string, string] => [one.split('=')[0]!, one.slice(one.indexOf('=') + 1)]);
  return {
    ...Object.fromEntries(Object.entries(own).filter(([name]) => patterns.some((one) => one.test(name)))),
    ...Object.fromEntries(set),
  };
}

function agentText(sys: Sys): string {
  try {
    return JSON.stringify(agentKeys(sys) ?? []);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return '[]';
  }
}
