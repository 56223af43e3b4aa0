import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { writeAll, type Task } from './stdio';

const MOST_ANSWER = 4096;

/** Opens the controlling terminal; undefined when there is none. */
function terminal(sys: Sys): number | undefined {
  if (sys.ttyName() === undefined) return undefined;
  try {
    return sys.open('/dev/tty', { read: true, write: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return undefined;
  }
}

/**
 * Asks on the controlling terminal, whatever the standard streams are, as readpassphrase(3) does. Without `echo` what is typed is not
 * shown. Undefined when there is no terminal, or it was closed.
 */
export function* askOnTerminal(sys: Sys, prompt: string, { echo = false } = {}): Task<string | undefined> {
  const fd = terminal(sys);
  if (fd === undefined) return undefined;
  const before = sys.ttyMode(fd, { canonical: true, signals: true, echo });
  try {
    yield* writeAll(sys, fd, prompt);
    let text = '';
    while (!text.includes('\n') && text.length < MOST_ANSWER) {
      const got = sys.read(fd, MOST_ANSWER);
      if (got === null) return undefined;
      if (typeof got === 'string') text += got;
      else yield { channels: got.wait };
    }
    if (!echo) yield* writeAll(sys, fd, '\n');
    return text.replace(/\n.*$/s, '');
  } finally {
    sys.ttyMode(fd, before);
    sys.close(fd);
  }
}
