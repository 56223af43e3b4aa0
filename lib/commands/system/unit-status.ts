import type { Sys } from '@/lib/hosts/process/sys';
import type { ProcessInfo } from '@/lib/hosts/process/sys';
import { SIGNAL_NUMBERS, type Signal } from '@/lib/hosts/process/program';
import { formatTimespan, relativeTo } from '@/lib/hosts/systemd/timespan';
import { shortExitName, type ExecStatus } from '@/lib/hosts/systemd/unit-state';
import type { UnitStatus } from '@/lib/hosts/systemd/units';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';
import { entriesOf, journalText, journalOf } from './journal';
import { propertiesOf, unitOf } from './unit-calls';

/** Colours of a terminal, or none. */
export interface Paint {
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  grey(text: string): string;
  bold(text: string): string;
}

export function paintFor(colours: boolean): Paint {
  const with_ = (code: string) => (text: string) => (colours ? `\x1b[0;${code}m${text}\x1b[0m` : text);
  return { green: with_('1;32'), red: with_('1;31'), yellow: with_('1;38;5;185'), grey: with_('38;5;245'), bold: with_('1;39') };
}

export const stampOf = (sys: Sys, ms: number): string => strftime('%a %Y-%m-%d %H:%M:%S %Z', ms, timeZone(sys));

const label = (name: string, text: string): string => `${name.padStart(11)}: ${text}\n`;

const signalName = (number: number): string =>
  (Object.keys(SIGNAL_NUMBERS) as Signal[]).find((one) => SIGNAL_NUMBERS[one] === number) ?? String(number);

/** `code=exited, status=1/FAILURE` */
export function howEnded({ code, signal }: { readonly code?: number; readonly signal?: number }): string {
  if (signal !== undefined) return `code=killed, signal=${signalName(signal)}`;
  const name = shortExitName(code ?? 0);
  return `code=exited, status=${code ?? 0}${name ? `/${name}` : ''}`;
}

/** The sign in front of a unit. */
export function dotOf({ activeState, loadState, condition }: UnitStatus, paint: Paint): string {
  if (activeState === 'failed') return paint.red('×');
  if (loadState === 'bad-setting' || (loadState === 'not-found' && activeState !== 'inactive')) return paint.red('●');
  if (activeState === 'active' || activeState === 'reloading') return paint.green(activeState === 'reloading' ? '↻' : '●');
  if (activeState === 'activating' || activeState === 'deactivating') return paint.bold('●');
  void condition;
  return '○';
}

/** Bytes as systemd writes them: `33.0M`. */
export function bytesText(bytes: number): string {
  for (const [unit, size] of [
    ['G', 2 ** 30],
    ['M', 2 ** 20],
    ['K', 2 ** 10],
  ] as const)
    if (bytes >= size) return `${(Math.floor((bytes * 10) / size) / 10).toFixed(1)}${unit}`;
  return `${bytes}B`;
}

function stateText(u: UnitStatus, paint: Paint): string {
  const text = u.activeState === u.subState ? u.activeState : `${u.activeState} (${u.subState})`;
  if (u.activeState === 'failed') return paint.red('failed');
  if (u.activeState === 'active' || u.activeState === 'reloading') return paint.green(text);
  return u.activeState === 'activating' || u.activeState === 'deactivating' ? paint.bold(text) : text;
}

function loadedText(u: UnitStatus, paint: Paint): string {
  if (u.loadState === 'not-found') return `${paint.red('not-found')} (Reason: Unit ${u.name} not found.)`;
  if (u.loadState === 'masked') return `${paint.red('masked')} (Reason: Unit ${u.name} is masked.)`;
  if (u.loadState === 'bad-setting') return `${paint.red('bad-setting')} (Reason: Unit ${u.name} has a bad unit file setting.)`;
  const colour = (state: string) =>
    /^enabled|^alias/.test(state) ? paint.green(state) : state === 'disabled' ? paint.yellow(state) : state;
  const preset = u.preset ? `; preset: ${colour(u.preset)}` : '';
  return `loaded (${u.path}${u.fileState ? `; ${colour(u.fileState)}` : ''}${preset})`;
}

/** What `systemctl status` shows of a unit, with the last lines of its journal. Models print_status_info(). */
export function statusText(sys: Sys, u: UnitStatus, options: { lines: number; paint: Paint; output: string }): string {
  const { paint } = options;
  let text = `${dotOf(u, paint)} ${u.name}${u.description !== u.name ? ` - ${u.description}` : ''}\n`;
  text += label('Loaded', loadedText(u, paint));
  for (const [i, path] of u.dropIns.entries()) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const before = u.dropIns[i - 1];
    const isFirst = !before || before.slice(0, before.lastIndexOf('/')) !== folder;
    const next = u.dropIns[i + 1];
    const isLast = !next || next.slice(0, next.lastIndexOf('/')) !== folder;
    if (isFirst) text += i === 0 ? label('Drop-In', folder) : `${' '.repeat(13)}${folder}\n`;
    text += `${' '.repeat(13)}${isLast ? '└─' : '├─'}${path.slice(folder.length + 1)}\n`;
  }
  const result = u.result !== 'success' && u.activeState !== 'active' ? ` (Result: ${u.result})` : '';
  const since = u.since === undefined ? '' : ` since ${stampOf(sys, u.since)}; ${relativeTo(u.since, sys.now())}`;
  text += label('Active', `${stateText(u, paint)}${result}${since}`);
  const { activeEnter, inactiveEnter, activeExit } = u.state;
  if (
    (u.activeState === 'inactive' || u.activeState === 'failed') &&
    activeEnter !== undefined &&
    activeExit !== undefined &&
    inactiveEnter !== undefined
  )
    text += label('Duration', formatTimespan((activeExit - activeEnter) * 1000, 1000));
  if (u.condition) {
    text += label('Condition', `start condition unmet at ${stampOf(sys, u.condition.at)}; ${relativeTo(u.condition.at, sys.now())}`);
    const [name, ...rest] = u.condition.text.split('=');
    text += `${' '.repeat(13)}└─ ${name}=${rest.join('=')} was not met\n`;
  }
  if (u.name.endsWith('.timer')) {
    const { next } = u.state;
    text += label('Trigger', next === undefined ? 'n/a' : `${stampOf(sys, next)}; ${relativeTo(next, sys.now())}`);
  }
  if (u.triggers.length > 0)
    text += many(
      'Triggers',
      u.triggers.map((name) => `${dotOf(unitOf(sys, name), paint)} ${name}`),
    );
  if (u.triggeredBy.length > 0)
    text += many(
      'TriggeredBy',
      u.triggeredBy.map((name) => `${dotOf(unitOf(sys, name), paint)} ${name}`),
    );
  if (u.documentation.length > 0) text += many('Docs', u.documentation);
  if (/\.socket$/.test(u.name)) {
    const settings = propertiesOf(sys, u.name);
    const listens = (['ListenStream', 'ListenDatagram', 'ListenSequentialPacket', 'ListenFIFO', 'ListenNetlink'] as const).flatMap((key) =>
      (settings[`Socket.${key}`] ?? []).map((path) => `${path} (${key.slice(6)})`),
    );
    if (listens.length > 0) text += many('Listen', listens);
  }
  if (/\.mount$/.test(u.name)) {
    const settings = propertiesOf(sys, u.name);
    text += label('Where', settings['Mount.Where']?.[0] ?? '/') + label('What', settings['Mount.What']?.[0] ?? '/dev/vda1');
  }
  const processes = new Map(sys.processes().map((one) => [one.pid, one]));
  for (const exec of u.exec) if (exec.endedAt !== undefined) text += label('Process', execText(exec));
  const main = u.mainPid === undefined ? undefined : processes.get(u.mainPid);
  const ended = u.exec.findLast(({ setting, endedAt }) => setting === 'ExecStart' && endedAt !== undefined);
  if (main) text += label('Main PID', `${main.pid} (${nameOf(main)})`);
  else if (ended && /\.service$/.test(u.name)) text += label('Main PID', `${ended.pid} (${howEnded(ended)})`);
  const control = u.controlPid === undefined || u.controlPid === u.mainPid ? undefined : processes.get(u.controlPid);
  if (control) text += label('Cntrl PID', `${control.pid} (${nameOf(control)})`);
  if (u.state.status) text += label('Status', `"${u.state.status}"`);
  const own = u.processes.flatMap((pid) => processes.get(pid) ?? []);
  if (own.length > 0) {
    const memory = own.reduce((sum, { rssBytes }) => sum + rssBytes, 0);
    text += label('Tasks', `${own.length} (limit: 4558)`);
    text += label('Memory', `${bytesText(memory)} (peak: ${bytesText(Math.floor(memory * 1.05))})`);
  }
  const cpuMs = (u.state.cpuMs ?? 0) + own.reduce((sum, one) => sum + one.cpuMs, 0);
  if (own.length > 0 || (u.state.cpuMs !== undefined && u.exec.length > 0))
    text += label('CPU', formatTimespan(Math.max(1, Math.round(cpuMs)) * 1000, 1000));
  if (own.length > 0) {
    text += label('CGroup', `/system.slice/${u.name}`);
    own.forEach((one, i) => {
      text += `${' '.repeat(13)}${paint.grey(`${i === own.length - 1 ? '└─' : '├─'}${one.pid} ${one.argv.join(' ')}`)}\n`;
    });
  }
  const entries = options.lines === 0 ? [] : entriesOf(journalOf(sys), u.name).slice(-options.lines);
  if (entries.length > 0) text += `\n${entries.map((entry) => journalText(sys, entry, options.output)).join('')}`;
  return text;
}

const nameOf = ({ argv }: ProcessInfo): string => (argv[0] ?? '').split('/').pop()!.slice(0, 15);

const execText = (exec: ExecStatus): string => `${exec.pid} ${exec.setting}=${exec.text} (${howEnded(exec)})`;

const many = (name: string, rows: readonly string[]): string =>
  rows.map((row, i) => (i === 0 ? label(name, row) : `${' '.repeat(13)}${row}\n`)).join('');
