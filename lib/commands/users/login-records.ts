import type { Command } from '../command/command';
import { Fatal } from '../command/command';
import { Accounts } from '../files/accounts';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';

interface LoginRecord {
  readonly user: string;
  readonly line: string;
  readonly from: string;
  readonly at: number;
}

/** When users were last here. */
export const lastlog: Command = {
  name: 'lastlog',
  options: 'b,before: C,clear R,root: S,set t,time: u,user:',
  usage:
    'Usage: lastlog [options]\n\nOptions:\n  -b, --before DAYS             print only records older than DAYS\n  -h, --help                    display this help message and exit\n  -t, --time DAYS               print only records more recent than DAYS\n  -u, --user LOGIN              print the record of the specified LOGIN\n',
  *run(io, options, sys) {
    const records = sys.host({ call: 'logins' }) as LoginRecord[];
    const accounts = new Accounts(sys);
    const wanted = options.value('u');
    if (wanted !== undefined && !accounts.user(wanted)) throw new Fatal(`Unknown user or range: ${wanted}`);
    yield* io.print(`Username         Port     From                                       Latest\n`);
    for (const user of accounts.users) {
      if (wanted !== undefined && user.name !== wanted) continue;
      const last = records.findLast((one) => one.user === user.name);
      const days = last === undefined ? Infinity : (sys.now() - last.at) / 86_400_000;
      if (options.has('t') && days > Number(options.value('t'))) continue;
      if (options.has('b') && days < Number(options.value('b'))) continue;
      yield* io.print(
        last
          ? `${user.name.padEnd(16)} ${last.line.padEnd(8)} ${last.from.padEnd(42)} ${strftime('%a %b %e %H:%M:%S %z %Y', last.at, timeZone(sys))}\n`
          : `${user.name.padEnd(16)} ${''.padEnd(8)} ${''.padEnd(42)}**Never logged in**\n`,
      );
    }
    return 0;
  },
};
