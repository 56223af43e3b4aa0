import type { Command } from '../command/command';
import { quote } from '../command/quote';
import { type CopyHow, copyTree } from './copy-tree';
import { destinations } from './destination';
import { isDirectory } from './paths';

export const cp: Command = {
  name: 'cp',
  options:
    'a,archive b backup:: d f,force i,interactive H l,link L,dereference n,no-clobber P,no-dereference p preserve:: no-preserve: R,r,recursive s,symbolic-link S,suffix: t,target-directory: T,no-target-directory u,update v,verbose x,one-file-system Z parents attributes-only sparse: reflink:: strip-trailing-slashes remove-destination',
  usage:
    'Usage: cp [OPTION]... [-T] SOURCE DEST\n  or:  cp [OPTION]... SOURCE... DIRECTORY\n  or:  cp [OPTION]... -t DIRECTORY SOURCE...\nCopy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.\n',
  *run(io, options, sys) {
    const archive = options.has('a');
    const kept = options.values('preserve').flatMap((v) => (v || 'mode,ownership,timestamps').split(','));
    const all = archive || options.has('p') || kept.includes('all');
    const recursive = archive || options.has('R');
    const link = options.last('P', 'd', 'a', 'L', 'H');
    const how: CopyHow = {
      recursive,
      follow: link === 'L' ? 'always' : link === 'H' ? 'operands' : link ? 'never' : recursive ? 'never' : 'always',
      preserve: { mode: all || kept.includes('mode'), owner: all || kept.includes('ownership'), times: all || kept.includes('timestamps') },
      clobber: ({ n: 'never', i: 'ask', f: 'force', u: 'update' } as const)[options.last('n', 'i', 'f', 'u') ?? ''] ?? 'plain',
      verbose: options.has('v'),
      link: options.has('l') ? 'hard' : options.has('s') ? 'symbolic' : 'none',
      backup: options.has('b', 'backup') ? (options.value('S') ?? '~') : undefined,
    };
    let code = 0;
    const made = new Set<string>();
    for (const { from, to } of destinations(io, options)) {
      if (recursive && isDirectory(sys, from) && !isDirectory(sys, to) && to.endsWith('/') && sys.exists(to.replace(/\/+$/, ''))) {
        yield* io.error(`cannot overwrite non-directory ${quote(to)} with directory ${quote(from)}`);
        code = 1;
        continue;
      }
      if (made.has(to)) {
        yield* io.error(`will not overwrite just-created ${quote(to)} with ${quote(from)}`);
        code = 1;
        continue;
      }
      made.add(to);
      if (!(yield* copyTree(io, from, to, how))) code = 1;
    }
    return code;
  },
};
