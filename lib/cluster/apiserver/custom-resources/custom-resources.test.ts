import { beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { Cluster } from '../../cluster';
import type { Client } from '../../client';
import { testCluster } from '../../test-cluster';

const DEFINITIONS = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };
const WIDGETS = { group: 'example.com', resource: 'widgets' };

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        size: {
          type: 'integer',
          minimum: 1,
          default: 3,
          'x-kubernetes-validations': [{ rule: 'self >= oldSelf', message: 'cannot shrink' }],
        },
        color: { type: 'string' },
      },
    },
    status: { type: 'object', properties: { phase: { type: 'string' } } },
  },
};

const definition = (over: object = {}, group = 'example.com', kind = 'Widget'): KubeObject =>
  ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}s.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: `${kind.toLowerCase()}s`, kind },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, subresources: { status: {} } }],
      ...over,
    },
  }) as KubeObject;

const widget = (name: string, spec: object = {}, more: object = {}): KubeObject =>
  ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, namespace: 'default', ...more }, spec }) as KubeObject;

const messageOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
};

describe('custom resources', () => {
  let world: ReturnType<typeof testCluster>;
  let admin: Client;
  const conditions = (name: string) =>
    (admin.get(DEFINITIONS, '', name)?.status?.conditions ?? []).map((one: { type: string; status: string; reason: string }) =>
      [one.type, one.status, one.reason].join(' '),
    );

  beforeAll(() => {
    world = testCluster();
    admin = world.admin;
    admin.create(DEFINITIONS, definition());
    world.sim.run();
  });

  it('establishes a definition and serves its resources at once', () => {
    expect(conditions('widgets.example.com')).toEqual(['NamesAccepted True NoConflicts', 'Established True InitialNamesAccepted']);
    const made = admin.create(WIDGETS, widget('a', { color: 'red' }));
    expect(made.spec).toEqual({ color: 'red', size: 3 });
    expect(Object.keys(made)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
  });

  it('prunes what the schema does not know, and keeps the status to its subresource', () => {
    const made = admin.create(WIDGETS, { ...widget('b', { size: 1, nope: true }), status: { phase: 'Up' } });
    expect(made.spec).toEqual({ size: 1 });
    expect(made.status).toBeUndefined();
    const updated = admin.update(WIDGETS, { ...made, spec: { size: 9 }, status: { phase: 'Up' } }, 'status');
    expect(updated.status).toEqual({ phase: 'Up' });
    expect(updated.spec).toEqual({ size: 1 });
    expect(updated.metadata.generation).toBe(1);
    expect(admin.update(WIDGETS, { ...updated, spec: { size: 2 } }).metadata.generation).toBe(2);
  });

  it('refuses what the schema and the rules forbid', () => {
    expect(messageOf(() => admin.create(WIDGETS, widget('c', { size: 0 })))).toBe(
      'Widget.example.com "c" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
    );
    const current = admin.create(WIDGETS, widget('c', { size: 5 }));
    expect(messageOf(() => admin.update(WIDGETS, { ...current, spec: { size: 4 } }))).toBe(
      'Widget.example.com "c" is invalid: spec.size: Invalid value: 4: cannot shrink',
    );
  });

  it('gives names to whom asks first', () => {
    admin.create(
      DEFINITIONS,
      definition({ names: { plural: 'gadgets', kind: 'Gadget', shortNames: ['widget'] } }, 'example.com', 'Gadget'),
    );
    world.sim.run();
    expect(conditions('gadgets.example.com')).toEqual(['NamesAccepted False ShortNamesConflict', 'Established False NotAccepted']);
    const { conditions: found } = admin.get(DEFINITIONS, '', 'gadgets.example.com')!.status as { conditions: { message: string }[] };
    expect(found[0]!.message).toBe('"widget" is already in use');
    admin.delete(DEFINITIONS, '', 'gadgets.example.com');
    world.sim.run();
    expect(admin.get(DEFINITIONS, '', 'gadgets.example.com')).toBeUndefined();
  });

  it('collects what custom resources own', () => {
    const owner = admin.get(WIDGETS, 'default', 'a')!;
    const reference = { apiVersion: 'example.com/v1', kind: 'Widget', name: 'a', uid: owner.metadata.uid };
    const maps = { group: '', resource: 'configmaps' };
    const owned = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', namespace: 'default', ownerReferences: [reference] } };
    admin.create(maps, owned);
    admin.create(WIDGETS, widget('child', {}, { ownerReferences: [reference] }));
    admin.delete(WIDGETS, 'default', 'a');
    world.sim.settle();
    expect(admin.get(maps, 'default', 'owned')).toBeUndefined();
    expect(admin.get(WIDGETS, 'default', 'child')).toBeUndefined();
  });

  it('is there after a fork and after a restore', () => {
    const runtime = (node: string) => world.runtimes.get(node)!;
    const sim = world.sim.fork();
    const fork = world.cluster.fork(sim, { runtime });
    const other = fork.client({ name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] });
    other.create(WIDGETS, widget('forked'));
    expect(other.get(WIDGETS, 'default', 'forked')?.spec).toEqual({ size: 3 });
    expect(admin.get(WIDGETS, 'default', 'forked')).toBeUndefined();
    const text = JSON.stringify({ sim: world.sim.snapshot(), cluster: world.cluster.snapshot() });
    const saved = JSON.parse(text) as { sim: ReturnType<typeof world.sim.snapshot>; cluster: ReturnType<typeof world.cluster.snapshot> };
    const time = (world.sim.constructor as typeof import('@/lib/sim/sim').Sim).restore(saved.sim);
    const restored = Cluster.restore(saved.cluster, time, { runtime });
    const again = restored.client({ name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] });
    expect(again.get(WIDGETS, 'default', 'b')?.spec).toEqual({ size: 2 });
    expect(messageOf(() => again.create(WIDGETS, widget('bad', { size: 'x' })))).toContain(
      'spec.size in body must be of type integer: "string"',
    );
  });

  it('removes the objects of a definition that goes, and then the resource', () => {
    admin.create(WIDGETS, widget('held', {}, { finalizers: ['example.com/hold'] }));
    admin.delete(DEFINITIONS, '', 'widgets.example.com');
    world.sim.run();
    expect(conditions('widgets.example.com')).toContain('Terminating True InstanceDeletionInProgress');
    expect(admin.list(WIDGETS).items.map(({ metadata }) => metadata.name)).toEqual(['held']);
    expect(messageOf(() => admin.create(WIDGETS, widget('late')))).toBe(
      'create not allowed while custom resource definition is terminating',
    );
    const held = admin.get(WIDGETS, 'default', 'held')!;
    admin.update(WIDGETS, { ...held, metadata: { ...held.metadata, finalizers: [] } });
    world.sim.runUntil(world.sim.now() + 10_000);
    expect(admin.get(DEFINITIONS, '', 'widgets.example.com')).toBeUndefined();
    expect(messageOf(() => admin.list(WIDGETS))).not.toBe('no error');
  });
});
