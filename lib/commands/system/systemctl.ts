import { SIGNAL_NUMBERS, type Signal } from '@/lib/hosts/process/program';
import { splitWords } from '@/lib/hosts/systemd/exec-command';
import { UNIT_TYPES, unitName } from '@/lib/hosts/systemd/unit-name';
import type { Sys } from '@/lib/hosts/process/sys';
import type { UnitStatus } from '@/lib/hosts/systemd/units';
import type { Command } from '../command/command';
import type { Options } from '../command/getopt';
import { isTerminal, type Io, type Task } from '../command/stdio';
import { actOn, unitFilesOf, unitOf, unitsOf } from './unit-calls';
import { catText, editUnits } from './unit-edit';
import { listDependencies, listSockets, listTimers, listUnitFiles, listUnits, matches, type ListOptions } from './unit-lists';
import { endSystem } from './power';
import { propertiesText } from './unit-show';
import { paintFor, statusText, stampOf } from './unit-status';
import { actAtOnce, changeLinks, runJobs, type VerbOptions } from './unit-verbs';
import { SYSTEMCTL_HELP, SYSTEMD_VERSION } from './systemd-texts';

const OUTPUTS =
  'short short-full short-iso short-iso-precise short-precise short-monotonic short-delta short-unix verbose export json json-pretty json-sse json-seq cat with-unit'.split(
    ' ',
  );
const LOAD_STATES = ['stub', 'loaded', 'not-found', 'bad-setting', 'error', 'merged', 'masked'];
const JOBS = new Set(
  'start stop restart reload try-restart condrestart reload-or-restart try-reload-or-restart force-reload isolate condreload'.split(' '),
);
const LINKS = new Set('enable disable reenable preset mask unmask link'.split(' '));
const POWER = new Set('halt poweroff reboot kexec soft-reboot suspend hibernate'.split(' '));
/** Verbs with the numbers of their operands. */
const ARGUMENTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ...Object.fromEntries(
    [...JOBS, ...LINKS, 'kill', 'is-active', 'is-failed', 'is-enabled', 'cat', 'edit', 'revert'].map((verb) => [
      verb,
      [1, Infinity] as const,
    ]),
  ),
  isolate: [1, 1],
  'set-default': [1, 1],
  'get-default': [0, 0],
  'daemon-reload': [0, 0],
  'daemon-reexec': [0, 0],
  'show-environment': [0, 0],
  'set-environment': [1, Infinity],
  'unset-environment': [1, Infinity],
  'import-environment': [0, Infinity],
  'add-wants': [2, Infinity],
  'add-requires': [2, Infinity],
  'is-system-running': [0, 0],
  rescue: [0, 0],
  emergency: [0, 0],
  default: [0, 0],
  'list-units': [0, Infinity],
  'list-unit-files': [0, Infinity],
  'list-timers': [0, Infinity],
  'list-sockets': [0, Infinity],
  'list-jobs': [0, Infinity],
  'list-dependencies': [0, Infinity],
  status: [0, Infinity],
  show: [0, Infinity],
  'reset-failed': [0, Infinity],
  'list-machines': [0, Infinity],
  ...Object.fromEntries([...POWER].map((verb) => [verb, [0, 0] as const])),
};

export const systemctl: Command = {
  name: 'systemctl',
  options:
    't,type: state: failed p,property: P: a,all reverse before after with-dependencies job-mode: T,show-transaction show-types value check-inhibitors: i,ignore-inhibitors kill-whom,kill-who: kill-value: s,signal: what: now dry-run q,quiet no-warn wait no-block no-wall no-reload no-legend no-pager no-ask-password global runtime f,force preset-mode: root: image: n,lines: o,output: firmware-setup boot-loader-menu: boot-loader-entry: plain timestamp: read-only mkdir marked drop-in: when: stdin user system l,full recursive r H,host: M,machine: h message: legend: version',
  usage: SYSTEMCTL_HELP,
  refusal: '',
  *run(io, options, sys) {
    if (options.has('h')) {
      yield* io.print(SYSTEMCTL_HELP);
      return 0;
    }
    if (options.has('version')) {
      yield* io.print(SYSTEMD_VERSION);
      return 0;
    }
    const refused = yield* checkOptions(io, options);
    if (refused !== undefined) return refused;
    const [verb = 'list-units', ...names] = options.operands;
    const counts = ARGUMENTS[verb];
    if (!counts) {
      yield* io.stderr(`Unknown command verb ${verb}.\n`);
      return 1;
    }
    if (names.length < counts[0] || names.length > counts[1]) {
      yield* io.stderr(names.length < counts[0] ? 'Too few arguments.\n' : 'Too many arguments.\n');
      return 1;
    }
    if (options.has('root', 'image', 'H', 'M')) {
      yield* io.stderr('systemctl: other roots, hosts and containers are not simulated here\n');
      return 1;
    }
    if (options.has('user')) {
      yield* io.stderr('Failed to connect to bus: No medium found\n');
      return 1;
    }
    return yield* perform(io, options, sys, verb, names);
  },
};

/** What is wrong with the values of options; undefined: nothing. */
function* checkOptions(io: Io, options: Options): Task<number | undefined> {
  for (const type of options.values('t').flatMap((value) => value.split(','))) {
    if (type === 'help') {
      yield* io.print(`Available unit types:\n${UNIT_TYPES.map((one) => `${one}\n`).join('')}`);
      return 0;
    }
    if (!(UNIT_TYPES as readonly string[]).includes(type) && !LOAD_STATES.includes(type)) {
      yield* io.stderr(`Unknown unit type or load state '${type}'.\nUse -t help to see a list of allowed values.\n`);
      return 1;
    }
  }
  const output = options.value('o');
  if (output !== undefined && !OUTPUTS.includes(output)) {
    yield* io.stderr(`Unknown output '${output}'.\n`);
    return 1;
  }
  const lines = options.value('n');
  if (lines !== undefined && !/^\d+$/.test(lines)) {
    yield* io.stderr(`Failed to parse lines '${lines}'\n`);
    return 1;
  }
  const signal = options.value('s');
  if (signal !== undefined && signalOf(signal) === undefined) {
    yield* io.stderr(`Failed to parse signal string "${signal}".\n`);
    return 1;
  }
  return undefined;
}

function signalOf(text: string): Signal | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  return (Object.keys(SIGNAL_NUMBERS) as Signal[]).find((one) => one === name || String(SIGNAL_NUMBERS[one]) === text);
}

/** Names with patterns put in: patterns are of units in memory. */
function expand(sys: Sys, names: readonly string[]): string[] {
  return names.flatMap((name) =>
    /[*?[]/.test(name)
      ? unitsOf(sys, false)
          .filter((u) => matches(u.name, [name]))
          .map((u) => u.name)
      : [name],
  );
}

function* perform(io: Io, options: Options, sys: Sys, verb: string, names: readonly string[]): Task<number> {
  const paint = paintFor(isTerminal(sys, 1));
  const verbs: VerbOptions = {
    quiet: options.has('q'),
    noBlock: options.has('no-block'),
    now: options.has('now'),
    force: options.has('f'),
    runtime: options.has('runtime'),
    noWarn: options.has('no-warn'),
    signal: signalOf(options.value('s') ?? 'TERM'),
    whom: options.value('kill-whom') ?? 'all',
  };
  const states = [...options.values('state').flatMap((value) => value.split(',')), ...(options.has('failed') ? ['failed'] : [])];
  const lists: ListOptions = {
    types: options.values('t').flatMap((value) => value.split(',')),
    states,
    patterns: names,
    all: options.has('a'),
    legend: !options.has('no-legend') && options.value('legend') !== 'false',
    plain: options.has('plain'),
    paint,
  };
  if (POWER.has(verb)) return yield* endSystem(io, sys, verb, { force: options.given.filter(({ name }) => name === 'f').length });
  if (JOBS.has(verb)) {
    const real = { condrestart: 'try-restart', condreload: 'try-reload-or-restart', 'force-reload': 'try-reload-or-restart' }[verb] ?? verb;
    return yield* runJobs(io, sys, real, real === 'isolate' ? [unitName(names[0]!, '.target')] : expand(sys, names), verbs);
  }
  if (LINKS.has(verb)) return yield* changeLinks(io, sys, verb, names, verbs);
  switch (verb) {
    case 'list-units':
      yield* io.print(listUnits(sys, lists));
      return 0;
    case 'list-unit-files':
      yield* io.print(listUnitFiles(sys, lists));
      return 0;
    case 'list-timers':
      yield* io.print(listTimers(sys, lists));
      return 0;
    case 'list-sockets':
      yield* io.print(listSockets(sys, lists));
      return 0;
    case 'list-jobs':
      return yield* listJobs(io, sys);
    case 'list-dependencies': {
      const kind = options.has('before') ? 'before' : options.has('after') ? 'after' : undefined;
      const shape = {
        paint,
        all: options.has('a'),
        reverse: options.has('reverse'),
        plain: options.has('plain'),
        ...(kind ? { kind } : {}),
      };
      for (const name of names.length ? names : ['default.target']) yield* io.print(listDependencies(sys, unitOf(sys, name).name, shape));
      return 0;
    }
    case 'status':
      return yield* showStatus(io, options, sys, names);
    case 'show':
      return yield* showProperties(io, options, sys, names);
    case 'is-active':
    case 'is-failed':
      return yield* askState(io, sys, verb, expand(sys, names), options.has('q'));
    case 'is-enabled':
      return yield* askEnabled(io, sys, names, options.has('q'));
    case 'cat':
      return yield* showFiles(io, sys, names);
    case 'edit':
      return yield* editUnits(io, sys, names, {
        full: options.has('l'),
        dropIn: options.value('drop-in') ?? 'override.conf',
        stdin: options.has('stdin'),
        force: options.has('f'),
      });
    case 'revert':
      return yield* revert(io, sys, names);
    case 'get-default':
      yield* io.print(actOn(sys, 'get-default', []).output ?? '\n');
      return 0;
    case 'set-default':
    case 'add-wants':
    case 'add-requires': {
      const [first = '', ...rest] = names;
      return yield* changeLinks(io, sys, verb, [unitName(first, '.target'), ...rest], verbs);
    }
    case 'kill':
    case 'reset-failed':
    case 'daemon-reload':
    case 'daemon-reexec':
      return yield* actAtOnce(io, sys, verb, expand(sys, names), verbs);
    case 'is-system-running': {
      const units = unitsOf(sys, false);
      const state = units.some(({ job }) => job)
        ? 'starting'
        : units.some(({ activeState }) => activeState === 'failed')
          ? 'degraded'
          : 'running';
      if (!options.has('q')) yield* io.print(`${state}\n`);
      return state === 'running' ? 0 : 1;
    }
    case 'rescue':
    case 'emergency':
    case 'default': {
      const target = verb === 'default' ? 'default.target' : `${verb}.target`;
      return yield* runJobs(io, sys, 'isolate', [target], verbs);
    }
    case 'list-machines':
      yield* io.print(`  NAME          STATE   FAILED JOBS\n  ${sys.hostname()} (host) running      0    0\n\n1 machines listed.\n`);
      return 0;
    default:
      return yield* environment(io, sys, verb, names);
  }
}

function* listJobs(io: Io, sys: Sys): Task<number> {
  const waiting = unitsOf(sys, false).filter(({ job }) => job);
  if (waiting.length === 0) {
    yield* io.print('No jobs running.\n');
    return 0;
  }
  const width = Math.max(4, ...waiting.map(({ name }) => name.length));
  yield* io.print(`JOB ${'UNIT'.padEnd(width)} TYPE  STATE\n`);
  for (const { name, job } of waiting)
    yield* io.print(`${String(job!.id).padEnd(3)} ${name.padEnd(width)} ${job!.type.padEnd(5)} ${job!.running ? 'running' : 'waiting'}\n`);
  yield* io.print(`\n${waiting.length} jobs listed.\n`);
  return 0;
}

function* showStatus(io: Io, options: Options, sys: Sys, names: readonly string[]): Task<number> {
  const paint = paintFor(isTerminal(sys, 1));
  if (names.length === 0) {
    const units = unitsOf(sys, false);
    const failed = units.filter(({ activeState }) => activeState === 'failed').length;
    const jobs = units.filter(({ job }) => job).length;
    const boot = sys.now() - Number(sys.readFile('/proc/uptime').split(' ')[0]) * 1000;
    const state = failed ? paint.red('degraded') : paint.green('running');
    yield* io.print(
      `${failed ? paint.red('●') : paint.green('●')} ${sys.hostname()}\n    State: ${state}\n    Units: ${units.length} loaded (incl. loaded aliases)\n     Jobs: ${jobs} queued\n   Failed: ${failed} units\n    Since: ${stampOf(sys, boot)}\n  systemd: 255.4-1ubuntu8.8\n   CGroup: /\n`,
    );
    return 0;
  }
  const byPid = (name: string) =>
    /^\d+$/.test(name) ? unitsOf(sys, false).find((u) => u.processes.includes(Number(name)))?.name : undefined;
  let code = 0;
  for (const [i, name] of expand(sys, names).entries()) {
    const u = unitOf(sys, byPid(name) ?? name);
    if (u.loadState === 'not-found' && u.activeState === 'inactive') {
      yield* io.stderr(`Unit ${u.name} could not be found.\n`);
      code = 4;
      continue;
    }
    if (i > 0) yield* io.print('\n');
    if (u.needsReload)
      yield* io.stderr(
        `Warning: The unit file, source configuration file or drop-ins of ${u.name} changed on disk. Run 'systemctl daemon-reload' to reload units.\n`,
      );
    yield* io.print(statusText(sys, u, { lines: Number(options.value('n') ?? 10), paint, output: options.value('o') ?? 'short' }));
    if (u.activeState !== 'active' && u.activeState !== 'reloading') code = Math.max(code, 3);
  }
  return code;
}

function* showProperties(io: Io, options: Options, sys: Sys, names: readonly string[]): Task<number> {
  const wanted = options.values('p', 'P').flatMap((value) => value.split(','));
  const bare = options.has('value', 'P');
  const shown = (all: Readonly<Record<string, string>>) =>
    (wanted.length > 0
      ? [...new Set(wanted)].filter((key) => all[key] !== undefined).map((key) => [key, all[key]!] as const)
      : Object.entries(all).filter(([, value]) => value !== '' || options.has('a'))
    )
      .map(([key, value]) =>
        bare
          ? `${value}\n`
          : value.includes('\n')
            ? value
                .split('\n')
                .map((line) => `${key}=${line}\n`)
                .join('')
            : `${key}=${value}\n`,
      )
      .join('');
  if (names.length === 0) {
    const text = String(sys.host({ call: 'systemd-environment' }));
    yield* io.print(
      shown({
        Version: '255.4-1ubuntu8.8',
        Architecture: 'x86-64',
        Virtualization: 'kvm',
        SystemState: unitsOf(sys, false).some(({ activeState }) => activeState === 'failed') ? 'degraded' : 'running',
        Environment: text.trim().split('\n').join(' '),
        DefaultTimeoutStartUSec: '1min 30s',
        DefaultTimeoutStopUSec: '1min 30s',
        DefaultRestartUSec: '100ms',
        DefaultStartLimitIntervalUSec: '10s',
        DefaultStartLimitBurst: '5',
        DefaultLimitNOFILE: '524288',
        DefaultTasksMax: '4558',
      }),
    );
    return 0;
  }
  for (const [i, name] of expand(sys, names).entries()) {
    if (i > 0) yield* io.print('\n');
    yield* io.print(shown(propertiesText(sys, unitOf(sys, name))));
  }
  return 0;
}

function* askState(io: Io, sys: Sys, verb: string, names: readonly string[], quiet: boolean): Task<number> {
  const good = (u: UnitStatus) => (verb === 'is-active' ? ['active', 'reloading'] : ['failed']).includes(u.activeState);
  const units = names.map((name) => unitOf(sys, name));
  if (!quiet) for (const u of units) yield* io.print(`${u.activeState}\n`);
  if (units.some(good)) return 0;
  return verb === 'is-failed' ? 1 : units.every(({ loadState }) => loadState === 'not-found') ? 4 : 3;
}

function* askEnabled(io: Io, sys: Sys, names: readonly string[], quiet: boolean): Task<number> {
  let code = 1;
  for (const name of names) {
    const u = unitOf(sys, name);
    const full = unitName(name);
    const state = unitFilesOf(sys).find((one) => one.name === full)?.state ?? u.fileState;
    if (state === '') {
      yield* io.stderr(`Failed to get unit file state for ${full}: No such file or directory\n`);
      if (names.length === 1) return 4;
      continue;
    }
    if (!quiet) yield* io.print(`${state}\n`);
    if (/^(enabled|enabled-runtime|static|alias|indirect|generated|transient)$/.test(state)) code = 0;
  }
  return code;
}

function* showFiles(io: Io, sys: Sys, names: readonly string[]): Task<number> {
  let code = 0;
  let first = true;
  for (const name of expand(sys, names)) {
    const u = unitOf(sys, name);
    if (u.loadState === 'not-found') {
      yield* io.stderr(`No files found for ${u.name}.\n`);
      code = 1;
      continue;
    }
    if (u.loadState === 'masked') {
      yield* io.print(`${first ? '' : '\n'}# Unit ${u.name} is masked.\n`);
      continue;
    }
    yield* io.print(`${first ? '' : '\n'}${catText(sys, u)}`);
    if (u.needsReload)
      yield* io.stderr(
        `Warning: The unit file, source configuration file or drop-ins of ${u.name} changed on disk. Run 'systemctl daemon-reload' to reload units.\n`,
      );
    first = false;
  }
  return code;
}

/** Takes back drop-ins and copies below /etc. */
function* revert(io: Io, sys: Sys, names: readonly string[]): Task<number> {
  for (const name of names) {
    const u = unitOf(sys, name);
    const folder = `/etc/systemd/system/${u.name}.d`;
    if (sys.exists(folder)) {
      for (const file of sys.readdir(folder)) {
        sys.unlink(`${folder}/${file}`);
        yield* io.stderr(`Removed "${folder}/${file}".\n`);
      }
      sys.rmdir(folder);
      yield* io.stderr(`Removed "${folder}".\n`);
    }
    const own = `/etc/systemd/system/${u.name}`;
    if (sys.exists(own) && sys.exists(`/usr/lib/systemd/system/${u.name}`)) {
      sys.unlink(own);
      yield* io.stderr(`Removed "${own}".\n`);
    }
  }
  actOn(sys, 'daemon-reload', []);
  return 0;
}

/** show-environment, set-environment, unset-environment, import-environment. */
function* environment(io: Io, sys: Sys, verb: string, names: readonly string[]): Task<number> {
  const text = String(sys.host({ call: 'systemd-environment' }));
  const env = new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
  const plain = (value: string) => splitWords(value)?.join(' ') ?? value;
  if (verb === 'show-environment') {
    const all = new Map([
      ['LANG', 'C.UTF-8'],
      ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin'],
      ...[...env].map(([name, value]) => [name, plain(value)] as [string, string]),
    ]);
    for (const [name, value] of all)
      yield* io.print(`${name}=${/^[\w@%+=:,./-]*$/.test(value) ? value : `$'${value.replaceAll("'", "\\'")}'`}\n`);
    return 0;
  }
  const change =
    verb === 'import-environment'
      ? (names.length ? names : Object.keys(sys.env())).map((name) => `${name}=${sys.env()[name] ?? ''}`)
      : names;
  for (const word of change) {
    const at = word.indexOf('=');
    if (verb !== 'unset-environment' && at < 1) {
      yield* io.stderr(`Failed to set environment: Invalid environment assignments\n`);
      return 1;
    }
    if (verb === 'unset-environment') env.delete(at < 0 ? word : word.slice(0, at));
    else env.set(word.slice(0, at), JSON.stringify(word.slice(at + 1)));
  }
  if (sys.uid() !== 0) {
    yield* io.stderr('Failed to set environment: Interactive authentication required.\n');
    return 1;
  }
  sys.host({ call: 'systemd-environment', set: [...env].map(([name, value]) => `${name}=${value}\n`).join('') });
  return 0;
}
