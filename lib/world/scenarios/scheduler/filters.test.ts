import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { HOLLOW, NO_HELP, NO_VICTIMS, nodeOf, on, put, why } from './pods';

describe('scheduler: filters', () => {
  scenario(
    'a pod that asks for more than any node has stays Pending, and no preemption would help',
    (stage) => {
      put(stage, 'p', {}, { cpu: '100' });
      expect(why(stage, 'p')).toBe(`0/3 nodes are available: 3 Insufficient cpu.${NO_HELP}`);
      expect(stage.events('Pod/p')).toEqual([`FailedScheduling: 0/3 nodes are available: 3 Insufficient cpu.${NO_HELP}`]);
      expect(stage.kubectl('get pod p --no-headers')).toMatch(/^p\s+0\/1\s+Pending\s+0/);
    },
    HOLLOW,
  );

  scenario(
    'a pod that fits nowhere because of others says so, and goes to the node that becomes free',
    (stage) => {
      for (const n of [1, 2, 3]) put(stage, `big-${n}`, on(n), { cpu: '15' });
      put(stage, 'p', {}, { cpu: '4' });
      expect(why(stage, 'p')).toBe(`0/3 nodes are available: 3 Insufficient cpu.${NO_VICTIMS}`);
      stage.kubectl('delete pod big-2 --now');
      stage.settle();
      expect(nodeOf(stage, 'p')).toBe('node-2');
    },
    HOLLOW,
  );

  scenario(
    'several resources that lack are told one by one, sorted by text',
    (stage) => {
      put(stage, 'p', { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '50', memory: '500Gi' } } }] });
      expect(why(stage, 'p')).toBe(`0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory.${NO_HELP}`);
    },
    HOLLOW,
  );

  scenario(
    'an extended resource that no node offers is insufficient',
    (stage) => {
      put(stage, 'p', { containers: [{ name: 'c', image: 'nginx', resources: { limits: { 'nvidia.com/gpu': '1' } } }] });
      expect(why(stage, 'p')).toBe(`0/3 nodes are available: 3 Insufficient nvidia.com/gpu.${NO_HELP}`);
    },
    HOLLOW,
  );

  scenario('the control plane is kept free by its taint', (stage) => {
    put(stage, 'p', { nodeSelector: { 'node-role.kubernetes.io/control-plane': '' } });
    expect(why(stage, 'p')).toBe(
      `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector.${NO_HELP}`,
    );
    put(stage, 'q', {
      nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
      tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
    });
    expect(nodeOf(stage, 'q')).toBe('controlplane');
  });

  scenario(
    'a cordoned node takes no new pods until it is uncordoned',
    (stage) => {
      stage.kubectl('cordon node-1 node-2 node-3');
      put(stage, 'p');
      expect(why(stage, 'p')).toBe(`0/3 nodes are available: 3 node(s) were unschedulable.${NO_HELP}`);
      stage.kubectl('uncordon node-2');
      stage.settle();
      expect(nodeOf(stage, 'p')).toBe('node-2');
    },
    HOLLOW,
  );

  scenario(
    'a node selector that no node has keeps the pod Pending until a node is labelled',
    (stage) => {
      put(stage, 'p', { nodeSelector: { disk: 'ssd' } });
      expect(why(stage, 'p')).toBe(`0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.${NO_HELP}`);
      stage.kubectl('label node node-3 disk=ssd');
      stage.settle();
      expect(nodeOf(stage, 'p')).toBe('node-3');
    },
    HOLLOW,
  );

  scenario(
    'required node affinity: terms are alternatives, expressions in a term are not',
    (stage) => {
      stage.kubectl('label node node-1 disk=ssd');
      stage.kubectl('label node node-2 disk=hdd cores=32');
      const terms = [
        {
          matchExpressions: [
            { key: 'disk', operator: 'In', values: ['ssd'] },
            { key: 'cores', operator: 'Exists' },
          ],
        },
        { matchExpressions: [{ key: 'cores', operator: 'Gt', values: ['16'] }] },
      ];
      put(stage, 'p', { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } } });
      expect(nodeOf(stage, 'p')).toBe('node-2');
    },
    HOLLOW,
  );

  scenario(
    'NotIn and DoesNotExist keep a pod off nodes',
    (stage) => {
      stage.kubectl('label node node-1 zone=a');
      stage.kubectl('label node node-2 gpu=yes zone=b');
      const matchExpressions = [
        { key: 'zone', operator: 'NotIn', values: ['a'] },
        { key: 'gpu', operator: 'DoesNotExist' },
      ];
      const required = { nodeSelectorTerms: [{ matchExpressions }] };
      put(stage, 'p', { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } });
      expect(nodeOf(stage, 'p')).toBe('node-3');
    },
    HOLLOW,
  );

  scenario(
    'labels that change later do not move a pod that runs (IgnoredDuringExecution)',
    (stage) => {
      stage.kubectl('label node node-1 disk=ssd');
      put(stage, 'p', { nodeSelector: { disk: 'ssd' } });
      stage.kubectl('label node node-1 disk-');
      stage.settle();
      expect(nodeOf(stage, 'p')).toBe('node-1');
      expect(stage.get('pods', 'p')!.status.phase).toBe('Running');
    },
    HOLLOW,
  );

  scenario(
    'a node asked for by metadata.name that is not there is refused before anything else',
    (stage) => {
      const matchFields = [{ key: 'metadata.name', operator: 'In', values: ['node-9'] }];
      const required = { nodeSelectorTerms: [{ matchFields }] };
      put(stage, 'p', { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } });
      expect(why(stage, 'p')).toBe(`0/3 nodes are available: 3 node(s) didn't satisfy plugin(s) [NodeAffinity].${NO_HELP}`);
    },
    HOLLOW,
  );

  scenario(
    'NoSchedule taints: only pods that tolerate key, value and effect get in',
    (stage) => {
      stage.kubectl('taint node node-1 node-2 node-3 team=a:NoSchedule');
      const tolerate = (more: object) => ({ tolerations: [{ key: 'team', effect: 'NoSchedule', ...more }] });
      put(stage, 'none');
      put(stage, 'wrong', tolerate({ operator: 'Equal', value: 'b' }));
      put(stage, 'equal', tolerate({ operator: 'Equal', value: 'a' }));
      put(stage, 'exists', tolerate({ operator: 'Exists' }));
      put(stage, 'all', { tolerations: [{ operator: 'Exists' }] });
      expect(['none', 'wrong', 'equal', 'exists', 'all'].map((name) => nodeOf(stage, name) !== undefined)).toEqual([
        false,
        false,
        true,
        true,
        true,
      ]);
      expect(why(stage, 'none')).toBe(`0/3 nodes are available: 3 node(s) had untolerated taint(s).${NO_HELP}`);
      stage.kubectl('taint node node-3 team-');
      stage.settle();
      expect(nodeOf(stage, 'none')).toBe('node-3');
    },
    HOLLOW,
  );

  scenario(
    'a host port can be used once on a node; another protocol or address is another port',
    (stage) => {
      const port = (more: object = {}) => ({
        ...on(1),
        containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80, hostPort: 8080, ...more }] }],
      });
      put(stage, 'a', port());
      put(stage, 'b', port());
      put(stage, 'udp', port({ protocol: 'UDP' }));
      put(stage, 'address', port({ hostIP: '127.0.0.1' }));
      expect(why(stage, 'b')).toBe(
        "0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 2 node(s) didn't match Pod's node affinity/selector." +
          ' no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
      );
      expect(nodeOf(stage, 'udp')).toBe('node-1');
      // 0.0.0.0 takes it on all addresses.
      expect(nodeOf(stage, 'address')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'a claim that does not exist keeps the pod Pending',
    (stage) => {
      put(stage, 'p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
      expect(why(stage, 'p')).toBe('0/3 nodes are available: persistentvolumeclaim "data" not found. not found');
    },
    HOLLOW,
  );

  scenario(
    'a claim of a class that binds at once, which is not bound, keeps the pod Pending',
    (stage) => {
      stage.apply(`
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], storageClassName: manual, resources: { requests: { storage: 1Gi } } }`);
      put(stage, 'p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
      expect(why(stage, 'p')).toBe('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found');
      stage.apply(`
apiVersion: v1
kind: PersistentVolume
metadata: { name: pv }
spec: { accessModes: [ReadWriteOnce], storageClassName: manual, capacity: { storage: 1Gi }, hostPath: { path: /data } }`);
      stage.pass(15);
      expect(nodeOf(stage, 'p')).toBeDefined();
    },
    HOLLOW,
  );

  scenario(
    'a pod with spec.nodeName never meets the scheduler, taints or not',
    (stage) => {
      stage.kubectl('taint node node-2 a=b:NoSchedule');
      put(stage, 'p', { nodeName: 'node-2' });
      stage.settle();
      expect(stage.events('Pod/p').filter((line) => line.startsWith('Scheduled'))).toEqual([]);
      expect(stage.get('pods', 'p')!.status.phase).toBe('Running');
      expect(stage.decision('p')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'a pod for a scheduler that nobody runs stays Pending, without an event',
    (stage) => {
      put(stage, 'p', { schedulerName: 'mine' });
      stage.settle();
      expect(stage.events('Pod/p')).toEqual([]);
      expect(why(stage, 'p')).toBeUndefined();
      expect(stage.get('pods', 'p')!.status.phase).toBe('Pending');
    },
    HOLLOW,
  );

  scenario(
    'scheduling gates: the pod is SchedulingGated until the last one is taken away',
    (stage) => {
      put(stage, 'p', { schedulingGates: [{ name: 'example.com/a' }, { name: 'example.com/b' }] });
      expect(stage.kubectl('get pod p --no-headers').split(/\s+/)[2]).toBe('SchedulingGated');
      expect(why(stage, 'p')).toBe('Scheduling is blocked due to non-empty scheduling gates');
      stage.kubectl(`patch pod p --type json -p '[{"op":"remove","path":"/spec/schedulingGates/0"}]'`);
      stage.settle();
      expect(nodeOf(stage, 'p')).toBeUndefined();
      stage.kubectl(`patch pod p --type json -p '[{"op":"remove","path":"/spec/schedulingGates"}]'`);
      stage.settle();
      expect(nodeOf(stage, 'p')).toBeDefined();
      expect(stage.events('Pod/p')[0]).toMatch(/^Scheduled: Successfully assigned default\/p to node-/);
    },
    HOLLOW,
  );

  scenario(
    'with no node at all the pod is told so, and scheduled once one joins',
    (stage) => {
      const nodes = stage.list('nodes', '');
      for (const { metadata } of nodes) stage.client.delete({ group: '', resource: 'nodes' }, '', metadata.name);
      stage.world.sim.run();
      put(stage, 'p');
      expect(why(stage, 'p')).toBe('no nodes available to schedule pods');
    },
    HOLLOW,
  );
});
