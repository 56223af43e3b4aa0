import { printError, type Task } from '@/lib/hosts/process/blocking';
import { Errno, type Sys } from '@/lib/hosts/process/sys';

/** Becomes `command`, as an entry point's last line does; `who` tells of a command that cannot be executed. Returns an exit code. */
export function* execInPlace(sys: Sys, command: readonly string[], who: string): Task<number> {
  try {
    return sys.exec({ argv: command });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const missing = error.code === 'ENOENT';
    yield* printError(sys, `${who}: exec: ${command[0]}: ${missing ? 'not found' : error.message}\n`);
    return missing ? 127 : 126;
  }
}
