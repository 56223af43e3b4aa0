import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote, quotef } from '../command/quote';

export const tsort: Command = {
  name: 'tsort',
  options: '',
  usage: 'Usage: tsort [OPTION] [FILE]\nWrite totally ordered list consistent with the partial ordering in FILE.\n',
  *run(io, options) {
    const [path = '-', extra] = options.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${localeQuote(extra)}`);
    const input = yield* io.tryOpen(path);
    if (!input) return 1;
    const words = (yield* input.rest()).split(/[ \t\n]+/).filter(Boolean);
    if (words.length % 2 === 1) throw new Fatal(`${quotef(path)}: input contains an odd number of tokens`);
    const after = new Map<string, string[]>();
    const before = new Map<string, number>();
    const know = (word: string) => {
      if (after.has(word)) return;
      after.set(word, []);
      before.set(word, 0);
    };
    for (let i = 0; i < words.length; i += 2) {
      const [a, b] = [words[i]!, words[i + 1]!];
      know(a);
      know(b);
      if (a === b) continue;
      // Successors are put in front, as the real one's lists have them.
      after.get(a)!.unshift(b);
      before.set(b, before.get(b)! + 1);
    }
    const left = new Set([...after.keys()].sort());
    const ready = [...left].filter((word) => before.get(word) === 0);
    let code = 0;
    while (left.size > 0) {
      for (let word = ready.shift(); word !== undefined; word = ready.shift()) {
        yield* io.print(`${word}\n`);
        left.delete(word);
        for (const next of after.get(word)!) {
          before.set(next, before.get(next)! - 1);
          if (before.get(next) === 0 && left.has(next)) ready.push(next);
        }
      }
      if (left.size === 0) break;
      const loop = loopIn(left, after);
      yield* io.flush();
      yield* io.error(`${quotef(path)}: input contains a loop:`);
      for (const word of loop) yield* io.error(word);
      code = 1;
      // One relation of the loop is given up.
      const [from, to] = [loop.at(-1)!, loop[0]!];
      after.get(from)!.splice(after.get(from)!.indexOf(to), 1);
      before.set(to, before.get(to)! - 1);
      if (before.get(to) === 0) ready.push(to);
    }
    return code;
  },
};

function loopIn(left: ReadonlySet<string>, after: ReadonlyMap<string, readonly string[]>): string[] {
  const path: string[] = [];
  let at = [...left].find((word) => after.get(word)!.some((next) => left.has(next)))!;
  for (;;) {
    const known = path.indexOf(at);
    if (known >= 0) return path.slice(known);
    path.push(at);
    const next = after.get(at)!.find((word) => left.has(word));
    if (next === undefined) {
      // A dead end: begin again elsewhere among those that somebody waits for.
      at = [...left].find((word) => !path.includes(word))!;
      path.length = 0;
    } else at = next;
  }
}
