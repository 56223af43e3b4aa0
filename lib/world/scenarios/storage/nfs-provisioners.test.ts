import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { claim, ofClaim, phase, pod, serveNfs } from './manifests';

const SUBDIR = 'https://raw.githubusercontent.com/kubernetes-sigs/nfs-subdir-external-provisioner/master/deploy';
const CSI = 'https://raw.githubusercontent.com/kubernetes-csi/csi-driver-nfs/v4.12.1/deploy';

function installSubdir(stage: Stage, onDelete = 'false'): void {
  stage.ok(`kubectl apply -f ${SUBDIR}/rbac.yaml -f ${SUBDIR}/class.yaml
kubectl delete sc nfs-client
curl -sL ${SUBDIR}/deployment.yaml | sed -e 's/10.3.243.101/172.30.0.10/' -e 's#/ifs/kubernetes#/srv/nfs#' | kubectl apply -f -
kubectl apply -f - <<'CLASS'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: nfs-client }
provisioner: k8s-sigs.io/nfs-subdir-external-provisioner
parameters: { archiveOnDelete: "${onDelete}" }
CLASS`);
  stage.settle();
}

function installCsi(stage: Stage): void {
  for (const file of ['rbac-csi-nfs', 'csi-nfs-driverinfo', 'csi-nfs-controller', 'csi-nfs-node'])
    stage.kubectl(`apply -f ${CSI}/${file}.yaml`);
  stage.apply(`
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: nfs-csi }
provisioner: nfs.csi.k8s.io
parameters: { server: 172.30.0.10, share: /srv/nfs }`);
}

describe('storage: provisioners of NFS', () => {
  scenario('nfs-subdir makes a directory <namespace>-<claim>-<volume> for each claim', (stage) => {
    serveNfs(stage);
    installSubdir(stage);
    stage.apply(
      claim('data', 'storageClassName: nfs-client', '1Gi', 'ReadWriteMany') +
        pod('p', ofClaim('data'), { command: 'echo x > /data/f; sleep 1d' }),
    );
    const pv = stage.kubectl('get pvc data -o jsonpath={.spec.volumeName}');
    expect(stage.ok(`cat /srv/nfs/default-data-${pv}/f`, 'base')).toBe('x');
    expect(stage.events('PersistentVolumeClaim/data')).toContain(`ProvisioningSucceeded: Successfully provisioned volume ${pv}`);
  });

  scenario('nfs-subdir removes the directory with the claim, or archives it', (stage) => {
    serveNfs(stage);
    installSubdir(stage, 'true');
    stage.apply(claim('data', 'storageClassName: nfs-client'));
    const pv = stage.kubectl('get pvc data -o jsonpath={.spec.volumeName}');
    stage.kubectl('delete pvc data');
    stage.settle();
    expect(stage.kubectl('get pv -o name')).toBe('');
    expect(stage.ok('ls /srv/nfs', 'base')).toBe(`archived-default-data-${pv}`);
  });

  scenario('nfs-subdir whose server does not serve stays in ContainerCreating, and its claims pending', (stage) => {
    installSubdir(stage);
    stage.apply(claim('data', 'storageClassName: nfs-client'));
    expect(phase(stage, 'pvc/data')).toBe('Pending');
    expect(stage.kubectl('get pods -l app=nfs-client-provisioner --no-headers')).toContain('ContainerCreating');
    serveNfs(stage);
    stage.pass(150);
    expect(phase(stage, 'pvc/data')).toBe('Bound');
  });

  scenario('csi-driver-nfs gives each claim a directory named as its volume', (stage) => {
    serveNfs(stage);
    installCsi(stage);
    stage.apply(
      claim('data', 'storageClassName: nfs-csi', '1Gi', 'ReadWriteMany') +
        pod('p', ofClaim('data'), { command: 'echo csi > /data/f; sleep 1d' }),
    );
    const pv = stage.kubectl('get pvc data -o jsonpath={.spec.volumeName}');
    expect(stage.ok(`cat /srv/nfs/${pv}/f`, 'base')).toBe('csi');
    expect(stage.kubectl(`get pv ${pv} -o jsonpath={.spec.csi.volumeHandle}`)).toBe(`172.30.0.10#srv/nfs#${pv}##`);
    expect(stage.kubectl('get volumeattachments -o name')).toBe('');
  });

  scenario('csi-driver-nfs says what its class lacks', (stage) => {
    serveNfs(stage);
    installCsi(stage);
    stage.apply(`
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: broken }
provisioner: nfs.csi.k8s.io
parameters: { share: /srv/nfs }
---${claim('data', 'storageClassName: broken')}`);
    expect(phase(stage, 'pvc/data')).toBe('Pending');
    expect(stage.events('PersistentVolumeClaim/data')).toContain(
      'ProvisioningFailed: failed to provision volume with StorageClass "broken": rpc error: code = InvalidArgument desc = server is a required parameter',
    );
  });
});
