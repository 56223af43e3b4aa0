import { createHash } from 'node:crypto';
import type { World } from '../world';

/** What a world has come to, by part: what two runs of the same inputs must agree on. */
export interface Trace {
  /** Virtual time. */
  readonly now: number;
  readonly revision: number;
  /** Hashes of the objects and of the log of their changes, by resource. */
  readonly resources: Readonly<Record<string, string>>;
  /** Hashes of the logs of containers and of the journals, by machine. */
  readonly logs: Readonly<Record<string, string>>;
  /** Hash of what is to happen next: timers, queues, retries, the generator. */
  readonly agenda: string;
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);

type Entries = readonly (readonly [string, unknown])[];
const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);

/** The trace of a world so far. */
export function traceOf(world: World): Trace {
  const { cluster, nodes, machines, sim } = world.snapshot();
  const resources = [...cluster.store.collections].filter(([, { log, objects }]) => log.length + objects.length > 0).sort(byName as never);
  const sorted = (entries: Entries) => [...entries].sort(byName);
  const logs: (readonly [string, unknown])[] = nodes.map((node) => [`containers of ${node.name}`, sorted(node.logs)]);
  for (const { name, journal } of machines) logs.push([`journal of ${name}`, journal]);
  const { seq: _order, ...agenda } = sim;
  return {
    now: sim.now,
    revision: cluster.store.revision,
    resources: Object.fromEntries(resources.map(([id, { log, objects }]) => [id, hashOf([log, objects])])),
    logs: Object.fromEntries(logs.map(([name, value]) => [name, hashOf(value)])),
    agenda: hashOf({
      ...agenda,
      timers: agenda.timers.map(({ seq: _seq, ...timer }) => timer),
      waiting: agenda.waiting.map(([channel, waiters]) => [channel, sorted(waiters as never)]).sort(byName as never),
      retries: sorted(agenda.retries),
    }),
  };
}
