import { expect } from 'vitest';
import { FLANNEL, install } from '../kubeadm/cast';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

scenario(
  'Give a fresh cluster a pod network whose range does not fit, read why it fails, and mend it',
  (stage) => {
    install(stage, 'controlplane', 'node01');
    const me = new Candidate(stage);
    expect(me.type('kubeadm init --pod-network-cidr=192.168.0.0/16 | tail -3')).toContain('kubeadm join 172.30.1.2:6443');
    me.type('mkdir -p ~/.kube && cp /etc/kubernetes/admin.conf ~/.kube/config');
    expect(me.type('kubectl get nodes --no-headers')).toMatch(/^controlplane +NotReady +control-plane/);
    expect(me.type('kubectl describe node controlplane | grep "Ready  "')).toContain('cni plugin not initialized');
    expect(me.type('kubectl get pods -n kube-system -l k8s-app=kube-dns --no-headers')).toMatch(/Pending[^]*Pending/);
    me.type('JOIN=$(kubeadm token create --print-join-command); ssh node01 $JOIN');

    expect(me.type(`kubectl apply -f ${FLANNEL}`)).toContain('daemonset.apps/kube-flannel-ds created');
    stage.pass(60);
    expect(me.type('kubectl -n kube-flannel get pods --no-headers')).toMatch(/0\/1 +(CrashLoopBackOff|Error)/);
    expect(me.type('kubectl -n kube-flannel logs ds/kube-flannel-ds -c kube-flannel 2>/dev/null | tail -1')).toMatch(
      /Error registering network: failed to acquire lease: subnet "10\.244\.0\.0\/16" specified in the flannel net config doesn't contain "192\.168\.\d\.0\/24" PodCIDR of the "\w+" node/,
    );
    expect(me.type("kubectl get nodes -o jsonpath='{.items[*].spec.podCIDR}'")).toBe('192.168.0.0/24 192.168.1.0/24');
    expect(me.type('grep cluster-cidr /etc/kubernetes/manifests/kube-controller-manager.yaml | tr -d " "')).toBe(
      '---cluster-cidr=192.168.0.0/16',
    );
    me.open('kubectl -n kube-flannel edit cm kube-flannel-cfg');
    me.keys(':%s#"Network": "10.244.0.0/16"#"Network": "192.168.0.0/16"#\r');
    expect(me.leave(':wq\r')).toContain('configmap/kube-flannel-cfg edited');
    me.type('kubectl -n kube-flannel rollout restart ds kube-flannel-ds');
    expect(me.type('kubectl -n kube-flannel rollout status ds kube-flannel-ds --timeout=120s')).toContain('successfully rolled out');
    stage.pass(30);
    expect(me.type('kubectl get nodes --no-headers | grep -c " Ready "')).toBe('2');
    expect(me.type('kubectl get pods -A --no-headers | grep -vc Running')).toBe('0');
    me.type('kubectl create deployment web --image=nginx --replicas=3 && kubectl expose deployment web --port=80');
    expect(me.type('kubectl rollout status deploy web')).toContain('successfully rolled out');
    expect(me.type("kubectl get pods -l app=web -o jsonpath='{.items[*].status.podIP}'")).toMatch(
      /^192\.168\.1\.\d+( 192\.168\.1\.\d+){2}$/,
    );
    expect(me.type('kubectl run t --rm -i -q --restart=Never --image=busybox -- wget -qO- web | grep -c title')).toBe('1');
    expect(me.type("ip -br addr show flannel.1 | awk '{print $3}'")).toBe('192.168.0.0/32');
  },
  { profile: 'machines', ...EVENING },
);
