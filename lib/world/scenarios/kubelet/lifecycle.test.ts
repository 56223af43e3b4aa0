import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { shellPod } from './pods';

const reasons = (events: readonly string[]) => events.map((event) => event.split(':')[0]);

describe('kubelet: life of containers', () => {
  scenario('a container that starts is told of as pulled, created and started', (stage) => {
    stage.apply(shellPod('web', 'sleep 1h'));
    expect(reasons(stage.events('Pod/web')).filter((reason) => reason !== 'Scheduled')).toEqual([
      'Pulling',
      'Pulled',
      'Created',
      'Started',
    ]);
    expect(stage.events('Pod/web').slice(-2)).toEqual(['Created: Container created', 'Started: Container started']);
  });

  scenario('init containers run one after the other, each to its end, before the containers start', (stage) => {
    stage.apply(
      shellPod('web', 'cat /work/order; sleep 1h', {
        container: 'volumeMounts: [{ name: work, mountPath: /work }]',
        spec: `volumes: [{ name: work, emptyDir: {} }]
initContainers:
- { name: one, image: busybox:1.37, command: [sh, -c, 'sleep 3; echo one >> /work/order'], volumeMounts: [{ name: work, mountPath: /work }] }
- { name: two, image: busybox:1.37, command: [sh, -c, 'echo two >> /work/order'], volumeMounts: [{ name: work, mountPath: /work }] }`,
      }),
    );
    stage.pass(5);
    expect(stage.kubectl('logs web')).toBe('one\ntwo');
  });

  scenario('a pod whose init container still runs is Pending and shown as Init:0/2', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 1h', {
        spec: `initContainers:
- { name: one, image: busybox:1.37, command: [sleep, 1h] }
- { name: two, image: busybox:1.37, command: ['true'] }`,
      }),
    );
    stage.pass(5);
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/).slice(0, 3)).toEqual(['web', '0/1', 'Init:0/2']);
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.conditions[?(@.type=="Initialized")].message}'`)).toBe(
      'containers with incomplete status: [one two]',
    );
  });

  scenario('an init container that fails is run again by the restart policy of its pod', (stage) => {
    stage.apply(shellPod('web', 'sleep 1h', { spec: `initContainers: [{ name: one, image: busybox:1.37, command: [sh, -c, 'exit 4'] }]` }));
    stage.pass(20);
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/)[2]).toMatch(/^Init:(CrashLoopBackOff|Error)$/);
    expect(Number(stage.kubectl(`get pod web -o jsonpath='{.status.initContainerStatuses[0].restartCount}'`))).toBeGreaterThan(0);
  });

  scenario('with restartPolicy Never a failed init container fails the pod', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 1h', {
        spec: `restartPolicy: Never\ninitContainers: [{ name: one, image: busybox:1.37, command: [sh, -c, 'exit 4'] }]`,
      }),
    );
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/)[2]).toBe('Init:Error');
    expect(stage.kubectl('get pod web -o jsonpath={.status.phase}')).toBe('Failed');
  });

  scenario('a sidecar starts before the next init container and keeps running beside the containers', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 1h', {
        spec: `initContainers:
- { name: side, image: busybox:1.37, restartPolicy: Always, command: [sleep, 1h] }
- { name: one, image: busybox:1.37, command: ['true'] }`,
      }),
    );
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/).slice(0, 3)).toEqual(['web', '2/2', 'Running']);
  });

  scenario('a sidecar that ends is restarted while the containers run on', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 1h', {
        spec: `initContainers: [{ name: side, image: busybox:1.37, restartPolicy: Always, command: [sh, -c, 'sleep 5; exit 1'] }]`,
      }),
    );
    stage.pass(60);
    const [side, own] = stage
      .kubectl(`get pod web -o jsonpath='{.status.initContainerStatuses[0].restartCount} {.status.containerStatuses[0].restartCount}'`)
      .split(' ')
      .map(Number);
    expect(side).toBeGreaterThan(0);
    expect(own).toBe(0);
  });

  scenario('a pod whose work is done completes although its sidecar would run for ever', (stage) => {
    stage.apply(
      shellPod('work', 'sleep 2', {
        spec: `restartPolicy: Never\ninitContainers: [{ name: side, image: busybox:1.37, restartPolicy: Always, command: [sh, -c, 'trap "exit 0" TERM; while true; do sleep 1; done'] }]`,
      }),
    );
    stage.pass(40);
    expect(stage.kubectl('get pod work -o jsonpath={.status.phase}')).toBe('Succeeded');
  });

  scenario('a container that ends at once crash-loops: 10 s, then twice as long each time', (stage) => {
    stage.apply(shellPod('bad', 'exit 1'));
    stage.pass(90);
    expect(stage.kubectl('get pod bad --no-headers').split(/\s+/)[2]).toBe('CrashLoopBackOff');
    expect(stage.kubectl(`get pod bad -o jsonpath='{.status.containerStatuses[0].state.waiting.message}'`)).toMatch(
      /^back-off (40s|1m20s) restarting failed container=c pod=bad_default\([-0-9a-f]{36}\)$/,
    );
  });

  scenario('OnFailure leaves a container that succeeded, and restarts one that failed', (stage) => {
    stage.apply(shellPod('good', 'exit 0', { spec: 'restartPolicy: OnFailure' }));
    stage.apply(shellPod('bad', 'exit 3', { spec: 'restartPolicy: OnFailure' }));
    expect(stage.kubectl('get pod good -o jsonpath={.status.phase}')).toBe('Succeeded');
    expect(stage.kubectl('get pod bad -o jsonpath={.status.phase}')).toBe('Running');
  });

  scenario('a restart rule restarts a container for one exit code although its pod says Never', (stage) => {
    stage.apply(
      shellPod('work', 'test -e /keep/again || { touch /keep/again; exit 42; }; exit 0', {
        container: `restartPolicy: Never
restartPolicyRules: [{ action: Restart, exitCodes: { operator: In, values: [42] } }]
volumeMounts: [{ name: keep, mountPath: /keep }]`,
        spec: 'restartPolicy: Never\nvolumes: [{ name: keep, emptyDir: {} }]',
      }),
    );
    stage.pass(30);
    expect(stage.kubectl(`get pod work -o jsonpath='{.status.phase} {.status.containerStatuses[0].restartCount}'`)).toBe('Succeeded 1');
  });

  scenario('deletion sends SIGTERM, and a container that obeys ends with its own code before the grace is over', (stage) => {
    stage.apply(shellPod('web', 'trap "echo bye; exit 0" TERM; while true; do sleep 1; done'));
    const before = stage.world.sim.now();
    stage.kubectl('delete pod web');
    expect(stage.world.sim.now() - before).toBeLessThan(10_000);
    expect(stage.events('Pod/web').at(-1)).toBe('Killing: Stopping container c');
  });

  scenario('a container that ignores SIGTERM is killed when its grace is over', (stage) => {
    stage.apply(shellPod('web', 'trap "" TERM; while true; do sleep 1; done', { spec: 'terminationGracePeriodSeconds: 20' }));
    const before = stage.world.sim.now();
    stage.kubectl('delete pod web');
    expect(Math.round((stage.world.sim.now() - before) / 1000)).toBeGreaterThanOrEqual(20);
    expect(stage.get('pods', 'web')).toBeUndefined();
  });

  scenario('deletion with --force and no grace takes the pod away at once', (stage) => {
    stage.apply(shellPod('web', 'trap "" TERM; while true; do sleep 1; done'));
    const before = stage.world.sim.now();
    stage.ok('kubectl delete pod web --grace-period=0 --force 2>/dev/null');
    expect(stage.world.sim.now() - before).toBeLessThan(5_000);
  });

  scenario('a pod past its activeDeadlineSeconds fails with DeadlineExceeded', (stage) => {
    stage.apply(shellPod('slow', 'sleep 1h', { spec: 'activeDeadlineSeconds: 15\nterminationGracePeriodSeconds: 1' }));
    stage.pass(25);
    expect(stage.kubectl(`get pod slow -o jsonpath='{.status.phase} {.status.reason}: {.status.message}'`)).toBe(
      'Failed DeadlineExceeded: Pod was active on the node longer than the specified deadline',
    );
  });

  scenario('what a container writes to /dev/termination-log is its termination message', (stage) => {
    stage.apply(shellPod('work', 'echo out of luck > /dev/termination-log; exit 1', { spec: 'restartPolicy: Never' }));
    expect(stage.kubectl(`get pod work -o jsonpath='{.status.containerStatuses[0].state.terminated.message}'`)).toBe('out of luck');
  });

  scenario('with FallbackToLogsOnError the end of the log is the message of a container that failed', (stage) => {
    stage.apply(
      shellPod('work', 'echo first; echo it broke; exit 1', {
        container: 'terminationMessagePolicy: FallbackToLogsOnError',
        spec: 'restartPolicy: Never',
      }),
    );
    expect(stage.kubectl(`get pod work -o jsonpath='{.status.containerStatuses[0].state.terminated.message}'`)).toBe('first\nit broke');
  });

  scenario('logs --previous shows what the container before the last restart wrote', (stage) => {
    stage.apply(
      shellPod('work', 'echo "I am at $(cat /keep/n 2>/dev/null || echo 1)"; echo 2 > /keep/n; sleep 3; exit 1', {
        container: 'volumeMounts: [{ name: keep, mountPath: /keep }]',
        spec: 'volumes: [{ name: keep, emptyDir: {} }]',
      }),
    );
    stage.pass(12);
    expect(stage.kubectl('logs work --previous')).toBe('I am at 1');
    expect(stage.kubectl('logs work')).toBe('I am at 2');
  });

  scenario('a command that is not in the image is a StartError in runc’s words', (stage) => {
    stage.apply(shellPod('bad', '').replace('[sh, -c, ""]', '[nonsense]'));
    stage.pass(3);
    expect(
      stage.kubectl(
        `get pod bad -o jsonpath='{.status.containerStatuses[0].lastState.terminated.reason}{.status.containerStatuses[0].state.terminated.reason}'`,
      ),
    ).toBe('StartError');
    expect(stage.events('Pod/bad').join('\n')).toContain('exec: "nonsense": executable file not found in $PATH: unknown');
  });
});
