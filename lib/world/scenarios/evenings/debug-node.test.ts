import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

scenario(
  'Look into a node without SSH and into a container without a shell, and repair a kubelet from there',
  (stage) => {
    const me = new Candidate(stage);
    // A debugging pod on the node: its file system is below /host.
    me.open('kubectl debug node/node01 -it --image=busybox:1.36 -q');
    stage.pass(10);
    expect(me.keys('ls /host/etc/kubernetes\r')).toContain('kubelet.conf');
    expect(me.keys('cat /host/etc/hostname\r')).toContain('node01');
    me.leave('exit\r');
    expect(me.type("kubectl get pods -o name | grep -c '^pod/node-debugger-node01-'")).toBe('1');
    expect(me.type("kubectl get pods -o jsonpath='{.items[0].spec.hostNetwork} {.items[0].spec.hostPID} {.items[0].spec.nodeName}'")).toBe(
      'true true node01',
    );
    me.type('kubectl delete pod -l app.kubernetes.io/managed-by=kubectl-debug --now');
    me.type('kubectl get pods -o name | grep node-debugger | xargs -r kubectl delete --now');

    me.type('kubectl run quiet --image=registry.k8s.io/pause:3.10 && kubectl wait --for=condition=Ready pod/quiet');
    expect(me.type('kubectl exec quiet -- sh')).toContain('exec: "sh": executable file not found in $PATH');
    me.open('kubectl debug -it quiet --image=busybox:1.36 --target=quiet -q');
    stage.pass(10);
    expect(me.keys('ps\r')).toMatch(/1 +\S+ +0:00 \/pause/);
    me.leave('exit\r');
    expect(me.type("kubectl get pod quiet -o jsonpath='{.spec.ephemeralContainers[0].targetContainerName}'")).toBe('quiet');

    // A node whose kubelet has a wrong address of the server.
    me.type("ssh node02 'sed -i s/:6443/:6444/ /etc/kubernetes/kubelet.conf && systemctl restart kubelet'");
    stage.pass(70);
    expect(me.type('kubectl get node node02 --no-headers')).toMatch(/^node02 +NotReady/);
    expect(me.type(`kubectl get node node02 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}'`)).toBe(
      'Kubelet stopped posting node status.',
    );
    expect(me.type("ssh node02 'journalctl -u kubelet --no-pager | tail -5'")).toContain(
      'dial tcp 172.30.1.2:6444: connect: connection refused',
    );
    expect(me.type('kubectl get node node02 -o jsonpath="{.spec.taints[*].key}"')).toContain('node.kubernetes.io/unreachable');
    me.type('ssh node02');
    expect(me.type('hostname')).toBe('node02');
    me.open('vi /etc/kubernetes/kubelet.conf');
    me.keys('/6444\r');
    me.leave(':s/6444/6443/\r:wq\r');
    me.type('systemctl restart kubelet');
    me.type('exit');
    stage.pass(20);
    expect(me.type('kubectl get node node02 --no-headers')).toMatch(/^node02 +Ready/);
  },
  EVENING,
);
