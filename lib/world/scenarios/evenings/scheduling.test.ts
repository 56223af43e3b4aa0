import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const SPREAD = `cat <<EOF > spread.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: spread}
spec:
  replicas: 4
  selector: {matchLabels: {app: spread}}
  template:
    metadata: {labels: {app: spread}}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: zone
        whenUnsatisfiable: DoNotSchedule
        labelSelector: {matchLabels: {app: spread}}
      containers: [{name: web, image: nginx}]
EOF`;

scenario(
  'Place pods: a taint and its toleration, a label asked for, no two together, spread over zones',
  (stage) => {
    const me = new Candidate(stage);
    const where = (label: string) =>
      me
        .type(
          `kubectl get pods -l ${label} -o jsonpath='{range .items[*]}{.spec.nodeName}{"\\n"}{end}' | sort | uniq -c | awk '{print $2":"$1}' | tr '\\n' ' '`,
        )
        .trim();
    expect(me.type('kubectl taint node node01 team=blue:NoSchedule')).toBe('node/node01 tainted');
    me.type('kubectl create deployment red --image=nginx --replicas=3 && kubectl rollout status deploy red');
    expect(where('app=red')).toBe('node02:3');
    me.type(
      `kubectl create deployment blue --image=nginx --dry-run=client -o yaml | sed 's/^    spec:/    spec:\\n      nodeSelector: {disk: ssd}\\n      tolerations: [{key: team, value: blue, effect: NoSchedule}]/' | kubectl apply -f -`,
    );
    stage.pass(5);
    expect(me.type('kubectl describe pod -l app=blue | tail -1')).toMatch(
      /FailedScheduling +\d+s +default-scheduler +0\/3 nodes are available: 1 node\(s\) had untolerated taint\(s\), 2 node\(s\) didn't match Pod's node affinity\/selector\. no new claims to deallocate, preemption: 0\/3 nodes are available: 3 Preemption is not helpful for scheduling\./,
    );
    expect(me.type('kubectl label node node01 disk=ssd')).toBe('node/node01 labeled');
    me.type('kubectl rollout status deploy blue');
    expect(where('app=blue')).toBe('node01:1');
    expect(me.type('kubectl taint node node01 team=blue:NoExecute')).toBe('node/node01 tainted');
    stage.pass(10);
    expect(me.type('kubectl get events --field-selector reason=TaintManagerEviction -o custom-columns=M:.message --no-headers')).toMatch(
      /^Marking for deletion Pod default\/blue-/,
    );
    expect(me.type('kubectl describe node node01 | grep -A1 ^Taints')).toMatch(/^Taints: +team=blue:NoExecute\n +team=blue:NoSchedule$/);
    expect(me.type('kubectl taint node node01 team-')).toBe('node/node01 untainted');
    expect(me.type('kubectl taint node node01 team-')).toContain('error: taint "team" not found');
    me.type('kubectl rollout status deploy blue');

    // No two of a kind on a node: the third waits.
    me.open('kubectl create deployment lone --image=nginx --replicas=3 && kubectl edit deploy lone');
    stage.pass(1);
    me.keys(':set paste\r/^      containers\r');
    me.keys('O      affinity:\r        podAntiAffinity:\r          requiredDuringSchedulingIgnoredDuringExecution:\r');
    me.keys('          - topologyKey: kubernetes.io/hostname\r            labelSelector: {matchLabels: {app: lone}}\x1b');
    expect(me.leave(':wq\r')).toContain('deployment.apps/lone edited');
    stage.pass(30);
    expect(me.type('kubectl get pods -l app=lone --no-headers | grep -c Pending')).toBe('1');
    expect(
      me.type('kubectl get events --field-selector reason=FailedScheduling -o custom-columns=M:.message --no-headers | tail -1'),
    ).toContain("2 node(s) didn't match pod anti-affinity rules");

    me.type('kubectl label node node01 zone=a; kubectl label node node02 zone=b');
    me.type(SPREAD);
    me.type('kubectl apply -f spread.yaml && kubectl rollout status deploy spread');
    expect(where('app=spread')).toBe('node01:2 node02:2');
    me.type('kubectl cordon node02 && kubectl scale deploy spread --replicas=6');
    stage.pass(10);
    // Three in one zone and two in the other is as far as the skew lets it go.
    expect(me.type('kubectl get pods -l app=spread --no-headers | grep -c Pending')).toBe('1');
    expect(me.type('kubectl get deploy spread --no-headers')).toMatch(/^spread +5\/6/);
    me.type('kubectl uncordon node02');
    stage.pass(40);
    expect(where('app=spread')).toBe('node01:3 node02:3');
  },
  EVENING,
);
