import { expect } from 'vitest';
import { install, joinCommand } from '../kubeadm/cast';
import { scenario } from '../stage';

scenario(
  'Build a control plane of three behind a load balancer, lose one, replace it',
  (stage) => {
    install(stage, 'cp1', 'cp2', 'cp3', 'node01');
    const said = stage.ok('kubeadm init --control-plane-endpoint 172.30.1.10:6443 --upload-certs --pod-network-cidr 192.168.0.0/16');
    stage.ok('mkdir -p $HOME/.kube && cp /etc/kubernetes/admin.conf $HOME/.kube/config');
    stage.kubectl('apply -f https://raw.githubusercontent.com/projectcalico/calico/v3.31.3/manifests/calico.yaml');
    const [key] = /[0-9a-f]{64}$/m.exec(said.slice(said.indexOf('[upload-certs] Using certificate key:')))!;
    const join = joinCommand(stage);
    for (const host of ['cp2', 'cp3'])
      expect(stage.ok(`${join} --control-plane --certificate-key ${key}`, host)).toContain('a new control plane instance was created');
    expect(stage.ok(join, 'node01')).toContain('This node has joined the cluster:');
    stage.pass(60);
    expect(stage.kubectl('get nodes --no-headers').match(/ Ready +control-plane /g)).toHaveLength(3);
    expect(stage.kubectl('get pods -n kube-system -l component=etcd --no-headers').match(/Running/g)).toHaveLength(3);
    // One is lost for good, and taken out.
    stage.ok('kubeadm reset -f', 'cp2');
    stage.kubectl('delete node cp2');
    stage.kubectl('create deployment web --image=nginx --replicas=2');
    stage.pass(30);
    expect(stage.kubectl('get deployment web --no-headers')).toMatch(/2\/2/);
    const again = /Using certificate key:\n([0-9a-f]{64})/.exec(stage.ok('kubeadm init phase upload-certs --upload-certs'))![1];
    expect(stage.ok(`${join} --control-plane --certificate-key ${again}`, 'cp2')).toContain('* A new etcd member was added');
    stage.pass(60);
    expect(stage.kubectl('get nodes --no-headers').match(/ Ready +control-plane /g)).toHaveLength(3);
    expect(
      stage.ok('mkdir -p $HOME/.kube && cp /etc/kubernetes/admin.conf $HOME/.kube/config && kubectl get nodes --no-headers | wc -l', 'cp2'),
    ).toBe('4');
  },
  { profile: 'machines-ha' },
);
