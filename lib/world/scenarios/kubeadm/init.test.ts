import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { FLANNEL, initialise, inOrder, install } from './cast';

const BARE = { profile: 'machines' };

describe('kubeadm init', () => {
  scenario(
    'tells its phases in their order, and how to go on',
    (stage) => {
      install(stage, 'controlplane');
      const said = initialise(stage);
      inOrder(
        said,
        '[init] Using Kubernetes version: v1.36.3',
        '[preflight] Running pre-flight checks',
        '[certs] Using certificateDir folder "/etc/kubernetes/pki"',
        '[certs] Generating "ca" certificate and key',
        '[certs] apiserver serving cert is signed for DNS names [controlplane kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local] and IPs [10.96.0.1 172.30.1.2]',
        '[certs] Generating "sa" key and public key',
        '[kubeconfig] Writing "admin.conf" kubeconfig file',
        '[etcd] Creating static Pod manifest for local etcd in "/etc/kubernetes/manifests"',
        '[control-plane] Creating static Pod manifest for "kube-scheduler"',
        '[kubelet-start] Starting the kubelet',
        '[control-plane-check] kube-apiserver is healthy after',
        '[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace',
        '[mark-control-plane] Marking the node controlplane as control-plane by adding the taints [node-role.kubernetes.io/control-plane:NoSchedule]',
        '[bootstrap-token] Using token: ',
        '[addons] Applied essential addon: CoreDNS',
        '[addons] Applied essential addon: kube-proxy',
        'Your Kubernetes control-plane has initialized successfully!',
        'kubeadm join 172.30.1.2:6443 --token ',
      );
      expect(stage.kubectl('get node controlplane --no-headers')).toMatch(/NotReady +control-plane .* v1\.36\.3/);
      expect(stage.kubectl('describe node controlplane')).toContain('cni plugin not initialized');
    },
    BARE,
  );

  scenario(
    'leaves CoreDNS waiting until there is a pod network',
    (stage) => {
      install(stage, 'controlplane');
      initialise(stage);
      stage.pass(20);
      expect(stage.kubectl('get pods -n kube-system -l k8s-app=kube-dns --no-headers')).toMatch(/0\/1 +Pending/);
      stage.kubectl(`apply -f ${FLANNEL}`);
      stage.pass(60);
      expect(stage.kubectl('get node controlplane --no-headers')).toMatch(/ Ready /);
      expect(stage.kubectl('get pods -n kube-system -l k8s-app=kube-dns --no-headers')).toMatch(/1\/1 +Running/);
      expect(stage.kubectl('get node controlplane -o jsonpath={.spec.podCIDR}')).toBe('10.244.0.0/24');
    },
    BARE,
  );

  scenario(
    'without --pod-network-cidr nodes get no range',
    (stage) => {
      install(stage, 'controlplane');
      initialise(stage, '');
      stage.pass(30);
      expect(stage.kubectl('get node controlplane -o jsonpath={.spec.podCIDR}')).toBe('');
      expect(stage.ok('cat /etc/kubernetes/manifests/kube-controller-manager.yaml')).not.toContain('cluster-cidr');
    },
    BARE,
  );

  scenario(
    'does not begin where packets are not forwarded',
    (stage) => {
      install(stage, 'controlplane');
      stage.ok('sysctl -w net.ipv4.ip_forward=0');
      expect(stage.fails('kubeadm init')).toContain(
        'error execution phase preflight: [preflight] Some fatal errors occurred:\n\t[ERROR FileContent--proc-sys-net-ipv4-ip_forward]: /proc/sys/net/ipv4/ip_forward contents are not set to 1\n[preflight] If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`',
      );
      stage.ok('sysctl -w net.ipv4.ip_forward=1');
      initialise(stage);
    },
    BARE,
  );

  scenario(
    'does not begin without a container runtime',
    (stage) => {
      install(stage, 'controlplane');
      stage.ok('systemctl stop containerd');
      expect(stage.fails('kubeadm init')).toContain('[ERROR CRI]: could not connect to the container runtime');
    },
    BARE,
  );

  scenario('a second time finds ports, manifests and data in its way', (stage) => {
    const said = stage.fails('kubeadm init');
    for (const what of [
      '[ERROR Port-6443]: Port 6443 is in use',
      '[ERROR Port-10250]: Port 10250 is in use',
      '[ERROR FileAvailable--etc-kubernetes-manifests-kube-apiserver.yaml]: /etc/kubernetes/manifests/kube-apiserver.yaml already exists',
      '[ERROR DirAvailable--var-lib-etcd]: /var/lib/etcd is not empty',
    ])
      expect(said).toContain(what);
  });

  scenario(
    'takes its settings from a file, flags of components among them',
    (stage) => {
      install(stage, 'controlplane');
      stage.ok(`cat > /root/kubeadm.yaml <<'X'
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
networking:
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.100.0.0/16
apiServer:
  extraArgs:
  - name: event-ttl
    value: 2h
X`);
      expect(stage.fails('kubeadm init --config /root/kubeadm.yaml --pod-network-cidr 10.1.0.0/16')).toContain(
        "can not mix '--config' with arguments [pod-network-cidr]",
      );
      initialise(stage, '--config /root/kubeadm.yaml');
      expect(stage.ok('grep event-ttl /etc/kubernetes/manifests/kube-apiserver.yaml')).toContain('- --event-ttl=2h');
      expect(stage.kubectl('get svc kubernetes -o jsonpath={.spec.clusterIP}')).toBe('10.100.0.1');
      expect(stage.kubectl('get svc -n kube-system kube-dns -o jsonpath={.spec.clusterIP}')).toBe('10.100.0.10');
    },
    BARE,
  );

  scenario('needs root', (stage) => {
    expect(stage.fails('su ubuntu -c "kubeadm init"')).toContain('user is not running as root');
  });
});

describe('kubeadm init phase', () => {
  scenario('control-plane writes a lost manifest again', (stage) => {
    const before = stage.ok('cat /etc/kubernetes/manifests/kube-scheduler.yaml');
    stage.ok('rm /etc/kubernetes/manifests/kube-scheduler.yaml');
    stage.pass(10);
    expect(stage.ok('kubeadm init phase control-plane scheduler')).toContain(
      '[control-plane] Creating static Pod manifest for "kube-scheduler"',
    );
    expect(stage.ok('cat /etc/kubernetes/manifests/kube-scheduler.yaml')).toBe(before.trimEnd());
    stage.pass(40);
    expect(stage.kubectl('get pod -n kube-system kube-scheduler-controlplane --no-headers')).toContain('Running');
  });

  scenario('kubeconfig writes a lost kubeconfig again', (stage) => {
    stage.ok('rm /etc/kubernetes/scheduler.conf');
    expect(stage.ok('kubeadm init phase kubeconfig scheduler')).toContain('[kubeconfig] Writing "scheduler.conf" kubeconfig file');
    expect(stage.ok('kubectl --kubeconfig /etc/kubernetes/scheduler.conf auth whoami')).toContain('system:kube-scheduler');
  });

  scenario('certs leaves what is there, and makes what is missing', (stage) => {
    stage.ok('rm /etc/kubernetes/pki/apiserver-kubelet-client.*');
    const said = stage.ok('kubeadm init phase certs all');
    expect(said).toContain('[certs] Using existing ca certificate authority');
    expect(said).toContain('[certs] Generating "apiserver-kubelet-client" certificate and key');
  });
});

describe('kubeadm config', () => {
  scenario('print init-defaults is what validate accepts', (stage) => {
    stage.ok('kubeadm config print init-defaults > /tmp/k.yaml');
    expect(stage.ok('grep -c "^kind: " /tmp/k.yaml')).toBe('2');
    expect(stage.ok('kubeadm config validate --config /tmp/k.yaml')).toBe('ok');
  });

  scenario('images pull says each', (stage) => {
    const said = stage.ok('kubeadm config images pull');
    expect(said.split('\n')[0]).toBe('[config/images] Pulled registry.k8s.io/kube-apiserver:v1.36.3');
    expect(stage.ok('crictl images')).toContain('registry.k8s.io/kube-controller-manager');
  });

  scenario('images list knows what other versions are made of', (stage) => {
    expect(stage.ok('kubeadm config images list --kubernetes-version v1.35.2')).toContain(
      'registry.k8s.io/coredns/coredns:v1.13.2\nregistry.k8s.io/pause:3.10.1\nregistry.k8s.io/etcd:3.6.6-0',
    );
  });

  scenario('migrate makes lists of arguments', (stage) => {
    stage.ok(
      'printf \'apiVersion: kubeadm.k8s.io/v1beta3\\nkind: ClusterConfiguration\\napiServer:\\n  extraArgs:\\n    v: "4"\\n\' > /tmp/old.yaml',
    );
    expect(stage.ok('kubeadm config migrate --old-config /tmp/old.yaml')).toContain('  extraArgs:\n  - name: v\n    value: "4"');
  });

  scenario('an old version of the file is refused', (stage) => {
    stage.ok("printf 'apiVersion: kubeadm.k8s.io/v1beta2\\nkind: ClusterConfiguration\\n' > /tmp/old.yaml");
    expect(stage.fails('kubeadm config validate --config /tmp/old.yaml')).toContain(
      'your configuration file uses an old API spec: "kubeadm.k8s.io/v1beta2"',
    );
  });
});
