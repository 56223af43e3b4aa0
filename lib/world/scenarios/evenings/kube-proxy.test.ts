import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const PROXY = '-n kube-system';

scenario(
  'Break kube-proxy by its ConfigMap, find the path that is wrong, and move the cluster to ipvs',
  (stage) => {
    const me = new Candidate(stage);
    me.type('kubectl create deployment web --image=nginx --replicas=2 && kubectl expose deployment web --port=80');
    me.type('kubectl rollout status deploy web');
    expect(me.type('curl -s -m 3 -o /dev/null -w "%{http_code}" $(kubectl get svc web -o jsonpath={.spec.clusterIP}); echo')).toBe('200');
    me.open(`kubectl ${PROXY} edit cm kube-proxy`);
    me.keys('/kubeconfig: \r');
    me.keys(':%s#/var/lib/kube-proxy/kubeconfig.conf#/var/lib/kube-proxy/kube.conf#\r');
    expect(me.leave(':wq\r')).toContain('configmap/kube-proxy edited');
    me.type(`kubectl ${PROXY} rollout restart ds kube-proxy`);
    stage.pass(60);
    expect(me.type(`kubectl ${PROXY} get pods -l k8s-app=kube-proxy --no-headers`)).toMatch(/CrashLoopBackOff|Error/);
    expect(
      me.type(
        `kubectl ${PROXY} logs $(kubectl ${PROXY} get pods -l k8s-app=kube-proxy --no-headers | awk '/CrashLoop|Error/ {print $1; exit}') | tail -1`,
      ),
    ).toContain('kube.conf: no such file or directory');
    // What is there stays; what is new is not learnt where it does not run.
    me.type('kubectl expose deployment web --name=fresh --port=80');
    stage.pass(5);
    const node = me.type(
      `kubectl ${PROXY} get pods -l k8s-app=kube-proxy -o wide --no-headers | awk '/CrashLoop|Error/ {for (i=1;i<=NF;i++) if ($i ~ /^(node|control)/) {print $i; exit}}'`,
    );
    const from = (name: string) =>
      me.type(
        `IP=$(kubectl get svc ${name} -o jsonpath={.spec.clusterIP}); ssh ${node} curl -s -m 3 -o /dev/null -w "%{http_code}" $IP; echo`,
      );
    expect(from('web')).toBe('200');
    expect(from('fresh')).toBe('000');

    me.type(
      `kubectl ${PROXY} get cm kube-proxy -o yaml | sed 's#kube-proxy/kube.conf#kube-proxy/kubeconfig.conf#; s/mode: ""/mode: ipvs/; s/scheduler: ""/scheduler: rr/' > proxy.yaml`,
    );
    expect(me.type('grep -c "mode: ipvs" proxy.yaml')).toBe('1');
    me.type('for n in controlplane node01 node02; do ssh $n modprobe ip_vs ip_vs_rr; done; kubectl replace -f proxy.yaml');
    me.type(`kubectl ${PROXY} delete pod -l k8s-app=kube-proxy`);
    me.type(`kubectl ${PROXY} rollout status ds kube-proxy`);
    stage.pass(5);
    expect(me.type(`kubectl ${PROXY} logs ds/kube-proxy | grep -i ipvs | head -1`)).toMatch(/ipvs/i);
    expect(me.type('curl -s localhost:10249/proxyMode; echo')).toBe('ipvs');
    expect(me.type('ip -br addr show kube-ipvs0 | wc -l')).toBe('1');
    me.type('apt-get install -y ipvsadm >/dev/null 2>&1');
    expect(me.type('ipvsadm -Ln')).toMatch(/TCP +10\.96\.0\.1:443 rr\n +-> 172\.30\.1\.2:6443 +Masq/);
    expect(from('fresh')).toBe('200');
  },
  EVENING,
);
