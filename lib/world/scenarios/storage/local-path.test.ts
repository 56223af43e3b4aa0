import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const MANIFEST = 'https://raw.githubusercontent.com/rancher/local-path-provisioner/v0.0.32/deploy/local-path-storage.yaml';

const claim = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: local-path
  resources: { requests: { storage: 128Mi } }`;

const writer = (name: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  containers:
  - name: main
    image: busybox
    command: [sh, -c, 'echo ${name} >> /data/log; sleep 1d']
    volumeMounts: [{ name: data, mountPath: /data }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]`;

function install(stage: Stage): void {
  stage.kubectl(`apply -f ${MANIFEST}`);
  stage.settle();
}

describe('storage: local-path add-on', () => {
  scenario('a claim waits until a pod uses it and then gets a directory of that node', (stage) => {
    install(stage);
    stage.apply(claim);
    expect(stage.kubectl('get pvc data -o jsonpath={.status.phase}')).toBe('Pending');
    stage.apply(writer('first'));
    expect(stage.kubectl('get pod first -o jsonpath={.status.phase}')).toBe('Running');
    const node = stage.kubectl('get pod first -o jsonpath={.spec.nodeName}');
    const path = stage.kubectl('get pv -o jsonpath={.items[0].spec.hostPath.path}');
    expect(stage.ok(`cat ${path}/log`, node)).toBe('first');
    expect(stage.events('PersistentVolumeClaim/data')).toContainEqual(
      expect.stringMatching(/^ProvisioningSucceeded: Successfully provisioned volume pvc-/),
    );
  });

  scenario('the data outlive the pod, and go with the claim', (stage) => {
    install(stage);
    stage.apply(`${claim}\n---${writer('first')}`);
    stage.kubectl('delete pod first');
    stage.apply(writer('second'));
    expect(stage.kubectl('exec second -- cat /data/log')).toBe('first\nsecond');
    const node = stage.kubectl('get pod second -o jsonpath={.spec.nodeName}');
    const path = stage.kubectl('get pv -o jsonpath={.items[0].spec.hostPath.path}');
    stage.kubectl('delete pod second --now');
    stage.kubectl('delete pvc data');
    stage.settle();
    expect(stage.kubectl('get pv -o name')).toBe('');
    expect(stage.fails(`ls ${path}`, node)).toContain('No such file or directory');
  });

  scenario('without its provisioner running a claim stays pending, and is served when it comes back', (stage) => {
    install(stage);
    stage.kubectl('scale deployment local-path-provisioner -n local-path-storage --replicas=0');
    stage.apply(`${claim}\n---${writer('first')}`);
    expect(stage.kubectl('get pvc data -o jsonpath={.status.phase}')).toBe('Pending');
    stage.kubectl('scale deployment local-path-provisioner -n local-path-storage --replicas=1');
    stage.settle();
    expect(stage.kubectl('get pod first -o jsonpath={.status.phase}')).toBe('Running');
  });

  scenario('a provisioner whose rights are taken away provisions nothing', (stage) => {
    install(stage);
    stage.kubectl('delete clusterrolebinding local-path-provisioner-bind');
    stage.apply(`${claim}\n---${writer('first')}`);
    expect(stage.kubectl('get pvc data -o jsonpath={.status.phase}')).toBe('Pending');
  });
});
