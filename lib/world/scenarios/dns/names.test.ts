import { describe, expect } from 'vitest';
import { client, clusterIp, netexec, pods, service } from '../service/cast';
import { scenario, type Stage } from '../stage';

const PORTS = 'ports: [{ name: web, port: 80, targetPort: 8080 }]';
const dig = (stage: Stage, words: string) => stage.kubectl(`exec client -- dig +short ${words}`);
const status = (stage: Stage, words: string) => /status: (\w+)/.exec(stage.kubectl(`exec client -- dig ${words}`))?.[1];

describe('dns: names of the cluster', () => {
  scenario('a Service is found by its short name, with its namespace, and by its whole name', (stage) => {
    stage.apply(netexec('web', 1) + service('web', PORTS) + client());
    const ip = clusterIp(stage, 'web');
    for (const name of ['web', 'web.default', 'web.default.svc', 'web.default.svc.cluster.local', 'web.default.svc.cluster.local.'])
      expect(stage.kubectl(`exec client -- nslookup ${name}`)).toContain(`Name:\tweb.default.svc.cluster.local\nAddress: ${ip}`);
  });

  scenario('from another namespace the short name is not enough', (stage) => {
    stage.kubectl('create namespace far');
    stage.apply(netexec('web', 1) + service('web', PORTS));
    stage.ok(`kubectl -n far run client --image=registry.k8s.io/e2e-test-images/agnhost:2.53 -- pause`);
    stage.settle();
    expect(stage.fails('kubectl -n far exec client -- nslookup web')).toContain("** server can't find web: NXDOMAIN");
    expect(stage.ok('kubectl -n far exec client -- nslookup web.default')).toContain(`Address: ${clusterIp(stage, 'web')}`);
  });

  scenario('nslookup names the server, its port, and the answer', (stage) => {
    stage.apply(client());
    expect(stage.kubectl('exec client -- nslookup kubernetes.default')).toBe(
      'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tkubernetes.default.svc.cluster.local\nAddress: 10.96.0.1\n',
    );
  });

  scenario('dig does not use the search list unless it is told to', (stage) => {
    stage.apply(client());
    expect(dig(stage, 'kubernetes.default')).toBe('');
    expect(dig(stage, '+search kubernetes.default')).toBe('10.96.0.1');
  });

  scenario('a name that is not there is NXDOMAIN with the SOA of the zone', (stage) => {
    stage.apply(client());
    const text = stage.kubectl('exec client -- dig nope.default.svc.cluster.local');
    expect(text).toContain('status: NXDOMAIN');
    expect(text).toMatch(/cluster\.local\.\t+30\tIN\tSOA\tns\.dns\.cluster\.local\. hostmaster\.cluster\.local\. \d+ 7200 1800 86400 30/);
  });

  scenario('a name without an IPv6 address has no data, but exists', (stage) => {
    stage.apply(client());
    expect(status(stage, 'kubernetes.default.svc.cluster.local AAAA')).toBe('NOERROR');
    expect(dig(stage, 'kubernetes.default.svc.cluster.local AAAA')).toBe('');
  });

  scenario('a namespace is a name without data, a missing one is none', (stage) => {
    stage.apply(client());
    expect(status(stage, 'default.svc.cluster.local')).toBe('NOERROR');
    expect(status(stage, 'nowhere.svc.cluster.local')).toBe('NXDOMAIN');
  });

  scenario('SRV records tell the port of a named port', (stage) => {
    stage.apply(client());
    expect(dig(stage, '_https._tcp.kubernetes.default.svc.cluster.local SRV')).toBe('0 100 443 kubernetes.default.svc.cluster.local.');
  });

  scenario('SRV records of a headless Service name each pod', (stage) => {
    stage.apply(netexec('web', 2) + service('web', 'clusterIP: None, ports: [{ name: web, port: 8080 }]') + client());
    const hosts = pods(stage, 'web').map(({ ip }) => `0 50 8080 ${ip.replaceAll('.', '-')}.web.default.svc.cluster.local.`);
    expect(dig(stage, '_web._tcp.web.default.svc.cluster.local SRV').split('\n').sort()).toEqual(hosts.sort());
  });

  scenario('addresses are found backwards: Services and their pods', (stage) => {
    stage.apply(netexec('web', 1) + service('web', PORTS) + client());
    const [pod] = pods(stage, 'web');
    expect(dig(stage, '-x 10.96.0.1')).toBe('kubernetes.default.svc.cluster.local.');
    expect(dig(stage, `-x ${pod!.ip}`)).toBe(`${pod!.ip.replaceAll('.', '-')}.web.default.svc.cluster.local.`);
  });

  scenario('each pod has a name made of its address', (stage) => {
    stage.apply(client());
    expect(dig(stage, '10-1-2-3.default.pod.cluster.local')).toBe('10.1.2.3');
    expect(status(stage, '10-1-2-3.nowhere.pod.cluster.local')).toBe('NXDOMAIN');
  });

  scenario('pods of a StatefulSet have names of their own below the headless Service', (stage) => {
    stage.apply(
      `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  replicas: 2
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: [netexec] }] }` +
        service('db', 'clusterIP: None, ports: [{ port: 8080 }]') +
        client(),
    );
    const ip = stage.get('pods', 'db-1')!.status.podIP as string;
    expect(dig(stage, 'db-1.db.default.svc.cluster.local')).toBe(ip);
    expect(stage.kubectl('exec client -- curl -s http://db-1.db:8080/hostname')).toBe('db-1');
  });

  scenario('hostname and subdomain give a pod a name where a headless Service of that name is', (stage) => {
    stage.apply(
      client('named', '  hostname: one\n  subdomain: sub') + service('sub', 'clusterIP: None, ports: [{ port: 1 }]', 'named') + client(),
    );
    expect(dig(stage, 'one.sub.default.svc.cluster.local')).toBe(stage.get('pods', 'named')!.status.podIP);
  });

  scenario('an ExternalName is an alias', (stage) => {
    stage.apply(
      netexec('web', 1) +
        service('web', PORTS) +
        `
---
apiVersion: v1
kind: Service
metadata: { name: alias }
spec: { type: ExternalName, externalName: web.default.svc.cluster.local }` +
        client(),
    );
    expect(dig(stage, 'alias.default.svc.cluster.local CNAME')).toBe('web.default.svc.cluster.local.');
    expect(dig(stage, 'alias.default.svc.cluster.local')).toBe(`web.default.svc.cluster.local.\n${clusterIp(stage, 'web')}`);
    expect(stage.kubectl('exec client -- curl -s -o /dev/null -w %{http_code} http://alias')).toBe('200');
  });

  scenario('a headless Service without pods has no name', (stage) => {
    stage.apply(service('none', 'clusterIP: None, ports: [{ port: 80 }]') + client());
    expect(status(stage, 'none.default.svc.cluster.local')).toBe('NXDOMAIN');
  });

  scenario('names outside of the cluster are asked of the servers of the node', (stage) => {
    stage.apply(client());
    expect(dig(stage, 'github.com')).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(stage.kubectl('exec client -- nslookup github.com')).toContain('Non-authoritative answer:');
  });

  scenario('nodes do not know the names of the cluster, unless they ask its server', (stage) => {
    expect(stage.fails('nslookup kubernetes.default.svc.cluster.local')).toContain(
      "** server can't find kubernetes.default.svc.cluster.local: NXDOMAIN",
    );
    expect(stage.ok('nslookup kubernetes.default.svc.cluster.local 10.96.0.10')).toContain('Address: 10.96.0.1');
  });

  scenario('a zone transfer is refused', (stage) => {
    stage.apply(client());
    expect(stage.kubectl('exec client -- dig cluster.local AXFR')).toContain('; Transfer failed.');
  });

  scenario('host says it in sentences', (stage) => {
    expect(stage.ok('host kubernetes.default.svc.cluster.local 10.96.0.10')).toContain(
      'kubernetes.default.svc.cluster.local has address 10.96.0.1',
    );
    expect(stage.fails('host nope.default.svc.cluster.local 10.96.0.10')).toContain(
      'Host nope.default.svc.cluster.local not found: 3(NXDOMAIN)',
    );
  });

  scenario('busybox asks for every candidate of the search list and tells of each', (stage) => {
    stage.kubectl('run box --image=busybox:1.36 -- sleep 1d');
    stage.settle();
    const text = stage.sh('kubectl exec box -- nslookup kubernetes').stdout;
    expect(text).toContain('Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n');
    expect(text).toContain('Name:\tkubernetes.default.svc.cluster.local\nAddress: 10.96.0.1\n');
    expect(text).toContain("** server can't find kubernetes.svc.cluster.local: NXDOMAIN");
  });
});

describe('dns: what pods are told', () => {
  const resolv = (stage: Stage, spec: string) => {
    stage.apply(client('client', spec));
    return stage.kubectl('exec client -- cat /etc/resolv.conf');
  };

  scenario('ClusterFirst: the cluster server, three domains and ndots:5', (stage) => {
    expect(resolv(stage, '')).toMatch(
      /^search default\.svc\.cluster\.local svc\.cluster\.local cluster\.local.*\nnameserver 10\.96\.0\.10\noptions ndots:5$/,
    );
  });

  scenario('Default: what the node itself asks, not its stub', (stage) => {
    const text = resolv(stage, '  dnsPolicy: Default');
    expect(text).toContain('nameserver 8.8.8.8');
    expect(text).not.toContain('127.0.0.53');
    expect(stage.fails('kubectl exec client -- nslookup kubernetes.default.svc.cluster.local')).toContain('NXDOMAIN');
  });

  scenario('a pod of the host network asks the node, unless it says ClusterFirstWithHostNet', (stage) => {
    expect(resolv(stage, '  hostNetwork: true')).not.toContain('10.96.0.10');
    stage.kubectl('delete pod client --now');
    expect(resolv(stage, '  hostNetwork: true\n  dnsPolicy: ClusterFirstWithHostNet')).toContain('nameserver 10.96.0.10');
  });

  scenario('None: only what dnsConfig says', (stage) => {
    expect(
      resolv(
        stage,
        '  dnsPolicy: None\n  dnsConfig: { nameservers: [1.1.1.1], searches: [example.com], options: [{ name: ndots, value: "2" }] }',
      ),
    ).toBe('search example.com\nnameserver 1.1.1.1\noptions ndots:2');
  });

  scenario('dnsConfig adds to the policy, and its options win', (stage) => {
    const text = resolv(stage, '  dnsConfig: { searches: [shop.svc.cluster.local], options: [{ name: ndots, value: "2" }] }');
    expect(text).toContain('nameserver 10.96.0.10');
    expect(text).toContain('shop.svc.cluster.local');
    expect(text).toContain('options ndots:2');
  });
});
