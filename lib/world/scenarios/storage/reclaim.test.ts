import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { claim, nodeOf, ofClaim, phase, pod, serveNfs, volume } from './manifests';

const PATH =
  'hostPath: { path: /srv/pv }\nnodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [node01] }] }] } }';
const NONE = 'storageClassName: ""';
const WRITER = { command: 'echo $HOSTNAME >> /data/log; sleep 1d' };

describe('storage: reclaiming and protection', () => {
  scenario('Retain: the volume is Released and nobody gets it, not even a claim of the same name', (stage) => {
    stage.apply(volume('v', `${PATH}\npersistentVolumeReclaimPolicy: Retain`) + claim('data', NONE));
    stage.kubectl('delete pvc data');
    stage.settle();
    stage.apply(claim('data', NONE));
    expect([phase(stage, 'pv/v'), phase(stage, 'pvc/data')]).toEqual(['Released', 'Pending']);
    expect(stage.kubectl('get pv v --no-headers')).toMatch(/^v +1Gi +RWO +Retain +Released +default\/data/);
  });

  scenario('Retain: without its claimRef the volume is Available again, with its data', (stage) => {
    stage.apply(volume('v', `${PATH}\npersistentVolumeReclaimPolicy: Retain`) + claim('data', NONE) + pod('a', ofClaim('data'), WRITER));
    stage.ok('kubectl delete pod a && kubectl delete pvc data');
    stage.settle();
    stage.ok(`kubectl patch pv v -p '{"spec":{"claimRef":null}}'`);
    stage.settle();
    expect(phase(stage, 'pv/v')).toBe('Available');
    stage.apply(claim('again', NONE) + pod('b', ofClaim('again'), WRITER));
    expect(stage.kubectl('exec b -- cat /data/log')).toBe('a\nb');
  });

  scenario('the default policy of a volume made by hand is Retain', (stage) => {
    stage.apply(volume('v', PATH));
    expect(stage.kubectl('get pv v -o jsonpath={.spec.persistentVolumeReclaimPolicy}')).toBe('Retain');
  });

  scenario('Delete: a hostPath outside of /tmp cannot be deleted, the volume fails', (stage) => {
    stage.apply(volume('v', `${PATH}\npersistentVolumeReclaimPolicy: Delete`) + claim('data', NONE));
    stage.kubectl('delete pvc data');
    stage.settle();
    expect(phase(stage, 'pv/v')).toBe('Failed');
    expect(stage.events('PersistentVolume/v')).toEqual([
      'VolumeFailedDelete: host_path deleter only supports /tmp/.+ but received provided /srv/pv',
    ]);
  });

  scenario('Delete: NFS has no deleter', (stage) => {
    stage.apply(volume('v', 'nfs: { server: 172.30.0.10, path: /srv/nfs }\npersistentVolumeReclaimPolicy: Delete') + claim('data', NONE));
    stage.kubectl('delete pvc data');
    stage.settle();
    expect(stage.events('PersistentVolume/v')[0]).toContain(
      'VolumeFailedDelete: error getting deleter volume plugin for volume "v": no deletable volume plugin matched',
    );
  });

  scenario('Recycle: a pod scrubs the volume, which is Available again and empty', (stage) => {
    serveNfs(stage);
    stage.ok('echo old > /srv/nfs/old; mkdir /srv/nfs/dir; echo x > /srv/nfs/dir/x', 'base');
    stage.apply(volume('v', 'nfs: { server: 172.30.0.10, path: /srv/nfs }\npersistentVolumeReclaimPolicy: Recycle') + claim('data', NONE));
    stage.kubectl('delete pvc data');
    stage.settle();
    stage.pass(30);
    expect(phase(stage, 'pv/v')).toBe('Available');
    expect(stage.ok('ls /srv/nfs', 'base')).toBe('');
    const events = stage.events('PersistentVolume/v');
    expect(events).toContain('VolumeRecycled: Volume recycled');
    expect(events.join()).toContain('RecyclerPod: Recycler pod: Successfully assigned default/recycler-for-v to');
    expect(stage.list('pods')).toEqual([]);
  });

  scenario('Recycle: plugins that cannot recycle say so', (stage) => {
    stage.ok('mkdir -p /mnt/d', 'node01');
    stage.apply(
      volume('v', `${PATH.replace('hostPath: { path: /srv/pv }', 'local: { path: /mnt/d }')}\npersistentVolumeReclaimPolicy: Recycle`) +
        claim('data', NONE),
    );
    stage.kubectl('delete pvc data');
    stage.settle();
    expect(stage.events('PersistentVolume/v')[0]).toContain('VolumeFailedRecycle');
  });

  scenario('a claim in use is Terminating until its pod is gone (pvc-protection)', (stage) => {
    stage.apply(volume('v', PATH) + claim('data', NONE) + pod('p', ofClaim('data')));
    stage.kubectl('delete pvc data --wait=false');
    stage.settle();
    expect(stage.kubectl('get pvc data --no-headers')).toMatch(/^data +Terminating/);
    expect(stage.kubectl('describe pvc data')).toContain('Finalizers:    [kubernetes.io/pvc-protection]');
    stage.kubectl('delete pod p');
    stage.settle();
    expect(stage.kubectl('get pvc -o name')).toBe('');
  });

  scenario('a bound volume is Terminating until its claim is gone (pv-protection)', (stage) => {
    stage.apply(volume('v', PATH) + claim('data', NONE));
    stage.kubectl('delete pv v --wait=false');
    stage.settle();
    expect(stage.kubectl('get pv v --no-headers')).toMatch(/Terminating/);
    stage.kubectl('delete pvc data');
    stage.settle();
    expect(stage.kubectl('get pv -o name')).toBe('');
  });

  scenario('a pod that is to use a claim that is being deleted is not scheduled', (stage) => {
    stage.apply(volume('v', PATH) + claim('data', NONE) + pod('p', ofClaim('data')));
    stage.kubectl('delete pvc data --wait=false');
    stage.apply(pod('q', ofClaim('data')));
    expect(stage.events('Pod/q').join()).toContain('persistentvolumeclaim "data" is being deleted');
    expect(nodeOf(stage, 'p')).toBe('node01');
  });

  scenario('the claims of a StatefulSet stay when it goes, and its pods find their data again', (stage) => {
    stage.apply(
      volume('v0', PATH) +
        `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  replicas: 1
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{ name: c, image: busybox, command: [sh, -c, 'echo run >> /data/log; sleep 1d'], volumeMounts: [{ name: data, mountPath: /data }] }]
  volumeClaimTemplates:
  - metadata: { name: data }
    spec: { accessModes: [ReadWriteOnce], storageClassName: "", resources: { requests: { storage: 1Gi } } }`,
    );
    stage.kubectl('delete pod db-0');
    stage.settle();
    expect(stage.kubectl('exec db-0 -- cat /data/log')).toBe('run\nrun');
    stage.kubectl('scale sts db --replicas=0');
    stage.settle();
    expect(phase(stage, 'pvc/data-db-0')).toBe('Bound');
    stage.kubectl('scale sts db --replicas=1');
    stage.settle();
    expect(stage.kubectl('exec db-0 -- cat /data/log')).toBe('run\nrun\nrun');
  });
});
