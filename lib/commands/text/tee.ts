import type { Command } from '../command/command';
import { quotef } from '../command/quote';
import { strerror, writeAll } from '../command/stdio';

export const tee: Command = {
  name: 'tee',
  options: 'a,append i,ignore-interrupts p output-error::',
  usage: 'Usage: tee [OPTION]... [FILE]...\nCopy standard input to each FILE, and also to standard output.\n',
  *run(io, options, sys) {
    let code = 0;
    if (options.has('i')) sys.handleSignal('INT', 'ignore');
    const outputs: { fd: number; path: string }[] = [];
    for (const path of options.operands) {
      try {
        const append = options.has('a');
        outputs.push({ path, fd: sys.open(path, { write: true, create: true, append, truncate: !append }, 0o666) });
      } catch (error) {
        yield* io.error(`${quotef(path)}: ${strerror(error)}`);
        code = 1;
      }
    }
    const input = io.stdin;
    for (let text = yield* input.chunk(); text !== null; text = yield* input.chunk()) {
      yield* io.print(text);
      yield* io.flush();
      for (const output of [...outputs]) {
        try {
          yield* writeAll(sys, output.fd, text);
        } catch (error) {
          yield* io.error(`${quotef(output.path)}: ${strerror(error)}`);
          outputs.splice(outputs.indexOf(output), 1);
          code = 1;
        }
      }
    }
    return code;
  },
};
