import { expect } from 'vitest';
import { FLANNEL } from '../kubeadm/cast';
import { scenario } from '../stage';

const KEYRING = '/etc/apt/keyrings/kubernetes-apt-keyring.gpg';
const REPOSITORY = 'https://pkgs.k8s.io/core:/stable:/v1.36/deb/';

scenario(
  'Build a cluster of three bare machines: packages, kubeadm init, Flannel, two workers, a workload',
  (stage) => {
    for (const host of ['controlplane', 'node01', 'node02']) {
      expect(stage.fails('kubeadm version', host)).toContain('command not found');
      stage.ok('sudo swapoff -a; sudo sysctl -w net.ipv4.ip_forward=1; sudo modprobe br_netfilter', host);
      expect(stage.ok('systemctl is-active containerd', host)).toBe('active');
      stage.ok('sudo apt-get update && sudo apt-get install -y apt-transport-https ca-certificates curl gpg', host);
      stage.ok(`sudo mkdir -p -m 755 /etc/apt/keyrings; curl -fsSL ${REPOSITORY}Release.key | sudo gpg --dearmor -o ${KEYRING}`, host);
      stage.ok(`echo "deb [signed-by=${KEYRING}] ${REPOSITORY} /" | sudo tee /etc/apt/sources.list.d/kubernetes.list`, host);
      stage.ok('sudo apt-get update && sudo apt-get install -y kubelet kubeadm kubectl', host);
      expect(stage.ok('sudo apt-mark hold kubelet kubeadm kubectl', host)).toContain('kubelet set on hold.');
      expect(stage.ok('sudo systemctl enable --now kubelet; kubeadm version -o short', host)).toContain('v1.36.3');
    }
    const said = stage.ok('sudo kubeadm init --pod-network-cidr=10.244.0.0/16 --apiserver-advertise-address=172.30.1.2');
    expect(said).toContain('Your Kubernetes control-plane has initialized successfully!');
    stage.ok(
      'mkdir -p $HOME/.kube; sudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config; sudo chown $(id -u):$(id -g) $HOME/.kube/config',
    );
    expect(stage.kubectl('get nodes --no-headers')).toMatch(/^controlplane +NotReady/);
    stage.kubectl(`apply -f ${FLANNEL}`);
    const [, join] = /(kubeadm join [^\n]+ \\\n\t--discovery-token-ca-cert-hash sha256:[0-9a-f]{64})/.exec(said)!;
    for (const host of ['node01', 'node02']) expect(stage.ok(`sudo ${join}`, host)).toContain('This node has joined the cluster:');
    stage.pass(60);
    expect(stage.kubectl('get nodes --no-headers').match(/ Ready /g)).toHaveLength(3);
    stage.kubectl('label node node01 node-role.kubernetes.io/worker=worker');
    expect(stage.kubectl('get node node01 --no-headers')).toContain('worker');
    stage.kubectl('create deployment web --image=nginx --replicas=4');
    stage.kubectl('expose deployment web --port=80');
    stage.pass(40);
    expect(stage.kubectl('get deployment web --no-headers')).toMatch(/4\/4/);
    stage.kubectl('run probe --image=busybox:1.36 --restart=Never -- wget -qO- http://web');
    stage.pass(20);
    expect(stage.kubectl('logs probe')).toContain('Welcome to nginx!');
    expect(stage.kubectl('get pods -A --no-headers')).not.toMatch(/Pending|CrashLoop|Error /);
  },
  { profile: 'machines' },
);
