import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { waitFor } from '../command/child';
import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { Accounts } from '../files/accounts';
import { agentKeys, putAgentKeys, toAgentKey, type AgentKey } from './agent-keys';
import { askPass } from './ask-pass';
import { secondsOf } from './client-config';
import { DEFAULT_IDENTITIES, modeFault, patiently, readIfThere } from './identities';
import { isEncrypted, openPrivateKey, type PrivateKey } from './private-key';
import { fingerprintLine, parsePublicKey } from './public-key';

const AGENT_USAGE =
  'usage: ssh-agent [-c | -s] [-Dd] [-a bind_address] [-E fingerprint_hash]\n                 [-O option] [-P allowed_providers] [-t life]\n       ssh-agent [-a bind_address] [-E fingerprint_hash] [-O option]\n                 [-P allowed_providers] [-t life] command [arg ...]\n       ssh-agent [-c | -s] -k\n';

/** Holds keys while it lives. Without a command it goes on in the background and says where it is. */
export const sshAgent: Command = {
  name: 'ssh-agent',
  options: 'c s k D d a: E: O: P: t:',
  settings: { stopAtOperand: true },
  usage: AGENT_USAGE,
  refusal: AGENT_USAGE,
  *run(io, options, sys) {
    const csh = options.has('c') || (!options.has('s') && /csh$/.test(sys.env().SHELL ?? ''));
    if (options.has('k')) return yield* killed(io, sys, csh);
    if (options.has('D')) return yield* hold(sys, options.value('a') ?? '');
    const random = Array.from({ length: 12 }, () => LETTERS[Math.floor(sys.random() * LETTERS.length)]).join('');
    const socket = options.value('a') ?? `/tmp/ssh-${random}/agent.${sys.pid}`;
    if (options.has('a') && sys.exists(socket)) {
      yield* io.stderr(`bind: ${socket}: Address already in use\nunix_listener: cannot bind to path: ${socket}\r\n`);
      return 1;
    }
    if (!options.has('a')) sys.mkdir(socket.slice(0, socket.lastIndexOf('/')), 0o700);
    sys.writeFile(socket, '', { mode: 0o600 });
    const pid = sys.spawn({ argv: ['ssh-agent', '-D', '-a', socket], newSession: true, fds: {} });
    // It answers from its first step on.
    yield { channels: [], until: sys.now() + 1 };
    if (options.operands.length > 0) {
      const child = sys.spawn({ argv: options.operands, env: { ...sys.env(), SSH_AUTH_SOCK: socket, SSH_AGENT_PID: String(pid) } });
      const { code } = yield* waitFor(io, child);
      sys.kill(pid, 'TERM');
      return code;
    }
    yield* io.print(
      csh
        ? `setenv SSH_AUTH_SOCK ${socket};\nsetenv SSH_AGENT_PID ${pid};\necho Agent pid ${pid};\n`
        : `SSH_AUTH_SOCK=${socket}; export SSH_AUTH_SOCK;\nSSH_AGENT_PID=${pid}; export SSH_AGENT_PID;\necho Agent pid ${pid};\n`,
    );
    return 0;
  },
};

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function* hold(sys: Sys, socket: string): Task<number> {
  sys.host({ call: 'ssh-agent', op: 'start', socket });
  for (const signal of ['TERM', 'INT', 'HUP'] as const) sys.handleSignal(signal, 'handle');
  while (sys.takeSignals().length === 0) yield { channels: [sys.signalChannel()] };
  sys.host({ call: 'ssh-agent', op: 'end', socket });
  try {
    sys.unlink(socket);
    sys.rmdir(socket.slice(0, socket.lastIndexOf('/')));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  return 2;
}

function* killed(io: Io, sys: Sys, csh: boolean): Task<number> {
  const pid = sys.env().SSH_AGENT_PID;
  if (pid === undefined) {
    yield* io.stderr('SSH_AGENT_PID not set, cannot kill agent\r\n');
    return 1;
  }
  try {
    sys.kill(Number(pid), 'TERM');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* io.stderr(`kill: ${error.message}\r\n`);
    return 1;
  }
  yield* io.print(
    csh
      ? `unsetenv SSH_AUTH_SOCK;\nunsetenv SSH_AGENT_PID;\necho Agent pid ${pid} killed;\n`
      : `unset SSH_AUTH_SOCK;\nunset SSH_AGENT_PID;\necho Agent pid ${pid} killed;\n`,
  );
  return 0;
}

const ADD_USAGE =
  'usage: ssh-add [-CcDdKkLlqvXx] [-E fingerprint_hash] [-H hostkey_file]\n               [-h destination_constraint] [-S provider] [-t life]\n               [file ...]\n       ssh-add -s pkcs11 [-Cv] [certificate ...]\n       ssh-add -e pkcs11\n       ssh-add -T pubkey ...\n';

export const sshAdd: Command = {
  name: 'ssh-add',
  options: 'C c D d K k L l q v X x E: H: h: S: t: s: e: T:',
  usage: ADD_USAGE,
  refusal: ADD_USAGE,
  *run(io, options, sys) {
    let held: AgentKey[] | undefined;
    try {
      held = agentKeys(sys);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* io.stderr(
        error.code === 'ENOENT'
          ? 'Could not open a connection to your authentication agent.\n'
          : `Error connecting to agent: ${error.message}\n`,
      );
      return 2;
    }
    if (!held) {
      yield* io.stderr('Could not open a connection to your authentication agent.\n');
      return 2;
    }
    if (options.has('l', 'L')) {
      for (const key of held)
        yield* io.print(
          options.has('L')
            ? `${key.algorithm} ${key.blob} ${key.comment}\n`
            : `${fingerprintLine(key, options.value('E')?.toLowerCase() ?? 'sha256', key.comment)}\n`,
        );
      if (held.length === 0) yield* io.print('The agent has no identities.\n');
      return held.length ? 0 : 1;
    }
    if (options.has('D')) {
      putAgentKeys(sys, []);
      yield* io.stderr('All identities removed.\n');
      return 0;
    }
    const home = new Accounts(sys).user(sys.uid())?.home ?? '/';
    const given = options.operands;
    const paths = given.length ? given : DEFAULT_IDENTITIES.map((name) => `${home}/.ssh/${name}`).filter((path) => sys.exists(path));
    let code = given.length || paths.length ? 0 : 1;
    const life = options.value('t') === undefined ? undefined : secondsOf(options.value('t')!);
    for (const path of paths) {
      if (options.has('d')) {
        const key = parsePublicKey(readIfThere(sys, `${path}.pub`) ?? readIfThere(sys, path) ?? '');
        const found: AgentKey | undefined = key && held.find(({ blob }) => blob === key.blob);
        if (!found) {
          yield* io.stderr(
            key ? `Could not remove identity "${path}": agent refused operation\n` : `Bad key file ${path}: No such file or directory\n`,
          );
          code = 1;
          continue;
        }
        held = held.filter((one) => one !== found);
        yield* io.stderr(`Identity removed: ${path} ${typeOf(found)} (${found.comment})\n`);
        continue;
      }
      const key = yield* load(io, sys, path);
      if (!key) {
        code = 1;
        continue;
      }
      const until = life === undefined ? undefined : sys.now() + life * 1000;
      held = [...held.filter(({ blob }) => blob !== key.blob), toAgentKey(key, until)];
      if (!options.has('q')) {
        yield* io.stderr(`Identity added: ${path} (${key.comment})\n`);
        if (life !== undefined) yield* io.stderr(`Lifetime set to ${life} seconds\n`);
      }
    }
    putAgentKeys(sys, held);
    return code;
  },
};

const typeOf = ({ algorithm, blob, comment }: AgentKey): string =>
  fingerprintLine({ algorithm, blob, comment }).split(' ').at(-1)!.replace(/[()]/g, '');

function* load(io: Io, sys: Sys, path: string): Task<PrivateKey | undefined> {
  const text = readIfThere(sys, path);
  if (text === undefined) {
    yield* io.stderr(`${path}: ${sys.exists(path) ? 'Permission denied' : 'No such file or directory'}\n`);
    return undefined;
  }
  const fault = modeFault(sys, path);
  if (fault !== undefined) {
    yield* io.stderr(fault.replaceAll('\r\n', '\n'));
    return undefined;
  }
  let prompt = `Enter passphrase for ${path}: `;
  let opened = yield* patiently(io, openPrivateKey(text));
  while (opened === 'passphrase' && isEncrypted(text)) {
    const answer = yield* askPass(io, prompt);
    if (!answer) return undefined;
    opened = yield* patiently(io, openPrivateKey(text, answer));
    prompt = `Bad passphrase, try again for ${path}: `;
  }
  if (typeof opened === 'string') {
    yield* io.stderr(`Error loading key "${path}": ${opened}\n`);
    return undefined;
  }
  return { ...opened, comment: opened.comment || (parsePublicKey(readIfThere(sys, `${path}.pub`) ?? '')?.comment ?? path) };
}
