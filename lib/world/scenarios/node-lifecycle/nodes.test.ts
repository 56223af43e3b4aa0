import { describe, expect } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const kubelet = (stage: Stage, node: string, up: boolean) => stage.world.cluster.components.set(`kubelet/${node}`, up);
const stop = (stage: Stage, ...nodes: string[]) => nodes.forEach((node) => kubelet(stage, node, false));
const taints = (stage: Stage, node: string): string[] =>
  ((stage.get('nodes', node, '')!.spec.taints ?? []) as KubeObject['spec'][]).map(({ key, effect }) => `${key}:${effect}`);
const ready = (stage: Stage, node: string) =>
  (stage.get('nodes', node, '')!.status.conditions as KubeObject['status'][]).find(({ type }) => type === 'Ready')!;
const pod = (name: string, node: string, more = '', grace = 5) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  nodeName: ${node}
  terminationGracePeriodSeconds: ${grace}
  containers: [{ name: c, image: 'nginx:1.27' }]
${more}`;

describe('node lifecycle', () => {
  scenario(
    'a node whose kubelet is silent for the grace period is NotReady, with Unknown conditions',
    (stage) => {
      stop(stage, 'node-1');
      stage.pass(30);
      expect(ready(stage, 'node-1').status).toBe('True');
      stage.pass(40);
      expect(ready(stage, 'node-1')).toMatchObject({
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      });
      expect(stage.kubectl('get node node-1 --no-headers').split(/\s+/)[1]).toBe('NotReady');
      expect(stage.events('Node/node-1')).toContain('NodeNotReady: Node node-1 status is now: NodeNotReady');
    },
    HOLLOW,
  );

  scenario(
    'it is tainted unreachable, NoSchedule and NoExecute',
    (stage) => {
      stop(stage, 'node-1');
      stage.pass(75);
      expect(taints(stage, 'node-1')).toEqual(['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute']);
    },
    HOLLOW,
  );

  scenario(
    'its pods are not ready, though they may still run',
    (stage) => {
      stage.apply(pod('p', 'node-1'));
      stop(stage, 'node-1');
      stage.pass(75);
      expect(stage.kubectl('get pod p --no-headers')).toMatch(/^p\s+1\/1\s+Running/);
      expect(stage.kubectl(`get pod p -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}'`)).toBe('False');
      expect(stage.events('Pod/p')).toContain('NodeNotReady: Node is not ready');
    },
    HOLLOW,
  );

  scenario(
    'pods get five minutes by default, then they are marked for deletion, and stay Terminating as nobody confirms',
    (stage) => {
      stage.apply(pod('p', 'node-1'));
      stop(stage, 'node-1');
      stage.pass(60 + 280);
      expect(stage.get('pods', 'p')!.metadata.deletionTimestamp).toBeUndefined();
      stage.pass(40);
      expect(stage.get('pods', 'p')!.metadata.deletionTimestamp).toBeDefined();
      expect(stage.events('Pod/p')).toContain('TaintManagerEviction: Marking for deletion Pod default/p');
      expect(stage.kubectl('get pod p --no-headers').split(/\s+/)[2]).toBe('Terminating');
    },
    HOLLOW,
  );

  scenario(
    'a Deployment has the evicted pods made anew elsewhere',
    (stage) => {
      stage.kubectl('create deployment web --image=nginx:1.27 --replicas=6');
      stage.settle();
      stop(stage, 'node-1');
      stage.pass(420);
      const running = stage.list('pods').filter(({ metadata }) => !metadata.deletionTimestamp);
      expect(running.map(({ spec }) => spec.nodeName)).not.toContain('node-1');
    },
    HOLLOW,
  );

  scenario(
    'DaemonSet pods stay: they tolerate it',
    (stage) => {
      stage.apply(`
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template: { metadata: { labels: { app: agent } }, spec: { containers: [{ name: c, image: nginx }] } }`);
      stop(stage, 'node-1');
      stage.pass(420);
      const daemons = stage.list('pods').filter(({ spec }) => spec.nodeName === 'node-1');
      expect(daemons.map(({ metadata }) => metadata.deletionTimestamp)).toEqual([undefined]);
    },
    HOLLOW,
  );

  scenario(
    'a node that comes back in time loses its taints, and its pods their sentence',
    (stage) => {
      stage.apply(pod('p', 'node-1'));
      stop(stage, 'node-1');
      stage.pass(120);
      kubelet(stage, 'node-1', true);
      stage.pass(30);
      expect(taints(stage, 'node-1')).toEqual([]);
      expect(stage.kubectl('get node node-1 --no-headers').split(/\s+/)[1]).toBe('Ready');
      stage.pass(400);
      expect(stage.get('pods', 'p')!.metadata.deletionTimestamp).toBeUndefined();
      expect(stage.events('Pod/p')).toContain('TaintManagerEviction: Cancelling deletion of Pod default/p');
    },
    HOLLOW,
  );

  scenario(
    'tolerationSeconds decides how long a pod stays on an unreachable node',
    (stage) => {
      const toleration = 'key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 20';
      stage.apply(pod('short', 'node-1', `  tolerations: [{ ${toleration} }]`));
      stage.apply(pod('long', 'node-1', `  tolerations: [{ ${toleration.replace('20', '3000')} }]`));
      stop(stage, 'node-1');
      stage.pass(120);
      expect(['short', 'long'].map((name) => stage.get('pods', name)!.metadata.deletionTimestamp !== undefined)).toEqual([true, false]);
    },
    HOLLOW,
  );

  scenario(
    'nodes of a zone are tainted NoExecute one every ten seconds',
    (stage) => {
      stop(stage, 'node-1', 'node-2');
      for (let i = 0; i < 70 && taints(stage, 'node-1').length + taints(stage, 'node-2').length < 3; i++) stage.pass(1);
      const count = () => [...taints(stage, 'node-1'), ...taints(stage, 'node-2')].filter((taint) => taint.endsWith('NoExecute')).length;
      expect(count()).toBe(1);
      stage.pass(15);
      expect(count()).toBe(2);
    },
    HOLLOW,
  );

  scenario(
    'when all nodes are silent the controller trusts none of it: nobody is evicted',
    (stage) => {
      stage.apply(pod('p', 'node-1'));
      stop(stage, 'node-1', 'node-2', 'node-3');
      stage.pass(600);
      expect(taints(stage, 'node-1').filter((taint) => taint.endsWith('NoExecute'))).toEqual([]);
      expect(stage.get('pods', 'p')!.metadata.deletionTimestamp).toBeUndefined();
      kubelet(stage, 'node-2', true);
      stage.pass(420);
      expect(stage.get('pods', 'p')!.metadata.deletionTimestamp).toBeDefined();
    },
    HOLLOW,
  );

  scenario(
    'a cordon is a taint as well',
    (stage) => {
      stage.kubectl('cordon node-1');
      stage.settle();
      expect(taints(stage, 'node-1')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
      stage.kubectl('uncordon node-1');
      stage.settle();
      expect(taints(stage, 'node-1')).toEqual([]);
    },
    HOLLOW,
  );

  scenario(
    'a node that registers is told of',
    (stage) => {
      expect(stage.events('Node/node-2')).toContain('RegisteredNode: Node node-2 event: Registered Node node-2 in Controller');
    },
    HOLLOW,
  );

  scenario(
    'pods of a node that is deleted are removed by force after the quarantine, and told why',
    (stage) => {
      stage.apply(pod('p', 'node-1'));
      stop(stage, 'node-1');
      stage.client.patch(
        { group: '', resource: 'pods' },
        'default',
        'p',
        { metadata: { finalizers: ['example.com/hold'] } },
        { type: 'merge' },
      );
      stage.kubectl('delete node node-1');
      stage.pass(20);
      expect(stage.get('pods', 'p')!.metadata.deletionTimestamp).toBeUndefined();
      stage.pass(60);
      const status = stage.get('pods', 'p')!.status;
      expect(status.phase).toBe('Failed');
      expect((status.conditions as KubeObject['status'][]).find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
        status: 'True',
        reason: 'DeletionByPodGC',
        message: 'PodGC: node no longer exists',
      });
    },
    HOLLOW,
  );

  scenario(
    'out-of-service: pods that hang on a node that is shut down are let go',
    (stage) => {
      stage.apply(pod('p', 'node-1'));
      stop(stage, 'node-1');
      stage.pass(75);
      stage.kubectl('delete pod p --wait=false');
      stage.pass(60);
      expect(stage.get('pods', 'p')).toBeDefined();
      stage.kubectl('taint node node-1 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute');
      stage.pass(40);
      expect(stage.get('pods', 'p')).toBeUndefined();
    },
    HOLLOW,
  );
});

describe('taint eviction', () => {
  scenario(
    'NoExecute: pods that do not tolerate it leave at once',
    (stage) => {
      stage.apply(pod('p', 'node-1'));
      stage.apply(pod('q', 'node-1', '  tolerations: [{ key: maintenance, operator: Exists, effect: NoExecute }]'));
      stage.kubectl('taint node node-1 maintenance=now:NoExecute');
      stage.pass(5);
      expect([stage.get('pods', 'p'), stage.get('pods', 'q')].map(Boolean)).toEqual([false, true]);
    },
    HOLLOW,
  );

  scenario(
    'the evicted pod bears the reason in a condition',
    (stage) => {
      stage.apply(pod('p', 'node-1'));
      stage.client.patch(
        { group: '', resource: 'pods' },
        'default',
        'p',
        { metadata: { finalizers: ['example.com/hold'] } },
        { type: 'merge' },
      );
      stage.kubectl('taint node node-1 maintenance=now:NoExecute');
      stage.pass(5);
      expect(
        (stage.get('pods', 'p')!.status.conditions as KubeObject['status'][]).find(({ type }) => type === 'DisruptionTarget'),
      ).toMatchObject({
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
      });
    },
    HOLLOW,
  );

  scenario(
    'tolerationSeconds counts from the taint; taking the taint away cancels it',
    (stage) => {
      const toleration = 'key: maintenance, operator: Exists, effect: NoExecute, tolerationSeconds: 60';
      stage.apply(pod('p', 'node-1', `  tolerations: [{ ${toleration} }]`));
      stage.kubectl('taint node node-1 maintenance=now:NoExecute');
      stage.pass(40);
      stage.kubectl('taint node node-1 maintenance-');
      stage.pass(60);
      expect(stage.get('pods', 'p')!.metadata.deletionTimestamp).toBeUndefined();
      stage.kubectl('taint node node-1 maintenance=now:NoExecute');
      stage.pass(70);
      expect(stage.get('pods', 'p')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'NoSchedule leaves pods that run alone',
    (stage) => {
      stage.apply(pod('p', 'node-1'));
      stage.kubectl('taint node node-1 a=b:NoSchedule');
      stage.pass(400);
      expect(stage.get('pods', 'p')!.metadata.deletionTimestamp).toBeUndefined();
    },
    HOLLOW,
  );
});
