import { runChild } from '../command/child';
import type { Command } from '../command/command';
import { isTerminal } from '../command/stdio';

/** A page made of what the command says about itself, since no manual of its own is kept; bash's builtins are told by `help`. */
const PAGE = `{
  printf '%s(%s)\\n\\nNAME\\n       %s\\n\\nDESCRIPTION\\n       What the simulated %s answers to --help:\\n\\n' "\${1^^}" "$2" "$1" "$1"
  if type -P "$1" >/dev/null; then timeout 5 "$1" --help 2>&1 </dev/null; else help "$1"; fi | sed 's/^\\(..*\\)/       \\1/'
}`;

/** `man PAGE`: pages of the commands that this machine has, through the pager. */
export const man: Command = {
  name: 'man',
  options: 'k,apropos f,whatis a w P: s:',
  version: 'man 2.12.0',
  usage: 'Usage: man [OPTION...] [SECTION] PAGE...\n',
  *run(io, options, sys) {
    const names = options.operands.filter((word) => !/^\d[a-z]?$/.test(word));
    if (names.length === 0) {
      yield* io.stderr("What manual page do you want?\nFor example, try 'man man'.\n");
      return 1;
    }
    if (options.has('k') || options.has('f')) {
      yield* io.stderr('man: the index of manual pages is not simulated here\n');
      return 16;
    }
    let code = 0;
    for (const name of names) {
      const place = ['/usr/bin', '/usr/sbin', '/usr/local/bin'].find((dir) => sys.exists(`${dir}/${name}`));
      const builtin =
        !place && (yield* runChild(io, { argv: ['bash', '-c', 'help "$1" >/dev/null 2>&1', 'man', name] }, (_, why) => why)) === 0;
      if (!place && !builtin) {
        yield* io.stderr(`No manual entry for ${name}\n`);
        code = 16;
        continue;
      }
      if (options.has('w')) {
        yield* io.print(`/usr/share/man/man${place?.endsWith('sbin') ? 8 : 1}/${name}.1.gz\n`);
        continue;
      }
      const pager = isTerminal(sys, 1) ? 'less' : 'cat';
      const section = place?.endsWith('sbin') ? '8' : '1';
      yield* runChild(io, { argv: ['bash', '-c', `${PAGE} | ${pager}`, 'man', name, section] }, (argv0, why) => `${argv0}: ${why}`);
    }
    return code;
  },
};
