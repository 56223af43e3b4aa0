import type { Taint } from '@/lib/api/models';
import type { AdmissionPlugin } from './chain';
import { isCreationOf, withSpec } from './pod';

const NOT_READY: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** New nodes take no pods until they are ready. Models plugin/pkg/admission/nodetaint. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  admit(attributes) {
    const { object: node } = attributes;
    if (!isCreationOf(attributes, '', 'nodes')) return node;
    const taints = (node.spec?.taints ?? []) as readonly Taint[];
    if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) return node;
    return withSpec(node, { taints: [...taints, NOT_READY] });
  },
};
