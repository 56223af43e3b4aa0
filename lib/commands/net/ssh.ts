import type { StreamRef } from '@/lib/sim/http';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { isTerminal, strerror, writeAll, type Task } from '../command/stdio';
import { Accounts } from '../files/accounts';
import { carrySession } from '../command/session';

interface Frame {
  readonly channel: 'stdout' | 'stderr' | 'exit';
  readonly text?: string;
  readonly code?: number;
}

const OPTIONS = '1 2 4 6 A a B: b: C c: D: E: e: F: f G g I: i: J: K k L: l: M m: N n O: o: P: p: Q: q R: S: s T t V v W: w: X x Y y';

/** Splits `user@host`. */
function destination(text: string, sys: Sys, login?: string): { user: string; host: string } {
  const at = text.lastIndexOf('@');
  return at >= 0
    ? { user: text.slice(0, at), host: text.slice(at + 1) }
    : { user: login ?? new Accounts(sys).userName(sys.uid()), host: text };
}

/** Whether ssh_config(5) offers no key; sections for single hosts are not told apart. */
function withoutKeys(sys: Sys): boolean {
  const drop = '/etc/ssh/ssh_config.d';
  const textOf = (path: string) => {
    try {
      return sys.readFile(path);
    } catch {
      return '';
    }
  };
  let names: readonly string[] = [];
  try {
    names = sys.readdir(drop);
  } catch {
    // There are no such files.
  }
  const texts = [...names.filter((name) => name.endsWith('.conf')).map((name) => textOf(`${drop}/${name}`)), textOf('/etc/ssh/ssh_config')];
  return texts.some((text) => /^\s*PubkeyAuthentication\s+no\s*$/im.test(text));
}

/** Opens a session on another machine; the message of OpenSSH when that fails (exit 255). */
function openSession(sys: Sys, to: { user: string; host: string }, command: string | undefined, tty: boolean): StreamRef | string {
  if (withoutKeys(sys)) return `${to.user}@${to.host}: Permission denied (publickey).`;
  try {
    return sys.host({
      call: 'ssh',
      host: to.host,
      user: to.user,
      ...(command === undefined ? {} : { command }),
      ...(tty ? { tty: sys.ttySize(0) } : {}),
    }) as StreamRef;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'ENAMENOTFOUND') return `ssh: Could not resolve hostname ${to.host}: Name or service not known`;
    if (error.code === 'EACCES') return `${to.user}@${to.host}: Permission denied (publickey).`;
    return `ssh: connect to host ${to.host} port 22: ${error.message}`;
  }
}

export const ssh: Command = {
  name: 'ssh',
  options: OPTIONS,
  settings: { stopAtOperand: true },
  usage:
    'usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface] [-b bind_address]\n           [-c cipher_spec] [-D [bind_address:]port] [-E log_file]\n           [-F configfile] [-I pkcs11] [-i identity_file]\n           [-J destination] [-L address] [-l login_name] [-o option]\n           [-p port] destination [command [argument ...]]\n',
  usageStatus: 255,
  *run(io, options, sys) {
    if (options.has('V')) {
      yield* io.stderr('OpenSSH_9.6p1 Ubuntu-3ubuntu13.5, OpenSSL 3.0.13 30 Jan 2024\n');
      return 0;
    }
    const [target] = options.operands;
    let words = options.operands.slice(1);
    if (target === undefined) {
      yield* io.stderr(this.usage);
      return 255;
    }
    let force = options.has('t');
    // Options may follow the destination too.
    while (/^-[tTqn]+$/.test(words[0] ?? '')) force ||= words.shift()!.includes('t');
    while (words[0] === '-o') words = words.slice(2);
    const to = destination(target, sys, options.value('l'));
    const command = words.length ? words.join(' ') : undefined;
    const terminal = isTerminal(sys, 0) && (force || command === undefined) && !options.has('T');
    const stream = openSession(sys, to, command, terminal);
    if (typeof stream === 'string') {
      yield* io.stderr(`${stream}\n`);
      return 255;
    }
    const code = yield* relay(sys, stream, terminal, options.has('n') || (command !== undefined && isTerminal(sys, 0) && !terminal));
    if (terminal && !options.has('q')) yield* io.stderr(`Connection to ${to.host} closed.\r\n`);
    return code;
  },
};

/** Carries both directions until the other side exits. */
function* relay(sys: Sys, stream: StreamRef, raw: boolean, noInput: boolean): Task<number> {
  function* frame({ channel, code, text }: Frame): Task<number | undefined> {
    if (channel === 'exit') return code ?? 255;
    yield* writeAll(sys, channel === 'stderr' ? 2 : 1, text ?? '');
    return undefined;
  }
  return (yield* carrySession<Frame>(sys, stream, { raw, stdin: !noInput, frame })) ?? 255;
}

/** Runs a command there with a text as its input and gathers what it prints. */
function* remote(
  sys: Sys,
  to: { user: string; host: string },
  command: string,
  input: string,
): Task<{ code: number; stdout: string; stderr: string }> {
  const stream = openSession(sys, to, command, false);
  if (typeof stream === 'string') return { code: 255, stdout: '', stderr: stream };
  if (input) sys.streamWrite(stream.id, { channel: 'stdin', text: input });
  sys.streamWrite(stream.id, { channel: 'stdin-closed' });
  const out = { code: 255, stdout: '', stderr: '' };
  for (;;) {
    const { items, ended } = sys.streamRead(stream.id);
    for (const item of items as readonly Frame[]) {
      if (item.channel === 'exit') {
        sys.streamClose(stream.id);
        return { ...out, code: item.code ?? 255 };
      }
      out[item.channel] += item.text ?? '';
    }
    if (ended) return out;
    if (items.length === 0) yield { channels: [stream.channel] };
  }
}

const shellWord = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

export const scp: Command = {
  name: 'scp',
  options: '3 4 6 A B C O p q R r s T v c: D: F: i: J: l: o: P: S: X:',
  usage:
    'usage: scp [-346ABCOpqRrsTv] [-c cipher] [-D sftp_server_path] [-F ssh_config]\n           [-i identity_file] [-J destination] [-l limit] [-o ssh_option]\n           [-P port] [-S program] [-X sftp_option] source ... target\n',
  *run(io, options, sys) {
    const target = options.operands.at(-1);
    if (target === undefined || options.operands.length < 2) {
      yield* io.stderr(this.usage);
      return 1;
    }
    if (options.has('r')) {
      yield* io.stderr('scp: copying directories (-r) is not simulated here\n');
      return 1;
    }
    const split = (text: string) => {
      const m = /^((?:[^@/:]+@)?[^/:]+):(.*)$/.exec(text);
      return m ? { at: destination(m[1]!, sys), path: m[2] || '.' } : undefined;
    };
    let code = 0;
    for (const source of options.operands.slice(0, -1)) {
      const [from, to] = [split(source), split(target)];
      let text: string;
      if (from) {
        const got = yield* remote(sys, from.at, `cat ${shellWord(from.path)}`, '');
        if (got.code !== 0) {
          yield* io.stderr(got.code === 255 ? `${got.stderr}\nscp: Connection closed\n` : `scp: ${from.path}: No such file or directory\n`);
          code = 1;
          continue;
        }
        text = got.stdout;
      } else {
        try {
          text = sys.readFile(source);
        } catch (error) {
          const reason = strerror(error);
          yield* io.stderr(
            reason === 'Is a directory'
              ? `scp: local "${source}" is not a regular file\nscp: failed to upload file ${source} to ${to?.path ?? target}\n`
              : `scp: stat local "${source}": ${reason}\n`,
          );
          code = 1;
          continue;
        }
      }
      const base = source.replace(/^.*:/, '').split('/').pop()!;
      if (to) {
        const path = shellWord(to.path);
        const sent = yield* remote(sys, to.at, `if [ -d ${path} ]; then cat > ${path}/${shellWord(base)}; else cat > ${path}; fi`, text);
        if (sent.code !== 0) {
          yield* io.stderr(
            sent.code === 255 ? `${sent.stderr}\nscp: Connection closed\n` : `scp: dest open "${to.path}": No such file or directory\n`,
          );
          code = 1;
        }
      } else {
        const path = sys.exists(target) && sys.stat(target).type === 'dir' ? `${target.replace(/\/$/, '')}/${base}` : target;
        try {
          sys.writeFile(path, text);
        } catch (error) {
          yield* io.stderr(`scp: open local "${path}": ${strerror(error)}\n`);
          code = 1;
        }
      }
    }
    return code;
  },
};
