import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const ALLOW = `cat <<EOF | kubectl apply -f -
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-dns}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
      podSelector: {matchLabels: {k8s-app: kube-dns}}
    ports:
    - {protocol: UDP, port: 53}
    - {protocol: TCP, port: 53}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: front}
spec:
  podSelector: {matchLabels: {app: front}}
  policyTypes: [Egress]
  egress:
  - to: [{podSelector: {matchLabels: {app: api}}}]
    ports: [{port: 8080}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: front}}}]
    ports: [{port: 80}]
  egress:
  - to: [{podSelector: {matchLabels: {app: db}}}]
    ports: [{port: 6379}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: api}}}]
    ports: [{port: 6379}]
EOF`;

scenario(
  'Three tiers behind default-deny: nothing talks, then DNS and one way through, and a wrong port is found',
  (stage) => {
    const me = new Candidate(stage);
    me.type('kubectl create ns shop && kubectl config set-context --current --namespace shop');
    me.type('for a in front api; do kubectl create deployment $a --image=nginx; done');
    me.type('kubectl create deployment db --image=redis:7');
    me.type('kubectl expose deployment api --port 8080 --target-port 80; kubectl expose deployment db --port 6379');
    me.type('kubectl wait --for=condition=Available deployment --all');
    const call = () => me.status('kubectl exec deploy/front -- curl -sS -m 2 api:8080 | grep -c title; (exit ${PIPESTATUS[0]})');
    const redis = (labels: string) =>
      me.status(`kubectl run r --rm -i -q --restart=Never ${labels} --image=redis:7 -- timeout 3 redis-cli -h db ping`);
    expect(call()).toEqual({ shown: '1', exit: 0 });

    me.open('vim deny.yaml');
    me.keys(':set paste\ri');
    me.keys('apiVersion: networking.k8s.io/v1\rkind: NetworkPolicy\rmetadata:\r  name: default-deny\rspec:\r  podSelector: {}\r');
    me.keys('  policyTypes:\r  - Ingress\r  - Egress\x1b');
    me.leave(':wq\r');
    expect(me.type('kubectl apply -f deny.yaml')).toBe('networkpolicy.networking.k8s.io/default-deny created');
    // Not even the name is found.
    expect(call().shown).toContain('command terminated with exit code 28');
    const ip = me.type("kubectl get pod -l app=api -o jsonpath='{.items[0].status.podIP}'");
    expect(me.type(`kubectl exec deploy/front -- curl -sS -m 2 ${ip}`)).toContain('curl: (28) Connection timed out after');

    me.type(ALLOW);
    expect(me.type('kubectl get netpol --no-headers | wc -l')).toBe('5');
    expect(me.type('kubectl exec deploy/front -- getent hosts api')).toContain('api.shop.svc.cluster.local');
    // The port of a policy is the pod's, not the Service's.
    expect(call().exit).toBe(28);
    expect(me.type('kubectl describe netpol front | grep "To Port"')).toBe('    To Port: 8080/TCP');
    me.type(`kubectl patch netpol front --type=json -p '[{"op":"replace","path":"/spec/egress/0/ports/0/port","value":80}]'`);
    expect(call()).toEqual({ shown: '1', exit: 0 });
    expect(redis('--labels=app=api')).toEqual({ shown: 'PONG', exit: 0 });
    expect(redis('--labels=app=other').exit).not.toBe(0);
    expect(me.type('kubectl run t --rm -i -q --restart=Never --image=busybox -- wget -qO- -T 2 api:8080')).toContain(
      'wget: download timed out',
    );
    expect(me.type('kubectl run t -n default --rm -i -q --restart=Never --image=busybox -- wget -qO- -T 2 api.shop:8080')).toContain(
      'wget: download timed out',
    );
  },
  EVENING,
);
