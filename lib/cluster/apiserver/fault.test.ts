import { expect, it } from 'vitest';
import { Sim } from '@/lib/sim/sim';
import { KindTable } from '../kinds/kind-table';
import { kinds } from '../kinds';
import { Store } from '../store';
import { ApiServer } from './apiserver';
import { ADMIN } from './test-server';

const request = { method: 'GET', path: '/api/v1/namespaces', query: {}, headers: {}, as: ADMIN };

it('costs the one request that meets it, and is told; by default it is thrown', () => {
  const sim = new Sim({ seed: 1, now: 0 });
  const store = new Store(sim);
  const faults: unknown[] = [];
  const broken = () => {
    throw new TypeError('broken');
  };
  const parts = { sim, kinds: new KindTable(kinds), store, authn: {}, nodeProxy: {} as never };
  const server = new ApiServer({ ...parts, onFault: (error) => faults.push(error) });
  const { list } = store;
  store.list = broken;
  expect(server.handle(request)).toMatchObject({
    status: 500,
    body: { kind: 'Status', code: 500, message: 'This request caused apiserver to panic. Look in the logs for details.' },
  });
  expect(faults).toEqual([new TypeError('broken')]);
  store.list = list;
  expect(server.handle(request).status).toBe(200);
});

it('of a queue handler costs its key, when somebody takes it', () => {
  const sim = new Sim({ seed: 1, now: 0 });
  const seen: string[] = [];
  sim.on('q', (key) => {
    if (key === 'bad') throw new Error('bad');
    seen.push(key);
  });
  sim.enqueue('q', 'bad');
  expect(() => sim.run()).toThrow('bad');
  sim.onFault = (error, queue, key) => seen.push(`${queue}/${key}: ${(error as Error).message}`);
  sim.enqueue('q', 'bad');
  sim.enqueue('q', 'good');
  sim.run();
  expect(seen).toEqual(['q/bad: bad', 'good']);
});
