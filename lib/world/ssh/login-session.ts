import type { HostCaller } from '@/lib/hosts/host-calls';
import type { HostCall } from '@/lib/hosts/process/sys';
import type { StreamRef } from '@/lib/sim/http';
import type { Core } from '../core';
import { loginEnvironment } from '../handlers';
import { openSession } from '../runtime/sessions';
import { layAgent } from './agent';
import { authenticate, CLIENT_PORT, shadowOf, type Credential, type Verdict } from './authenticate';
import { connect, textOf, type Connection } from './connection';
import { loginRecords, recordLogin } from './login-log';

/** What a client is told of a session that it asks for. */
export interface OpenedSession {
  readonly stream?: StreamRef;
  /** What stands before the shell's own words. */
  readonly greeting?: string;
  /** Why there is no session: the server closes the connection after these words. */
  readonly refused?: string;
  /** No terminal was granted. */
  readonly withoutTty?: boolean;
}

/** Opens a shell, runs a command, or a subsystem, for a client that has proven who it is. */
export function openLogin(core: Core, caller: HostCaller, call: HostCall): OpenedSession {
  const connection = connect(core, caller, call);
  const user = String(call.user);
  const verdict = authenticate(connection, user, call.credential as Credential, () => {});
  if (!verdict.ok || !verdict.login) return { refused: '' };
  const { kernel } = connection;
  const expired = accountFault(connection, user);
  if (expired === 'account') return { refused: 'Your account has expired; please contact your system administrator.\n' };
  const forced =
    verdict.options?.command ??
    (verdict.settings.value('forcecommand') === 'none' ? undefined : verdict.settings.all('forcecommand').join(' '));
  const asked = call.command === undefined ? undefined : String(call.command);
  const command = forced ?? asked;
  const mayTty = verdict.settings.is('permittty') && !('no-pty' in (verdict.options ?? {})) && !('restrict' in (verdict.options ?? {}));
  const tty = mayTty ? (call.tty as { columns: number; rows: number } | undefined) : undefined;
  if (expired === 'password' && !tty)
    return { refused: 'WARNING: Your password has expired.\nPassword change required but no TTY available.\n' };
  const greeting = command === undefined ? greet(connection, user, verdict, tty !== undefined) : '';
  const { login } = verdict;
  const shell = login.shell || '/bin/sh';
  const name = shell.split('/').pop()!;
  const home = kernel.tree().tryFind(login.home);
  log(connection, `pam_unix(sshd:session): session opened for user ${user}(uid=${login.who.uid}) by ${user}(uid=0)`);
  const stream = openSession(
    core,
    {
      prefix: 'ssh',
      machine: kernel.name,
      style: 'ssh',
      command: command === undefined ? [] : [command],
      stdin: true,
      ...(tty && { tty }),
    },
    (files) => {
      const line = tty && [...kernel.state.ttys.keys()].at(-1);
      const process = kernel.launch({
        argv: expired === 'password' ? ['passwd'] : command === undefined ? [`-${name}`] : [name, '-c', command],
        file: expired === 'password' ? '/usr/bin/passwd' : shell,
        who: login.who,
        cwd: home ? login.home : '/',
        env: {
          ...loginEnvironment(user, login.home, shell),
          ...accepted(verdict, call.env as Record<string, string> | undefined),
          SSH_CLIENT: `${connection.from} ${CLIENT_PORT} ${connection.port}`,
          SSH_CONNECTION: `${connection.from} ${CLIENT_PORT} ${connection.ip} ${connection.port}`,
          ...(line && { SSH_TTY: `/dev/${line}`, TERM: 'xterm-256color' }),
          ...(forced !== undefined && asked !== undefined && { SSH_ORIGINAL_COMMAND: asked }),
          ...(call.agent !== undefined &&
            verdict.settings.is('allowagentforwarding') && { SSH_AUTH_SOCK: layAgent(kernel, login.who, String(call.agent)) }),
        },
        background: caller.process.background,
        files,
      });
      if (line) recordLogin(kernel, { user, line, from: connection.from, at: kernel.state.sim.now(), pid: process.pid });
      return process;
    },
  );
  const warned = home ? '' : `Could not chdir to home directory ${login.home}: No such file or directory\n`;
  const forcedChange =
    expired === 'password' ? 'WARNING: Your password has expired.\nYou must change your password now and login again!\n' : '';
  return { stream, greeting: greeting + warned + forcedChange, ...(call.tty !== undefined && !tty && { withoutTty: true }) };
}

/** Whether /etc/shadow lets an account in no more, or wants another password first. */
function accountFault({ kernel }: Connection, user: string): 'account' | 'password' | undefined {
  const [, , changed = '', , most = '', , , expires = ''] = shadowOf(textOf(kernel, '/etc/shadow') ?? '', user) ?? [];
  const day = Math.floor(kernel.state.sim.now() / 86_400_000);
  if (expires !== '' && Number(expires) >= 0 && day >= Number(expires)) return 'account';
  if (changed === '0' || (changed !== '' && most !== '' && Number(most) < 99_999 && day > Number(changed) + Number(most)))
    return 'password';
  return undefined;
}

/** The words of the day, and when the user was here before. */
function greet(connection: Connection, user: string, { settings, login }: Verdict, tty: boolean): string {
  const { kernel } = connection;
  if (textOf(kernel, `${login!.home}/.hushlogin`) !== undefined) return '';
  const words = ['/run/motd.dynamic', '/etc/motd'].map((path) => textOf(kernel, path) ?? '').join('');
  const last = loginRecords(kernel).findLast((one) => one.user === user);
  if (!tty || !last || !settings.is('printlastlog')) return words;
  const [day, month, date, year, time] = new Date(last.at).toUTCString().replace(',', '').split(' ');
  return `${words}Last login: ${day} ${month === undefined ? '' : `${date} ${Number(month)}`.padEnd(6)} ${time} ${year} from ${last.from}\n`;
}

/** Variables that a client sends and AcceptEnv takes. */
function accepted({ settings }: Verdict, env: Record<string, string> = {}): Record<string, string> {
  const patterns = settings.all('acceptenv').map((one) => new RegExp(`^${one.replaceAll('*', '.*').replaceAll('?', '.')}$`));
  return Object.fromEntries(Object.entries(env).filter(([name]) => patterns.some((pattern) => pattern.test(name))));
}

/** A line of sshd in the machine's journal. */
export function log({ kernel, pid }: Pick<Connection, 'kernel' | 'pid'>, text: string): void {
  kernel.state.writeJournal('ssh', pid, text);
}
