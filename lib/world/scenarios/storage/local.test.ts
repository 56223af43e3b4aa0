import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { claim, nodeOf, ofClaim, phase, pod, volume } from './manifests';

const CLASS = `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: local-storage }
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
---`;
const on = (node: string, path: string) => `storageClassName: local-storage
local: { path: ${path} }
nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [${node}] }] }] } }`;
const CLAIM = claim('data', 'storageClassName: local-storage');

describe('storage: local volumes', () => {
  scenario('the pod follows the volume to its node', (stage) => {
    stage.ok('mkdir -p /mnt/disks/ssd1 && echo disk > /mnt/disks/ssd1/f', 'node02');
    stage.apply(CLASS + volume('ssd1', on('node02', '/mnt/disks/ssd1')) + CLAIM);
    expect(phase(stage, 'pvc/data')).toBe('Pending');
    expect(stage.events('PersistentVolumeClaim/data')).toContain(
      'WaitForFirstConsumer: waiting for first consumer to be created before binding',
    );
    stage.apply(pod('p', ofClaim('data')));
    expect([phase(stage, 'pvc/data'), nodeOf(stage, 'p')]).toEqual(['Bound', 'node02']);
    expect(stage.kubectl('exec p -- cat /data/f')).toBe('disk');
  });

  scenario('a path that is not on the node keeps the pod waiting until it is made', (stage) => {
    stage.apply(CLASS + volume('ssd1', on('node01', '/mnt/none')) + CLAIM + pod('p', ofClaim('data')));
    expect(phase(stage, 'pod/p')).toBe('Pending');
    expect(stage.events('Pod/p')).toContain(
      'FailedMount: MountVolume.NewMounter initialization failed for volume "ssd1" : path "/mnt/none" does not exist',
    );
    stage.ok('mkdir -p /mnt/none', 'node01');
    stage.pass(130);
    expect(phase(stage, 'pod/p')).toBe('Running');
  });

  scenario('a pod that must run elsewhere than its volume cannot be scheduled', (stage) => {
    stage.ok('mkdir -p /mnt/d', 'node01');
    stage.apply(CLASS + volume('ssd1', on('node01', '/mnt/d')) + CLAIM + pod('p', ofClaim('data')));
    stage.kubectl('delete pod p');
    stage.apply(pod('q', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node02 }' }));
    expect(phase(stage, 'pod/q')).toBe('Pending');
    expect(stage.events('Pod/q').join()).toMatch(/1 node\(s\) didn't match PersistentVolume's node affinity/);
  });

  scenario('a class without a provisioner never makes a volume: the pod waits for one', (stage) => {
    stage.apply(CLASS + CLAIM + pod('p', ofClaim('data')));
    expect(stage.events('Pod/p').join()).toMatch(/node\(s\) didn't find available persistent volumes to bind/);
    stage.ok('mkdir -p /mnt/d', 'node01');
    stage.apply(volume('ssd1', on('node01', '/mnt/d')));
    expect(phase(stage, 'pod/p')).toBe('Running');
  });

  scenario('a local volume cannot go without saying on which node it is', (stage) => {
    expect(stage.fails(`kubectl apply -f - <<'Y'\n${volume('ssd1', 'local: { path: /mnt/d }')}\nY`)).toContain(
      'spec.nodeAffinity: Required value: Local volume requires node affinity',
    );
  });

  scenario('a tmpfs that is mounted on the node serves as the disk of a local volume', (stage) => {
    stage.ok('mkdir -p /mnt/disks/ram && mount -t tmpfs -o size=4M ram /mnt/disks/ram && mount | grep ram', 'node01');
    stage.apply(CLASS + volume('ram', on('node01', '/mnt/disks/ram')) + CLAIM + pod('p', ofClaim('data')));
    expect(stage.fails('kubectl exec p -- dd if=/dev/zero of=/data/big bs=1M count=5')).toContain('No space left on device');
    expect(stage.fails('umount /mnt/disks/ssd9', 'node01')).toContain('no mount point specified');
  });
});
