import type { Stage } from '../stage';

/** Manifests that storage scenarios share. */

export const claim = (name: string, spec = '', size = '1Gi', mode = 'ReadWriteOnce'): string => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name} }
spec:
  accessModes: [${mode}]
  resources: { requests: { storage: ${size} } }
${indent(spec)}
---`;

export const volume = (name: string, spec: string, size = '1Gi', mode = 'ReadWriteOnce'): string => `
apiVersion: v1
kind: PersistentVolume
metadata: { name: ${name} }
spec:
  accessModes: [${mode}]
  capacity: { storage: ${size} }
${indent(spec)}
---`;

/** A pod of one busybox container that mounts the volume `data` at /data. */
export const pod = (name: string, data: string, { command = 'sleep 1d', spec = '', mount = '' } = {}): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  terminationGracePeriodSeconds: 1
${indent(spec)}
  containers:
  - name: main
    image: busybox
    command: [sh, -c, ${JSON.stringify(command)}]
    volumeMounts: [{ name: data, mountPath: /data${mount} }]
  volumes: [{ name: data, ${data} }]
---`;

export const ofClaim = (name: string): string => `persistentVolumeClaim: { claimName: ${name} }`;

const indent = (text: string): string =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => `  ${line}`)
    .join('\n');

export const phase = (stage: Stage, what: string): string => stage.kubectl(`get ${what} -o jsonpath={.status.phase}`);

export const nodeOf = (stage: Stage, name: string): string => stage.kubectl(`get pod ${name} -o jsonpath={.spec.nodeName}`);

const RAW = 'https://raw.githubusercontent.com';
const SNAPSHOTTER = `${RAW}/kubernetes-csi/external-snapshotter/v8.3.0`;

/** aws-ebs-csi-driver with the class `ebs-sc`, which waits for consumers and lets claims grow. */
export function installEbs(stage: Stage): void {
  stage.ok(`kubectl apply -f ${RAW}/kubernetes-sigs/aws-ebs-csi-driver/v1.50.1/deploy/kubernetes/install.yaml
kubectl apply -f - <<'CLASS'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: ebs-sc }
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
allowVolumeExpansion: true
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: ebs-now }
provisioner: ebs.csi.aws.com
CLASS`);
  stage.settle();
}

/** The kinds of snapshots, their controller, and a class for EBS. */
export function installSnapshots(stage: Stage): void {
  const kinds = ['volumesnapshotclasses', 'volumesnapshotcontents', 'volumesnapshots'];
  stage.ok(
    [
      ...kinds.map((kind) => `kubectl apply -f ${SNAPSHOTTER}/client/config/crd/snapshot.storage.k8s.io_${kind}.yaml`),
      ...['rbac', 'setup'].map(
        (part) => `kubectl apply -f ${SNAPSHOTTER}/deploy/kubernetes/snapshot-controller/${part}-snapshot-controller.yaml`,
      ),
    ].join('\n'),
  );
  stage.settle();
  stage.apply(`
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: { name: ebs-snaps }
driver: ebs.csi.aws.com
deletionPolicy: Delete`);
}

/** An NFS server on the host `base` that exports /srv/nfs. */
export function serveNfs(stage: Stage, exports = '/srv/nfs *(rw,sync,no_subtree_check,no_root_squash)'): void {
  stage.ok(`mkdir -p /srv/nfs && echo '${exports}' >> /etc/exports && systemctl start nfs-kernel-server`, 'base');
}
