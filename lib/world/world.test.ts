import { beforeAll, describe, expect, it } from 'vitest';
import { World } from './world';

const MASTERS = { name: 'tester', groups: ['system:masters'] };
const PODS = { group: '', resource: 'pods' };

let base: World;
beforeAll(() => {
  base = World.boot('kubeadm');
});

const sh = (world: World, text: string, host = 'controlplane') => {
  const result = world.runScript({ host, user: 'root', text });
  expect(world.fault).toBeUndefined();
  return result;
};

/** What a terminal shows, without control sequences. */
const screen = (terminal: { read(offset: number): { text: string } }) => terminal.read(0).text.replace(/\x1b\[[?\d;]*[A-Za-z]|\r/g, '');

describe('World', () => {
  it('boots a cluster in which everything runs', () => {
    const pods = base.cluster.client(MASTERS).list(PODS).items;
    expect(pods.length).toBeGreaterThan(10);
    expect(pods.filter((pod) => pod.status?.phase !== 'Running').map((pod) => pod.metadata.name)).toEqual([]);
  });

  it('boots again where the first boot has come to', () => {
    const now = Date.UTC(2027, 0, 1);
    const [first, later] = [World.boot('kubeadm', { now }), World.boot('kubeadm', { now: now + 60_000, seed: 2 })];
    expect([first.sim.now(), later.sim.now()]).toEqual([now, now + 60_000]);
    const bornOf = (world: World) => world.cluster.client(MASTERS).get({ group: '', resource: 'nodes' }, '', 'node01')?.metadata.uid;
    expect(bornOf(later)).toBe(bornOf(first));
  });

  it('forks apart, with files, objects and random of its own', () => {
    const [a, b] = [base.fork(1), base.fork(2)];
    sh(a, 'echo a > /root/file; kubectl create ns only-a');
    expect(sh(b, 'cat /root/file; kubectl get ns only-a').stderr).toBe(
      'cat: /root/file: No such file or directory\nError from server (NotFound): namespaces "only-a" not found\n',
    );
  });

  it('runs scripts with their exit code, output and virtual time', () => {
    const world = base.fork();
    const before = world.sim.now();
    const result = world.runScript({
      host: 'node01',
      user: 'root',
      text: 'hostname; sleep 3; echo $0 $1 >&2; exit 7',
      name: 'check.sh',
      args: ['x'],
    });
    expect(result).toEqual({ exit: 7, stdout: 'node01\n', stderr: 'check.sh x\n' });
    expect(world.sim.now() - before).toBeGreaterThanOrEqual(3000);
    expect(world.sim.now() - before).toBeLessThan(4000);
  });

  it('gives a terminal that goes on after a snapshot', () => {
    const world = base.fork();
    const terminal = world.openTerminal({ host: 'controlplane', user: 'root', columns: 80, rows: 24 });
    world.sim.run();
    expect(screen(terminal)).toContain('root@controlplane:~# ');
    terminal.input('x=한글; sleep 5; echo "[$x]"\r');
    world.sim.runUntil(world.sim.now() + 2000);
    const saved = JSON.parse(JSON.stringify(world.snapshot()));
    const back = World.restore(saved);
    const again = back.terminal(terminal.id)!;
    back.sim.runUntil(back.sim.now() + 4000);
    expect(screen(again)).toContain('\n[한글]\n');
    expect(back.fault).toBeUndefined();
  });

  it('interrupts a busy loop with Ctrl-C and closes on exit', () => {
    const world = base.fork();
    const terminal = world.openTerminal({ host: 'node02', user: 'root', columns: 80, rows: 24 });
    world.sim.run();
    terminal.input('while true; do :; done\r');
    world.sim.runUntil(world.sim.now() + 500);
    terminal.input('\x03');
    world.sim.runUntil(world.sim.now() + 100);
    terminal.input('echo $?\r');
    world.sim.runUntil(world.sim.now() + 100);
    expect(screen(terminal)).toContain('\n130\n');
    terminal.input('exit 4\r');
    world.sim.runUntil(world.sim.now() + 100);
    expect([terminal.closed, terminal.exitCode]).toEqual([true, 4]);
  });

  it('carries traffic between pods, Services and nodes', () => {
    const world = base.fork();
    sh(
      world,
      'kubectl create deployment web --image=nginx:1.27; kubectl expose deployment web --port=80 --type=NodePort; kubectl rollout status deployment web',
    );
    const out = sh(
      world,
      'port=$(kubectl get svc web -o jsonpath={.spec.ports[0].nodePort}); curl -s node02:$port | grep title; kubectl run c --image=busybox:1.36 --restart=Never -- sleep 1000; sleep 5; kubectl exec c -- wget -qO- http://web.default | grep h1',
    );
    expect(out.stdout).toContain('<title>Welcome to nginx!</title>');
    expect(out.stdout).toContain('<h1>Welcome to nginx!</h1>');
    expect(world.dialFromPod('default', 'c', 'web', 80)).toEqual({ ok: true });
    sh(world, 'kubectl scale deployment web --replicas=0; sleep 2');
    expect(world.dialFromPod('default', 'c', 'web', 80)).toEqual({ ok: false, error: 'Connection refused' });
  });

  it('holds connections back that a NetworkPolicy denies', () => {
    const world = base.fork();
    sh(
      world,
      'for p in web client; do kubectl run $p --image=nginx:1.27 --labels app=$p; done; kubectl expose pod web --port=80; sleep 10',
    );
    expect(world.dialFromPod('default', 'client', 'web', 80)).toEqual({ ok: true });
    const deny = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny' },
      spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'] },
    };
    sh(world, `kubectl apply -f - <<'END'\n${JSON.stringify(deny)}\nEND`);
    expect(world.dialFromPod('default', 'client', 'web', 80)).toEqual({ ok: false, error: 'Connection timed out' });
  });

  it('breaks with its API server and comes back with it', () => {
    const world = base.fork();
    sh(world, 'mv /etc/kubernetes/manifests/kube-apiserver.yaml /root; sleep 30');
    expect(sh(world, 'kubectl get nodes').stderr).toContain('The connection to the server 172.30.1.2:6443 was refused');
    sh(world, 'mv /root/kube-apiserver.yaml /etc/kubernetes/manifests; sleep 60');
    expect(sh(world, 'kubectl get nodes --no-headers | wc -l').stdout).toBe('3\n');
  });

  it('kills a container that takes more memory than its limit', () => {
    const world = base.fork();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'hog' },
      spec: {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'hog',
            image: 'polinux/stress',
            command: ['stress', '--vm', '1', '--vm-bytes', '250M'],
            resources: { limits: { memory: '100Mi' } },
          },
        ],
      },
    };
    sh(world, `kubectl apply -f - <<'END'\n${JSON.stringify(pod)}\nEND\nsleep 10`);
    const state = world.cluster.client(MASTERS).get(PODS, 'default', 'hog')?.status?.containerStatuses?.[0]?.state;
    expect(state?.terminated).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  });

  it('lets two servers of one pod fight for a port', () => {
    const world = base.fork();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'two' },
      spec: { containers: ['a', 'b'].map((name) => ({ name, image: 'nginx:1.27' })) },
    };
    sh(world, `kubectl apply -f - <<'END'\n${JSON.stringify(pod)}\nEND\nsleep 10`);
    expect(sh(world, 'kubectl logs two -c b --tail=1').stdout).toBe(
      'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n',
    );
  });

  it('reaches other hosts by ssh', () => {
    expect(sh(base.fork(), 'ssh node01 "hostname; exit 5"; echo $?').stdout).toBe('node01\n5\n');
  });

  it('settles although daemons and containers sleep', () => {
    const world = base.fork();
    sh(world, 'kubectl run s --image=busybox -- sleep 100000');
    expect(world.settle({ limitMs: 120_000 }).settled).toBe(true);
  });
});
