import type { JournalEntry } from '@/lib/hosts/process/machine-state';
import type { Sys } from '@/lib/hosts/process/sys';
import type { UnitStatus } from '@/lib/hosts/systemd/units';
import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';

const ACTIONS = [
  'start',
  'stop',
  'restart',
  'enable',
  'disable',
  'mask',
  'unmask',
  'reload',
  'try-restart',
  'reload-or-restart',
  'reset-failed',
];
const unitName = (name: string) => (/\.(service|socket|target|timer|mount|slice)$/.test(name) ? name : `${name}.service`);

export const systemctl: Command = {
  name: 'systemctl',
  options:
    'a,all t,type: state: p,property: l,full no-pager no-legend now q,quiet f,force n,lines: o,output: value user system failed plain no-block r',
  usage: 'systemctl [OPTIONS...] COMMAND ...\n\nQuery or send control commands to the system manager.\n',
  *run(io, options, sys) {
    const [verb = 'list-units', ...names] = options.operands;
    const unit = (name: string) => sys.host({ call: 'unit', name: unitName(name) }) as UnitStatus | undefined;
    if (verb === 'daemon-reload' || verb === 'daemon-reexec') {
      sys.host({ call: 'unit-action', name: '', action: 'daemon-reload' });
      return 0;
    }
    if (verb === 'list-units' || verb === 'list-unit-files')
      return yield* list(
        io,
        sys,
        verb,
        options.value('t'),
        options.has('failed') ? 'failed' : options.value('state'),
        options.has('a'),
        options.has('no-legend'),
      );
    if (
      ACTIONS.includes(verb) ||
      verb === 'is-active' ||
      verb === 'is-enabled' ||
      verb === 'is-failed' ||
      verb === 'status' ||
      verb === 'show' ||
      verb === 'cat'
    ) {
      if (names.length === 0 && verb !== 'status' && verb !== 'reset-failed') {
        yield* io.stderr('Too few arguments.\n');
        return 1;
      }
      let code = verb === 'is-active' ? 3 : verb === 'is-enabled' || verb === 'is-failed' ? 1 : 0;
      for (const name of names) {
        const status = unit(name);
        if (verb === 'is-active' || verb === 'is-failed') {
          const state = status?.activeState ?? 'inactive';
          if (!options.has('q')) yield* io.print(`${state}\n`);
          if (state === (verb === 'is-active' ? 'active' : 'failed')) code = 0;
        } else if (verb === 'is-enabled') {
          if (!status) yield* io.stderr(`Failed to get unit file state for ${unitName(name)}: No such file or directory\n`);
          else if (!options.has('q'))
            yield* io.print(`${status.loadState === 'masked' ? 'masked' : status.enabled ? 'enabled' : 'disabled'}\n`);
          if (status?.enabled) code = 0;
        } else if (verb === 'status') code = Math.max(code, yield* show(io, sys, name, status));
        else if (verb === 'show')
          yield* io.print(
            properties(
              status,
              unitName(name),
              options.values('p').flatMap((p) => p.split(',')),
              options.has('value'),
            ),
          );
        else if (verb === 'cat') {
          if (!status) {
            yield* io.stderr(`No files found for ${unitName(name)}.\n`);
            code = 1;
          } else yield* catUnit(io, sys, status);
        } else code = Math.max(code, yield* act(io, sys, verb, name, options.has('now')));
      }
      return code;
    }
    yield* io.stderr(`Unknown command verb ${verb}.\n`);
    return 1;
  },
};

function* act(io: Io, sys: Sys, verb: string, name: string, now: boolean): Task<number> {
  if (sys.uid() !== 0) {
    yield* io.stderr(
      `Failed to ${verb} ${unitName(name)}: Interactive authentication required.\nSee system logs and 'systemctl status ${unitName(name)}' for details.\n`,
    );
    return 1;
  }
  const actions =
    now && verb === 'enable'
      ? ['enable', 'start']
      : now && verb === 'disable'
        ? ['disable', 'stop']
        : [/restart|reload/.test(verb) ? 'restart' : verb];
  for (const action of actions) {
    const result = sys.host({ call: 'unit-action', name: unitName(name), action }) as { ok: boolean; error?: string; output?: string };
    if (result.output) yield* io.stderr(result.output.endsWith('\n') ? result.output : `${result.output}\n`);
    if (!result.ok) {
      yield* io.stderr(`${(result.error ?? `Failed to ${verb} ${unitName(name)}.`).trimEnd()}\n`);
      return /not found|not loaded/.test(result.error ?? '') && verb !== 'enable' && verb !== 'disable' ? 5 : 1;
    }
  }
  return 0;
}

function* list(
  io: Io,
  sys: Sys,
  verb: string,
  type: string | undefined,
  state: string | undefined,
  all: boolean,
  bare: boolean,
): Task<number> {
  const units = (sys.host({ call: 'units' }) as readonly UnitStatus[]).filter(
    (u) =>
      (!type || u.name.endsWith(`.${type}`)) &&
      (verb === 'list-unit-files' || (state ? u.activeState === state || u.subState === state : all || u.activeState !== 'inactive')),
  );
  if (verb === 'list-unit-files') {
    const width = Math.max(9, ...units.map((u) => u.name.length));
    if (!bare) yield* io.print(`${'UNIT FILE'.padEnd(width)} STATE    PRESET\n`);
    for (const u of units)
      yield* io.print(
        `${u.name.padEnd(width)} ${(u.loadState === 'masked' ? 'masked' : u.enabled ? 'enabled' : 'disabled').padEnd(8)} enabled\n`,
      );
    if (!bare) yield* io.print(`\n${units.length} unit files listed.\n`);
    return 0;
  }
  const width = Math.max(4, ...units.map((u) => u.name.length));
  if (!bare) yield* io.print(`  ${'UNIT'.padEnd(width)} LOAD   ACTIVE SUB     DESCRIPTION\n`);
  for (const u of units)
    yield* io.print(
      `${u.activeState === 'failed' ? '●' : ' '} ${u.name.padEnd(width)} ${u.loadState.padEnd(6)} ${u.activeState.padEnd(6)} ${u.subState.padEnd(7)} ${u.description}\n`,
    );
  if (!bare)
    yield* io.print(
      `\nLegend: LOAD   → Reflects whether the unit definition was properly loaded.\n        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.\n        SUB    → The low-level unit activation state, values depend on unit type.\n\n${units.length} loaded units listed.\n`,
    );
  return 0;
}

function ago(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s}s ago`;
  if (s < 3600) return `${Math.floor(s / 60)}min ${s % 60 ? `${s % 60}s ` : ''}ago`.replace(/^(\d{2,}min) \d+s ago/, '$1 ago');
  if (s < 86400) return `${Math.floor(s / 3600)}h ${Math.floor((s % 3600) / 60)}min ago`;
  return `${Math.floor(s / 86400)} day${s >= 172800 ? 's' : ''} ago`;
}

function* show(io: Io, sys: Sys, name: string, u: UnitStatus | undefined): Task<number> {
  if (!u) {
    yield* io.stderr(`Unit ${unitName(name)} could not be found.\n`);
    return 4;
  }
  const zone = timeZone(sys);
  const dot = u.activeState === 'active' ? '●' : u.activeState === 'failed' ? '×' : u.activeState === 'activating' ? '●' : '○';
  const stamp = `${strftime('%a %Y-%m-%d %H:%M:%S %Z', u.since ?? 0, zone)}; ${ago(sys.now() - (u.since ?? 0))}`;
  const result = u.activeState === 'failed' || (u.activeState === 'activating' && u.exitCode) ? ` (Result: exit-code)` : '';
  let text = `${dot} ${u.name} - ${u.description}\n     Loaded: ${u.loadState} (${u.path}; ${u.enabled ? 'enabled' : 'disabled'}; preset: enabled)\n`;
  text += `     Active: ${u.activeState} (${u.subState})${result} since ${stamp}\n`;
  const main = u.mainPid === undefined ? undefined : sys.processes().find((p) => p.pid === u.mainPid);
  if (u.mainPid !== undefined && u.activeState === 'active')
    text += `   Main PID: ${u.mainPid} (${main?.argv[0]?.split('/').pop() ?? u.name.replace(/\.service$/, '')})\n     CGroup: /system.slice/${u.name}\n             └─${u.mainPid} ${main?.argv.join(' ') ?? ''}\n`;
  else if (u.exitCode !== undefined)
    text += `   Main PID: ${u.mainPid ?? '-'} (code=exited, status=${u.exitCode}${u.exitCode === 1 ? '/FAILURE' : u.exitCode === 0 ? '/SUCCESS' : ''})\n`;
  yield* io.print(text);
  const entries = journalOf(sys, u.name).slice(-10);
  if (entries.length) yield* io.print(`\n${entries.map((e) => journalLine(e, sys, zone)).join('')}`);
  return u.activeState === 'active' ? 0 : 3;
}

function properties(u: UnitStatus | undefined, name: string, wanted: readonly string[], bare: boolean): string {
  const all: Record<string, string> = {
    Id: name,
    Description: u?.description ?? name,
    LoadState: u?.loadState ?? 'not-found',
    ActiveState: u?.activeState ?? 'inactive',
    SubState: u?.subState ?? 'dead',
    UnitFileState: u ? (u.enabled ? 'enabled' : 'disabled') : '',
    FragmentPath: u?.path ?? '',
    MainPID: String(u?.mainPid ?? 0),
    ExecMainStatus: String(u?.exitCode ?? 0),
  };
  return Object.entries(all)
    .filter(([key]) => wanted.length === 0 || wanted.includes(key))
    .map(([key, value]) => `${bare ? value : `${key}=${value}`}\n`)
    .join('');
}

function* catUnit(io: Io, sys: Sys, u: UnitStatus): Task<void> {
  const paths = [u.path];
  for (const dir of ['/usr/lib/systemd/system', '/etc/systemd/system'].map((d) => `${d}/${u.name}.d`)) {
    if (sys.exists(dir)) for (const name of sys.readdir(dir)) if (name.endsWith('.conf')) paths.push(`${dir}/${name}`);
  }
  for (const [i, path] of paths.entries()) yield* io.print(`${i ? '\n' : ''}# ${path}\n${sys.readFile(path)}`);
}

function journalOf(sys: Sys, unit?: string): readonly JournalEntry[] {
  const names = unit === undefined ? undefined : [unit, unit.replace(/\.service$/, '')];
  return (sys.host({ call: 'journal' }) as readonly JournalEntry[]).filter((e) => !names || names.includes(e.unit));
}

function journalLine(e: JournalEntry, sys: Sys, zone: string): string {
  return `${strftime('%b %d %H:%M:%S', e.time, zone)} ${sys.hostname()} ${e.pid === 1 ? 'systemd' : e.unit.replace(/\.service$/, '')}[${e.pid}]: ${e.text.replace(/\n$/, '')}\n`;
}

export const journalctl: Command = {
  name: 'journalctl',
  options:
    'u,unit: f,follow n,lines:: no-pager x,catalog e,pager-end r,reverse o,output: S,since: U,until: b,boot:: k,dmesg p,priority: q,quiet t,identifier: g,grep: a,all no-hostname l,full list-boots disk-usage vacuum-size:',
  usage: 'journalctl [OPTIONS...] [MATCHES...]\n\nQuery the journal.\n',
  prepare: (args) =>
    args.flatMap((a, i) =>
      a === '-n' && /^\d+$/.test(args[i + 1] ?? '')
        ? [`-n${args[i + 1]}`]
        : args[i - 1] === '-n' && /^\d+$/.test(a)
          ? []
          : a === '-xeu'
            ? ['-x', '-e', '-u']
            : [a],
    ),
  *run(io, options, sys) {
    const zone = timeZone(sys);
    const units = options.values('u').map(unitName);
    const names = new Set(units.flatMap((u) => [u, u.replace(/\.service$/, '')]));
    const grep = options.value('g') === undefined ? undefined : new RegExp(options.value('g')!, 'i');
    const since = options.value('S');
    const from = since === undefined ? -Infinity : relative(since, sys.now());
    const keep = (e: JournalEntry) =>
      (names.size === 0 || names.has(e.unit)) &&
      (!options.has('t') || e.unit.replace(/\.service$/, '') === options.value('t')) &&
      (!grep || grep.test(e.text)) &&
      e.time >= from;
    const all = () => (sys.host({ call: 'journal' }) as readonly JournalEntry[]).filter(keep);
    let entries = all();
    const limit = options.has('n') ? Number(options.value('n') ?? 10) : options.has('f') ? 10 : options.has('e') ? 1000 : Infinity;
    let shown = entries.length;
    entries = entries.slice(Math.max(0, entries.length - limit));
    if (options.has('r')) entries = [...entries].reverse();
    const line = (e: JournalEntry) => (options.value('o') === 'cat' ? `${e.text.replace(/\n$/, '')}\n` : journalLine(e, sys, zone));
    if (entries.length === 0 && !options.has('f', 'q')) yield* io.print('-- No entries --\n');
    for (const e of entries) yield* io.print(line(e));
    if (!options.has('f')) return 0;
    for (;;) {
      yield* io.sleep(500);
      const now = all();
      for (const e of now.slice(Math.min(shown, now.length))) yield* io.print(line(e));
      shown = now.length;
    }
  },
};

/** `5m ago`, `-1h`, `2026-01-15 09:00:00`, `today`. */
function relative(text: string, now: number): number {
  const m = /^-?(\d+)\s*(s|sec|second|m|min|minute|h|hour|d|day)s?(\s+ago)?$/.exec(text.trim());
  if (m) return now - Number(m[1]) * { s: 1e3, m: 6e4, h: 36e5, d: 864e5 }[m[2]![0] as 's']!;
  if (text === 'today') return now - (now % 864e5);
  const parsed = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(parsed) ? -Infinity : parsed;
}

export const service: Command = {
  name: 'service',
  usage: 'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n',
  *run(io, options, sys) {
    const [name, verb] = options.operands;
    if (name === undefined || verb === undefined) {
      yield* io.stderr(this.usage);
      return 1;
    }
    if (verb === 'status') return yield* show(io, sys, name, sys.host({ call: 'unit', name: unitName(name) }) as UnitStatus | undefined);
    return yield* act(io, sys, verb, name, false);
  },
};

export const systemCommands: readonly Command[] = [systemctl, journalctl, service];
