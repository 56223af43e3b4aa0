import type { Stage } from '../stage';

/** curl's exit code. */
export const TIMED_OUT = 28;

/** A server, and two clients, one of them in another namespace. */
export function people(stage: Stage): Stage {
  return stage.apply(`
apiVersion: v1
kind: Namespace
metadata: { name: other, labels: { team: blue } }
---
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { containers: [{ name: web, image: 'nginx:1.27', ports: [{ name: http, containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 8080, targetPort: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: friend, labels: { role: friend } }
spec: { containers: [{ name: shell, image: 'nginx:1.27' }] }
---
apiVersion: v1
kind: Pod
metadata: { name: stranger, namespace: other, labels: { role: friend } }
spec: { containers: [{ name: shell, image: 'nginx:1.27' }] }`);
}

export const ip = (stage: Stage, pod: string, namespace = 'default') =>
  stage.kubectl(`get pod ${pod} -n ${namespace} -o jsonpath={.status.podIP}`);
/** Exit code of a request from a pod. */
export const curl = (stage: Stage, pod: string, url: string, namespace = 'default') =>
  stage.sh(`kubectl exec -n ${namespace} ${pod} -- curl -s -m 2 -o /dev/null ${url}`).exit;
/** Exit code of a request from a pod to the pod `web`. */
export const reaches = (stage: Stage, pod = 'friend', namespace = 'default') => curl(stage, pod, `http://${ip(stage, 'web')}`, namespace);

/** Exit code of a ping to the pod `web` from a pod that has one. */
export function pinger(stage: Stage): () => number {
  stage.apply(`
apiVersion: v1
kind: Pod
metadata: { name: pinger }
spec: { containers: [{ name: shell, image: 'busybox:1.36', command: [sleep, 1d] }] }`);
  return () => stage.sh(`kubectl exec pinger -- ping -c1 -W1 ${ip(stage, 'web')}`).exit;
}
