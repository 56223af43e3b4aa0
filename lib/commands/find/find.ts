import type { Stat } from '@/lib/hosts/process/sys';
import { waitFor } from '../command/child';
import type { Command } from '../command/command';
import { localeQuote } from '../command/quote';
import { type Io, strerror, type Task } from '../command/stdio';
import { join } from '../files/paths';
import { type Expression, parseExpression, type Walk } from './expression';

export const find: Command = {
  name: 'find',
  usage: 'Usage: find [-H] [-L] [-P] [-Olevel] [-D debugopts] [path...] [expression]\n',
  *run(io, options, sys) {
    const words = [...options.operands];
    if (words[0] === '--help' || words[0] === '-help') {
      yield* io.print(this.usage);
      return 0;
    }
    let follow = false;
    while (/^-[HLP]$/.test(words[0] ?? '')) follow = words.shift() === '-L';
    const starts: string[] = [];
    while (words.length && !/^(-|\(|!|\))/.test(words[0]!)) starts.push(words.shift()!);
    const expression = parseExpression(words, sys);
    const walk: Walk = { io, sys, prune: false, quit: false, code: 0 };
    for (const start of starts.length ? starts : ['.']) {
      if (!walk.quit) yield* visit(io, walk, expression, start, start, 0, follow);
    }
    for (const batch of expression.batches) {
      for (let at = 0; at < batch.files.length; at += 1000) {
        yield* io.flush();
        try {
          const status = yield* waitFor(io, sys.spawn({ argv: [...batch.argv, ...batch.files.slice(at, at + 1000)] }));
          if (status.code !== 0) walk.code = 1;
        } catch (error) {
          yield* io.error(`${localeQuote(batch.argv[0] ?? '')}: ${strerror(error)}`);
          walk.code = 1;
        }
      }
    }
    return walk.code;
  },
};

function* visit(io: Io, walk: Walk, expression: Expression, path: string, start: string, depth: number, follow: boolean): Task<void> {
  const { sys } = io;
  let stat: Stat;
  try {
    stat = follow ? sys.stat(path) : sys.lstat(path);
  } catch (error) {
    yield* io.error(`${localeQuote(path)}: ${strerror(error)}`);
    walk.code = 1;
    return;
  }
  const found = { path, start, depth, stat };
  walk.prune = false;
  if (depth >= expression.minDepth && !expression.depthFirst) yield* expression.test(found, walk);
  if (walk.quit) return;
  if (stat.type === 'dir' && depth < expression.maxDepth && !walk.prune) {
    let names: readonly string[] = [];
    try {
      names = sys.readdir(path);
    } catch (error) {
      if (sys.exists(path)) {
        yield* io.error(`${localeQuote(path)}: ${strerror(error)}`);
        walk.code = 1;
      }
    }
    for (const name of names) {
      yield* visit(io, walk, expression, join(path, name), start, depth + 1, follow);
      if (walk.quit) return;
    }
  }
  if (depth >= expression.minDepth && expression.depthFirst) yield* expression.test(found, walk);
}
