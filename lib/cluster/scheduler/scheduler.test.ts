import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '@/lib/api/models';
import { decide, unavailable } from './cycle';
import { NodeCache } from './node-cache';
import { preempt } from './preemption';
import { newMemo, type Cycle } from './plugins/plugin';
import { resolveProfiles } from './configuration';

const PROFILE = resolveProfiles()[0]!;
const PREEMPT = { profile: PROFILE, budgets: [], nominated: () => [] };

const node = (name: string, extra: { labels?: object; spec?: object; cpu?: string } = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...extra.labels } },
    spec: extra.spec ?? {},
    status: { allocatable: { cpu: extra.cpu ?? '2', memory: '4Gi', pods: '110' } },
  }) as unknown as Node;

let number = 0;
const pod = (spec: object = {}, extra: { labels?: object; node?: string; priority?: number } = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p${++number}`, uid: `uid-${number}`, namespace: 'default', labels: extra.labels },
    spec: { containers: [{ name: 'c', image: 'nginx' }], nodeName: extra.node, priority: extra.priority, ...spec },
  }) as unknown as Pod;
const asking = (cpu: string) => ({ containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }] });

function cycle(nodes: readonly Node[], pods: readonly Pod[] = []): Cycle {
  const cache = new NodeCache();
  for (const entry of nodes) cache.setNode(entry);
  for (const entry of pods) cache.setPod(entry);
  return {
    nodes: cache.list(),
    namespaceLabels: () => ({}),
    get: () => undefined,
    defaultSelector: () => ({ app: 'web' }),
    args: () => ({}),
    once: newMemo(),
  };
}

const three = [
  node('controlplane', { spec: { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] } }),
  node('node01'),
  node('node02'),
];
const say = (incoming: Pod, state: Cycle) => {
  const decision = decide(incoming, state, PROFILE, { random: () => 0 });
  return decision.node ?? `${unavailable(state.nodes.length, decision)} preemption: ${preempt(incoming, decision, state, PREEMPT).message}`;
};

describe('the default scheduling profile', () => {
  it('keeps off tainted nodes and spreads the pods of a Service', () => {
    const state = cycle(three, [pod({}, { labels: { app: 'web' }, node: 'node01' })]);
    expect(decide(pod({}, { labels: { app: 'web' } }), state, PROFILE, { random: () => 0 }).node).toBe('node02');
  });

  it('waits for the victims of an earlier turn', () => {
    const going = pod(asking('1500m'), { node: 'a', priority: 0 });
    const state = cycle([node('a')], [{ ...going, metadata: { ...going.metadata, deletionTimestamp: '2026-11-21T00:00:00Z' } }]);
    const incoming = pod(asking('1500m'), { priority: 10 });
    expect(say(incoming, state)).toBe('0/1 nodes are available: 1 Insufficient cpu. preemption: ');
    expect(say({ ...incoming, status: { nominatedNodeName: 'a' } } as typeof incoming, state)).toContain(
      'preemption: not eligible due to a terminating pod on the nominated node.',
    );
  });

  it('says per reason how many nodes refused', () => {
    expect(say(pod(asking('1000')), cycle(three))).toBe(
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
    expect(
      say(pod(asking('1500m')), cycle([node('a'), node('b')], [pod(asking('1'), { node: 'a' }), pod(asking('1'), { node: 'b' })])),
    ).toBe(
      '0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
    );
    expect(say(pod({ nodeSelector: { disk: 'ssd' } }), cycle(three))).toContain(
      "1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector.",
    );
  });

  it('knows cordoned nodes, host ports and anti-affinity', () => {
    expect(say(pod(), cycle([node('a', { spec: { unschedulable: true } })]))).toContain('1 node(s) were unschedulable');
    const port = { containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80, hostPort: 80 }] }] };
    expect(say(pod(port), cycle([node('a')], [pod(port, { node: 'a' })]))).toContain(
      "1 node(s) didn't have free ports for the requested pod ports",
    );
    const apart = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } },
          ],
        },
      },
    };
    const placed = pod(apart, { labels: { app: 'web' }, node: 'a' });
    expect(say(pod(apart, { labels: { app: 'web' } }), cycle([node('a')], [placed]))).toContain(
      "1 node(s) didn't match pod anti-affinity rules",
    );
    expect(say(pod({}, { labels: { app: 'web' } }), cycle([node('a')], [placed]))).toContain(
      "1 node(s) didn't satisfy existing pods anti-affinity rules",
    );
  });

  it('spreads by topology', () => {
    const constraint = {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } } },
      ],
    };
    const nodes = [node('a', { labels: { zone: 'x' } }), node('b', { labels: { zone: 'y' } })];
    const state = cycle(nodes, [pod({}, { labels: { app: 'web' }, node: 'a' })]);
    expect(decide(pod(constraint, { labels: { app: 'web' } }), state, PROFILE, { random: () => 0 }).node).toBe('b');
    expect(say(pod(constraint), cycle([node('c')]))).toContain(
      "node(s) didn't match pod topology spread constraints (missing required label)",
    );
  });

  it('finds the least victims of lower priority', () => {
    const small = pod(asking('500m'), { node: 'a', priority: 0 });
    const big = pod(asking('1'), { node: 'a', priority: 0 });
    const state = cycle([node('a')], [small, big]);
    const incoming = pod(asking('1500m'), { priority: 1000 });
    const decision = decide(incoming, state, PROFILE, { random: () => 0 });
    expect(preempt(incoming, decision, state, PREEMPT)).toMatchObject({ node: 'a', victims: [{ metadata: { name: big.metadata.name } }] });
  });

  it('keeps a verdict for each node', () => {
    const { verdicts } = decide(pod(), cycle(three), PROFILE, { random: () => 0 });
    expect(verdicts[0]).toMatchObject({ node: 'controlplane', refused: { plugin: 'TaintToleration' } });
    expect(verdicts[1]!.scores).toMatchObject({ NodeResourcesFit: expect.any(Number) });
  });
});
