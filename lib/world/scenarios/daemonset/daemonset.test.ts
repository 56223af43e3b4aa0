import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const SETS = { group: 'apps', resource: 'daemonsets' };
const set = (more: object = {}, template: object = {}) => ({
  metadata: { name: 'agent' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'c', image: 'agent:1' }], ...template } },
    ...more,
  },
});
function create(stage: Stage, more: object = {}, template: object = {}): void {
  stage.client.create(SETS, set(more, template), 'default');
  stage.settle();
}
const patch = (stage: Stage, spec: object) => stage.client.patch(SETS, 'default', 'agent', { spec }, { type: 'strategic' });
const image = (stage: Stage, name: string, more: object = {}) =>
  patch(stage, { template: { spec: { containers: [{ name: 'c', image: name }], ...more } } });
const where = (stage: Stage) =>
  stage
    .list('pods')
    .map(({ spec }) => spec.nodeName)
    .sort();
const status = (stage: Stage) => stage.get('daemonsets.apps', 'agent')!.status;
const imageOn = (stage: Stage) =>
  stage
    .list('pods')
    .map(({ spec }) => `${spec.nodeName ?? '-'} ${spec.containers[0].image}`)
    .sort();

describe('daemon set: nodes', () => {
  scenario(
    'one pod runs on every node',
    (stage) => {
      create(stage);
      expect(where(stage)).toEqual(['node-1', 'node-2', 'node-3']);
      expect(stage.kubectl('get ds agent --no-headers').split(/\s+/).slice(0, 7)).toEqual(['agent', '3', '3', '3', '3', '3', '<none>']);
    },
    HOLLOW,
  );

  scenario(
    'the scheduler places them: each is pinned to its node by affinity',
    (stage) => {
      create(stage);
      const pod = stage.list('pods').find(({ spec }) => spec.nodeName === 'node-2')!;
      expect(pod.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
        { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-2'] }] },
      ]);
      expect(stage.events(`Pod/${pod.metadata.name}`)[0]).toBe(`Scheduled: Successfully assigned default/${pod.metadata.name} to node-2`);
    },
    HOLLOW,
  );

  scenario(
    'they tolerate what befalls nodes',
    (stage) => {
      create(stage);
      const { tolerations } = stage.list('pods')[0]!.spec;
      expect(
        (tolerations as { key: string; effect: string }[]).map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')} ${effect}`),
      ).toEqual([
        'not-ready NoExecute',
        'unreachable NoExecute',
        'disk-pressure NoSchedule',
        'memory-pressure NoSchedule',
        'pid-pressure NoSchedule',
        'unschedulable NoSchedule',
      ]);
      stage.kubectl('cordon node-1');
      stage.kubectl(`delete pods -l app=agent`);
      stage.settle();
      expect(where(stage)).toEqual(['node-1', 'node-2', 'node-3']);
    },
    HOLLOW,
  );

  scenario(
    'a taint that they do not tolerate keeps them from a node; NoExecute takes them away',
    (stage) => {
      stage.kubectl('taint node node-1 a=b:NoSchedule');
      create(stage);
      expect(where(stage)).toEqual(['node-2', 'node-3']);
      expect(status(stage).desiredNumberScheduled).toBe(2);
      stage.kubectl('taint node node-2 a=b:NoSchedule');
      stage.settle();
      // Those that run may stay.
      expect(where(stage)).toEqual(['node-2', 'node-3']);
      expect(status(stage)).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 });
      stage.kubectl('taint node node-3 a=b:NoExecute');
      stage.settle();
      expect(where(stage)).toEqual(['node-2']);
    },
    HOLLOW,
  );

  scenario(
    'a node selector picks nodes; labels that come and go move pods',
    (stage) => {
      create(stage, {}, { nodeSelector: { disk: 'ssd' } });
      expect(where(stage)).toEqual([]);
      stage.kubectl('label node node-1 node-2 disk=ssd');
      stage.settle();
      expect(where(stage)).toEqual(['node-1', 'node-2']);
      stage.kubectl('label node node-1 disk-');
      stage.settle();
      expect(where(stage)).toEqual(['node-2']);
    },
    HOLLOW,
  );

  scenario(
    'a pod that is deleted comes back on its node',
    (stage) => {
      create(stage);
      const pod = stage.list('pods').find(({ spec }) => spec.nodeName === 'node-3')!;
      stage.kubectl(`delete pod ${pod.metadata.name}`);
      stage.settle();
      expect(where(stage)).toEqual(['node-1', 'node-2', 'node-3']);
    },
    HOLLOW,
  );

  scenario(
    'where there is no room its pod stays Pending, and counts as wanted',
    (stage) => {
      stage.kubectl('create priorityclass top --value=1000');
      stage.client.create(
        { group: '', resource: 'pods' },
        {
          metadata: { name: 'big' },
          spec: {
            priorityClassName: 'top',
            nodeName: 'node-1',
            containers: [{ name: 'c', image: 'x', resources: { requests: { cpu: '16' } } }],
          },
        },
        'default',
      );
      create(stage, {}, { containers: [{ name: 'c', image: 'agent:1', resources: { requests: { cpu: '1' } } }] });
      expect(status(stage)).toMatchObject({ desiredNumberScheduled: 3, currentNumberScheduled: 3, numberReady: 2, numberUnavailable: 1 });
      const pending = stage.list('pods').find(({ spec, metadata }) => !spec.nodeName && metadata.name.startsWith('agent'))!;
      expect(stage.events(`Pod/${pending.metadata.name}`)[0]).toMatch(
        /^FailedScheduling: 0\/3 nodes are available: 1 Insufficient cpu, 2 node\(s\) didn't satisfy plugin\(s\) \[NodeAffinity\]\./,
      );
    },
    HOLLOW,
  );

  scenario('the control plane runs one only if it is tolerated', (stage) => {
    create(stage, {}, { containers: [{ name: 'c', image: 'nginx:1.27' }] });
    expect(where(stage)).toEqual(['node01', 'node02']);
    patch(stage, { template: { spec: { tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }] } } });
    stage.settle();
    expect(where(stage)).toEqual(['controlplane', 'node01', 'node02']);
  });
});

describe('daemon set: updates', () => {
  scenario(
    'RollingUpdate replaces them one node after another',
    (stage) => {
      create(stage);
      image(stage, 'agent:2', { nodeSelector: { 'kubernetes.io/os': 'linux' } });
      stage.settle();
      expect(imageOn(stage)).toEqual(['node-1 agent:2', 'node-2 agent:2', 'node-3 agent:2']);
      expect(status(stage).updatedNumberScheduled).toBe(3);
      expect(stage.kubectl('rollout status ds agent')).toBe('daemon set "agent" successfully rolled out');
    },
    HOLLOW,
  );

  const broken = { containers: [{ name: 'c', image: 'agent:2', resources: { requests: { cpu: '100' } } }] };
  const olds = (stage: Stage) => stage.list('pods').filter(({ spec }) => spec.containers[0].image === 'agent:1').length;

  scenario(
    'an update that does not come up stops at maxUnavailable',
    (stage) => {
      create(stage);
      patch(stage, { template: { spec: broken } });
      stage.settle();
      expect(olds(stage)).toBe(2);
      expect(status(stage)).toMatchObject({ numberAvailable: 2, updatedNumberScheduled: 1, numberUnavailable: 1 });
      patch(stage, { updateStrategy: { rollingUpdate: { maxUnavailable: '60%' } } });
      stage.settle();
      // 60 % of three, rounded up.
      expect(olds(stage)).toBe(1);
    },
    HOLLOW,
  );

  scenario(
    'maxSurge: the new pod starts beside the old one, which goes when the new one is available',
    (stage) => {
      create(stage, { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } });
      patch(stage, { template: { spec: broken } });
      stage.settle();
      expect(olds(stage)).toBe(3);
      expect(stage.list('pods')).toHaveLength(4);
      expect(status(stage).numberAvailable).toBe(3);
      patch(stage, { template: { spec: { containers: [{ name: 'c', image: 'agent:3', resources: { requests: { cpu: '1' } } }] } } });
      stage.settle();
      expect(imageOn(stage)).toEqual(['node-1 agent:3', 'node-2 agent:3', 'node-3 agent:3']);
    },
    HOLLOW,
  );

  scenario(
    'OnDelete waits for somebody to delete the old pods',
    (stage) => {
      create(stage, { updateStrategy: { type: 'OnDelete' } });
      image(stage, 'agent:2');
      stage.settle();
      expect(olds(stage)).toBe(3);
      stage.kubectl(`delete pod ${stage.list('pods').find(({ spec }) => spec.nodeName === 'node-1')!.metadata.name}`);
      stage.settle();
      expect(imageOn(stage)).toEqual(['node-1 agent:2', 'node-2 agent:1', 'node-3 agent:1']);
    },
    HOLLOW,
  );

  scenario(
    'history: revisions are kept up to the limit, and can be undone to',
    (stage) => {
      create(stage, { revisionHistoryLimit: 2 });
      for (const n of [2, 3, 4, 5]) {
        image(stage, `agent:${n}`);
        stage.settle();
      }
      expect(
        stage
          .list('controllerrevisions.apps')
          .map(({ revision }) => revision)
          .sort(),
      ).toEqual([3, 4, 5]);
      stage.kubectl('rollout undo ds agent --to-revision=3');
      stage.settle();
      expect(imageOn(stage)).toEqual(['node-1 agent:3', 'node-2 agent:3', 'node-3 agent:3']);
      expect(
        stage
          .list('controllerrevisions.apps')
          .map(({ revision }) => revision)
          .sort(),
      ).toEqual([4, 5, 6]);
    },
    HOLLOW,
  );

  scenario(
    'minReadySeconds: a node waits until the one before is available',
    (stage) => {
      create(stage, { minReadySeconds: 30 });
      stage.pass(60);
      image(stage, 'agent:2');
      stage.pass(20);
      expect(olds(stage)).toBe(2);
      stage.pass(120);
      expect(olds(stage)).toBe(0);
    },
    HOLLOW,
  );

  scenario(
    'deleting it deletes its pods',
    (stage) => {
      create(stage);
      stage.kubectl('delete ds agent');
      stage.settle();
      expect(stage.list('pods')).toEqual([]);
      expect(stage.list('controllerrevisions.apps')).toEqual([]);
    },
    HOLLOW,
  );
});
