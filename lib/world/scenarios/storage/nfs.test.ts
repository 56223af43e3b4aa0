import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { claim, ofClaim, phase, pod, serveNfs, volume } from './manifests';

const SHARE = 'nfs: { server: 172.30.0.10, path: /srv/nfs }\nstorageClassName: ""';
const both = (more = '') =>
  volume('share', SHARE + more, '1Gi', 'ReadWriteMany') + claim('share', 'storageClassName: ""', '1Gi', 'ReadWriteMany');
const failed = (stage: Stage, name = 'p') => stage.events(`Pod/${name}`).filter((text) => text.startsWith('FailedMount'));
const WRITER = { command: 'echo $HOSTNAME >> /data/log; sleep 1d' };

describe('storage: NFS', () => {
  scenario('pods on different nodes share one directory of the server (ReadWriteMany)', (stage) => {
    serveNfs(stage);
    stage.apply(
      both() +
        pod('a', ofClaim('share'), { spec: 'nodeName: node01', ...WRITER }) +
        pod('b', ofClaim('share'), { spec: 'nodeName: node02', ...WRITER }),
    );
    expect(stage.kubectl('exec a -- sort /data/log')).toBe('a\nb');
    expect(stage.ok('sort /srv/nfs/log', 'base')).toBe('a\nb');
    stage.ok('echo from-server > /srv/nfs/greeting', 'base');
    expect(stage.kubectl('exec b -- cat /data/greeting')).toBe('from-server');
  });

  scenario('`mount` in the pod and on its node show the export', (stage) => {
    serveNfs(stage);
    stage.apply(both('\nmountOptions: [hard, nfsvers=4.1]') + pod('a', ofClaim('share'), { spec: 'nodeName: node01' }));
    expect(stage.kubectl("exec a -- sh -c 'mount | grep /data'")).toBe(
      '172.30.0.10:/srv/nfs on /data type nfs4 (rw,relatime,hard,nfsvers=4.1)',
    );
    expect(stage.ok('mount | grep kubernetes.io~nfs', 'node01')).toMatch(
      /^172.30.0.10:\/srv\/nfs on \/var\/lib\/kubelet\/pods\/.*\/volumes\/kubernetes.io~nfs\/share type nfs4/,
    );
  });

  scenario('a server that does not serve: mount failed, exit status 32, Connection refused', (stage) => {
    stage.apply(both() + pod('p', ofClaim('share')));
    const [message = ''] = failed(stage);
    expect(message).toMatch(
      /^FailedMount: MountVolume.SetUp failed for volume "share" : mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs 172.30.0.10:\/srv\/nfs \/var\/lib\/kubelet\/pods\//,
    );
    expect(message).toContain('Output: mount.nfs: Connection refused');
  });

  scenario('an address at which nobody is: No route to host', (stage) => {
    stage.apply(pod('p', 'nfs: { server: 172.30.9.9, path: /srv }'));
    expect(failed(stage)[0]).toMatch(/mount\.nfs: (No route to host|Connection timed out)/);
  });

  scenario('a directory that is not exported: access denied by server', (stage) => {
    serveNfs(stage);
    stage.apply(pod('p', 'nfs: { server: 172.30.0.10, path: /srv/other }'));
    expect(failed(stage)[0]).toContain('Output: mount.nfs: access denied by server while mounting 172.30.0.10:/srv/other');
  });

  scenario('an export for other clients: access denied by server', (stage) => {
    serveNfs(stage, '/srv/nfs 172.30.2.2(rw)');
    stage.apply(
      both() + pod('a', ofClaim('share'), { spec: 'nodeName: node01' }) + pod('p', ofClaim('share'), { spec: 'nodeName: node02' }),
    );
    expect(phase(stage, 'pod/a')).toBe('Running');
    expect(failed(stage)[0]).toContain('access denied by server while mounting 172.30.0.10:/srv/nfs');
  });

  scenario('a path that is not on the server: No such file or directory', (stage) => {
    serveNfs(stage);
    stage.apply(pod('p', 'nfs: { server: 172.30.0.10, path: /srv/nfs/none }'));
    expect(failed(stage)[0]).toContain(
      'mount.nfs: mounting 172.30.0.10:/srv/nfs/none failed, reason given by server: No such file or directory',
    );
  });

  scenario('a name of the cluster’s DNS is not known to the node, which mounts', (stage) => {
    stage.apply(pod('p', 'nfs: { server: nfs-server.default.svc.cluster.local, path: / }'));
    expect(failed(stage)[0]).toContain(
      'mount.nfs: Failed to resolve server nfs-server.default.svc.cluster.local: Name or service not known',
    );
  });

  scenario('the pod starts once the export is there (exportfs -ra)', (stage) => {
    serveNfs(stage, '# nothing yet');
    stage.apply(both() + pod('p', ofClaim('share')));
    expect(phase(stage, 'pod/p')).toBe('Pending');
    stage.ok("echo '/srv/nfs *(rw)' > /etc/exports && exportfs -ra", 'base');
    stage.pass(130);
    expect(phase(stage, 'pod/p')).toBe('Running');
  });

  scenario('an export with ro, and a volume with readOnly, refuse writes', (stage) => {
    serveNfs(stage, '/srv/nfs *(ro)');
    stage.apply(both() + pod('p', ofClaim('share')));
    expect(stage.fails('kubectl exec p -- touch /data/f')).toContain('Read-only file system');
  });

  scenario('contents outlive the claim; a wrong mount option is said to be incorrect', (stage) => {
    serveNfs(stage);
    stage.apply(both() + pod('a', ofClaim('share'), WRITER));
    stage.kubectl('delete pod a');
    stage.kubectl('delete pvc share');
    stage.settle();
    expect(phase(stage, 'pv/share')).toBe('Released');
    expect(stage.ok('cat /srv/nfs/log', 'base')).toBe('a');
    stage.apply(
      volume('odd', `${SHARE}\nmountOptions: [nonsense=1]`, '2Gi', 'ReadWriteMany') +
        claim('odd', 'storageClassName: ""', '2Gi', 'ReadWriteMany') +
        pod('p', ofClaim('odd')),
    );
    expect(failed(stage)[0]).toContain('-t nfs -o nonsense=1 172.30.0.10:/srv/nfs');
    expect(failed(stage)[0]).toContain('mount.nfs: an incorrect mount option was specified');
  });

  scenario('a pod that serves NFS behind a Service: clients use its cluster IP', (stage) => {
    stage.apply(`
apiVersion: v1
kind: Pod
metadata: { name: nfs, labels: { app: nfs } }
spec:
  containers:
  - name: nfs
    image: itsthenetwork/nfs-server-alpine:12
    env: [{ name: SHARED_DIRECTORY, value: /exports }]
    ports: [{ containerPort: 2049 }]
    securityContext: { privileged: true }
---
apiVersion: v1
kind: Service
metadata: { name: nfs }
spec: { selector: { app: nfs }, ports: [{ port: 2049 }] }`);
    const ip = stage.kubectl('get service nfs -o jsonpath={.spec.clusterIP}');
    stage.apply(pod('a', `nfs: { server: ${ip}, path: / }`, WRITER) + pod('b', `nfs: { server: ${ip}, path: / }`, WRITER));
    expect(stage.kubectl('exec nfs -- sort /exports/log')).toBe('a\nb');
  });

  scenario('hosts mount exports too, and showmount lists them', (stage) => {
    serveNfs(stage);
    stage.ok('mkdir -p /mnt/share && mount -t nfs base:/srv/nfs /mnt/share && echo host > /mnt/share/f', 'node01');
    expect(stage.ok('cat /srv/nfs/f && exportfs', 'base')).toBe('host\n/srv/nfs      \t<world>');
    expect(stage.ok('showmount -e base', 'node01')).toBe('Export list for base:\n/srv/nfs *');
    expect(stage.fails('mount -t nfs base:/none /mnt/share', 'node01')).toBe(
      'mount.nfs: access denied by server while mounting base:/none',
    );
    stage.ok('umount /mnt/share', 'node01');
    expect(stage.ok('ls /mnt/share', 'node01')).toBe('');
  });
});
