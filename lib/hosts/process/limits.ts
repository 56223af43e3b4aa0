import type { Process } from './process';

/** What setrlimit(2) limits. Sizes are in bytes, `cpu` in seconds. */
export type Resource =
  | 'core'
  | 'data'
  | 'nice'
  | 'fsize'
  | 'sigpending'
  | 'memlock'
  | 'rss'
  | 'nofile'
  | 'msgqueue'
  | 'rtprio'
  | 'rttime'
  | 'stack'
  | 'cpu'
  | 'nproc'
  | 'as'
  | 'locks';

/** Null: unlimited. */
export interface Limit {
  readonly soft: number | null;
  readonly hard: number | null;
}

const UNLIMITED: Limit = { soft: null, hard: null };
const both = (value: number): Limit => ({ soft: value, hard: value });

/** What a login of an Ubuntu host begins with. */
export const DEFAULT_LIMITS: Readonly<Record<Resource, Limit>> = {
  core: { soft: 0, hard: null },
  data: UNLIMITED,
  nice: both(0),
  fsize: UNLIMITED,
  sigpending: both(15_392),
  memlock: both(67_108_864),
  rss: UNLIMITED,
  nofile: { soft: 1024, hard: 1_048_576 },
  msgqueue: both(819_200),
  rtprio: both(0),
  rttime: UNLIMITED,
  stack: { soft: 8_388_608, hard: null },
  cpu: UNLIMITED,
  nproc: both(15_392),
  as: UNLIMITED,
  locks: UNLIMITED,
};

export const limitOf = (process: Process, resource: Resource): Limit => process.limits?.[resource] ?? DEFAULT_LIMITS[resource];

const above = (a: number | null, b: number | null): boolean => b !== null && (a === null || a > b);

/** Changes a limit. False when a hard limit would rise and the process may not do that, or the soft one be above it. */
export function setLimit(process: Process, resource: Resource, limit: Limit, privileged: boolean): 'ok' | 'invalid' | 'refused' {
  const old = limitOf(process, resource);
  if (above(limit.soft, limit.hard)) return 'invalid';
  if (above(limit.hard, old.hard) && !privileged) return 'refused';
  process.limits = { ...process.limits, [resource]: limit };
  return 'ok';
}

/** True when `value` is more than the soft limit allows. */
export function exceeds(process: Process, resource: Resource, value: number): boolean {
  if (!process.limits?.[resource]) return false;
  const { soft } = process.limits[resource]!;
  return soft !== null && value > soft;
}
