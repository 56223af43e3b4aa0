import { expect } from 'vitest';
import { scenario } from '../stage';

scenario('Take a broken node out of the cluster, reset it, clean it and let it join again', (stage) => {
  stage.kubectl('create deployment web --image=nginx --replicas=4');
  stage.settle();
  // Somebody has taken the kubelet's files away.
  stage.ok('rm -rf /etc/kubernetes/kubelet.conf /var/lib/kubelet/pki; systemctl restart kubelet', 'node02');
  stage.pass(90);
  expect(stage.kubectl('get node node02 --no-headers')).toContain('NotReady');
  expect(stage.ok('journalctl -u kubelet --no-pager | tail -20', 'node02')).toContain('unable to load bootstrap kubeconfig');
  stage.ok('kubectl drain node02 --ignore-daemonsets --delete-emptydir-data --force --timeout=30s || true');
  stage.kubectl('delete node node02');
  expect(stage.ok('ssh node02 kubeadm reset -f')).toContain('[reset] Stopping the kubelet service');
  stage.ok('ssh node02 "rm -rf /etc/cni/net.d/* $HOME/.kube; iptables -F"');
  const join = stage.ok('kubeadm token create --ttl 1h --print-join-command');
  expect(stage.ok(`ssh node02 ${JSON.stringify(join.trim())}`)).toContain('This node has joined the cluster:');
  stage.pass(90);
  expect(stage.kubectl('get node node02 --no-headers')).toMatch(/^node02 +Ready/);
  stage.kubectl('scale deployment web --replicas=10');
  stage.pass(40);
  expect(stage.kubectl('get pods -l app=web -o wide --no-headers')).toContain('node02');
  expect(stage.kubectl('get deployment web --no-headers')).toMatch(/10\/10/);
});
