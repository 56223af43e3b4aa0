import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { Accounts } from '../files/accounts';

export const id: Command = {
  name: 'id',
  options: 'a Z,context g,group G,groups n,name r,real u,user z,zero',
  usage:
    'Usage: id [OPTION]... [USER]...\nPrint user and group information for each specified USER,\nor (when USER omitted) for the current user.\n',
  *run(io, options, sys) {
    const accounts = new Accounts(sys);
    const name = options.operands[0];
    const user = name === undefined ? undefined : (accounts.user(name) ?? (/^\d+$/.test(name) ? accounts.user(Number(name)) : undefined));
    if (name !== undefined && !user) throw new Fatal(`${localeQuote(name)}: no such user`);
    const uid = user?.uid ?? sys.uid();
    const gid = user?.gid ?? sys.gid();
    const groups = user ? accounts.groupsOf(user) : [...new Set([gid, ...sys.groups()])];
    const kinds = ['u', 'g', 'G'].filter((k) => options.has(k));
    if (kinds.length > 1) throw new Fatal('cannot print "only" of more than one choice');
    if (kinds.length === 0 && options.has('n', 'r')) throw new Fatal('printing only names or real IDs requires -u, -g, or -G');
    const show = (value: number, named: (n: number) => string) => (options.has('n') ? named(value) : String(value));
    if (kinds[0] === 'u') yield* io.print(`${show(uid, (n) => accounts.userName(n))}\n`);
    else if (kinds[0] === 'g') yield* io.print(`${show(gid, (n) => accounts.groupName(n))}\n`);
    else if (kinds[0] === 'G') yield* io.print(`${groups.map((g) => show(g, (n) => accounts.groupName(n))).join(' ')}\n`);
    else {
      const named = (value: number, label: string | undefined) => (label ? `${value}(${label})` : String(value));
      const list = groups.map((g) => named(g, accounts.group(g)?.name)).join(',');
      yield* io.print(`uid=${named(uid, accounts.user(uid)?.name)} gid=${named(gid, accounts.group(gid)?.name)} groups=${list}\n`);
    }
    return 0;
  },
};

export const whoami: Command = {
  name: 'whoami',
  options: '',
  usage: 'Usage: whoami [OPTION]...\nPrint the user name associated with the current effective user ID.\n',
  *run(io, options, sys) {
    if (options.operands.length) throw new UsageError(`extra operand ${localeQuote(options.operands[0]!)}`);
    const user = new Accounts(sys).user(sys.uid());
    if (!user) throw new Fatal(`cannot find name for user ID ${sys.uid()}`);
    yield* io.print(`${user.name}\n`);
    return 0;
  },
};

export const groups: Command = {
  name: 'groups',
  options: '',
  usage: 'Usage: groups [OPTION]... [USERNAME]...\n',
  *run(io, options, sys) {
    const accounts = new Accounts(sys);
    if (options.operands.length === 0)
      yield* io.print(`${[...new Set([sys.gid(), ...sys.groups()])].map((g) => accounts.groupName(g)).join(' ')}\n`);
    for (const name of options.operands) {
      const user = accounts.user(name);
      if (!user) throw new Fatal(`${localeQuote(name)}: no such user`);
      yield* io.print(
        `${name} : ${accounts
          .groupsOf(user)
          .map((g) => accounts.groupName(g))
          .join(' ')}\n`,
      );
    }
    return 0;
  },
};

export const hostname: Command = {
  name: 'hostname',
  options: 'a,alias A,all-fqdns b,boot d,domain f,fqdn,long F,file: i,ip-address I,all-ip-addresses s,short y,yp,nis',
  usage:
    'Usage: hostname [-b] {hostname|-F file}         set host name (from file)\n       hostname [-a|-A|-d|-f|-i|-I|-s|-y]       display formatted name\n       hostname                                 display host name\n',
  *run(io, options, sys) {
    if (options.operands.length) throw new Fatal('you must be root to change the host name');
    const name = sys.hostname();
    if (options.has('I')) yield* io.print(`${sys.addresses().join(' ')} \n`);
    else if (options.has('i')) yield* io.print(`${sys.addresses()[0] ?? '127.0.0.1'}\n`);
    else if (options.has('s')) yield* io.print(`${name.split('.')[0]}\n`);
    else if (options.has('d')) yield* io.print(`${name.split('.').slice(1).join('.')}\n`);
    else yield* io.print(`${name}\n`);
    return 0;
  },
};

const KERNEL = {
  s: 'Linux',
  r: '6.8.0-90-generic',
  v: '#52-Ubuntu SMP PREEMPT_DYNAMIC Thu Dec  5 13:09:44 UTC 2024',
  m: 'x86_64',
  p: 'x86_64',
  i: 'x86_64',
  o: 'GNU/Linux',
};

export const uname: Command = {
  name: 'uname',
  options: 'a,all s,kernel-name n,nodename r,kernel-release v,kernel-version m,machine p,processor i,hardware-platform o,operating-system',
  usage: 'Usage: uname [OPTION]...\nPrint certain system information.  With no OPTION, same as -s.\n',
  *run(io, options, sys) {
    if (options.operands.length) throw new UsageError(`extra operand ${localeQuote(options.operands[0]!)}`);
    const values: Record<string, string> = { ...KERNEL, n: sys.hostname() };
    const wanted = options.has('a')
      ? ['s', 'n', 'r', 'v', 'm', 'p', 'i', 'o']
      : ['s', 'n', 'r', 'v', 'm', 'p', 'i', 'o'].filter((k) => options.has(k));
    yield* io.print(`${(wanted.length ? wanted : ['s']).map((k) => values[k]).join(' ')}\n`);
    return 0;
  },
};

export const arch: Command = {
  name: 'arch',
  options: '',
  usage: 'Usage: arch [OPTION]...\nPrint machine architecture.\n',
  *run(io) {
    yield* io.print('x86_64\n');
    return 0;
  },
};
