import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const MAPS = { group: '', resource: 'configmaps' };
const deploy = (stage: Stage) => {
  stage.kubectl('create deployment web --image=nginx --replicas=2');
  stage.settle();
};
const map = (stage: Stage, name: string, owners: readonly string[] = [], namespace = 'default', more: object = {}) => {
  const ownerReferences = owners.map((owner) => {
    const { uid = '' } = stage.get('configmaps', owner)?.metadata ?? { uid: '00000000-0000-0000-0000-000000000000' };
    return { apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid, ...more };
  });
  stage.client.create(MAPS, { metadata: { name, ...(owners.length && { ownerReferences }) } }, namespace);
  stage.settle();
};
const left = (stage: Stage, ...names: string[]) => names.filter((name) => stage.get('configmaps', name));

describe('garbage collector', () => {
  scenario(
    'background (the default): the owner goes at once, what it owned after it',
    (stage) => {
      deploy(stage);
      stage.kubectl('delete deployment web --wait=false');
      expect(stage.get('deployments.apps', 'web')).toBeUndefined();
      stage.settle();
      expect([stage.list('replicasets.apps'), stage.list('pods')]).toEqual([[], []]);
    },
    HOLLOW,
  );

  scenario(
    'foreground: the owner waits, with a finalizer, for those that block it',
    (stage) => {
      deploy(stage);
      const [pod] = stage.list('pods');
      stage.client.patch(
        { group: '', resource: 'pods' },
        'default',
        pod!.metadata.name,
        { metadata: { finalizers: ['example.com/hold'] } },
        { type: 'merge' },
      );
      stage.kubectl('delete deployment web --cascade=foreground --wait=false');
      stage.pass(60);
      expect(stage.get('deployments.apps', 'web')!.metadata.finalizers).toEqual(['foregroundDeletion']);
      expect(stage.list('replicasets.apps')[0]!.metadata.finalizers).toEqual(['foregroundDeletion']);
      stage.client.patch(
        { group: '', resource: 'pods' },
        'default',
        pod!.metadata.name,
        { metadata: { finalizers: null } },
        { type: 'merge' },
      );
      stage.settle();
      expect([stage.get('deployments.apps', 'web'), stage.list('replicasets.apps').length]).toEqual([undefined, 0]);
    },
    HOLLOW,
  );

  scenario(
    'orphan: what it owned stays and forgets its owner',
    (stage) => {
      deploy(stage);
      stage.kubectl('delete deployment web --cascade=orphan');
      stage.settle();
      expect(stage.list('replicasets.apps').map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined]);
      expect(stage.list('pods')).toHaveLength(2);
    },
    HOLLOW,
  );

  scenario(
    'an object goes when the last of its owners has gone',
    (stage) => {
      map(stage, 'a');
      map(stage, 'b');
      map(stage, 'child', ['a', 'b']);
      stage.kubectl('delete cm a');
      stage.settle();
      expect(left(stage, 'child')).toEqual(['child']);
      expect(stage.get('configmaps', 'child')!.metadata.ownerReferences!.map(({ name }) => name)).toEqual(['b']);
      stage.kubectl('delete cm b');
      stage.settle();
      expect(left(stage, 'child')).toEqual([]);
    },
    HOLLOW,
  );

  scenario(
    'an owner that never was takes its dependent along',
    (stage) => {
      map(stage, 'child', ['nobody']);
      expect(left(stage, 'child')).toEqual([]);
    },
    HOLLOW,
  );

  scenario(
    'only dependents that block hold a foreground deletion up',
    (stage) => {
      map(stage, 'owner');
      map(stage, 'child', ['owner'], 'default', { blockOwnerDeletion: false });
      stage.client.patch(MAPS, 'default', 'child', { metadata: { finalizers: ['example.com/hold'] } }, { type: 'merge' });
      stage.kubectl('delete cm owner --cascade=foreground --wait=false');
      stage.settle();
      expect(left(stage, 'owner')).toEqual([]);
      expect(stage.get('configmaps', 'child')!.metadata.deletionTimestamp).toBeDefined();
    },
    HOLLOW,
  );

  scenario(
    'an owner in another namespace counts for nothing, and an event says so',
    (stage) => {
      stage.kubectl('create namespace other');
      map(stage, 'owner');
      const uid = stage.get('configmaps', 'owner')!.metadata.uid;
      map(stage, 'child', ['owner'], 'other');
      expect(stage.get('configmaps', 'child', 'other')).toBeUndefined();
      expect(stage.events('ConfigMap/child', 'other')).toEqual([
        `OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: other, name: owner, uid: ${uid}] does not exist in namespace "other"`,
      ]);
    },
    HOLLOW,
  );

  scenario(
    'an object with a finalizer stays Terminating until the finalizer is taken away',
    (stage) => {
      map(stage, 'held');
      stage.kubectl(`patch cm held -p '{"metadata":{"finalizers":["example.com/hold"]}}'`);
      stage.kubectl('delete cm held --wait=false');
      stage.pass(60);
      expect(stage.get('configmaps', 'held')!.metadata.deletionTimestamp).toBeDefined();
      stage.kubectl(`patch cm held --type merge -p '{"metadata":{"finalizers":null}}'`);
      expect(left(stage, 'held')).toEqual([]);
    },
    HOLLOW,
  );

  scenario(
    'custom resources are collected as all others',
    (stage) => {
      stage.apply(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: apps.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: apps, singular: app, kind: App }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]`);
      stage.apply(`
apiVersion: example.com/v1
kind: App
metadata: { name: mine }`);
      const uid = stage.get('apps.example.com', 'mine')!.metadata.uid;
      stage.client.create(
        MAPS,
        { metadata: { name: 'child', ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'App', name: 'mine', uid }] } },
        'default',
      );
      stage.settle();
      stage.kubectl('delete app mine');
      stage.settle();
      expect(left(stage, 'child')).toEqual([]);
    },
    HOLLOW,
  );
});
