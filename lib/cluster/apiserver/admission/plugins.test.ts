import { describe, expect, it } from 'vitest';
import { testServer } from '../test-server';
import { mergeTolerations } from './runtime-class';

const HOME = '/api/v1/namespaces/default';
const merge = { headers: { 'content-type': 'application/merge-patch+json' } };

function server() {
  const parts = testServer();
  const { send } = parts;
  const post = (path: string, body: object) => {
    const { status, body: answer } = send('POST', path, body);
    return status === 201 ? 'created' : (answer as { message: string }).message;
  };
  const pod = (name: string, spec: object = {}) =>
    post(`${HOME}/pods`, { metadata: { name }, spec: { containers: [{ name: 'c', image: 'x' }], ...spec } });
  const get = <T>(path: string) => send('GET', path).body as T;
  return { ...parts, post, pod, get };
}

const container = (name: string, requests: object, limits: object = {}) => ({ name, image: 'x', resources: { requests, limits } });

describe('LimitRanger', () => {
  it('holds pods to each range by itself and tells all that one range has against them', () => {
    const { post, pod } = server();
    const range = (name: string, ...limits: object[]) => post(`${HOME}/limitranges`, { metadata: { name }, spec: { limits } });
    expect(range('a', { type: 'Pod', max: { memory: '100Mi' }, min: { cpu: '100m' } })).toBe('created');
    expect(range('b', { type: 'Container', max: { memory: '10Mi' } })).toBe('created');
    const big = container('c', { memory: '60Mi' }, { memory: '60Mi' });
    expect(pod('p', { containers: [big, { ...big, name: 'd' }] })).toBe(
      'pods "p" is forbidden: [minimum cpu usage per Pod is 100m.  No request is specified, maximum memory usage per Pod is 100Mi, but limit is 120Mi]',
    );
    const small = container('c', { cpu: '1', memory: '20Mi' }, { memory: '20Mi' });
    expect(pod('p', { containers: [small] })).toBe('pods "p" is forbidden: maximum memory usage per Container is 10Mi, but limit is 20Mi');
  });

  it('notes what it fills in', () => {
    const { post, pod, get } = server();
    const item = { type: 'Container', default: { cpu: '2', memory: '1Gi' }, defaultRequest: { cpu: '1' } };
    post(`${HOME}/limitranges`, { metadata: { name: 'l' }, spec: { limits: [item] } });
    expect(pod('p', { containers: [container('c', { memory: '1Mi' })] })).toBe('created');
    const { metadata, spec } = get<{ metadata: { annotations: object }; spec: { containers: object[] } }>(`${HOME}/pods/p`);
    expect(metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger': 'LimitRanger plugin set: cpu request for container c; cpu, memory limit for container c',
    });
    expect(spec.containers[0]).toMatchObject({ resources: { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '1', memory: '1Mi' } } });
  });

  it('holds claims, also when they grow', () => {
    const { post, send } = server();
    const item = { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } };
    post(`${HOME}/limitranges`, { metadata: { name: 'l' }, spec: { limits: [item] } });
    const claim = (name: string, storage: string) =>
      post(`${HOME}/persistentvolumeclaims`, {
        metadata: { name },
        spec: { storageClassName: '', accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
      });
    const refused = (bound: string, given: string) =>
      `persistentvolumeclaims "c" is forbidden: ${bound} storage usage per PersistentVolumeClaim is ${given}`;
    expect(claim('c', '3Gi')).toBe(refused('maximum', '2Gi, but request is 3Gi'));
    expect(claim('c', '500Mi')).toBe(refused('minimum', '1Gi, but request is 500Mi'));
    expect(claim('c', '1Gi')).toBe('created');
    const grown = send('PATCH', `${HOME}/persistentvolumeclaims/c`, { metadata: { labels: { a: 'b' } } }, merge);
    expect(grown.status).toBe(200);
  });
});

describe('other plugins', () => {
  it('let one priority class be the default', () => {
    const { post, pod, get } = server();
    const make = (name: string, value: number) =>
      post('/apis/scheduling.k8s.io/v1/priorityclasses', { metadata: { name }, value, globalDefault: true });
    expect(make('one', 7)).toBe('created');
    expect(make('two', 8)).toBe(
      'priorityclasses.scheduling.k8s.io "two" is forbidden: PriorityClass one is already marked as default. Only one default can exist',
    );
    pod('p');
    expect(get(`${HOME}/pods/p`)).toMatchObject({ spec: { priority: 7, priorityClassName: 'one' } });
    expect(pod('q', { priority: 3 })).toBe(
      'pods "q" is forbidden: the integer value of priority (3) must not be provided in pod spec; priority admission controller computed 7 from the given PriorityClass name',
    );
  });

  it('give pods the overhead and the place of their runtime class', () => {
    const { post, pod, get } = server();
    post('/apis/node.k8s.io/v1/runtimeclasses', {
      metadata: { name: 'r' },
      handler: 'r',
      overhead: { podFixed: { cpu: '10m' } },
      scheduling: { nodeSelector: { kind: 'r' }, tolerations: [{ key: 'r', operator: 'Exists' }] },
    });
    expect(pod('p', { runtimeClassName: 'r', nodeSelector: { a: 'b' } })).toBe('created');
    expect(get(`${HOME}/pods/p`)).toMatchObject({ spec: { overhead: { cpu: '10m' }, nodeSelector: { a: 'b', kind: 'r' } } });
    expect(pod('q', { runtimeClassName: 'r', nodeSelector: { kind: 's' } })).toBe(
      'pods "q" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[kind] = r; pod.spec.nodeSelector[kind] = s',
    );
    expect(pod('q', { overhead: { cpu: '1' } })).toBe(
      'pods "q" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    );
    const exists = { key: 'a', operator: 'Exists' } as const;
    expect(mergeTolerations([{ key: 'a', operator: 'Equal', value: 'x', effect: 'NoSchedule' }], [exists, exists])).toEqual([exists]);
  });

  it('give claims and ingresses the newest default class', () => {
    const { post, get, sim } = server();
    for (const name of ['old', 'new']) {
      post('/apis/storage.k8s.io/v1/storageclasses', {
        metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
        provisioner: 'p',
      });
      post('/apis/networking.k8s.io/v1/ingressclasses', {
        metadata: { name, annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
        spec: { controller: 'x.io/y' },
      });
      sim.runUntil(sim.now() + 60_000);
    }
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    post(`${HOME}/persistentvolumeclaims`, { metadata: { name: 'c' }, spec });
    expect(get(`${HOME}/persistentvolumeclaims/c`)).toMatchObject({ spec: { storageClassName: 'new' } });
    const ingresses = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
    const defaultBackend = { service: { name: 's', port: { number: 80 } } };
    expect(post(ingresses, { metadata: { name: 'i' }, spec: { defaultBackend } })).toBe('created');
    expect(get(`${ingresses}/i`)).toMatchObject({ spec: { ingressClassName: 'new' } });
  });

  it('keep pods to the secrets of their account when it says so', () => {
    const { post, pod } = server();
    post(`${HOME}/serviceaccounts`, {
      metadata: { name: 'strict', annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } },
      secrets: [{ name: 'mine' }],
    });
    const volumes = (secretName: string) => ({ serviceAccountName: 'strict', volumes: [{ name: 'v', secret: { secretName } }] });
    expect(pod('p', volumes('mine'))).toBe('created');
    expect(pod('q', volumes('other'))).toBe(
      'pods "q" is forbidden: volume with secret.secretName="other" is not allowed because service account strict does not reference that secret',
    );
  });

  it('name a pod that has no name yet by what its name will be made of', () => {
    const { post } = server();
    const spec = { serviceAccountName: 'none', containers: [{ name: 'c', image: 'x' }] };
    expect(post(`${HOME}/pods`, { metadata: { generateName: 'web-' }, spec })).toBe(
      'pods "web-" is forbidden: error looking up service account default/none: serviceaccount "none" not found',
    );
  });
});
