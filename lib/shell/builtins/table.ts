import type { CommandFrame } from '../run/frame';
import type { Shell } from '../run/shell';
import { completionBuiltins } from './completion';
import { flowBuiltins } from './flow';
import { directoryBuiltins } from './directories';
import { historyBuiltins } from './history';
import { inputBuiltins } from './input';
import { jobBuiltins } from './job-control';
import { lookupBuiltins } from './lookup';
import { optionBuiltins } from './options';
import { outputBuiltins } from './output';
import { testBuiltins } from './test';
import { variableBuiltins } from './variables';

/**
 * A builtin command. It returns its status, or puts frames on the stack that set it. Throws ShellError for a message that
 * bash writes after the builtin's name.
 */
export type Builtin = (shell: Shell, args: readonly string[], frame: CommandFrame) => number | void;

export const BUILTINS: Readonly<Record<string, Builtin>> = Object.assign(Object.create(null) as Record<string, Builtin>, {
  ...outputBuiltins,
  ...flowBuiltins,
  ...directoryBuiltins,
  ...variableBuiltins,
  ...optionBuiltins,
  ...inputBuiltins,
  ...jobBuiltins,
  ...lookupBuiltins,
  ...testBuiltins,
  ...historyBuiltins,
  ...completionBuiltins,
});

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
