import { describe, expect } from 'vitest';
import { client } from '../service/cast';
import { scenario, type Stage } from '../stage';

/** Replaces text of the Corefile; the old one goes on until it is read anew. */
function edit(stage: Stage, script: string): void {
  stage.ok(`kubectl -n kube-system get cm coredns -o yaml | sed '${script}' | kubectl replace -f -`);
}

/** Long enough for the kubelet to bring the new file and for CoreDNS to look at it. */
const reload = (stage: Stage) => stage.pass(150);

/** Edits the Corefile and starts CoreDNS anew with it. */
function restart(stage: Stage, script: string): void {
  edit(stage, script);
  stage.kubectl('-n kube-system rollout restart deployment coredns');
  stage.pass(60);
}

const logs = (stage: Stage, more = '') => stage.kubectl(`-n kube-system logs -l k8s-app=kube-dns --tail=-1 ${more}`);
const ask = (stage: Stage, name: string, more = '') => stage.sh(`dig +short @10.96.0.10 ${name} ${more}`).stdout.trim();
const statusOf = (stage: Stage, name: string) => /status: (\w+)/.exec(stage.sh(`dig @10.96.0.10 ${name}`).stdout)?.[1];
const crashed = (stage: Stage) =>
  stage.ok(`kubectl -n kube-system get pods -l k8s-app=kube-dns --no-headers | awk '/CrashLoop|Error/ {print $1}' | head -1`);

describe('dns: CoreDNS and its Corefile', () => {
  scenario('it starts with its zones, the hash of its Corefile and its version', (stage) => {
    expect(logs(stage)).toMatch(/^\.:53\n\[INFO\] plugin\/reload: Running configuration SHA512 = [0-9a-f]{128}\nCoreDNS-1\.14\.2\n/m);
  });

  scenario('a changed Corefile is taken up without a restart', (stage) => {
    edit(stage, 's/^\\( *\\)ready/\\1ready\\n\\1hosts {\\n\\1  10.9.8.7 legacy.example\\n\\1  fallthrough\\n\\1}/');
    reload(stage);
    expect(ask(stage, 'legacy.example')).toBe('10.9.8.7');
    expect(ask(stage, 'kubernetes.default.svc.cluster.local')).toBe('10.96.0.1');
    expect(logs(stage)).toContain('[INFO] Reloading complete');
  });

  scenario('a Corefile with a mistake is refused while running: the old one goes on', (stage) => {
    edit(stage, 's/^\\( *\\)ready/\\1redy/');
    reload(stage);
    expect(logs(stage)).toContain("[ERROR] Restart failed: /etc/coredns/Corefile:6 - Error during parsing: Unknown directive 'redy'");
    expect(ask(stage, 'kubernetes.default.svc.cluster.local')).toBe('10.96.0.1');
  });

  scenario('after a restart the mistake keeps CoreDNS from starting', (stage) => {
    restart(stage, 's/^\\( *\\)ready/\\1redy/');
    const pod = crashed(stage);
    expect(pod).not.toBe('');
    expect(stage.kubectl(`-n kube-system logs ${pod}`)).toBe("/etc/coredns/Corefile:6 - Error during parsing: Unknown directive 'redy'");
  });

  scenario('a mistake inside of a plugin is told with the name of the plugin', (stage) => {
    restart(stage, 's/pods insecure/pods sometimes/');
    expect(stage.kubectl(`-n kube-system logs ${crashed(stage)}`)).toContain(
      'plugin/kubernetes: /etc/coredns/Corefile:8 - Error during parsing: wrong value for pods: sometimes',
    );
  });

  scenario('a brace that is missing is a syntax error', (stage) => {
    restart(stage, 's/max_concurrent 1000/max_concurrent 1000 {/');
    expect(stage.kubectl(`-n kube-system logs ${crashed(stage)}`)).toMatch(/Corefile:\d+ - .*(Unexpected EOF|Unexpected token)/);
  });

  scenario('forwarding to what is no address is refused', (stage) => {
    restart(stage, 's#forward \\. /etc/resolv.conf#forward . dns.example#');
    expect(stage.kubectl(`-n kube-system logs ${crashed(stage)}`)).toBe('plugin/forward: not an IP address or file: "dns.example"');
  });

  scenario('an upstream that is not there is SERVFAIL, and an error in the log; the cluster goes on', (stage) => {
    edit(stage, 's#forward \\. /etc/resolv.conf#forward . 172.30.2.2#');
    reload(stage);
    expect(statusOf(stage, 'github.com')).toBe('SERVFAIL');
    expect(logs(stage)).toMatch(
      /\[ERROR\] plugin\/errors: 2 github\.com\. A: read udp 192\.168\.\d+\.\d+:\d+->172\.30\.2\.2:53: read: connection refused/,
    );
    expect(ask(stage, 'kubernetes.default.svc.cluster.local')).toBe('10.96.0.1');
  });

  scenario('without a forward plugin nobody knows names outside', (stage) => {
    edit(stage, '/forward/,/}/d');
    reload(stage);
    expect(statusOf(stage, 'github.com')).toBe('SERVFAIL');
  });

  scenario('forwarding to itself is found out at the start: a loop', (stage) => {
    restart(stage, 's#forward \\. /etc/resolv.conf#forward . 127.0.0.1#');
    expect(stage.kubectl(`-n kube-system logs ${crashed(stage)}`)).toMatch(
      /\[FATAL\] plugin\/loop: Loop \(127\.0\.0\.1:\d+ -> :53\) detected for zone "\.", see https:\/\/coredns\.io\/plugins\/loop#troubleshooting\. Query: "HINFO \d+\.\d+\."/,
    );
  });

  scenario('a kubelet that gives pods the stub resolver of the node makes CoreDNS loop', (stage) => {
    for (const node of ['node01', 'node02'])
      stage.ok(`sed -i 's#^resolvConf:.*#resolvConf: /etc/resolv.conf#' /var/lib/kubelet/config.yaml; systemctl restart kubelet`, node);
    stage.kubectl('-n kube-system rollout restart deployment coredns');
    stage.pass(90);
    expect(stage.kubectl(`-n kube-system logs ${crashed(stage)}`)).toContain('[FATAL] plugin/loop: Loop (127.0.0.1:');
  });

  scenario('another domain of the cluster leaves cluster.local unknown', (stage) => {
    edit(stage, 's/kubernetes cluster.local/kubernetes other.local/');
    reload(stage);
    expect(ask(stage, 'kubernetes.default.svc.other.local')).toBe('10.96.0.1');
    expect(statusOf(stage, 'kubernetes.default.svc.cluster.local')).toBe('NXDOMAIN');
  });

  scenario('a second server block serves a stub domain from elsewhere', (stage) => {
    edit(stage, 's/^\\( *\\)\\.:53 {/\\1corp.example:53 {\\n\\1  hosts {\\n\\1    10.1.1.1 git.corp.example\\n\\1  }\\n\\1}\\n\\1.:53 {/');
    reload(stage);
    expect(ask(stage, 'git.corp.example')).toBe('10.1.1.1');
    expect(statusOf(stage, 'wiki.corp.example')).toBe('NXDOMAIN');
    expect(ask(stage, 'kubernetes.default.svc.cluster.local')).toBe('10.96.0.1');
  });

  scenario('rewrite name exact asks for another name and answers with the first', (stage) => {
    edit(stage, 's/^\\( *\\)ready/\\1ready\\n\\1rewrite name api.example.com kubernetes.default.svc.cluster.local/');
    reload(stage);
    const text = stage.ok('dig @10.96.0.10 api.example.com');
    expect(text).toMatch(/api\.example\.com\.\s+30\tIN\tA\t10\.96\.0\.1/);
  });

  scenario('rewrite name suffix maps a whole domain, with answer auto', (stage) => {
    edit(stage, 's/^\\( *\\)ready/\\1ready\\n\\1rewrite name suffix .svc.example.org .svc.cluster.local answer auto/');
    reload(stage);
    expect(stage.ok('dig @10.96.0.10 kubernetes.default.svc.example.org')).toMatch(
      /kubernetes\.default\.svc\.example\.org\.\s+30\tIN\tA\t10\.96\.0\.1/,
    );
  });

  scenario('rewrite name regex puts groups in', (stage) => {
    edit(stage, 's/^\\( *\\)ready/\\1ready\\n\\1rewrite name regex (.*)\\\\.my\\\\.zone {1}.default.svc.cluster.local/');
    reload(stage);
    expect(ask(stage, 'kubernetes.my.zone')).toBe('10.96.0.1');
  });

  scenario('template makes answers by a pattern', (stage) => {
    edit(stage, 's/^\\( *\\)ready/\\1ready\\n\\1template IN A wild.example {\\n\\1  answer "{{ .Name }} 60 IN A 10.4.4.4"\\n\\1}/');
    reload(stage);
    expect(ask(stage, 'any.thing.wild.example')).toBe('10.4.4.4');
  });

  scenario('with log each question is written down', (stage) => {
    edit(stage, 's/^\\( *\\)errors/\\1errors\\n\\1log/');
    reload(stage);
    ask(stage, 'kubernetes.default.svc.cluster.local');
    expect(logs(stage)).toMatch(
      /\[INFO\] \d+\.\d+\.\d+\.\d+:\d+ - \d+ "A IN kubernetes\.default\.svc\.cluster\.local\. udp \d+ false \d+" NOERROR qr,aa,rd \d+ 0\.\d+s/,
    );
  });

  scenario('pods disabled takes the names of addresses away, verified asks for a living pod', (stage) => {
    stage.apply(client());
    const own = (stage.get('pods', 'client')!.status.podIP as string).replaceAll('.', '-');
    edit(stage, 's/pods insecure/pods verified/');
    reload(stage);
    expect(ask(stage, '10-1-2-3.default.pod.cluster.local')).toBe('');
    expect(ask(stage, `${own}.default.pod.cluster.local`)).toBe(own.replaceAll('-', '.'));
    edit(stage, 's/pods verified/pods disabled/');
    reload(stage);
    expect(ask(stage, `${own}.default.pod.cluster.local`)).toBe('');
  });

  scenario('the ttl of the kubernetes plugin is that of its answers', (stage) => {
    edit(stage, 's/ttl 30/ttl 7/');
    reload(stage);
    expect(stage.ok('dig @10.96.0.10 kubernetes.default.svc.cluster.local')).toMatch(/\s7\tIN\tA\t10\.96\.0\.1/);
  });

  scenario('acl refuses whom it blocks', (stage) => {
    edit(stage, 's/^\\( *\\)ready/\\1ready\\n\\1acl {\\n\\1  block net 172.30.0.0\\/16\\n\\1}/');
    reload(stage);
    expect(statusOf(stage, 'kubernetes.default.svc.cluster.local')).toBe('REFUSED');
    stage.apply(client());
    expect(stage.kubectl('exec client -- dig +short kubernetes.default.svc.cluster.local')).toBe('10.96.0.1');
  });
});

describe('dns: when CoreDNS is away', () => {
  scenario('scaled to zero, the Service refuses: no servers could be reached', (stage) => {
    stage.apply(client());
    stage.kubectl('-n kube-system scale deployment coredns --replicas=0');
    stage.pass(30);
    expect(stage.fails('kubectl exec client -- nslookup kubernetes')).toContain(
      ';; communications error to 10.96.0.10#53: connection refused\n;; no servers could be reached',
    );
    expect(stage.sh('kubectl exec client -- curl -sS -m 30 http://kubernetes/')).toMatchObject({ exit: 6 });
  });

  scenario('a NetworkPolicy without egress to port 53 makes names time out', (stage) => {
    stage.apply(
      client() +
        `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny }
spec: { podSelector: {}, policyTypes: [Egress] }`,
    );
    expect(stage.fails('kubectl exec client -- nslookup kubernetes')).toContain(';; communications error to 10.96.0.10#53: timed out');
  });

  scenario('TCP 53 alone is not enough: queries are UDP, unless they are told otherwise', (stage) => {
    stage.apply(
      client() +
        `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: tcp-only }
spec: { podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: 53, protocol: TCP }] }] }`,
    );
    expect(stage.fails('kubectl exec client -- dig kubernetes.default.svc.cluster.local')).toContain('timed out');
    expect(stage.kubectl('exec client -- dig +tcp +short kubernetes.default.svc.cluster.local')).toBe('10.96.0.1');
  });

  scenario('a Service kube-dns with a wrong selector has nobody behind it', (stage) => {
    stage.apply(client());
    stage.kubectl(`-n kube-system patch service kube-dns -p '{"spec":{"selector":{"k8s-app":"core-dns"}}}'`);
    stage.settle();
    expect(stage.fails('kubectl exec client -- nslookup kubernetes')).toContain('no servers could be reached');
    expect(stage.kubectl('-n kube-system describe service kube-dns')).toMatch(/Endpoints: +\n/);
  });

  scenario('without its rights CoreDNS starts unready and knows no names of the cluster', (stage) => {
    stage.kubectl('delete clusterrolebinding system:coredns');
    stage.kubectl('-n kube-system rollout restart deployment coredns');
    stage.pass(40);
    const pod = stage.ok(`kubectl -n kube-system get pods -l k8s-app=kube-dns --no-headers | awk '/0\\/1/ {print $1}' | head -1`);
    const text = stage.kubectl(`-n kube-system logs ${pod}`);
    expect(text).toContain(
      'User "system:serviceaccount:kube-system:coredns" cannot list resource "services" in API group "" at the cluster scope',
    );
    expect(text).toContain('[WARNING] plugin/kubernetes: starting server with unsynced Kubernetes API');
  });

  scenario('it goes on answering while the API server is away', (stage) => {
    stage.apply(client());
    stage.ok('mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/');
    stage.pass(40);
    expect(stage.ok('dig +short @10.96.0.10 kubernetes.default.svc.cluster.local')).toBe('10.96.0.1');
  });
});
