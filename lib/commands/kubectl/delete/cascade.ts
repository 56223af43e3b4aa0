import { CommandError } from '../errors';
import type { Invocation } from '../invocation';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

/** `--cascade` as the server's propagationPolicy; it was once a bool. Throws CommandError. Models cmdutil.GetCascadingStrategy. */
export function propagationOf(k: Invocation): Propagation {
  const value = k.flags.text('cascade');
  const deprecated = (instead: string) =>
    k.err(`warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${instead}.\n`);
  switch (value) {
    case 'true':
      deprecated('background');
      return 'Background';
    case 'background':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'false':
      deprecated('orphan');
      return 'Orphan';
    case 'orphan':
      return 'Orphan';
    default:
      throw new CommandError(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
  }
}
