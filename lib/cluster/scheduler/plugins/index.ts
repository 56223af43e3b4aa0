import { dynamicResources } from './dynamic-resources';
import { interPodAffinity } from './inter-pod-affinity';
import { imageLocality, nodeAffinity, nodeName, nodePorts, nodeUnschedulable, taintToleration } from './node-plugins';
import { balancedAllocation, nodeResourcesFit } from './node-resources';
import { nodeVolumeLimits, volumeRestrictions, volumeZone } from './node-volumes';
import type { Plugin } from './plugin';
import { podTopologySpread } from './pod-topology-spread';
import { volumeBinding } from './volume-binding';

/** In-tree plugins that filter or score, by name. Those of the other extension points are the scheduler itself. */
export const PLUGINS: ReadonlyMap<string, Plugin> = new Map(
  [
    nodeUnschedulable,
    nodeName,
    taintToleration,
    nodeAffinity,
    nodePorts,
    nodeResourcesFit,
    volumeRestrictions,
    nodeVolumeLimits,
    volumeBinding,
    volumeZone,
    podTopologySpread,
    interPodAffinity,
    dynamicResources,
    balancedAllocation,
    imageLocality,
  ].map((plugin) => [plugin.name, plugin]),
);

/** Plugins by name, those that are not simulated left out. */
export const pluginsOf = (names: readonly string[]): Plugin[] => names.flatMap((name) => PLUGINS.get(name) ?? []);
