import { World } from '@/lib/world/world';
import { percentile, sample, type Bench } from './table';

/** `kubectl get pods` in the simulated shell, with 100 pods. */
export const getPods: Bench = {
  name: 'get-pods',
  what: 'kubectl get of 100 pods in the shell',
  run() {
    const world = World.boot('kubeadm', { seed: 1, now: Date.now() });
    const run = (text: string) => world.runScript({ host: world.defaultHost, user: 'root', text, name: 'bench.sh' });
    run('kubectl create deployment web --image=nginx:1.27 --replicas=100');
    world.settle({ limitMs: 300_000 });
    const listed = run('kubectl get pods --no-headers | wc -l').stdout.trim();
    const shell = percentile(
      sample(20, () => void run(':')),
      0.5,
    );
    const whole = percentile(
      sample(40, () => void run('kubectl get pods')),
      0.5,
    );
    return [
      {
        what: `kubectl get pods (${listed} pods)`,
        value: whole - shell,
        unit: 'ms',
        budget: 5,
        note: `bash itself: ${shell.toFixed(2)} ms`,
      },
    ];
  },
};
