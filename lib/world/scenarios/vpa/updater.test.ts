import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { autoscaler, hamster, installVpa, onceWith, requests, vpaOf } from './cast';

/** Two hamsters that have run for three minutes, with an autoscaler that only watches. */
const watched = onceWith((stage) => {
  installVpa(stage).ok(`cat <<'END' | kubectl apply -f -\n${hamster()}${autoscaler('Off')}\nEND`);
  stage.pass(180);
});
const mode = (stage: Stage, updateMode: string, more = '') =>
  stage.kubectl(`patch vpa hamster-vpa --type=merge -p '{"spec":{"updatePolicy":{"updateMode":"${updateMode}"${more}}}}'`);
const policy = (stage: Stage, text: string) =>
  stage.kubectl(
    `patch vpa hamster-vpa --type=merge -p '{"spec":{"resourcePolicy":{"containerPolicies":[{"containerName":"*",${text}}]}}}'`,
  );
/** Requests of CPU in thousandths, the smaller first. */
const cpus = (stage: Stage) =>
  requests(stage)
    .map(({ cpu = '0' }) => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000))
    .sort((a, b) => a - b);
const names = (stage: Stage) => stage.list('pods').map(({ metadata }) => metadata.name);
const evicted = (stage: Stage) => stage.events('VerticalPodAutoscaler/hamster-vpa').filter((event) => event.startsWith('EvictedPod'));

describe('vpa: updater and admission controller', () => {
  scenario(
    'mode Recreate evicts one pod after the other, and they come back with what is recommended',
    watched((stage) => {
      policy(stage, '"maxAllowed":{"cpu":"300m"}');
      const [first, second] = names(stage);
      mode(stage, 'Recreate');
      stage.pass(65);
      expect(cpus(stage)).toEqual([100, 300]);
      expect(evicted(stage)).toHaveLength(1);
      stage.pass(60);
      expect(cpus(stage)).toEqual([300, 300]);
      expect(evicted(stage).sort()).toEqual(
        [first, second].map((name) => `EvictedPod: VPA Updater evicted Pod ${name} to apply resource recommendation.`).sort(),
      );
      expect(stage.events(`Pod/${first}`)).toContain('EvictedByVPA: Pod was evicted by VPA Updater to apply resource recommendation.');
      stage.pass(60);
      expect(evicted(stage)).toHaveLength(2);
    }),
  );

  scenario(
    'a new pod tells in an annotation what was changed',
    watched((stage) => {
      mode(stage, 'Initial');
      stage.kubectl(`delete pod ${names(stage)[0]} --wait=false`);
      stage.pass(20);
      const changed = stage.list('pods').find(({ metadata }) => metadata.annotations?.vpaUpdates);
      expect(changed?.metadata.annotations).toMatchObject({
        vpaUpdates: 'Pod resources updated by hamster-vpa: container 0: cpu request, memory request',
        vpaObservedContainers: 'hamster',
      });
      expect(changed?.spec.containers[0].resources.requests).toEqual(
        vpaOf(stage)!.status!.recommendation!.containerRecommendations![0]!.target,
      );
    }),
  );

  scenario(
    'mode Initial evicts nobody',
    watched((stage) => {
      mode(stage, 'Initial');
      stage.pass(120);
      expect([cpus(stage), evicted(stage)]).toEqual([[100, 100], []]);
    }),
  );

  scenario(
    'with mode Off new pods are left as they are written',
    watched((stage) => {
      stage.kubectl('rollout restart deployment hamster');
      stage.pass(60);
      expect(cpus(stage)).toEqual([100, 100]);
    }),
  );

  scenario(
    'limits keep their ratio to requests',
    watched((stage) => {
      policy(stage, '"maxAllowed":{"cpu":"300m"}');
      mode(stage, 'Initial');
      stage.kubectl('set resources deployment hamster --requests=cpu=100m,memory=50Mi --limits=cpu=200m,memory=100Mi');
      stage.pass(130);
      const pod = stage.list('pods').find(({ metadata }) => metadata.annotations?.vpaUpdates && !metadata.deletionTimestamp)!;
      expect(pod.spec.containers[0].resources).toEqual({
        requests: { cpu: '300m', memory: '262144k' },
        limits: { cpu: '600m', memory: '524288k' },
      });
      expect(pod.metadata.annotations!.vpaUpdates).toBe(
        'Pod resources updated by hamster-vpa: container 0: cpu capped to maxAllowed, cpu request, memory request, cpu limit, memory limit',
      );
    }),
  );

  scenario(
    'controlledValues RequestsOnly leaves limits alone and keeps requests below them',
    watched((stage) => {
      policy(stage, '"controlledValues":"RequestsOnly","maxAllowed":{"cpu":"300m"}');
      mode(stage, 'Initial');
      stage.kubectl('set resources deployment hamster --requests=cpu=100m,memory=50Mi --limits=cpu=200m,memory=500Mi');
      stage.pass(130);
      const pod = stage.list('pods').find(({ metadata }) => metadata.annotations?.vpaUpdates && !metadata.deletionTimestamp)!;
      expect(pod.spec.containers[0].resources).toEqual({
        requests: { cpu: '200m', memory: '262144k' },
        limits: { cpu: '200m', memory: '500Mi' },
      });
      expect(pod.metadata.annotations!.vpaUpdates).toContain('cpu capped to container limit, cpu request');
    }),
  );

  scenario(
    'a single replica is not evicted: there have to be two',
    watched((stage) => {
      stage.kubectl('scale deployment hamster --replicas=1');
      mode(stage, 'Recreate');
      stage.pass(130);
      expect([cpus(stage), evicted(stage)]).toEqual([[100], []]);
      expect(stage.kubectl('logs -n kube-system deployment/vpa-updater')).toMatch(
        /"Too few replicas" kind="ReplicaSet" object="default\/hamster-\w+" livePods=1 requiredPods=2 globalMinReplicas=2/,
      );
    }),
  );

  scenario(
    'minReplicas of the policy lets a single one be evicted',
    watched((stage) => {
      policy(stage, '"maxAllowed":{"cpu":"300m"}');
      stage.kubectl('scale deployment hamster --replicas=1');
      mode(stage, 'Recreate', ',"minReplicas":1');
      stage.pass(70);
      expect(cpus(stage)).toEqual([300]);
    }),
  );

  scenario(
    'a PodDisruptionBudget is respected',
    watched((stage) => {
      stage.kubectl('create poddisruptionbudget hamster --selector=app=hamster --min-available=2');
      mode(stage, 'Recreate');
      stage.pass(130);
      expect([cpus(stage), evicted(stage)]).toEqual([[100, 100], []]);
      expect(stage.kubectl('logs -n kube-system deployment/vpa-updater')).toContain(
        "Cannot evict pod as it would violate the pod's disruption budget.",
      );
    }),
  );

  scenario(
    'while the admission controller is away the updater evicts nobody, and new pods come as they are written',
    watched((stage) => {
      stage.kubectl('scale deployment vpa-admission-controller -n kube-system --replicas=0');
      stage.pass(70);
      mode(stage, 'Recreate');
      stage.pass(130);
      expect([cpus(stage), evicted(stage)]).toEqual([[100, 100], []]);
      expect(stage.kubectl('logs -n kube-system deployment/vpa-updater --tail=1')).toContain(
        '"Admission Controller status is not valid. Skipping eviction loop" timeout="1m0s"',
      );
      stage.kubectl('delete pod -l app=hamster --wait=false');
      stage.pass(15);
      expect(cpus(stage)).toEqual([100, 100]);
    }),
  );

  scenario(
    'evictionRequirements hold back evictions in the other direction',
    watched((stage) => {
      policy(stage, '"maxAllowed":{"cpu":"300m"}');
      mode(stage, 'Recreate', ',"evictionRequirements":[{"resources":["cpu","memory"],"changeRequirement":"TargetLowerThanRequests"}]');
      stage.pass(130);
      expect([cpus(stage), evicted(stage)]).toEqual([[100, 100], []]);
    }),
  );

  scenario(
    'mode InPlaceOrRecreate resizes running pods, and no container is restarted',
    watched((stage) => {
      policy(stage, '"maxAllowed":{"cpu":"300m"}');
      const before = names(stage);
      mode(stage, 'InPlaceOrRecreate');
      stage.pass(190);
      expect([cpus(stage), names(stage), evicted(stage)]).toEqual([[300, 300], before, []]);
      for (const name of before) {
        expect(stage.events(`Pod/${name}`)).toContain('InPlaceResizedByVPA: Pod was resized in place by VPA Updater.');
        expect(stage.get('pods', name)!.status.containerStatuses[0]).toMatchObject({
          restartCount: 0,
          resources: { requests: { cpu: '300m' } },
        });
        expect(stage.get('pods', name)!.metadata.annotations).toMatchObject({ vpaInPlaceUpdated: 'true' });
      }
    }),
  );

  scenario(
    'what no node has room for in place is evicted instead, and its successor waits',
    watched((stage) => {
      policy(stage, '"minAllowed":{"cpu":"64"}');
      mode(stage, 'InPlaceOrRecreate');
      stage.pass(200);
      expect(evicted(stage)).toHaveLength(1);
      expect(stage.kubectl('get pods -l app=hamster --field-selector=status.phase=Pending --no-headers').split('\n')).toHaveLength(1);
    }),
  );
});

describe('vpa: installation and validation', () => {
  scenario('without its certificates the admission controller’s pod waits for the Secret', (stage) => {
    const root = 'https://raw.githubusercontent.com/kubernetes/autoscaler/master/vertical-pod-autoscaler/deploy';
    for (const file of ['vpa-v1-crd-gen', 'vpa-rbac', 'recommender-deployment', 'updater-deployment', 'admission-controller-deployment'])
      stage.kubectl(`apply -f ${root}/${file}.yaml`);
    stage.pass(30);
    expect(stage.kubectl('get pods -n kube-system -l app=vpa-admission-controller --no-headers')).toMatch(/0\/1 +ContainerCreating/);
    const [pod] = stage.list('pods', 'kube-system').filter(({ metadata }) => metadata.labels?.app === 'vpa-admission-controller');
    expect(stage.events(`Pod/${pod!.metadata.name}`, 'kube-system')).toContain(
      'FailedMount: MountVolume.SetUp failed for volume "tls-certs" : secret "vpa-tls-certs" not found',
    );
  });

  scenario(
    'a policy is Recreate unless it says otherwise',
    watched((stage) => {
      stage.ok(`cat <<'END' | kubectl apply -f -
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: { name: plain }
spec: { targetRef: { apiVersion: apps/v1, kind: Deployment, name: other } }
END`);
      expect(stage.kubectl('get vpa plain -o jsonpath={.spec.updatePolicy.updateMode}')).toBe('Recreate');
    }),
  );

  scenario(
    'the webhook refuses bounds that contradict each other, the schema unknown modes',
    watched((stage) => {
      const refused = (patch: string) => stage.fails(`kubectl patch vpa hamster-vpa --type=merge -p '${patch}'`);
      expect(
        refused(
          '{"spec":{"resourcePolicy":{"containerPolicies":[{"containerName":"*","minAllowed":{"cpu":"2"},"maxAllowed":{"cpu":"1"}}]}}}',
        ),
      ).toBe('Error from server: admission webhook "vpa.k8s.io" denied the request: max resource for cpu is lower than min');
      expect(refused('{"spec":{"updatePolicy":{"updateMode":"Off","minReplicas":0}}}')).toContain(
        'denied the request: minReplicas has to be positive, got 0',
      );
      expect(refused('{"spec":{"updatePolicy":{"updateMode":"Sometimes"}}}')).toContain(
        'spec.updatePolicy.updateMode: Unsupported value: "Sometimes": supported values: "Off", "Initial", "Recreate", "InPlaceOrRecreate", "Auto"',
      );
    }),
  );

  scenario(
    'the admission controller registers its webhook, which fails open',
    watched((stage) => {
      expect(stage.kubectl('get mutatingwebhookconfiguration vpa-webhook-config --no-headers')).toMatch(/^vpa-webhook-config +1 /);
      expect(stage.kubectl("get mutatingwebhookconfiguration vpa-webhook-config -o jsonpath='{.webhooks[0].failurePolicy}'")).toBe(
        'Ignore',
      );
      expect(stage.kubectl('get lease -n kube-system vpa-admission-controller --no-headers')).toMatch(
        /^vpa-admission-controller +vpa-admission-controller-/,
      );
    }),
  );
});
