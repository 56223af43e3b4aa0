import type { Sys } from '@/lib/hosts/process/sys';
import { formatTimespan, parseTimespan } from '@/lib/hosts/systemd/timespan';
import type { UnitStatus } from '@/lib/hosts/systemd/units';
import { propertiesOf } from './unit-calls';
import { stampOf } from './unit-status';

const yes = (value: boolean): string => (value ? 'yes' : 'no');

/** Properties of a unit, as `systemctl show` prints them. */
export function propertiesText(sys: Sys, u: UnitStatus): Readonly<Record<string, string>> {
  const settings = propertiesOf(sys, u.name);
  const last = (key: string) => settings[key]?.at(-1);
  const units = (kind: string) => (settings[`dependency:${kind}`] ?? []).join(' ');
  const stamp = (ms: number | undefined) => (ms === undefined || ms === 0 ? '' : stampOf(sys, ms));
  const span = (key: string, otherwise: string) => {
    const value = last(key);
    const usec = value === undefined ? undefined : parseTimespan(value);
    return usec === undefined ? otherwise : formatTimespan(usec);
  };
  const { state } = u;
  const main = u.exec.findLast(({ setting }) => setting === 'ExecStart');
  const isService = u.name.endsWith('.service');
  const commands = (setting: string) =>
    (settings[`Service.${setting}`] ?? []).map((line) => {
      const path = line.replace(/^[-@:+!]+/, '').split(/\s+/)[0]!;
      return `{ path=${path} ; argv[]=${line.replace(/^[-@:+!]+/, '')} ; ignore_errors=${yes(line.startsWith('-'))} ; start_time=[${main ? stampOf(sys, main.startedAt) : 'n/a'}] ; stop_time=[n/a] ; pid=${main?.pid ?? 0} ; code=(null) ; status=0/0 }`;
    });
  const service: Record<string, string> = !isService
    ? {}
    : {
        Type: last('service-type') ?? 'simple',
        Restart: last('Service.Restart') ?? 'no',
        PIDFile: last('Service.PIDFile') ?? '',
        RestartUSec: span('Service.RestartSec', '100ms'),
        TimeoutStartUSec: span('Service.TimeoutStartSec', last('service-type') === 'oneshot' ? 'infinity' : '1min 30s'),
        TimeoutStopUSec: span('Service.TimeoutStopSec', '1min 30s'),
        RemainAfterExit: yes(/^(yes|true|1|on)$/.test(last('Service.RemainAfterExit') ?? '')),
        MainPID: String(u.mainPid ?? 0),
        ControlPID: String(u.controlPid ?? 0),
        Result: u.result,
        NRestarts: String(u.restarts),
        ExecMainStartTimestamp: stamp(main?.startedAt),
        ExecMainExitTimestamp: stamp(main?.endedAt),
        ExecMainPID: String(main?.pid ?? 0),
        ExecMainCode: main?.endedAt === undefined ? '0' : main.signal === undefined ? '1' : '2',
        ExecMainStatus: String(main?.signal ?? main?.code ?? 0),
        ...(commands('ExecStartPre').length ? { ExecStartPre: commands('ExecStartPre').join(' ; ') } : {}),
        ExecStart: commands('ExecStart').join(' ; '),
        ...(commands('ExecReload').length ? { ExecReload: commands('ExecReload').join(' ; ') } : {}),
        ...(commands('ExecStop').length ? { ExecStop: commands('ExecStop').join(' ; ') } : {}),
        Slice: 'system.slice',
        ControlGroup: u.processes.length > 0 ? `/system.slice/${u.name}` : '',
        TasksCurrent: u.processes.length > 0 ? String(u.processes.length) : '[not set]',
        MemoryMax: last('Service.MemoryMax') ?? 'infinity',
        Environment: (settings['Service.Environment'] ?? []).map((one) => one.replace(/^"|"$/g, '')).join(' '),
        EnvironmentFiles: (settings['Service.EnvironmentFile'] ?? [])
          .map((path) => `${path.replace(/^-/, '')} (ignore_errors=${yes(path.startsWith('-'))})`)
          .join('\n'),
        WorkingDirectory: last('Service.WorkingDirectory') ?? '',
        LimitNOFILE: last('Service.LimitNOFILE')?.split(':').at(-1) ?? '524288',
        LimitNOFILESoft: last('Service.LimitNOFILE')?.split(':')[0] ?? '1024',
        StandardOutput: last('Service.StandardOutput')?.replace(/:.*/, '') ?? 'journal',
        StandardError: last('Service.StandardError')?.replace(/:.*/, '') ?? 'inherit',
        ...(last('Service.User') ? { User: last('Service.User')! } : {}),
        ...(last('Service.Group') ? { Group: last('Service.Group')! } : {}),
        KillMode: last('Service.KillMode') ?? 'control-group',
        KillSignal: '15',
      };
  const timer: Record<string, string> = !u.name.endsWith('.timer')
    ? {}
    : {
        Unit: u.triggers[0] ?? '',
        TimersCalendar: (settings['Timer.OnCalendar'] ?? [])
          .map((one) => `{ OnCalendar=${one} ; next_elapse=${stamp(state.next) || 'n/a'} }`)
          .join('\n'),
        NextElapseUSecRealtime: stamp(state.next),
        LastTriggerUSec: stamp(state.last),
        Result: u.result,
        Persistent: yes(/^(yes|true|1|on)$/.test(last('Timer.Persistent') ?? '')),
      };
  return {
    ...service,
    ...timer,
    Id: u.name,
    Names: u.name,
    Requires: units('requires'),
    Requisite: units('requisite'),
    Wants: units('wants'),
    BindsTo: units('bindsTo'),
    PartOf: units('partOf'),
    Conflicts: units('conflicts'),
    Before: units('before'),
    After: units('after'),
    Triggers: u.triggers.join(' '),
    TriggeredBy: u.triggeredBy.join(' '),
    Documentation: u.documentation.join(' '),
    Description: u.description,
    LoadState: u.loadState,
    ActiveState: u.activeState,
    SubState: u.subState,
    FreezerState: 'running',
    FragmentPath: u.path,
    DropInPaths: u.dropIns.join(' '),
    UnitFileState: u.fileState,
    UnitFilePreset: u.preset,
    StateChangeTimestamp: stamp(state.since),
    InactiveExitTimestamp: stamp(state.inactiveExit),
    ActiveEnterTimestamp: stamp(state.activeEnter),
    ActiveExitTimestamp: stamp(state.activeExit),
    InactiveEnterTimestamp: stamp(state.inactiveEnter),
    CanStart: yes(u.loadState === 'loaded'),
    CanStop: yes(u.loadState === 'loaded'),
    CanReload: yes((settings['Service.ExecReload'] ?? []).length > 0),
    CanIsolate: yes(/^(yes|true|1|on)$/.test(last('Unit.AllowIsolate') ?? '')),
    Job: String(u.job?.id ?? ''),
    NeedDaemonReload: yes(u.needsReload),
    ConditionResult: yes(u.condition === undefined && state.since > 0),
    StartLimitIntervalUSec: span('Unit.StartLimitIntervalSec', '10s'),
    StartLimitBurst: last('Unit.StartLimitBurst') ?? '5',
    InvocationID: state.invocation ?? '',
    ...(u.loadState === 'not-found' ? { LoadError: `org.freedesktop.systemd1.NoSuchUnit "Unit ${u.name} not found."` } : {}),
  };
}
