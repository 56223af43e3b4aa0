import type * as k8s from '@kubernetes/client-node';
import type { Pod, Wire } from '@/lib/api/models';
import { matchesLabelMap } from '@/lib/api/label-selector';
import { nodeAffinityMatches, termMatches } from '../node-affinity';
import type { NodeInfo } from '../node-cache';
import { tolerates, untolerated } from '../taints';
import { normalise, refuse, type Plugin } from './plugin';

type Preferred = Wire<k8s.V1PreferredSchedulingTerm>;

/** Models plugins/nodeunschedulable. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  filter(pod, { node }) {
    if (!node.spec?.unschedulable) return undefined;
    const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;
    return pod.spec?.tolerations?.some((toleration) => tolerates(toleration, taint))
      ? undefined
      : refuse('node(s) were unschedulable', true);
  },
};

/** Models plugins/nodename. */
export const nodeName: Plugin = {
  name: 'NodeName',
  filter: (pod, { node }) =>
    pod.spec?.nodeName && pod.spec.nodeName !== node.metadata.name
      ? refuse("node(s) didn't match the requested node name", true)
      : undefined,
};

/** Models plugins/tainttoleration. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  filter: (pod, { node }) =>
    untolerated(node, pod.spec?.tolerations, ['NoSchedule', 'NoExecute']) ? refuse('node(s) had untolerated taint(s)', true) : undefined,
  score: (pod, nodes) =>
    normalise(
      nodes.map(({ node }) => {
        const soft = (pod.spec?.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
        return (node.spec?.taints ?? []).filter(
          (taint) => taint.effect === 'PreferNoSchedule' && !soft.some((toleration) => tolerates(toleration, taint)),
        ).length;
      }),
      true,
    ),
};

/** Models plugins/nodeaffinity. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  preFilter(pod) {
    return requiredNames(pod)?.length === 0 ? refuse('pod affinity terms conflict', true) : undefined;
  },
  filter(pod, { node }, cycle) {
    const names = requiredNames(pod);
    if (names && !names.includes(node.metadata.name)) return refuse("node(s) didn't satisfy plugin(s) [NodeAffinity]", true);
    if (!nodeAffinityMatches(cycle.args('NodeAffinity').addedAffinity, node))
      return refuse("node(s) didn't match scheduler-enforced node affinity", true);
    if (pod.spec?.nodeSelector && !matchesLabelMap(pod.spec.nodeSelector, node.metadata.labels))
      return refuse("node(s) didn't match Pod's node affinity/selector", true);
    return nodeAffinityMatches(pod.spec?.affinity?.nodeAffinity, node)
      ? undefined
      : refuse("node(s) didn't match Pod's node affinity/selector", true);
  },
  score(pod, nodes, cycle) {
    const preferred = [
      ...(pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []),
      ...((cycle.args('NodeAffinity').addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []) as readonly Preferred[]),
    ];
    if (preferred.length === 0) return undefined;
    return normalise(
      nodes.map(({ node }) => preferred.reduce((sum, { weight, preference }) => sum + (termMatches(preference, node) ? weight : 0), 0)),
    );
  },
};

/** Node names that every term asks for by metadata.name, which PreFilter narrows the search to. */
function requiredNames(pod: Pod): readonly string[] | undefined {
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms || terms.length === 0) return undefined;
  const perTerm = terms.map((term) =>
    (term.matchFields ?? []).filter(({ key, operator }) => key === 'metadata.name' && operator === 'In').map(({ values }) => values ?? []),
  );
  if (perTerm.some((fields) => fields.length === 0)) return undefined;
  return perTerm.flatMap((fields) => fields.reduce((a, b) => a.filter((name) => b.includes(name))));
}

interface HostPort {
  readonly port: number;
  readonly protocol: string;
  readonly ip: string;
}

/** Models plugins/nodeports. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  filter(pod, node) {
    const wanted = hostPorts(pod);
    if (wanted.length === 0) return undefined;
    const used = [...node.pods.values()].flatMap(hostPorts);
    const clash = wanted.some((a) =>
      used.some((b) => a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0')),
    );
    return clash ? refuse("node(s) didn't have free ports for the requested pod ports") : undefined;
  },
};

function hostPorts(pod: Pod): HostPort[] {
  const containers = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  return containers
    .flatMap((container) => container.ports ?? [])
    .flatMap(({ hostPort, protocol, hostIP }) =>
      hostPort ? [{ port: hostPort, protocol: protocol ?? 'TCP', ip: hostIP || '0.0.0.0' }] : [],
    );
}

const MEBIBYTE = 1024 * 1024;

/** Models plugins/imagelocality. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  score(pod, nodes) {
    const images = (pod.spec?.containers ?? []).map(({ image }) => normalName(image ?? ''));
    return nodes.map((info) => {
      const total = images.reduce((sum, image) => {
        const holders = nodes.filter((other) => sizeOn(other, image) > 0).length;
        return sum + Math.floor(sizeOn(info, image) * (holders / nodes.length));
      }, 0);
      const [low, high] = [23 * MEBIBYTE, 1000 * MEBIBYTE * images.length];
      return Math.floor((100 * (Math.min(Math.max(total, low), high) - low)) / (high - low));
    });
  },
};

const normalName = (image: string) => (/[:@]/.test(image.slice(image.lastIndexOf('/') + 1)) ? image : `${image}:latest`);
const sizeOn = ({ node }: NodeInfo, image: string) =>
  node.status?.images?.find(({ names }) => names?.some((name) => name === image || name.endsWith(`/${image}`)))?.sizeBytes ?? 0;
