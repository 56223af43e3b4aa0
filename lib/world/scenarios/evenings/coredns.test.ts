import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

scenario(
  'Break CoreDNS by an edit of its Corefile, repair it, and add a stub domain in nano',
  (stage) => {
    const me = new Candidate(stage);
    const lookUp = (name: string) => me.status(`kubectl run t --image=busybox:1.28 --rm -i -q --restart=Never -- nslookup ${name}`);
    expect(lookUp('kubernetes.default').shown).toContain('Address 1: 10.96.0.1 kubernetes.default.svc.cluster.local');
    // The well-known trap: later ones do not search for a name that has a dot.
    expect(me.type('kubectl run t --image=busybox:1.36 --rm -i -q --restart=Never -- nslookup kubernetes.default')).toContain(
      "** server can't find kubernetes.default: NXDOMAIN",
    );

    me.open('kubectl -n kube-system edit cm coredns');
    me.keys('/ready\r');
    me.keys('cwredy\x1b');
    expect(me.leave(':wq\r')).toContain('configmap/coredns edited');
    me.type('kubectl -n kube-system rollout restart deploy coredns');
    stage.pass(60);
    expect(me.type('kubectl -n kube-system get pods -l k8s-app=kube-dns --no-headers')).toMatch(/0\/1 +(CrashLoopBackOff|Error)/);
    const pod = me.type("kubectl -n kube-system get pods -l k8s-app=kube-dns --no-headers | awk '/0\\/1/ {print $1; exit}'");
    expect(me.type(`kubectl -n kube-system logs ${pod}`)).toBe("/etc/coredns/Corefile:6 - Error during parsing: Unknown directive 'redy'");
    // The old pod that is left goes on with what it had read.
    expect(lookUp('kubernetes.default').exit).toBe(0);

    me.type('kubectl -n kube-system get cm coredns -o yaml > cm.yaml && sed -i s/redy/ready/ cm.yaml && kubectl replace -f cm.yaml');
    expect(me.type('kubectl -n kube-system rollout status deploy coredns --timeout=180s')).toContain('successfully rolled out');

    me.type("kubectl -n kube-system get cm coredns -o jsonpath='{.data.Corefile}' > Corefile");
    expect(me.open('nano Corefile')).toContain('[ Read 23 lines ]');
    me.keys('corp.local:53 {\r    errors\r    cache 30\r    hosts {\r        10.9.8.7 db.corp.local\r    }\r}\r');
    me.keys('\x18');
    me.keys('y');
    me.leave('\r');
    expect(me.type('head -2 Corefile')).toBe('corp.local:53 {\n    errors');
    me.type('kubectl -n kube-system create cm coredns --from-file=Corefile --dry-run=client -o yaml | kubectl replace -f -');
    stage.pass(130);
    expect(me.type('kubectl -n kube-system logs -l k8s-app=kube-dns --tail=-1')).toContain('[INFO] Reloading complete');
    expect(lookUp('db.corp.local').shown).toContain('Address 1: 10.9.8.7');
    expect(lookUp('nope.corp.local')).toMatchObject({
      exit: 1,
      shown: expect.stringContaining("nslookup: can't resolve 'nope.corp.local'"),
    });
    expect(me.type('dig +short @10.96.0.10 db.corp.local')).toBe('10.9.8.7');

    // Without a server nobody knows a name.
    me.type('kubectl -n kube-system scale deploy coredns --replicas=0');
    stage.pass(40);
    expect(lookUp('kubernetes.default').exit).toBe(1);
    expect(me.type('kubectl -n kube-system get endpointslices -l k8s-app=kube-dns --no-headers')).toContain('<unset>');
    me.type('kubectl -n kube-system scale deploy coredns --replicas=2');
    me.type('kubectl -n kube-system rollout status deploy coredns');
    expect(lookUp('kubernetes.default').exit).toBe(0);
  },
  EVENING,
);
