import { LiveClock } from '@/lib/world/live-clock';
import { World } from '@/lib/world/world';
import { percentile, sample, type Bench, type Row } from './table';

const FORKS = 50;
const FEW = 1_000;
const MANY = 10_000;
/** Sessions that somebody watches and nobody types in. */
const WATCHED = 50;
const IDLE_MS = 5_000;
const DEPLOYMENTS = { group: 'apps', resource: 'deployments' };
const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

/** What a cluster costs: to fork, to hold, to leave alone, and to fill with a thousand and with ten thousand pods. */
export const cluster: Bench = {
  name: 'cluster',
  what: 'one cluster: fork, 1,000 and 10,000 replicas, idle CPU, heap',
  async run() {
    const base = World.boot('kubeadm', { seed: 1, now: Date.now() });
    const times = sample(FORKS, () => void base.fork());
    const before = heap();
    const kept = Array.from({ length: FORKS }, () => {
      const world = base.fork();
      world.sim.run();
      return world;
    });
    const perSession = (heap() - before) / kept.length / 1024 / 1024;
    const idle = await idleShare(base);
    // The first cluster of a process pays for the compiler, which is no cluster's own cost.
    fill(FEW / 10);
    const few = fill(FEW);
    const many = fill(MANY);
    return [
      { what: 'fork of a booted cluster, median', value: percentile(times, 0.5), unit: 'ms', budget: 5 },
      {
        what: 'heap per forked cluster',
        value: perSession,
        unit: 'MB',
        budget: 1,
        note: global.gc ? '' : 'run node with --expose-gc for a true figure',
      },
      ...idle,
      ...rowsOf(few, FEW, 1),
      ...rowsOf(many, MANY),
      {
        what: '10,000 replicas: time for each, against 1,000',
        value: many.seconds / MANY / (few.seconds / FEW),
        unit: 'times',
        budget: 1.5,
        note: 'in proportion: 1',
      },
    ];
  },
};

interface Filled {
  readonly seconds: number;
  readonly ready: number;
  readonly heap: number;
}

/** A Deployment of so many replicas on large nodes without machines: until all is at rest. */
function fill(replicas: number): Filled {
  const world = World.boot('hollow-large', { seed: 1, now: Date.now() });
  const client = world.cluster.client(ADMIN);
  const before = heap();
  const start = performance.now();
  client.create(DEPLOYMENTS, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'big', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'big' } },
      template: { metadata: { labels: { app: 'big' } }, spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] } },
    },
  });
  world.settle({ limitMs: 3_600_000 });
  const seconds = (performance.now() - start) / 1000;
  const { status } = client.get(DEPLOYMENTS, 'default', 'big')!;
  return { seconds, ready: status.readyReplicas ?? 0, heap: (heap() - before) / 1024 / 1024 };
}

const rowsOf = ({ seconds, ready, heap: megabytes }: Filled, replicas: number, budget?: number): Row[] => [
  {
    what: `${replicas.toLocaleString('en')} replicas at rest (nodes without machines)`,
    value: seconds,
    unit: 's',
    ...(budget !== undefined && { budget }),
    note: `${megabytes.toFixed(0)} MB of heap`,
  },
  { what: `${replicas.toLocaleString('en')} replicas: not Ready`, value: replicas - ready, unit: 'pods', budget: 0 },
];

/** CPU that sessions take while their time follows the wall clock and nobody types. */
async function idleShare(base: World): Promise<Row[]> {
  const worlds = Array.from({ length: WATCHED }, () => base.fork());
  for (const world of worlds) world.openTerminal({ host: world.defaultHost, user: 'root', columns: 80, rows: 24 });
  for (const world of worlds) world.sim.run();
  const clocks = worlds.map((world) => new LiveClock(world.sim).start());
  const before = process.cpuUsage();
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const used = process.cpuUsage(before);
  const wall = performance.now() - start;
  for (const clock of clocks) clock.stop();
  const resting = process.cpuUsage();
  const rested = performance.now();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS / 5));
  const atRest = process.cpuUsage(resting);
  const share = (usage: NodeJS.CpuUsage, ms: number) => ((usage.user + usage.system) / 1000 / ms / WATCHED) * 100;
  return [
    { what: `idle session that is watched (of ${WATCHED}), of one core`, value: share(used, wall), unit: '%', budget: 0.2 },
    { what: 'session that nobody watches, of one core', value: share(atRest, performance.now() - rested), unit: '%', budget: 0.05 },
  ];
}

function heap(): number {
  global.gc?.();
  return process.memoryUsage().heapUsed;
}
