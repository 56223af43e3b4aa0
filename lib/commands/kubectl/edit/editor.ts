import { Errno } from '@/lib/hosts/process/sys';
import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';

/** Opens the user's editor on a text in a file of its own; returns what was saved. Throws CommandError. Models editor.LaunchTempFile. */
export function* editText(k: Invocation, text: string, extension: string): Task<{ text: string; path: string }> {
  const { sys } = k;
  const env = sys.env();
  const path = `/tmp/kubectl-edit-${Math.floor(sys.random() * 4_294_967_295)}.${extension}`;
  sys.writeFile(path, text, { mode: 0o600 });
  yield* k.flush();
  const editor = env['KUBE_EDITOR'] || env['EDITOR'] || 'vi';
  const shell = env['SHELL'] || '/bin/bash';
  // An editor with arguments that need one goes through a shell; others are cut at their spaces.
  const argv = /(?=.* ).*["'\\]/s.test(editor) ? [shell, '-c', `${editor} ${JSON.stringify(path)}`] : [...editor.split(' '), path];
  const shown = JSON.stringify(argv[0] === shell ? `${shell} -c ${editor}` : editor);
  let pid: number;
  try {
    pid = sys.spawn({ argv });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new CommandError(`${error.code === 'ENOENT' ? 'unable to launch' : 'there was a problem with'} the editor ${shown}`);
  }
  for (;;) {
    const status = sys.waitpid(pid);
    if ('wait' in status) {
      yield { channels: status.wait };
      continue;
    }
    if (status.state === 'stopped') continue;
    if (status.state !== 'exited' || status.code !== 0) throw new CommandError(`there was a problem with the editor ${shown}`);
    return { text: sys.readFile(path), path };
  }
}
