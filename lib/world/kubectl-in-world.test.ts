import { describe, expect, it } from 'vitest';
import { World } from './world';

const run = (world: World, text: string) => world.runScript({ host: 'controlplane', user: 'root', name: 'test.sh', text });

describe('a pod that has run to its end', () => {
  it('keeps its log and its address in the status until it is deleted, and gives its address back', () => {
    const world = World.boot('kubeadm');
    run(world, 'kubectl run once --image=busybox:1.36 --restart=Never -- echo hello');
    world.settle();
    expect(run(world, 'kubectl logs once').stdout).toBe('hello\n');
    expect(run(world, "kubectl get pod once -o jsonpath='{.status.phase} {.status.podIP}'").stdout).toMatch(
      /^Succeeded 192\.168\.\d+\.\d+$/,
    );
    expect(run(world.fork(), 'kubectl logs once').stdout).toBe('hello\n');
    run(world, 'kubectl delete pod once');
    expect(run(world, 'kubectl logs once').stderr).toBe(
      'error: error from server (NotFound): pods "once" not found in namespace "default"\n',
    );
    expect(world.fault).toBeUndefined();
  });

  it('is restarted by its policy, and --previous shows the words of the one before', () => {
    const world = World.boot('kubeadm');
    run(world, "kubectl run loop --image=busybox:1.36 -- sh -c 'echo try; exit 3'");
    run(world, 'sleep 25');
    expect(run(world, 'kubectl logs loop --previous').stdout).toBe('try\n');
    expect(run(world, 'kubectl get pod loop --no-headers').stdout).toMatch(/^loop +0\/1 +CrashLoopBackOff +2 \(\d+s ago\) +\d+s\n$/);
  });
});

describe('kubectl create rolebinding --user', () => {
  it('binds a user; the flag hides the global one of that name', () => {
    const world = World.boot('kubeadm');
    expect(run(world, 'kubectl create rolebinding readers --clusterrole=view --user=mina').stdout).toBe(
      'rolebinding.rbac.authorization.k8s.io/readers created\n',
    );
    expect(run(world, 'kubectl auth can-i list pods --as=mina')).toMatchObject({ exit: 0, stdout: 'yes\n' });
    expect(run(world, 'kubectl auth can-i list pods --as=eve')).toMatchObject({ exit: 1, stdout: 'no\n' });
  });
});

describe('one file with a namespace and a pod in it', () => {
  it('is applied as a whole: the controllers get their turn between requests', () => {
    const world = World.boot('kubeadm');
    const result = run(
      world,
      'kubectl create namespace x --dry-run=client -o yaml > a.yaml; echo --- >> a.yaml; kubectl run p -n x --image=nginx:1.27 --dry-run=client -o yaml >> a.yaml; kubectl apply -f a.yaml',
    );
    expect(result).toMatchObject({ exit: 0, stdout: 'namespace/x created\npod/p created\n', stderr: '' });
  });
});

describe('kubectl -f with a pipe for a file', () => {
  it('reads process substitutions and /dev/stdin to their end', () => {
    const world = World.boot('kubeadm');
    const make = (name: string) => `kubectl create configmap ${name} --dry-run=client -o yaml`;
    expect(run(world, `kubectl apply -f <(${make('a')})`).stdout).toBe('configmap/a created\n');
    expect(run(world, `${make('b')} | kubectl apply -f /dev/stdin`).stdout).toBe('configmap/b created\n');
    expect(run(world, `${make('c')} > c.yaml; kubectl apply -f /dev/stdin <<< "$(cat c.yaml)"`).stdout).toBe('configmap/c created\n');
  });
});
