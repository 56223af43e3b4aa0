import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { expandGlob } from './client-config';
import { readIfThere } from './identities';
import { readServerConfig, ServerSettings, type ServerConfig } from './sshd-config';

const FAILED = 255;
const CONFIG = '/etc/ssh/sshd_config';

const USAGE =
  'usage: sshd [-46DdeGiqTtV] [-C connection_spec] [-c host_cert_file]\n            [-E log_file] [-f config_file] [-g login_grace_time]\n            [-h host_key_file] [-o option] [-p port] [-u len]\n';

/** The SSH daemon: it reads its files when it starts and after SIGHUP, and listens; the world lets clients in by what it read. */
export const sshd: Command = {
  name: 'sshd',
  options: '4 6 C: c: D d E: e f: G g: h: i o: p: q T t u: V',
  usage: USAGE,
  usageStatus: FAILED,
  *run(io, options, sys) {
    if (options.has('V')) {
      yield* io.stderr('OpenSSH_9.6p1 Ubuntu-3ubuntu13.13, OpenSSL 3.0.13 30 Jan 2024\n');
      return 0;
    }
    const path = options.value('f') ?? CONFIG;
    const read = () =>
      readServerConfig(
        path,
        (one) => readIfThere(sys, one),
        (pattern) => expandGlob(sys, pattern),
      );
    let config = read();
    const early = yield* complaint(io, sys, path, config, options.values('o'));
    if (early || !config) return FAILED;
    const ports = options.values('p').map(Number);
    if (options.has('T') || options.has('G')) {
      yield* io.print(new ServerSettings(config).shown());
      return 0;
    }
    if (options.has('t')) return 0;
    if (sys.uid() !== 0) {
      yield* io.stderr('sshd: no hostkeys available -- exiting.\r\n');
      return 1;
    }
    if (!options.has('D')) {
      // It goes on as a daemon of its own.
      sys.spawn({
        argv: ['/usr/sbin/sshd', '-D', ...(path === CONFIG ? [] : ['-f', path]), ...ports.flatMap((port) => ['-p', String(port)])],
        newSession: true,
      });
      return 0;
    }
    for (;;) {
      if (!(yield* serve(io, sys, config, ports))) return FAILED;
      const signal = yield* nextSignal(sys);
      for (const port of portsOf(config, ports)) sys.unlisten(port);
      if (signal !== 'HUP') {
        yield* io.stderr(`Received signal ${signal === 'INT' ? 2 : 15}; terminating.\n`);
        return FAILED;
      }
      yield* io.stderr('Received SIGHUP; restarting.\n');
      config = read();
      if ((yield* complaint(io, sys, path, config, [])) || !config) return FAILED;
    }
  },
};

const portsOf = (config: ServerConfig, given: readonly number[]) => (given.length ? given : new ServerSettings(config).ports);

/** Says what is wrong with the configuration or the keys. */
function* complaint(io: Io, sys: Sys, path: string, config: ServerConfig | undefined, extra: readonly string[]): Task<boolean> {
  if (!config) {
    yield* io.stderr(`${path}: ${sys.exists(path) ? 'Permission denied' : 'No such file or directory'}\r\n`);
    return true;
  }
  if (extra.length) {
    yield* io.stderr('sshd: options on the command line (-o) are not simulated here: write them into sshd_config\r\n');
    return true;
  }
  for (const fault of config.faults) yield* io.stderr(`${fault}\r\n`);
  if (config.faults.length) return true;
  const { hostKeys } = new ServerSettings(config);
  const usable: string[] = [];
  for (const key of hostKeys) {
    if (readIfThere(sys, key) === undefined) continue;
    const { mode, uid } = sys.stat(key);
    if (uid === sys.uid() && (mode & 0o077) !== 0) {
      const bar = '@'.repeat(59);
      yield* io.stderr(
        `${bar}\r\n@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\r\n${bar}\r\nPermissions 0${(mode & 0o777).toString(8)} for '${key}' are too open.\r\nIt is required that your private key files are NOT accessible by others.\r\nThis private key will be ignored.\r\nUnable to load host key "${key}": bad permissions\r\nUnable to load host key: ${key}\r\n`,
      );
    } else usable.push(key);
  }
  if (usable.length === 0) yield* io.stderr('sshd: no hostkeys available -- exiting.\r\n');
  return usable.length === 0;
}

function* serve(io: Io, sys: Sys, config: ServerConfig, given: readonly number[]): Task<boolean> {
  let open = 0;
  for (const port of portsOf(config, given)) {
    try {
      sys.listen(port, 'sshd', { data: config });
      open++;
      yield* io.stderr(`Server listening on 0.0.0.0 port ${port}.\nServer listening on :: port ${port}.\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* io.stderr(`error: Bind to port ${port} on 0.0.0.0 failed: ${error.message}.\n`);
    }
  }
  if (open === 0) yield* io.stderr('fatal: Cannot bind any address.\n');
  return open > 0;
}

function* nextSignal(sys: Sys): Task<string> {
  for (const signal of ['TERM', 'INT', 'HUP'] as const) sys.handleSignal(signal, 'handle');
  for (;;) {
    const [signal] = sys.takeSignals();
    if (signal) return signal;
    yield { channels: [sys.signalChannel()] };
  }
}
