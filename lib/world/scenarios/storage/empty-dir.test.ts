import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { nodeOf, phase, pod } from './manifests';

describe('storage: emptyDir', () => {
  scenario('is empty at first, is shared by the containers of a pod, and goes with the pod', (stage) => {
    const two = `
apiVersion: v1
kind: Pod
metadata: { name: two }
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - { name: a, image: busybox, command: [sh, -c, 'echo from-a > /a/f; sleep 1d'], volumeMounts: [{ name: v, mountPath: /a }] }
  - { name: b, image: busybox, command: [sleep, 1d], volumeMounts: [{ name: v, mountPath: /b }] }
  volumes: [{ name: v, emptyDir: {} }]`;
    stage.apply(two);
    expect(stage.kubectl('exec two -c b -- cat /b/f')).toBe('from-a');
    stage.kubectl('delete pod two');
    stage.apply(two.replace('echo from-a > /a/f; ', ''));
    expect(stage.kubectl('exec two -c b -- ls /b')).toBe('');
  });

  scenario('survives a crash of the container', (stage) => {
    stage.apply(pod('p', 'emptyDir: {}', { command: 'echo start >> /data/log; [ $(wc -l < /data/log) -ge 3 ] && sleep 1d; exit 1' }));
    stage.pass(60);
    expect(stage.kubectl('exec p -- cat /data/log')).toBe('start\nstart\nstart');
    expect(stage.kubectl("get pod p -o jsonpath='{.status.containerStatuses[0].restartCount}'")).toBe('2');
  });

  scenario('lies under the pod’s directory on the node until the pod is gone', (stage) => {
    stage.apply(pod('p', 'emptyDir: {}', { command: 'echo x > /data/f; sleep 1d' }));
    const node = nodeOf(stage, 'p');
    const path = `/var/lib/kubelet/pods/${stage.kubectl('get pod p -o jsonpath={.metadata.uid}')}/volumes/kubernetes.io~empty-dir/data`;
    expect(stage.ok(`cat ${path}/f`, node)).toBe('x');
    stage.kubectl('delete pod p');
    stage.settle();
    expect(stage.fails(`ls ${path}`, node)).toContain('No such file or directory');
  });

  scenario('medium Memory is a tmpfs of the size of its limit', (stage) => {
    stage.apply(pod('p', 'emptyDir: { medium: Memory, sizeLimit: 8Mi }'));
    expect(stage.kubectl("exec p -- sh -c 'mount | grep /data'")).toMatch(/^tmpfs on \/data type tmpfs \(rw,relatime/);
    expect(stage.kubectl('exec p -- df -h /data')).toMatch(/tmpfs +8\.0M +0 +8\.0M +0% \/data/);
    expect(stage.fails('kubectl exec p -- dd if=/dev/zero of=/data/big bs=1M count=9')).toContain('No space left on device');
  });

  scenario('fsGroup owns the volume and lets its group write', (stage) => {
    stage.apply(
      pod('p', 'emptyDir: {}', {
        spec: 'securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000 }',
        command: 'touch /data/f; sleep 1d',
      }),
    );
    expect(stage.kubectl("exec p -- stat -c '%g %a' /data")).toBe('2000 2777');
    expect(stage.kubectl("exec p -- stat -c '%u %g' /data/f")).toBe('1000 2000');
  });

  scenario('is writable by anybody without fsGroup', (stage) => {
    stage.apply(pod('p', 'emptyDir: {}', { spec: 'securityContext: { runAsUser: 1000 }', command: 'touch /data/f; sleep 1d' }));
    expect(phase(stage, 'pod/p')).toBe('Running');
    expect(stage.kubectl("exec p -- stat -c '%u %g' /data/f")).toBe('1000 0');
  });
});
