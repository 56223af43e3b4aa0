import type { Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { quote } from '../command/quote';
import { strerror } from '../command/stdio';
import { destinations, type Pair } from './destination';
import { baseName, dirName, lstatOrUndefined, statOrUndefined } from './paths';

export const ln: Command = {
  name: 'ln',
  options:
    'b backup:: d,F,directory f,force i,interactive L,logical n,no-dereference P,physical r,relative s,symbolic S,suffix: t,target-directory: T,no-target-directory v,verbose',
  usage:
    'Usage: ln [OPTION]... [-T] TARGET LINK_NAME\n  or:  ln [OPTION]... TARGET\n  or:  ln [OPTION]... TARGET... DIRECTORY\n  or:  ln [OPTION]... -t DIRECTORY TARGET...\n',
  *run(io, options, sys) {
    const { operands } = options;
    if (operands.length === 0) throw new UsageError('missing file operand');
    let pairs: Pair[];
    if (operands.length === 1 && !options.has('t')) pairs = [{ from: operands[0]!, to: baseName(operands[0]!) }];
    else {
      const last = operands.at(-1)!;
      const linkAsFile = options.has('n') && lstatOrUndefined(sys, last)?.type === 'link' && operands.length === 2;
      pairs = destinations(io, options, options.has('T') || linkAsFile);
    }
    const symbolic = options.has('s');
    let code = 0;
    for (const { from, to } of pairs) {
      const what = symbolic ? 'symbolic' : 'hard';
      if (!symbolic) {
        try {
          const source = sys.stat(from);
          if (source.type === 'dir') {
            yield* io.error(`${from}: hard link not allowed for directory`);
            code = 1;
            continue;
          }
        } catch (error) {
          yield* io.error(`failed to access ${quote(from)}: ${strerror(error)}`);
          code = 1;
          continue;
        }
      }
      const there = lstatOrUndefined(sys, to);
      if (there && options.has('f')) {
        if (there.type === 'dir') {
          yield* io.error(`${to}: cannot overwrite directory`);
          code = 1;
          continue;
        }
        const same = statOrUndefined(sys, from);
        if (!symbolic && same?.ino === there.ino) {
          yield* io.error(`${quote(from)} and ${quote(to)} are the same file`);
          code = 1;
          continue;
        }
        sys.unlink(to);
      }
      const target = options.has('r') && symbolic ? relativeTo(sys.realpath(dirName(to)), absolute(sys.cwd(), from)) : from;
      try {
        if (symbolic) sys.symlink(target, to);
        else sys.link(from, to);
        if (options.has('v')) yield* io.print(`${quote(to)} ${symbolic ? '->' : '=>'} ${quote(target)}\n`);
      } catch (error) {
        const arrow = !symbolic ? ` => ${quote(from)}` : '';
        yield* io.error(`failed to create ${what} link ${quote(to)}${arrow}: ${strerror(error)}`);
        code = 1;
      }
    }
    return code;
  },
};

function absolute(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The way from a directory to a path, both absolute. */
export function relativeTo(from: string, to: string): string {
  const a = from.split('/').filter(Boolean);
  const b = to.split('/').filter(Boolean);
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return [...a.slice(common).map(() => '..'), ...b.slice(common)].join('/') || '.';
}
