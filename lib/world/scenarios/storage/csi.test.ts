import { describe, expect } from 'vitest';
import { World } from '../../world';
import { scenario, type Stage } from '../stage';
import { claim, installEbs, nodeOf, ofClaim, phase, pod } from './manifests';

const EBS = 'storageClassName: ebs-sc';
const WRITER = { command: 'echo $HOSTNAME >> /data/log; sleep 1d' };
const volumeOf = (stage: Stage, name = 'data') => stage.kubectl(`get pvc ${name} -o jsonpath={.spec.volumeName}`);

describe('storage: a CSI driver (EBS)', () => {
  scenario('the driver registers on each node, with its limit of volumes', (stage) => {
    installEbs(stage);
    expect(stage.kubectl('get csinode node01 -o jsonpath={.spec.drivers[0].name}:{.spec.drivers[0].allocatable.count}')).toBe(
      'ebs.csi.aws.com:25',
    );
    expect(stage.kubectl('get csidriver --no-headers')).toMatch(/^ebs.csi.aws.com +true +false/);
    expect(stage.kubectl('get node node01 -L topology.kubernetes.io/zone --no-headers')).toMatch(/us-east-1a$/);
  });

  scenario('WaitForFirstConsumer: the volume is made where the pod is scheduled, and attached there', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS, '4Gi'));
    expect(phase(stage, 'pvc/data')).toBe('Pending');
    stage.apply(pod('p', ofClaim('data'), WRITER));
    expect([phase(stage, 'pvc/data'), phase(stage, 'pod/p')]).toEqual(['Bound', 'Running']);
    const pv = volumeOf(stage);
    const node = nodeOf(stage, 'p');
    expect(stage.kubectl('get pvc data -o yaml')).toContain(`volume.kubernetes.io/selected-node: ${node}`);
    expect(stage.kubectl('get volumeattachments --no-headers').split(/\s+/).slice(1, 5)).toEqual(['ebs.csi.aws.com', pv, node, 'true']);
    expect(stage.events('PersistentVolumeClaim/data')).toEqual(
      expect.arrayContaining([
        'WaitForFirstConsumer: waiting for first consumer to be created before binding',
        'Provisioning: External provisioner is provisioning volume for claim "default/data"',
        `ProvisioningSucceeded: Successfully provisioned volume ${pv}`,
      ]),
    );
    expect(stage.events('Pod/p')).toContain(`SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "${pv}" `);
  });

  scenario('Immediate: the volume is made at once', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', 'storageClassName: ebs-now'));
    expect(phase(stage, 'pvc/data')).toBe('Bound');
    expect(stage.kubectl('get pv -o jsonpath={.items[0].spec.csi.volumeHandle}')).toMatch(/^vol-0[0-9a-f]{16}$/);
  });

  scenario('sizes are rounded up to what the storage has', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', 'storageClassName: ebs-now', '1500Mi'));
    expect(stage.kubectl('get pvc data -o jsonpath={.status.capacity.storage}')).toBe('2Gi');
  });

  scenario('data follow the pod to another node', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS) + pod('a', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node01 }', ...WRITER }));
    stage.kubectl('delete pod a');
    stage.apply(pod('b', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node02 }', ...WRITER }));
    expect(nodeOf(stage, 'b')).toBe('node02');
    expect(stage.kubectl('exec b -- cat /data/log')).toBe('a\nb');
    expect(stage.kubectl('get volumeattachments --no-headers')).toContain('node02');
  });

  scenario('a second pod on another node: Multi-Attach error, until the first is gone', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS) + pod('a', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node01 }' }));
    stage.apply(pod('b', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node02 }' }));
    stage.pass(10);
    expect(phase(stage, 'pod/b')).toBe('Pending');
    expect(stage.events('Pod/b')).toContain(
      `FailedAttachVolume: Multi-Attach error for volume "${volumeOf(stage)}" Volume is already used by pod(s) a`,
    );
    stage.kubectl('delete pod a');
    stage.settle();
    stage.pass(30);
    expect(phase(stage, 'pod/b')).toBe('Running');
  });

  scenario('pods on one node share a ReadWriteOnce volume', (stage) => {
    installEbs(stage);
    const on = { spec: 'nodeSelector: { kubernetes.io/hostname: node01 }', ...WRITER };
    stage.apply(claim('data', EBS) + pod('a', ofClaim('data'), on));
    stage.apply(pod('b', ofClaim('data'), on));
    expect(stage.kubectl('exec a -- sort /data/log')).toBe('a\nb');
  });

  scenario('a dead node keeps its volume for six minutes after its pod was deleted by force', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS) + pod('a', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node01 }', ...WRITER }));
    stage.ok('systemctl stop kubelet', 'node01');
    stage.pass(60);
    stage.kubectl('delete pod a --force --grace-period=0');
    stage.apply(pod('b', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node02 }', ...WRITER }));
    stage.pass(120);
    expect(phase(stage, 'pod/b')).toBe('Pending');
    expect(stage.events('Pod/b').join()).toContain('Multi-Attach error for volume');
    stage.pass(400);
    expect(stage.kubectl('exec b -- cat /data/log')).toBe('a\nb');
  });

  scenario('a node marked out-of-service gives its volumes up at once', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS) + pod('a', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node01 }', ...WRITER }));
    stage.ok('systemctl stop kubelet', 'node01');
    stage.pass(60);
    stage.kubectl('delete pod a --force --grace-period=0');
    stage.kubectl('taint node node01 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute');
    stage.apply(pod('b', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node02 }', ...WRITER }));
    stage.pass(60);
    expect(phase(stage, 'pod/b')).toBe('Running');
  });

  scenario('without the controller nothing is provisioned; it takes up what waited', (stage) => {
    installEbs(stage);
    stage.kubectl('scale deploy ebs-csi-controller -n kube-system --replicas=0');
    stage.apply(claim('data', 'storageClassName: ebs-now'));
    expect(phase(stage, 'pvc/data')).toBe('Pending');
    expect(stage.events('PersistentVolumeClaim/data')[0]).toContain("external provisioner 'ebs.csi.aws.com'");
    stage.kubectl('scale deploy ebs-csi-controller -n kube-system --replicas=1');
    stage.settle();
    stage.pass(15);
    expect(phase(stage, 'pvc/data')).toBe('Bound');
  });

  scenario('without the plugin on its node a volume is attached but cannot be mounted', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', 'storageClassName: ebs-now'));
    stage.ok(`kubectl patch ds ebs-csi-node -n kube-system -p '{"spec":{"template":{"spec":{"nodeSelector":{"no":"node"}}}}}'`);
    stage.settle();
    expect(stage.kubectl('get csinode node01 -o jsonpath={.spec.drivers[*].name}')).toBe('');
    stage.apply(pod('p', ofClaim('data')));
    expect(stage.events('Pod/p')).toContain(
      `FailedMount: MountVolume.MountDevice failed for volume "${volumeOf(stage)}" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ebs.csi.aws.com not found in the list of registered CSI drivers`,
    );
  });

  scenario('a volume that the cloud does not have cannot be attached', (stage) => {
    installEbs(stage);
    stage.apply(`
apiVersion: v1
kind: PersistentVolume
metadata: { name: static }
spec:
  capacity: { storage: 1Gi }
  accessModes: [ReadWriteOnce]
  storageClassName: ""
  csi: { driver: ebs.csi.aws.com, volumeHandle: vol-0123 }
---${claim('data', 'storageClassName: ""')}${pod('p', ofClaim('data'))}`);
    stage.pass(30);
    expect(stage.events('Pod/p').join()).toContain(
      'FailedAttachVolume: AttachVolume.Attach failed for volume "static" : rpc error: code = NotFound desc = Volume "vol-0123" not found',
    );
  });

  scenario('parameters that the driver does not know: ProvisioningFailed with its words', (stage) => {
    installEbs(stage);
    stage.apply(`
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: odd }
provisioner: ebs.csi.aws.com
parameters: { colour: blue }
---${claim('data', 'storageClassName: odd')}`);
    expect(stage.events('PersistentVolumeClaim/data').join()).toContain(
      'ProvisioningFailed: failed to provision volume with StorageClass "odd": rpc error: code = InvalidArgument desc = Invalid parameter key colour for CreateVolume',
    );
  });

  scenario('ReadWriteMany is refused by a disk', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', 'storageClassName: ebs-now', '1Gi', 'ReadWriteMany'));
    expect(stage.events('PersistentVolumeClaim/data').join()).toContain(
      'MULTI_NODE_MULTI_WRITER not supported. Only AccessModes[ReadWriteOnce] supported.',
    );
  });

  scenario('reclaim policy Delete: volume, attachment and disk go with the claim', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS) + pod('p', ofClaim('data')));
    expect(stage.world.cluster.disks.list()).toHaveLength(1);
    stage.ok('kubectl delete pod p && kubectl delete pvc data');
    stage.settle();
    stage.pass(30);
    expect(stage.kubectl('get pv,volumeattachments -o name')).toBe('');
    expect(stage.world.cluster.disks.list()).toEqual([]);
  });

  scenario('df, mount and lsblk show the disk; a full one says No space left on device', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS, '4Gi') + pod('p', ofClaim('data'), { spec: 'nodeSelector: { kubernetes.io/hostname: node01 }' }));
    expect(stage.kubectl('exec p -- df -h /data')).toMatch(/\/dev\/nvme1n1 +4\.0G +24K +4\.0G +1% \/data/);
    expect(stage.kubectl('exec p -- ls /data')).toBe('lost+found');
    expect(stage.ok('lsblk', 'node01')).toMatch(
      /nvme1n1 +259:0 +0 +4G +0 disk \/var\/lib\/kubelet\/pods\/.*\/volumes\/kubernetes.io~csi\/pvc-.*\/mount/,
    );
  });

  scenario('a generic ephemeral volume is a claim of the pod’s and goes with it', (stage) => {
    installEbs(stage);
    const template =
      'ephemeral: { volumeClaimTemplate: { spec: { accessModes: [ReadWriteOnce], storageClassName: ebs-sc, resources: { requests: { storage: 1Gi } } } } }';
    stage.apply(pod('p', template, WRITER));
    expect(phase(stage, 'pvc/p-data')).toBe('Bound');
    expect(stage.kubectl('exec p -- cat /data/log')).toBe('p');
    stage.kubectl('delete pod p');
    stage.settle();
    stage.pass(30);
    expect(stage.kubectl('get pvc,pv -o name')).toBe('');
  });

  scenario('a claim that is not the pod’s is not taken for its ephemeral volume', (stage) => {
    installEbs(stage);
    stage.apply(claim('p-data', EBS));
    stage.apply(
      pod(
        'p',
        'ephemeral: { volumeClaimTemplate: { spec: { accessModes: [ReadWriteOnce], storageClassName: ebs-sc, resources: { requests: { storage: 1Gi } } } } }',
      ),
    );
    expect(phase(stage, 'pod/p')).toBe('Pending');
    expect(stage.events('Pod/p').join()).toContain('PVC default/p-data was not created for pod default/p (pod is not owner)');
  });

  scenario('a raw block volume is a device in the container', (stage) => {
    installEbs(stage);
    stage.apply(`${claim('raw', `${EBS}\nvolumeMode: Block`)}
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers: [{ name: main, image: busybox, command: [sleep, 1d], volumeDevices: [{ name: data, devicePath: /dev/xvda }] }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: raw } }]`);
    expect(phase(stage, 'pod/p')).toBe('Running');
    expect(stage.kubectl('exec p -- stat -c %F /dev/xvda')).toBe('block special file');
  });

  scenario('a fork and a snapshot of the world keep what is on its disks, each its own', (stage) => {
    installEbs(stage);
    stage.apply(claim('data', EBS) + pod('p', ofClaim('data'), WRITER));
    const fork = stage.world.fork();
    fork.runScript({ host: 'controlplane', user: 'root', text: 'kubectl exec p -- sh -c "echo fork >> /data/log"' });
    expect(stage.kubectl('exec p -- cat /data/log')).toBe('p');
    expect(fork.runScript({ host: 'controlplane', user: 'root', text: 'kubectl exec p -- cat /data/log' }).stdout).toBe('p\nfork\n');
    const restored = World.restore(JSON.parse(JSON.stringify(fork.snapshot())));
    expect(restored.runScript({ host: 'controlplane', user: 'root', text: 'kubectl exec p -- cat /data/log' }).stdout).toBe('p\nfork\n');
  });
});
