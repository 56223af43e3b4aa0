import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { claim, installEbs, installSnapshots, ofClaim, phase, pod } from './manifests';

const EBS = 'storageClassName: ebs-sc';
const snapshot = (name: string, of = 'data', more = 'volumeSnapshotClassName: ebs-snaps') => `
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshot
metadata: { name: ${name} }
spec:
  ${more}
  source: { persistentVolumeClaimName: ${of} }
---`;
const from = (kind: string, name: string) =>
  `${EBS}\ndataSource: { kind: ${kind}, name: ${name}${kind === 'VolumeSnapshot' ? ', apiGroup: snapshot.storage.k8s.io' : ''} }`;
const write = (text: string) => ({ command: `echo ${text} >> /data/log; sleep 1d` });

function withData(stage: Stage): void {
  installEbs(stage);
  installSnapshots(stage);
  stage.apply(claim('data', EBS, '2Gi') + pod('p', ofClaim('data'), write('before')));
}

describe('storage: snapshots and clones', () => {
  scenario('a snapshot is cut by the driver and becomes ready', (stage) => {
    withData(stage);
    stage.apply(snapshot('s1'));
    // SOURCESNAPSHOTCONTENT is blank.
    expect(stage.kubectl('get volumesnapshot s1 --no-headers').split(/\s+/).slice(0, 5)).toEqual([
      's1',
      'true',
      'data',
      '2Gi',
      'ebs-snaps',
    ]);
    expect(stage.events('VolumeSnapshot/s1')).toEqual([
      'CreatingSnapshot: Waiting for a snapshot default/s1 to be created by the CSI driver.',
      'SnapshotCreated: Snapshot default/s1 was successfully created by the CSI driver.',
      'SnapshotReady: Snapshot default/s1 is ready to use.',
    ]);
    expect(stage.kubectl('get vsc --no-headers').split(/\s+/).slice(1, 5)).toEqual(['true', '2147483648', 'Delete', 'ebs.csi.aws.com']);
  });

  scenario('a claim restored from a snapshot has the contents of that moment', (stage) => {
    withData(stage);
    stage.apply(snapshot('s1'));
    stage.kubectl('exec p -- sh -c "echo after >> /data/log"');
    stage.apply(claim('restored', from('VolumeSnapshot', 's1'), '2Gi') + pod('q', ofClaim('restored'), { command: 'sleep 1d' }));
    expect(stage.kubectl('exec q -- cat /data/log')).toBe('before');
    expect(stage.kubectl('exec p -- cat /data/log')).toBe('before\nafter');
  });

  scenario('a clone has the contents of the claim it names, and goes its own way', (stage) => {
    withData(stage);
    stage.apply(claim('copy', from('PersistentVolumeClaim', 'data'), '2Gi') + pod('q', ofClaim('copy'), write('clone')));
    expect(stage.kubectl('exec q -- cat /data/log')).toBe('before\nclone');
    expect(stage.kubectl('exec p -- cat /data/log')).toBe('before');
  });

  scenario('a claim that is smaller than its snapshot is refused', (stage) => {
    withData(stage);
    stage.apply(snapshot('s1'));
    stage.apply(claim('small', from('VolumeSnapshot', 's1')) + pod('q', ofClaim('small')));
    expect(stage.events('PersistentVolumeClaim/small').join()).toContain(
      'requested volume size 1073741824 is less than the size 2147483648 for the source snapshot s1',
    );
  });

  scenario('a claim of a snapshot that is not there waits for it', (stage) => {
    withData(stage);
    stage.apply(claim('restored', from('VolumeSnapshot', 's1'), '2Gi') + pod('q', ofClaim('restored')));
    expect(stage.events('PersistentVolumeClaim/restored').join()).toContain(
      'error getting handle for DataSource Type VolumeSnapshot by Name s1: error getting snapshot s1 from api server: volumesnapshots.snapshot.storage.k8s.io "s1" not found',
    );
    stage.apply(snapshot('s1'));
    stage.pass(30);
    expect(phase(stage, 'pod/q')).toBe('Running');
  });

  scenario('without a class of its own or a default one a snapshot fails', (stage) => {
    withData(stage);
    stage.apply(snapshot('s1', 'data', ''));
    expect(stage.kubectl('get volumesnapshot s1 -o jsonpath={.status.error.message}')).toBe(
      'Failed to set default snapshot class with error cannot find default snapshot class',
    );
    stage.kubectl('annotate volumesnapshotclass ebs-snaps snapshot.storage.kubernetes.io/is-default-class=true');
    stage.pass(20);
    expect(stage.kubectl('get volumesnapshot s1 -o jsonpath={.status.readyToUse}')).toBe('true');
  });

  scenario('a snapshot of a claim that is not there says so', (stage) => {
    withData(stage);
    stage.apply(snapshot('s1', 'none'));
    expect(stage.events('VolumeSnapshot/s1').join()).toContain(
      'SnapshotContentCreationFailed: Failed to create snapshot content with error',
    );
  });

  scenario('deletionPolicy Delete: content and the cloud’s snapshot go with the VolumeSnapshot', (stage) => {
    withData(stage);
    stage.apply(snapshot('s1'));
    expect(
      stage.world.cluster.disks
        .list()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['snapshot', 'volume']);
    stage.kubectl('delete volumesnapshot s1');
    stage.settle();
    expect(stage.kubectl('get vsc -o name')).toBe('');
    expect(stage.world.cluster.disks.list().map(({ kind }) => kind)).toEqual(['volume']);
  });

  scenario('without the definitions there is no such kind', (stage) => {
    installEbs(stage);
    expect(stage.fails(`kubectl apply -f - <<'Y'\n${snapshot('s1')}\nY`)).toContain(
      'no matches for kind "VolumeSnapshot" in version "snapshot.storage.k8s.io/v1"',
    );
  });
});
