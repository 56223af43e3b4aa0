import { Errno } from '@/lib/hosts/process/sys';
import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';

/** What may be said to KUBECTL_EXTERNAL_DIFF's program besides the two folders. */
const PLAIN = /^[a-zA-Z0-9-=]+$/;

/** Runs diff, or KUBECTL_EXTERNAL_DIFF, over two folders; its exit code is 0 or 1. Throws CommandError. Models DiffProgram.Run. */
export function* runDiff(k: Invocation, from: string, to: string): Task<number> {
  const external = k.sys.env()['KUBECTL_EXTERNAL_DIFF'] ?? '';
  const [program, ...words] = external === '' ? ['diff', '-u', '-N'] : external.split(' ');
  const argv = external === '' ? [program!, ...words, from, to] : [program!, from, to, ...words.filter((word) => PLAIN.test(word))];
  const failed = (why: string) => new CommandError(`failed to run ${JSON.stringify(program)}: ${why}`, 2);
  yield* k.flush();
  let pid: number;
  try {
    pid = k.sys.spawn({ argv });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const why = `${error.message[0]!.toLowerCase()}${error.message.slice(1)}`;
    throw failed(
      error.code === 'ENOENT' && !program!.includes('/') ? 'executable file not found in $PATH' : `fork/exec ${program}: ${why}`,
    );
  }
  for (;;) {
    const status = k.sys.waitpid(pid);
    if ('wait' in status) yield { channels: status.wait };
    else if (status.state === 'exited') {
      if (status.code <= 1) return status.code;
      throw failed(`exit status ${status.code}`);
    } else if (status.state !== 'stopped') throw failed('signal: killed');
  }
}
