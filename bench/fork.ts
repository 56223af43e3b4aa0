import { World } from '@/lib/world/world';
import { percentile, sample, type Bench } from './table';

const SESSIONS = 50;

/** What a session costs: time to fork a booted profile, and heap once its terminal stands at the prompt. */
export const fork: Bench = {
  name: 'fork',
  what: 'boot once, fork per session',
  run() {
    const now = Date.now();
    const bootStart = performance.now();
    const base = World.boot('kubeadm', { seed: 1, now });
    const boot = performance.now() - bootStart;
    const times = sample(SESSIONS, () => void base.fork());
    const before = heap();
    const kept = Array.from({ length: SESSIONS }, () => {
      const world = base.fork();
      const terminal = world.openTerminal({ host: world.defaultHost, user: 'root', columns: 80, rows: 24 });
      world.sim.run();
      return { world, terminal };
    });
    const perSession = (heap() - before) / kept.length / 1024 / 1024;
    const again = sample(5, () => void World.boot('kubeadm', { seed: 2, now }));
    return [
      { what: 'first boot of the profile', value: boot, unit: 'ms', note: 'once per process' },
      { what: 'fork, median', value: percentile(times, 0.5), unit: 'ms', budget: 5 },
      { what: 'fork, p99', value: percentile(times, 0.99), unit: 'ms' },
      { what: 'World.boot after that, median', value: percentile(again, 0.5), unit: 'ms' },
      {
        what: 'heap per session at its prompt',
        value: perSession,
        unit: 'MB',
        budget: 1,
        note: global.gc ? '' : 'run node with --expose-gc for a true figure',
      },
    ];
  },
};

function heap(): number {
  global.gc?.();
  return process.memoryUsage().heapUsed;
}
