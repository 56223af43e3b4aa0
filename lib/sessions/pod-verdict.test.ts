import { describe, expect, it } from 'vitest';
import type { Pod } from '@/lib/api/models';
import { explainPod } from './pod-verdict';

const pod = (spec: object = {}, more: object = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { uid: 'u', namespace: 'default', name: 'p' },
    spec: { containers: [], ...spec },
    ...more,
  }) as unknown as Pod;
const refused = (plugin: string, ...reasons: string[]) => ({ plugin, reasons, unresolvable: false });

describe('explaining a pod', () => {
  it('lists the plugins in the order in which they were asked, though no node was asked all', () => {
    const verdicts = [
      { node: 'a', passed: ['NodeName'], refused: refused('TaintToleration', 'node(s) had untolerated taint(s)') },
      { node: 'b', passed: ['NodeName', 'TaintToleration', 'NodeAffinity'], refused: refused('NodePorts', 'x') },
    ];
    expect(explainPod(pod(), { verdicts }, 2)).toMatchObject({
      origin: 'waiting',
      filters: ['NodeName', 'TaintToleration', 'NodeAffinity', 'NodePorts'],
      nodes: [
        { name: 'a', chosen: false, refused: { plugin: 'TaintToleration' } },
        { name: 'b', chosen: false, refused: { plugin: 'NodePorts' } },
      ],
    });
  });

  it('keeps the plugin that refused for the sake of pods with a promise, though what had passed is not known', () => {
    const verdicts = [
      { node: 'a', passed: ['NodeName', 'NodePorts'] },
      { node: 'b', refused: refused('NodeResourcesFit', 'Insufficient cpu') },
    ];
    expect(explainPod(pod({ nodeName: 'a' }), { node: 'a', verdicts }, 2).filters).toEqual(['NodeName', 'NodePorts', 'NodeResourcesFit']);
  });

  it('puts the chosen node first, then by total, then those refused', () => {
    const verdicts = [
      { node: 'bad', passed: [], refused: refused('NodeName', 'x') },
      { node: 'low', passed: ['NodeName'], scores: { A: 10, B: 4 } },
      { node: 'high', passed: ['NodeName'], scores: { A: 50, B: 4 } },
      { node: 'same', passed: ['NodeName'], scores: { A: 50, B: 4 } },
    ];
    const { nodes, scorers } = explainPod(pod({ nodeName: 'same' }), { node: 'same', verdicts, weights: { A: 1, B: 2 } }, 4);
    expect(nodes.map(({ name, total }) => [name, total])).toEqual([
      ['same', 54],
      ['high', 54],
      ['low', 14],
      ['bad', undefined],
    ]);
    expect(scorers).toEqual([
      { plugin: 'A', weight: 1 },
      { plugin: 'B', weight: 2 },
    ]);
  });

  it('tells how many nodes it leaves out, and how many were never looked at', () => {
    const verdicts = Array.from({ length: 100 }, (_, i) => ({ node: `n${i}`, passed: ['NodeName'], scores: { A: i } }));
    const { nodes, more, unseen } = explainPod(pod({ nodeName: 'n99' }), { node: 'n99', verdicts, weights: { A: 1 }, next: 100 }, 250);
    expect([nodes.length, nodes[0]!.name, more, unseen]).toEqual([60, 'n99', 40, 150]);
    // A small cluster is always looked at whole; nodes that joined later are no part of the decision.
    expect(explainPod(pod({ nodeName: 'n9' }), { node: 'n9', verdicts: verdicts.slice(0, 10) }, 12).unseen).toBe(0);
  });

  it('names the node that a pod has been promised, until it is there', () => {
    const status = { nominatedNodeName: 'a' };
    expect(explainPod(pod({}, { status }), { verdicts: [] }, 1).nominated).toBe('a');
    expect(explainPod(pod({ nodeName: 'a' }, { status }), { node: 'a', verdicts: [] }, 1).nominated).toBe('');
  });
});
