import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { claim, installEbs, ofClaim, phase, pod } from './manifests';

const EBS = 'storageClassName: ebs-sc';
const vac = (name: string, driver = 'ebs.csi.aws.com') => `
apiVersion: storage.k8s.io/v1
kind: VolumeAttributesClass
metadata: { name: ${name} }
driverName: ${driver}
parameters: { iops: "4000" }
---`;

describe('storage: classes', () => {
  scenario('a VolumeAttributesClass changes a bound volume', (stage) => {
    installEbs(stage);
    stage.apply(vac('gold') + claim('data', EBS) + pod('p', ofClaim('data')));
    stage.ok(`kubectl patch pvc data -p '{"spec":{"volumeAttributesClassName":"gold"}}'`);
    stage.settle();
    stage.pass(5);
    expect(stage.kubectl('get pvc data -o jsonpath={.status.currentVolumeAttributesClassName}')).toBe('gold');
    expect(stage.events('PersistentVolumeClaim/data').slice(-2)).toEqual([
      'VolumeModify: external resizer is modifying volume default/data with vac gold',
      'VolumeModifySuccessful: external resizer modified volume default/data with vac gold successfully',
    ]);
  });

  scenario('a VolumeAttributesClass that is not there is waited for', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS) + pod('p', ofClaim('data')));
    stage.ok(`kubectl patch pvc data -p '{"spec":{"volumeAttributesClassName":"gold"}}'`);
    stage.settle();
    expect(stage.kubectl('get pvc data -o jsonpath={.status.modifyVolumeStatus.status}')).toBe('Pending');
    stage.apply(vac('gold'));
    stage.pass(30);
    expect(stage.kubectl('get pvc data -o jsonpath={.status.currentVolumeAttributesClassName}')).toBe('gold');
  });

  scenario('allowedTopologies keep volumes to zones', (stage) => {
    installEbs(stage);
    stage.apply(`
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: zoned }
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
allowedTopologies: [{ matchLabelExpressions: [{ key: topology.kubernetes.io/zone, values: [us-east-1c] }] }]
---${claim('data', 'storageClassName: zoned')}${pod('p', ofClaim('data'))}`);
    expect(phase(stage, 'pod/p')).toBe('Pending');
    expect(stage.events('Pod/p').join()).toContain("node(s) didn't find available persistent volumes to bind");
    stage.kubectl('label node node02 topology.kubernetes.io/zone=us-east-1c --overwrite');
    stage.settle();
    expect(phase(stage, 'pod/p')).toBe('Running');
    expect(stage.kubectl('get pv -o yaml')).toContain('us-east-1c');
  });

  scenario('a volume of one zone keeps its pod out of the others', (stage) => {
    installEbs(stage);
    stage.kubectl('label node node02 topology.kubernetes.io/zone=us-east-1b --overwrite');
    stage.apply(claim('data', EBS) + pod('p', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node01 }' }));
    stage.kubectl('delete pod p');
    stage.apply(pod('q', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node02 }' }));
    expect(stage.events('Pod/q').join()).toMatch(/1 node\(s\) didn't match PersistentVolume's node affinity/);
  });

  scenario('fsGroup owns what is on a new disk', (stage) => {
    installEbs(stage);
    stage.apply(
      claim('data', EBS) +
        pod('p', ofClaim('data'), { spec: 'securityContext: { runAsUser: 1000, fsGroup: 2000 }', command: 'touch /data/f; sleep 1d' }),
    );
    expect(stage.kubectl("exec p -- stat -c '%g %a' /data")).toBe('2000 2775');
    expect(stage.kubectl("exec p -- stat -c '%u %g' /data/f")).toBe('1000 2000');
  });

  scenario('without fsGroup a user who is not root cannot write to a new disk', (stage) => {
    installEbs(stage);
    stage.apply(
      claim('data', EBS) +
        pod('p', ofClaim('data'), { spec: 'securityContext: { runAsUser: 1000 }', command: 'touch /data/f || sleep 1d' }),
    );
    expect(stage.kubectl('logs p')).toContain('Permission denied');
  });

  scenario('a full disk says No space left on device, and takes more when it has grown', (stage) => {
    const mib = `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rook-ceph-block }
provisioner: rook-ceph.rbd.csi.ceph.com
parameters: { clusterID: rook-ceph, pool: replicapool }
allowVolumeExpansion: true
---`;
    stage.kubectl('apply -f https://raw.githubusercontent.com/rook/rook/v1.18.1/deploy/examples/csi-drivers.yaml');
    stage.settle();
    stage.apply(mib + claim('data', 'storageClassName: rook-ceph-block', '4Mi') + pod('p', ofClaim('data')));
    expect(stage.fails('kubectl exec p -- dd if=/dev/zero of=/data/big bs=1M count=6')).toContain('No space left on device');
    stage.ok(`kubectl patch pvc data -p '{"spec":{"resources":{"requests":{"storage":"8Mi"}}}}'`);
    stage.settle();
    stage.pass(5);
    stage.kubectl('exec p -- rm -f /data/big');
    expect(stage.sh('kubectl exec p -- dd if=/dev/zero of=/data/big bs=1M count=6').exit).toBe(0);
    expect(stage.kubectl('exec p -- df /data')).toContain('/dev/rbd0');
  });

  scenario('CephFS is shared by pods of different nodes, RBD is not', (stage) => {
    stage.kubectl('apply -f https://raw.githubusercontent.com/rook/rook/v1.18.1/deploy/examples/csi-drivers.yaml');
    for (const file of ['rbd', 'cephfs'])
      stage.kubectl(`apply -f https://raw.githubusercontent.com/rook/rook/v1.18.1/deploy/examples/csi/${file}/storageclass.yaml`);
    stage.settle();
    const write = { command: 'echo $HOSTNAME >> /data/log; sleep 1d' };
    stage.apply(
      claim('files', 'storageClassName: rook-cephfs', '1Gi', 'ReadWriteMany') +
        claim('disk', 'storageClassName: rook-ceph-block', '1Gi', 'ReadWriteMany') +
        pod('a', ofClaim('files'), { spec: 'nodeName: node01', ...write }),
    );
    stage.apply(pod('b', ofClaim('files'), { spec: 'nodeName: node02', ...write }));
    stage.pass(10);
    expect(stage.kubectl('exec b -- sort /data/log')).toBe('a\nb');
    expect(stage.events('PersistentVolumeClaim/disk').join()).toContain(
      'multi node access modes are only supported on rbd `block` type volumes',
    );
  });
});
