import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { clusterIp, code, netexec, nodePort, pods, service } from './cast';

const PORTS = 'ports: [{ port: 80, targetPort: 8080 }]';

/** Writes kube-proxy's configuration anew and restarts it everywhere. */
function configure(stage: Stage, edit: string): void {
  stage.ok(
    `kubectl -n kube-system get cm kube-proxy -o yaml | sed '${edit}' | kubectl replace -f -; kubectl -n kube-system rollout restart ds kube-proxy`,
  );
  stage.pass(90);
}

describe('service: kube-proxy', () => {
  scenario('the chain of a service port is named by the hash of its name and protocol', (stage) => {
    expect(stage.ok('iptables-save -t nat | grep -c "^:KUBE-SVC-NPX46M4PTMTKRN6Y "')).toBe('1');
    expect(stage.ok('iptables -t nat -S KUBE-SERVICES | grep kube-dns:dns-tcp')).toBe(
      '-A KUBE-SERVICES -d 10.96.0.10/32 -p tcp -m comment --comment "kube-system/kube-dns:dns-tcp cluster IP" -m tcp --dport 53 -j KUBE-SVC-ERIFXISQEP7F7OF4',
    );
  });

  scenario('a ClusterIP becomes a rule of KUBE-SERVICES on every node', (stage) => {
    stage.apply(netexec('web') + service('web', PORTS));
    for (const node of ['controlplane', 'node01', 'node02'])
      expect(stage.ok('iptables -t nat -L KUBE-SERVICES -n', node)).toMatch(
        new RegExp(`KUBE-SVC-\\w{16} +tcp +-- +0.0.0.0/0 +${clusterIp(stage, 'web')} +/\\* default/web cluster IP \\*/ tcp dpt:80`),
      );
  });

  scenario('three endpoints are chosen with the probabilities 1/3, 1/2 and the rest', (stage) => {
    stage.apply(netexec('web', 3) + service('web', PORTS));
    const chain = stage.ok(`iptables-save -t nat | grep 'default/web cluster IP' | grep -o 'KUBE-SVC-[A-Z0-9]*$' | head -1`);
    const rules = stage.ok(`iptables -t nat -S ${chain}`).split('\n').slice(1);
    expect(rules.map((rule) => /probability (\S+)/.exec(rule)?.[1])).toEqual([undefined, '0.33333333349', '0.50000000000', undefined]);
    expect(rules[0]).toContain('! -s 192.168.0.0/16');
  });

  scenario('an endpoint has a chain of its own that translates to its address', (stage) => {
    stage.apply(netexec('web', 1) + service('web', PORTS));
    const [pod] = pods(stage, 'web');
    const rules = stage.ok(`iptables-save -t nat | grep 'KUBE-SEP-.*default/web"'`);
    expect(rules).toContain(`-s ${pod!.ip}/32 -m comment --comment "default/web" -j KUBE-MARK-MASQ`);
    expect(rules).toContain(`-p tcp -m comment --comment "default/web" -m tcp -j DNAT --to-destination ${pod!.ip}:8080`);
  });

  scenario('a Service without endpoints is rejected in the filter table', (stage) => {
    stage.apply(service('web', PORTS));
    expect(stage.ok('iptables -S KUBE-SERVICES')).toContain(
      `-d ${clusterIp(stage, 'web')}/32 -p tcp -m comment --comment "default/web has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable`,
    );
  });

  scenario('a NodePort leads through KUBE-NODEPORTS and an external chain that masquerades', (stage) => {
    stage.apply(netexec('web', 1) + service('web', `type: NodePort, ${PORTS}`));
    const rules = stage.ok('iptables-save -t nat');
    expect(rules).toMatch(
      new RegExp(`-A KUBE-NODEPORTS -p tcp -m comment --comment "default/web" -m tcp --dport ${nodePort(stage, 'web')} -j KUBE-EXT-`),
    );
    expect(rules).toMatch(
      /-A KUBE-EXT-\w+ -m comment --comment "masquerade traffic for default\/web external destinations" -j KUBE-MARK-MASQ/,
    );
  });

  scenario('session affinity is a match of the module recent', (stage) => {
    stage.apply(netexec('web') + service('web', `sessionAffinity: ClientIP, ${PORTS}`));
    expect(stage.ok('iptables-save -t nat | grep -c "recent --rcheck --seconds 10800 --reap --name KUBE-SEP-"')).toBe('2');
  });

  scenario('iptables is for root', (stage) => {
    expect(stage.fails("su ubuntu -c 'iptables -t nat -L'")).toContain('Permission denied (you must be root)');
  });

  scenario('without a living kube-proxy a node keeps its old rules and learns no new ones', (stage) => {
    stage.apply(netexec('web', 1) + service('web', PORTS));
    stage.kubectl(`-n kube-system patch ds kube-proxy -p '{"spec":{"template":{"spec":{"nodeSelector":{"proxy":"no"}}}}}'`);
    stage.pass(60);
    stage.apply(service('late', PORTS, 'web'));
    expect(code(stage, `http://${clusterIp(stage, 'web')}/`)).toBe('200');
    expect(stage.sh(`curl -sS -m 2 http://${clusterIp(stage, 'late')}/`)).toMatchObject({ exit: 28 });
    stage.kubectl(`-n kube-system patch ds kube-proxy --type=json -p '[{"op":"remove","path":"/spec/template/spec/nodeSelector/proxy"}]'`);
    stage.pass(60);
    expect(code(stage, `http://${clusterIp(stage, 'late')}/`)).toBe('200');
  });

  scenario('rules of a node whose kube-proxy is gone send to pods that are gone, too', (stage) => {
    stage.apply(netexec('web', 1) + service('web', PORTS));
    stage.kubectl(`-n kube-system patch ds kube-proxy -p '{"spec":{"template":{"spec":{"nodeSelector":{"proxy":"no"}}}}}'`);
    stage.pass(60);
    stage.kubectl('delete pod -l app=web');
    stage.settle();
    expect(code(stage, `http://${clusterIp(stage, 'web')}/`)).toBe('000');
    expect(code(stage, `http://${pods(stage, 'web')[0]!.ip}:8080/`)).toBe('200');
  });

  scenario('flushed rules come back when kube-proxy is restarted', (stage) => {
    stage.apply(netexec('web', 1) + service('web', PORTS));
    const url = `http://${clusterIp(stage, 'web')}/`;
    stage.ok('iptables -t nat -F', 'node01');
    expect(code(stage, url, 'node01')).toBe('000');
    expect(code(stage, url, 'node02')).toBe('200');
    stage.kubectl('-n kube-system delete pod -l k8s-app=kube-proxy --field-selector spec.nodeName=node01');
    stage.pass(5);
    expect(code(stage, url, 'node01')).toBe('200');
  });

  scenario('deleting the canary chain has kube-proxy write everything again within half a minute', (stage) => {
    stage.apply(netexec('web', 1) + service('web', PORTS));
    const url = `http://${clusterIp(stage, 'web')}/`;
    stage.ok('iptables -t nat -F && iptables -t nat -X && iptables -t mangle -F && iptables -t mangle -X', 'node01');
    // One SYN only: kube-proxy may be back when the next is sent.
    expect(stage.sh(`curl -s -m 1 -o /dev/null -w '%{http_code}' ${url}`, 'node01').stdout).toBe('000');
    stage.pass(31);
    expect(code(stage, url, 'node01')).toBe('200');
  });

  scenario('a rule of the filter table that drops a port makes it time out until the rule is gone', (stage) => {
    stage.apply(netexec('web', 1) + service('web', `type: NodePort, ${PORTS}`));
    const [pod] = pods(stage, 'web');
    stage.ok('iptables -I FORWARD -p tcp --dport 8080 -j DROP', pod!.node);
    const url = `http://${pod!.node}:${nodePort(stage, 'web')}/`;
    expect(stage.sh(`curl -sS -m 2 ${url}`, 'base')).toMatchObject({ exit: 28 });
    stage.ok('iptables -D FORWARD -p tcp --dport 8080 -j DROP', pod!.node);
    expect(code(stage, url, 'base')).toBe('200');
  });

  scenario('kube-proxy tells its mode at port 10249 and its health at 10256', (stage) => {
    expect(stage.ok('curl -s localhost:10249/proxyMode')).toBe('iptables');
    expect(JSON.parse(stage.ok('curl -s node01:10256/healthz'))).toMatchObject({ nodeEligible: true });
  });

  scenario('a wrong path of its configuration ends kube-proxy with a failed complete', (stage) => {
    stage.kubectl(
      `-n kube-system patch ds kube-proxy --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/command/1","value":"--config=/var/lib/kube-proxy/configuration.conf"}]'`,
    );
    stage.pass(90);
    expect(stage.ok('kubectl -n kube-system get pods -l k8s-app=kube-proxy --no-headers')).toMatch(/CrashLoopBackOff|Error/);
    const pod = stage.ok(`kubectl -n kube-system get pods -l k8s-app=kube-proxy --no-headers | awk '/Crash|Error/ {print $1}' | head -1`);
    expect(stage.kubectl(`-n kube-system logs ${pod}`)).toContain(
      '"command failed" err="failed complete: open /var/lib/kube-proxy/configuration.conf: no such file or directory"',
    );
  });

  scenario('a clusterCIDR that is none is refused by name', (stage) => {
    configure(stage, 's#clusterCIDR: .*#clusterCIDR: 192.168.0.0/99#');
    const pod = stage.ok(`kubectl -n kube-system get pods -l k8s-app=kube-proxy --no-headers | awk '/Crash|Error/ {print $1}' | head -1`);
    expect(stage.kubectl(`-n kube-system logs ${pod}`)).toContain(
      'failed validate: KubeProxyConfiguration.ClusterCIDR: Invalid value: \\"192.168.0.0/99\\": must be a valid CIDR block',
    );
  });

  scenario('a kubeconfig with a wrong server leaves kube-proxy running without news', (stage) => {
    stage.apply(netexec('web', 1));
    configure(stage, 's#:6443#:6553#');
    stage.apply(service('web', PORTS));
    const pod = stage.ok(`kubectl -n kube-system get pods -l k8s-app=kube-proxy -o name | head -1`);
    expect(stage.kubectl(`-n kube-system logs ${pod}`)).toContain('dial tcp 172.30.1.2:6553: connect: connection refused');
    expect(stage.kubectl(`-n kube-system get pods -l k8s-app=kube-proxy --no-headers`)).toContain('Running');
    expect(code(stage, `http://${clusterIp(stage, 'web')}/`)).toBe('000');
  });

  scenario('in ipvs mode each address of a Service is a virtual server', (stage) => {
    configure(stage, 's#mode: ""#mode: ipvs#');
    stage.apply(netexec('web', 2) + service('web', `type: NodePort, ${PORTS}`));
    expect(stage.ok('curl -s localhost:10249/proxyMode')).toBe('ipvs');
    const table = stage.ok('ipvsadm -Ln', 'node01');
    const [a, b] = pods(stage, 'web');
    expect(table).toContain(`TCP  ${clusterIp(stage, 'web')}:80 rr\n  -> ${a!.ip}:8080`);
    expect(table).toContain(`-> ${b!.ip}:8080`);
    expect(table).toContain(`TCP  172.30.2.2:${nodePort(stage, 'web')} rr`);
    expect(code(stage, `http://${clusterIp(stage, 'web')}/`)).toBe('200');
  });

  scenario('in ipvs mode the node has the addresses of Services: other ports are refused, not lost', (stage) => {
    configure(stage, 's#mode: ""#mode: ipvs#');
    stage.apply(netexec('web', 1) + service('web', PORTS));
    expect(stage.sh(`curl -sS -m 2 http://${clusterIp(stage, 'web')}:81/`)).toMatchObject({ exit: 7 });
  });

  scenario('a fork of the cluster keeps frozen rules', (stage) => {
    stage.apply(netexec('web', 1) + service('web', PORTS));
    const ip = clusterIp(stage, 'web');
    stage.ok('mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/');
    stage.pass(30);
    const fork = stage.world.fork();
    expect(fork.dialFromHost('node01', ip, 80)).toEqual({ ok: true });
  });
});
