import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { claim, installEbs, ofClaim, phase, pod, volume } from './manifests';

const EBS = 'storageClassName: ebs-sc';
const grow = (stage: Stage, size: string, name = 'data') =>
  stage.sh(`kubectl patch pvc ${name} -p '{"spec":{"resources":{"requests":{"storage":"${size}"}}}}'`);
const capacity = (stage: Stage) => stage.kubectl('get pvc data -o jsonpath={.status.capacity.storage}');

describe('storage: resize', () => {
  scenario('a claim in use grows while its pod runs, and df in the pod shows it', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS, '2Gi') + pod('p', ofClaim('data')));
    expect(stage.kubectl('exec p -- df -h /data')).toContain('2.0G');
    expect(grow(stage, '4Gi').exit).toBe(0);
    stage.settle();
    stage.pass(5);
    expect(capacity(stage)).toBe('4Gi');
    expect(stage.kubectl('exec p -- df -h /data')).toContain('4.0G');
    const pv = stage.kubectl('get pvc data -o jsonpath={.spec.volumeName}');
    expect(stage.kubectl(`get pv ${pv} -o jsonpath={.spec.capacity.storage}`)).toBe('4Gi');
    expect(stage.events('PersistentVolumeClaim/data').slice(-4)).toEqual([
      'ExternalExpanding: waiting for an external controller to expand this PVC',
      `Resizing: External resizer is resizing volume ${pv}`,
      'FileSystemResizeRequired: Require file system resize of volume on node',
      expect.stringMatching(`^FileSystemResizeSuccessful: MountVolume.NodeExpandVolume succeeded for volume "${pv}" node0`),
    ]);
    expect(stage.events('Pod/p').join()).toContain('FileSystemResizeSuccessful');
  });

  scenario('a claim that no pod uses waits with FileSystemResizePending for one', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS, '2Gi') + pod('p', ofClaim('data')));
    stage.kubectl('delete pod p');
    stage.settle();
    grow(stage, '4Gi');
    stage.settle();
    stage.pass(5);
    expect(capacity(stage)).toBe('2Gi');
    expect(stage.kubectl('describe pvc data')).toMatch(
      /FileSystemResizePending +True .*Waiting for user to \(re-\)start a pod to finish file system resize of volume on node\./,
    );
    stage.apply(pod('q', ofClaim('data')));
    stage.pass(5);
    expect(capacity(stage)).toBe('4Gi');
    expect(stage.kubectl('get pvc data -o jsonpath={.status.conditions}')).toMatch(/^(|\[\])$/);
  });

  scenario('a class without allowVolumeExpansion lets no claim grow', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', 'storageClassName: ebs-now'));
    expect(grow(stage, '4Gi').stderr).toContain(
      'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  });

  scenario('a claim cannot shrink', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS, '4Gi') + pod('p', ofClaim('data')));
    expect(grow(stage, '2Gi').stderr).toContain('spec.resources.requests.storage: Forbidden: field can not be less than status.capacity');
  });

  scenario('a claim that is not bound cannot be changed', (stage) => {
    stage.apply(claim('data'));
    expect(grow(stage, '4Gi').exit).toBe(1);
    expect(phase(stage, 'pvc/data')).toBe('Pending');
  });

  scenario('a volume made by hand does not grow with its claim', (stage) => {
    stage.apply(volume('v', 'hostPath: { path: /srv/pv }', '2Gi') + claim('data', 'storageClassName: ""'));
    expect(grow(stage, '2Gi').stderr).toContain('only dynamically provisioned pvc can be resized');
  });

  scenario('without the resizer’s rights the claim stays as it is', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS, '2Gi') + pod('p', ofClaim('data')));
    stage.kubectl('scale deploy ebs-csi-controller -n kube-system --replicas=0');
    grow(stage, '4Gi');
    stage.settle();
    expect(capacity(stage)).toBe('2Gi');
    stage.kubectl('scale deploy ebs-csi-controller -n kube-system --replicas=2');
    stage.settle();
    stage.pass(20);
    expect(capacity(stage)).toBe('4Gi');
  });
});
