import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LayeredMap } from './layered-map';
import { Random } from './random';
import { Sim } from './sim';

const newSim = () => new Sim({ seed: 1, now: 1_000 });

describe('Sim', () => {
  it('handles each queued key once, in order', () => {
    const sim = newSim();
    const seen: string[] = [];
    sim.on('q', (key) => seen.push(key));
    for (const key of ['a', 'b', 'a']) sim.enqueue('q', key);
    sim.run();
    expect(seen).toEqual(['a', 'b']);
  });

  it('ends a loop in which no time passes, naming the queue', () => {
    const sim = newSim();
    sim.on('ping', () => sim.enqueue('pong', 'a'));
    sim.on('pong', () => sim.enqueue('ping', 'a'));
    sim.enqueue('ping', 'a');
    expect(() => sim.run()).toThrow(/no time passes: queue p[io]ng has handled the key a more than 5000 times at 1970-01-01T00:00:01/);
    expect(sim.now()).toBe(1_000);
  });

  it('goes on without a key that loops, and takes it up later', () => {
    const sim = newSim();
    const faults: string[] = [];
    const seen: number[] = [];
    sim.onFault = (_error, queue, key) => faults.push(`${queue}/${key}`);
    sim.on('loop', (key) => sim.enqueue('loop', key));
    sim.on('other', () => seen.push(sim.now()));
    sim.enqueue('loop', 'a');
    sim.after('other', 'b', 500);
    sim.runUntil(2_500);
    expect(faults).toEqual(['loop/a', 'loop/a']);
    expect(seen).toEqual([1_500]);
  });

  it('lets time pass for a queue whose keys may be busy', () => {
    const sim = newSim();
    let left = 60_000;
    sim.on('q', (key) => void (left-- > 0 && sim.enqueue('q', key)), { busy: true });
    sim.enqueue('q', 'a');
    expect(sim.settle()).toMatchObject({ settled: true });
    expect(sim.now()).toBeGreaterThan(1_000);
  });

  it('handles many keys at one instant', () => {
    const sim = newSim();
    let handled = 0;
    sim.on('q', () => void handled++);
    for (let i = 0; i < 100_000; i++) sim.enqueue('q', String(i));
    sim.run();
    expect(handled).toBe(100_000);
  });

  it('lets a key be queued again from within its handler', () => {
    const sim = newSim();
    let runs = 0;
    sim.on('q', () => {
      if (++runs < 3) sim.enqueue('q', 'a');
    });
    sim.enqueue('q', 'a');
    sim.run();
    expect(runs).toBe(3);
  });

  it('fires timers in (due, seq) order and stops at the time asked for', () => {
    const sim = newSim();
    const seen: string[] = [];
    sim.on('q', (key) => seen.push(`${key}@${sim.now()}`));
    sim.after('q', 'late', 50);
    sim.after('q', 'b', 10);
    sim.after('q', 'c', 10);
    sim.runUntil(1_020);
    expect(seen).toEqual(['b@1010', 'c@1010']);
    expect(sim.now()).toBe(1_020);
  });

  it('keeps the earlier of two timers for a key', () => {
    const sim = newSim();
    sim.on('q', () => {});
    sim.after('q', 'a', 10);
    sim.after('q', 'a', 100);
    expect(sim.timer('q', 'a')?.due).toBe(1_010);
    sim.after('q', 'a', 5);
    expect(sim.timer('q', 'a')?.due).toBe(1_005);
  });

  it('settles without waiting for background timers', () => {
    const sim = newSim();
    sim.on('beat', () => sim.after('beat', 'x', 10, { background: true }));
    sim.on('work', () => {});
    sim.enqueue('beat', 'x');
    sim.after('work', 'y', 35);
    expect(sim.settle()).toEqual({ settled: true, elapsed: 35 });
  });

  it('gives up settling at its limit', () => {
    const sim = newSim();
    sim.on('loop', () => sim.after('loop', 'x', 100));
    sim.enqueue('loop', 'x');
    expect(sim.settle({ limitMs: 1_000 })).toEqual({ settled: false, elapsed: 1_000 });
  });

  it('stops at a step limit and goes on later', () => {
    const sim = newSim();
    let runs = 0;
    sim.on('q', () => {
      runs++;
      sim.enqueue('q', 'a');
    });
    sim.enqueue('q', 'a');
    expect(sim.run({ steps: 10 })).toBe(false);
    expect(runs).toBe(10);
  });

  it('backs off retries as client-go does and forgets', () => {
    const sim = newSim();
    const at: number[] = [];
    sim.on('q', () => {
      at.push(sim.now() - 1_000);
      if (at.length < 4) sim.retry('q', 'a');
    });
    sim.enqueue('q', 'a');
    sim.settle();
    expect(at).toEqual([0, 5, 15, 35]);
    sim.forget('q', 'a');
    sim.retry('q', 'a');
    expect(sim.timer('q', 'a')?.due).toBe(sim.now() + 5);
  });

  it('wakes everybody who waits on a channel, once', () => {
    const sim = newSim();
    const seen: string[] = [];
    sim.on('q', (key) => seen.push(key));
    sim.wait('c', 'q', 'a');
    sim.wait('c', 'q', 'b');
    sim.notify('c');
    sim.notify('c');
    sim.run();
    expect(seen).toEqual(['a', 'b']);
  });

  it('goes on from a snapshot exactly as the original does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(5)), { maxLength: 30 }), fc.nat(60), (work, cut) => {
        const trace = (sim: Sim, log: string[]) => {
          sim.on('q', (key) => {
            log.push(`${key}@${sim.now()}:${sim.random.int(1000)}`);
            if (sim.random.int(3) === 0) sim.after('q', key, sim.random.int(20));
          });
          return sim;
        };
        const log: string[] = [];
        const sim = trace(newSim(), log);
        for (const [ms, key] of work) sim.after('q', `k${key}`, ms);
        sim.runUntil(1_000 + cut);
        const copyLog = [...log];
        const copy = trace(Sim.restore(JSON.parse(JSON.stringify(sim.snapshot()))), copyLog);
        sim.settle({ limitMs: 1_000 });
        copy.settle({ limitMs: 1_000 });
        expect(copyLog).toEqual(log);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe('LayeredMap', () => {
  it('behaves as a Map through any sequence of writes and forks', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const action = fc.oneof(
      fc.record({ do: fc.constant('set' as const), key, value: fc.nat(9) }),
      fc.record({ do: fc.constant('delete' as const), key }),
      fc.record({ do: fc.constant('fork' as const) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        let map = new LayeredMap<number>();
        let model = new Map<string, number>();
        const left: [LayeredMap<number>, Map<string, number>][] = [];
        for (const step of actions) {
          if (step.do === 'set') {
            map.set(step.key, step.value);
            model.set(step.key, step.value);
          } else if (step.do === 'delete') {
            expect(map.delete(step.key)).toBe(model.delete(step.key));
          } else {
            left.push([map, new Map(model)]);
            map = map.fork();
            model = new Map(model);
          }
        }
        for (const [real, expected] of [...left, [map, model] as const]) {
          expect(new Map(real)).toEqual(expected);
          expect(real.size).toBe(expected.size);
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('a guard', () => {
  it('is asked in every run, after the same steps, and stops the run until there is none', () => {
    const stopsAfter = (looks: number) => {
      const sim = new Sim({ seed: 1, now: 0 });
      let steps = 0;
      sim.on('spin', (key) => {
        steps++;
        sim.after('spin', key, 1);
      });
      sim.enqueue('spin', 'a');
      let left = looks;
      sim.setGuard(() => left-- <= 0);
      expect(sim.settle({ limitMs: 1_000_000 }).settled).toBe(false);
      const stopped = steps;
      expect(sim.runUntil(sim.now() + 10)).toBe(false);
      expect(steps).toBe(stopped);
      sim.setGuard(undefined);
      expect(sim.runUntil(sim.now() + 10)).toBe(true);
      expect(steps).toBeGreaterThan(stopped);
      return stopped;
    };
    expect(stopsAfter(5)).toBe(stopsAfter(5));
    expect(stopsAfter(5)).toBeLessThan(stopsAfter(9));
    expect(stopsAfter(9)).toBeLessThan(1_000);
  });
});

describe('Random', () => {
  it('repeats its sequence from a seed and from a snapshot', () => {
    const a = new Random(42);
    const first = [a.next(), a.next()];
    const state = a.snapshot();
    const next = a.uuid();
    expect([new Random(42).next()]).toEqual([first[0]]);
    expect(new Random(state).uuid()).toBe(next);
    expect(next).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
