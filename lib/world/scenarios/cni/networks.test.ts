import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const FLANNEL = 'https://github.com/flannel-io/flannel/releases/latest/download/kube-flannel.yml';

function web(stage: Stage): { ip: string; node: string } {
  stage.kubectl('run web --image=nginx:1.27');
  stage.settle();
  const [ip = '', node = ''] = stage.kubectl('get pod web -o jsonpath="{.status.podIP} {.spec.nodeName}"').split(' ');
  return { ip, node };
}

describe('cni: before there is a pod network', () => {
  const bare = { profile: 'kubeadm-bare' };
  scenario(
    'nodes are NotReady, and say that the plugin is not initialized',
    (stage) => {
      expect(stage.kubectl('get nodes --no-headers')).not.toContain(' Ready');
      expect(stage.kubectl('describe node node01')).toContain(
        'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
      );
    },
    bare,
  );
  scenario(
    'CoreDNS waits for a node, while pods of the host network run',
    (stage) => {
      expect(stage.kubectl('get pods -n kube-system -l k8s-app=kube-dns -o jsonpath={.items[*].status.phase}')).toBe('Pending Pending');
      expect(stage.kubectl('get pods -n kube-system -l k8s-app=kube-proxy -o jsonpath={.items[*].status.phase}')).toBe(
        'Running Running Running',
      );
    },
    bare,
  );
  scenario(
    'a manifest of Flannel makes the nodes Ready and starts CoreDNS',
    (stage) => {
      stage.kubectl(`apply -f ${FLANNEL}`);
      stage.settle();
      expect(stage.kubectl('get nodes --no-headers')).not.toContain('NotReady');
      expect(stage.kubectl('get deploy coredns -n kube-system -o jsonpath={.status.readyReplicas}')).toBe('2');
    },
    bare,
  );
  scenario(
    'so does one of Calico, whose pool is kubeadm’s range',
    (stage) => {
      stage.kubectl('apply -f https://raw.githubusercontent.com/projectcalico/calico/v3.31.3/manifests/calico.yaml');
      stage.settle();
      expect(stage.kubectl('get ippool default-ipv4-ippool -o jsonpath={.spec.cidr}')).toBe('10.244.0.0/16');
      expect(stage.kubectl('get nodes --no-headers')).not.toContain('NotReady');
    },
    bare,
  );
});

describe('cni: Calico', () => {
  scenario('gives each node a block of its pool', (stage) => {
    const { ip, node } = web(stage);
    expect(stage.kubectl(`get blockaffinities -o jsonpath='{.items[?(@.spec.node=="${node}")].spec.cidr}'`)).toMatch(/\/26$/);
    expect(ip).toMatch(/^192\.168\./);
  });
  scenario('a pod sees a /32 and a gateway that is nobody’s', (stage) => {
    const { ip } = web(stage);
    expect(stage.kubectl('run see --image=nicolaka/netshoot --restart=Never -- sleep 1000') && stage.settle()).toBeDefined();
    const shown = stage.kubectl('exec see -- ip route');
    expect(shown).toBe('default via 169.254.1.1 dev eth0 \n169.254.1.1 dev eth0 scope link ');
    expect(stage.kubectl('exec see -- ip addr show eth0')).toMatch(/inet 192\.168\.\d+\.\d+\/32 scope global eth0/);
    expect(ip).not.toBe('');
  });
  scenario('routes each pod of a node to its cali interface, and other nodes’ blocks through tunl0', (stage) => {
    const { ip, node } = web(stage);
    const routes = stage.ok('ip route', node);
    expect(routes).toMatch(new RegExp(`^${ip.replaceAll('.', '\\.')} dev cali[0-9a-f]{11} scope link`, 'm'));
    expect(routes).toMatch(/^192\.168\.\d+\.\d+\/26 via 172\.30\.\d\.2 dev tunl0 proto bird onlink/m);
    expect(routes).toMatch(/^blackhole 192\.168\.\d+\.\d+\/26 proto bird/m);
  });
  scenario('without /var/lib/calico/nodename no pod gets a sandbox', (stage) => {
    for (const node of ['node01', 'node02']) stage.ok('rm /var/lib/calico/nodename', node);
    stage.kubectl('run web --image=nginx:1.27');
    stage.pass(10);
    expect(stage.events('Pod/web').join('\n')).toContain(
      'plugin type="calico" failed (add): stat /var/lib/calico/nodename: no such file or directory: check that the calico/node container is running and has mounted /var/lib/calico/',
    );
  });
  scenario('a pool that is disabled gives no addresses', (stage) => {
    stage.kubectl(`patch ippool default-ipv4-ippool --type=merge -p '{"spec":{"disabled":true}}'`);
    stage.kubectl('run web --image=nginx:1.27');
    stage.pass(10);
    expect(stage.events('Pod/web').join('\n')).toContain('no configured Calico pools');
  });
});

describe('cni: plugins and their files', () => {
  scenario('a plugin whose binary is gone is not found', (stage) => {
    for (const node of ['node01', 'node02']) stage.ok('rm /opt/cni/bin/calico', node);
    stage.kubectl('run web --image=nginx:1.27');
    stage.pass(10);
    expect(stage.events('Pod/web').join('\n')).toContain(
      'plugin type="calico" failed (add): failed to find plugin "calico" in path [/opt/cni/bin]',
    );
  });
  scenario('a node whose configuration is removed becomes NotReady, and Ready when it is back', (stage) => {
    stage.ok('mv /etc/cni/net.d/10-calico.conflist /tmp/', 'node01');
    stage.pass(30);
    expect(stage.kubectl('get node node01 --no-headers')).toContain('NotReady');
    stage.ok('mv /tmp/10-calico.conflist /etc/cni/net.d/', 'node01');
    stage.pass(30);
    expect(stage.kubectl('get node node01 --no-headers')).not.toContain('NotReady');
  });
  scenario('a configuration that is no JSON is none', (stage) => {
    stage.ok('echo "{" > /etc/cni/net.d/10-calico.conflist', 'node01');
    stage.pass(30);
    expect(stage.kubectl('get node node01 --no-headers')).toContain('NotReady');
  });
});

describe('cni: Flannel', () => {
  const flannel = { profile: 'kubeadm-flannel' };
  scenario(
    'pods have addresses of their node’s podCIDR, whose first is the bridge’s',
    (stage) => {
      const { ip, node } = web(stage);
      const range = stage.kubectl(`get node ${node} -o jsonpath={.spec.podCIDR}`).replace('.0/24', '');
      expect(ip.startsWith(`${range}.`)).toBe(true);
      expect(stage.ok('ip -br addr show cni0', node)).toContain(`${range}.1/24`);
      expect(stage.ok('cat /run/flannel/subnet.env', node)).toContain(`FLANNEL_SUBNET=${range}.1/24`);
    },
    flannel,
  );
  scenario(
    'other nodes’ ranges lie behind flannel.1',
    (stage) => {
      expect(stage.ok('ip route', 'controlplane')).toMatch(/^10\.244\.1\.0\/24 via 10\.244\.1\.0 dev flannel\.1 onlink/m);
    },
    flannel,
  );
  scenario(
    'without its lease the plugin says what is missing',
    (stage) => {
      for (const node of ['node01', 'node02']) stage.ok('rm /run/flannel/subnet.env', node);
      stage.kubectl('run web --image=nginx:1.27');
      stage.pass(10);
      expect(stage.events('Pod/web').join('\n')).toContain(
        "failed to load flannel 'subnet.env' file: open /run/flannel/subnet.env: no such file or directory",
      );
    },
    flannel,
  );
  scenario(
    'a network that does not hold the nodes’ ranges keeps flanneld from starting',
    (stage) => {
      stage.ok('kubectl -n kube-flannel get cm kube-flannel-cfg -o yaml | sed s#10.244.0.0/16#10.99.0.0/16# | kubectl apply -f -');
      stage.kubectl('-n kube-flannel rollout restart ds/kube-flannel-ds');
      stage.pass(30);
      const logs = stage.sh(
        'kubectl -n kube-flannel logs -l app=flannel --tail=20; kubectl -n kube-flannel logs -l app=flannel -p --tail=20',
      ).stdout;
      expect(logs).toContain(`specified in the flannel net config doesn't contain`);
    },
    flannel,
  );
});

describe('cni: Amazon VPC CNI', () => {
  const eks = { profile: 'eks' };
  scenario(
    'a t3.medium takes 17 pods: 3 interfaces of 5 spare addresses, and 2',
    (stage) => {
      expect(stage.kubectl('get nodes -o jsonpath={.items[*].status.allocatable.pods}')).toBe('17 17 17');
    },
    eks,
  );
  scenario(
    'pods have addresses of their node’s subnet',
    (stage) => {
      const { ip, node } = web(stage);
      const third = Number(node.split('-')[3]);
      expect(Math.floor(Number(ip.split('.')[2]) / 32)).toBe(Math.floor(third / 32));
    },
    eks,
  );
  scenario(
    'with MAX_ENI=1 the sixth pod of a node gets no address',
    (stage) => {
      stage.kubectl('-n kube-system set env ds/aws-node -c aws-node MAX_ENI=1');
      for (const node of stage.kubectl('get nodes -o name').split('\n').slice(1)) stage.kubectl(`cordon ${node.replace('node/', '')}`);
      stage.ok('rm -f /var/run/aws-node/ipam.json', stage.kubectl('get nodes -o jsonpath={.items[0].metadata.name}'));
      stage.settle();
      stage.kubectl('create deployment many --image=nginx:1.27 --replicas=7');
      stage.pass(60);
      const events = stage.kubectl('get events --field-selector reason=FailedCreatePodSandBox');
      expect(events).toContain('plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container');
    },
    eks,
  );
  scenario(
    'nobody logs in on the control plane, and it is no node',
    (stage) => {
      expect(stage.kubectl('get nodes --no-headers').split('\n')).toHaveLength(3);
      expect(stage.kubectl('get pods -n kube-system')).not.toMatch(/etcd|kube-apiserver/);
    },
    eks,
  );
});
