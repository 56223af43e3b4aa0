import type { JournalEntry } from '@/lib/hosts/process/machine-state';
import type { Sys } from '@/lib/hosts/process/sys';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';

export const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

/** A boot of the machine. */
export interface Boot {
  readonly id: string;
  readonly from: number;
}

export const journalOf = (sys: Sys): readonly JournalEntry[] => sys.host({ call: 'journal' }) as readonly JournalEntry[];
export const bootsOf = (sys: Sys): readonly Boot[] => sys.host({ call: 'boots' }) as readonly Boot[];

/** The unit that an entry belongs to, with its type. */
export const unitOfEntry = ({ unit }: JournalEntry): string =>
  /\.(service|timer|target|socket|mount|swap|slice|path|scope)$/.test(unit) ? unit : `${unit}.service`;

/** Entries about one unit. */
export function entriesOf(entries: readonly JournalEntry[], unit: string): readonly JournalEntry[] {
  return entries.filter((entry) => entry.transport !== 'kernel' && unitOfEntry(entry) === unit);
}

export const identifierOf = ({ identifier, pid, unit }: JournalEntry): string =>
  identifier ?? (pid === 1 ? 'systemd' : unit.replace(/\.service$/, ''));

/** Priority by number; lines of klog carry it in their first letter but reach the journal as info. */
export const priorityOf = ({ priority }: JournalEntry): number => priority ?? 6;

const EXES: Readonly<Record<string, string>> = {
  systemd: '/usr/lib/systemd/systemd',
  kubelet: '/usr/bin/kubelet',
  containerd: '/usr/bin/containerd',
};

/** Fields of an entry, as `-o verbose`, `-o json` and matches see them. */
export function fieldsOf(sys: Sys, entry: JournalEntry, boots: readonly Boot[], index: number): Record<string, string> {
  const boot = boots.findLast(({ from }) => from <= entry.time) ?? boots[0];
  const identifier = identifierOf(entry);
  const usec = String(Math.round(entry.time * 1000));
  const isKernel = entry.transport === 'kernel' || (entry.pid === 0 && entry.unit === 'kernel');
  const isManager = identifier === 'systemd' && entry.pid === 1;
  const bootId = (boot?.id ?? '').replaceAll('-', '');
  const machine = bootId === '' ? '' : machineId(sys);
  return {
    __CURSOR: `s=${bootId};i=${index.toString(16)};b=${bootId};m=${Math.round((entry.time - (boot?.from ?? entry.time)) * 1000).toString(16)};t=${Number(usec).toString(16)};x=0`,
    __REALTIME_TIMESTAMP: usec,
    __MONOTONIC_TIMESTAMP: String(Math.round((entry.time - (boot?.from ?? entry.time)) * 1000)),
    _BOOT_ID: bootId,
    _TRANSPORT: isKernel ? 'kernel' : (entry.transport ?? (isManager ? 'journal' : 'stdout')),
    PRIORITY: String(priorityOf(entry)),
    ...(isKernel ? { SYSLOG_FACILITY: '0' } : isManager || !entry.transport ? { SYSLOG_FACILITY: '3' } : {}),
    SYSLOG_IDENTIFIER: identifier,
    MESSAGE: entry.text.replace(/\n$/, ''),
    ...(isKernel
      ? {}
      : { _PID: String(entry.pid), _UID: String(entry.uid ?? 0), _GID: String(entry.uid ?? 0), _COMM: identifier.slice(0, 15) }),
    ...(EXES[identifier] && !isKernel ? { _EXE: EXES[identifier]! } : {}),
    ...(isKernel
      ? {}
      : isManager
        ? { _SYSTEMD_UNIT: 'init.scope', UNIT: unitOfEntry(entry) }
        : { _SYSTEMD_UNIT: unitOfEntry(entry), _SYSTEMD_CGROUP: `/system.slice/${unitOfEntry(entry)}`, _SYSTEMD_SLICE: 'system.slice' }),
    ...(machine ? { _MACHINE_ID: machine } : {}),
    _HOSTNAME: sys.hostname(),
  };
}

export function machineId(sys: Sys): string {
  try {
    return sys.readFile('/etc/machine-id').trim();
  } catch {
    return '';
  }
}

/** One entry on one line, in one of the short formats. */
export function journalText(
  sys: Sys,
  entry: JournalEntry,
  output: string,
  options: { hostname?: boolean; boots?: readonly Boot[] } = {},
): string {
  const zone = timeZone(sys);
  const text = entry.text.replace(/\n$/, '');
  if (output === 'cat') return `${text}\n`;
  const pid = entry.transport === 'kernel' || (entry.unit === 'kernel' && entry.pid === 0) || entry.pid === 0 ? '' : `[${entry.pid}]`;
  const rest = `${options.hostname === false ? '' : `${sys.hostname()} `}${identifierOf(entry)}${pid}: ${text}\n`;
  const micro = String(Math.round((entry.time % 1000) * 1000)).padStart(6, '0');
  switch (output) {
    case 'short-full':
      return `${strftime('%a %Y-%m-%d %H:%M:%S %Z', entry.time, zone)} ${rest}`;
    case 'short-iso':
      return `${strftime('%Y-%m-%dT%H:%M:%S%z', entry.time, zone)
        .replace(/(\d\d)$/, ':$1')
        .replace(/::/, ':')} ${rest}`;
    case 'short-iso-precise':
      return `${strftime('%Y-%m-%dT%H:%M:%S', entry.time, zone)}.${micro}${strftime('%z', entry.time, zone)
        .replace(/(\d\d)$/, ':$1')
        .replace(/::/, ':')} ${rest}`;
    case 'short-precise':
      return `${strftime('%b %d %H:%M:%S', entry.time, zone)}.${micro} ${rest}`;
    case 'short-unix':
      return `${Math.floor(entry.time / 1000)}.${micro} ${rest}`;
    case 'short-monotonic': {
      const from = options.boots?.findLast((boot) => boot.from <= entry.time)?.from ?? entry.time;
      return `[${((entry.time - from) / 1000).toFixed(6).padStart(12)}] ${rest}`;
    }
    case 'with-unit':
      return `${strftime('%a %Y-%m-%d %H:%M:%S %Z', entry.time, zone)} ${sys.hostname()} ${unitOfEntry(entry)}${pid}: ${text}\n`;
    default:
      return `${strftime('%b %d %H:%M:%S', entry.time, zone)} ${rest}`;
  }
}
