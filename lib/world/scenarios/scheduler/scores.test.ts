import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { HOLLOW, nodeOf, on, put } from './pods';

const scoresOf = (stage: Stage, pod: string, plugin: string) =>
  Object.fromEntries(stage.decision(pod)!.verdicts.map(({ node, scores }) => [node, scores?.[plugin]]));
const fit = (strategy: object) => ({
  profiles: [{ pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy: strategy } }] }],
});
const CPU = [{ name: 'cpu', weight: 1 }];

describe('scheduler: scores', () => {
  scenario(
    'LeastAllocated prefers the node on which less is asked for',
    (stage) => {
      put(stage, 'a', on(1), { cpu: '8' });
      put(stage, 'b', on(2), { cpu: '4' });
      put(stage, 'p', {}, { cpu: '1' });
      expect(nodeOf(stage, 'p')).toBe('node-3');
      const scores = scoresOf(stage, 'p', 'NodeResourcesFit');
      expect(scores['node-3']!).toBeGreaterThan(scores['node-2']!);
      expect(scores['node-2']!).toBeGreaterThan(scores['node-1']!);
    },
    HOLLOW,
  );

  scenario(
    'MostAllocated packs pods onto the fullest node',
    (stage) => {
      stage.world.cluster.configureScheduler(fit({ type: 'MostAllocated', resources: CPU }));
      put(stage, 'a', on(2), { cpu: '8' });
      for (const n of [1, 2, 3]) put(stage, `p-${n}`, {}, { cpu: '1' });
      expect([1, 2, 3].map((n) => nodeOf(stage, `p-${n}`))).toEqual(['node-2', 'node-2', 'node-2']);
      expect(scoresOf(stage, 'p-1', 'NodeResourcesFit')).toEqual({ 'node-1': 6, 'node-2': 56, 'node-3': 6 });
    },
    HOLLOW,
  );

  scenario(
    'RequestedToCapacityRatio scores along a line through its points',
    (stage) => {
      const shape = [
        { utilization: 0, score: 0 },
        { utilization: 50, score: 10 },
        { utilization: 100, score: 0 },
      ];
      stage.world.cluster.configureScheduler(
        fit({ type: 'RequestedToCapacityRatio', resources: CPU, requestedToCapacityRatio: { shape } }),
      );
      put(stage, 'a', on(1), { cpu: '4' });
      put(stage, 'b', on(2), { cpu: '12' });
      put(stage, 'p', {}, { cpu: '4' });
      // 50 %, 100 % and 25 % full with the pod.
      expect(scoresOf(stage, 'p', 'NodeResourcesFit')).toEqual({ 'node-1': 100, 'node-2': 0, 'node-3': 50 });
      expect(nodeOf(stage, 'p')).toBe('node-1');
    },
    HOLLOW,
  );

  scenario(
    'pods that ask for nothing are spread too: each counts as 100m and 200Mi',
    (stage) => {
      put(stage, 'a', on(1));
      put(stage, 'b', on(2));
      put(stage, 'p');
      expect(nodeOf(stage, 'p')).toBe('node-3');
    },
    HOLLOW,
  );

  scenario(
    'NodeResourcesBalancedAllocation favours the node whose cpu and memory would be used evenly',
    (stage) => {
      put(stage, 'a', on(1), { cpu: '8' });
      const memory = { containers: [{ name: 'c', image: 'nginx', resources: { requests: { memory: '31Gi' } } }] };
      put(stage, 'p', memory);
      const scores = scoresOf(stage, 'p', 'NodeResourcesBalancedAllocation');
      expect(scores['node-1']!).toBeGreaterThan(scores['node-2']!);
      put(stage, 'q');
      expect(scoresOf(stage, 'q', 'NodeResourcesBalancedAllocation')['node-1']).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'preferred node affinity: weights of the terms that hold are added up',
    (stage) => {
      stage.kubectl('label node node-1 disk=ssd');
      stage.kubectl('label node node-2 disk=ssd zone=a');
      const term = (weight: number, key: string) => ({ weight, preference: { matchExpressions: [{ key, operator: 'Exists' }] } });
      const preferred = { preferredDuringSchedulingIgnoredDuringExecution: [term(60, 'disk'), term(20, 'zone')] };
      put(stage, 'p', { affinity: { nodeAffinity: preferred } });
      // Normalised to 100, times the plugin's weight of 2.
      expect(scoresOf(stage, 'p', 'NodeAffinity')).toEqual({ 'node-1': 150, 'node-2': 200, 'node-3': 0 });
      expect(nodeOf(stage, 'p')).toBe('node-2');
    },
    HOLLOW,
  );

  scenario(
    'PreferNoSchedule taints repel but do not refuse',
    (stage) => {
      stage.kubectl('taint node node-1 node-2 busy=yes:PreferNoSchedule');
      put(stage, 'p');
      expect(nodeOf(stage, 'p')).toBe('node-3');
      expect(scoresOf(stage, 'p', 'TaintToleration')).toEqual({ 'node-1': 0, 'node-2': 0, 'node-3': 300 });
      stage.kubectl('cordon node-3');
      put(stage, 'q');
      expect(['node-1', 'node-2']).toContain(nodeOf(stage, 'q'));
    },
    HOLLOW,
  );

  scenario('ImageLocality: a large image that a node has already draws the pod there', (stage) => {
    const images = [{ names: ['example.com/huge:1'], sizeBytes: 900 * 1024 * 1024 }];
    stage.client.patch({ group: '', resource: 'nodes' }, '', 'node02', { status: { images } }, { type: 'merge', subresource: 'status' });
    stage.world.sim.run();
    put(stage, 'p', { containers: [{ name: 'c', image: 'example.com/huge:1' }] });
    const scores = scoresOf(stage, 'p', 'ImageLocality');
    expect(scores.node02!).toBeGreaterThan(scores.node01!);
  });

  scenario(
    'a single node that fits is taken without being scored',
    (stage) => {
      put(stage, 'p', on(2));
      expect(stage.decision('p')!.verdicts.find(({ node }) => node === 'node-2')!.scores).toEqual({});
    },
    HOLLOW,
  );

  scenario(
    'each decision keeps what every plugin said of every node',
    (stage) => {
      stage.kubectl('taint node node-1 a=b:NoSchedule');
      stage.kubectl('cordon node-2');
      put(stage, 'p');
      const verdicts = stage.decision('p')!.verdicts;
      expect(verdicts.map(({ node, refused }) => [node, refused?.plugin, refused?.reasons])).toEqual([
        ['node-1', 'TaintToleration', ['node(s) had untolerated taint(s)']],
        ['node-2', 'NodeUnschedulable', ['node(s) were unschedulable']],
        ['node-3', undefined, undefined],
      ]);
      expect(verdicts[2]!.passed).toEqual([
        'NodeUnschedulable',
        'NodeName',
        'TaintToleration',
        'NodeAffinity',
        'NodePorts',
        'NodeResourcesFit',
        'VolumeRestrictions',
        'NodeVolumeLimits',
        'VolumeBinding',
        'VolumeZone',
        'PodTopologySpread',
        'InterPodAffinity',
        'DynamicResources',
      ]);
    },
    HOLLOW,
  );
});
