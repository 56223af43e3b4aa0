import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { Sim } from '@/lib/sim/sim';
import { Store } from './store';

const PODS = { group: '', resource: 'pods' };
const pod = (namespace: string, name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } });
const newStore = () => new Store(new Sim({ seed: 1, now: 0 }));
const names = (objects: Iterable<KubeObject>) => [...objects].map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

describe('Store', () => {
  it('lists in key order, of one namespace or of all', () => {
    const store = newStore();
    for (const [namespace, name] of [
      ['b', 'x'],
      ['a', 'y'],
      ['a', 'x'],
      ['ab', 'z'],
    ] as const)
      store.create(PODS, pod(namespace, name));
    expect(names(store.list(PODS))).toEqual(['a/x', 'a/y', 'ab/z', 'b/x']);
    expect(names(store.list(PODS, 'a'))).toEqual(['a/x', 'a/y']);
    store.create(PODS, pod('a', 'w'));
    store.delete(PODS, store.get(PODS, 'a', 'y')!);
    expect(names(store.list(PODS, 'a'))).toEqual(['a/w', 'a/x']);
  });

  it('replaces only what has not changed since', () => {
    const store = newStore();
    const first = store.create(PODS, pod('a', 'x'));
    const second = store.update(PODS, first, { ...first, spec: {} });
    expect(Number(second.metadata.resourceVersion)).toBe(Number(first.metadata.resourceVersion) + 1);
    expect(() => store.update(PODS, first, first)).toThrow('conflict');
    expect(() => store.create(PODS, pod('a', 'x'))).toThrow('exists');
    expect(Object.isFrozen(second.metadata)).toBe(true);
  });

  it('shows the past until it is compacted', () => {
    const store = newStore();
    const first = store.create(PODS, pod('a', 'x'));
    const then = store.revision;
    store.create(PODS, pod('a', 'y'));
    store.delete(PODS, first);
    expect(names(store.listAt(PODS, then)!.values())).toEqual(['a/x']);
    expect(store.eventsAfter(PODS, then)!.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
    store.compact(store.revision);
    expect(store.listAt(PODS, then)).toBeUndefined();
    expect(store.eventsAfter(PODS, then)).toBeUndefined();
    expect(store.eventsAfter(PODS, store.revision)).toEqual([]);
  });

  it('forks, and survives a snapshot as text', () => {
    const store = newStore();
    store.create(PODS, pod('a', 'x'));
    const sim = new Sim({ seed: 1, now: 0 });
    const fork = store.fork(sim);
    const restored = Store.restore(JSON.parse(JSON.stringify(store.snapshot())), sim);
    store.create(PODS, pod('a', 'mine'));
    fork.create(PODS, pod('a', 'theirs'));
    restored.create(PODS, pod('a', 'later'));
    expect([store, fork, restored].map((one) => names(one.list(PODS)))).toEqual([
      ['a/mine', 'a/x'],
      ['a/theirs', 'a/x'],
      ['a/later', 'a/x'],
    ]);
    expect([...fork.registry('/registry/pods/a/t')].map(([key]) => key)).toEqual(['/registry/pods/a/theirs']);
  });
});
