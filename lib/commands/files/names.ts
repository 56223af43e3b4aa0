import type { Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { baseName, dirName } from './paths';

export const basename: Command = {
  name: 'basename',
  options: 'a,multiple s,suffix: z,zero',
  settings: { stopAtOperand: true },
  usage:
    'Usage: basename NAME [SUFFIX]\n  or:  basename OPTION... NAME...\nPrint NAME with any leading directory components removed.\nIf specified, also remove a trailing SUFFIX.\n',
  *run(io, options) {
    const { operands } = options;
    if (operands.length === 0) throw new UsageError('missing operand');
    const many = options.has('a', 's');
    if (!many && operands.length > 2) throw new UsageError(`extra operand ${localeQuote(operands[2]!)}`);
    const suffix = many ? options.value('s') : operands[1];
    for (const path of many ? operands : operands.slice(0, 1)) {
      let base = baseName(path);
      if (suffix && base !== suffix && base.endsWith(suffix)) base = base.slice(0, -suffix.length);
      yield* io.print(base + (options.has('z') ? '\0' : '\n'));
    }
    return 0;
  },
};

export const dirname: Command = {
  name: 'dirname',
  options: 'z,zero',
  usage:
    "Usage: dirname [OPTION] NAME...\nOutput each NAME with its last non-slash component and trailing slashes\nremoved; if NAME contains no /'s, output '.' (meaning the current directory).\n",
  *run(io, options) {
    if (options.operands.length === 0) throw new UsageError('missing operand');
    for (const path of options.operands) yield* io.print(dirName(path) + (options.has('z') ? '\0' : '\n'));
    return 0;
  },
};
