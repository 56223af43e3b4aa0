import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { inDays, logOf, restartControlPlane } from './clock';

const EXPIRED = 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2027-01-16T09:00:';

describe('the clock of the hosts', () => {
  scenario('date -s sets it, on all hosts, and prints the new date', (stage) => {
    expect(stage.ok("date -s '2026-03-01 12:00:00'")).toBe('Sun Mar  1 12:00:00 UTC 2026');
    expect(stage.ok('date +%F', 'node01')).toBe('2026-03-01');
  });

  scenario('date MMDDhhmmYYYY sets it too', (stage) => {
    stage.ok('date 030112002027');
    expect(stage.ok('date +%FT%R')).toBe('2027-03-01T12:00');
  });

  scenario('a container may not set it', (stage) => {
    stage.kubectl('run box --image=busybox -- sleep 3600');
    stage.settle();
    expect(stage.fails("kubectl exec box -- date -s '2027-01-01 00:00:00'")).toContain('Operation not permitted');
  });

  scenario('nobody but root sets it', (stage) => {
    expect(stage.fails("su ubuntu -c 'date -s tomorrow'")).toContain('date: cannot set date: Operation not permitted');
  });

  scenario('setting it back is refused loudly', (stage) => {
    expect(stage.fails("date -s '2025-01-01'")).toContain('cannot set date: setting the clock back is not simulated here');
  });

  scenario('nodes stay Ready when it jumps by a month: leases are judged by a monotonic clock', (stage) => {
    inDays(stage, 30, 60);
    expect(stage.kubectl('get nodes --no-headers')).not.toContain('NotReady');
    expect(stage.events('Node/node01').join()).not.toContain('NodeNotReady');
  });

  scenario('a sleep that is under way sleeps no less for it', (stage) => {
    stage.ok("(sleep 20; touch /tmp/woken) & date -s '+1 day'; sleep 10; test ! -e /tmp/woken");
    stage.pass(15);
    stage.ok('test -e /tmp/woken');
  });
});

describe('certificates that have expired', () => {
  scenario("kubectl does not trust the API server's", (stage) => {
    stage.ok("date -s '+366 days'");
    expect(stage.fails('kubectl get nodes')).toContain(`Unable to connect to the server: ${EXPIRED}`);
  });

  scenario('the controller manager and the scheduler lose their leases and say why', (stage) => {
    inDays(stage, 366, 60);
    for (const name of ['kube-controller-manager', 'kube-scheduler'])
      expect(logOf(stage, name)).toContain(`error retrieving resource lock kube-system/${name}: Get`);
    expect(logOf(stage, 'kube-scheduler')).toContain(EXPIRED);
  });

  scenario("a kubelet's journal tells that it cannot reach the server", (stage) => {
    inDays(stage, 366);
    expect(stage.ok('journalctl -u kubelet --no-pager | tail -20', 'node01')).toContain(
      'x509: certificate has expired or is not yet valid',
    );
  });

  scenario('a kubelet that is restarted with an expired certificate ends, for want of a bootstrap kubeconfig', (stage) => {
    inDays(stage, 366);
    stage.ok('systemctl restart kubelet', 'node01');
    const journal = stage.ok('journalctl -u kubelet --no-pager | tail -20', 'node01');
    expect(journal).toContain(
      'part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2027-01-15 08:58:00 +0000 UTC',
    );
    expect(journal).toContain(
      'unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory',
    );
    expect(stage.ok('systemctl is-active kubelet || true', 'node01')).toBe('activating');
  });

  scenario("an API server that starts with etcd's certificates expired does not come up", (stage) => {
    stage.ok("date -s '+366 days'");
    restartControlPlane(stage);
    expect(logOf(stage, 'kube-apiserver')).toContain('authentication handshake failed');
  });

  scenario('a client certificate that has expired is Unauthorized to a server whose own is good', (stage) => {
    stage.ok("date -s '+366 days'; kubeadm certs renew apiserver");
    expect(stage.fails('kubectl get nodes')).toContain('You must be logged in to the server (Unauthorized)');
  });

  scenario('the API server shows a renewed serving certificate without being restarted: it reads the file anew', (stage) => {
    stage.ok("date -s '+366 days'; kubeadm certs renew apiserver; kubeadm certs renew admin.conf");
    expect(stage.ok('kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes')).toContain('controlplane');
  });

  scenario('when the authority itself has expired, what it signed is by an unknown authority', (stage) => {
    stage.ok(
      "date -s '+3640 days'; kubeadm certs renew all >/dev/null; cp /etc/kubernetes/admin.conf /root/.kube/config; date -s '+20 days'",
    );
    expect(stage.fails('kubectl get nodes')).toMatch(
      /x509: certificate signed by unknown authority \(possibly because of "x509: certificate has expired or is not yet valid: .*" while trying to verify candidate authority certificate "kubernetes"\)/,
    );
  });
});

describe("a kubelet's client certificate", () => {
  const current = '/var/lib/kubelet/pki/kubelet-client-current.pem';

  scenario('is a link to the file with its date', (stage) => {
    expect(stage.ok(`readlink ${current}`, 'node01')).toMatch(/^\/var\/lib\/kubelet\/pki\/kubelet-client-2026-01-15-\d\d-\d\d-\d\d\.pem$/);
  });

  scenario('is rotated before it expires: the kubelet requests, the controller manager approves and signs', (stage) => {
    inDays(stage, 340);
    const listed = stage.kubectl('get csr --no-headers');
    expect(listed).toMatch(/csr-\w{5} .*kubernetes.io\/kube-apiserver-client-kubelet +system:node:node01 +<none> +Approved,Issued/);
    const [request] = stage.list('certificatesigningrequests.certificates.k8s.io', '');
    expect(request?.status?.conditions[0]).toMatchObject({
      reason: 'AutoApproved',
      message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    });
    expect(stage.ok(`readlink ${current}`, 'node01')).toContain('kubelet-client-2026-12-21-');
    expect(stage.ok(`openssl x509 -in ${current} -noout -subject`, 'node01')).toBe('subject=O = system:nodes, CN = system:node:node01');
  });

  scenario('that was rotated keeps the node Ready when the old one expires', (stage) => {
    inDays(stage, 340);
    stage.ok('kubeadm certs renew all; cp /etc/kubernetes/admin.conf /root/.kube/config');
    restartControlPlane(stage);
    inDays(stage, 40, 90);
    expect(stage.kubectl('get nodes --no-headers')).not.toContain('NotReady');
  });

  scenario('is not rotated with rotateCertificates: false', (stage) => {
    stage.ok(
      "sed -i 's/^rotateCertificates: true/rotateCertificates: false/' /var/lib/kubelet/config.yaml; systemctl restart kubelet",
      'node01',
    );
    inDays(stage, 340);
    expect(stage.kubectl('get csr')).not.toContain('system:node:node01');
    expect(stage.kubectl('get csr')).toContain('system:node:node02');
  });

  scenario('is not signed without the signing controller', (stage) => {
    stage.ok(
      "sed -i 's/--controllers=.*/--controllers=*,-certificatesigningrequest-signing-controller/' /etc/kubernetes/manifests/kube-controller-manager.yaml",
    );
    stage.pass(60);
    inDays(stage, 340);
    expect(stage.kubectl('get csr --no-headers')).toMatch(/Approved\n/);
    expect(stage.kubectl('get csr')).not.toContain('Issued');
  });

  scenario('that has expired is got back with a bootstrap token', (stage) => {
    inDays(stage, 366);
    stage.ok('kubeadm certs renew all; cp /etc/kubernetes/admin.conf /root/.kube/config');
    stage.ok(
      'kubeadm kubeconfig user --org system:nodes --client-name system:node:controlplane > /tmp/k; cp /tmp/k /etc/kubernetes/kubelet.conf; systemctl restart kubelet',
    );
    restartControlPlane(stage);
    expect(stage.kubectl('get node node01 --no-headers')).toContain('NotReady');
    const token = stage.ok('kubeadm token create --ttl 1h');
    const server = 'https://172.30.1.2:6443';
    stage.ok(
      `kubectl config --kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf set-cluster c --server=${server} --certificate-authority=/etc/kubernetes/pki/ca.crt --embed-certs; cd /etc/kubernetes; kubectl config --kubeconfig=bootstrap-kubelet.conf set-credentials b --token=${token}; kubectl config --kubeconfig=bootstrap-kubelet.conf set-context d --cluster=c --user=b; systemctl restart kubelet`,
      'node01',
    );
    stage.pass(60);
    expect(stage.kubectl('get node node01 --no-headers')).toMatch(/ Ready/);
    expect(stage.kubectl('get csr')).toContain('system:bootstrap:');
  });
});
