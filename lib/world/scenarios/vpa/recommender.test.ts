import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { autoscaler, hamster, installVpa, onceWith, recommended, requests, vpaOf } from './cast';

/** Two hamsters that have run for three minutes, without an autoscaler. */
const running = onceWith((stage) => {
  installVpa(stage).apply(hamster()).pass(180);
});
const create = (stage: Stage, mode = 'Off', policy = '', target = 'hamster') => {
  stage.ok(`cat <<'END' | kubectl apply -f -\n${autoscaler(mode, policy, target)}\nEND`);
  return stage.pass(70);
};
const policy = (text: string) => `  resourcePolicy: { containerPolicies: [{ ${text} }] }`;
const milli = (text: string | undefined) => Number(text?.replace('m', ''));
const condition = (stage: Stage, type: string) => vpaOf(stage)?.status?.conditions?.find((one) => one.type === type);

describe('vpa: recommender', () => {
  scenario(
    'mode Off recommends and leaves pods alone',
    running((stage) => {
      create(stage);
      expect(milli(recommended(stage)!.target.cpu)).toBeGreaterThan(1000);
      stage.pass(180);
      expect(requests(stage)).toEqual([
        { cpu: '100m', memory: '50Mi' },
        { cpu: '100m', memory: '50Mi' },
      ]);
      expect(stage.events('VerticalPodAutoscaler/hamster-vpa')).toEqual([]);
    }),
  );

  scenario(
    'kubectl get vpa shows mode, target and whether there is one',
    running((stage) => {
      create(stage);
      expect(stage.kubectl('get vpa')).toMatch(/^NAME +MODE +CPU +MEM +PROVIDED +AGE\nhamster-vpa +Off +\d{4}m +262144k +True +\d+s$/);
    }),
  );

  scenario(
    'what little memory is used, 250 MiB are the least that is recommended for a pod',
    running((stage) => {
      create(stage);
      expect(recommended(stage)).toMatchObject({
        containerName: 'hamster',
        target: { memory: '262144k' },
        lowerBound: { memory: '262144k' },
      });
    }),
  );

  scenario(
    'the bounds lie around the target, wide while there is little history',
    running((stage) => {
      create(stage);
      const { lowerBound, target, upperBound } = recommended(stage)!;
      expect(milli(lowerBound!.cpu)).toBeLessThan(milli(target.cpu));
      expect(milli(upperBound!.cpu)).toBeGreaterThan(100 * milli(target.cpu));
      const before = milli(upperBound!.cpu);
      stage.pass(180);
      expect(milli(recommended(stage)!.upperBound!.cpu)).toBeLessThan(before);
    }),
  );

  scenario(
    'minAllowed and maxAllowed hold the target, uncappedTarget tells what it would be',
    running((stage) => {
      create(stage, 'Off', policy("containerName: '*', minAllowed: { memory: 512Mi }, maxAllowed: { cpu: 500m }"));
      const { target, uncappedTarget, upperBound, lowerBound } = recommended(stage)!;
      expect(target).toEqual({ cpu: '500m', memory: '512Mi' });
      expect(milli(uncappedTarget!.cpu)).toBeGreaterThan(1000);
      expect(uncappedTarget!.memory).toBe('262144k');
      expect([upperBound!.cpu, lowerBound!.memory]).toEqual(['500m', '512Mi']);
    }),
  );

  scenario(
    'controlledResources leaves out what is not named',
    running((stage) => {
      create(stage, 'Off', policy("containerName: hamster, controlledResources: ['cpu']"));
      expect(Object.keys(recommended(stage)!.target)).toEqual(['cpu']);
      expect(Object.keys(recommended(stage)!.uncappedTarget!)).toEqual(['cpu']);
    }),
  );

  scenario(
    'a container whose mode is Off gets no recommendation',
    running((stage) => {
      create(stage, 'Off', policy('containerName: hamster, mode: "Off"'));
      expect(recommended(stage)).toBeUndefined();
      expect(condition(stage, 'RecommendationProvided')).toMatchObject({ status: 'False' });
    }),
  );

  scenario(
    'a target that does not exist is told in a condition',
    running((stage) => {
      create(stage, 'Off', '', 'guinea-pig');
      expect(condition(stage, 'ConfigUnsupported')).toMatchObject({
        status: 'True',
        message: 'Cannot read targetRef. Reason: Deployment default/guinea-pig does not exist',
      });
      expect(condition(stage, 'NoPodsMatched')).toMatchObject({ status: 'True', message: 'No pods match this VPA object' });
      expect(condition(stage, 'RecommendationProvided')).toMatchObject({ status: 'False', reason: 'NoPodsMatched' });
      expect(stage.kubectl('get vpa --no-headers')).toMatch(/^hamster-vpa +Off +False +/);
    }),
  );

  scenario(
    'a target with a parent is not supported',
    running((stage) => {
      const name = stage.list('replicasets.apps')[0]!.metadata.name;
      stage.ok(`cat <<'END' | kubectl apply -f -\n${autoscaler('Off', '', name).replace('kind: Deployment', 'kind: ReplicaSet')}\nEND`);
      stage.pass(70);
      expect(condition(stage, 'ConfigUnsupported')?.message).toBe(
        'The targetRef controller has a parent but it should point to a topmost well-known or scalable controller',
      );
    }),
  );

  scenario(
    'without a metrics API there are no samples, and the recommender says so',
    running((stage) => {
      stage.kubectl('delete apiservice v1beta1.metrics.k8s.io');
      stage.apply(hamster(1, 'requests: { cpu: 100m }', 'young'));
      create(stage, 'Off', '', 'young');
      expect(condition(stage, 'RecommendationProvided')).toMatchObject({ status: 'False' });
      expect(condition(stage, 'NoPodsMatched')).toBeUndefined();
      expect(stage.kubectl('logs -n kube-system deployment/vpa-recommender --tail=1')).toContain(
        '"Cannot get ContainerMetricsSnapshot from MetricsClient" err="the server could not find the requested resource (get pods.metrics.k8s.io)"',
      );
    }),
  );

  scenario(
    'what it has learned is kept in a checkpoint, from which a new recommender goes on',
    running((stage) => {
      create(stage);
      expect(stage.kubectl('get vpacheckpoint --no-headers')).toMatch(/^hamster-vpa-hamster /);
      const count = () => Number(stage.kubectl('get vpacheckpoint hamster-vpa-hamster -o jsonpath={.status.totalSamplesCount}'));
      const before = count();
      stage.kubectl('delete pod -n kube-system -l app=vpa-recommender');
      stage.pass(150);
      expect(count()).toBeGreaterThanOrEqual(before);
      expect(milli(recommended(stage)!.target.cpu)).toBeGreaterThan(1000);
    }),
  );

  scenario(
    'a container that was killed for want of memory is recommended a fifth, or 100 MiB, more',
    running((stage) => {
      stage.apply(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: greedy }
spec:
  selector: { matchLabels: { app: greedy } }
  template:
    metadata: { labels: { app: greedy } }
    spec:
      containers:
      - name: main
        image: polinux/stress
        command: [sh, -c, "sleep 100; stress --vm 1 --vm-bytes 700M --vm-hang 1"]
        resources: { requests: { cpu: 50m, memory: 400Mi }, limits: { memory: 400Mi } }`);
      create(stage, 'Off', '', 'greedy');
      stage.pass(240);
      const memory = Number(recommended(stage)!.target.memory!.replace('k', '')) * 1000;
      expect(memory).toBeGreaterThan(500 * 1024 * 1024);
    }),
  );

  scenario(
    'it needs its role: without it nothing is recommended',
    running((stage) => {
      stage.kubectl('delete clusterrolebinding system:vpa-status-actor');
      create(stage);
      expect(vpaOf(stage)!.status).toBeUndefined();
    }),
  );
});
