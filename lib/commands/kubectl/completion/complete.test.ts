import { describe, expect, it } from 'vitest';
import { World } from '@/lib/world/world';

/** What the screen shows after lines were entered and another was typed, Tabs and all. */
function typed(text: string, ...lines: readonly string[]): string {
  const world = World.boot('kubeadm');
  const terminal = world.openTerminal({ host: 'controlplane', user: 'root', columns: 100, rows: 40 });
  world.sim.run();
  for (const line of lines) {
    terminal.input(`${line}\r`);
    world.sim.runUntil(world.sim.now() + 2_000);
  }
  const from = terminal.read(0).text.length;
  for (const key of text) {
    terminal.input(key);
    world.sim.runUntil(world.sim.now() + 100);
  }
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
    ['k get pods --namespace=kube-sys', 'k get pods --namespace=kube-system '],
    ['k -n kube-system get po etcd-', 'k -n kube-system get po etcd-controlplane '],
    ['kubectl logs -n kube-system etcd', 'kubectl logs -n kube-system etcd-controlplane '],
    ['kubectl exec -n kube-system etcd-controlplane -c et', 'kubectl exec -n kube-system etcd-controlplane -c etcd '],
    ['k describe node/cont', 'k describe node/controlplane '],
    ['k get pods --all-n', 'k get pods --all-namespaces '],
    ['k get pods -o kya', 'k get pods -o kyaml '],
    ['k --context kub', 'k --context kubernetes-admin@kubernetes '],
    ['k config use-context kub', 'k config use-context kubernetes-admin@kubernetes '],
    ['k rollout res', 'k rollout res'],
    ['k drain controlp', 'k drain controlplane '],
    ['k create deploym', 'k create deployment '],
    ['k get pods -n kube-system etcd-controlplane kube-sch', ' kube-scheduler-controlplane '],
  ])('%s', (line, shown) => expect(typed(`${line}\t`)).toContain(shown));

  it('lists what may follow with descriptions', () => {
    expect(typed('kubectl rollout res\t\t')).toMatch(/restart {2}\(Restart a resource\)\s+resume {3}\(Resume a paused resource\)/);
  });

  it('offers manifests after -f, and no other files', () => {
    expect(typed('k apply -f \t\t', 'mkdir d; touch a.yaml b.json c.txt')).toMatch(/a\.yaml\s+b\.json\s+d\//);
    expect(typed('k apply -f a\t', 'mkdir d; touch a.yaml a.txt')).toContain('k apply -f a.yaml ');
  });

  it("serves a name of the learner's own, by the script that kubectl writes", () => {
    const lines = ['source <(kubectl completion bash)', 'alias kk=kubectl', 'complete -o default -F __start_kubectl kk'];
    expect(typed('kk get nod\t', ...lines)).toContain('kk get nodes ');
  });
});
