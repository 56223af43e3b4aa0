import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { inDays, restartControlPlane } from './clock';

describe('kubeadm certs check-expiration', () => {
  scenario('lists what kubeadm looks after, with dates, time left and authorities', (stage) => {
    const text = stage.ok('kubeadm certs check-expiration');
    expect(text).toContain('[check-expiration] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...');
    expect(text).toContain(
      'CERTIFICATE                EXPIRES                  RESIDUAL TIME   CERTIFICATE AUTHORITY   EXTERNALLY MANAGED',
    );
    expect(text).toContain('admin.conf                 Jan 15, 2027 08:58 UTC   364d            ca                      no      ');
    expect(text).toContain('apiserver-etcd-client      Jan 15, 2027 08:58 UTC   364d            etcd-ca                 no      ');
    expect(text).toContain('front-proxy-client         Jan 15, 2027 08:58 UTC   364d            front-proxy-ca          no      ');
    expect(text).toMatch(/\nca {22}Jan 13, 2036 08:58 UTC {3}9y {14}no/);
  });

  scenario('says <invalid> of what has expired, and falls back when the server does not answer', (stage) => {
    stage.ok("date -s '+366 days'");
    const text = stage.ok('kubeadm certs check-expiration');
    expect(text).toContain('[check-expiration] Error reading configuration from the Cluster. Falling back to default configuration');
    expect(text).toContain('apiserver                  Jan 15, 2027 08:58 UTC   <invalid>       ca                      no      ');
  });

  scenario('says which are missing', (stage) => {
    stage.ok('rm /etc/kubernetes/super-admin.conf');
    expect(stage.ok('kubeadm certs check-expiration')).toContain('!MISSING! super-admin.conf');
  });

  scenario('knows an authority whose key is elsewhere', (stage) => {
    stage.ok('rm /etc/kubernetes/pki/front-proxy-ca.key');
    expect(stage.ok('kubeadm certs check-expiration')).toMatch(/front-proxy-client .* yes {5}/);
  });
});

describe('kubeadm certs renew', () => {
  scenario('all: tells each, and that the components must be restarted', (stage) => {
    const text = stage.ok('kubeadm certs renew all');
    expect(text).toContain('certificate for serving the Kubernetes API renewed');
    expect(text).toContain('certificate embedded in the kubeconfig file for the scheduler manager to use renewed');
    expect(text).toContain(
      'Done renewing certificates. You must restart the kube-apiserver, kube-controller-manager, kube-scheduler and etcd, so that they can use the new certificates.',
    );
  });

  scenario('one: a new key, a year from now, the same names', (stage) => {
    const names = stage.ok('openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -ext subjectAltName');
    const key = stage.ok('md5sum /etc/kubernetes/pki/apiserver.key');
    inDays(stage, 100);
    expect(stage.ok('kubeadm certs renew apiserver')).toContain('certificate for serving the Kubernetes API renewed');
    expect(stage.ok('openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -enddate')).toMatch(/notAfter=Apr 25 .* 2027 GMT/);
    expect(stage.ok('openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -ext subjectAltName')).toBe(names);
    expect(stage.ok('md5sum /etc/kubernetes/pki/apiserver.key')).not.toBe(key);
    expect(stage.kubectl('get nodes')).toContain('controlplane');
  });

  scenario('leaves /root/.kube/config alone: it has to be copied', (stage) => {
    const before = stage.ok('md5sum < /root/.kube/config');
    stage.ok('kubeadm certs renew admin.conf');
    expect(stage.ok('md5sum < /root/.kube/config')).toBe(before);
    expect(stage.ok('md5sum < /etc/kubernetes/admin.conf')).not.toBe(before);
  });

  scenario('a name that there is not', (stage) => {
    expect(stage.fails('kubeadm certs renew apiserver-kubelet')).toContain('invalid subcommand "apiserver-kubelet"');
  });

  scenario('a certificate by an authority whose key is elsewhere cannot be renewed', (stage) => {
    stage.ok('mv /etc/kubernetes/pki/etcd/ca.key /tmp');
    expect(stage.ok('kubeadm certs renew etcd-server')).toContain(
      "Detected external etcd-ca, certificate for serving etcd can't be renewed",
    );
  });

  scenario('brings an expired control plane back after a restart', (stage) => {
    stage.ok("date -s '+366 days'; kubeadm certs renew all; cp /etc/kubernetes/admin.conf /root/.kube/config");
    stage.ok(
      'kubeadm kubeconfig user --org system:nodes --client-name system:node:controlplane > /tmp/k; cp /tmp/k /etc/kubernetes/kubelet.conf; systemctl restart kubelet',
    );
    restartControlPlane(stage);
    expect(stage.kubectl('get node controlplane --no-headers')).toMatch(/ Ready/);
    stage.kubectl('create deployment web --image=nginx --replicas=1');
    stage.pass(30);
    expect(stage.list('pods')).toHaveLength(1);
    expect(stage.ok('kubeadm certs check-expiration')).toContain('364d');
  });

  scenario('etcd takes its renewed certificates up when it is restarted', (stage) => {
    stage.ok("date -s '+366 days'; kubeadm certs renew all >/dev/null");
    const asks =
      'etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key endpoint health';
    restartControlPlane(stage);
    expect(stage.ok(`${asks} 2>&1`)).toContain('is healthy');
  });
});

describe('kubeadm token', () => {
  scenario('create prints a token, list shows it with its usages and groups', (stage) => {
    const token = stage.ok('kubeadm token create --description=joiner');
    expect(token).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    stage.pass(1);
    const list = stage.ok('kubeadm token list');
    expect(list).toMatch(/^TOKEN +TTL +EXPIRES +USAGES +DESCRIPTION +EXTRA GROUPS/);
    expect(list).toMatch(
      new RegExp(`${token} +23h +2026-01-16T.*Z +authentication,signing +joiner +system:bootstrappers:kubeadm:default-node-token`),
    );
  });

  scenario('create --print-join-command gives the pin of the authority', (stage) => {
    const pin = stage.ok('openssl x509 -in /etc/kubernetes/pki/ca.crt -noout -subject');
    expect(pin).toContain('kubernetes');
    expect(stage.ok('kubeadm token create abcdef.0123456789abcdef --print-join-command')).toMatch(
      /^kubeadm join 172\.30\.1\.2:6443 --token abcdef\.0123456789abcdef --discovery-token-ca-cert-hash sha256:[0-9a-f]{64} $/,
    );
  });

  scenario('a token lets its holder in until it expires or is deleted', (stage) => {
    stage.ok('kubeadm token create abcdef.0123456789abcdef --ttl 0');
    const who = 'curl -sk -o /dev/null -w "%{http_code}" -H "Authorization: Bearer abcdef.0123456789abcdef" https://172.30.1.2:6443/api';
    expect(stage.ok(who)).toBe('200');
    expect(stage.ok('kubeadm token delete abcdef')).toBe('bootstrap token "abcdef" deleted');
    expect(stage.ok(who)).toBe('401');
  });

  scenario('a second token of the same id', (stage) => {
    stage.ok('kubeadm token create abcdef.0123456789abcdef');
    expect(stage.fails('kubeadm token create abcdef.0123456789abcdee')).toContain('a token with id "abcdef" already exists');
  });
});

describe('kubeadm', () => {
  scenario('tells its version and the images of the control plane', (stage) => {
    expect(stage.ok('kubeadm version -o short')).toBe('v1.36.3');
    const images = stage.ok('kubeadm config images list').split('\n');
    const used = stage.kubectl("get pods -n kube-system -o jsonpath='{.items[*].spec.containers[*].image}'");
    for (const image of images.filter((one) => !one.includes('pause'))) expect(used).toContain(image);
  });

  scenario('says loudly what is not simulated', (stage) => {
    expect(stage.fails('kubeadm join phase preflight')).toContain('kubeadm join phase preflight: not simulated here');
  });
});
