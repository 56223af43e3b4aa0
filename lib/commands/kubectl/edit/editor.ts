import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';

/** Opens the user's editor on a text; returns what was saved. */
export function* editText(k: Invocation, text: string, extension: string): Task<{ text: string; path: string }> {
  const { sys } = k;
  const env = sys.env();
  const editor = env['KUBE_EDITOR'] || env['EDITOR'] || 'vi';
  const path = `/tmp/kubectl-edit-${Math.floor(sys.random() * 4_000_000_000)}.${extension}`;
  sys.writeFile(path, text, { mode: 0o600 });
  yield* k.flush();
  // An editor with arguments or shell signs goes through a shell, as kubectl does.
  const simple = !/["'\\]/.test(editor);
  const argv = simple && !editor.includes(' ') ? [editor, path] : [env['SHELL'] || '/bin/bash', '-c', `${editor} ${JSON.stringify(path)}`];
  let pid: number;
  try {
    pid = sys.spawn({ argv });
  } catch {
    throw new CommandError(`unable to launch the editor ${JSON.stringify(editor)}`);
  }
  for (;;) {
    const status = sys.waitpid(pid);
    if ('wait' in status) {
      yield { channels: status.wait };
      continue;
    }
    if (status.state !== 'exited') continue;
    if (status.code !== 0) throw new CommandError(`there was a problem with the editor ${JSON.stringify(editor)}`);
    return { text: sys.readFile(path), path };
  }
}
