import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const PODS = { group: '', resource: 'pods' };
const set = (replicas: number, kind: 'ReplicaSet' | 'ReplicationController' = 'ReplicaSet', more = '') => `
apiVersion: ${kind === 'ReplicaSet' ? 'apps/v1' : 'v1'}
kind: ${kind}
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: ${kind === 'ReplicaSet' ? '{ matchLabels: { app: web } }' : '{ app: web }'}
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: c, image: nginx }] }
${more}`;
const names = (stage: Stage) => stage.list('pods').map(({ metadata }) => metadata.name);
const bare = (stage: Stage, name: string, labels: object, more: object = {}) =>
  stage.client.create(PODS, { metadata: { name, labels }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...more } }, 'default');

describe('replica set', () => {
  scenario(
    'a pod that is deleted is replaced',
    (stage) => {
      stage.apply(set(3));
      const [gone] = names(stage);
      stage.kubectl(`delete pod ${gone}`);
      stage.settle();
      expect(names(stage)).toHaveLength(3);
      expect(names(stage)).not.toContain(gone);
      expect(stage.events('ReplicaSet/web').every((line) => line.startsWith('SuccessfulCreate: Created pod: web-'))).toBe(true);
    },
    HOLLOW,
  );

  scenario(
    'pods that match the selector and belong to nobody are adopted',
    (stage) => {
      bare(stage, 'mine', { app: 'web' });
      stage.settle();
      stage.apply(set(2));
      expect(names(stage)).toHaveLength(2);
      expect(stage.get('pods', 'mine')!.metadata.ownerReferences![0]).toMatchObject({ kind: 'ReplicaSet', name: 'web', controller: true });
    },
    HOLLOW,
  );

  scenario(
    'a pod created by hand that would be one too many is deleted at once',
    (stage) => {
      stage.apply(set(2));
      bare(stage, 'extra', { app: 'web' });
      stage.settle();
      expect(names(stage)).toHaveLength(2);
      expect(stage.get('pods', 'extra')).toBeUndefined();
      expect(stage.events('ReplicaSet/web').at(-1)).toBe('SuccessfulDelete: Deleted pod: extra');
    },
    HOLLOW,
  );

  scenario(
    'a pod whose label is changed is let go, and replaced',
    (stage) => {
      stage.apply(set(2));
      const [free] = names(stage);
      stage.kubectl(`label pod ${free} app=debug --overwrite`);
      stage.settle();
      expect(names(stage)).toHaveLength(3);
      expect(stage.get('pods', free!)!.metadata.ownerReferences).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'scaling down takes pods that are not assigned first',
    (stage) => {
      stage.apply(set(2));
      stage.kubectl('cordon node-1 node-2 node-3');
      stage.kubectl('scale rs web --replicas=4');
      stage.settle();
      const pending = stage.list('pods').filter(({ spec }) => !spec.nodeName);
      expect(pending).toHaveLength(2);
      stage.kubectl('scale rs web --replicas=2');
      stage.settle();
      expect(stage.list('pods').every(({ spec }) => spec.nodeName)).toBe(true);
    },
    HOLLOW,
  );

  scenario(
    'pod-deletion-cost decides who goes first',
    (stage) => {
      stage.apply(set(3));
      const [a, b, c] = names(stage) as [string, string, string];
      stage.kubectl(`annotate pod ${a} controller.kubernetes.io/pod-deletion-cost=100`);
      stage.kubectl(`annotate pod ${b} controller.kubernetes.io/pod-deletion-cost=-100`);
      stage.settle();
      stage.kubectl('scale rs web --replicas=2');
      stage.settle();
      expect(names(stage)).toEqual([a, c].sort());
    },
    HOLLOW,
  );

  scenario(
    'deleting it takes its pods along; --cascade=orphan leaves them',
    (stage) => {
      stage.apply(set(2));
      stage.kubectl('delete rs web --cascade=orphan');
      stage.settle();
      expect(stage.list('pods').map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined, undefined]);
      stage.apply(set(2));
      expect(names(stage)).toHaveLength(2);
      stage.kubectl('delete rs web');
      stage.settle();
      expect(names(stage)).toEqual([]);
    },
    HOLLOW,
  );

  scenario(
    'a new template is for new pods only',
    (stage) => {
      stage.apply(set(2));
      stage.kubectl('set image rs/web c=nginx:2');
      stage.settle();
      expect(stage.list('pods').map(({ spec }) => spec.containers[0].image)).toEqual(['nginx', 'nginx']);
      stage.kubectl(`delete pod ${names(stage)[0]}`);
      stage.settle();
      expect(
        stage
          .list('pods')
          .map(({ spec }) => spec.containers[0].image)
          .sort(),
      ).toEqual(['nginx', 'nginx:2']);
    },
    HOLLOW,
  );

  scenario(
    'a service account that is missing stops it, with an event and a condition, until it is there',
    (stage) => {
      stage.apply(set(1, 'ReplicaSet', '').replace('spec: { containers', 'spec: { serviceAccountName: robot, containers'));
      const message = 'pods "web-" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found';
      expect(stage.events('ReplicaSet/web')[0]).toBe(`FailedCreate: Error creating: ${message}`);
      expect(stage.get('replicasets.apps', 'web')!.status.conditions[0]).toMatchObject({
        type: 'ReplicaFailure',
        reason: 'FailedCreate',
        message,
      });
      stage.kubectl('create serviceaccount robot');
      stage.pass(1200);
      expect(names(stage)).toHaveLength(1);
    },
    HOLLOW,
  );

  scenario(
    'a ReplicationController does the same with an equality selector',
    (stage) => {
      stage.apply(set(3, 'ReplicationController'));
      expect(names(stage)).toHaveLength(3);
      stage.kubectl('scale rc web --replicas=1');
      stage.settle();
      expect(names(stage)).toHaveLength(1);
      expect(stage.kubectl('get rc web --no-headers').split(/\s+/).slice(0, 4)).toEqual(['web', '1', '1', '1']);
    },
    HOLLOW,
  );
});
