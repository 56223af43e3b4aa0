import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { HOLLOW, nodeOf, on, put, why } from './pods';

describe('scheduler: KubeSchedulerConfiguration', () => {
  scenario(
    'several profiles schedule under several names, and their events say which',
    (stage) => {
      stage.world.cluster.configureScheduler({ profiles: [{ schedulerName: 'default-scheduler' }, { schedulerName: 'batch' }] });
      put(stage, 'p', { schedulerName: 'batch' });
      put(stage, 'q');
      expect([nodeOf(stage, 'p'), nodeOf(stage, 'q')].every(Boolean)).toBe(true);
      const from = (name: string) =>
        stage.list('events').find((event) => event.involvedObject.name === name && event.reason === 'Scheduled')!.reportingComponent;
      expect([from('p'), from('q')]).toEqual(['batch', 'default-scheduler']);
    },
    HOLLOW,
  );

  scenario(
    'a scheduler that is renamed leaves pods of the default name Pending',
    (stage) => {
      stage.world.cluster.configureScheduler({ profiles: [{ schedulerName: 'mine' }] });
      put(stage, 'p');
      expect(nodeOf(stage, 'p')).toBeUndefined();
      stage.world.cluster.configureScheduler(undefined);
      stage.settle();
      expect(nodeOf(stage, 'p')).toBeDefined();
    },
    HOLLOW,
  );

  scenario(
    'a filter that is disabled refuses nothing',
    (stage) => {
      stage.kubectl('taint node node-1 node-2 node-3 a=b:NoSchedule');
      const plugins = { multiPoint: { disabled: [{ name: 'TaintToleration' }] } };
      stage.world.cluster.configureScheduler({ profiles: [{}, { schedulerName: 'blind', plugins }] });
      put(stage, 'p');
      put(stage, 'q', { schedulerName: 'blind' });
      expect(nodeOf(stage, 'p')).toBeUndefined();
      expect(nodeOf(stage, 'q')).toBeDefined();
    },
    HOLLOW,
  );

  scenario(
    'without DefaultPreemption nobody is evicted',
    (stage) => {
      stage.kubectl('create priorityclass high --value=1000');
      stage.world.cluster.configureScheduler({ profiles: [{ plugins: { postFilter: { disabled: [{ name: '*' }] } } }] });
      put(stage, 'low', on(1), { cpu: '15' });
      put(stage, 'high', on(1), { cpu: '15', priorityClassName: 'high' });
      expect(why(stage, 'high')).toBe("0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity/selector.");
      expect(nodeOf(stage, 'low')).toBe('node-1');
    },
    HOLLOW,
  );

  scenario(
    'weights: a score can be made to count for more',
    (stage) => {
      const plugins = { score: { disabled: [{ name: '*' }], enabled: [{ name: 'NodeAffinity', weight: 7 }] } };
      stage.world.cluster.configureScheduler({ profiles: [{ plugins }] });
      stage.kubectl('label node node-2 disk=ssd');
      const preference = { matchExpressions: [{ key: 'disk', operator: 'Exists' }] };
      put(stage, 'p', { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference }] } } });
      expect(stage.decision('p')!.verdicts.map(({ scores }) => scores)).toEqual([
        { NodeAffinity: 0 },
        { NodeAffinity: 700 },
        { NodeAffinity: 0 },
      ]);
    },
    HOLLOW,
  );

  scenario(
    'addedAffinity is required of all pods of the profile',
    (stage) => {
      const matchExpressions = [{ key: 'pool', operator: 'In', values: ['batch'] }];
      const addedAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } };
      stage.world.cluster.configureScheduler({ profiles: [{ pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity } }] }] });
      put(stage, 'p');
      expect(why(stage, 'p')).toMatch(/^0\/3 nodes are available: 3 node\(s\) didn't match scheduler-enforced node affinity\. /);
      stage.kubectl('label node node-3 pool=batch');
      stage.settle();
      expect(nodeOf(stage, 'p')).toBe('node-3');
    },
    HOLLOW,
  );

  scenario(
    'ignoredResources are not looked at by the fit filter',
    (stage) => {
      const args = { ignoredResources: ['example.com/foo'] };
      stage.world.cluster.configureScheduler({ profiles: [{ pluginConfig: [{ name: 'NodeResourcesFit', args }] }] });
      put(stage, 'p', { containers: [{ name: 'c', image: 'nginx', resources: { limits: { 'example.com/foo': '1' } } }] });
      expect(nodeOf(stage, 'p')).toBeDefined();
    },
    HOLLOW,
  );

  scenario(
    'default constraints of a list spread pods that state none',
    (stage) => {
      stage.kubectl('label node node-1 node-2 rack=a');
      stage.kubectl('label node node-3 rack=b');
      const args = {
        defaultingType: 'List',
        defaultConstraints: [{ maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule' }],
      };
      stage.world.cluster.configureScheduler({ profiles: [{ pluginConfig: [{ name: 'PodTopologySpread', args }] }] });
      stage.kubectl('create deployment web --image=nginx --replicas=4');
      stage.settle();
      expect(stage.list('pods').filter((pod) => pod.spec.nodeName === 'node-3')).toHaveLength(2);
    },
    HOLLOW,
  );

  scenario(
    'back-off between attempts doubles from podInitialBackoffSeconds up to podMaxBackoffSeconds',
    (stage) => {
      put(stage, 'p', {}, { cpu: '100' });
      const attempts = () => stage.list('events').find((event) => event.involvedObject.name === 'p')!.series?.count ?? 1;
      const poke = (n: number) => stage.kubectl(`label node node-1 poke=${n} --overwrite`);
      // Labels are of no interest to a pod that lacks cpu.
      poke(1);
      stage.pass(5);
      expect(attempts()).toBe(1);
      const grow = (cpu: number) =>
        stage.client.patch(
          { group: '', resource: 'nodes' },
          '',
          'node-1',
          { status: { allocatable: { cpu: String(cpu) } } },
          { type: 'merge', subresource: 'status' },
        );
      grow(17);
      stage.pass(0.5);
      expect(attempts()).toBe(2);
      grow(18);
      stage.pass(1);
      expect(attempts()).toBe(2);
      stage.pass(1.5);
      expect(attempts()).toBe(3);
    },
    HOLLOW,
  );
});
