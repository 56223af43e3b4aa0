import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

scenario(
  'Drain a node whose pods a PodDisruptionBudget holds, release it, and bring the node back',
  (stage) => {
    const me = new Candidate(stage);
    me.type('alias k=kubectl');
    me.type('k create deployment web --image=nginx:1.27 --replicas=4');
    expect(me.type('k create pdb web --selector=app=web --min-available=4')).toBe('poddisruptionbudget.policy/web created');
    expect(me.type('k rollout status deploy web')).toContain('deployment "web" successfully rolled out');
    expect(me.type('k get pdb web --no-headers')).toMatch(/^web +4 +N\/A +0 +\d+s$/);

    expect(me.type('k drain node01')).toMatch(
      /error: unable to drain node "node01" due to error: cannot delete DaemonSet-managed Pods \(use --ignore-daemonsets to ignore\): kube-system\/calico-node-\w+, kube-system\/kube-proxy-\w+, continuing command...\nThere are pending nodes to be drained:\n node01\n/,
    );
    const held = me.status('k drain node01 --ignore-daemonsets --timeout=12s');
    expect(held.exit).toBe(1);
    expect(held.shown).toMatch(
      /error when evicting pods\/"web-\w+-\w+" -n "default" \(will retry after 5s\): Cannot evict pod as it would violate the pod's disruption budget\./,
    );
    expect(held.shown).toContain('global timeout reached: 12s');
    // What no budget protects has gone; what one protects still serves.
    expect(me.type("k get pods -A --field-selector spec.nodeName=node01 --no-headers | awk '{print $2}'")).not.toContain('coredns');
    expect(me.type('k get deploy web --no-headers')).toMatch(/^web +4\/4/);
    expect(me.type('k get node node01 --no-headers')).toMatch(/^node01 +Ready,SchedulingDisabled/);

    // One at a time may go: edited in vi.
    me.open('k edit pdb web');
    me.keys('/minAvailable\r');
    expect(me.leave('$r3:wq\r')).toContain('poddisruptionbudget.policy/web edited');
    const drained = me.type('k drain node01 --ignore-daemonsets');
    expect(drained).toContain('node/node01 already cordoned');
    expect(drained).toMatch(/pod\/web-\w+-\w+ evicted\n[^]*pod\/web-\w+-\w+ evicted\nnode\/node01 drained$/);
    expect(me.type('k rollout status deploy web')).toContain('successfully rolled out');
    expect(me.type('k get pods -l app=web -o wide --no-headers')).not.toContain('node01');
    expect(me.type('k describe node node01 | grep -E "Taints|Unschedulable"')).toBe(
      'Taints:             node.kubernetes.io/unschedulable:NoSchedule\nUnschedulable:      true',
    );
    expect(me.type('k uncordon node01')).toBe('node/node01 uncordoned');
    me.type('k scale deploy web --replicas=8');
    me.type('k wait --for=condition=Available deploy/web');
    expect(me.type("k get pods -l app=web -o jsonpath='{.items[*].spec.nodeName}'")).toContain('node01');
    // An unmanaged pod needs --force.
    me.type(`k run bare --image=nginx --overrides='{"spec":{"nodeName":"node02"}}'`);
    expect(me.type('k drain node02 --ignore-daemonsets --dry-run=client')).toContain(
      'cannot delete cannot delete Pods that declare no controller (use --force to override): default/bare'.slice(14),
    );
  },
  EVENING,
);
