import { ShellError } from '../state/variables';

/** Reads single-letter options as bash's internal getopt. `spec` as in getopts: `ab:`. */
export function readOptions(
  args: readonly string[],
  spec: string,
  usage: string,
  complaint = 'invalid option',
): { readonly flags: Record<string, string>; readonly rest: string[] } {
  const flags: Record<string, string> = {};
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      i++;
      break;
    }
    if (!/^-./.test(arg)) break;
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k]!;
      const at = letter === ':' ? -1 : spec.indexOf(letter);
      if (at < 0) throw new ShellError(`-${letter}: ${complaint}\n${usage}`, 2);
      if (spec[at + 1] === ':') {
        const value = arg.slice(k + 1) || args[++i];
        if (value === undefined) throw new ShellError(`-${letter}: option requires an argument\n${usage}`, 2);
        flags[letter] = value;
        break;
      }
      flags[letter] = '';
    }
  }
  return { flags, rest: args.slice(i) };
}

/** An integer argument; throws bash's `numeric argument required`. */
export function numberArgument(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new ShellError(`${text}: numeric argument required`, 2);
  return Number(text);
}

export const IDENTIFIER = /^[A-Za-z_]\w*$/;
