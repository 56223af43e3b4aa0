import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { claim, ofClaim, phase, pod, volume } from './manifests';

const PATH = 'hostPath: { path: /srv/pv }';
const NONE = 'storageClassName: ""';
const pvc = (stage: Parameters<Parameters<typeof scenario>[1]>[0], name = 'data') => stage.events(`PersistentVolumeClaim/${name}`);
const named = (name: string, more = '', annotations = '') => `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: ${name}${annotations} }
provisioner: example.com/nobody
${more}
---`;

describe('storage: binding', () => {
  scenario('a claim gets the smallest volume that is big enough', (stage) => {
    stage.apply(volume('big', PATH, '5Gi') + volume('fit', PATH, '2Gi') + volume('small', PATH, '500Mi') + claim('data'));
    expect(stage.kubectl('get pvc data -o jsonpath={.spec.volumeName}')).toBe('fit');
    expect(stage.kubectl('get pvc data --no-headers').split(/\s+/).slice(1, 5)).toEqual(['Bound', 'fit', '2Gi', 'RWO']);
  });

  scenario('the access modes of the volume have to include those of the claim', (stage) => {
    stage.apply(volume('one', PATH) + claim('data', NONE, '1Gi', 'ReadWriteMany'));
    expect(phase(stage, 'pvc/data')).toBe('Pending');
    expect(phase(stage, 'pv/one')).toBe('Available');
  });

  scenario('without a class and without a volume the claim says so', (stage) => {
    stage.apply(claim('data'));
    expect(pvc(stage)).toEqual(['FailedBinding: no persistent volumes available for this claim and no storage class is set']);
    expect(stage.kubectl('describe pvc data')).toMatch(
      /Normal +FailedBinding .* persistentvolume-controller +no persistent volumes available/,
    );
  });

  scenario('a claim that waits is bound as soon as a volume comes', (stage) => {
    stage.apply(claim('data'));
    stage.apply(volume('late', PATH));
    expect([phase(stage, 'pvc/data'), phase(stage, 'pv/late')]).toEqual(['Bound', 'Bound']);
  });

  scenario('a class that is not there: storageclass.storage.k8s.io "fast" not found', (stage) => {
    stage.apply(claim('data', 'storageClassName: fast'));
    expect(pvc(stage)).toEqual(['ProvisioningFailed: storageclass.storage.k8s.io "fast" not found']);
  });

  scenario('a class whose provisioner does not run: the claim waits for the external provisioner', (stage) => {
    stage.apply(named('fast') + claim('data', 'storageClassName: fast'));
    expect(pvc(stage)[0]).toContain(
      "Waiting for a volume to be created either by the external provisioner 'example.com/nobody' or manually by the system administrator.",
    );
  });

  scenario('a pod whose claim is not bound is not scheduled', (stage) => {
    stage.apply(claim('data', NONE) + pod('p', ofClaim('data')));
    expect(stage.events('Pod/p')[0]).toMatch(
      /^FailedScheduling: 0\/3 nodes are available: pod has unbound immediate PersistentVolumeClaims\./,
    );
    stage.apply(volume('late', PATH));
    expect(phase(stage, 'pod/p')).toBe('Running');
  });

  scenario('a pod whose claim is not there is not scheduled until it is', (stage) => {
    stage.apply(pod('p', ofClaim('data')));
    expect(stage.events('Pod/p')[0]).toMatch(/^FailedScheduling: 0\/3 nodes are available: persistentvolumeclaim "data" not found\./);
    stage.apply(volume('v', PATH) + claim('data', NONE));
    expect(phase(stage, 'pod/p')).toBe('Running');
  });

  scenario('a claim that names no class takes the default one; of two defaults the newest', (stage) => {
    const isDefault = ', annotations: { storageclass.kubernetes.io/is-default-class: "true" }';
    stage.apply(named('old', '', isDefault));
    stage.pass(2);
    stage.apply(named('new', '', isDefault) + claim('data'));
    expect(stage.kubectl('get pvc data -o jsonpath={.spec.storageClassName}')).toBe('new');
    expect(
      stage
        .kubectl('get sc')
        .split('\n')
        .filter((line) => line.includes('(default)')),
    ).toHaveLength(2);
  });

  scenario('a claim that was made before there was a default class gets it later', (stage) => {
    stage.apply(claim('data'));
    stage.apply(named('late', '', ', annotations: { storageclass.kubernetes.io/is-default-class: "true" }'));
    stage.pass(20);
    expect(stage.kubectl('get pvc data -o jsonpath={.spec.storageClassName}')).toBe('late');
  });

  scenario('storageClassName "" asks for volumes without a class, whatever the default is', (stage) => {
    stage.apply(
      named('std', '', ', annotations: { storageclass.kubernetes.io/is-default-class: "true" }') +
        volume('plain', PATH) +
        claim('data', NONE),
    );
    expect(stage.kubectl('get pvc data -o jsonpath={.spec.volumeName}')).toBe('plain');
  });

  scenario('a selector chooses among volumes by their labels', (stage) => {
    stage.apply(
      volume('a', PATH).replace('name: a', 'name: a, labels: { tier: gold }') +
        volume('b', PATH) +
        claim('data', `${NONE}\nselector: { matchLabels: { tier: gold } }`),
    );
    expect(stage.kubectl('get pvc data -o jsonpath={.spec.volumeName}')).toBe('a');
  });

  scenario('a claim that names a volume waits for that one', (stage) => {
    stage.apply(volume('other', PATH) + claim('data', `${NONE}\nvolumeName: mine`));
    expect(phase(stage, 'pvc/data')).toBe('Pending');
    stage.apply(volume('mine', PATH, '3Gi'));
    stage.pass(20);
    expect([phase(stage, 'pvc/data'), phase(stage, 'pv/other')]).toEqual(['Bound', 'Available']);
  });

  scenario('a claim that names too small a volume is told of the mismatch', (stage) => {
    stage.apply(volume('mine', PATH, '500Mi') + claim('data', `${NONE}\nvolumeName: mine`));
    expect(pvc(stage)[0]).toBe('VolumeMismatch: Cannot bind to requested volume "mine": requested PV is too small');
  });

  scenario('a volume that is reserved by claimRef is not given to anybody else', (stage) => {
    stage.apply(volume('mine', `${PATH}\nclaimRef: { namespace: default, name: special }`) + claim('data', NONE));
    expect([phase(stage, 'pvc/data'), phase(stage, 'pv/mine')]).toEqual(['Pending', 'Available']);
    stage.apply(claim('special', NONE));
    expect(phase(stage, 'pvc/special')).toBe('Bound');
  });

  scenario('two claims cannot have one volume', (stage) => {
    stage.apply(volume('v', PATH) + claim('a', NONE));
    stage.apply(claim('b', `${NONE}\nvolumeName: v`));
    expect(pvc(stage, 'b')[0]).toBe('FailedBinding: volume "v" already bound to a different claim.');
  });

  scenario('a claim whose volume is deleted by force is Lost', (stage) => {
    stage.apply(volume('v', PATH) + claim('data', NONE));
    stage.ok(`kubectl delete pv v --wait=false && kubectl patch pv v --type=merge -p '{"metadata":{"finalizers":null}}'`);
    stage.settle();
    expect(phase(stage, 'pvc/data')).toBe('Lost');
    expect(pvc(stage)).toContain('ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  });

  scenario('volumeMode Block: only a raw volume suits, and a container that mounts it does not start', (stage) => {
    stage.apply(volume('fs', PATH) + claim('data', `${NONE}\nvolumeMode: Block`));
    expect(phase(stage, 'pvc/data')).toBe('Pending');
  });

  scenario('ReadWriteOncePod lets one pod use the claim: the second is not scheduled', (stage) => {
    stage.apply(volume('v', PATH, '1Gi', 'ReadWriteOncePod') + claim('data', NONE, '1Gi', 'ReadWriteOncePod') + pod('a', ofClaim('data')));
    stage.apply(pod('b', ofClaim('data')));
    expect(stage.events('Pod/b').join()).toContain(
      'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
    );
    stage.kubectl('delete pod a');
    stage.settle();
    expect(phase(stage, 'pod/b')).toBe('Running');
  });

  scenario('pods on one node share a ReadWriteOnce volume', (stage) => {
    stage.apply(
      volume('v', PATH) +
        claim('data', NONE) +
        pod('a', ofClaim('data'), { spec: 'nodeName: node01' }) +
        pod('b', ofClaim('data'), { spec: 'nodeName: node01' }),
    );
    expect([phase(stage, 'pod/a'), phase(stage, 'pod/b')]).toEqual(['Running', 'Running']);
  });

  scenario('a pod on a node by name whose claim is not bound waits in the kubelet', (stage) => {
    stage.apply(claim('data', NONE) + pod('p', ofClaim('data'), { spec: 'nodeName: node01' }));
    expect(stage.events('Pod/p')[0]).toBe(
      'FailedMount: Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[data]: error processing PVC default/data: PVC is not bound',
    );
    stage.apply(volume('v', PATH));
    stage.pass(130);
    expect(phase(stage, 'pod/p')).toBe('Running');
  });
});
