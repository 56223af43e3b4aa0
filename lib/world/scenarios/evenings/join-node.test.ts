import { expect } from 'vitest';
import { FLANNEL, initialise, install } from '../kubeadm/cast';
import { scenario } from '../stage';

scenario(
  'Join a node whose first attempts fail: a token that has expired, packets that are not forwarded, a kubelet that is not enabled',
  (stage) => {
    install(stage, 'controlplane', 'node01');
    initialise(stage, '--pod-network-cidr=10.244.0.0/16 --token-ttl 10m');
    stage.kubectl(`apply -f ${FLANNEL}`);
    const [first] = stage.ok('kubeadm token list -o json 2>/dev/null; kubeadm token list | tail -1').split('\n').slice(-1);
    const old = first!.split(/\s+/)[0]!;
    stage.pass(700);
    expect(stage.ok('kubeadm token list')).not.toContain(old);
    const join = stage.ok('kubeadm token create --print-join-command');
    expect(stage.fails(join.replace(/--token \S+/, `--token ${old}`), 'node01')).toContain(
      'could not find a JWS signature in the cluster-info ConfigMap',
    );
    stage.ok('sysctl -w net.ipv4.ip_forward=0 && systemctl disable kubelet', 'node01');
    const said = stage.fails(join, 'node01');
    expect(said).toContain('[ERROR FileContent--proc-sys-net-ipv4-ip_forward]');
    expect(said).toContain("[WARNING Service-Kubelet]: kubelet service is not enabled, please run 'systemctl enable kubelet.service'");
    stage.ok('sysctl -w net.ipv4.ip_forward=1 && systemctl enable kubelet', 'node01');
    expect(stage.ok(join, 'node01')).toContain('This node has joined the cluster:');
    stage.pass(40);
    expect(stage.kubectl('get node node01 --no-headers')).toMatch(/ Ready /);
    expect(stage.kubectl('get pods -n kube-flannel -o wide --no-headers')).toMatch(/1\/1 +Running .*node01/);
  },
  { profile: 'machines' },
);
