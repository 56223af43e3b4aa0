import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { shellPod } from './pods';

const stress = (name: string, args: string, more = '') => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  nodeName: node01
  containers:
  - name: c
    image: polinux/stress
    command: [stress, ${args
      .split(' ')
      .map((word) => `'${word}'`)
      .join(', ')}]
${more
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}`;

const condition = (stage: Stage, node: string, type: string) =>
  stage.kubectl(`get node ${node} -o jsonpath='{.status.conditions[?(@.type=="${type}")].status}'`);

/** Changes a node's kubelet configuration and starts the kubelet again. */
const configure = (stage: Stage, node: string, lines: string) =>
  stage.ok(`printf '%s\\n' '${lines}' >> /var/lib/kubelet/config.yaml; systemctl restart kubelet`, node);

describe('kubelet: resources', () => {
  scenario('quality of service follows from requests and limits', (stage) => {
    stage.apply(shellPod('best', 'sleep 1h'));
    stage.apply(shellPod('burst', 'sleep 1h', { container: 'resources: { requests: { cpu: 10m } }' }));
    stage.apply(shellPod('sure', 'sleep 1h', { container: 'resources: { limits: { cpu: 10m, memory: 16Mi } }' }));
    expect(stage.kubectl('get pods best burst sure -o jsonpath={.items[*].status.qosClass}')).toBe('BestEffort Burstable Guaranteed');
  });

  scenario('limits and requests are files of the container’s cgroup', (stage) => {
    stage.apply(
      shellPod('web', 'cd /sys/fs/cgroup; cat cpu.max memory.max cpu.weight; sleep 1h', {
        container: 'resources: { limits: { cpu: 250m, memory: 32Mi }, requests: { cpu: 100m } }',
      }),
    );
    expect(stage.kubectl('logs web')).toBe('25000 100000\n33554432\n17');
  });

  scenario('without limits a cgroup says max', (stage) => {
    stage.apply(shellPod('web', 'cd /sys/fs/cgroup; cat cpu.max memory.max; sleep 1h'));
    expect(stage.kubectl('logs web')).toBe('max 100000\nmax');
  });

  scenario('a container that takes more memory than its limit is OOMKilled with 137 and crash-loops', (stage) => {
    stage.apply(stress('hog', '--vm 1 --vm-bytes 250M', 'resources: { limits: { memory: 100Mi } }'));
    stage.pass(30);
    expect(
      stage.kubectl(
        `get pod hog -o jsonpath='{.status.containerStatuses[0].lastState.terminated.reason} {.status.containerStatuses[0].lastState.terminated.exitCode}'`,
      ),
    ).toBe('OOMKilled 137');
    expect(stage.kubectl('get pod hog --no-headers').split(/\s+/)[2]).toMatch(/^(CrashLoopBackOff|OOMKilled)$/);
  });

  scenario('a database that needs more memory than its limit is OOMKilled as it starts', (stage) => {
    stage.apply(`
apiVersion: v1
kind: Pod
metadata: { name: db }
spec:
  containers:
  - { name: db, image: 'mysql:8.4', env: [{ name: MYSQL_ROOT_PASSWORD, value: x }], resources: { limits: { memory: 64Mi } } }`);
    stage.pass(60);
    expect(stage.kubectl(`get pod db -o jsonpath='{.status.containerStatuses[0].lastState.terminated.reason}'`)).toBe('OOMKilled');
  });

  scenario('a limit that not even the start fits in is a StartError', (stage) => {
    stage.apply(shellPod('tiny', 'sleep 1h', { container: 'resources: { limits: { memory: 1Mi } }' }));
    stage.pass(3);
    expect(stage.events('Pod/tiny').join('\n')).toContain('container init was OOM-killed (memory limit too low?): unknown');
  });

  scenario('a busy container is throttled at its CPU limit', (stage) => {
    stage.apply(shellPod('busy', 'while :; do :; done', { container: 'resources: { limits: { cpu: 200m } }' }));
    stage.pass(4);
    const stat = stage.kubectl('exec busy -- cat /sys/fs/cgroup/cpu.stat');
    expect(Number(/nr_throttled (\d+)/.exec(stat)?.[1])).toBeGreaterThan(0);
    expect(Number(/usage_usec (\d+)/.exec(stat)?.[1])).toBeLessThan(1_500_000);
  });

  scenario('a pod put on a node without room for it is refused as OutOfcpu', (stage) => {
    stage.apply(shellPod('big', 'sleep 1h', { spec: 'nodeName: node01', container: `resources: { requests: { cpu: '4' } }` }));
    expect(stage.kubectl(`get pod big -o jsonpath='{.status.phase} {.status.reason}: {.status.message}'`)).toMatch(
      /^Failed OutOfcpu: Pod was rejected: Node didn't have enough resource: cpu, requested: 4000, used: \d+, capacity: 2000$/,
    );
  });

  scenario('a node that runs out of memory is under pressure, tainted, and evicts who uses most beyond its request', (stage) => {
    stage.apply(shellPod('small', 'sleep 1h', { spec: 'nodeName: node01' }));
    stage.apply(stress('hog', '--vm 1 --vm-bytes 3150M --vm-hang 0'));
    stage.pass(30);
    expect(condition(stage, 'node01', 'MemoryPressure')).toBe('True');
    expect(stage.kubectl('get node node01 -o jsonpath={.spec.taints[*].key}')).toBe('node.kubernetes.io/memory-pressure');
    expect(stage.kubectl(`get pod hog -o jsonpath='{.status.phase} {.status.reason}: {.status.message}'`)).toMatch(
      /^Failed Evicted: The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+Ki\. Container c was using \d+Ki, request is 0, has larger consumption of memory\. $/,
    );
    expect(stage.kubectl('get pod small -o jsonpath={.status.phase}')).toBe('Running');
    expect(stage.events('Node/node01')).toContain('EvictionThresholdMet: Attempting to reclaim memory');
  });

  scenario('pressure is over five minutes after its threshold was met last', (stage) => {
    stage.apply(stress('hog', '--vm 1 --vm-bytes 3150M --vm-hang 0'));
    stage.pass(30);
    expect(condition(stage, 'node01', 'MemoryPressure')).toBe('True');
    stage.pass(330);
    expect(condition(stage, 'node01', 'MemoryPressure')).toBe('False');
    expect(stage.events('Node/node01')).toContain('NodeHasSufficientMemory: Node node01 status is now: NodeHasSufficientMemory');
  });

  scenario('under pressure of memory a pod that asks for none is refused', (stage) => {
    stage.apply(stress('hog', '--vm 1 --vm-bytes 3150M --vm-hang 0'));
    stage.pass(30);
    stage.apply(shellPod('late', 'sleep 1h', { spec: 'nodeName: node01' }));
    expect(stage.kubectl(`get pod late -o jsonpath='{.status.reason}: {.status.message}'`)).toBe(
      'Evicted: Pod was rejected: The node had condition: [MemoryPressure]. ',
    );
  });

  scenario('an evicted pod carries the condition DisruptionTarget', (stage) => {
    stage.apply(stress('hog', '--vm 1 --vm-bytes 3150M --vm-hang 0'));
    stage.pass(30);
    expect(stage.kubectl(`get pod hog -o jsonpath='{.status.conditions[?(@.type=="DisruptionTarget")].reason}'`)).toBe(
      'TerminationByKubelet',
    );
  });

  scenario('an emptyDir beyond its sizeLimit has its pod evicted', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 2; head -c 3000000 /dev/zero > /data/x; sleep 1h', {
        container: 'volumeMounts: [{ name: d, mountPath: /data }]',
        spec: 'volumes: [{ name: d, emptyDir: { sizeLimit: 1Mi } }]',
      }),
    );
    stage.pass(25);
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.reason}: {.status.message}'`)).toBe(
      'Evicted: Usage of EmptyDir volume "d" exceeds the limit "1Mi". ',
    );
  });

  scenario('a container beyond its limit of ephemeral storage has its pod evicted', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 2; head -c 3000000 /dev/zero > /big; sleep 1h', {
        container: 'resources: { limits: { ephemeral-storage: 1Mi } }',
      }),
    );
    stage.pass(25);
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.reason}: {.status.message}'`)).toBe(
      'Evicted: Container c exceeded its local ephemeral storage limit "1Mi". ',
    );
  });

  scenario('thresholds of the kubelet’s configuration act: a node without the free disk it should have is under DiskPressure', (stage) => {
    configure(stage, 'node01', 'evictionHard: { nodefs.available: "95%" }');
    stage.pass(25);
    expect(condition(stage, 'node01', 'DiskPressure')).toBe('True');
    expect(stage.kubectl('get node node01 -o jsonpath={.spec.taints[*].key}')).toBe('node.kubernetes.io/disk-pressure');
  });

  scenario('maxPods and kubeReserved are what a node says it has room for', (stage) => {
    configure(stage, 'node01', 'maxPods: 20\nkubeReserved: { cpu: 500m, memory: 256Mi }');
    stage.pass(5);
    expect(stage.kubectl(`get node node01 -o jsonpath='{.status.capacity.cpu} {.status.allocatable.cpu} {.status.allocatable.pods}'`)).toBe(
      '2 1500m 20',
    );
  });
});

describe('kubelet: resize in place', () => {
  const pod = shellPod('web', 'sleep 1h', {
    container: `resources: { requests: { cpu: 200m, memory: 64Mi }, limits: { cpu: 500m, memory: 128Mi } }
resizePolicy: [{ resourceName: cpu, restartPolicy: NotRequired }, { resourceName: memory, restartPolicy: RestartContainer }]`,
  });
  const resize = (stage: Stage, resources: string) =>
    stage.kubectl(`patch pod web --subresource resize -p '{"spec":{"containers":[{"name":"c","resources":${resources}}]}}'`);
  const restarts = (stage: Stage) => stage.kubectl(`get pod web -o jsonpath='{.status.containerStatuses[0].restartCount}'`);

  scenario('more CPU reaches a running container without a restart', (stage) => {
    stage.apply(pod);
    resize(stage, '{"limits":{"cpu":"800m"}}');
    stage.settle();
    expect(stage.kubectl('exec web -- cat /sys/fs/cgroup/cpu.max')).toBe('80000 100000');
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.containerStatuses[0].resources.limits.cpu}'`)).toBe('800m');
    expect(restarts(stage)).toBe('0');
    expect(
      stage
        .events('Pod/web')
        .filter((event) => event.startsWith('Resize'))
        .map((event) => event.split(':')[0]),
    ).toEqual(['ResizeStarted', 'ResizeCompleted']);
  });

  scenario('a resize policy of RestartContainer restarts the container', (stage) => {
    stage.apply(pod);
    resize(stage, '{"limits":{"memory":"256Mi"}}');
    stage.pass(45);
    expect(restarts(stage)).toBe('1');
    expect(stage.kubectl('exec web -- cat /sys/fs/cgroup/memory.max')).toBe('268435456');
    expect(stage.events('Pod/web')).toContain('Killing: Container c resize requires restart');
  });

  scenario('a resize for which there is no room now is deferred, and done when there is', (stage) => {
    stage.apply(pod.replace('spec:\n', 'spec:\n  nodeName: node01\n'));
    stage.apply(
      shellPod('other', 'sleep 1h', {
        spec: 'nodeName: node01\nterminationGracePeriodSeconds: 1',
        container: 'resources: { requests: { cpu: 1200m } }',
      }),
    );
    resize(stage, '{"requests":{"cpu":"1"},"limits":{"cpu":"1"}}');
    stage.pass(2);
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.conditions[?(@.type=="PodResizePending")].reason}'`)).toBe('Deferred');
    stage.kubectl('delete pod other');
    stage.pass(60);
    expect(stage.kubectl('exec web -- cat /sys/fs/cgroup/cpu.max')).toBe('100000 100000');
  });
});
