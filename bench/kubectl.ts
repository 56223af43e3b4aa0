import { World } from '@/lib/world/world';
import { percentile, sample, type Bench, type Row } from './table';

const BUDGET_MS = 5;
const RUNS = 30;

/** Commands of kubectl's in the simulated shell, on a cluster of 100 pods; bash's own time is taken off. */
export const kubectl: Bench = {
  name: 'kubectl',
  what: 'kubectl get, describe, apply, run … in the shell, with 100 pods',
  run() {
    const world = World.boot('kubeadm', { seed: 1, now: Date.now() });
    const run = (text: string) => world.runScript({ host: world.defaultHost, user: 'root', text, name: 'bench.sh' });
    run('kubectl create deployment web --image=nginx:1.27 --replicas=100');
    world.settle({ limitMs: 300_000 });
    run('kubectl create configmap app --from-literal=a=1 --dry-run=client -o yaml > app.yaml; kubectl apply -f app.yaml');
    const pod = run('kubectl get pods -o name | head -1').stdout.trim();
    let made = 0;
    const commands: readonly (readonly [what: string, line: () => string])[] = [
      ['get pods', () => 'kubectl get pods'],
      ['get deployment -o yaml', () => 'kubectl get deployment web -o yaml'],
      ['describe pod', () => `kubectl describe ${pod}`],
      ['describe node', () => 'kubectl describe node node01'],
      ['apply -f', () => 'kubectl apply -f app.yaml'],
      ['run', () => `kubectl run bench-${made++} --image=nginx:1.27`],
      ['explain pods.spec', () => 'kubectl explain pods.spec'],
      ['__complete get pods', () => "kubectl __complete get pods ''"],
    ];
    const shell = percentile(
      sample(RUNS, () => void run(':')),
      0.5,
    );
    return commands.map(([what, line]): Row => {
      run(line());
      const whole = percentile(
        sample(RUNS, () => void run(line())),
        0.5,
      );
      return { what: `kubectl ${what}`, value: whole - shell, unit: 'ms', budget: BUDGET_MS };
    });
  },
};
