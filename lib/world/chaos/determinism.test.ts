import { describe, expect, it } from 'vitest';
import { World } from '../world';
import { traceOf, type Trace } from './trace';
import { install } from './workload';

const ADMIN = { name: 'chaos', groups: ['system:masters', 'system:authenticated'] };
/** What a learner does, with pauses (ms) in between. */
const INPUTS: readonly (readonly [script: string, pause: number])[] = [
  ['kubectl create deployment shop --image=nginx:1.27 --replicas=3; kubectl expose deployment shop --port=80', 3_000],
  [
    'kubectl create token default >/tmp/token; kubectl run once --image=busybox:1.36 --restart=Never -- sh -c "echo $RANDOM; sleep 3"',
    8_000,
  ],
  ['kubectl delete pod -l app=shop --wait=false; openssl rand -hex 4 >/tmp/random', 40_000],
  ['kubectl logs once; kubectl get pods -o wide; cat /tmp/token', 5_000],
];

interface Played {
  readonly world: World;
  readonly output: string;
}

/** Plays inputs on a world; `midway` may put a copy in its place after so many of them. */
function play(begin: World, midway?: { readonly after: number; copy(world: World): World }): Played {
  let world = begin;
  let output = '';
  INPUTS.forEach(([text, pause], index) => {
    if (midway?.after === index) world = midway.copy(world);
    const { stdout, stderr } = world.runScript({ host: world.defaultHost, user: 'root', text, name: 'input.sh' });
    output += stdout + stderr;
    world.sim.runUntil(world.sim.now() + pause);
  });
  expect(world.fault).toBeUndefined();
  return { world, output };
}

/**
 * The endpoint controllers remember in memory, as upstream's do, which changes they have seen: after a copy the annotation
 * `endpoints.kubernetes.io/last-change-trigger-time` may be another.
 */
const REMEMBERED = ['/endpoints', 'discovery.k8s.io/endpointslices'];

function withoutMemory(trace: Trace): Trace {
  return { ...trace, resources: Object.fromEntries(Object.entries(trace.resources).filter(([id]) => !REMEMBERED.includes(id))) };
}

const restored = (world: World) => World.restore(JSON.parse(JSON.stringify(world.snapshot())) as never);

describe('the same seed and the same inputs', () => {
  const first = play(World.boot('kubeadm', { seed: 7 }));
  const trace = traceOf(first.world);

  it('give the same objects, changes, logs and agenda in another world', () => {
    const second = play(World.boot('kubeadm', { seed: 7 }));
    expect(second.output).toBe(first.output);
    expect(traceOf(second.world)).toEqual(trace);
  });

  it('give other ones with another seed', () => {
    expect(traceOf(play(World.boot('kubeadm', { seed: 8 })).world).resources['/pods']).not.toBe(trace.resources['/pods']);
  });

  for (const after of [1, 3]) {
    it(`do so in a fork that is made after ${after} inputs`, () => {
      const forked = play(World.boot('kubeadm', { seed: 7 }), { after, copy: (world) => world.fork() });
      expect(forked.output).toBe(first.output);
      expect(withoutMemory(traceOf(forked.world))).toEqual(withoutMemory(trace));
    });

    it(`do so from a snapshot that is restored after ${after} inputs`, () => {
      const copied = play(World.boot('kubeadm', { seed: 7 }), { after, copy: restored });
      expect(copied.output).toBe(first.output);
      expect(withoutMemory(traceOf(copied.world))).toEqual(withoutMemory(trace));
    });
  }

  it('do so for every controller at once', () => {
    const run = () => {
      const world = World.boot('hollow', { seed: 5 });
      install(world.cluster.client(ADMIN), { claims: true });
      world.sim.runUntil(world.sim.now() + 120_000);
      return traceOf(world);
    };
    expect(run()).toEqual(run());
  });
});
