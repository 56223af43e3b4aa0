import type { Command } from '../command/command';
import { isTerminal } from '../command/stdio';
import { unitFilesOf, unitOf } from './unit-calls';
import { paintFor, statusText } from './unit-status';
import { runJobs } from './unit-verbs';

/** service(8), which hands everything to systemctl. */
export const service: Command = {
  name: 'service',
  options: undefined,
  usage: 'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n',
  *run(io, options, sys) {
    const [name, verb] = options.operands;
    if (name === '--status-all') {
      for (const { name: one } of unitFilesOf(sys).filter((file) => /^(cron|ssh|dbus|rsyslog|ufw|apparmor)\.service$/.test(file.name)))
        yield* io.print(` [ ${unitOf(sys, one).activeState === 'active' ? '+' : '-'} ]  ${one.replace(/\.service$/, '')}\n`);
      return 0;
    }
    if (name === undefined || verb === undefined) {
      yield* io.stderr(this.usage);
      return 1;
    }
    const u = unitOf(sys, name);
    if (u.loadState === 'not-found') {
      yield* io.stderr(verb === 'status' ? `Unit ${u.name} could not be found.\n` : `${name}: unrecognized service\n`);
      return verb === 'status' ? 4 : 1;
    }
    if (verb === 'status') {
      yield* io.print(statusText(sys, u, { lines: 10, paint: paintFor(isTerminal(sys, 1)), output: 'short' }));
      return u.activeState === 'active' ? 0 : 3;
    }
    if (!/^(start|stop|restart|reload|force-reload|try-restart|--full-restart)$/.test(verb)) {
      yield* io.stderr(`Usage: service ${name} {start|stop|restart|reload|force-reload|status}\n`);
      return 2;
    }
    const real = verb === '--full-restart' ? 'restart' : verb === 'force-reload' ? 'reload-or-restart' : verb;
    return yield* runJobs(io, sys, real, [name], { quiet: false, noBlock: false, now: false, force: false, runtime: false, noWarn: true });
  },
};
