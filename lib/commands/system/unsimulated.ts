import type { Command } from '../command/command';

/** A tool that is known but not simulated: it says so and fails as a missing command would. */
function unsimulated(name: string): Command {
  return {
    name,
    usage: `${name}: not simulated here\n`,
    *run(io) {
      yield* io.stderr(`${name}: not simulated here\n`);
      return 127;
    },
  };
}

export const unsimulatedCommands: readonly Command[] = ['python3', 'go', 'terraform', 'trivy'].map(unsimulated);
