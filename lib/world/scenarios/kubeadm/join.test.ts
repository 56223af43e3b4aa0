import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { FLANNEL, initialise, inOrder, install, joinCommand } from './cast';

const BARE = { profile: 'machines' };

describe('kubeadm join', () => {
  scenario(
    'adds a worker: by a token, a request for a certificate, and a kubeconfig of its own',
    (stage) => {
      install(stage, 'controlplane', 'node01');
      initialise(stage);
      stage.kubectl(`apply -f ${FLANNEL}`);
      const said = stage.ok(joinCommand(stage), 'node01');
      inOrder(
        said,
        '[preflight] Running pre-flight checks',
        '[preflight] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...',
        '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"',
        '[kubelet-start] Starting the kubelet',
        '[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap',
        'This node has joined the cluster:\n* Certificate signing request was sent to apiserver and a response was received.',
        "Run 'kubectl get nodes' on the control-plane to see this node join the cluster.",
      );
      stage.pass(40);
      expect(stage.kubectl('get node node01 --no-headers')).toMatch(/^node01 +Ready +<none> .* v1\.36\.3$/);
      expect(stage.kubectl('get csr --no-headers')).toMatch(
        /kubernetes\.io\/kube-apiserver-client-kubelet +system:bootstrap:.* Approved,Issued/,
      );
      expect(stage.fails('ls /etc/kubernetes/bootstrap-kubelet.conf', 'node01')).toContain('No such file');
    },
    BARE,
  );

  scenario(
    'pods run on the new node, and Services reach them',
    (stage) => {
      install(stage, 'controlplane', 'node01');
      initialise(stage);
      stage.kubectl(`apply -f ${FLANNEL}`);
      stage.ok(joinCommand(stage), 'node01');
      stage.pass(40);
      stage.kubectl('create deployment web --image=nginx --replicas=2');
      stage.kubectl('expose deployment web --port=80 --type=NodePort');
      stage.pass(30);
      expect(stage.kubectl('get pods -o wide --no-headers').match(/Running .*node01/g)).toHaveLength(2);
      const port = stage.kubectl("get svc web -o jsonpath='{.spec.ports[0].nodePort}'");
      expect(stage.ok(`curl -s http://172.30.2.2:${port}`)).toContain('Welcome to nginx!');
    },
    BARE,
  );

  scenario('an unknown or expired token is not found in cluster-info', (stage) => {
    stage.ok('kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --force; kubectl delete node node01');
    stage.ok('kubeadm reset -f', 'node01');
    stage.ok('kubeadm token create abcdef.0123456789abcdef --ttl 1m');
    const join = stage.ok('kubeadm token create --print-join-command').replace(/--token \S+/, '--token abcdef.0123456789abcdef');
    stage.pass(120);
    expect(stage.kubectl('get secret -n kube-system')).not.toContain('bootstrap-token-abcdef');
    expect(stage.fails(join, 'node01')).toContain(
      'error execution phase preflight: couldn\'t validate the identity of the API Server: could not find a JWS signature in the cluster-info ConfigMap for token ID "abcdef"',
    );
  });

  scenario('a wrong hash of the authority is no way in', (stage) => {
    stage.ok('kubectl delete node node01');
    stage.ok('kubeadm reset -f', 'node01');
    const join = joinCommand(stage).replace(/sha256:\w{8}/, 'sha256:00000000');
    expect(stage.fails(join, 'node01')).toMatch(
      /cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "sha256:[0-9a-f]{64}" are pinned/,
    );
    expect(stage.fails(join.replace(/ --discovery.*/, ''), 'node01')).toContain(
      'using token-based discovery without caCertHashes can be unsafe. Set unsafeSkipCAVerification as true in your kubeadm config file or pass --discovery-token-unsafe-skip-ca-verification flag to continue',
    );
    expect(stage.ok(join.replace(/ --discovery.*/, ' --discovery-token-unsafe-skip-ca-verification'), 'node01')).toContain(
      'This node has joined the cluster',
    );
  });

  scenario('a wrong secret does not verify the signature', (stage) => {
    stage.ok('kubectl delete node node01');
    stage.ok('kubeadm reset -f', 'node01');
    const join = joinCommand(stage).replace(/--token (\w{6})\.\w{16}/, '--token $1.0000000000000000');
    expect(stage.fails(join, 'node01')).toContain(
      "failed to verify JWS signature of received cluster info object, can't trust this API Server",
    );
  });

  scenario('an API server that is not there', (stage) => {
    stage.ok('kubeadm reset -f', 'node01');
    const join = joinCommand(stage).replace('172.30.1.2:6443', '172.30.1.2:6444');
    expect(stage.fails(join, 'node01')).toContain('dial tcp 172.30.1.2:6444: connect: connection refused');
  });

  scenario('a node that has joined already has files and a port in the way', (stage) => {
    const said = stage.fails(joinCommand(stage), 'node01');
    expect(said).toContain('[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists');
    expect(said).toContain('[ERROR Port-10250]: Port 10250 is in use');
    expect(said).toContain('[ERROR FileAvailable--etc-kubernetes-pki-ca.crt]: /etc/kubernetes/pki/ca.crt already exists');
  });

  scenario('without a token', (stage) => {
    expect(stage.fails('kubeadm join 172.30.1.2:6443', 'node01')).toContain('bootstrapToken or file must be set');
  });

  scenario('by a file', (stage) => {
    stage.ok('kubectl delete node node01');
    stage.ok('kubeadm reset -f', 'node01');
    const [, token, pin] = /--token (\S+) --discovery-token-ca-cert-hash (\S+)/.exec(joinCommand(stage))!;
    stage.ok(
      `cat > /root/join.yaml <<'X'
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken:
    apiServerEndpoint: 172.30.1.2:6443
    token: ${token}
    caCertHashes: ["${pin}"]
X`,
      'node01',
    );
    expect(stage.ok('kubeadm join --config /root/join.yaml', 'node01')).toContain('This node has joined the cluster');
  });
});

describe('kubeadm reset', () => {
  scenario('asks first', (stage) => {
    expect(stage.fails('echo n | kubeadm reset', 'node01')).toContain('error execution phase preflight: aborted reset operation');
    expect(stage.ok('ls /etc/kubernetes/kubelet.conf', 'node01')).toBe('/etc/kubernetes/kubelet.conf');
  });

  scenario('of a worker takes away containers and files, not the network configuration', (stage) => {
    const said = stage.ok('kubeadm reset -f', 'node01');
    inOrder(
      said,
      '[preflight] Running pre-flight checks',
      '[reset] Stopping the kubelet service',
      '[reset] Deleting contents of directories: [/etc/kubernetes/manifests /var/lib/kubelet /etc/kubernetes/pki]',
      'The reset process does not perform cleanup of CNI plugin configuration,',
    );
    expect(stage.ok('crictl ps -q', 'node01')).toBe('');
    expect(stage.ok('ls /var/lib/kubelet', 'node01')).toBe('');
    expect(stage.ok('ls /etc/cni/net.d', 'node01')).not.toBe('');
    expect(stage.ok('systemctl is-active kubelet || true', 'node01')).toBe('inactive');
    stage.pass(60);
    expect(stage.kubectl('get node node01 --no-headers')).toContain('NotReady');
  });

  scenario('of a worker, then join again: pods come back', (stage) => {
    stage.ok('kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --force && kubectl delete node node01');
    stage.ok('kubeadm reset -f', 'node01');
    stage.ok(joinCommand(stage), 'node01');
    stage.pass(60);
    expect(stage.kubectl('get node node01 --no-headers')).toMatch(/^node01 +Ready/);
    expect(stage.kubectl('get pods -A -o wide --field-selector spec.nodeName=node01 --no-headers')).not.toMatch(/Pending|Creating|Error/);
  });

  scenario('of the control plane ends the cluster, and init begins another', (stage) => {
    stage.ok('kubectl create configmap mine');
    const said = stage.ok('kubeadm reset -f');
    expect(said).toContain('[reset] Deleted contents of the etcd data directory: /var/lib/etcd');
    expect(stage.fails('kubectl get nodes')).toContain('refused');
    initialise(stage, '--pod-network-cidr=192.168.0.0/16');
    stage.pass(30);
    expect(stage.kubectl('get nodes --no-headers')).toMatch(/^controlplane/);
    expect(stage.fails('kubectl get configmap mine')).toContain('NotFound');
  });
});
