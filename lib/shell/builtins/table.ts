import type { CommandFrame } from '../run/frame';
import type { Shell } from '../run/shell';

/**
 * A builtin command. It returns its status, or puts frames on the stack that set it. Throws ShellError for a message that
 * bash writes after the builtin's name.
 */
export type Builtin = (shell: Shell, args: readonly string[], frame: CommandFrame) => number | void;

/** All builtins by name; `all.ts` fills it, so that those which call others need not import them. */
export const BUILTINS: Record<string, Builtin> = Object.create(null) as Record<string, Builtin>;

export const DECLARATIONS: ReadonlySet<string> = new Set(['declare', 'typeset', 'local', 'export', 'readonly', 'command', 'builtin']);

/** POSIX's special builtins. */
export const SPECIAL: ReadonlySet<string> = new Set([
  '.',
  ':',
  'break',
  'continue',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'source',
  'times',
  'trap',
  'unset',
]);
