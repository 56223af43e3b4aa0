import type { Sys } from '@/lib/hosts/process/sys';
import { nextElapse, parseCalendar, showCalendar } from '@/lib/hosts/systemd/calendar';
import { formatTimespan, parseTimespan, relativeTo } from '@/lib/hosts/systemd/timespan';
import { parseTimestamp } from '@/lib/hosts/systemd/timestamp';
import { escapePath, escapeUnit, unescapeUnit, unitName } from '@/lib/hosts/systemd/unit-name';
import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { waitFor } from '../command/child';
import { actOn, propertiesOf, unitOf, unitsOf } from './unit-calls';
import { stampOf } from './unit-status';

const analyze: Command = {
  name: 'systemd-analyze',
  options: 'h,help no-pager iterations: base-time: man:: recursive-errors: user system order require n',
  refusal: '',
  usage:
    'systemd-analyze [OPTIONS...] COMMAND ...\n\nProfile systemd, show unit dependencies, check unit files.\n\nCommands:\n  [time]                     Print time required to boot the machine\n  blame                      Print list of running units ordered by\n                             time to init\n  critical-chain [UNIT...]   Print a tree of the time critical chain\n                             of units\n  verify FILE...             Check unit files for correctness\n  calendar SPEC...           Validate repetitive calendar time\n                             events\n  timestamp TIMESTAMP...     Validate a timestamp\n  timespan SPAN...           Validate a time span\n',
  *run(io, options, sys) {
    const [verb = 'time', ...words] = options.operands;
    const each = function* (what: string, show: (text: string) => string | undefined): Task<number> {
      let code = 0;
      for (const [i, text] of words.entries()) {
        const shown = show(text);
        if (shown === undefined) {
          yield* io.stderr(`Failed to parse ${what} '${text}': Invalid argument\n`);
          code = 1;
        } else yield* io.print(`${i > 0 ? '\n' : ''}${shown}`);
      }
      return code;
    };
    switch (verb) {
      case 'timespan':
        return yield* each('time span', (text) => {
          const usec = parseTimespan(text);
          return usec === undefined
            ? undefined
            : `Original: ${text}\n      μs: ${usec === Infinity ? '18446744073709551615' : usec}\n   Human: ${formatTimespan(usec)}\n`;
        });
      case 'timestamp':
        return yield* each('time stamp', (text) => {
          const ms = parseTimestamp(text, sys.now());
          return ms === undefined
            ? undefined
            : `  Original form: ${text}\nNormalized form: ${stampOf(sys, ms)}\n   UNIX seconds: @${Math.floor(ms / 1000)}\n       From now: ${relativeTo(ms, sys.now())}\n`;
        });
      case 'calendar':
        return yield* each('calendar specification', (text) => calendarText(sys, text, Number(options.value('iterations') ?? 1)));
      case 'verify':
        return yield* verify(io, sys, words);
      case 'blame':
        return yield* blame(io, sys);
      case 'time':
        yield* io.print(
          `Startup finished in 2.104s (kernel) + 11.342s (userspace) = 13.446s \ngraphical.target reached after 11.310s in userspace.\n`,
        );
        return 0;
      default:
        yield* io.stderr(
          /^(critical-chain|dump|plot|dot|security|unit-paths|cat-config|syscall-filter|condition|log-level)$/.test(verb)
            ? `systemd-analyze ${verb}: not simulated here\n`
            : `Unknown command verb ${verb}.\n`,
        );
        return 1;
    }
  },
};

function calendarText(sys: Sys, text: string, iterations: number): string | undefined {
  const calendar = parseCalendar(text);
  if (!calendar) return undefined;
  const normal = showCalendar(calendar);
  let shown = normal === text ? '' : `  Original form: ${text}\n`;
  shown += `Normalized form: ${normal}\n`;
  let from = sys.now();
  for (let i = 1; i <= Math.min(iterations, 100); i++) {
    const next = nextElapse(calendar, from);
    if (next === undefined) return `${shown}${i === 1 ? '    Next elapse: never\n' : ''}`;
    shown += `${i === 1 ? '    Next elapse' : `       Iter. #${i}`.slice(-15)}: ${stampOf(sys, next)}\n       From now: ${relativeTo(next, sys.now())}\n`;
    from = next;
  }
  return shown;
}

/** What loading a unit's files would complain of, and programs that are not there. */
function* verify(io: Io, sys: Sys, words: readonly string[]): Task<number> {
  let code = 0;
  for (const word of words) {
    const path = word.includes('/') ? word : undefined;
    if (path !== undefined && !sys.exists(path)) {
      yield* io.stderr(`Failed to prepare filename ${word}: No such file or directory\n`);
      return 1;
    }
    const name = unitName(word.split('/').pop()!);
    const u = unitOf(sys, name);
    if (u.loadState === 'not-found') {
      yield* io.stderr(
        path ? `${word}: only units in systemd's directories are verified here (not simulated)\n` : `Unit ${name} not found.\n`,
      );
      code = 1;
      continue;
    }
    const settings = propertiesOf(sys, name);
    for (const problem of settings.problems ?? []) yield* io.stderr(`${problem}\n`);
    if (u.loadError !== undefined) {
      yield* io.stderr(`${u.name}: ${u.loadError}\nUnit ${u.name} has a bad unit file setting.\n`);
      code = 1;
    }
    for (const line of settings['Service.ExecStart'] ?? []) {
      const file = line.replace(/^[-@:+!]+/, '').split(/\s+/)[0]!;
      if (!file.startsWith('/') || (sys.exists(file) && sys.access(file, 'x'))) continue;
      yield* io.stderr(
        `${u.name}: Command ${file} is not executable: ${sys.exists(file) ? 'Permission denied' : 'No such file or directory'}\n`,
      );
      code = 1;
    }
  }
  return code;
}

function* blame(io: Io, sys: Sys): Task<number> {
  const rows = unitsOf(sys, false).flatMap((u) => {
    const { inactiveExit, activeEnter } = u.state;
    return activeEnter !== undefined && inactiveExit !== undefined && activeEnter > inactiveExit
      ? [[activeEnter - inactiveExit, u.name] as const]
      : [];
  });
  for (const [ms, name] of rows.sort(([a], [b]) => b - a)) yield* io.print(`${formatTimespan(ms * 1000, 1000).padStart(6)} ${name}\n`);
  return 0;
}

const escape: Command = {
  name: 'systemd-escape',
  options: 'h,help suffix: template: instance u,unescape m,mangle p,path',
  refusal: '',
  usage: 'systemd-escape [OPTIONS...] [NAME...]\n\nEscape strings for usage in systemd unit names.\n',
  *run(io, options) {
    if (options.operands.length === 0) {
      yield* io.stderr('Not enough arguments.\n');
      return 1;
    }
    const shown = options.operands.map((text) => {
      if (options.has('u')) return options.has('p') ? `/${unescapeUnit(text)}` : unescapeUnit(text);
      if (options.has('m')) return unitName(text);
      const escaped = options.has('p') ? escapePath(text) : escapeUnit(text);
      const template = options.value('template');
      return template
        ? template.replace('@.', `@${escaped}.`)
        : options.value('suffix')
          ? `${escaped}.${options.value('suffix')}`
          : escaped;
    });
    yield* io.print(`${shown.join(' ')}\n`);
    return 0;
  },
};

const notify: Command = {
  name: 'systemd-notify',
  options: 'h,help ready reloading stopping pid:: uid: status: booted no-block',
  usage: 'systemd-notify [OPTIONS...] [VARIABLE=VALUE...]\n\nNotify the init system about service status updates.\n',
  *run(io, options, sys) {
    if (options.has('booted')) return 0;
    const lines = [
      ...(options.has('ready') ? ['READY=1'] : []),
      ...(options.has('stopping') ? ['STOPPING=1'] : []),
      ...(options.has('pid') ? [`MAINPID=${options.value('pid') || sys.ppid}`] : []),
      ...(options.value('status') === undefined ? [] : [`STATUS=${options.value('status')}`]),
      ...options.operands,
    ];
    if (lines.length === 0) {
      yield* io.stderr('No status information to send.\n');
      return 1;
    }
    if (sys.host({ call: 'unit-notify', text: lines.join('\n') })) return 0;
    yield* io.stderr('No status data could be sent: $NOTIFY_SOCKET was not set\n');
    return 1;
  },
};

const quoteWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word)
    ? word.replaceAll('%', '%%')
    : `"${word
        .replace(/(["\\])/g, '\\$1')
        .replaceAll('%', '%%')
        .replaceAll('$', '$$$$')}"`;

/** systemd-run: a transient unit around a command. */
const run: Command = {
  name: 'systemd-run',
  options:
    'h,help version scope unit: p,property: description: slice: r,remain-after-exit uid: gid: E,setenv: d,same-dir working-directory: t,pty P,pipe q,quiet wait G,collect S,shell on-active: on-boot: on-calendar: on-unit-active: on-startup: on-unit-inactive: timer-property: service-type: no-block user system no-ask-password nice:',
  settings: { stopAtOperand: true },
  refusal: '',
  usage: 'systemd-run [OPTIONS...] COMMAND [ARGUMENTS...]\n\nRun the specified command in a transient scope or service.\n',
  *run(io, options, sys) {
    const argv = options.operands;
    const timers = (['on-active', 'on-boot', 'on-calendar', 'on-unit-active', 'on-startup', 'on-unit-inactive'] as const).filter((one) =>
      options.has(one),
    );
    if (argv.length === 0 && timers.length === 0) {
      yield* io.stderr('Command line to execute required.\n');
      return 1;
    }
    if (sys.uid() !== 0) {
      yield* io.stderr('Failed to start transient service unit: Interactive authentication required.\n');
      return 1;
    }
    const id =
      Math.floor(sys.random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0') +
      Math.floor(sys.random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    const name = unitName(options.value('unit') ?? `run-r${id}${id}`);
    const stem = name.replace(/\.service$/, '');
    if (options.has('scope')) {
      if (!options.has('q')) yield* io.stderr(`Running as unit: ${stem}.scope; invocation ID: ${id}${id}\n`);
      yield* io.flush();
      return (yield* waitFor(io, sys.spawn({ argv }))).code;
    }
    let file = argv[0]!;
    if (argv.length > 0 && !file.includes('/')) {
      const found = (sys.env().PATH ?? '')
        .split(':')
        .map((folder) => `${folder}/${file}`)
        .find((path) => sys.exists(path));
      if (!found) {
        yield* io.stderr(`Failed to find executable ${file}: No such file or directory\n`);
        return 1;
      }
      file = found;
    }
    const pipe = options.has('P', 't');
    const output = pipe || options.has('wait') ? `/run/systemd/transient/.${stem}.out` : undefined;
    const folder = '/run/systemd/transient';
    for (const path of ['/run/systemd', folder]) if (!sys.exists(path)) sys.mkdir(path, 0o755);
    const lines = [
      '# This is a transient unit file, created programmatically via the systemd API. Do not edit.',
      '[Unit]',
      `Description=${options.value('description') ?? argv.join(' ')}`,
      '',
      '[Service]',
      ...(options.value('service-type') ? [`Type=${options.value('service-type')}`] : []),
      ...(options.has('r') ? ['RemainAfterExit=yes'] : []),
      ...(options.value('uid') ? [`User=${options.value('uid')}`] : []),
      ...(options.value('gid') ? [`Group=${options.value('gid')}`] : []),
      ...(options.has('d')
        ? [`WorkingDirectory=${sys.cwd()}`]
        : options.value('working-directory')
          ? [`WorkingDirectory=${options.value('working-directory')}`]
          : []),
      ...options.values('E').map((one) => `Environment="${one.includes('=') ? one : `${one}=${sys.env()[one] ?? ''}`}"`),
      ...options.values('p').filter((one) => !/^(Description|Requires|Wants|After|Before|Conflicts|BindsTo|PartOf)=/.test(one)),
      ...(pipe ? [`StandardOutput=truncate:${output}`] : []),
      `ExecStart=${[file, ...argv.slice(1)].map(quoteWord).join(' ')}`,
    ];
    sys.writeFile(`${folder}/${name}`, `${lines.join('\n')}\n`);
    if (timers.length > 0) {
      const keys = {
        'on-active': 'OnActiveSec',
        'on-boot': 'OnBootSec',
        'on-calendar': 'OnCalendar',
        'on-unit-active': 'OnUnitActiveSec',
        'on-startup': 'OnStartupSec',
        'on-unit-inactive': 'OnUnitInactiveSec',
      };
      sys.writeFile(
        `${folder}/${stem}.timer`,
        `[Unit]\nDescription=${options.value('description') ?? argv.join(' ')}\n\n[Timer]\n${timers.map((one) => `${keys[one]}=${options.value(one)}\n`).join('')}RemainAfterElapse=no\n`,
      );
      const answer = actOn(sys, 'start', [`${stem}.timer`]);
      if (!answer.ok) {
        yield* io.stderr(`Failed to start transient timer unit: ${answer.error}\n`);
        return 1;
      }
      if (!options.has('q')) yield* io.stderr(`Running timer as unit: ${stem}.timer\nWill run service as unit: ${name}\n`);
      return 0;
    }
    const answer = actOn(sys, 'start', [name]);
    if (!answer.ok) {
      yield* io.stderr(`Failed to start transient service unit: ${answer.error}\n`);
      return 1;
    }
    if (!options.has('q')) yield* io.stderr(`Running as unit: ${name}; invocation ID: ${unitOf(sys, name).state.invocation ?? ''}\n`);
    if (!options.has('wait') && !pipe) return 0;
    for (;;) {
      const u = unitOf(sys, name);
      if (u.activeState !== 'active' && u.activeState !== 'activating' && u.activeState !== 'deactivating') {
        if (pipe && output && sys.exists(output)) yield* io.print(sys.readFile(output));
        const main = u.exec.findLast(({ setting }) => setting === 'ExecStart');
        if (!options.has('q') && !pipe)
          yield* io.stderr(
            `Finished with result: ${u.result}\nMain processes terminated with: code=${main?.signal === undefined ? 'exited' : 'killed'}/status=${main?.signal ?? main?.code ?? 0}\nService runtime: ${formatTimespan(Math.max(1, (main?.endedAt ?? sys.now()) - (main?.startedAt ?? sys.now())) * 1000, 1000)}\n`,
          );
        return main?.signal === undefined ? (main?.code ?? 0) : 255;
      }
      yield { channels: [u.channel] };
    }
  },
};

const cat: Command = {
  name: 'systemd-cat',
  options: 'h,help t,identifier: p,priority: stderr-priority: level-prefix:',
  settings: { stopAtOperand: true },
  usage: 'systemd-cat [OPTIONS...] COMMAND ...\n\nExecute process with stdout/stderr connected to the journal.\n',
  *run(io, options, sys) {
    const identifier = options.value('t') ?? (options.operands[0] ?? 'cat').split('/').pop()!;
    const priority = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'].indexOf(options.value('p') ?? 'info');
    const write = (text: string) => sys.host({ call: 'journal-write', identifier, text, priority: priority < 0 ? 6 : priority });
    if (options.operands.length === 0) {
      const input = io.stdin;
      for (let line = yield* input.line(); line !== null; line = yield* input.line()) write(line);
      return 0;
    }
    const [read, out] = sys.pipe();
    const pid = sys.spawn({ argv: options.operands, fds: { 0: 0, 1: out, 2: out } });
    sys.close(out);
    let rest = '';
    for (;;) {
      const got = sys.read(read);
      if (got === null) break;
      if (typeof got !== 'string') {
        yield { channels: got.wait };
        continue;
      }
      const lines = (rest + got).split('\n');
      rest = lines.pop()!;
      lines.forEach(write);
    }
    if (rest) write(rest);
    return (yield* waitFor(io, pid)).code;
  },
};

export const systemdTools: readonly Command[] = [analyze, escape, notify, run, cat];
