import type { ProgramTable } from '@/lib/hosts/process/program';
import { bash } from './machine';

export { completers, type Completer, type CompletionWords } from './line-editor/completers';

/** Adds the shells: bash, sh, dash, and busybox's ash. */
export function addShell(programs: ProgramTable): void {
  for (const name of ['bash', 'sh', 'dash', 'ash']) programs.addMachine(name, bash);
}
