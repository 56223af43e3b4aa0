import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const STATIC = `cat <<EOF > pv.yaml
apiVersion: v1
kind: PersistentVolume
metadata: {name: data-pv}
spec:
  capacity: {storage: 2Gi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: manual
  hostPath: {path: /mnt/data, type: DirectoryOrCreate}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  storageClassName: manual
  accessModes: [ReadWriteMany]
  resources: {requests: {storage: 1Gi}}
EOF`;

const POD = `cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata: {name: db}
spec:
  nodeName: node01
  containers:
  - name: db
    image: busybox
    command: [sh, -c, 'echo hello > /data/f; sleep 1d']
    volumeMounts: [{name: d, mountPath: /data}]
  volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
EOF`;

scenario(
  'Bind a claim to a volume by hand, keep its data, make a class the default, and enlarge a claim',
  (stage) => {
    const me = new Candidate(stage);
    me.type(STATIC);
    expect(me.type('kubectl apply -f pv.yaml')).toContain('persistentvolumeclaim/data created');
    stage.pass(20);
    expect(me.type('kubectl get pvc data --no-headers')).toMatch(/^data +Pending/);
    expect(me.type('kubectl describe pvc data | tail -1')).toContain('storageclass.storage.k8s.io "manual" not found');
    expect(me.type(`kubectl patch pvc data -p '{"spec":{"accessModes":["ReadWriteOnce"]}}'`)).toContain(
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    );
    me.type('sed -i s/ReadWriteMany/ReadWriteOnce/ pv.yaml && kubectl delete pvc data && kubectl apply -f pv.yaml');
    stage.pass(5);
    expect(me.type('kubectl get pvc data --no-headers')).toMatch(/^data +Bound +data-pv +2Gi +RWO +manual/);
    me.type(POD);
    me.type('kubectl wait --for=condition=Ready pod/db');
    expect(me.type('ssh node01 cat /mnt/data/f')).toBe('hello');
    // A claim in use is not deleted, a volume in use neither.
    expect(me.status('kubectl delete pvc data --timeout=5s')).toMatchObject({
      exit: 1,
      shown: expect.stringContaining('timed out waiting'),
    });
    expect(me.type('kubectl get pvc data --no-headers')).toMatch(/^data +Terminating/);
    me.type('kubectl delete pod db --now');
    stage.pass(5);
    expect(me.type('kubectl get pv data-pv --no-headers')).toMatch(/Retain +Released +default\/data/);
    me.type('kubectl apply -f pv.yaml');
    stage.pass(20);
    expect(me.type('kubectl get pvc data --no-headers')).toMatch(/Pending/);
    expect(me.type(`kubectl patch pv data-pv --type=json -p '[{"op":"remove","path":"/spec/claimRef"}]'`)).toBe(
      'persistentvolume/data-pv patched',
    );
    stage.pass(20);
    expect(me.type('kubectl get pvc data --no-headers')).toMatch(/^data +Bound +data-pv/);
    me.type(POD);
    me.type('kubectl wait --for=condition=Ready pod/db');
    expect(me.type('ssh node01 ls /mnt/data')).toBe('f');

    me.type('kubectl apply -f https://raw.githubusercontent.com/rancher/local-path-provisioner/v0.0.32/deploy/local-path-storage.yaml');
    me.type(
      `kubectl patch storageclass local-path -p '{"metadata":{"annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}'`,
    );
    expect(me.type('kubectl get sc --no-headers')).toMatch(
      /^local-path \(default\) +rancher.io\/local-path +Delete +WaitForFirstConsumer +false/,
    );
    me.type(
      `printf 'apiVersion: v1\\nkind: PersistentVolumeClaim\\nmetadata: {name: dyn}\\nspec:\\n  accessModes: [ReadWriteOnce]\\n  resources: {requests: {storage: 1Gi}}\\n' | kubectl apply -f -`,
    );
    stage.pass(10);
    expect(me.type('kubectl describe pvc dyn | tail -1')).toContain('waiting for first consumer to be created before binding');
    me.type(
      String.raw`kubectl create deployment w --image=nginx --dry-run=client -o yaml | sed 's/resources: {}/volumeMounts: [{name: d, mountPath: \/d}]\n      volumes: [{name: d, persistentVolumeClaim: {claimName: dyn}}]/' | kubectl apply -f -`,
    );
    expect(me.type('kubectl rollout status deploy w')).toContain('successfully rolled out');
    expect(me.type(`kubectl get pvc dyn -o jsonpath='{.status.phase} {.spec.storageClassName}'`)).toBe('Bound local-path');
    const grow = `kubectl patch pvc dyn -p '{"spec":{"resources":{"requests":{"storage":"3Gi"}}}}'`;
    expect(me.type(grow)).toContain(
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
    me.type(`kubectl patch sc local-path -p '{"allowVolumeExpansion":true}'`);
    expect(me.type(grow)).toBe('persistentvolumeclaim/dyn patched');
    stage.pass(10);
    expect(me.type('kubectl describe pvc dyn | tail -1')).toContain('waiting for an external controller to expand this PVC');
    expect(me.type(grow.replace('3Gi', '512Mi'))).toContain('field can not be less than status.capacity');
  },
  EVENING,
);
