import { describe, expect } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { scenario, type Stage } from '../stage';
import { HOLLOW, nodeOf, on, put, why } from '../scheduler/pods';

function classes(stage: Stage): void {
  stage.kubectl('create priorityclass low --value=100');
  stage.kubectl('create priorityclass mid --value=500');
  stage.kubectl('create priorityclass high --value=1000');
  stage.kubectl('create priorityclass polite --value=1000 --preemption-policy=Never');
}
const there = (stage: Stage, ...names: string[]) => names.filter((name) => stage.get('pods', name));

describe('preemption', () => {
  scenario(
    'a pod of higher priority evicts one of lower priority and takes its place',
    (stage) => {
      classes(stage);
      put(stage, 'low', on(1), { cpu: '15', priorityClassName: 'low' });
      put(stage, 'high', on(1), { cpu: '15', priorityClassName: 'high' });
      stage.settle();
      expect(there(stage, 'low', 'high')).toEqual(['high']);
      expect(nodeOf(stage, 'high')).toBe('node-1');
      const uid = stage.get('pods', 'high')!.metadata.uid;
      expect(stage.events('Pod/low')).toContain(`Preempted: Preempted by pod ${uid} on node node-1`);
      expect(stage.events('Pod/high')[0]).toBe(
        "FailedScheduling: 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity/selector.",
      );
    },
    HOLLOW,
  );

  scenario(
    'the victim is told by a condition before it goes, and the pod is promised the node meanwhile',
    (stage) => {
      classes(stage);
      put(stage, 'low', { ...on(1), terminationGracePeriodSeconds: 30 }, { cpu: '15', priorityClassName: 'low' });
      stage.client.patch(
        { group: '', resource: 'pods' },
        'default',
        'low',
        { metadata: { finalizers: ['example.com/hold'] } },
        { type: 'merge' },
      );
      put(stage, 'high', on(1), { cpu: '15', priorityClassName: 'high' });
      const conditions = stage.get('pods', 'low')!.status.conditions as readonly KubeObject['status'][];
      expect(conditions.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
      });
      expect(stage.kubectl('get pod high -o wide --no-headers').split(/\s+/)[7]).toBe('node-1');
    },
    HOLLOW,
  );

  scenario(
    'preemptionPolicy Never: the pod waits in front of others but evicts nobody',
    (stage) => {
      classes(stage);
      put(stage, 'low', on(1), { cpu: '15', priorityClassName: 'low' });
      put(stage, 'polite', on(1), { cpu: '15', priorityClassName: 'polite' });
      expect(why(stage, 'polite')).toMatch(/ no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never\.$/);
      expect(there(stage, 'low')).toEqual(['low']);
    },
    HOLLOW,
  );

  scenario(
    'equal priority is no reason to evict',
    (stage) => {
      classes(stage);
      put(stage, 'a', on(1), { cpu: '15', priorityClassName: 'mid' });
      put(stage, 'b', on(1), { cpu: '15', priorityClassName: 'mid' });
      expect(why(stage, 'b')).toContain('1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.');
      expect(there(stage, 'a', 'b')).toEqual(['a', 'b']);
    },
    HOLLOW,
  );

  scenario(
    'as few and as unimportant pods as possible go',
    (stage) => {
      classes(stage);
      put(stage, 'low-1', on(1), { cpu: '5', priorityClassName: 'low' });
      put(stage, 'low-2', on(1), { cpu: '5', priorityClassName: 'low' });
      put(stage, 'mid', on(1), { cpu: '5', priorityClassName: 'mid' });
      put(stage, 'high', on(1), { cpu: '5', priorityClassName: 'high' });
      stage.settle();
      expect(there(stage, 'low-1', 'low-2', 'mid', 'high')).toEqual(['low-1', 'mid', 'high']);
    },
    HOLLOW,
  );

  scenario(
    'of several nodes the one whose victims matter least is taken',
    (stage) => {
      classes(stage);
      put(stage, 'mid-1', on(1), { cpu: '15', priorityClassName: 'mid' });
      put(stage, 'low-2', on(2), { cpu: '15', priorityClassName: 'low' });
      put(stage, 'mid-3', on(3), { cpu: '15', priorityClassName: 'mid' });
      put(stage, 'high', {}, { cpu: '10', priorityClassName: 'high' });
      stage.settle();
      expect(nodeOf(stage, 'high')).toBe('node-2');
      expect(there(stage, 'mid-1', 'low-2', 'mid-3')).toEqual(['mid-1', 'mid-3']);
    },
    HOLLOW,
  );

  scenario(
    'a disruption budget is respected where there is a choice',
    (stage) => {
      classes(stage);
      for (const n of [1, 2]) put(stage, `kept-${n}`, on(n), { cpu: '15', priorityClassName: 'low', labels: { app: 'kept' } });
      put(stage, 'mid-3', on(3), { cpu: '15', priorityClassName: 'mid' });
      stage.apply(`
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: kept }
spec: { minAvailable: 2, selector: { matchLabels: { app: kept } } }`);
      put(stage, 'high', {}, { cpu: '10', priorityClassName: 'high' });
      stage.settle();
      // The more important pod goes, for nobody's budget speaks for it.
      expect(nodeOf(stage, 'high')).toBe('node-3');
    },
    HOLLOW,
  );

  scenario(
    'but a budget does not stop preemption when there is no other way',
    (stage) => {
      classes(stage);
      put(stage, 'kept', on(1), { cpu: '15', priorityClassName: 'low', labels: { app: 'kept' } });
      stage.apply(`
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: kept }
spec: { minAvailable: 1, selector: { matchLabels: { app: kept } } }`);
      put(stage, 'high', on(1), { cpu: '10', priorityClassName: 'high' });
      stage.settle();
      expect(there(stage, 'kept', 'high')).toEqual(['high']);
    },
    HOLLOW,
  );

  scenario(
    'pods that avoid the incoming one can be preempted',
    (stage) => {
      classes(stage);
      const term = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' };
      const lonely = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
      put(stage, 'lonely', { ...on(1), ...lonely }, { priorityClassName: 'low' });
      put(stage, 'web', on(1), { priorityClassName: 'high', labels: { app: 'web' } });
      stage.settle();
      expect(there(stage, 'lonely', 'web')).toEqual(['web']);
    },
    HOLLOW,
  );

  scenario(
    'a less important pod cannot slip into the place that has been promised',
    (stage) => {
      classes(stage);
      put(stage, 'low', on(1), { cpu: '15', priorityClassName: 'low' });
      stage.client.patch(
        { group: '', resource: 'pods' },
        'default',
        'low',
        { metadata: { finalizers: ['example.com/hold'] } },
        { type: 'merge' },
      );
      put(stage, 'high', on(1), { cpu: '10', priorityClassName: 'high' });
      expect(stage.get('pods', 'high')!.status.nominatedNodeName).toBe('node-1');
      put(stage, 'mid', on(1), { cpu: '10', priorityClassName: 'mid' });
      stage.client.patch({ group: '', resource: 'pods' }, 'default', 'low', { metadata: { finalizers: null } }, { type: 'merge' });
      stage.settle();
      expect([nodeOf(stage, 'high'), nodeOf(stage, 'mid')]).toEqual(['node-1', undefined]);
    },
    HOLLOW,
  );

  scenario(
    'system-node-critical outranks everything that users may write',
    (stage) => {
      classes(stage);
      put(stage, 'high', on(1), { cpu: '15', priorityClassName: 'high' });
      stage.client.create(
        { group: '', resource: 'pods' },
        {
          metadata: { name: 'critical' },
          spec: {
            ...on(1),
            priorityClassName: 'system-node-critical',
            containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '10' } } }],
          },
        },
        'kube-system',
      );
      stage.settle();
      expect(there(stage, 'high')).toEqual([]);
      expect(stage.get('pods', 'critical', 'kube-system')!.spec.priority).toBe(2000001000);
    },
    HOLLOW,
  );

  scenario(
    'preemption cannot help against a selector',
    (stage) => {
      classes(stage);
      put(stage, 'low', on(1), { cpu: '15', priorityClassName: 'low' });
      put(stage, 'high', { nodeSelector: { gpu: 'yes' } }, { cpu: '15', priorityClassName: 'high' });
      expect(why(stage, 'high')).toContain('preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.');
      expect(there(stage, 'low')).toEqual(['low']);
    },
    HOLLOW,
  );

  scenario('two pods that preempt at the same time are promised different nodes, and the victims’ successors stay out', (stage) => {
    stage.kubectl('create priorityclass high --value=1000');
    stage.apply(wide('web', '500m'));
    stage.apply(wide('batch', '1500m', 'priorityClassName: high'));
    stage.pass(30);
    const placed = stage.list('pods').map(({ metadata: { labels }, spec: { nodeName } }) => `${labels!.app} ${nodeName ?? '-'}`);
    expect(placed.sort()).toEqual(['batch node01', 'batch node02', 'web -', 'web -']);
  });
});

/** Two replicas of one container that requests so much CPU. */
const wide = (name: string, cpu: string, spec = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { ${spec && `${spec}, `}containers: [{ name: c, image: 'nginx:1.27', resources: { requests: { cpu: ${cpu} } } }] }`;
