import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { Sim } from '@/lib/sim/sim';
import { Cluster } from './cluster';
import type { Client } from './client';
import { newFakeRuntime } from './kubelet/fake-runtime';
import { CONFIG_MAPS, DEPLOYMENTS, ENDPOINT_SLICES, EVENTS, NAMESPACES, NODES, PODS, REPLICA_SETS } from './client/resources';
import { testCluster } from './test-cluster';

const deployment = (name: string, replicas: number, image = 'nginx', spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image }] } },
    ...spec,
  },
});
const pod = (name: string, image: string, spec: object = {}, container: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', image, ...container }], ...spec },
});
const messages = (admin: Client, name: string, reason?: string) =>
  admin
    .list(EVENTS, 'default')
    .items.filter((event) => event.involvedObject.name === name && (!reason || event.reason === reason))
    .map((event: KubeObject) => event.message as string);

describe('a kubeadm cluster', () => {
  it('boots to rest with every node and pod ready', () => {
    const { admin, sim } = testCluster();
    expect(sim.settle()).toMatchObject({ settled: true });
    const ready = (object: KubeObject) => object.status.conditions.find((one: { type: string }) => one.type === 'Ready').status;
    expect(admin.list(NODES).items.map((node) => [node.metadata.name, ready(node)])).toEqual([
      ['controlplane', 'True'],
      ['node01', 'True'],
      ['node02', 'True'],
    ]);
    const pods = admin.list(PODS, 'kube-system').items;
    expect(pods).toHaveLength(13);
    expect(pods.filter((one) => ready(one) !== 'True').map((one) => one.metadata.name)).toEqual([]);
    expect(admin.get(CONFIG_MAPS, 'default', 'kube-root-ca.crt')).toBeDefined();
  });

  it('runs, rolls and removes a Deployment', () => {
    const { admin, sim } = testCluster();
    admin.create(DEPLOYMENTS, deployment('web', 3), 'default');
    sim.settle();
    expect(admin.get(DEPLOYMENTS, 'default', 'web')?.status).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      updatedReplicas: 3,
    });
    const web = admin.get(DEPLOYMENTS, 'default', 'web')!;
    const template = { ...web.spec.template, spec: { ...web.spec.template.spec, containers: [{ name: 'c', image: 'nginx:2' }] } };
    admin.update(DEPLOYMENTS, { ...web, spec: { ...web.spec, template } });
    sim.settle();
    const [old, now] = [...admin.list(REPLICA_SETS, 'default').items].sort((a, b) => a.spec.replicas - b.spec.replicas);
    expect([old!.status.replicas, now!.status.replicas]).toEqual([0, 3]);
    const [a, b] = [old!.metadata.name, now!.metadata.name];
    expect(new Set(messages(admin, 'web'))).toEqual(
      new Set([
        `Scaled up replica set ${a} from 0 to 3`,
        `Scaled up replica set ${b} from 0 to 1`,
        `Scaled down replica set ${a} from 3 to 2`,
        `Scaled up replica set ${b} from 1 to 2`,
        `Scaled down replica set ${a} from 2 to 1`,
        `Scaled up replica set ${b} from 2 to 3`,
        `Scaled down replica set ${a} from 1 to 0`,
      ]),
    );
    admin.delete(DEPLOYMENTS, 'default', 'web');
    sim.settle();
    expect(admin.list(REPLICA_SETS, 'default').items).toEqual([]);
    expect(admin.list(PODS, 'default').items).toEqual([]);
  });

  it('reports a crash loop with the back-offs of a kubelet', () => {
    const { admin, sim } = testCluster({ crash: { exit: 1 } });
    admin.create(PODS, pod('p', 'crash'), 'default');
    sim.runUntil(sim.now() + 25_000);
    const [status] = admin.get(PODS, 'default', 'p')!.status.containerStatuses;
    expect(status.restartCount).toBe(2);
    expect(status.state.waiting.reason).toBe('CrashLoopBackOff');
    expect(status.state.waiting.message).toMatch(/^back-off 20s restarting failed container=c pod=p_default\([-0-9a-f]{36}\)$/);
    expect(status.lastState.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
    expect(sim.settle({ limitMs: 3_600_000 }).settled).toBe(true);
  });

  it('reports an image that cannot be pulled', () => {
    const error = 'failed to pull and unpack image "docker.io/library/nope:1": not found';
    const { admin, sim } = testCluster({ 'nope:1': { pullError: error } });
    admin.create(PODS, pod('p', 'nope:1'), 'default');
    sim.runUntil(sim.now() + 5_000);
    const found = admin.get(PODS, 'default', 'p')!;
    expect(found.status.phase).toBe('Pending');
    expect(found.status.containerStatuses[0].state.waiting).toEqual({
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image "nope:1": ErrImagePull: ${error}`,
    });
    expect(messages(admin, 'p', 'Failed')).toContain('Error: ErrImagePull');
  });

  it('waits for a ConfigMap that is not there and starts when it comes', () => {
    const { admin, sim } = testCluster();
    const env = [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'cm', key: 'x' } } }];
    admin.create(PODS, pod('p', 'nginx', {}, { env }), 'default');
    sim.settle();
    expect(admin.get(PODS, 'default', 'p')!.status.containerStatuses[0].state.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: 'configmap "cm" not found',
    });
    admin.create(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm' }, data: { x: '1' } }, 'default');
    sim.settle();
    expect(admin.get(PODS, 'default', 'p')!.status.phase).toBe('Running');
  });

  it('runs init containers in order and completes a pod that is not restarted', () => {
    const { admin, sim } = testCluster({ once: { exit: 0, afterMs: 1000 } });
    const initContainers = [
      { name: 'a', image: 'once' },
      { name: 'b', image: 'once' },
    ];
    admin.create(PODS, pod('p', 'once', { restartPolicy: 'Never', initContainers }), 'default');
    const from = sim.now();
    sim.settle();
    expect(sim.now() - from).toBe(3000);
    const { status } = admin.get(PODS, 'default', 'p')!;
    expect(status.phase).toBe('Succeeded');
    expect(status.initContainerStatuses.map((one: KubeObject['status']) => one.state.terminated.reason)).toEqual([
      'Completed',
      'Completed',
    ]);
  });

  it('restarts what fails its liveness probe and holds back what is not ready', () => {
    const { admin, sim } = testCluster({ ill: { httpStatus: 503 } });
    const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 1, failureThreshold: 2 };
    admin.create(PODS, pod('live', 'ill', {}, { livenessProbe: probe }), 'default');
    admin.create(PODS, pod('ready', 'ill', {}, { readinessProbe: probe }), 'default');
    sim.runUntil(sim.now() + 5_000);
    expect(messages(admin, 'live', 'Unhealthy')[0]).toBe('Liveness probe failed: HTTP probe failed with statuscode: 503');
    expect(messages(admin, 'live', 'Killing')).toEqual(['Container c failed liveness probe, will be restarted']);
    expect(admin.get(PODS, 'default', 'live')!.status.containerStatuses[0].restartCount).toBeGreaterThan(0);
    expect(admin.get(PODS, 'default', 'ready')!.status.containerStatuses[0]).toMatchObject({ ready: false, started: true });
  });

  it('gives a stubborn container its grace', () => {
    const { admin, sim } = testCluster({ deaf: { stubborn: true } });
    admin.create(PODS, pod('p', 'deaf', { terminationGracePeriodSeconds: 7 }), 'default');
    sim.settle();
    const from = sim.now();
    admin.delete(PODS, 'default', 'p');
    sim.runUntil(from + 6_000);
    expect(admin.get(PODS, 'default', 'p')?.metadata.deletionTimestamp).toBeDefined();
    sim.settle();
    expect(admin.get(PODS, 'default', 'p')).toBeUndefined();
    expect(sim.now() - from).toBeLessThanOrEqual(8_000);
  });

  it('goes on in a fork as if nothing had happened, and leaves the original alone', () => {
    const { admin, sim, cluster } = testCluster();
    admin.create(DEPLOYMENTS, deployment('web', 2), 'default');
    const other = sim.fork();
    const runtimes = new Map(
      cluster.profile.hosts.map((host) => [
        host.name,
        newFakeRuntime(other, { node: host.name, ip: host.ip, podSubnet: host.podBlock ?? '10.0.0.0/24' }),
      ]),
    );
    const fork = cluster.fork(other, { runtime: (node) => runtimes.get(node)! });
    other.settle();
    const theirs = fork.client({ name: 'a', groups: ['system:masters'] });
    expect(theirs.get(DEPLOYMENTS, 'default', 'web')?.status.readyReplicas).toBe(2);
    expect(admin.get(DEPLOYMENTS, 'default', 'web')?.status?.readyReplicas).toBeUndefined();
    sim.settle();
    expect(admin.get(DEPLOYMENTS, 'default', 'web')?.status.readyReplicas).toBe(2);
  });

  it('goes on from a snapshot', () => {
    const { admin, sim, cluster } = testCluster();
    admin.create(DEPLOYMENTS, deployment('web', 2), 'default');
    const saved = JSON.parse(JSON.stringify({ sim: sim.snapshot(), cluster: cluster.snapshot() }));
    const other = Sim.restore(saved.sim);
    const runtimes = new Map(
      cluster.profile.hosts.map((host) => [
        host.name,
        newFakeRuntime(other, { node: host.name, ip: host.ip, podSubnet: host.podBlock ?? '10.0.0.0/24' }),
      ]),
    );
    const again = Cluster.restore(saved.cluster, other, { runtime: (node) => runtimes.get(node)! });
    other.settle();
    expect(again.client({ name: 'a', groups: ['system:masters'] }).get(DEPLOYMENTS, 'default', 'web')?.status.readyReplicas).toBe(2);
  });

  it('does nothing while a component is down and catches up after', () => {
    const { admin, sim, cluster } = testCluster();
    cluster.components.set('kube-scheduler', false);
    admin.create(DEPLOYMENTS, deployment('web', 1), 'default');
    sim.settle();
    expect(admin.list(PODS, 'default').items[0]!.spec.nodeName).toBeUndefined();
    cluster.components.set('kube-scheduler', true);
    cluster.components.set('kube-controller-manager', false);
    admin.create(DEPLOYMENTS, deployment('late', 1), 'default');
    sim.settle();
    expect(admin.get(DEPLOYMENTS, 'default', 'web')?.status.observedGeneration).toBe(1);
    expect(admin.list(PODS, 'default').items.map((one) => one.status.phase)).toEqual(['Running']);
    cluster.components.set('kube-controller-manager', true);
    sim.settle();
    expect(admin.get(DEPLOYMENTS, 'default', 'late')?.status.readyReplicas).toBe(1);
  });

  it('marks a silent node and evicts its pods after five minutes', () => {
    const { admin, sim, cluster } = testCluster();
    admin.create(DEPLOYMENTS, deployment('web', 4), 'default');
    sim.settle();
    cluster.components.set('kubelet/node01', false);
    sim.runUntil(sim.now() + 70_000);
    const taints = admin
      .get(NODES, '', 'node01')!
      .spec.taints.map((taint: { key: string; effect: string }) => `${taint.key}:${taint.effect}`);
    expect(taints).toEqual(
      expect.arrayContaining(['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute']),
    );
    sim.runUntil(sim.now() + 310_000);
    const running = admin.list(PODS, 'default').items.filter((one) => !one.metadata.deletionTimestamp);
    expect(running.map((one) => one.spec.nodeName)).toEqual(['node02', 'node02', 'node02', 'node02']);
    cluster.components.set('kubelet/node01', true);
    sim.settle();
    expect(admin.list(PODS, 'default').items).toHaveLength(4);
    expect(admin.get(NODES, '', 'node01')!.spec.taints ?? []).toEqual([]);
  });

  it('runs static pods without an API server and mirrors them when it is back', () => {
    const { admin, sim, cluster, runtimes, files } = testCluster();
    const path = '/etc/kubernetes/manifests/kube-scheduler.yaml';
    const text = files[path]!;
    const running = () =>
      runtimes
        .get('controlplane')!
        .list()
        .filter((one) => one.name === 'kube-scheduler' && one.state === 'running').length;
    cluster.components.set('kube-apiserver', false);
    delete files[path];
    sim.enqueue('kubelet/controlplane', 'manifests');
    sim.settle();
    expect(running()).toBe(0);
    files[path] = text;
    sim.enqueue('kubelet/controlplane', 'manifests');
    sim.settle();
    expect(running()).toBe(1);
    delete files[path];
    cluster.components.set('kube-apiserver', true);
    sim.enqueue('kubelet/controlplane', 'manifests');
    sim.settle();
    expect(admin.get(PODS, 'kube-system', 'kube-scheduler-controlplane')).toBeUndefined();
    files[path] = text;
    sim.enqueue('kubelet/controlplane', 'manifests');
    sim.settle();
    expect(admin.get(PODS, 'kube-system', 'kube-scheduler-controlplane')?.status.phase).toBe('Running');
  });

  it('empties a namespace that is deleted', () => {
    const { admin, sim } = testCluster();
    admin.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } });
    sim.settle();
    admin.create(DEPLOYMENTS, { ...deployment('web', 2), metadata: { name: 'web' } }, 'a');
    sim.settle();
    admin.delete(NAMESPACES, '', 'a');
    sim.settle();
    expect(admin.get(NAMESPACES, '', 'a')).toBeUndefined();
    expect(admin.list(PODS, 'a').items).toEqual([]);
  });

  it('publishes ready pods as endpoints', () => {
    const { admin, sim, cluster } = testCluster();
    admin.create(DEPLOYMENTS, deployment('web', 2), 'default');
    const spec = { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] };
    admin.create({ group: '', resource: 'services' }, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec }, 'default');
    sim.settle();
    const slices = admin
      .list(ENDPOINT_SLICES, 'default')
      .items.filter((one) => one.metadata.labels?.['kubernetes.io/service-name'] === 'web');
    expect(slices.flatMap((slice) => slice.endpoints.map((one: { addresses: string[] }) => one.addresses[0]))).toHaveLength(2);
    expect(cluster.view.slices('default', 'web')).toHaveLength(1);
  });

  it('has hundreds of replicas ready', () => {
    const { admin, sim } = testCluster();
    for (const name of ['node01', 'node02']) {
      const node = admin.get(NODES, '', name)!;
      const room = { cpu: '64', memory: '256Gi', pods: '1000' };
      const status = {
        ...node.status,
        capacity: { ...node.status.capacity, ...room },
        allocatable: { ...node.status.allocatable, ...room },
      };
      admin.update(NODES, { ...node, status }, 'status');
    }
    admin.create(DEPLOYMENTS, deployment('web', 300), 'default');
    expect(sim.settle().settled).toBe(true);
    expect(admin.get(DEPLOYMENTS, 'default', 'web')?.status.readyReplicas).toBe(300);
  });
});
