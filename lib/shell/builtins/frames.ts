import type { Step } from '@/lib/hosts/process/program';
import type { BuiltinFrame } from '../run/frame';
import type { Shell } from '../run/shell';
import { stepCompgen } from './completion';
import { stepReadBuiltin } from './input';
import { stepForeground, stepWaitBuiltin } from './job-control';
import { stepMapfile } from './mapfile';

/** Builtins that take more than one step. */
export function stepBuiltin(shell: Shell, frame: BuiltinFrame): Step | void {
  switch (frame.name) {
    case 'eval':
      return shell.pop();
    case 'read':
      return stepReadBuiltin(shell, frame);
    case 'mapfile':
      return stepMapfile(shell, frame);
    case 'wait':
      return stepWaitBuiltin(shell, frame);
    case 'compgen':
      return stepCompgen(shell, frame);
    case 'fg':
      return stepForeground(shell, frame);
    default:
      throw new Error(`builtin ${frame.name} has no steps`);
  }
}
