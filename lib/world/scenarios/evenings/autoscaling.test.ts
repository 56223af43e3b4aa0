import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const METRICS = 'https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml';

scenario(
  'Install a metrics server that trusts the kubelets, and let an HPA follow the load up and down',
  (stage) => {
    const me = new Candidate(stage);
    expect(me.status('kubectl top nodes')).toEqual({ shown: 'error: Metrics API not available', exit: 1 });
    expect(me.type(`kubectl apply -f ${METRICS}`)).toContain('apiservice.apiregistration.k8s.io/v1beta1.metrics.k8s.io created');
    stage.pass(45);
    expect(me.type('kubectl -n kube-system get deploy metrics-server --no-headers')).toMatch(/0\/1/);
    expect(me.type('kubectl -n kube-system logs deploy/metrics-server --tail=1')).toContain(
      "x509: cannot validate certificate for 172.30.3.2 because it doesn't contain any IP SANs",
    );
    expect(me.type('kubectl get apiservice v1beta1.metrics.k8s.io --no-headers')).toContain('False (MissingEndpoints)');
    me.type(
      `kubectl -n kube-system patch deploy metrics-server --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--kubelet-insecure-tls"}]'`,
    );
    me.type('kubectl -n kube-system rollout status deploy metrics-server');
    stage.pass(30);
    expect(me.type('kubectl top nodes --no-headers | wc -l')).toBe('3');
    expect(me.type('kubectl top pod -n kube-system --sort-by=cpu | head -1')).toMatch(/^NAME +CPU\(cores\) +MEMORY\(bytes\)/);

    me.type('kubectl create deployment php-apache --image=registry.k8s.io/hpa-example --port=80 && kubectl expose deployment php-apache');
    me.type('kubectl autoscale deployment php-apache --cpu=20% --min=1 --max=6');
    stage.pass(45);
    // A percentage of what?
    expect(me.type('kubectl get hpa php-apache --no-headers')).toContain('cpu: <unknown>/20%');
    expect(me.type('kubectl describe hpa php-apache | grep -m1 FailedGetResourceMetric')).toContain(
      'missing request for cpu in container hpa-example',
    );
    me.type('kubectl set resources deployment php-apache --requests=cpu=200m --limits=cpu=500m');
    me.type('kubectl rollout status deploy php-apache');
    stage.pass(60);
    expect(me.type('kubectl get hpa php-apache --no-headers')).toMatch(/cpu: \d%\/20% +1 +6 +1/);
    me.type(
      'kubectl run load --image=busybox:1.36 --restart=Never -- /bin/sh -c "while sleep 0.2; do wget -q -O- http://php-apache; done"',
    );
    stage.pass(90);
    const replicas = Number(me.type("kubectl get deploy php-apache -o jsonpath='{.spec.replicas}'"));
    expect(replicas).toBeGreaterThan(1);
    expect(me.type('kubectl describe hpa php-apache')).toMatch(
      /SuccessfulRescale +\d+s .*New size: \d; reason: cpu resource utilization \(percentage of request\) above target/,
    );
    me.type('kubectl delete pod load --now');
    me.open('kubectl edit hpa php-apache');
    me.keys(':set paste\r/maxReplicas\r');
    me.keys('O  behavior:\r    scaleDown:\r      stabilizationWindowSeconds: 15\x1b');
    expect(me.leave(':wq\r')).toContain('horizontalpodautoscaler.autoscaling/php-apache edited');
    stage.pass(90);
    expect(me.type("kubectl get deploy php-apache -o jsonpath='{.spec.replicas}'")).toBe('1');
  },
  EVENING,
);
