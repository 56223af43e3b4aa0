import { Errno } from '@/lib/hosts/process/sys';
import { become } from '../command/child';
import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { strerror } from '../command/stdio';

const KINDS = { m: ['mnt', 'mount'], n: ['net', 'net'], p: ['pid', 'pid'], u: ['uts', 'uts'] } as const;
/** Namespaces that all processes share here: entering them changes nothing. */
const SHARED = ['i', 'U', 'C', 'T'];

const nsenter: Command = {
  name: 'nsenter',
  options:
    'a,all t,target: m,mount:: u,uts:: i,ipc:: n,net:: p,pid:: C,cgroup:: U,user:: T,time:: S,setuid: G,setgid: preserve-credentials r,root:: w,wd:: W,wdns: e,env F,no-fork Z,follow-context h V',
  settings: { stopAtOperand: true },
  version: 'nsenter from util-linux 2.39.3',
  usage:
    "\nUsage:\n nsenter [options] [<program> [<argument>...]]\n\nRun a program with namespaces of other processes.\n\nOptions:\n -a, --all              enter all namespaces\n -t, --target <pid>     target process to get namespaces from\n -m, --mount[=<file>]   enter mount namespace\n -u, --uts[=<file>]     enter UTS namespace (hostname etc)\n -i, --ipc[=<file>]     enter System V IPC namespace\n -n, --net[=<file>]     enter network namespace\n -p, --pid[=<file>]     enter pid namespace\n -C, --cgroup[=<file>]  enter cgroup namespace\n -U, --user[=<file>]    enter user namespace\n -T, --time[=<file>]    enter time namespace\n -S, --setuid[=<uid>]   set uid in entered namespace\n -G, --setgid[=<gid>]   set gid in entered namespace\n     --preserve-credentials do not touch uids or gids\n -r, --root[=<dir>]     set the root directory\n -w, --wd[=<dir>]       set the working directory\n -F, --no-fork          do not fork before exec'ing <program>\n\n -h, --help             display this help\n -V, --version          display version\n\nFor more details see nsenter(1).\n",
  *run(io, options, sys) {
    const target = options.value('t');
    if (target !== undefined && !/^\d+$/.test(target)) throw new Fatal(`failed to parse pid: ${localeQuote(target).replace(/[‘’]/g, "'")}`);
    const kinds: string[] = [];
    let pid = target;
    for (const [letter, [kind, word]] of Object.entries(KINDS)) {
      if (!options.has(letter) && !options.has('a')) continue;
      const file = options.value(letter);
      const named = file === undefined ? undefined : /^\/proc\/(\d+)\/ns\/\w+$/.exec(file);
      if (file !== undefined && !named) throw new Fatal(`cannot open ${file}: only /proc/<pid>/ns files are simulated here`);
      if (named) pid = named[1];
      if (pid === undefined) throw new UsageError(`no target PID specified for ${word === 'mount' ? 'mount' : word}`, false);
      kinds.push(kind);
    }
    if (kinds.length === 0 && !options.has(...SHARED) && target !== undefined && options.given.length === 1)
      throw new UsageError('no namespace specified', false);
    if (kinds.length > 0) {
      const first = kinds[0]!;
      if (!sys.processes().some((one) => one.pid === Number(pid)))
        throw new Fatal(`cannot open /proc/${pid}/ns/${first}: No such file or directory`);
      try {
        sys.host({ call: 'setns', pid: Number(pid), kinds });
      } catch (error) {
        if (error instanceof Errno && error.code === 'EPERM') throw new Fatal(`cannot open /proc/${pid}/ns/${first}: Permission denied`);
        throw new Fatal(`reassociate to namespace 'ns/${first}' failed: ${strerror(error)}`);
      }
    }
    const argv = options.operands.length ? options.operands : [sys.env().SHELL ?? '/bin/sh'];
    return yield* become(io, argv, undefined, (name, reason) => `failed to execute ${name}: ${reason}`);
  },
};

const chroot: Command = {
  name: 'chroot',
  options: 'groups: userspec: skip-chdir',
  settings: { stopAtOperand: true },
  usageStatus: 125,
  usage:
    "Usage: chroot [OPTION]... NEWROOT [COMMAND [ARG]...]\n  or:  chroot OPTION\nRun COMMAND with root directory set to NEWROOT.\n\n      --groups=G_LIST        specify supplementary groups as g1,g2,..,gN\n      --userspec=USER:GROUP  specify user and group (ID or name) to use\n      --skip-chdir           do not change working directory to '/'\n      --help        display this help and exit\n      --version     output version information and exit\n\nIf no command is given, run '\"$SHELL\" -i' (default: '/bin/sh -i').\n",
  *run(io, options, sys) {
    const [root, ...command] = options.operands;
    if (root === undefined) throw new UsageError('missing operand');
    try {
      sys.host({ call: 'chroot', path: root });
    } catch (error) {
      if (error instanceof Errno && error.code === 'EPERM')
        throw new Fatal(`cannot change root directory to ${localeQuote(root)}: Operation not permitted`, 125);
      throw new Fatal(`cannot change root directory to ${localeQuote(root)}: ${strerror(error)}`, 125);
    }
    const argv = command.length ? command : [sys.env().SHELL ?? '/bin/sh', '-i'];
    return yield* become(io, argv, undefined, (name, reason) => `failed to run command ${localeQuote(name)}: ${reason}`);
  },
};

const unshare: Command = {
  name: 'unshare',
  usage: '\nUsage:\n unshare [options] [<program> [<argument>...]]\n\nRun a program with some namespaces unshared from the parent.\n',
  *run(io) {
    yield* io.stderr('unshare: new namespaces are not simulated here\n');
    return 1;
  },
};

export const namespaceCommands: readonly Command[] = [nsenter, chroot, unshare];
