import { describe, expect, it } from 'vitest';
import { World } from '@/lib/world/world';

/** What the screen shows after a line and Tab were typed. */
function tab(typed: string): string {
  const world = World.boot('kubeadm');
  const terminal = world.openTerminal({ host: 'controlplane', user: 'root', columns: 100, rows: 40 });
  world.sim.run();
  const from = terminal.read(0).text.length;
  terminal.input(`${typed}\t`);
  world.sim.runUntil(world.sim.now() + 500);
  return terminal
    .read(0)
    .text.slice(from)
    .replace(/\x1b\[[?\d;]*[A-Za-z]|\r/g, '');
}

describe('Tab in a kubectl command line', () => {
  it.each([
    ['kubectl desc', 'kubectl describe '],
    ['k get deploym', 'k get deployments.apps '],
    ['k get pods -n kube-sys', 'k get pods -n kube-system '],
    ['k -n kube-system get po etcd-', 'k -n kube-system get po etcd-controlplane '],
    ['kubectl logs -n kube-system etcd', 'kubectl logs -n kube-system etcd-controlplane '],
    ['k describe node/cont', 'k describe node/controlplane '],
    ['k get pods --all-n', 'k get pods --all-namespaces '],
    ['k rollout res', 'k rollout res'],
    ['k drain controlp', 'k drain controlplane '],
    ['k create deploym', 'k create deployment '],
  ])('%s', (typed, shown) => expect(tab(typed)).toContain(shown));
});
