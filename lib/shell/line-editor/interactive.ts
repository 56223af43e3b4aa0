import type { Step } from '@/lib/hosts/process/program';
import type { InteractiveFrame } from '../run/frame';
import type { Shell } from '../run/shell';

export function stepInteractive(shell: Shell, frame: InteractiveFrame): Step | void {
  void frame;
  shell.complain('interactive use comes next');
  shell.exit(1);
}
