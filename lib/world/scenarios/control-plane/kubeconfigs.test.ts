import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const MANIFESTS = '/etc/kubernetes/manifests';
const log = (stage: Stage, name: string) => stage.ok(`crictl logs $(crictl ps -a -q --name ${name} | head -1) 2>&1`);
/** The kubelet starts a static pod anew when its file changes; a kubeconfig is read at the start. */
const restart = (stage: Stage, name: string) =>
  stage.ok(`mv ${MANIFESTS}/${name}.yaml /root/; sleep 40; mv /root/${name}.yaml ${MANIFESTS}/; sleep 50`);
const holder = (stage: Stage, name: string) => String(stage.get('leases.coordination.k8s.io', name, 'kube-system')?.spec.holderIdentity);

describe('kubeconfigs of components', () => {
  scenario('a scheduler with a wrong port retries its lock, and schedules nothing', (stage) => {
    stage.ok('sed -i s/:6443/:6553/ /etc/kubernetes/scheduler.conf');
    restart(stage, 'kube-scheduler');
    expect(log(stage, 'kube-scheduler')).toContain(
      'error retrieving resource lock kube-system/kube-scheduler: Get "https://172.30.1.2:6553/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s": dial tcp 172.30.1.2:6553: connect: connection refused',
    );
    stage.kubectl('run web --image=nginx');
    stage.pass(30);
    expect(stage.get('pods', 'web')?.spec.nodeName).toBeUndefined();
  });

  scenario('a controller manager whose kubeconfig trusts another CA says x509', (stage) => {
    stage.ok(
      'sed -i "s#certificate-authority-data: .*#certificate-authority-data: $(base64 -w0 /etc/kubernetes/pki/etcd/ca.crt)#" /etc/kubernetes/controller-manager.conf',
    );
    restart(stage, 'kube-controller-manager');
    expect(log(stage, 'kube-controller-manager')).toContain(
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    );
    expect(stage.world.cluster.components.isUp('kube-controller-manager')).toBe(false);
  });

  scenario('a kubeconfig that is not there ends the scheduler', (stage) => {
    stage.ok(`sed -i 's#--kubeconfig=.*#--kubeconfig=/etc/kubernetes/schedular.conf#' ${MANIFESTS}/kube-scheduler.yaml`);
    stage.pass(60);
    expect(log(stage, 'kube-scheduler')).toContain('"command failed" err="stat /etc/kubernetes/schedular.conf: no such file or directory"');
  });

  scenario('a wrong hostPath of FileOrCreate gives the component an empty kubeconfig', (stage) => {
    stage.ok(`sed -i 's#path: /etc/kubernetes/scheduler.conf#path: /etc/kubernetes/sched.conf#' ${MANIFESTS}/kube-scheduler.yaml`);
    stage.pass(60);
    expect(log(stage, 'kube-scheduler')).toContain('invalid configuration: no configuration has been provided');
    expect(stage.ok('stat -c %s /etc/kubernetes/sched.conf')).toBe('0');
  });

  scenario('a current context that there is not is told', (stage) => {
    stage.ok('sed -i "s#^current-context:.*#current-context: nobody@kubernetes#" /etc/kubernetes/scheduler.conf');
    restart(stage, 'kube-scheduler');
    expect(log(stage, 'kube-scheduler')).toContain('context was not found for specified context: nobody@kubernetes');
  });

  scenario('without the role for its lease the scheduler is forbidden to lead', (stage) => {
    stage.kubectl('delete clusterrolebinding system:kube-scheduler');
    stage.pass(30);
    const text = log(stage, 'kube-scheduler') + stage.sh('crictl logs $(crictl ps -a -q --name kube-scheduler | tail -1) 2>&1').stdout;
    expect(text).toContain('is forbidden: User "system:kube-scheduler" cannot');
  });

  scenario('a kubelet with a wrong server is NotReady, and its journal says why', (stage) => {
    stage.ok('sed -i s/:6443/:6553/ /etc/kubernetes/kubelet.conf && systemctl restart kubelet', 'node01');
    stage.pass(70);
    expect(stage.kubectl('get node node01 --no-headers')).toContain('NotReady');
    expect(stage.ok('journalctl -u kubelet --no-pager', 'node01')).toContain('dial tcp 172.30.1.2:6553: connect: connection refused');
    stage.ok('sed -i s/:6553/:6443/ /etc/kubernetes/kubelet.conf && systemctl restart kubelet', 'node01');
    stage.pass(20);
    expect(stage.kubectl('get node node01 --no-headers')).not.toContain('NotReady');
  });

  scenario('a kubelet without its configuration is started again every ten seconds, until the file is back', (stage) => {
    stage.ok('mv /var/lib/kubelet/config.yaml /root/ && systemctl restart kubelet', 'node01');
    expect(stage.fails('systemctl is-active kubelet', 'node01')).toBe('activating');
    stage.ok('mv /root/config.yaml /var/lib/kubelet/', 'node01');
    stage.pass(15);
    expect(stage.ok('systemctl is-active kubelet', 'node01')).toBe('active');
  });

  scenario('a flag that kubelets do not have ends it at once', (stage) => {
    stage.ok(`echo 'KUBELET_EXTRA_ARGS="--node-label=a=b"' > /etc/default/kubelet && systemctl restart kubelet`, 'node01');
    expect(stage.ok('journalctl -u kubelet --no-pager | tail -5', 'node01')).toContain(
      'failed to parse kubelet flag: unknown flag: --node-label',
    );
  });

  scenario('a client CA that is not there keeps the kubelet down', (stage) => {
    stage.ok('sed -i s#pki/ca.crt#pki/CA.crt# /var/lib/kubelet/config.yaml && systemctl restart kubelet', 'node01');
    expect(stage.ok('journalctl -u kubelet --no-pager', 'node01')).toContain(
      'unable to load client CA file /etc/kubernetes/pki/CA.crt: open /etc/kubernetes/pki/CA.crt: no such file or directory',
    );
  });

  scenario('a runtime endpoint nobody listens on keeps the kubelet down', (stage) => {
    stage.ok(
      `echo 'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/contained.sock"' > /var/lib/kubelet/kubeadm-flags.env && systemctl restart kubelet`,
      'node01',
    );
    expect(stage.ok('journalctl -u kubelet --no-pager', 'node01')).toContain(
      'dial unix /run/containerd/contained.sock: connect: no such file or directory',
    );
  });
});

describe('leader election', () => {
  scenario('the holder renews its lease every two seconds', (stage) => {
    const at = () => String(stage.get('leases.coordination.k8s.io', 'kube-scheduler', 'kube-system')?.spec.renewTime);
    const first = at();
    stage.pass(2.1);
    expect(Date.parse(at()) - Date.parse(first)).toBe(2000);
  });

  scenario('the holder is the host name and a random number, and an event tells of it', (stage) => {
    expect(holder(stage, 'kube-scheduler')).toMatch(/^controlplane_[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect(stage.events('Lease/kube-scheduler', 'kube-system').join()).toContain('became leader');
  });

  scenario('a scheduler that starts anew waits until the lease of the last one has run out', (stage) => {
    const before = holder(stage, 'kube-scheduler');
    stage.ok(`mv ${MANIFESTS}/kube-scheduler.yaml /root/; sleep 3; mv /root/kube-scheduler.yaml ${MANIFESTS}/; sleep 6`);
    expect(holder(stage, 'kube-scheduler')).toBe(before);
    stage.pass(30);
    expect(holder(stage, 'kube-scheduler')).not.toBe(before);
    expect(stage.get('leases.coordination.k8s.io', 'kube-scheduler', 'kube-system')?.spec.leaseTransitions).toBe(1);
  });

  scenario('a leader that cannot reach the API server for ten seconds gives up and ends', (stage) => {
    stage.ok(`mv ${MANIFESTS}/kube-apiserver.yaml /root/; sleep 35`);
    const text = stage.ok('for c in $(crictl ps -a -q --name kube-scheduler); do crictl logs $c 2>&1; done');
    expect(text).toContain('failed to renew lease kube-system/kube-scheduler: context deadline exceeded');
    expect(text).toContain('"Leaderelection lost"');
  });

  scenario('with --leader-elect=false there is no election, and it schedules', (stage) => {
    stage.ok(`sed -i s/--leader-elect=true/--leader-elect=false/ ${MANIFESTS}/kube-scheduler.yaml`);
    stage.pass(40);
    expect(log(stage, 'kube-scheduler')).not.toContain('attempting to acquire leader lease');
    stage.kubectl('run web --image=nginx');
    stage.settle();
    expect(stage.get('pods', 'web')?.status?.phase).toBe('Running');
  });

  scenario('the health of scheduler and controller manager is served on the host itself alone', (stage) => {
    expect(stage.ok('curl -sk https://localhost:10259/healthz')).toBe('ok');
    expect(stage.ok('curl -sk https://localhost:10257/healthz')).toBe('ok');
    expect(stage.ok('curl -s http://localhost:10259/healthz')).toContain('Client sent an HTTP request to an HTTPS server.');
    expect(stage.ok('curl -sk https://localhost:10259/metrics')).toContain('forbidden');
    expect(stage.sh('curl -sk https://172.30.1.2:10259/healthz', 'node01').exit).toBe(7);
  });
});
