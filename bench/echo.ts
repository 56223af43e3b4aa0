import { World } from '@/lib/world/world';
import { percentile, type Bench } from './table';

const SESSIONS = 200;
const KEYS = 20;

/** From a key pressed to its echo in the terminal's output, with 200 sessions whose learners type in turn. */
export const echo: Bench = {
  name: 'echo',
  what: 'keystroke echo with 200 sessions',
  run() {
    const base = World.boot('kubeadm', { seed: 1, now: Date.now() });
    const sessions = Array.from({ length: SESSIONS }, () => {
      const world = base.fork();
      const terminal = world.openTerminal({ host: world.defaultHost, user: 'root', columns: 80, rows: 24 });
      world.sim.run();
      return { world, terminal, seen: terminal.read(0).offset };
    });
    const times: number[] = [];
    let lost = 0;
    for (let key = 0; key < KEYS; key++) {
      for (const session of sessions) {
        const start = performance.now();
        session.terminal.input('x');
        session.world.sim.run();
        const { text, offset } = session.terminal.read(session.seen);
        times.push(performance.now() - start);
        if (!text.includes('x')) lost++;
        session.seen = offset;
      }
    }
    return [
      { what: `echo, median (${SESSIONS} sessions)`, value: percentile(times, 0.5), unit: 'ms' },
      { what: 'echo, p99', value: percentile(times, 0.99), unit: 'ms', budget: 50 },
      { what: 'keys without echo', value: lost, unit: 'keys', budget: 0 },
    ];
  },
};
