import { Errno } from '@/lib/hosts/process/sys';
import { waitFor } from '../command/child';
import { Fatal, type Command } from '../command/command';
import { Accounts } from '../files/accounts';
import { AccountFile } from './account-files';
import { callerOf, converse } from './conversation';
import { fits } from './crypt';

const PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games';
const ROOT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Becomes another user, by their password unless root asks. */
export const su: Command = {
  name: 'su',
  aliases: ['runuser'],
  options:
    'l,login c,command: session-command: m,p,preserve-environment s,shell: g,group: G,supp-group: P,pty w,whitelist-environment: f,fast u,user:',
  settings: { stopAtOperand: true },
  version: 'su from util-linux 2.39.3',
  usage:
    '\nUsage:\n su [options] [-] [<user> [<argument>...]]\n\nChange the effective user ID and group ID to that of <user>.\nA mere - implies -l.  If <user> is not given, root is assumed.\n\nOptions:\n -m, -p, --preserve-environment      keep environment variables\n -w, --whitelist-environment <list>  variables to keep with -l\n\n -g, --group <group>             the primary group\n -G, --supp-group <group>        a supplementary group\n\n -, -l, --login                  make the shell a login shell\n -c, --command <command>         a command for the shell\n --session-command <command>     a command for the shell, without a new session\n -f, --fast                      pass -f to the shell (for csh or tcsh)\n -s, --shell <shell>             run <shell> if /etc/shells allows it\n -P, --pty                       create a new pseudo-terminal\n\n -h, --help                      display this help\n -V, --version                   display version\n',
  *run(io, options, sys) {
    const runuser = io.name === 'runuser';
    const words = [...options.operands];
    let login = options.has('l');
    if (words[0] === '-') {
      words.shift();
      login = true;
    }
    const uid = callerOf(io);
    if (runuser && uid !== 0) throw new Fatal('may not be used by non-root users');
    const name = (runuser ? options.value('u') : undefined) ?? words.shift() ?? 'root';
    // Options may stand behind the user as well.
    let command = options.value('c') ?? options.value('session-command');
    let asShell = options.value('s');
    while (/^-[cls]$|^--?$/.test(words[0] ?? '')) {
      const word = words.shift();
      if (word === '-c') command = words.shift() ?? '';
      else if (word === '-s') asShell = words.shift();
      else if (word !== '--') login = true;
    }
    const accounts = new Accounts(sys);
    const user = accounts.user(name);
    if (!user) throw new Fatal(`user ${name} does not exist or the user entry does not contain all the required fields`);
    const shadow = new AccountFile(sys, '/etc/shadow').find(name);
    if (uid !== 0) {
      const given = yield* converse(io, io.stdin, 'Password: ');
      if (given === null || !fits(shadow?.[1], given)) {
        yield* io.sleep(1500);
        throw new Fatal('Authentication failure');
      }
      const day = Math.floor(sys.now() / 86_400_000);
      if (shadow?.[7] && Number(shadow[7]) <= day) {
        yield* io.stderr('Your account has expired; please contact your system administrator.\n');
        throw new Fatal('Authentication failure');
      }
    }
    const listed = sys.exists('/etc/shells') ? sys.readFile('/etc/shells').split('\n') : [];
    const restricted = uid !== 0 && !listed.includes(user.shell);
    const shell = (restricted ? user.shell : (asShell ?? user.shell)) || '/bin/sh';
    const old = sys.env();
    const fresh = { TERM: old.TERM ?? 'xterm', PATH: user.uid === 0 ? ROOT_PATH : PATH, MAIL: `/var/mail/${user.name}` };
    const own = { HOME: user.home, SHELL: shell, ...(user.uid === 0 && !login ? {} : { USER: user.name, LOGNAME: user.name }) };
    const env = options.has('m') && !login ? old : { ...(login ? fresh : old), ...own };
    const home = login && sys.exists(user.home);
    if (login && !home) yield* io.stderr(`su: warning: cannot change directory to ${user.home}: No such file or directory\n`);
    yield* io.flush();
    let pid: number;
    try {
      pid = sys.spawn({
        argv: [`${login ? '-' : ''}${shell.split('/').pop()}`, ...(command === undefined ? [] : ['-c', command]), ...words],
        file: shell,
        env,
        uid: user.uid,
        gid: user.gid,
        groups: accounts.groupsOf(user),
        ...(home && { cwd: user.home }),
      });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Fatal(`failed to execute ${shell}: ${error.message}`, error.code === 'ENOENT' ? 127 : 126);
    }
    return (yield* waitFor(io, pid)).code;
  },
};

/** The shell of those who are not to log in. */
export const nologin: Command = {
  name: 'nologin',
  options: 'c,command: i,interactive l,login noprofile norc posix rcfile: r,restricted',
  version: 'nologin from util-linux 2.39.3',
  usage: '\nUsage:\n nologin [options]\n\nPolitely refuse a login.\n',
  *run(io, _, sys) {
    const own = sys.exists('/etc/nologin.txt') ? sys.readFile('/etc/nologin.txt') : undefined;
    yield* io.print(own ?? 'This account is currently not available.\n');
    return 1;
  },
};
