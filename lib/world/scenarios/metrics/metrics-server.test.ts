import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const MANIFEST = 'https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml';
const INSECURE = `kubectl patch deployment metrics-server -n kube-system --type=json -p='[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--kubelet-insecure-tls"}]'`;

function install(stage: Stage): void {
  stage.ok(`kubectl apply -f ${MANIFEST} && ${INSECURE}`);
  stage.pass(90);
}

const busy = (name: string, cpus: number) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
      - name: main
        image: polinux/stress
        command: [stress, --cpu, "${cpus}"]
        resources: { requests: { cpu: 100m }, limits: { cpu: 200m } }`;

describe('metrics-server', () => {
  scenario('without it kubectl top says that there is no metrics API', (stage) => {
    expect(stage.fails('kubectl top nodes')).toBe('error: Metrics API not available');
  });

  scenario('as installed on kubeadm it cannot verify the kubelets’ certificates, is not ready, and says so in its log', (stage) => {
    stage.kubectl(`apply -f ${MANIFEST}`);
    stage.pass(60);
    expect(stage.kubectl('get deployment metrics-server -n kube-system -o jsonpath={.status.readyReplicas}')).toBe('');
    expect(stage.kubectl('logs -n kube-system deployment/metrics-server')).toContain(
      'tls: failed to verify certificate: x509: cannot validate certificate for 172.30.2.2 because it doesn\'t contain any IP SANs" node="node01"',
    );
    expect(stage.kubectl('get apiservice v1beta1.metrics.k8s.io --no-headers')).toMatch(
      /kube-system\/metrics-server +False \(MissingEndpoints\)/,
    );
    expect(stage.fails('kubectl top nodes')).toBe('error: Metrics API not available');
  });

  scenario('with --kubelet-insecure-tls it serves what nodes and pods use', (stage) => {
    install(stage);
    expect(stage.kubectl('get apiservice v1beta1.metrics.k8s.io --no-headers')).toMatch(/kube-system\/metrics-server +True/);
    expect(
      stage
        .kubectl('top nodes --no-headers')
        .split('\n')
        .map((line) => line.split(/\s+/)[0]),
    ).toEqual(['controlplane', 'node01', 'node02']);
    expect(stage.kubectl('api-resources --api-group=metrics.k8s.io --no-headers').split('\n')).toHaveLength(2);
  });

  scenario('a container that computes all the time uses as much CPU as its limit allows', (stage) => {
    install(stage);
    stage.apply(busy('hot', 1));
    stage.pass(60);
    const [, cpu] = stage.kubectl('top pod -l app=hot --no-headers').split(/\s+/);
    expect(Number(cpu!.replace('m', ''))).toBeGreaterThan(150);
    expect(Number(cpu!.replace('m', ''))).toBeLessThanOrEqual(201);
  });

  scenario('metrics of a pod come with the second look at it', (stage) => {
    install(stage);
    stage.kubectl('run young --image=nginx:1.27');
    stage.pass(5);
    expect(stage.fails('kubectl top pod young')).toContain('podmetrics.metrics.k8s.io "young" not found');
    stage.pass(45);
    expect(stage.kubectl('top pod young --no-headers')).toMatch(/^young +\d+m +\d+Mi *$/);
  });

  scenario('an autoscaler adds pods while they use more than their share, up to the maximum', (stage) => {
    install(stage);
    stage.apply(busy('hot', 1));
    stage.kubectl('autoscale deployment hot --cpu=50% --min=1 --max=3');
    stage.pass(180);
    expect(stage.kubectl('get hpa hot --no-headers')).toMatch(/Deployment\/hot +cpu: \d+%\/50% +1 +3 +3/);
    expect(stage.events('HorizontalPodAutoscaler/hot').join('\n')).toContain('SuccessfulRescale: New size: ');
    expect(stage.kubectl(`get hpa hot -o jsonpath='{.status.conditions[?(@.type=="ScalingLimited")].reason}'`)).toBe('TooManyReplicas');
  });

  scenario('it scrapes nothing when its right to read nodes/metrics is taken away', (stage) => {
    install(stage);
    stage.kubectl('delete clusterrolebinding system:metrics-server');
    stage.pass(30);
    expect(stage.kubectl('logs -n kube-system deployment/metrics-server --tail=1')).toContain(
      'request failed, status: \\"403 Forbidden\\"',
    );
  });

  scenario('scaled to zero it leaves an API that is not available', (stage) => {
    install(stage);
    stage.kubectl('scale deployment metrics-server -n kube-system --replicas=0');
    stage.pass(40);
    expect(stage.kubectl('get apiservice v1beta1.metrics.k8s.io --no-headers')).toContain('False (MissingEndpoints)');
    expect(stage.fails('kubectl get --raw /apis/metrics.k8s.io/v1beta1/nodes')).toContain(
      'the server is currently unable to handle the request',
    );
  });
});
