import { describe, expect, it } from 'vitest';
import { newInformerFactory } from '../client';
import { ApiServer } from './apiserver';
import { ADMIN, testServer } from './test-server';

const configMaps = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string, data: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'x' } },
  spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '1000m', memory: '64Mi' } } }] },
});
const POD = { group: '', resource: 'pods' };

describe('ApiServer', () => {
  it('creates, reads, updates and deletes', () => {
    const { send } = testServer();
    const created = send('POST', configMaps, configMap('a', { k: 'v' }));
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ metadata: { name: 'a', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' } });
    const read = send('GET', `${configMaps}/a`).body as { metadata: { resourceVersion: string } };
    expect(read).toEqual(created.body);
    const updated = send('PUT', `${configMaps}/a`, { ...configMap('a', { k: 'w' }) });
    expect(updated).toMatchObject({ status: 200, body: { data: { k: 'w' } } });
    const stale = send('PUT', `${configMaps}/a`, {
      ...configMap('a', { k: 'x' }),
      metadata: { name: 'a', resourceVersion: read.metadata.resourceVersion },
    });
    expect(stale).toMatchObject({
      status: 409,
      body: {
        message:
          'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
      },
    });
    expect(send('DELETE', `${configMaps}/a`).body).toMatchObject({ status: 'Success', details: { name: 'a', kind: 'configmaps' } });
    expect(send('GET', `${configMaps}/a`).body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'configmaps "a" not found',
      reason: 'NotFound',
      details: { name: 'a', kind: 'configmaps' },
      code: 404,
    });
  });

  it('does not write an update that changes nothing', () => {
    const { send, store } = testServer();
    const created = send('POST', configMaps, configMap('a', { k: 'v' })).body;
    const before = store.revision;
    send('PUT', `${configMaps}/a`, created as object);
    expect(store.revision).toBe(before);
  });

  it('gives Tables', () => {
    const { send } = testServer();
    send('POST', configMaps, configMap('a', { k: 'v' }));
    const table = send('GET', configMaps, undefined, {
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' },
    });
    expect(table.body).toMatchObject({
      kind: 'Table',
      columnDefinitions: [{ name: 'Name' }, { name: 'Data' }, { name: 'Age' }],
      rows: [{ cells: ['a', 1, '0s'], object: { kind: 'PartialObjectMetadata', metadata: { name: 'a' } } }],
    });
  });

  it('streams what a watch selects, from where it began', () => {
    const { send, server } = testServer();
    const labelled = (name: string, t: string) => ({ ...configMap(name), metadata: { name, labels: { t } } });
    send('POST', configMaps, labelled('a', 'odd'));
    const { stream } = send('GET', `${configMaps}?watch=1&labelSelector=t%3Dodd`);
    const read = () => server.readStream(stream!.id).items.map((item) => item as { type: string; object: { metadata: { name: string } } });
    expect(read().map(({ type, object }) => [type, object.metadata.name])).toEqual([['ADDED', 'a']]);
    send('POST', configMaps, labelled('b', 'even'));
    send('PUT', `${configMaps}/b`, labelled('b', 'odd'));
    send('PUT', `${configMaps}/a`, labelled('a', 'even'));
    expect(read().map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ['ADDED', 'b'],
      ['DELETED', 'a'],
    ]);
    expect(read()).toEqual([]);
  });

  it('refuses with upstream words', () => {
    const { send } = testServer();
    const messageOf = (...args: Parameters<typeof send>) => (send(...args).body as { message: string }).message;
    expect(messageOf('POST', configMaps, '{')).toBe(
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({)",
    );
    expect(messageOf('POST', configMaps, '[]')).toContain('(5b5d)');
    expect(messageOf('POST', configMaps, { kind: 'Secret', apiVersion: 'v1' })).toBe(
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    );
    expect(messageOf('GET', configMaps, undefined, { as: { name: 'jane', groups: [] } })).toBe(
      'configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" in the namespace "default"',
    );
    expect(messageOf('POST', '/api/v1/namespaces/none/configmaps', configMap('a'))).toBe('namespaces "none" not found');
    expect(send('GET', '/apis/nope/v1/x')).toMatchObject({ status: 404, body: '404 page not found\n' });
  });

  it('marks pods for deletion and takes them away when their grace is zero', () => {
    const { send } = testServer();
    const created = send('POST', '/api/v1/namespaces/default/pods', pod('p'));
    expect(created.status, JSON.stringify(created.body)).toBe(201);
    send('DELETE', '/api/v1/namespaces/default/pods/p', { gracePeriodSeconds: 0 });
    expect(send('GET', '/api/v1/namespaces/default/pods/p').status).toBe(404);
  });

  it('keeps objects with finalizers until the last is gone', () => {
    const { send } = testServer();
    send('POST', configMaps, { ...configMap('a'), metadata: { name: 'a', finalizers: ['x.io/y'] } });
    expect(send('DELETE', `${configMaps}/a`).body).toMatchObject({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });
    expect(send('GET', `${configMaps}/a`).status).toBe(200);
    send('PUT', `${configMaps}/a`, configMap('a'));
    expect(send('GET', `${configMaps}/a`).status).toBe(404);
  });

  it('lists in chunks that agree with each other', () => {
    const { send } = testServer();
    for (const name of ['a', 'b', 'c']) send('POST', configMaps, configMap(name));
    const first = send('GET', `${configMaps}?limit=2`).body as {
      metadata: { continue: string; remainingItemCount: number };
      items: unknown[];
    };
    expect(first.metadata.remainingItemCount).toBe(1);
    send('DELETE', `${configMaps}/c`);
    const second = send('GET', `${configMaps}?limit=2&continue=${first.metadata.continue}`).body as {
      items: { metadata: { name: string } }[];
    };
    expect(second.items.map(({ metadata }) => metadata.name)).toEqual(['c']);
  });
});

describe('informers', () => {
  it('tell what was there, then what changes, and read up to date', () => {
    const { sim, server, client } = testServer();
    client.create(POD, pod('p1'), 'default');
    const told: string[] = [];
    const pods = newInformerFactory(sim, server, ADMIN, { name: 'test' })
      .informer(POD)
      .onChange(({ type, object, old }) => told.push(`${type} ${object.metadata.name}${old ? '*' : ''}`));
    sim.run();
    client.create(POD, pod('p2'), 'default');
    expect(pods.list('default').map(({ metadata }) => metadata.name)).toEqual(['p1', 'p2']);
    expect(told).toEqual(['ADDED p1']);
    sim.run();
    client.delete(POD, 'default', 'p1', { gracePeriodSeconds: 0 });
    sim.run();
    expect(told).toEqual(['ADDED p1', 'ADDED p2', 'DELETED p1*']);
  });

  it('tell in a fork what their origin had not told yet', () => {
    const origin = testServer();
    const told: string[] = [];
    const follow = (parts: Pick<typeof origin, 'sim' | 'server'>, log: string[]) =>
      newInformerFactory(parts.sim, parts.server, ADMIN, { name: 'test' })
        .informer(POD)
        .onChange(({ type, object, old }) => log.push(`${type} ${object.metadata.name}${old ? '*' : ''}`));
    const informer = follow(origin, told);
    origin.client.create(POD, pod('p1'), 'default');
    origin.sim.run();
    origin.client.create(POD, pod('p2'), 'default');
    origin.client.delete(POD, 'default', 'p1', { gracePeriodSeconds: 0 });
    expect(informer.list()).toHaveLength(1);
    const sim = origin.sim.fork();
    const store = origin.store.fork(sim);
    const server = new ApiServer({ sim, kinds: origin.kinds, store, authn: {}, nodeProxy: {} as never, watches: origin.server.watches });
    const forkTold: string[] = [];
    const forked = follow({ sim, server }, forkTold);
    sim.run();
    origin.sim.run();
    expect(told).toEqual(['ADDED p1', 'ADDED p2', 'DELETED p1*']);
    expect(forkTold).toEqual(['ADDED p2', 'DELETED p1*']);
    expect(forked.list()).toEqual(informer.list());
  });
});
