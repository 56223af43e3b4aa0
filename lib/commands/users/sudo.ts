import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { waitFor } from '../command/child';
import { askOnTerminal } from '../command/ask';
import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { Accounts, type User } from '../files/accounts';
import { AccountFile } from './account-files';
import { callerOf } from './conversation';
import { fits } from './crypt';
import { readSudoers, ruleFor, rulesFor } from './sudoers';

const ATTEMPTS = 3;
const SECURE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';

interface Wish {
  readonly accounts: Accounts;
  readonly caller?: User;
  readonly uid: number;
  readonly target: string;
  readonly argv: readonly string[];
  readonly asking: Asking;
}

/** How a password is asked for. */
interface Asking {
  /** -n: not at all. */
  readonly silent: boolean;
  /** -S: on standard input. */
  readonly stdin: boolean;
  /** -k: although it was given a while ago. */
  readonly fresh: boolean;
  readonly prompt?: string;
}

/** Says why sudoers (and the password) do not let it be; false when they do. */
function* refusal(io: Io, sys: Sys, { accounts, argv, asking, caller, target, uid }: Wish): Task<boolean> {
  if (uid === 0) return false;
  const shown = caller?.name ?? String(uid);
  const rules = caller ? rulesFor(readSudoers(sys), accounts, caller) : [];
  const path = pathOf(sys, argv[0] ?? '');
  const rule = ruleFor(rules, target, [path, ...argv.slice(1)]);
  const free = rule ? rule.noPassword : rules.length > 0 && rules.every(({ noPassword }) => noPassword);
  if (!free && !(yield* authenticated(io, sys, shown, asking))) return true;
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

const STAMPS = '/run/sudo/ts';
/** Virtual milliseconds for which a password holds (timestamp_timeout). */
const STAMP_MS = 15 * 60_000;

/** Where a password was given: the terminal, or the parent where there is none. */
const place = (sys: Sys): string => sys.ttyName() ?? `ppid ${sys.ppid}`;

/** Whether a password was given here a short while ago. */
function remembered(sys: Sys, user: string): boolean {
  if (!sys.exists(`${STAMPS}/${user}`)) return false;
  const [where, at] = sys.readFile(`${STAMPS}/${user}`).split('\n');
  return where === place(sys) && sys.now() - Number(at) < STAMP_MS;
}

function remember(sys: Sys, user: string): void {
  for (const path of ['/run/sudo', STAMPS]) if (!sys.exists(path)) sys.mkdir(path, 0o711);
  sys.writeFile(`${STAMPS}/${user}`, `${place(sys)}\n${sys.now()}\n`, { mode: 0o600 });
}

/** `-k` and `-K`: the password is asked for again. */
function forget(sys: Sys, user: string): void {
  if (sys.exists(`${STAMPS}/${user}`)) sys.unlink(`${STAMPS}/${user}`);
}

function* authenticated(io: Io, sys: Sys, user: string, { fresh, prompt, silent, stdin }: Asking): Task<boolean> {
  if (!fresh && remembered(sys, user)) return true;
  if (silent) {
    yield* io.stderr('sudo: a password is required\n');
    return false;
  }
  if (!stdin && sys.ttyName() === undefined) {
    yield* io.stderr(
      'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n',
    );
    return false;
  }
  const entry = new AccountFile(sys, '/etc/shadow').find(user)?.[1];
  const input = io.stdin;
  const asked = (prompt ?? `[sudo] password for %p: `).replaceAll('%p', user).replaceAll('%u', user).replaceAll('%h', sys.hostname());
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    let given: string | null | undefined;
    if (stdin) {
      yield* io.stderr(asked);
      given = yield* input.line();
      yield* io.stderr('\n');
    } else given = yield* askOnTerminal(sys, asked);
    if (given === null || given === undefined) {
      yield* io.stderr(
        `sudo: no password was provided\n${attempt > 1 ? `sudo: ${attempt - 1} incorrect password attempt${attempt > 2 ? 's' : ''}\n` : 'sudo: a password is required\n'}`,
      );
      return false;
    }
    if (fits(entry, given)) {
      remember(sys, user);
      return true;
    }
    yield* io.sleep(1500);
    if (attempt < ATTEMPTS) yield* io.stderr('Sorry, try again.\n');
  }
  yield* io.stderr(`sudo: ${ATTEMPTS} incorrect password attempts\n`);
  return false;
}

/** Files of sudoers whose owner or mode keeps sudo from reading them, and lines that it passes over. */
function faultsOf(sys: Sys): string[] {
  const { faults, files } = readSudoers(sys);
  const wrong = files.flatMap((path) => {
    const { gid, mode, uid } = sys.stat(path);
    if (uid !== 0) return [`sudo: ${path} is owned by uid ${uid}, should be 0`];
    if (mode & 0o002) return [`sudo: ${path} is world writable`];
    return mode & 0o020 && gid !== 0 ? [`sudo: ${path} is owned by gid ${gid}, should be 0`] : [];
  });
  return [...wrong, ...faults];
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
        .map(
          ({ commands, noPassword, runAs, runAsGroups }) =>
            `    (${runAs.join(', ')}${runAsGroups.length ? ` : ${runAsGroups.join(', ')}` : ''}) ${noPassword ? 'NOPASSWD: ' : ''}${commands.join(', ')}\n`,
        )
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
    const caller = accounts.user(callerOf(io));
    const uid = caller?.uid ?? callerOf(io);
    const wanted = options.value('u') ?? 'root';
    const user = accounts.user(wanted) ?? (wanted.startsWith('#') ? accounts.user(Number(wanted.slice(1))) : undefined);
    if (!user) {
      yield* io.stderr(`sudo: unknown user ${wanted}\nsudo: error initializing audit plugin sudoers_audit\n`);
      return 1;
    }
    if (options.has('k', 'K')) forget(sys, caller?.name ?? String(uid));
    if (options.has('k', 'K') && options.operands.length === 0) return 0;
    for (const fault of faultsOf(sys)) yield* io.stderr(`${fault}\n`);
    const asking: Asking = {
      silent: options.has('n'),
      stdin: options.has('S'),
      fresh: options.has('k'),
      ...(options.has('p') && { prompt: options.value('p')! }),
    };
    if (options.has('l') && options.operands.length === 0)
      return yield* listed(io, sys, accounts, options.value('U') === undefined ? caller : accounts.user(options.value('U')!));
    const judged = { accounts, caller, uid, target: user.name };
    if (options.has('v') && options.operands.length === 0) return (yield* refusal(io, sys, { ...judged, argv: ['list'], asking })) ? 1 : 0;
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
    if (yield* refusal(io, sys, { ...judged, argv: asShell && words.length === 0 ? [shell] : argv, asking })) return 1;
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
