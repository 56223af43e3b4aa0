import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { HOLLOW, nodeOf, on, put, why } from './pods';

const claiming = (claimName: string, more: object = {}) => ({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }], ...more });

function bound(stage: Stage, name: string, volume: { spec?: string; labels?: string; mode?: string } = {}): void {
  const mode = volume.mode ?? 'ReadWriteOnce';
  stage.apply(`
apiVersion: v1
kind: PersistentVolume
metadata: { name: ${name}, labels: { ${volume.labels ?? ''} } }
spec: { accessModes: [${mode}], storageClassName: manual, capacity: { storage: 1Gi }, ${volume.spec ?? 'hostPath: { path: /d }'} }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name} }
spec: { accessModes: [${mode}], storageClassName: manual, volumeName: ${name}, resources: { requests: { storage: 1Gi } } }`);
  stage.pass(15);
  expect(stage.get('persistentvolumeclaims', name)!.status.phase).toBe('Bound');
}

describe('scheduler: volumes', () => {
  scenario(
    'a volume with node affinity takes the pod to its node',
    (stage) => {
      const terms = '{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [node-2] }] }';
      bound(stage, 'local', { spec: `local: { path: /d }, nodeAffinity: { required: { nodeSelectorTerms: [${terms}] } }` });
      put(stage, 'p', claiming('local'));
      expect(nodeOf(stage, 'p')).toBe('node-2');
      put(stage, 'q', claiming('local', on(1)));
      expect(why(stage, 'q')).toContain("1 node(s) didn't match PersistentVolume's node affinity");
    },
    HOLLOW,
  );

  scenario(
    'a volume that is labelled with a zone is used in that zone only',
    (stage) => {
      stage.kubectl('label node node-1 node-2 topology.kubernetes.io/zone=a');
      stage.kubectl('label node node-3 topology.kubernetes.io/zone=b');
      bound(stage, 'disk', { labels: 'topology.kubernetes.io/zone: b' });
      put(stage, 'p', claiming('disk'));
      expect(nodeOf(stage, 'p')).toBe('node-3');
      put(stage, 'q', claiming('disk', on(1)));
      expect(why(stage, 'q')).toContain('1 node(s) had no available volume zone');
    },
    HOLLOW,
  );

  scenario(
    'ReadWriteOncePod: a second pod has to wait for the first',
    (stage) => {
      bound(stage, 'alone', { mode: 'ReadWriteOncePod' });
      put(stage, 'p', claiming('alone'));
      put(stage, 'q', claiming('alone'));
      expect(nodeOf(stage, 'p')).toBeDefined();
      expect(why(stage, 'q')).toMatch(
        /^0\/3 nodes are available: 3 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode\./,
      );
      stage.kubectl('delete pod p --now');
      stage.settle();
      expect(nodeOf(stage, 'q')).toBeDefined();
    },
    HOLLOW,
  );

  scenario(
    'ReadWriteOnce is about nodes: a second pod on the same node may use it',
    (stage) => {
      bound(stage, 'once');
      put(stage, 'p', claiming('once', on(1)));
      put(stage, 'q', claiming('once', on(1)));
      expect([nodeOf(stage, 'p'), nodeOf(stage, 'q')]).toEqual(['node-1', 'node-1']);
    },
    HOLLOW,
  );

  scenario(
    'WaitForFirstConsumer: the claim is bound to a volume of the node that suits the pod',
    (stage) => {
      stage.apply(`
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: local }
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], storageClassName: local, resources: { requests: { storage: 1Gi } } }`);
      expect(stage.events('PersistentVolumeClaim/data')).toEqual([
        'WaitForFirstConsumer: waiting for first consumer to be created before binding',
      ]);
      put(stage, 'p', claiming('data'));
      expect(why(stage, 'p')).toMatch(/^0\/3 nodes are available: 3 node\(s\) didn't find available persistent volumes to bind\./);
      stage.apply(`
apiVersion: v1
kind: PersistentVolume
metadata: { name: disk }
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: local
  capacity: { storage: 1Gi }
  local: { path: /d }
  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [node-3] }] }] } }`);
      stage.pass(15);
      expect(nodeOf(stage, 'p')).toBe('node-3');
      expect(stage.get('persistentvolumeclaims', 'data')!.spec.volumeName).toBe('disk');
    },
    HOLLOW,
  );

  scenario(
    'a node takes as many volumes of a CSI driver as its CSINode says',
    (stage) => {
      stage.client.patch(
        { group: 'storage.k8s.io', resource: 'csinodes' },
        '',
        'node-1',
        { spec: { drivers: [{ name: 'disk.example.com', nodeID: 'node-1', topologyKeys: [], allocatable: { count: 1 } }] } },
        { type: 'merge' },
      );
      for (const name of ['a', 'b']) bound(stage, name, { spec: `csi: { driver: disk.example.com, volumeHandle: ${name} }` });
      put(stage, 'p', claiming('a', on(1)));
      put(stage, 'q', claiming('b', on(1)));
      expect(nodeOf(stage, 'p')).toBe('node-1');
      expect(why(stage, 'q')).toContain('1 node(s) exceed max volume count');
    },
    HOLLOW,
  );

  scenario(
    'a claim that is being deleted is not given to new pods',
    (stage) => {
      bound(stage, 'data');
      put(stage, 'p', claiming('data', on(1)));
      stage.kubectl('delete pvc data --wait=false');
      put(stage, 'q', claiming('data'));
      expect(why(stage, 'q')).toBe('0/3 nodes are available: persistentvolumeclaim "data" is being deleted. not found');
    },
    HOLLOW,
  );
});
