import type { World } from '@/lib/world/world';
import { breakWorld, prepareWorld } from './faults/break-world';
import { FileError } from './yaml-file';
import type { Lab } from './types';

const SETTLE_MS = 120_000;

/** Brings a fresh world into a lab's starting state. Throws FileError with the script's own words if setup.sh fails. */
export function setupLab(world: World, lab: Lab): void {
  if (lab.setup !== undefined) {
    const result = world.runScript({ host: lab.host, user: 'root', text: lab.setup, name: 'setup.sh' });
    if (result.exit !== 0)
      throw new FileError(`${lab.slug}/setup.sh: exit ${result.exit}: ${`${result.stdout}${result.stderr}`.trim().slice(-1000)}`);
    world.settle({ limitMs: SETTLE_MS });
  }
  for (const fault of lab.faults) {
    prepareWorld(world, fault);
    breakWorld(world, fault);
    world.sim.runUntil(world.sim.now() + fault.within * 1000);
  }
}
