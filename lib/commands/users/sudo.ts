import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { waitFor } from '../command/child';
import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { Accounts, type User } from '../files/accounts';
import { AccountFile } from './account-files';
import { fits } from './passwords';
import { readSudoers, ruleFor, rulesFor } from './sudoers';

const ATTEMPTS = 3;
const SECURE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';

/** Who has called: sudo is setuid root, so its parent's user. */
function callerOf(sys: Sys): number {
  const { ppid } = sys;
  return sys.uid() === 0 ? (sys.processes().find(({ pid }) => pid === ppid)?.uid ?? 0) : sys.uid();
}

interface Wish {
  readonly accounts: Accounts;
  readonly caller?: User;
  readonly uid: number;
  readonly target: string;
  readonly argv: readonly string[];
  /** -n: nothing is asked. */
  readonly silent: boolean;
}

/** Says why sudoers (and the password) do not let it be; false when they do. */
function* refusal(io: Io, sys: Sys, { accounts, argv, caller, silent, target, uid }: Wish): Task<boolean> {
  if (uid === 0) return false;
  const shown = caller?.name ?? String(uid);
  const rules = caller ? rulesFor(readSudoers(sys), accounts, caller) : [];
  const path = pathOf(sys, argv[0] ?? '');
  const rule = ruleFor(rules, target, [path, ...argv.slice(1)]);
  const free = rule ? rule.noPassword : rules.length > 0 && rules.every(({ noPassword }) => noPassword);
  if (!free && !(yield* authenticated(io, sys, shown, silent))) return true;
  if (rule || (argv[0] === 'list' && rules.length > 0)) return false;
  yield* io.stderr(
    rules.length === 0
      ? `${shown} is not in the sudoers file.\n`
      : `Sorry, user ${shown} is not allowed to execute '${[path, ...argv.slice(1)].join(' ')}' as ${target} on ${sys.hostname()}.\n`,
  );
  return true;
}

const pathOf = (sys: Sys, word: string): string =>
  word.includes('/')
    ? word
    : (SECURE_PATH.split(':')
        .map((directory) => `${directory}/${word}`)
        .find((path) => sys.exists(path)) ?? word);

function* authenticated(io: Io, sys: Sys, user: string, silent: boolean): Task<boolean> {
  if (silent) {
    yield* io.stderr('sudo: a password is required\n');
    return false;
  }
  const entry = new AccountFile(sys, '/etc/shadow').find(user)?.[1];
  const input = io.stdin;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    yield* io.stderr(`[sudo] password for ${user}: `);
    const given = yield* input.line();
    yield* io.stderr('\n');
    if (given === null) {
      yield* io.stderr('sudo: no password was provided\nsudo: a password is required\n');
      return false;
    }
    if (fits(entry, given)) return true;
    if (attempt < ATTEMPTS) yield* io.stderr('Sorry, try again.\n');
  }
  yield* io.stderr(`sudo: ${ATTEMPTS} incorrect password attempts\n`);
  return false;
}

/** `sudo -l`. */
function* listed(io: Io, sys: Sys, accounts: Accounts, user: User | undefined): Task<number> {
  const rules = user ? rulesFor(readSudoers(sys), accounts, user) : [];
  if (!user || rules.length === 0) {
    yield* io.stderr(`Sorry, user ${user?.name ?? ''} may not run sudo on ${sys.hostname()}.\n`);
    return 1;
  }
  yield* io.print(
    `Matching Defaults entries for ${user.name} on ${sys.hostname()}:\n    env_reset, mail_badpass, secure_path=${SECURE_PATH.replaceAll(':', '\\:')}, use_pty\n\n` +
      `User ${user.name} may run the following commands on ${sys.hostname()}:\n` +
      rules
        .map(({ commands, noPassword, runAs }) => `    (${runAs.join(', ')}) ${noPassword ? 'NOPASSWD: ' : ''}${commands.join(', ')}\n`)
        .join(''),
  );
  return 0;
}

export const sudo: Command = {
  name: 'sudo',
  options: 'A b C: E,preserve-env:: e H,set-home i,login K k l n,non-interactive P p: R: r: S,stdin s,shell t: U: u,user: g,group: V v',
  settings: { stopAtOperand: true },
  usage:
    'sudo - execute a command as another user\n\nusage: sudo -h | -K | -k | -V\nusage: sudo [-AbEHknPS] [-u user] [VAR=value] [-i | -s] [command [arg ...]]\n',
  *run(io, options, sys) {
    const accounts = new Accounts(sys);
    const caller = accounts.user(callerOf(sys));
    const uid = caller?.uid ?? callerOf(sys);
    const wanted = options.value('u') ?? 'root';
    const user = accounts.user(wanted) ?? (wanted.startsWith('#') ? accounts.user(Number(wanted.slice(1))) : undefined);
    if (!user) {
      yield* io.stderr(`sudo: unknown user ${wanted}\nsudo: error initializing audit plugin sudoers_audit\n`);
      return 1;
    }
    if (options.has('k', 'K') && options.operands.length === 0) return 0;
    if (options.has('l') && options.operands.length === 0)
      return yield* listed(io, sys, accounts, options.value('U') === undefined ? caller : accounts.user(options.value('U')!));
    const judged = { accounts, caller, uid, target: user.name };
    if (options.has('v') && options.operands.length === 0)
      return (yield* refusal(io, sys, { ...judged, argv: ['list'], silent: options.has('n') })) ? 1 : 0;
    const words = [...options.operands];
    const extra: Record<string, string> = {};
    while (words.length && /^[A-Za-z_]\w*=/.test(words[0]!)) {
      const [name, ...rest] = words.shift()!.split('=');
      extra[name!] = rest.join('=');
    }
    const shell = options.has('i') ? user.shell : (sys.env().SHELL ?? '/bin/bash');
    const asShell = options.has('i', 's');
    if (words.length === 0 && !asShell) {
      yield* io.stderr(this.usage.split('\n\n')[1]!);
      return 1;
    }
    const argv = asShell
      ? [
          shell,
          ...(options.has('i') ? ['-l'] : []),
          ...(words.length ? ['-c', words.map((w) => w.replace(/[^A-Za-z0-9_\-$]/g, '\\$&')).join(' ')] : []),
        ]
      : words;
    if (yield* refusal(io, sys, { ...judged, argv: asShell && words.length === 0 ? [shell] : argv, silent: options.has('n') })) return 1;
    const old = sys.env();
    const kept = options.has('E')
      ? old
      : Object.fromEntries(
          Object.entries(old).filter(([name]) =>
            ['TERM', 'LANG', 'COLORTERM', 'DISPLAY', 'PATH', 'LS_COLORS', 'COLUMNS', 'LINES'].includes(name),
          ),
        );
    const values = {
      ...kept,
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin',
      HOME: options.has('E') ? (old.HOME ?? user.home) : user.home,
      USER: user.name,
      LOGNAME: user.name,
      SHELL: user.shell,
      MAIL: `/var/mail/${user.name}`,
      SUDO_USER: caller?.name ?? '',
      SUDO_UID: String(uid),
      SUDO_GID: String(caller?.gid ?? sys.gid()),
      SUDO_COMMAND: argv.join(' '),
      ...extra,
    };
    yield* io.flush();
    let pid: number;
    try {
      pid = sys.spawn({
        argv,
        env: values,
        uid: user.uid,
        gid: user.gid,
        groups: accounts.groupsOf(user),
        cwd: options.has('i') ? user.home : undefined,
      });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* io.stderr(
        error.code === 'ENOENT' ? `sudo: ${argv[0]}: command not found\n` : `sudo: unable to execute ${argv[0]}: ${error.message}\n`,
      );
      return 1;
    }
    return (yield* waitFor(io, pid)).code;
  },
};
