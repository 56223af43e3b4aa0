import { describe, expect } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const SETS = { group: 'apps', resource: 'statefulsets' };
const set = (more: object = {}, template: object = {}) => ({
  metadata: { name: 'db' },
  spec: {
    serviceName: 'db',
    replicas: 3,
    selector: { matchLabels: { app: 'db' } },
    template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'c', image: 'redis:1' }], ...template } },
    ...more,
  },
});
const CLAIM = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };

function create(stage: Stage, more: object = {}, template: object = {}): void {
  stage.client.create(SETS, set(more, template), 'default');
  stage.settle();
}
const patch = (stage: Stage, spec: object) => {
  stage.client.patch(SETS, 'default', 'db', { spec }, { type: 'strategic' });
  stage.settle();
};
const image = (stage: Stage, name: string) => patch(stage, { template: { spec: { containers: [{ name: 'c', image: name }] } } });
const images = (stage: Stage) =>
  Object.fromEntries(stage.list('pods').map(({ metadata, spec }) => [metadata.name, spec.containers[0].image]));
const names = (stage: Stage) => stage.list('pods').map(({ metadata }) => metadata.name);
const status = (stage: Stage) => stage.get('statefulsets.apps', 'db')!.status;
const claims = (stage: Stage) => stage.list('persistentvolumeclaims').map(({ metadata }) => metadata.name);

describe('stateful set: pods', () => {
  scenario(
    'pods are made in order, each after the one before is ready',
    (stage) => {
      create(stage);
      expect(stage.events('StatefulSet/db')).toEqual([
        'SuccessfulCreate: Create Pod db-0 in StatefulSet db successful',
        'SuccessfulCreate: Create Pod db-1 in StatefulSet db successful',
        'SuccessfulCreate: Create Pod db-2 in StatefulSet db successful',
      ]);
      expect(stage.get('pods', 'db-1')!.metadata.labels).toMatchObject({
        'statefulset.kubernetes.io/pod-name': 'db-1',
        'apps.kubernetes.io/pod-index': '1',
      });
      expect(stage.get('pods', 'db-1')!.spec).toMatchObject({ hostname: 'db-1', subdomain: 'db' });
    },
    HOLLOW,
  );

  scenario(
    'one that does not become ready holds up those after it',
    (stage) => {
      create(stage, {}, { nodeSelector: { no: 'where' } });
      expect(names(stage)).toEqual(['db-0']);
      expect(stage.kubectl('get sts db --no-headers').split(/\s+/).slice(0, 2)).toEqual(['db', '0/3']);
    },
    HOLLOW,
  );

  scenario(
    'Parallel does not wait',
    (stage) => {
      create(stage, { podManagementPolicy: 'Parallel' }, { nodeSelector: { no: 'where' } });
      expect(names(stage)).toEqual(['db-0', 'db-1', 'db-2']);
    },
    HOLLOW,
  );

  scenario(
    'scaling down goes from the highest ordinal, one by one',
    (stage) => {
      create(stage);
      stage.kubectl('scale sts db --replicas=1');
      stage.settle();
      expect(names(stage)).toEqual(['db-0']);
      expect(stage.events('StatefulSet/db').slice(3)).toEqual([
        'SuccessfulDelete: Delete Pod db-2 in StatefulSet db successful',
        'SuccessfulDelete: Delete Pod db-1 in StatefulSet db successful',
      ]);
    },
    HOLLOW,
  );

  scenario(
    'a pod that is deleted comes back under its name, on the same claim',
    (stage) => {
      create(stage, { volumeClaimTemplates: [CLAIM], podManagementPolicy: 'Parallel' });
      const uid = stage.get('pods', 'db-1')!.metadata.uid;
      stage.kubectl('delete pod db-1 --now');
      stage.settle();
      expect(stage.get('pods', 'db-1')!.metadata.uid).not.toBe(uid);
      expect(stage.get('pods', 'db-1')!.spec.volumes[0].persistentVolumeClaim.claimName).toBe('data-db-1');
    },
    HOLLOW,
  );

  scenario(
    'ordinals.start moves the numbers',
    (stage) => {
      create(stage, { ordinals: { start: 5 } });
      expect(names(stage)).toEqual(['db-5', 'db-6', 'db-7']);
      patch(stage, { ordinals: { start: 6 } });
      expect(names(stage)).toEqual(['db-6', 'db-7', 'db-8']);
    },
    HOLLOW,
  );

  scenario(
    'minReadySeconds holds the next pod up',
    (stage) => {
      stage.client.create(SETS, set({ minReadySeconds: 20 }), 'default');
      stage.pass(10);
      expect(names(stage)).toEqual(['db-0']);
      expect(status(stage)).toMatchObject({ readyReplicas: 1, availableReplicas: 0 });
      stage.pass(15);
      expect(names(stage)).toEqual(['db-0', 'db-1']);
    },
    HOLLOW,
  );

  scenario(
    'deleting the set deletes its pods; its claims stay',
    (stage) => {
      create(stage, { volumeClaimTemplates: [CLAIM], podManagementPolicy: 'Parallel' });
      stage.kubectl('delete sts db');
      stage.settle();
      expect(names(stage)).toEqual([]);
      expect(claims(stage)).toEqual(['data-db-0', 'data-db-1', 'data-db-2']);
    },
    HOLLOW,
  );

  scenario(
    '--cascade=orphan leaves the pods, which a set made anew adopts',
    (stage) => {
      create(stage);
      const uids = stage.list('pods').map(({ metadata }) => metadata.uid);
      stage.kubectl('delete sts db --cascade=orphan');
      stage.settle();
      create(stage);
      expect(stage.list('pods').map(({ metadata }) => metadata.uid)).toEqual(uids);
      expect(stage.get('pods', 'db-0')!.metadata.ownerReferences![0]!.uid).toBe(stage.get('statefulsets.apps', 'db')!.metadata.uid);
    },
    HOLLOW,
  );
});

describe('stateful set: updates', () => {
  scenario(
    'RollingUpdate goes from the highest ordinal down, one by one',
    (stage) => {
      create(stage);
      image(stage, 'redis:2');
      expect(images(stage)).toEqual({ 'db-0': 'redis:2', 'db-1': 'redis:2', 'db-2': 'redis:2' });
      expect(stage.events('StatefulSet/db').filter((line) => line.startsWith('SuccessfulDelete'))).toEqual([
        'SuccessfulDelete: Delete Pod db-2 in StatefulSet db successful',
        'SuccessfulDelete: Delete Pod db-1 in StatefulSet db successful',
        'SuccessfulDelete: Delete Pod db-0 in StatefulSet db successful',
      ]);
      expect(status(stage).currentRevision).toBe(status(stage).updateRevision);
    },
    HOLLOW,
  );

  scenario(
    'partition: ordinals below it keep the old template, even when their pods are made anew',
    (stage) => {
      create(stage, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
      image(stage, 'redis:2');
      expect(images(stage)).toEqual({ 'db-0': 'redis:1', 'db-1': 'redis:1', 'db-2': 'redis:2' });
      stage.kubectl('delete pod db-0 --now');
      stage.settle();
      expect(images(stage)['db-0']).toBe('redis:1');
      expect(status(stage)).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
      patch(stage, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } });
      expect(new Set(Object.values(images(stage)))).toEqual(new Set(['redis:2']));
    },
    HOLLOW,
  );

  scenario(
    'OnDelete: pods are made from the new template only when somebody deletes them',
    (stage) => {
      create(stage, { updateStrategy: { type: 'OnDelete' } });
      image(stage, 'redis:2');
      expect(new Set(Object.values(images(stage)))).toEqual(new Set(['redis:1']));
      stage.kubectl('delete pod db-1 --now');
      stage.settle();
      expect(images(stage)).toEqual({ 'db-0': 'redis:1', 'db-1': 'redis:2', 'db-2': 'redis:1' });
    },
    HOLLOW,
  );

  scenario(
    'a rollout that breaks stays stuck after the template is mended, until the broken pod is deleted',
    (stage) => {
      create(stage);
      patch(stage, { template: { spec: { nodeSelector: { no: 'where' } } } });
      expect(stage.get('pods', 'db-2')!.spec.nodeName).toBeUndefined();
      patch(stage, { template: { spec: { nodeSelector: null } } });
      expect(stage.get('pods', 'db-2')!.spec.nodeName).toBeUndefined();
      stage.kubectl('delete pod db-2 --now');
      stage.settle();
      expect(status(stage)).toMatchObject({ readyReplicas: 3, updatedReplicas: 3 });
    },
    HOLLOW,
  );

  scenario(
    'each template is kept as a ControllerRevision, and can be gone back to',
    (stage) => {
      create(stage);
      image(stage, 'redis:2');
      expect(
        stage
          .list('controllerrevisions.apps')
          .map(({ revision }) => revision)
          .sort(),
      ).toEqual([1, 2]);
      stage.kubectl('rollout undo sts db');
      stage.settle();
      expect(new Set(Object.values(images(stage)))).toEqual(new Set(['redis:1']));
      expect(
        stage
          .list('controllerrevisions.apps')
          .map(({ revision }) => revision)
          .sort(),
      ).toEqual([2, 3]);
    },
    HOLLOW,
  );

  scenario(
    'revisionHistoryLimit forgets the oldest that nobody uses',
    (stage) => {
      create(stage, { revisionHistoryLimit: 1, replicas: 1 });
      for (const n of [2, 3, 4]) image(stage, `redis:${n}`);
      expect(
        stage
          .list('controllerrevisions.apps')
          .map(({ revision }) => revision)
          .sort(),
      ).toEqual([3, 4]);
    },
    HOLLOW,
  );

  scenario(
    'fields that cannot change are refused',
    (stage) => {
      create(stage);
      expect(() => patch(stage, { serviceName: 'other' })).toThrow(
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      );
    },
    HOLLOW,
  );
});

describe('stateful set: claims', () => {
  const owners = (stage: Stage, name: string) =>
    ((stage.get('persistentvolumeclaims', name)?.metadata.ownerReferences ?? []) as KubeObject['spec'][]).map(
      ({ kind, name: of }) => `${kind}/${of}`,
    );
  const retain = (whenDeleted: string, whenScaled: string) => ({
    volumeClaimTemplates: [CLAIM],
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
  });

  scenario(
    'each ordinal has a claim of its own, which outlives scaling down',
    (stage) => {
      create(stage, { volumeClaimTemplates: [CLAIM], podManagementPolicy: 'Parallel' });
      expect(claims(stage)).toEqual(['data-db-0', 'data-db-1', 'data-db-2']);
      expect(stage.events('StatefulSet/db')).toContain('SuccessfulCreate: Create Claim data-db-0 Pod db-0 in StatefulSet db success');
      stage.kubectl('scale sts db --replicas=1');
      stage.settle();
      expect(claims(stage)).toHaveLength(3);
      expect(owners(stage, 'data-db-0')).toEqual([]);
    },
    HOLLOW,
  );

  scenario(
    'whenDeleted: Delete lets them go with the set',
    (stage) => {
      create(stage, retain('Delete', 'Retain'));
      expect(owners(stage, 'data-db-2')).toEqual(['StatefulSet/db']);
      stage.kubectl('delete sts db');
      stage.settle();
      expect(claims(stage)).toEqual([]);
    },
    HOLLOW,
  );

  scenario(
    'whenScaled: Delete lets those go whose pods are scaled away',
    (stage) => {
      create(stage, retain('Retain', 'Delete'));
      stage.kubectl('scale sts db --replicas=1');
      stage.settle();
      expect(claims(stage)).toEqual(['data-db-0']);
      stage.kubectl('delete sts db');
      stage.settle();
      expect(claims(stage)).toEqual(['data-db-0']);
    },
    HOLLOW,
  );

  scenario(
    'the policy may be changed later',
    (stage) => {
      create(stage, retain('Retain', 'Retain'));
      patch(stage, { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } });
      expect(owners(stage, 'data-db-0')).toEqual(['StatefulSet/db']);
      patch(stage, { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain' } });
      expect(owners(stage, 'data-db-0')).toEqual([]);
    },
    HOLLOW,
  );
});
