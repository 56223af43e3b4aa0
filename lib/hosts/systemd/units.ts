import type { Kernel } from '../process/kernel';
import { TIMERS } from './definition';
import { dependenciesOf, unitsOnDisk } from './dependencies';
import type { Systemd } from './systemd';
import { isTemplate, unitName } from './unit-name';
import { presetOf, unitFileState } from './unit-install';
import type { ActiveState, ExecStatus, UnitState } from './unit-state';

export { unitName } from './unit-name';
export type { UnitState } from './unit-state';

/** What `systemctl` shows of a unit. Plain data. */
export interface UnitStatus {
  readonly name: string;
  readonly description: string;
  readonly loadState: 'loaded' | 'not-found' | 'masked' | 'bad-setting';
  readonly activeState: ActiveState;
  readonly subState: string;
  readonly enabled: boolean;
  /** `enabled`, `static` …; empty: there is no file. */
  readonly fileState: string;
  readonly preset: string;
  readonly path: string;
  readonly dropIns: readonly string[];
  readonly documentation: readonly string[];
  /** In milliseconds; undefined: it has never been in another state. */
  readonly since?: number;
  readonly mainPid?: number;
  readonly controlPid?: number;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly result: string;
  readonly restarts: number;
  readonly exec: readonly ExecStatus[];
  readonly job?: UnitState['job'];
  readonly done?: UnitState['done'];
  readonly needsReload: boolean;
  readonly triggers: readonly string[];
  readonly triggeredBy: readonly string[];
  readonly state: Omit<UnitState, 'source'>;
  readonly processes: readonly number[];
  readonly loadError?: string;
  readonly condition?: { readonly text: string; readonly at: number };
  readonly slice?: string;
  /** Channel that is notified when anything changes. */
  readonly channel: string;
}

/** A unit as systemctl sees it; there is one for names that nobody knows, too (`not-found`). */
export function unitStatus(systemd: Systemd, asked: string): UnitStatus {
  const { host } = systemd;
  const tree = host.kernel.tree();
  const definition = host.definition(unitName(asked));
  const { name, source, type } = definition;
  const { source: _, ...state } = host.state(name);
  const refusal = definition.refusal;
  const loadState = source.masked
    ? 'masked'
    : source.fragment === undefined
      ? 'not-found'
      : refusal !== undefined
        ? 'bad-setting'
        : 'loaded';
  const fileState = source.fragment === undefined ? '' : (unitFileState(tree, name) ?? '');
  const off = state.active === 'inactive';
  const since = state.active === 'active' ? state.activeEnter : off || state.active === 'failed' ? state.inactiveEnter : undefined;
  return {
    name,
    description: source.fragment === undefined ? name : definition.description,
    loadState,
    activeState: state.active,
    subState: state.sub ?? { active: 'running', inactive: 'dead', failed: 'failed' }[state.active as string] ?? state.active,
    enabled: /^(enabled|enabled-runtime|static|alias|indirect|generated)$/.test(fileState) && fileState !== 'static',
    fileState,
    preset: source.fragment === undefined ? '' : (presetOf(tree, name) ?? ''),
    path: source.fragment ?? '',
    dropIns: source.files.slice(1).map(([path]) => path),
    documentation: definition.words('Unit.Documentation'),
    ...(state.since > 0 ? { since: since ?? state.since } : {}),
    ...(state.pid === undefined ? {} : { mainPid: state.pid }),
    ...(state.step?.pid === undefined ? {} : { controlPid: state.step.pid }),
    ...(state.exitCode === undefined ? {} : { exitCode: state.exitCode }),
    ...(state.signal === undefined ? {} : { signal: state.signal }),
    result: state.result ?? 'success',
    restarts: state.restarts ?? 0,
    exec: state.exec ?? [],
    job: state.job,
    done: state.done,
    needsReload: host.needsReload(name),
    triggers: dependenciesOf(tree, definition).triggers,
    triggeredBy: type === 'service' ? triggersOf(systemd, name) : [],
    state,
    processes: type === 'service' ? host.processes(name).map(({ pid }) => pid) : [],
    ...(refusal === undefined ? {} : { loadError: refusal }),
    ...(state.condition ? { condition: state.condition } : {}),
    channel: host.channel(name),
  };
}

function triggersOf(systemd: Systemd, name: string): string[] {
  return [...systemd.host.units].flatMap(([other]) =>
    /\.(timer|socket|path)$/.test(other) &&
    dependenciesOf(systemd.host.kernel.tree(), systemd.host.definition(other)).triggers.includes(name)
      ? [other]
      : [],
  );
}

/** A unit's settings beyond its status, by `Section.Key`; what `show`, `cat` and `list-timers` need. */
export function unitProperties(systemd: Systemd, asked: string): Record<string, readonly string[]> {
  const definition = systemd.host.definition(unitName(asked));
  const found: Record<string, readonly string[]> = {};
  for (const [path, text] of definition.source.files) found[`file:${path}`] = [text];
  const dependencies = dependenciesOf(systemd.host.kernel.tree(), definition);
  for (const [kind, names] of Object.entries(dependencies)) found[`dependency:${kind}`] = names as readonly string[];
  for (const key of [...SHOWN, ...TIMERS.map((timer) => `Timer.${timer}`)]) {
    const values = definition.list(key);
    if (values.length > 0) found[key] = values;
  }
  found['service-type'] = [definition.type === 'service' ? definition.serviceType : ''];
  for (const { path, line, text } of definition.problems) found.problems = [...(found.problems ?? []), `${path}:${line}: ${text}`];
  return found;
}

const SERVICE =
  `ExecStart ExecStartPre ExecStartPost ExecReload ExecStop ExecStopPost Restart RestartSec Environment EnvironmentFile User Group
WorkingDirectory TimeoutStartSec TimeoutStopSec KillMode KillSignal RemainAfterExit MemoryMax MemoryHigh CPUQuota TasksMax LimitNOFILE LimitNPROC
Delegate Slice StandardOutput StandardError PIDFile`
    .split(/\s+/)
    .map((key) => `Service.${key}`);
const SHOWN = [
  ...SERVICE,
  ...['StartLimitBurst', 'StartLimitIntervalSec', 'AllowIsolate', 'Documentation'].map((key) => `Unit.${key}`),
  ...['Unit', 'Persistent', 'AccuracySec', 'RandomizedDelaySec'].map((key) => `Timer.${key}`),
  ...['ListenStream', 'ListenDatagram', 'ListenNetlink', 'ListenFIFO', 'ListenSequentialPacket', 'Service', 'Accept'].map(
    (key) => `Socket.${key}`,
  ),
  ...['What', 'Where', 'Type', 'Options'].map((key) => `Mount.${key}`),
  'Swap.What',
];

/** Names of units: those in memory, or all that there are files of. */
export function unitNames(systemd: Systemd, all: boolean): string[] {
  const loaded = [...systemd.host.units.keys()];
  return [...new Set([...loaded, ...(all ? unitsOnDisk(systemd.host.kernel.tree()) : [])])].sort();
}

/** A unit file as `list-unit-files` shows it. */
export interface UnitFileStatus {
  readonly name: string;
  readonly state: string;
  readonly preset: string;
}

export function unitFiles(kernel: Kernel): UnitFileStatus[] {
  const tree = kernel.tree();
  return filesOf(kernel).map((name) => ({ name, state: unitFileState(tree, name) ?? 'bad', preset: presetOf(tree, name) ?? '-' }));
}

function filesOf(kernel: Kernel): string[] {
  const tree = kernel.tree();
  const names = new Set(unitsOnDisk(tree));
  for (const directory of ['/etc/systemd/system', '/usr/lib/systemd/system']) {
    if (tree.tryFind(directory)?.inode.type !== 'dir') continue;
    for (const name of tree.readdir(directory)) {
      const { inode } = tree.find(`${directory}/${name}`, false);
      if (isTemplate(name) || (inode.type === 'link' && /\.(service|target|timer|socket)$/.test(name))) names.add(name);
    }
  }
  return [...names].sort();
}
