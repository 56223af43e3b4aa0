import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const LIMITS = `cat <<EOF | kubectl apply -n dev -f -
apiVersion: v1
kind: ResourceQuota
metadata: {name: team}
spec:
  hard: {pods: "4", requests.cpu: "1", limits.memory: 2Gi, count/deployments.apps: "2"}
---
apiVersion: v1
kind: LimitRange
metadata: {name: defaults}
spec:
  limits:
  - type: Container
    defaultRequest: {cpu: 200m}
    default: {memory: 256Mi, cpu: 500m}
    max: {memory: 1Gi}
EOF`;

scenario(
  'Set a team up: a namespace with quota and limits, a user by CSR, a role, and what happens at the edges',
  (stage) => {
    const me = new Candidate(stage);
    me.type('kubectl create ns dev');
    me.type(LIMITS);
    me.type('openssl genrsa -out jane.key 2048 2>/dev/null; openssl req -new -key jane.key -subj "/CN=jane/O=dev" -out jane.csr');
    me.open('vim csr.yaml');
    me.keys(':set paste\ri');
    me.keys('apiVersion: certificates.k8s.io/v1\rkind: CertificateSigningRequest\rmetadata:\r  name: jane\rspec:\r');
    me.keys('  signerName: kubernetes.io/kube-apiserver-client\r  usages: [client auth]\r  request: \x1b');
    // What a command prints comes in below, and is joined to the line.
    me.keys(':r !base64 -w0 jane.csr\r');
    me.keys('kJ');
    me.leave(':wq\r');
    expect(me.type('kubectl apply -f csr.yaml')).toBe('certificatesigningrequest.certificates.k8s.io/jane created');
    expect(me.type('kubectl get csr jane --no-headers')).toMatch(
      /^jane +\d+s +kubernetes.io\/kube-apiserver-client +kubernetes-admin +<none> +Pending$/,
    );
    expect(me.type('kubectl certificate approve jane')).toBe('certificatesigningrequest.certificates.k8s.io/jane approved');
    stage.pass(2);
    me.type("kubectl get csr jane -o jsonpath='{.status.certificate}' | base64 -d > jane.crt");
    me.type('kubectl config set-credentials jane --client-certificate=jane.crt --client-key=jane.key --embed-certs');
    me.type('kubectl config set-context jane --cluster=kubernetes --user=jane --namespace=dev');
    me.type('kubectl create role worker -n dev --verb=get,list,watch,create,delete --resource=pods,deployments.apps');
    me.type('kubectl create rolebinding jane -n dev --role=worker --user=jane');
    expect(me.type('kubectl config use-context jane')).toBe('Switched to context "jane".');
    expect(me.type('kubectl auth whoami -o jsonpath="{.status.userInfo.username} {.status.userInfo.groups}"')).toBe(
      'jane ["dev","system:authenticated"]',
    );
    expect(me.type('kubectl get pods')).toBe('No resources found in dev namespace.');
    expect(me.type('kubectl get pods -n default')).toContain(
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    expect(me.status('kubectl auth can-i delete secrets')).toEqual({ shown: 'no', exit: 1 });
    expect(me.type('kubectl create deployment web --image=nginx --replicas=5')).toBe('deployment.apps/web created');
    stage.pass(15);
    expect(me.type('kubectl get deploy web --no-headers')).toMatch(/^web +4\/5 +4 +4/);
    me.type('kubectl create deployment two --image=nginx');
    expect(me.type('kubectl create deployment three --image=nginx')).toContain(
      'exceeded quota: team, requested: count/deployments.apps=1, used: count/deployments.apps=2, limited: count/deployments.apps=2',
    );
    expect(me.type('kubectl scale deploy web --replicas=1')).toContain('cannot patch resource "deployments/scale"');
    me.type('kubectl config use-context kubernetes-admin@kubernetes');
    expect(me.type("kubectl get events -n dev --field-selector reason=FailedCreate -o jsonpath='{.items[0].message}'")).toContain(
      'exceeded quota: team, requested: pods=1,requests.cpu=200m, used: pods=4,requests.cpu=800m, limited: pods=4,requests.cpu=1'.slice(
        0,
        24,
      ),
    );
    expect(me.type('kubectl describe quota team -n dev')).toMatch(/pods +4 +4\nrequests.cpu +800m +1/);
    expect(me.type("kubectl get pods -n dev -o jsonpath='{.items[0].spec.containers[0].resources}'")).toBe(
      '{"limits":{"cpu":"500m","memory":"256Mi"},"requests":{"cpu":"200m","memory":"256Mi"}}',
    );
    expect(
      me.type(
        `kubectl run big -n dev --image=nginx --overrides='{"spec":{"containers":[{"name":"big","image":"nginx","resources":{"limits":{"memory":"2Gi"}}}]}}'`,
      ),
    ).toContain('maximum memory usage per Container is 1Gi, but limit is 2Gi');
    me.type('kubectl create role scaler -n dev --verb=patch,update --resource=deployments/scale');
    me.type('kubectl create rolebinding scaler -n dev --role=scaler --group=dev');
    expect(me.type('kubectl --context jane scale deploy web --replicas=1')).toBe('deployment.apps/web scaled');
    stage.pass(15);
    expect(me.type('kubectl --context jane get deploy')).toMatch(/two +1\/1[^]*web +1\/1/);
  },
  EVENING,
);
