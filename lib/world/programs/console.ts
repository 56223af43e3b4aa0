import { print, read, type Task } from '@/lib/hosts/process/blocking';
import type { Sys } from '@/lib/hosts/process/sys';

/**
 * A client's conversation: a prompt (when somebody types), a line, what is to be done with it. `each` returns false to
 * end it. Ends with the input.
 */
export function* converse(sys: Sys, prompt: () => string, each: (line: string) => Task<boolean>): Task<void> {
  const asks = sys.isatty(0);
  let rest = '';
  if (asks) yield* print(sys, prompt());
  for (;;) {
    const got = yield* read(sys, 0);
    if (got === null) {
      if (rest !== '') yield* each(rest);
      return;
    }
    rest += got;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      if (!(yield* each(line))) return;
      if (asks) yield* print(sys, prompt());
    }
  }
}

/** A line typed without being shown: a password. */
export function* askSecret(sys: Sys, prompt: string): Task<string> {
  yield* print(sys, prompt);
  if (sys.isatty(0)) sys.ttyMode(0, { echo: false });
  let text = '';
  while (!text.includes('\n')) {
    const got = yield* read(sys, 0);
    if (got === null) break;
    text += got;
  }
  if (sys.isatty(0)) sys.ttyMode(0, { echo: true });
  yield* print(sys, '\n');
  return text.split('\n')[0]!;
}

/** A variable's value, or the text of the file that NAME_FILE names. */
export function secretFrom(sys: Sys, name: string): string | undefined {
  const env = sys.env();
  if (env[name] !== undefined) return env[name];
  const path = env[`${name}_FILE`];
  return path !== undefined && sys.exists(path) ? sys.readFile(path).replace(/\n$/, '') : undefined;
}
