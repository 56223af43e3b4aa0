import { World } from '@/lib/world/world';
import { POPULATION } from './shop';

/** What stands in the clusters in which groups begin: bash scripts, run as root on the control plane. */
export const POPULATIONS: Readonly<Record<string, string>> = {
  bare: '',
  shop: POPULATION,
};

const worlds = new Map<string, World>();

/** The world of a population; it is booted and populated once, and only to be forked. */
export function populated(name: string): World {
  let world = worlds.get(name);
  if (!world) {
    const script = POPULATIONS[name];
    if (script === undefined) throw new Error(`no population ${name}`);
    world = World.boot('kubeadm', { seed: 1 });
    const { exit, stderr } = world.runScript({ host: 'controlplane', user: 'root', name: 'populate', text: `set -e\n${script}` });
    if (exit !== 0) throw new Error(`population ${name}: ${stderr}`);
    worlds.set(name, world);
  }
  return world;
}
