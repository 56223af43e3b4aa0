import { describe, expect } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const deployment = (more: object = {}, template: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 4,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...template } },
    ...more,
  },
});
const DEPLOYMENTS = { group: 'apps', resource: 'deployments' };
/** Pods that no node would take: never available. */
const NOWHERE = { nodeSelector: { no: 'where' } };

function create(stage: Stage, more: object = {}, template: object = {}): void {
  stage.client.create(DEPLOYMENTS, deployment(more, template), 'default');
  stage.settle();
}
const patch = (stage: Stage, spec: object) => stage.client.patch(DEPLOYMENTS, 'default', 'web', { spec }, { type: 'strategic' });
const image = (stage: Stage, name: string) => patch(stage, { template: { spec: { containers: [{ name: 'c', image: name }] } } });
/** Starts a rollout that never gets on. */
const stuck = (stage: Stage) => {
  patch(stage, { template: { spec: { ...NOWHERE, containers: [{ name: 'c', image: 'nginx:2' }] } } });
  stage.pass(5);
};
const status = (stage: Stage) => stage.get('deployments.apps', 'web')!.status;
const condition = (stage: Stage, type: string) => (status(stage).conditions as KubeObject['status'][]).find((entry) => entry.type === type);
/** Sizes of the ReplicaSets, by revision. */
const sizes = (stage: Stage) =>
  Object.fromEntries(
    stage.list('replicasets.apps').map(({ metadata, spec }) => [metadata.annotations!['deployment.kubernetes.io/revision'], spec.replicas]),
  );
const scalings = (stage: Stage) => stage.events('Deployment/web').map((line) => line.replace(/web-[a-z0-9]+/, 'web-#'));

describe('deployment: strategy', () => {
  scenario(
    'the first ReplicaSet gets all replicas at once',
    (stage) => {
      create(stage);
      expect(scalings(stage)).toEqual(['ScalingReplicaSet: Scaled up replica set web-# from 0 to 4']);
      expect(status(stage)).toMatchObject({
        observedGeneration: 1,
        replicas: 4,
        updatedReplicas: 4,
        readyReplicas: 4,
        availableReplicas: 4,
      });
    },
    HOLLOW,
  );

  scenario(
    'a rolling update goes up and down in steps of 25 %, each with its event',
    (stage) => {
      create(stage);
      image(stage, 'nginx:2');
      stage.settle();
      expect(scalings(stage)).toEqual([
        'ScalingReplicaSet: Scaled up replica set web-# from 0 to 4',
        'ScalingReplicaSet: Scaled up replica set web-# from 0 to 1',
        'ScalingReplicaSet: Scaled down replica set web-# from 4 to 3',
        'ScalingReplicaSet: Scaled up replica set web-# from 1 to 2',
        'ScalingReplicaSet: Scaled down replica set web-# from 3 to 2',
        'ScalingReplicaSet: Scaled up replica set web-# from 2 to 3',
        'ScalingReplicaSet: Scaled down replica set web-# from 2 to 1',
        'ScalingReplicaSet: Scaled up replica set web-# from 3 to 4',
        'ScalingReplicaSet: Scaled down replica set web-# from 1 to 0',
      ]);
    },
    HOLLOW,
  );

  scenario(
    'maxSurge is rounded up, maxUnavailable down: 25 % of 3 is one and none',
    (stage) => {
      create(stage, { replicas: 3 });
      stuck(stage);
      expect(sizes(stage)).toEqual({ 1: 3, 2: 1 });
    },
    HOLLOW,
  );

  scenario(
    'of ten replicas 25 % makes three surplus and two missing',
    (stage) => {
      create(stage, { replicas: 10 });
      stuck(stage);
      expect(sizes(stage)).toEqual({ 1: 8, 2: 5 });
      expect(status(stage)).toMatchObject({ replicas: 13, updatedReplicas: 5, availableReplicas: 8, unavailableReplicas: 5 });
    },
    HOLLOW,
  );

  scenario(
    'maxSurge 0: an old pod has to go before a new one comes',
    (stage) => {
      create(stage, { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } });
      stuck(stage);
      expect(sizes(stage)).toEqual({ 1: 3, 2: 1 });
    },
    HOLLOW,
  );

  scenario(
    'maxUnavailable 0: no old pod goes before a new one is available',
    (stage) => {
      create(stage, { strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } } });
      stuck(stage);
      expect(sizes(stage)).toEqual({ 1: 4, 2: 2 });
      expect(condition(stage, 'Available')).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable' });
    },
    HOLLOW,
  );

  scenario(
    'both zero is refused',
    (stage) => {
      expect(() => create(stage, { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } })).toThrow(
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
      );
    },
    HOLLOW,
  );

  scenario(
    'Recreate: no new pod before the last old one is gone',
    (stage) => {
      create(stage, { strategy: { type: 'Recreate' } });
      stuck(stage);
      expect(sizes(stage)).toEqual({ 1: 0, 2: 4 });
      expect(scalings(stage).slice(1)).toEqual([
        'ScalingReplicaSet: Scaled down replica set web-# from 4 to 0',
        'ScalingReplicaSet: Scaled up replica set web-# from 0 to 4',
      ]);
      expect(condition(stage, 'Available')).toMatchObject({ status: 'False', reason: 'MinimumReplicasUnavailable' });
    },
    HOLLOW,
  );

  scenario(
    'scaling a rollout that is under way is shared out in proportion',
    (stage) => {
      create(stage, { replicas: 10, strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } });
      stuck(stage);
      expect(sizes(stage)).toEqual({ 1: 8, 2: 5 });
      stage.kubectl('scale deployment web --replicas=15');
      stage.pass(5);
      expect(sizes(stage)).toEqual({ 1: 11, 2: 7 });
    },
    HOLLOW,
  );

  scenario(
    'minReadySeconds: a pod that is ready is not available before its time',
    (stage) => {
      create(stage, { minReadySeconds: 30 });
      stage.client.get(DEPLOYMENTS, 'default', 'web');
      image(stage, 'nginx:2');
      stage.pass(20);
      expect(status(stage)).toMatchObject({ updatedReplicas: 2, readyReplicas: 5, availableReplicas: 3 });
      stage.pass(15);
      expect(status(stage).updatedReplicas).toBe(4);
      stage.pass(100);
      expect(status(stage)).toMatchObject({ updatedReplicas: 4, availableReplicas: 4, replicas: 4 });
    },
    HOLLOW,
  );

  scenario(
    'a rollout that is overtaken by another is not carried on: its ReplicaSet goes first',
    (stage) => {
      create(stage);
      stuck(stage);
      patch(stage, { template: { spec: { nodeSelector: null, containers: [{ name: 'c', image: 'nginx:3' }] } } });
      stage.settle();
      expect(sizes(stage)).toEqual({ 1: 0, 2: 0, 3: 4 });
    },
    HOLLOW,
  );

  scenario(
    'only a change of the template makes a revision; scaling does not',
    (stage) => {
      create(stage);
      stage.kubectl('scale deployment web --replicas=6');
      stage.settle();
      stage.kubectl('label deployment web tier=front');
      stage.settle();
      expect(sizes(stage)).toEqual({ 1: 6 });
      stage.kubectl('rollout restart deployment web');
      stage.settle();
      expect(sizes(stage)).toEqual({ 1: 0, 2: 6 });
    },
    HOLLOW,
  );

  scenario(
    'scaled to zero it keeps its ReplicaSet and is still available',
    (stage) => {
      create(stage);
      stage.kubectl('scale deployment web --replicas=0');
      stage.settle();
      expect(sizes(stage)).toEqual({ 1: 0 });
      expect(stage.list('pods')).toHaveLength(0);
      expect(condition(stage, 'Available')!.status).toBe('True');
    },
    HOLLOW,
  );
});

describe('deployment: history', () => {
  scenario(
    'revisionHistoryLimit keeps so many old ReplicaSets',
    (stage) => {
      create(stage, { revisionHistoryLimit: 2 });
      for (const n of [2, 3, 4, 5]) {
        image(stage, `nginx:${n}`);
        stage.settle();
      }
      expect(sizes(stage)).toEqual({ 3: 0, 4: 0, 5: 4 });
    },
    HOLLOW,
  );

  scenario(
    'a limit of zero keeps none, and nothing can be undone',
    (stage) => {
      create(stage, { revisionHistoryLimit: 0 });
      image(stage, 'nginx:2');
      stage.settle();
      expect(sizes(stage)).toEqual({ 2: 4 });
      expect(stage.fails('kubectl rollout undo deployment web')).toBe('error: no rollout history found for deployment "web"');
    },
    HOLLOW,
  );

  scenario(
    'rollout undo takes the old ReplicaSet again under the newest number, and keeps its old ones as history',
    (stage) => {
      create(stage);
      image(stage, 'nginx:2');
      stage.settle();
      stage.kubectl('rollout undo deployment web');
      stage.settle();
      expect(sizes(stage)).toEqual({ 2: 0, 3: 4 });
      const set = stage.list('replicasets.apps').find(({ spec }) => spec.replicas === 4)!;
      expect(set.metadata.annotations!['deployment.kubernetes.io/revision-history']).toBe('1');
      expect(set.spec.template.spec.containers[0].image).toBe('nginx:1');
      expect(
        stage
          .kubectl('rollout history deployment web')
          .split('\n')
          .slice(2, 4)
          .map((line) => line.split(/\s+/)[0]),
      ).toEqual(['2', '3']);
    },
    HOLLOW,
  );

  scenario(
    'undo to a revision by its number; one that is not there is refused',
    (stage) => {
      create(stage);
      for (const n of [2, 3]) {
        image(stage, `nginx:${n}`);
        stage.settle();
      }
      stage.kubectl('rollout undo deployment web --to-revision=1');
      stage.settle();
      expect(stage.get('deployments.apps', 'web')!.spec.template.spec.containers[0].image).toBe('nginx:1');
      expect(stage.fails('kubectl rollout undo deployment web --to-revision=9')).toBe(
        'error: unable to find specified revision 9 in history',
      );
    },
    HOLLOW,
  );

  scenario(
    'change-cause is copied to the ReplicaSet of the revision',
    (stage) => {
      create(stage);
      stage.kubectl('annotate deployment web kubernetes.io/change-cause="first"');
      stage.settle();
      expect(stage.kubectl('rollout history deployment web').split('\n')[2]).toMatch(/^1\s+first$/);
    },
    HOLLOW,
  );

  scenario(
    'desired and highest numbers of replicas are noted on the ReplicaSets',
    (stage) => {
      create(stage);
      expect(stage.list('replicasets.apps')[0]!.metadata.annotations).toEqual({
        'deployment.kubernetes.io/desired-replicas': '4',
        'deployment.kubernetes.io/max-replicas': '5',
        'deployment.kubernetes.io/revision': '1',
      });
    },
    HOLLOW,
  );
});

describe('deployment: progress', () => {
  scenario(
    'when nothing has moved for progressDeadlineSeconds the rollout counts as failed, but goes on',
    (stage) => {
      create(stage, { progressDeadlineSeconds: 60 });
      stuck(stage);
      expect(condition(stage, 'Progressing')).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
      stage.pass(70);
      expect(condition(stage, 'Progressing')).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
      expect(condition(stage, 'Progressing')!.message).toMatch(/^ReplicaSet "web-[a-z0-9]+" has timed out progressing\.$/);
      stage.kubectl('label node node-1 no=where');
      stage.settle();
      expect(condition(stage, 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    },
    HOLLOW,
  );

  scenario(
    'a finished rollout says so',
    (stage) => {
      create(stage);
      expect(condition(stage, 'Progressing')!.message).toMatch(/^ReplicaSet "web-[a-z0-9]+" has successfully progressed\.$/);
      expect(stage.kubectl('rollout status deployment web')).toBe('deployment "web" successfully rolled out');
    },
    HOLLOW,
  );

  scenario(
    'paused: the condition says it, the template may be changed, the size too',
    (stage) => {
      create(stage);
      image(stage, 'nginx:0');
      stage.settle();
      stage.kubectl('rollout pause deployment web');
      stage.settle();
      expect(condition(stage, 'Progressing')).toMatchObject({
        status: 'Unknown',
        reason: 'DeploymentPaused',
        message: 'Deployment is paused',
      });
      image(stage, 'nginx:2');
      stage.kubectl('scale deployment web --replicas=6');
      stage.settle();
      expect(sizes(stage)).toEqual({ 1: 0, 2: 6 });
      expect(stage.fails('kubectl rollout undo deployment web')).toBe(
        "error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
      );
      stage.kubectl('rollout resume deployment web');
      stage.settle();
      expect(sizes(stage)).toEqual({ 1: 0, 2: 0, 3: 6 });
    },
    HOLLOW,
  );

  scenario(
    'a quota that stops its pods shows as ReplicaFailure',
    (stage) => {
      stage.kubectl('create quota q --hard=pods=2');
      stage.settle();
      create(stage);
      expect(condition(stage, 'ReplicaFailure')).toMatchObject({ status: 'True', reason: 'FailedCreate' });
      expect(condition(stage, 'ReplicaFailure')!.message).toMatch(
        /^pods "web-[a-z0-9]+-[a-z0-9]{5}" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2$/,
      );
      expect(stage.list('pods')).toHaveLength(2);
      stage.kubectl(`patch quota q -p '{"spec":{"hard":{"pods":"10"}}}'`);
      stage.pass(60);
      expect(stage.list('pods')).toHaveLength(4);
      expect(condition(stage, 'ReplicaFailure')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario('pods that are going are counted apart', (stage) => {
    const stubborn = ['sh', '-c', 'trap : TERM; while :; do sleep 1; done'];
    create(stage, {}, { terminationGracePeriodSeconds: 60, containers: [{ name: 'c', image: 'busybox:1.36', command: stubborn }] });
    const [first] = stage.list('pods');
    stage.kubectl(`delete pod ${first!.metadata.name} --wait=false`);
    stage.pass(20);
    expect(status(stage)).toMatchObject({ replicas: 4, readyReplicas: 4, terminatingReplicas: 1 });
    stage.pass(60);
    expect(status(stage).terminatingReplicas).toBe(0);
  });
});
