import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { shellPod } from './pods';

const SERVER = `apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  terminationGracePeriodSeconds: 2
  containers:
  - name: c
    image: nginx:1.27
    ports: [{ name: http, containerPort: 80 }]
`;
const server = (lines: string) =>
  SERVER +
  lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

describe('kubelet: hooks', () => {
  scenario('a container is not ready before its postStart hook has ended', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 1h', {
        container: `lifecycle: { postStart: { exec: { command: [sh, -c, 'sleep 20; echo done > /tmp/hook'] } } }`,
      }),
    );
    stage.pass(0);
    expect(stage.kubectl('exec web -- cat /tmp/hook')).toBe('done');
  });

  scenario('a postStart hook that fails kills its container with FailedPostStartHook', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 1h', {
        container: `lifecycle: { postStart: { exec: { command: [sh, -c, 'exit 1'] } } }`,
        spec: 'terminationGracePeriodSeconds: 1',
      }),
    );
    stage.pass(5);
    expect(stage.events('Pod/web')).toEqual(
      expect.arrayContaining(['FailedPostStartHook: PostStartHook failed', 'Killing: FailedPostStartHook']),
    );
  });

  scenario('a preStop hook runs before SIGTERM is sent', (stage) => {
    stage.apply(
      shellPod('web', 'trap "cat /keep/said; exit 0" TERM; while true; do sleep 1; done', {
        container: `lifecycle: { preStop: { exec: { command: [sh, -c, 'echo first > /keep/said'] } } }\nvolumeMounts: [{ name: keep, mountPath: /keep }]`,
        spec: 'volumes: [{ name: keep, emptyDir: {} }]',
      }),
    );
    expect(stage.ok('kubectl logs -f web & sleep 1; kubectl delete pod web > /dev/null; wait')).toBe('first');
  });

  scenario('a preStop hook that fails is told, and the container is stopped all the same', (stage) => {
    stage.apply(
      shellPod('web', 'trap "exit 0" TERM; while true; do sleep 1; done', {
        container: `lifecycle: { preStop: { exec: { command: ['false'] } } }`,
      }),
    );
    stage.kubectl('delete pod web');
    expect(stage.events('Pod/web')).toContain('FailedPreStopHook: PreStopHook failed');
  });

  scenario('a preStop sleep holds the end back for its seconds', (stage) => {
    stage.apply(
      shellPod('web', 'trap "exit 0" TERM; while true; do sleep 1; done', {
        container: `lifecycle: { preStop: { sleep: { seconds: 12 } } }`,
      }),
    );
    const before = stage.world.sim.now();
    stage.kubectl('delete pod web');
    expect(Math.round((stage.world.sim.now() - before) / 1000)).toBeGreaterThanOrEqual(12);
  });

  scenario('a preStop hook over HTTP asks the container itself', (stage) => {
    stage.apply(server('lifecycle: { preStop: { httpGet: { path: /farewell, port: 80 } } }'));
    expect(stage.ok('kubectl logs -f web & sleep 1; kubectl delete pod web > /dev/null; wait')).toMatch(
      /"GET \/farewell HTTP\/1.1" 404 .*"kube-lifecycle\/1.36"/,
    );
  });
});

describe('kubelet: probes', () => {
  scenario('a pod is not ready, and no endpoint, until its readiness probe succeeds', (stage) => {
    stage.ok('kubectl create service clusterip web --tcp=80');
    stage.apply(server('readinessProbe: { httpGet: { path: /ready.html, port: http }, periodSeconds: 2 }'));
    stage.pass(10);
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/)[1]).toBe('0/1');
    expect(stage.events('Pod/web')).toContain('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404');
    stage.kubectl(`exec web -- sh -c 'echo ok > /usr/share/nginx/html/ready.html'`);
    stage.pass(6);
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/)[1]).toBe('1/1');
    expect(
      stage.kubectl(`get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{.items[0].endpoints[0].conditions.ready}'`),
    ).toBe('true');
  });

  scenario('a readiness probe that fails later takes a pod out without restarting it', (stage) => {
    stage.apply(server('readinessProbe: { exec: { command: [test, "!", -e, /tmp/down] }, periodSeconds: 2, failureThreshold: 2 }'));
    stage.kubectl('exec web -- touch /tmp/down');
    stage.pass(10);
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/).slice(1, 4)).toEqual(['0/1', 'Running', '0']);
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}'`)).toBe(
      'containers with unready status: [c]',
    );
  });

  scenario('a liveness probe that fails as often as its threshold restarts the container', (stage) => {
    stage.apply(server('livenessProbe: { tcpSocket: { port: 81 }, periodSeconds: 3, failureThreshold: 2 }'));
    stage.pass(30);
    const events = stage.events('Pod/web').join('\n');
    expect(events).toMatch(/Unhealthy: Liveness probe failed: dial tcp 192\.168\.\d+\.\d+:81: connect: connection refused/);
    expect(events).toContain('Killing: Container c failed liveness probe, will be restarted');
    expect(Number(stage.kubectl(`get pod web -o jsonpath='{.status.containerStatuses[0].restartCount}'`))).toBeGreaterThan(0);
  });

  scenario('initialDelaySeconds keeps a liveness probe from asking too early', (stage) => {
    stage.ok(
      `cat <<'Y' | kubectl apply -f -\n${server('livenessProbe: { httpGet: { path: /nothing, port: 80 }, initialDelaySeconds: 60, periodSeconds: 2, failureThreshold: 1 }')}\nY`,
    );
    stage.pass(20);
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.containerStatuses[0].restartCount}'`)).toBe('0');
    stage.pass(60);
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.containerStatuses[0].restartCount}'`)).not.toBe('0');
  });

  scenario('until the startup probe succeeds neither liveness nor readiness is asked for', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 15; touch /tmp/up; sleep 1h', {
        container: `startupProbe: { exec: { command: [test, -e, /tmp/up] }, periodSeconds: 5, failureThreshold: 10 }
livenessProbe: { exec: { command: [test, -e, /tmp/up] }, periodSeconds: 1, failureThreshold: 1 }`,
      }),
    );
    stage.pass(40);
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/).slice(1, 4)).toEqual(['1/1', 'Running', '0']);
  });

  scenario('a startup probe that never succeeds restarts the container', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 1h', {
        container: `startupProbe: { exec: { command: ['false'] }, periodSeconds: 2, failureThreshold: 3 }`,
        spec: 'terminationGracePeriodSeconds: 1',
      }),
    );
    stage.pass(20);
    expect(stage.events('Pod/web')).toContain('Killing: Container c failed startup probe, will be restarted');
  });

  scenario('the grace of a probe itself goes before that of its pod', (stage) => {
    stage.apply(
      shellPod('web', 'trap "" TERM; while true; do sleep 1; done', {
        container: `livenessProbe: { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1, terminationGracePeriodSeconds: 3 }`,
        spec: 'terminationGracePeriodSeconds: 300',
      }),
    );
    stage.pass(10);
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.containerStatuses[0].lastState.terminated.exitCode}'`)).toBe('137');
  });

  scenario('an exec probe that takes longer than timeoutSeconds has failed', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 1h', {
        container: `readinessProbe: { exec: { command: [sleep, '10'] }, timeoutSeconds: 2, periodSeconds: 5 }`,
      }),
    );
    stage.pass(20);
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/)[1]).toBe('0/1');
    expect(stage.events('Pod/web').join('\n')).toContain('Readiness probe failed: command timed out: "sleep 10" timed out after 2s');
  });

  scenario('a gRPC probe of a server that speaks none fails', (stage) => {
    stage.apply(server('readinessProbe: { grpc: { port: 80 }, periodSeconds: 2 }'));
    stage.pass(5);
    expect(stage.events('Pod/web').join('\n')).toContain(
      'Readiness probe failed: error: this server does not implement the grpc health protocol',
    );
  });

  scenario('readiness gates are conditions that somebody else has to make true', (stage) => {
    stage.apply(shellPod('web', 'sleep 1h', { spec: 'readinessGates: [{ conditionType: example.com/open }]' }));
    expect(
      stage.kubectl(
        `get pod web -o jsonpath='{.status.conditions[?(@.type=="Ready")].reason}: {.status.conditions[?(@.type=="Ready")].message}'`,
      ),
    ).toBe('ReadinessGatesNotReady: corresponding condition of pod readiness gate "example.com/open" does not exist.');
    stage.kubectl(`patch pod web --subresource=status -p '{"status":{"conditions":[{"type":"example.com/open","status":"True"}]}}'`);
    stage.settle();
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}'`)).toBe('True');
  });
});
