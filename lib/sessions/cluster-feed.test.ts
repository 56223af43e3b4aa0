import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { World } from '@/lib/world/world';
import { ClusterFeed, messagesOf, type ClusterMessage } from './cluster-feed';
import type { LiveSession } from './live-session';
import { SessionRegistry } from './session-registry';
import type { Wire } from './terminal-connection';

const folder = mkdtempSync(join(tmpdir(), 'nekala-feed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (world: World, text: string) => {
  const ran = world.runScript({ host: world.defaultHost, user: 'root', text });
  expect({ exit: ran.exit, stderr: ran.stderr }).toEqual({ exit: 0, stderr: '' });
  world.settle({ limitMs: 120_000 });
};
const picture = (world: World) => {
  const [first] = messagesOf(world);
  return first?.type === 'picture' ? first.picture : undefined;
};
const podNamed = (world: World, name: string) => picture(world)?.pods.find((pod) => pod.name === name);
const explain = (world: World, name: string) => {
  const verdict = messagesOf(world, podNamed(world, name)?.uid ?? '?')[1];
  return verdict?.type === 'verdict' ? verdict.verdict : undefined;
};
const kubeadm = () => World.boot('kubeadm');

describe('the picture', () => {
  it('says of pods what kubectl get pods says, and sorts their states', () => {
    const world = kubeadm();
    run(world, 'kubectl run web --image=nginx; kubectl run bad --image=nginx:no-such; kubectl run crash --image=busybox -- false');
    run(world, 'kubectl run job --image=busybox --restart=Never -- true');
    expect(podNamed(world, 'web')).toMatchObject({ state: 'running', status: 'Running', ready: '1/1', restarts: 0 });
    expect(podNamed(world, 'bad')).toMatchObject({ state: 'failed', ready: '0/1' });
    expect(podNamed(world, 'bad')!.status).toMatch(/^(ErrImagePull|ImagePullBackOff)$/);
    expect(podNamed(world, 'crash')).toMatchObject({ state: 'failed' });
    expect(podNamed(world, 'crash')!.restarts).toBeGreaterThan(0);
    expect(podNamed(world, 'job')).toMatchObject({ state: 'done', status: 'Completed' });
  });

  it('marks nodes that are cordoned or tainted', () => {
    const world = kubeadm();
    run(world, 'kubectl cordon node01; kubectl taint node node01 gpu=yes:NoExecute');
    expect(picture(world)!.nodes.find(({ name }) => name === 'node01')).toMatchObject({
      ready: true,
      schedulable: false,
      taints: expect.arrayContaining(['node.kubernetes.io/unschedulable:NoSchedule', 'gpu=yes:NoExecute']),
    });
  });

  it('shows no more than the administrator of the kubeconfig may see', () => {
    const world = kubeadm();
    run(world, 'kubectl delete clusterrolebinding kubeadm:cluster-admins --wait=false');
    expect(messagesOf(world)).toEqual([{ type: 'blank', why: 'forbidden' }]);
  });

  it('is blank while the API server is down', () => {
    const world = kubeadm();
    run(world, 'mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/');
    expect(messagesOf(world)).toEqual([{ type: 'blank', why: 'no-answer' }]);
  });

  it('leaves no trace in the world, not even in its audit log', () => {
    const world = kubeadm();
    run(
      world,
      `mkdir -p /etc/kubernetes/audit
printf 'apiVersion: audit.k8s.io/v1\\nkind: Policy\\nrules:\\n- level: Metadata\\n' > /etc/kubernetes/audit/policy.yaml
cd /etc/kubernetes/manifests && cp kube-apiserver.yaml /tmp/a.yaml
sed -i 's#    - kube-apiserver$#&\\n    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml\\n    - --audit-log-path=/etc/kubernetes/audit/audit.log#' /tmp/a.yaml
sed -i 's#    volumeMounts:#&\\n    - {mountPath: /etc/kubernetes/audit, name: audit}#; s#  volumes:#&\\n  - {name: audit, hostPath: {path: /etc/kubernetes/audit, type: DirectoryOrCreate}}#' /tmp/a.yaml
cp /tmp/a.yaml kube-apiserver.yaml`,
    );
    expect(world.cluster.audited).toBe(true);
    const before = JSON.stringify(world.snapshot());
    expect(picture(world)?.nodes.length).toBeGreaterThan(0);
    expect(JSON.stringify(world.snapshot()) === before).toBe(true);
  });
});

describe('the verdict', () => {
  it('gives each node the plugin that refused it, in the words of FailedScheduling', () => {
    const world = kubeadm();
    run(
      world,
      `kubectl run big --image=nginx --overrides='{"spec":{"containers":[{"name":"big","image":"nginx","resources":{"requests":{"cpu":"99"}}}]}}'`,
    );
    const verdict = explain(world, 'big')!;
    expect(verdict).toMatchObject({ origin: 'waiting', node: '', scorers: [] });
    expect(verdict.message).toMatch(/^0\/\d nodes are available: .*Insufficient cpu/);
    expect(verdict.nodes.map(({ name, refused }) => [name, refused?.plugin, refused?.reasons])).toContainEqual([
      'node01',
      'NodeResourcesFit',
      ['Insufficient cpu'],
    ]);
    const [row] = verdict.nodes.filter(({ name }) => name === 'node01');
    expect(verdict.filters.slice(0, row!.passed.length + 1)).toEqual([...row!.passed, 'NodeResourcesFit']);
  });

  it('adds weighted scores up, the chosen node first', () => {
    const world = World.boot('hollow');
    run(world, 'kubectl create deployment web --image=nginx');
    const name = picture(world)!.pods.find((pod) => pod.name.startsWith('web-'))!.name;
    const verdict = explain(world, name)!;
    expect(verdict.origin).toBe('scheduled');
    expect(verdict.nodes[0]).toMatchObject({ name: verdict.node, chosen: true });
    expect(verdict.scorers.length).toBeGreaterThan(1);
    expect(verdict.scorers).toContainEqual({ plugin: 'TaintToleration', weight: 3 });
    const totals = verdict.nodes.filter(({ refused }) => !refused).map(({ total }) => total!);
    expect(totals.length).toBeGreaterThan(1);
    expect(totals).toEqual([...totals].sort((a, b) => b - a));
    const { scores, total } = verdict.nodes[0]!;
    expect(Object.values(scores!).reduce((a, b) => a + b, 0)).toBe(total);
  });

  it('says why the scheduler was not asked', () => {
    const world = kubeadm();
    run(world, `kubectl run named --image=nginx --overrides='{"spec":{"nodeName":"node01"}}'`);
    run(world, `kubectl run gated --image=nginx --overrides='{"spec":{"schedulingGates":[{"name":"example.com/wait"}]}}'`);
    run(world, `kubectl run other --image=nginx --overrides='{"spec":{"schedulerName":"mine"}}'`);
    expect(explain(world, 'named')?.origin).toBe('named');
    expect(explain(world, 'gated')).toMatchObject({ origin: 'gated', nodes: [] });
    expect(explain(world, 'other')).toMatchObject({ origin: 'foreign', scheduler: 'mine' });
    expect(explain(world, `etcd-${picture(world)!.nodes[0]!.name}`)?.origin).toBe('static');
  });

  it('names what refused every node at once', () => {
    const world = kubeadm();
    run(
      world,
      `kubectl run claim --image=nginx --overrides='{"spec":{"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"none"}}]}}'`,
    );
    expect(explain(world, 'claim')?.preFilter).toEqual({ plugin: 'VolumeBinding', reasons: ['persistentvolumeclaim "none" not found'] });
  });

  it('is null for a pod that is gone', () => {
    expect(messagesOf(kubeadm(), 'no-such-uid')[1]).toEqual({ type: 'verdict', uid: 'no-such-uid', verdict: null });
  });
});

class FakeWire implements Wire {
  readonly messages: ClusterMessage[] = [];
  bufferedAmount = 0;
  send(text: string): void {
    this.messages.push(JSON.parse(text) as ClusterMessage);
  }
  close(): void {}
  count(type: ClusterMessage['type']): number {
    return this.messages.filter((message) => message.type === type).length;
  }
}

const until = async (so: () => boolean) => {
  for (let i = 0; i < 400 && !so(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(so()).toBe(true);
};

describe('the feed', () => {
  const source = {
    boot: () => World.boot('kubeadm', { now: Date.now() }),
    restore: (snapshot: unknown) => World.restore(snapshot as never),
  };
  const open = async (user: string): Promise<[SessionRegistry<World>, LiveSession<World>]> => {
    const registry = new SessionRegistry<World>(join(folder, user), source);
    return [registry, await registry.open(user, { kind: 'lab', slug: 'pods', seed: 1 })];
  };

  it('sends the picture at once and when something has changed, and the verdict on what is selected', async () => {
    const [registry, session] = await open('u');
    const wire = new FakeWire();
    const feed = new ClusterFeed(session, wire);
    expect(wire.count('picture')).toBe(1);
    session.openTerminal('t1', { host: session.world.defaultHost, user: 'root', columns: 80, rows: 24 });
    session.input('t1', 'kubectl run web --image=nginx\n');
    const web = () => {
      const last = wire.messages.findLast((message) => message.type === 'picture');
      return last?.type === 'picture' ? last.picture.pods.find(({ name }) => name === 'web') : undefined;
    };
    await until(() => web() !== undefined);
    feed.receive(JSON.stringify({ select: web()!.uid }));
    await until(() => wire.count('verdict') > 0);
    const verdict = wire.messages.findLast((message) => message.type === 'verdict');
    expect(verdict).toMatchObject({ uid: web()!.uid, verdict: { name: 'web' } });
    feed.close();
    await registry.shutdown();
  });

  it('draws nothing while nothing is written, and has no timer once it is closed', async () => {
    const [registry, session] = await open('v');
    const wire = new FakeWire();
    const feed = new ClusterFeed(session, wire);
    const drawn = wire.messages.length;
    let reads = 0;
    const { cluster } = session.world;
    const client = cluster.client.bind(cluster);
    cluster.client = (...args) => {
      reads++;
      return client(...args);
    };
    for (let i = 0; i < 50; i++) session.turn(performance.now());
    feed.receive('not json');
    feed.receive(JSON.stringify({ select: 'x'.repeat(65) }));
    feed.receive(JSON.stringify({ select: 7 }));
    const { revision } = cluster.store;
    await new Promise((resolve) => setTimeout(resolve, 350));
    if (cluster.store.revision === revision) expect([reads, wire.messages.length]).toEqual([0, drawn]);
    feed.close();
    expect(session.watched).toBe(false);
    await registry.shutdown();
  });
});
