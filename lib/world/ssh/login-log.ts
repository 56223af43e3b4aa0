import type { Kernel } from '@/lib/hosts/process/kernel';

/** A login that a machine remembers (wtmp, lastlog): plain data. */
export interface LoginRecord {
  readonly user: string;
  /** `pts/0` */
  readonly line: string;
  /** Where from: an address. */
  readonly from: string;
  /** Virtual milliseconds since the epoch. */
  readonly at: number;
  /** Process that leads the session. */
  readonly pid: number;
  readonly until?: number;
}

const KEY = 'logins';
const MOST_RECORDS = 200;

/** Logins of a machine, oldest first. */
export function loginRecords(kernel: Kernel): LoginRecord[] {
  return JSON.parse(kernel.state.settings.get(KEY) ?? '[]') as LoginRecord[];
}

export function recordLogin(kernel: Kernel, record: LoginRecord): void {
  kernel.state.settings.set(KEY, JSON.stringify([...loginRecords(kernel), record].slice(-MOST_RECORDS)));
}

/** The session that a process led is over. */
export function recordLogout(kernel: Kernel, pid: number): void {
  const records = loginRecords(kernel);
  const at = records.findLastIndex((one) => one.pid === pid && one.until === undefined);
  if (at < 0) return;
  records[at] = { ...records[at]!, until: kernel.state.sim.now() };
  kernel.state.settings.set(KEY, JSON.stringify(records));
}
