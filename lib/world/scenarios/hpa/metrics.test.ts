import { describe, expect } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { scenario, type Stage } from '../stage';
import { installMetrics, onceWith } from '../vpa/cast';

const PHP = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: php-apache }
spec:
  selector: { matchLabels: { run: php-apache } }
  template:
    metadata: { labels: { run: php-apache } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: php-apache
        image: registry.k8s.io/hpa-example
        ports: [{ containerPort: 80 }]
        resources: { limits: { cpu: 500m }, requests: { cpu: 200m } }
---
apiVersion: v1
kind: Service
metadata: { name: php-apache, labels: { run: php-apache } }
spec: { ports: [{ port: 80 }], selector: { run: php-apache } }`;

/** The walkthrough's application, idle, next to a metrics server. */
const walkthrough = onceWith((stage) => {
  installMetrics(stage).ok(`cat <<'END' | kubectl apply -f -\n${PHP}\nEND`);
  stage.pass(60);
});
const load = (stage: Stage, name = 'load-generator') =>
  stage.kubectl(`run ${name} --image=busybox:1.36 --restart=Never -- /bin/sh -c "while sleep 0.1; do wget -q -O- http://php-apache; done"`);
const autoscale = (stage: Stage, more: object = {}, metrics?: readonly object[]) =>
  stage.client.create(
    { group: 'autoscaling', resource: 'horizontalpodautoscalers' },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'php-apache' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'php-apache' },
        minReplicas: 1,
        maxReplicas: 10,
        metrics: metrics ?? [resource('cpu', { type: 'Utilization', averageUtilization: 50 })],
        ...more,
      },
    },
    'default',
  );
const resource = (name: string, target: object) => ({ type: 'Resource', resource: { name, target } });
const replicas = (stage: Stage): number => stage.get('deployments.apps', 'php-apache')!.spec.replicas;
const hpa = (stage: Stage): KubeObject => stage.get('horizontalpodautoscalers.autoscaling', 'php-apache')!;
const condition = (stage: Stage, type: string) =>
  (hpa(stage).status.conditions as { type: string; status: string; reason: string; message: string }[]).find((one) => one.type === type);
const events = (stage: Stage) => stage.events('HorizontalPodAutoscaler/php-apache');

describe('hpa with a metrics server: the walkthrough', () => {
  scenario(
    'idle it shows 0% and stays at one replica',
    walkthrough((stage) => {
      stage.kubectl('autoscale deployment php-apache --cpu=50% --min=1 --max=10');
      stage.pass(60);
      expect(stage.kubectl('get hpa php-apache --no-headers')).toMatch(
        /^php-apache +Deployment\/php-apache +cpu: \d%\/50% +1 +10 +1 +\d+s$/,
      );
      expect(condition(stage, 'ScalingActive')).toMatchObject({
        status: 'True',
        reason: 'ValidMetricFound',
        message: 'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
      });
      expect(condition(stage, 'AbleToScale')).toMatchObject({ status: 'True' });
    }),
  );

  scenario(
    'under load it adds replicas; when the load ends they stay for five minutes and then go',
    walkthrough((stage) => {
      autoscale(stage);
      load(stage);
      stage.pass(75);
      const busy = replicas(stage);
      expect(busy).toBeGreaterThan(1);
      expect(events(stage).join('\n')).toMatch(
        /SuccessfulRescale: New size: \d+; reason: cpu resource utilization \(percentage of request\) above target/,
      );
      stage.kubectl('delete pod load-generator --now');
      stage.pass(75);
      expect(replicas(stage)).toBe(busy);
      expect(condition(stage, 'AbleToScale')).toMatchObject({ reason: 'ScaleDownStabilized' });
      stage.pass(300);
      expect(replicas(stage)).toBe(1);
      expect(events(stage)).toContain('SuccessfulRescale: New size: 1; reason: All metrics below target');
    }),
  );

  scenario(
    'stabilizationWindowSeconds of scaleDown makes it go sooner',
    walkthrough((stage) => {
      stage.kubectl('scale deployment php-apache --replicas=4');
      stage.pass(60);
      autoscale(stage, { behavior: { scaleDown: { stabilizationWindowSeconds: 30 } } });
      stage.pass(90);
      expect(replicas(stage)).toBe(1);
    }),
  );

  scenario(
    'a policy of scaleDown takes away one pod a minute',
    walkthrough((stage) => {
      stage.kubectl('scale deployment php-apache --replicas=4');
      stage.pass(60);
      autoscale(stage, {
        behavior: { scaleDown: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } },
      });
      stage.pass(40);
      expect(replicas(stage)).toBe(3);
      expect(condition(stage, 'ScalingLimited')).toMatchObject({ status: 'True', reason: 'ScaleDownLimit' });
      stage.pass(60);
      expect(replicas(stage)).toBe(2);
    }),
  );

  scenario(
    'selectPolicy Disabled keeps it from scaling down at all',
    walkthrough((stage) => {
      stage.kubectl('scale deployment php-apache --replicas=3');
      stage.pass(60);
      autoscale(stage, { behavior: { scaleDown: { selectPolicy: 'Disabled' } } });
      stage.pass(330);
      expect(replicas(stage)).toBe(3);
    }),
  );

  scenario(
    'an average value of memory is a target too',
    walkthrough((stage) => {
      autoscale(stage, {}, [resource('memory', { type: 'AverageValue', averageValue: '200Ki' })]);
      stage.pass(90);
      expect(replicas(stage)).toBeGreaterThan(1);
      expect(stage.kubectl('get hpa php-apache --no-headers')).toMatch(/memory: \d+\w*\/200Ki/);
      expect(events(stage).join('\n')).toContain('reason: memory resource above target');
    }),
  );

  scenario(
    'ContainerResource looks at one container of the pod',
    walkthrough((stage) => {
      autoscale(stage, {}, [
        {
          type: 'ContainerResource',
          containerResource: { name: 'cpu', container: 'php-apache', target: { type: 'Utilization', averageUtilization: 60 } },
        },
      ]);
      stage.pass(60);
      expect(condition(stage, 'ScalingActive')).toMatchObject({
        status: 'True',
        message:
          'the HPA was able to successfully calculate a replica count from cpu container resource utilization (percentage of request)',
      });
    }),
  );

  scenario(
    'utilization of what is not requested cannot be told',
    walkthrough((stage) => {
      stage.kubectl(`patch deployment php-apache --type=json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/resources"}]'`);
      stage.pass(60);
      autoscale(stage);
      stage.pass(45);
      const [{ metadata }] = stage.list('pods').filter((pod) => pod.metadata.labels?.run === 'php-apache') as [KubeObject];
      expect(condition(stage, 'ScalingActive')).toMatchObject({
        status: 'False',
        reason: 'FailedGetResourceMetric',
        message: `the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container php-apache of Pod ${metadata.name}`,
      });
      expect(events(stage)).toContain(
        `FailedGetResourceMetric: failed to get cpu utilization: missing request for cpu in container php-apache of Pod ${metadata.name}`,
      );
      expect(events(stage).join('\n')).toContain('FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1)');
    }),
  );

  scenario(
    'of two metrics the one that asks for more counts',
    walkthrough((stage) => {
      autoscale(stage, { maxReplicas: 3 }, [
        resource('cpu', { type: 'Utilization', averageUtilization: 50 }),
        resource('memory', { type: 'AverageValue', averageValue: '200Ki' }),
      ]);
      stage.pass(90);
      expect(replicas(stage)).toBe(3);
      expect(condition(stage, 'ScalingLimited')).toMatchObject({ status: 'True', reason: 'TooManyReplicas' });
    }),
  );

  scenario(
    'metrics of pods and from outside need an adapter, and the cluster has none',
    walkthrough((stage) => {
      autoscale(stage, {}, [
        { type: 'Pods', pods: { metric: { name: 'requests_per_second' }, target: { type: 'AverageValue', averageValue: '10' } } },
      ]);
      stage.pass(45);
      expect(condition(stage, 'ScalingActive')).toMatchObject({
        status: 'False',
        reason: 'FailedGetPodsMetric',
        message:
          'the HPA was unable to compute the replica count: unable to get metric requests_per_second: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
      });
    }),
  );

  scenario(
    'kubectl describe hpa shows the metrics, the conditions and the events',
    walkthrough((stage) => {
      autoscale(stage);
      stage.pass(60);
      const text = stage.kubectl('describe hpa php-apache');
      expect(text).toMatch(/resource cpu on pods +\(as a percentage of request\): +\d+% \(\d+m?\) \/ 50%/);
      expect(text).toMatch(/Min replicas: +1\nMax replicas: +10/);
      expect(text).toMatch(/ScalingActive +True +ValidMetricFound/);
    }),
  );

  scenario(
    'the metrics server’s end ends the scaling, not the replicas',
    walkthrough((stage) => {
      stage.kubectl('scale deployment php-apache --replicas=2');
      stage.pass(30);
      autoscale(stage, { minReplicas: 1 });
      stage.kubectl('scale deployment metrics-server -n kube-system --replicas=0');
      stage.pass(120);
      expect(condition(stage, 'ScalingActive')).toMatchObject({ status: 'False', reason: 'FailedGetResourceMetric' });
      expect(condition(stage, 'ScalingActive')!.message).toContain(
        'unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)',
      );
      expect(replicas(stage)).toBe(2);
    }),
  );
});
