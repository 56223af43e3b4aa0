import type { Context } from '../context';
import type { Arguments } from '../parse';

/** A command of tmux. */
export interface TmuxCommand {
  readonly name: string;
  readonly alias?: string;
  /** As list-commands shows it. */
  readonly usage: string;
  /** Flags, `:` behind those with a value. */
  readonly flags: string;
  /** Throws TmuxError. */
  run(context: Context, args: Arguments): void;
}
