import type { World } from '@/lib/world/world';
import { FileError } from '../yaml-file';
import type { Fault } from './fault';

const SETTLE_MS = 120_000;

/** Brings about what a fault needs to be there. Throws FileError with the script's own words when that fails. */
export function prepareWorld(world: World, fault: Fault): void {
  if (fault.prepare === undefined) return;
  run(world, fault, 'prepare', fault.prepare);
  world.settle({ limitMs: SETTLE_MS });
}

/** Breaks a world; the consequences come with time. */
export const breakWorld = (world: World, fault: Fault): void => run(world, fault, 'break', fault.break);

/** Repairs what `breakWorld` broke; the cluster recovers with time. */
export const repairWorld = (world: World, fault: Fault): void => run(world, fault, 'repair', fault.repair);

function run(world: World, fault: Fault, what: string, text: string): void {
  const { exit, stdout, stderr } = world.runScript({ host: fault.host, user: 'root', text: `set -e\n${text}`, name: `${what}.sh` });
  if (exit !== 0) throw new FileError(`${fault.name}.yaml: ${what}: exit ${exit}: ${(stdout + stderr).trim().slice(-1000)}`);
}
