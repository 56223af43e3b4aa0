import { World } from '@/lib/world/world';
import type { Bench } from './table';

/** Wall time until a Deployment of 1,000 replicas is Ready, containers and all. */
export const deployment: Bench = {
  name: 'deployment',
  what: '1,000-replica Deployment',
  run() {
    const world = World.boot('kubeadm', { seed: 1, now: Date.now() });
    const run = (text: string) => world.runScript({ host: world.defaultHost, user: 'root', text, name: 'bench.sh' });
    // Three small nodes hold 110 pods each: the rest would stay Pending, so the kubelets are told to hold more.
    world.setPodCapacity(2000);
    const start = performance.now();
    run('kubectl create deployment big --image=nginx:1.27 --replicas=1000');
    const settled = world.settle({ limitMs: 900_000 });
    const wall = performance.now() - start;
    const ready = run("kubectl get deployment big -o jsonpath='{.status.readyReplicas}'").stdout;
    return [
      {
        what: `1,000 replicas (${ready} ready)`,
        value: wall / 1000,
        unit: 's',
        budget: 1,
        note: `${(settled.elapsed / 1000).toFixed(0)} s of virtual time`,
      },
    ];
  },
};
