import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

scenario(
  'Three ways for a node to be lost: containerd down, the network configuration gone, a swapped authority; its pods move',
  (stage) => {
    const me = new Candidate(stage);
    const status = () => me.type("kubectl get node node01 --no-headers | awk '{print $2}'");
    const message = () => me.type(`kubectl get node node01 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}'`);
    me.type('kubectl create deployment web --image=nginx --replicas=4 && kubectl rollout status deploy web');
    me.type('ssh node01');
    me.type('systemctl stop containerd');
    me.type('exit');
    stage.pass(60);
    expect(status()).toBe('NotReady');
    expect(message()).toContain('container runtime is down');
    expect(me.type('ssh node01 crictl ps 2>&1 | tail -1')).toContain('/run/containerd/containerd.sock');
    me.type('ssh node01 systemctl start containerd');
    stage.pass(40);
    expect(status()).toBe('Ready');

    me.type("ssh node01 'mkdir /root/cni && mv /etc/cni/net.d/* /root/cni/ && systemctl restart containerd kubelet'");
    stage.pass(30);
    expect(status()).toBe('NotReady');
    expect(message()).toContain('cni plugin not initialized');
    me.type("ssh node01 'mv /root/cni/* /etc/cni/net.d/'");
    stage.pass(30);
    expect(status()).toBe('Ready');

    // The kubelet's view of who may speak for the cluster.
    me.type('ssh node01');
    me.type('cp /etc/kubernetes/kubelet.conf /root/');
    me.type('openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -out /tmp/other.crt -days 1 -subj /CN=other 2>/dev/null');
    me.type(
      `sed -i "s#certificate-authority-data: .*#certificate-authority-data: $(base64 -w0 /tmp/other.crt)#" /etc/kubernetes/kubelet.conf`,
    );
    me.type('systemctl restart kubelet');
    stage.pass(60);
    expect(me.type('journalctl -u kubelet --no-pager | tail -20')).toContain('x509: certificate signed by unknown authority');
    me.type('exit');
    expect(status()).toBe('NotReady');
    expect(me.type('kubectl describe node node01 | grep -A1 ^Taints')).toContain('node.kubernetes.io/unreachable:NoExecute');
    // After five minutes its pods are given up, and others take their place.
    stage.pass(320);
    expect(
      me.type(
        'kubectl get pods -l app=web --field-selector=status.phase=Running -o wide --no-headers | grep -v Terminating | grep -c node02',
      ),
    ).toBe('4');
    expect(me.type('kubectl get pods -l app=web --no-headers | grep -c Terminating')).toBe('2');
    me.type("ssh node01 'cp /root/kubelet.conf /etc/kubernetes/kubelet.conf && systemctl restart kubelet'");
    stage.pass(60);
    expect(status()).toBe('Ready');
    expect(me.status('kubectl get pods -l app=web --no-headers | grep -c Terminating').shown).toBe('0');
    expect(me.type('kubectl get deploy web --no-headers')).toMatch(/4\/4/);
  },
  EVENING,
);
