import { describe, expect, it } from 'vitest';
import { Random } from '@/lib/sim/random';
import { World } from '../world';
import { disturb, heal, type Run } from './disturbances';
import { always, atRest, newSeen } from './invariants';
import { install } from './workload';

const ADMIN = { name: 'chaos', groups: ['system:masters', 'system:authenticated'] };
/** Seeds per profile; the same seeds give the same runs. `NEKALA_FUZZ_CASES` asks for more, `NEKALA_CHAOS_SEED` for one. */
const CASES = Number(process.env.NEKALA_FUZZ_CASES ?? 4);
const FIRST = Number(process.env.NEKALA_CHAOS_SEED ?? 1);
const STEPS = 30;

function play(profile: string, seed: number, steps: number): void {
  const booted = World.boot(profile, { seed });
  const nodes = booted.profile.hosts.filter(({ role }) => role !== 'base').map(({ name }) => name);
  const run: Run = {
    world: booted,
    random: new Random(seed),
    client: () => run.world.cluster.client(ADMIN),
    down: new Map(),
    nodes,
    step: 0,
    made: 0,
  };
  install(run.client(), { claims: true });
  const seen = newSeen();
  const story: string[] = [];
  const check = (found: readonly string[]) => {
    if (found.length > 0) throw new Error(`seed ${seed} on ${profile}:\n${found.join('\n')}\nafter:\n${story.join('\n')}`);
  };
  const pass = (ms: number) => {
    run.world.sim.runUntil(run.world.sim.now() + ms);
    expect(run.world.fault).toBeUndefined();
    check(always(run.world, seen));
  };
  pass(5_000);
  for (run.step = 1; run.step <= steps; run.step++) {
    story.push(`${run.step}. ${disturb(run)}`);
    check(always(run.world, seen));
    pass(run.random.pick([0, 1, 50, 1_000, 10_000, 45_000]));
  }
  for (const component of [...run.down.keys()]) heal(run, component);
  pass(10_000);
  for (const name of nodes)
    if (run.client().get({ group: '', resource: 'nodes' }, '', name))
      run.client().patch({ group: '', resource: 'nodes' }, '', name, { spec: { unschedulable: null } }, { type: 'merge' });
  story.push('all is well again');
  // Nodes that were deleted come back with the next report of their kubelets; back-offs end.
  for (let minutes = 0; minutes < 20; minutes++) pass(60_000);
  check(atRest(run.world));
  const before = run.world.cluster.store.snapshot();
  const restored = World.restore(JSON.parse(JSON.stringify(run.world.snapshot())) as never);
  expect(restored.cluster.store.snapshot()).toEqual(before);
}

describe('a cluster to which things happen', () => {
  for (let seed = FIRST; seed < FIRST + CASES; seed++)
    it(`comes to rest as it was asked to: seed ${seed}`, () => play('hollow', seed, STEPS), 60_000);
});
