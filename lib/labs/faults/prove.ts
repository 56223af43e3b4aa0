import { World } from '@/lib/world/world';
import { breakWorld, prepareWorld, repairWorld } from './break-world';
import type { Fault, Sign } from './fault';

/** How often signs are looked for while time passes, in virtual milliseconds. */
const LOOK_EVERY_MS = 5_000;

/**
 * Proves a fault: on a cluster that is whole its symptoms do not show; once broken they and its clues do; once repaired they are
 * gone. Returns what is not so, in words for its author; nothing when all is well.
 */
export function proveFault(fault: Fault): string[] {
  const world = World.boot(fault.profile, { seed: 1 });
  prepareWorld(world, fault);
  const early = fault.symptoms.filter((sign) => look(world, fault, sign).shows);
  if (early.length > 0) return early.map(({ run }) => `before it is broken: the symptom of ${JSON.stringify(run)} shows`);
  breakWorld(world, fault);
  const signs = [...fault.symptoms, ...fault.clues];
  const hidden = wait(world, fault.within, () => signs.filter((sign) => !look(world, fault, sign).shows));
  if (hidden.length > 0) return hidden.map((sign) => `broken: ${complaint(sign, look(world, fault, sign).output, 'does not show')}`);
  repairWorld(world, fault);
  const left = wait(world, fault.recovers, () => fault.symptoms.filter((sign) => look(world, fault, sign).shows));
  return left.map((sign) => `repaired: ${complaint(sign, look(world, fault, sign).output, 'still shows')}`);
}

/** Lets time pass until nothing is left, or `seconds` are over; what is left then. */
function wait(world: World, seconds: number, left: () => readonly Sign[]): readonly Sign[] {
  const until = world.sim.now() + seconds * 1000;
  let signs = left();
  while (signs.length > 0 && world.sim.now() < until) {
    world.sim.runUntil(Math.min(until, world.sim.now() + LOOK_EVERY_MS));
    signs = left();
  }
  return signs;
}

/** Looks on a fork: to look changes nothing, and takes no time. */
function look(world: World, fault: Fault, sign: Sign): { readonly shows: boolean; readonly output: string } {
  const { stdout, stderr } = world.fork().runScript({ host: sign.host ?? fault.host, user: 'root', text: sign.run });
  const output = stdout + stderr;
  return { shows: new RegExp(sign.shows, 'm').test(output), output };
}

const complaint = ({ run, shows }: Sign, output: string, what: string) =>
  `/${shows}/ ${what} in the output of ${JSON.stringify(run)}: ${output.trim().slice(-1500) || '(nothing)'}`;
