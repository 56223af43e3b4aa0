import { beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../client/client';
import { testCluster } from '../test-cluster';
import { EVENTS, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STORAGE_CLASSES } from '../client/resources';

let sim: ReturnType<typeof testCluster>['sim'];
let admin: Client;

beforeEach(() => {
  ({ sim, admin } = testCluster());
});

const volume = (name: string, spec: object = {}, metadata: object = {}) =>
  admin.create(PERSISTENT_VOLUMES, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, ...metadata },
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/tmp/x' }, ...spec },
  });
const claim = (name: string, spec: object = {}) =>
  admin.create(
    PERSISTENT_VOLUME_CLAIMS,
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    },
    'default',
  );
const storageClass = (name: string, rest: object) =>
  admin.create(STORAGE_CLASSES, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, ...rest });
const phase = (name: string) => admin.get(PERSISTENT_VOLUMES, '', name)?.status?.phase as string | undefined;
const claimOf = (name: string) => admin.get(PERSISTENT_VOLUME_CLAIMS, 'default', name);
const eventsOf = (name: string) =>
  admin
    .list(EVENTS, 'default')
    .items.filter((event) => event.involvedObject?.name === name)
    .map((event) => `${event.type} ${event.reason} ${event.message}`);

describe('the volume binder', () => {
  it('takes the smallest volume that will do', () => {
    volume('big', { capacity: { storage: '9Gi' } });
    volume('fit', { capacity: { storage: '2Gi' } });
    volume('small', { capacity: { storage: '1Mi' } });
    volume('many', { accessModes: ['ReadWriteOnce', 'ReadWriteMany'] });
    claim('c');
    sim.settle();
    expect(claimOf('c')).toMatchObject({
      metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' } },
      spec: { volumeName: 'fit' },
      status: { phase: 'Bound', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] },
    });
    expect(admin.get(PERSISTENT_VOLUMES, '', 'fit')).toMatchObject({
      spec: { claimRef: { name: 'c', namespace: 'default' } },
      status: { phase: 'Bound' },
    });
    expect(['big', 'small', 'many'].map(phase)).toEqual(['Available', 'Available', 'Available']);
  });

  it('looks at classes, modes, selectors and names', () => {
    volume('classed', { storageClassName: 'slow' });
    volume('block', { volumeMode: 'Block' });
    volume('labelled', { capacity: { storage: '5Gi' } }, { labels: { tier: 'gold' } });
    claim('by-class', { storageClassName: 'slow' });
    claim('by-label', { selector: { matchLabels: { tier: 'gold' } } });
    claim('by-name', { volumeName: 'block' });
    sim.settle();
    expect(claimOf('by-class')?.spec?.volumeName).toBe('classed');
    expect(claimOf('by-label')?.spec?.volumeName).toBe('labelled');
    expect(claimOf('by-name')?.status?.phase).toBe('Pending');
    expect(eventsOf('by-name')).toContain('Warning VolumeMismatch Cannot bind to requested volume "block": incompatible volumeMode');
  });

  it('binds what waited when a volume comes', () => {
    claim('c');
    sim.settle();
    expect(eventsOf('c')).toEqual(['Normal FailedBinding no persistent volumes available for this claim and no storage class is set']);
    volume('late');
    sim.settle();
    expect(claimOf('c')?.status?.phase).toBe('Bound');
  });

  it('says what a claim of a class waits for', () => {
    storageClass('later', { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' });
    storageClass('csi', { provisioner: 'csi.example.com' });
    for (const name of ['later', 'csi', 'nope']) claim(name, { storageClassName: name });
    sim.settle();
    expect(eventsOf('later')).toEqual(['Normal WaitForFirstConsumer waiting for first consumer to be created before binding']);
    expect(eventsOf('nope')).toEqual(['Warning ProvisioningFailed storageclass.storage.k8s.io "nope" not found']);
    expect(eventsOf('csi')[0]).toMatch(
      /^Normal ExternalProvisioning Waiting for a volume to be created either by the external provisioner 'csi.example.com'/,
    );
    expect(claimOf('csi')?.metadata.annotations?.['volume.kubernetes.io/storage-provisioner']).toBe('csi.example.com');
  });

  it('leaves the choice to the scheduler where a class waits for a consumer', () => {
    storageClass('later', { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' });
    const on = (node: string) => ({
      required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] },
    });
    const local = (node: string) => ({ hostPath: undefined, local: { path: '/mnt' }, storageClassName: 'later', nodeAffinity: on(node) });
    volume('here', local('node01'));
    volume('nowhere', local('absent'));
    claim('c', { storageClassName: 'later' });
    claim('d', { storageClassName: 'later' });
    const use = (name: string) => {
      const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: name } }];
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'c', image: 'nginx' }], volumes } };
      admin.create(PODS, pod, 'default');
      sim.settle();
    };
    use('c');
    expect(claimOf('c')).toMatchObject({ spec: { volumeName: 'here' }, status: { phase: 'Bound' } });
    expect(admin.get(PODS, 'default', 'c')?.spec?.nodeName).toBe('node01');
    use('d');
    expect(claimOf('d')?.status?.phase).toBe('Pending');
    expect(eventsOf('d').join('\n')).toMatch(
      /FailedScheduling 0\/3 nodes are available: .*2 node\(s\) didn't find available persistent volumes to bind/,
    );
  });

  it('keeps, deletes or fails volumes whose claims go', () => {
    volume('keep');
    volume('go', { persistentVolumeReclaimPolicy: 'Delete' });
    volume('stay', { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/data' } });
    for (const name of ['keep', 'go', 'stay']) claim(name, { volumeName: name });
    sim.settle();
    for (const name of ['keep', 'go', 'stay']) admin.delete(PERSISTENT_VOLUME_CLAIMS, 'default', name);
    sim.settle();
    expect([phase('keep'), phase('go'), phase('stay')]).toEqual(['Released', undefined, 'Failed']);
    expect(eventsOf('stay')).toEqual(['Warning VolumeFailedDelete host_path deleter only supports /tmp/.+ but received provided /data']);
    admin.patch(PERSISTENT_VOLUMES, '', 'keep', { spec: { claimRef: null } }, { type: 'merge' });
    sim.settle();
    expect(phase('keep')).toBe('Available');
  });

  it('loses claims whose volumes go', () => {
    volume('v');
    claim('c');
    sim.settle();
    admin.delete(PERSISTENT_VOLUMES, '', 'v');
    sim.settle();
    expect(phase('v')).toBe('Bound');
    expect(claimOf('c')?.status?.phase).toBe('Bound');
    admin.patch(PERSISTENT_VOLUMES, '', 'v', [{ op: 'remove', path: '/metadata/finalizers' }], { type: 'json' });
    sim.settle();
    expect(claimOf('c')?.status?.phase).toBe('Lost');
    expect(eventsOf('c')).toContain('Warning ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  });
});

describe('protection of volumes and claims', () => {
  it('lasts while they are used', () => {
    volume('v');
    claim('c');
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: {
        nodeName: 'node01',
        containers: [{ name: 'c', image: 'nginx' }],
        volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }],
      },
    };
    admin.create(PODS, pod, 'default');
    sim.settle();
    admin.delete(PERSISTENT_VOLUME_CLAIMS, 'default', 'c');
    admin.delete(PERSISTENT_VOLUMES, '', 'v');
    sim.settle();
    expect(claimOf('c')?.metadata.deletionTimestamp).toBeDefined();
    expect(phase('v')).toBe('Bound');
    admin.delete(PODS, 'default', 'p', { gracePeriodSeconds: 0 });
    sim.settle();
    expect([claimOf('c'), admin.get(PERSISTENT_VOLUMES, '', 'v')]).toEqual([undefined, undefined]);
  });
});
