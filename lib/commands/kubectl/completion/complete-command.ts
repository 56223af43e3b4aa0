import type { Sys } from '@/lib/hosts/process/sys';
import { FlagValues } from '../flags/flag-values';
import { Invocation, type Task } from '../invocation';
import { directiveText } from './directive';
import { completionsFor } from './request';

/** `kubectl __complete WORDS…`, which completion scripts ask; `__completeNoDesc` leaves the descriptions out. */
export function* completeCommand(sys: Sys, words: readonly string[], described: boolean): Task<number> {
  if (words.length === 0) {
    const k = bare(sys);
    k.err('error: requires at least 1 arg(s), only received 0\n');
    yield* k.flush();
    return 1;
  }
  const { command, words: offered, directive, debug, k = bare(sys) } = completionsFor(sys, words);
  // `options` says on standard output what others say on standard error.
  const tell = (text: string) => (command === 'options' ? k.out(text) : k.err(text));
  tell(debug);
  for (const each of offered) k.out(`${(described ? each : each.split('\t')[0]!).split('\n')[0]!.trim()}\n`);
  k.out(`:${directive}\n`);
  tell(`Completion ended with directive: ${directiveText(directive)}\n`);
  yield* k.flush();
  return 0;
}

const bare = (sys: Sys): Invocation => new Invocation(sys, { command: '', args: [], dashAt: -1, flags: new FlagValues([]), help: false });
