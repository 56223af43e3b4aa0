import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const MANIFESTS = '/etc/kubernetes/manifests';
const node = (stage: Stage, text: string) => stage.ok(text, 'node01');
const status = (stage: Stage) => stage.kubectl('get node node01 --no-headers');

describe('evenings: repairs', () => {
  scenario('a kubelet that was stopped and disabled is found by its status and enabled again', (stage) => {
    node(stage, 'systemctl disable --now kubelet');
    stage.pass(60);
    expect(status(stage)).toContain('NotReady');
    expect(stage.fails('ssh node01 systemctl is-active kubelet')).toBe('inactive');
    expect(stage.fails('ssh node01 systemctl is-enabled kubelet')).toBe('disabled');
    stage.ok('ssh node01 sudo systemctl enable --now kubelet 2>&1');
    stage.pass(30);
    expect(status(stage)).toMatch(/^node01\s+Ready/);
    expect(stage.ok('ssh node01 systemctl is-enabled kubelet')).toBe('enabled');
  });

  scenario('a kubelet with a wrong path of its authority says so in its journal', (stage) => {
    node(stage, "sed -i 's#pki/ca.crt#pki/lost.crt#' /var/lib/kubelet/config.yaml && systemctl restart kubelet");
    stage.pass(60);
    expect(status(stage)).toContain('NotReady');
    expect(node(stage, 'journalctl -u kubelet --no-pager | tail -20')).toContain('/etc/kubernetes/pki/lost.crt');
    node(stage, "sed -i 's#pki/lost.crt#pki/ca.crt#' /var/lib/kubelet/config.yaml && systemctl restart kubelet");
    stage.pass(30);
    expect(status(stage)).toMatch(/^node01\s+Ready/);
  });

  scenario('a kubelet whose drop-in names a program that is not there fails with 203/EXEC', (stage) => {
    const dropIn = '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf';
    node(
      stage,
      `sed -i 's#/usr/bin/kubelet#/usr/local/bin/kubelet#' ${dropIn} && systemctl daemon-reload; systemctl restart kubelet || true`,
    );
    stage.pass(60);
    expect(status(stage)).toContain('NotReady');
    expect(node(stage, 'journalctl -u kubelet --no-pager')).toContain('status=203/EXEC');
    node(stage, `sed -i 's#/usr/local/bin/kubelet#/usr/bin/kubelet#' ${dropIn} && systemctl daemon-reload && systemctl restart kubelet`);
    stage.pass(30);
    expect(status(stage)).toMatch(/^node01\s+Ready/);
  });

  scenario('a kube-scheduler with a kubeconfig that is not there crashes, and pods wait', (stage) => {
    stage.ok(
      `sed -i 's#kubeconfig=/etc/kubernetes/scheduler.conf#kubeconfig=/etc/kubernetes/sched.conf#' ${MANIFESTS}/kube-scheduler.yaml`,
    );
    stage.pass(60);
    stage.kubectl('run web --image=nginx');
    stage.pass(20);
    expect(stage.kubectl('get pod web --no-headers')).toContain('Pending');
    expect(stage.ok('crictl logs $(crictl ps -a -q --name kube-scheduler | head -1) 2>&1')).toContain('/etc/kubernetes/sched.conf');
    stage.ok(`sed -i 's#sched.conf#scheduler.conf#' ${MANIFESTS}/kube-scheduler.yaml`);
    stage.pass(90);
    expect(stage.kubectl('get pod web --no-headers')).toContain('Running');
  });

  scenario('an API server that looks for etcd on another port is found without kubectl', (stage) => {
    stage.ok(`sed -i 's#127.0.0.1:2379#127.0.0.1:2380#' ${MANIFESTS}/kube-apiserver.yaml`);
    stage.pass(90);
    expect(stage.fails('kubectl get nodes')).toContain('was refused');
    expect(stage.ok('crictl ps -a --name kube-apiserver')).toContain('Exited');
    expect(stage.ok('cat /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log | tail -5')).toContain('2380');
    stage.ok(`sed -i 's#127.0.0.1:2380#127.0.0.1:2379#' ${MANIFESTS}/kube-apiserver.yaml`);
    stage.pass(120);
    expect(stage.kubectl('get nodes --no-headers | wc -l')).toBe('3');
  });

  scenario('a static pod is put on a node by its directory and leaves with its file', (stage) => {
    const path = node(stage, "awk '/staticPodPath/ {print $2}' /var/lib/kubelet/config.yaml");
    expect(path).toBe(MANIFESTS);
    stage.ok(`kubectl run web --image=nginx --dry-run=client -o yaml | ssh node01 'cat > ${path}/web.yaml'`);
    stage.pass(40);
    expect(stage.kubectl('get pod web-node01 --no-headers')).toContain('Running');
    stage.kubectl('delete pod web-node01');
    stage.pass(20);
    expect(stage.kubectl('get pod web-node01 --no-headers')).toContain('Running');
    node(stage, `rm ${path}/web.yaml`);
    stage.pass(60);
    expect(stage.fails('kubectl get pod web-node01')).toContain('NotFound');
  });

  scenario('etcd is saved, lost data is brought back from the snapshot in another directory', (stage) => {
    const flags =
      '--endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key';
    stage.kubectl('create configmap keep --from-literal=a=1');
    stage.ok(`ETCDCTL_API=3 etcdctl ${flags} snapshot save /opt/backup.db`);
    expect(stage.ok('etcdutl snapshot status /opt/backup.db -w table')).toContain('TOTAL KEYS');
    stage.kubectl('delete configmap keep');
    stage.ok('etcdutl snapshot restore /opt/backup.db --data-dir /var/lib/etcd-restored');
    stage.ok(`sed -i 's#path: /var/lib/etcd$#path: /var/lib/etcd-restored#' ${MANIFESTS}/etcd.yaml`);
    stage.pass(180);
    expect(stage.kubectl('get configmap keep -o jsonpath={.data.a}')).toBe('1');
  });

  scenario('a kubeconfig with a wrong port and a wrong server is repaired', (stage) => {
    stage.ok("cp ~/.kube/config /root/broken && sed -i 's#:6443#:2379#' /root/broken");
    expect(stage.fails('kubectl --kubeconfig /root/broken get nodes')).not.toBe('');
    stage.ok('kubectl --kubeconfig /root/broken config set-cluster kubernetes --server=https://172.30.1.2:6443');
    expect(stage.ok('kubectl --kubeconfig /root/broken get nodes --no-headers | wc -l')).toBe('3');
    expect(stage.ok('kubectl --kubeconfig /root/broken config view --minify -o jsonpath={.clusters[0].cluster.server}')).toBe(
      'https://172.30.1.2:6443',
    );
  });

  scenario('containerd that is stopped makes the node NotReady, and crictl cannot connect', (stage) => {
    node(stage, 'systemctl stop containerd');
    stage.pass(60);
    expect(status(stage)).toContain('NotReady');
    expect(stage.fails('ssh node01 crictl ps')).toContain('containerd.sock');
    node(stage, 'systemctl start containerd');
    stage.pass(60);
    expect(status(stage)).toMatch(/^node01\s+Ready/);
  });
});
