import type { ContainerRecommendation, Vpa } from '@/lib/cluster/addons/vpa/resources';
import type { World } from '../../world';
import { Stage } from '../stage';

export const METRICS = 'https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml';
export const VPA_ROOT = 'https://raw.githubusercontent.com/kubernetes/autoscaler/vertical-pod-autoscaler-1.5.1/vertical-pod-autoscaler';
const INSECURE = `kubectl patch deployment metrics-server -n kube-system --type=json -p='[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--kubelet-insecure-tls"}]'`;

export function installMetrics(stage: Stage): Stage {
  stage.ok(`kubectl apply -f ${METRICS} && ${INSECURE}`);
  return stage.pass(75);
}

export function installVpa(stage: Stage): Stage {
  stage.ok(`kubectl apply -f ${VPA_ROOT}/hack/vpa-up.yaml`);
  return installMetrics(stage);
}

/** Containers that compute all the time, as far as their limit lets them. */
export const hamster = (replicas = 2, resources = 'requests: { cpu: 100m, memory: 50Mi }', name = 'hamster') => `
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: hamster
        image: polinux/stress
        command: [stress, --cpu, "1"]
        resources: { ${resources} }`;

export const autoscaler = (mode: string, more = '', target = 'hamster') => `
---
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: { name: hamster-vpa }
spec:
  targetRef: { apiVersion: apps/v1, kind: Deployment, name: ${target} }
  updatePolicy: { updateMode: "${mode}" }
${more}`;

export const vpaOf = (stage: Stage, name = 'hamster-vpa') =>
  stage.get('verticalpodautoscalers.autoscaling.k8s.io', name) as Vpa | undefined;

export const recommended = (stage: Stage): ContainerRecommendation | undefined =>
  vpaOf(stage)?.status?.recommendation?.containerRecommendations?.[0];

/** Requests of the first container of each pod. */
export const requests = (stage: Stage, app = 'hamster'): { readonly cpu?: string; readonly memory?: string }[] =>
  stage
    .list('pods')
    .filter(({ metadata }) => metadata.labels?.app === app && !metadata.deletionTimestamp)
    .map(({ spec }) => spec.containers[0].resources?.requests ?? {});

/** A play on a copy of a world that was prepared once for all plays of a file. */
export function onceWith(prepare: (stage: Stage) => void): (play: (stage: Stage) => void) => (stage: Stage) => void {
  let prepared: World | undefined;
  return (play) => (stage) => {
    if (!prepared) {
      prepare(stage);
      prepared = stage.world;
    }
    play(Object.assign(Object.create(Stage.prototype) as Stage, { world: prepared.fork() }));
  };
}
