import { Errno } from '@/lib/hosts/process/sys';
import { askOnTerminal } from '../command/ask';
import { waitFor } from '../command/child';
import type { Io, Task } from '../command/stdio';

/**
 * Models read_passphrase: asks on the terminal, or through the program of SSH_ASKPASS where there is none (or it is forced).
 * Undefined when nobody can be asked.
 */
export function* askPass(io: Io, prompt: string, echo = false): Task<string | undefined> {
  const { SSH_ASKPASS: helper, SSH_ASKPASS_REQUIRE: require = '', DISPLAY: display } = io.sys.env();
  const forced = require === 'force' || (require === 'prefer' && display !== undefined);
  yield* io.flush();
  if (!forced) {
    const answer = yield* askOnTerminal(io.sys, prompt, { echo });
    if (answer !== undefined || require === 'never' || display === undefined) return answer;
  }
  if (helper === undefined) return undefined;
  const [read, write] = io.sys.pipe();
  let pid: number;
  try {
    pid = io.sys.spawn({ argv: [helper, prompt], fds: { 0: 0, 1: write, 2: 2 } });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* io.stderr(`ssh_askpass: exec(${helper}): ${error.message}\r\n`);
    return undefined;
  } finally {
    io.sys.close(write);
  }
  let text = '';
  for (;;) {
    const got = io.sys.read(read);
    if (got === null) break;
    if (typeof got === 'string') text += got;
    else yield { channels: got.wait };
  }
  io.sys.close(read);
  const { code } = yield* waitFor(io, pid);
  return code === 0 ? text.replace(/\r?\n.*$/s, '') : undefined;
}
