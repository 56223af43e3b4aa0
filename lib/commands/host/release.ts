import type { Command } from '../command/command';
import { strftime } from '../time/strftime';
import { Accounts } from '../files/accounts';
import { timeZone } from '../time/zone';
import { uptimeLine } from '../kernel/memory';
import type { Sys } from '@/lib/hosts/process/sys';

const field = (text: string, name: string) => new RegExp(`^${name}="?(.*?)"?$`, 'm').exec(text)?.[1] ?? '';

const lsbRelease: Command = {
  name: 'lsb_release',
  options: 'a,all i,id d,description r,release c,codename s,short v',
  usage: 'Usage: lsb_release [options]\n',
  *run(io, options, sys) {
    const text = sys.readFile('/etc/os-release');
    const all = options.has('a') || options.given.length === 0;
    if (all && !options.has('s')) yield* io.stderr('No LSB modules are available.\n');
    const rows = [
      ['i', 'Distributor ID', field(text, 'NAME').split(' ')[0]!],
      ['d', 'Description', field(text, 'PRETTY_NAME')],
      ['r', 'Release', field(text, 'VERSION_ID')],
      ['c', 'Codename', field(text, 'VERSION_CODENAME')],
    ] as const;
    for (const [letter, name, value] of rows)
      if (all && !(options.given.length === 0) ? true : options.has(letter))
        yield* io.print(options.has('s') ? `${value}\n` : `${name}:\t${value}\n`);
    return 0;
  },
};

const hostnamectl: Command = {
  name: 'hostnamectl',
  options: 'static transient pretty no-ask-password H: json:',
  usage: 'hostnamectl [OPTIONS...] COMMAND ...\n\nQuery or change system hostname.\n',
  *run(io, options, sys) {
    const [verb = 'status', value] = options.operands;
    if (verb === 'hostname' && value === undefined) {
      yield* io.print(`${sys.hostname()}\n`);
      return 0;
    }
    if (verb === 'set-hostname' || verb === 'hostname') {
      yield* io.stderr('hostnamectl: renaming a host is not simulated here\n');
      return 1;
    }
    if (verb !== 'status') {
      yield* io.stderr(`Unknown command verb ${verb}.\n`);
      return 1;
    }
    const rows = [
      ['Static hostname', sys.hostname()],
      ['Icon name', 'computer-vm'],
      ['Chassis', 'vm 🖴'],
      ['Virtualization', 'kvm'],
      ['Operating System', field(sys.readFile('/etc/os-release'), 'PRETTY_NAME')],
      ['Kernel', `Linux ${sys.readFile('/proc/sys/kernel/osrelease').trim()}`],
      ['Architecture', 'x86-64'],
    ] as const;
    for (const [name, text] of rows) yield* io.print(`${name.padStart(16)}: ${text}\n`);
    return 0;
  },
};

/** Logins: the sessions whose shell leads a terminal. */
function logins(sys: Sys) {
  return sys.processes().filter((p) => p.tty !== undefined && p.pid === p.sid && p.container === undefined);
}

const who: Command = {
  name: 'who',
  options: 'a,all b,boot H,heading q,count u,users m r',
  usage: 'Usage: who [OPTION]... [ FILE | ARG1 ARG2 ]\nPrint information about users who are currently logged in.\n',
  *run(io, _, sys) {
    const accounts = new Accounts(sys);
    for (const p of logins(sys))
      yield* io.print(
        `${accounts.userName(p.uid).padEnd(8)} ${p.tty!.replace('/dev/', '').padEnd(12)} ${strftime('%Y-%m-%d %H:%M', p.startedAt, timeZone(sys))}\n`,
      );
    return 0;
  },
};

const w: Command = {
  name: 'w',
  options: 'h,no-header s,short f,from i,ip-addr u',
  version: 'w from procps-ng 4.0.4',
  usage: 'Usage:\n w [options] [user]\n',
  *run(io, options, sys) {
    const accounts = new Accounts(sys);
    if (!options.has('h')) yield* io.print(` ${uptimeLine(sys)}\nUSER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU  WHAT\n`);
    for (const p of logins(sys))
      yield* io.print(
        `${accounts.userName(p.uid).padEnd(8)} ${p.tty!.replace('/dev/', '').padEnd(8)} -                ${strftime('%H:%M', p.startedAt, timeZone(sys))}    0.00s  0.00s  0.00s ${p.argv.join(' ')}\n`,
      );
    return 0;
  },
};

const nproc: Command = {
  name: 'nproc',
  options: 'all ignore:',
  usage: 'Usage: nproc [OPTION]...\nPrint the number of processing units available to the current process.\n',
  *run(io, options, sys) {
    const count = sys.readFile('/proc/cpuinfo').match(/^processor/gm)?.length ?? 1;
    yield* io.print(`${Math.max(1, count - Number(options.value('ignore') ?? 0))}\n`);
    return 0;
  },
};

const sync: Command = {
  name: 'sync',
  options: 'd,data f,file-system',
  usage: 'Usage: sync [OPTION] [FILE]...\nSynchronize cached writes to persistent storage\n',
  *run() {
    return 0;
  },
};

export const releaseCommands: readonly Command[] = [lsbRelease, hostnamectl, who, w, nproc, sync];
