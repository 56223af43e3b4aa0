import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const TIMED_OUT = 28;
const pod = (name: string, node: string) => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name} } }
spec: { nodeName: ${node}, containers: [{ name: c, image: 'nicolaka/netshoot', command: [sleep, infinity] }] }`;
const server = (name: string, node: string) => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name} } }
spec: { nodeName: ${node}, containers: [{ name: c, image: 'nginx:1.27' }] }`;

/** Two servers and a client beside the first of them. */
const cast = (stage: Stage, first = 'node01', second = 'node02') =>
  stage.apply(server('near', first) + server('far', second) + pod('client', first));
const ip = (stage: Stage, name: string) => stage.get('pods', name)!.status.podIP as string;
const reach = (stage: Stage, name: string, from = 'client') =>
  stage.sh(`kubectl exec ${from} -- curl -s -m 2 -o /dev/null http://${ip(stage, name)}`).exit;
const flannel = { profile: 'kubeadm-flannel' };

describe('cni: what carries packets between nodes', () => {
  scenario(
    'a tunnel that is down cuts pods of other nodes off, not those of the same',
    (stage) => {
      cast(stage);
      expect([reach(stage, 'near'), reach(stage, 'far')]).toEqual([0, 0]);
      stage.ok('ip link set flannel.1 down', 'node02');
      expect([reach(stage, 'near'), reach(stage, 'far')]).toEqual([0, TIMED_OUT]);
      stage.ok('ip link set flannel.1 up', 'node02');
      expect(reach(stage, 'far')).toBe(0);
    },
    flannel,
  );
  scenario(
    'Flannel needs UDP 8472 between nodes',
    (stage) => {
      cast(stage);
      stage.ok('iptables -I INPUT -p udp --dport 8472 -j DROP', 'node02');
      expect([reach(stage, 'near'), reach(stage, 'far')]).toEqual([0, TIMED_OUT]);
      stage.ok('iptables -D INPUT -p udp --dport 8472 -j DROP', 'node02');
      expect(reach(stage, 'far')).toBe(0);
    },
    flannel,
  );
  scenario(
    'closing it on the way out of the sender does the same',
    (stage) => {
      cast(stage);
      stage.ok('iptables -A OUTPUT -p udp --dport 8472 -j DROP', 'node01');
      expect(reach(stage, 'far')).toBe(TIMED_OUT);
    },
    flannel,
  );
  scenario('Calico’s IP-in-IP is protocol 4, not a port', (stage) => {
    cast(stage);
    stage.ok('iptables -I INPUT -p 4 -j DROP', 'node02');
    expect([reach(stage, 'near'), reach(stage, 'far')]).toEqual([0, TIMED_OUT]);
  });
  scenario(
    'a route to another node’s range that is deleted is missed',
    (stage) => {
      cast(stage);
      const block = stage.kubectl('get node node02 -o jsonpath={.spec.podCIDR}');
      stage.ok(`ip route del ${block}`, 'node01');
      expect(stage.ok('ip route', 'node01')).not.toContain(block);
      expect([reach(stage, 'near'), reach(stage, 'far')]).toEqual([0, TIMED_OUT]);
      stage.ok(`ip route add ${block} via ${block.replace('/24', '')} dev flannel.1 onlink`, 'node01');
      expect(reach(stage, 'far')).toBe(0);
    },
    flannel,
  );
  scenario(
    'a restarted flanneld writes its routes again',
    (stage) => {
      cast(stage);
      const block = stage.kubectl('get node node02 -o jsonpath={.spec.podCIDR}');
      stage.ok(`ip route del ${block}`, 'node01');
      stage.kubectl('-n kube-flannel delete pod --field-selector spec.nodeName=node01');
      expect(reach(stage.settle(), 'far')).toBe(0);
    },
    flannel,
  );
  scenario('BIRD mends Calico’s routes within seconds', (stage) => {
    cast(stage);
    const block = /^(\S+\/26) via 172\.30\.3\.2/m.exec(stage.ok('ip route', 'node01'))![1]!;
    stage.ok(`ip route del ${block}`, 'node01');
    stage.pass(3);
    expect(stage.ok('ip route', 'node01')).toContain(block);
    expect(reach(stage, 'far')).toBe(0);
  });
  scenario(
    'a route into the wrong direction loses packets',
    (stage) => {
      cast(stage);
      const block = stage.kubectl('get node node02 -o jsonpath={.spec.podCIDR}');
      stage.ok(`ip route replace ${block} via 172.30.1.2`, 'node01');
      expect(reach(stage, 'far')).toBe(TIMED_OUT);
    },
    flannel,
  );
  scenario(
    'a bridge that is down cuts off all pods of its node',
    (stage) => {
      cast(stage);
      stage.ok('ip link set cni0 down', 'node01');
      expect([reach(stage, 'near'), reach(stage, 'far')]).toEqual([TIMED_OUT, TIMED_OUT]);
    },
    flannel,
  );
  scenario('ip route says what the kernel says', (stage) => {
    expect(stage.fails('ip route del 10.77.0.0/16')).toContain('RTNETLINK answers: No such process');
    stage.ok('ip route add 10.77.0.0/16 via 172.30.2.2');
    expect(stage.fails('ip route add 10.77.0.0/16 via 172.30.2.2')).toContain('RTNETLINK answers: File exists');
    expect(stage.ok('ip route get 10.77.1.1')).toContain('10.77.1.1 via 172.30.2.2 dev eth0 src 172.30.1.2');
    stage.ok('ip route add blackhole 10.78.0.0/16');
    expect(stage.fails('ip route get 10.78.0.1')).toContain('RTNETLINK answers: Invalid argument');
    expect(stage.fails("su ubuntu -c 'ip route del 10.77.0.0/16'")).toContain('Operation not permitted');
  });
});

describe('cni: by hand', () => {
  const CONF = (n: number) =>
    `mkdir -p /etc/cni/net.d && echo '{"cniVersion":"0.3.1","name":"net","type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":true,"ipam":{"type":"host-local","subnet":"10.244.${n}.0/24"}}' > /etc/cni/net.d/10-bridge.conf`;
  const bare = { profile: 'kubeadm-bare' };
  const setUp = (stage: Stage) => {
    for (const [i, node] of ['controlplane', 'node01', 'node02'].entries()) stage.ok(CONF(i), node);
    stage.pass(30);
    cast(stage);
  };
  scenario(
    'a bridge alone joins the pods of one node; routes join the nodes',
    (stage) => {
      setUp(stage);
      expect([reach(stage, 'near'), reach(stage, 'far')]).toEqual([0, TIMED_OUT]);
      stage.ok('ip route add 10.244.2.0/24 via 172.30.3.2', 'node01');
      stage.ok('ip route add 10.244.1.0/24 via 172.30.2.2', 'node02');
      expect(reach(stage, 'far')).toBe(0);
    },
    bare,
  );
});

describe('cni: what addresses others see', () => {
  const seenBy = (stage: Stage, server: string) => stage.kubectl(`logs ${server} --tail=1`).split(' ')[0];
  scenario('pods see one another’s own addresses, on other nodes too', (stage) => {
    cast(stage);
    reach(stage, 'far');
    expect(seenBy(stage, 'far')).toBe(ip(stage, 'client'));
  });
  scenario('Calico without natOutgoing: pods reach pods and nodes, but no answer comes from outside', (stage) => {
    cast(stage);
    const outside = () => stage.sh('kubectl exec client -- curl -s -m 2 -o /dev/null https://github.com').exit;
    expect(outside()).toBe(0);
    stage.kubectl(`patch ippool default-ipv4-ippool --type=merge -p '{"spec":{"natOutgoing":false}}'`);
    stage.settle();
    expect([outside() === 0, reach(stage, 'far')]).toEqual([false, 0]);
  });
});

describe('cni: ping, traceroute and their likes', () => {
  const ping = (stage: Stage, target: string) => stage.sh(`kubectl exec client -- ping -c 1 -W 1 ${target}`).exit;
  const policy = (stage: Stage, spec: string) =>
    stage.apply(`apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\nspec: ${spec}`);
  scenario('pods answer to ping; a ClusterIP does not: no host has it', (stage) => {
    cast(stage);
    expect([ping(stage, ip(stage, 'far')), ping(stage, '10.96.0.1')]).toEqual([0, 1]);
  });
  scenario('a rule with ports does not let ICMP through, one without does', (stage) => {
    cast(stage);
    policy(stage, '{ podSelector: { matchLabels: { app: far } }, ingress: [{ ports: [{ port: 80 }] }] }');
    expect([reach(stage, 'far'), ping(stage, ip(stage, 'far'))]).toEqual([0, 1]);
    policy(stage, '{ podSelector: { matchLabels: { app: far } }, ingress: [{ from: [{ podSelector: {} }] }] }');
    expect(ping(stage, ip(stage, 'far'))).toBe(0);
  });
  scenario('a packet filter for ICMP stops ping and lets TCP be', (stage) => {
    cast(stage);
    stage.ok('iptables -I FORWARD -p icmp -j DROP', 'node02');
    expect([ping(stage, ip(stage, 'far')), reach(stage, 'far')]).toEqual([1, 0]);
  });
  scenario('traceroute shows the node, the other node’s tunnel and the pod', (stage) => {
    cast(stage);
    const out = stage.ok(`traceroute -n ${ip(stage, 'far')}`, 'node01').split('\n');
    expect(out[0]).toBe(`traceroute to ${ip(stage, 'far')} (${ip(stage, 'far')}), 30 hops max, 60 byte packets`);
    expect(out).toHaveLength(3);
    expect(out[2]).toContain(` 2  ${ip(stage, 'far')}  `);
  });
  scenario('tracepath reaches a pod of the same node at once', (stage) => {
    cast(stage);
    expect(stage.ok(`tracepath -n ${ip(stage, 'near')}`, 'node01')).toMatch(/ 1: +\S+ +\S+ms reached\n +Resume: pmtu 1500 hops 1 back 1/);
  });
  scenario(
    'ip route get tells by which interface a pod is reached',
    (stage) => {
      cast(stage);
      expect(stage.ok(`ip route get ${ip(stage, 'far')}`, 'node01')).toContain(`${ip(stage, 'far')} via 10.244.2.0 dev flannel.1 `);
      expect(stage.ok(`ip route get ${ip(stage, 'near')}`, 'node01')).toContain(`${ip(stage, 'near')} dev cni0 src 10.244.1.1`);
    },
    flannel,
  );
});
