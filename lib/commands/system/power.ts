import type { Sys } from '@/lib/hosts/process/sys';
import { parseTimespan } from '@/lib/hosts/systemd/timespan';
import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { stampOf } from './unit-status';

type How = 'reboot' | 'poweroff' | 'halt';

/** reboot, poweroff and halt, as systemctl and the old commands have them. */
export function* endSystem(io: Io, sys: Sys, verb: string, { force }: { force: number }): Task<number> {
  if (!/^(reboot|poweroff|halt)$/.test(verb)) {
    yield* io.stderr(`systemctl: ${verb} is not simulated here\n`);
    return 1;
  }
  if (sys.uid() !== 0) {
    yield* io.stderr(
      `Call to ${verb === 'reboot' ? 'Reboot' : verb === 'halt' ? 'Halt' : 'PowerOff'} failed: Interactive authentication required.\n`,
    );
    return 1;
  }
  yield* io.flush();
  sys.host({ call: 'shutdown', how: verb, force: force > 0 });
  return 0;
}

function old(name: How): Command {
  return {
    name,
    options: 'help halt p,poweroff reboot f,force w,wtmp-only d,no-wtmp n no-wall',
    refusal: '',
    usage: `${name} [OPTIONS...]\n\n${{ reboot: 'Reboot the system.', poweroff: 'Power off the system.', halt: 'Halt the system.' }[name]}\n\nOptions:\n     --help      Show this help\n     --halt      Halt the machine\n  -p --poweroff  Switch off the machine\n     --reboot    Reboot the machine\n  -f --force     Force immediate halt/power-off/reboot\n  -w --wtmp-only Don't halt/power-off/reboot, just write wtmp record\n  -d --no-wtmp   Don't write wtmp record\n     --no-wall   Don't send wall message before halt/power-off/reboot\n`,
    *run(io, options, sys) {
      if (options.has('w')) return 0;
      const verb = options.has('halt') ? 'halt' : options.has('p') ? 'poweroff' : options.has('reboot') ? 'reboot' : name;
      return yield* endSystem(io, sys, verb, { force: options.given.filter((one) => one.name === 'f').length });
    },
  };
}

const shutdown: Command = {
  name: 'shutdown',
  options: 'help H,halt P,poweroff r,reboot h k no-wall c show q',
  refusal: '',
  usage:
    "shutdown [OPTIONS...] [TIME] [WALL...]\n\nShut down the system.\n\nOptions:\n     --help      Show this help\n  -H --halt      Halt the machine\n  -P --poweroff  Power-off the machine\n  -r --reboot    Reboot the machine\n  -h             Equivalent to --poweroff, overridden by --halt\n  -k             Don't halt/power-off/reboot, just send warnings\n     --no-wall   Don't send wall message before halt/power-off/reboot\n  -c             Cancel a pending shutdown\n     --show      Show pending shutdown\n",
  prepare: (args) => args.map((argument) => (/^-\d/.test(argument) ? `\0${argument}` : argument)),
  *run(io, options, sys) {
    const how: How = options.has('r') ? 'reboot' : options.has('H') ? 'halt' : 'poweroff';
    if (options.has('show')) {
      const pending = sys.host({ call: 'shutdown-scheduled' }) as { how: How; at: number } | undefined;
      if (!pending) {
        yield* io.stderr('No scheduled shutdown.\n');
        return 1;
      }
      yield* io.stderr(`${what(pending.how)} scheduled for ${stampOf(sys, pending.at)}, use 'shutdown -c' to cancel.\n`);
      return 0;
    }
    if (sys.uid() !== 0) {
      yield* io.stderr(
        'Failed to set wall message, ignoring: Interactive authentication required.\nCall to ScheduleShutdown failed: Interactive authentication required.\n',
      );
      return 1;
    }
    if (options.has('c')) {
      sys.host({ call: 'shutdown-cancel' });
      return 0;
    }
    const [time = '+1', ...words] = options.operands;
    const at = timeOf(time, sys.now());
    if (at === undefined) {
      yield* io.stderr(`Failed to parse time specification: ${time.replace('\0', '')}\n`);
      return 1;
    }
    if (options.has('k')) return 0;
    yield* io.flush();
    const scheduled = sys.host({ call: 'shutdown', how, at, message: words.join(' ') }) as { at: number } | undefined;
    if (scheduled) yield* io.stderr(`${what(how)} scheduled for ${stampOf(sys, scheduled.at)}, use 'shutdown -c' to cancel.\n`);
    return 0;
  },
};

const what = (how: How): string => ({ reboot: 'Reboot', halt: 'Halt', poweroff: 'Shutdown' })[how];

/** `now`, `+5`, `23:30`. Virtual milliseconds. */
function timeOf(text: string, now: number): number | undefined {
  if (text === 'now' || text === '+0') return now;
  if (/^\+?\d+$/.test(text)) return now + Number(text.replace('+', '')) * 60_000;
  if (/^\+/.test(text)) {
    const span = parseTimespan(text.slice(1));
    return span === undefined ? undefined : now + span / 1000;
  }
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (!match || Number(match[1]) > 23 || Number(match[2]) > 59) return undefined;
  const today = Math.floor(now / 86_400_000) * 86_400_000 + Number(match[1]) * 3_600_000 + Number(match[2]) * 60_000;
  return today > now ? today : today + 86_400_000;
}

const init: Command = {
  name: 'init',
  aliases: ['telinit'],
  options: 'help no-wall',
  usage:
    'telinit [OPTIONS...] COMMAND\n\nSend control commands to the init daemon.\n\nCommands:\n  0              Power-off the machine\n  6              Reboot the machine\n  2, 3, 4, 5     Start runlevelX.target unit\n  1, s, S        Enter rescue mode\n  q, Q           Reload init daemon configuration\n  u, U           Reexecute init daemon\n',
  *run(io, options, sys) {
    const [level] = options.operands;
    if (level === undefined) {
      yield* io.stderr('telinit: required argument missing.\n');
      return 1;
    }
    if (level === '0' || level === '6') return yield* endSystem(io, sys, level === '0' ? 'poweroff' : 'reboot', { force: 0 });
    if (/^[qQ]$/.test(level)) {
      sys.host({ call: 'unit-action', name: '', action: 'daemon-reload' });
      return 0;
    }
    if (!/^[1-5sS]$/.test(level)) {
      yield* io.stderr(`Unknown command '${level}'.\n`);
      return 1;
    }
    const target = /^[1sS]$/.test(level) ? 'rescue.target' : level === '5' ? 'graphical.target' : 'multi-user.target';
    sys.host({ call: 'unit-action', name: target, action: 'isolate' });
    return 0;
  },
};

export const powerCommands: readonly Command[] = [old('reboot'), old('poweroff'), old('halt'), shutdown, init];
