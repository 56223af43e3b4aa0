import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

scenario(
  'Let an important pod push less important ones aside on a full cluster, and another wait politely',
  (stage) => {
    const me = new Candidate(stage);
    expect(me.type('kubectl get priorityclass --no-headers | wc -l')).toBe('2');
    expect(me.type('kubectl create priorityclass high --value=100000 --description="important"')).toBe(
      'priorityclass.scheduling.k8s.io/high created',
    );
    me.type('kubectl create priorityclass low --value=100');
    expect(me.type('kubectl create priorityclass wrong --value=2000000000')).toContain(
      '"wrong" is invalid: value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    );
    me.type('kubectl create deployment filler --image=nginx --replicas=6 --dry-run=client -o yaml > filler.yaml');
    me.type(
      String.raw`sed -i 's/resources: {}/resources: {requests: {cpu: 500m}}/; s/    spec:/    spec:\n      priorityClassName: low/' filler.yaml`,
    );
    expect(me.type('kubectl apply -f filler.yaml')).toBe('deployment.apps/filler created');
    me.type('kubectl rollout status deploy filler');
    me.type('kubectl run vip --image=nginx --dry-run=client -o yaml > vip.yaml');
    me.open('nano vip.yaml');
    me.keys('\x17containers\r');
    me.keys('priorityClassName: high\r  ');
    me.keys('\x18');
    me.keys('y');
    me.leave('\r');
    me.type('sed -i "s/resources: {}/resources: {requests: {cpu: 800m}}/" vip.yaml');
    expect(me.type('kubectl apply -f vip.yaml')).toBe('pod/vip created');
    expect(me.type('kubectl wait --for=condition=Ready pod/vip --timeout=60s')).toBe('pod/vip condition met');
    expect(me.type('kubectl get events --field-selector reason=Preempted -o custom-columns=M:.message --no-headers | head -1')).toMatch(
      /^Preempted by pod [0-9a-f-]{36} on node node0[12]$/,
    );
    expect(me.type('kubectl describe pod vip | grep -E "^Priority"')).toBe('Priority:             100000\nPriority Class Name:  high');
    expect(me.type('kubectl get pods -l app=filler --no-headers | grep -c Pending')).toBe('2');
    expect(
      me.type('kubectl get events --field-selector reason=FailedScheduling -o custom-columns=M:.message --no-headers | tail -1'),
    ).toMatch(/^0\/3 nodes are available: 1 node\(s\) had untolerated taint\(s\), 2 Insufficient cpu\./);
    // One that never preempts waits as the fillers do.
    me.type('kubectl create priorityclass polite --value=90000 --preemption-policy=Never');
    me.type(`sed 's/name: vip/name: guest/; s/: high/: polite/' vip.yaml | kubectl apply -f -`);
    stage.pass(20);
    expect(me.type('kubectl get pod guest --no-headers')).toContain('Pending');
    expect(me.type('kubectl describe pod guest | tail -1')).toContain('not eligible due to preemptionPolicy=Never.');
    me.type('kubectl scale deploy filler --replicas=2');
    stage.pass(20);
    expect(me.type('kubectl get pod guest --no-headers')).toContain('Running');
    expect(
      me.type(`kubectl get pods -o custom-columns='NAME:.metadata.name,P:.spec.priority' --sort-by=.spec.priority --no-headers | tail -1`),
    ).toMatch(/^vip +100000$/);
  },
  EVENING,
);
