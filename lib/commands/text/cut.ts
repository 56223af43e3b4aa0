import { fromBytes, toBytes } from '@/lib/hosts/text';
import type { Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { quotef } from '../command/quote';
import { strerror } from '../command/stdio';
import { Ranges } from './ranges';

export const cut: Command = {
  name: 'cut',
  options: 'b,bytes: c,characters: d,delimiter: f,fields: n complement s,only-delimited output-delimiter: z,zero-terminated',
  usage: 'Usage: cut OPTION... [FILE]...\nPrint selected parts of lines from each FILE to standard output.\n',
  *run(io, options) {
    const kinds = ['b', 'c', 'f'].filter((kind) => options.has(kind));
    if (kinds.length === 0) throw new UsageError('you must specify a list of bytes, characters, or fields');
    if (kinds.length > 1 || options.values(kinds[0]!).length > 1) throw new UsageError('only one list may be specified');
    const kind = kinds[0]!;
    const delimiter = options.value('d') ?? '\t';
    if ([...delimiter].length > 1) throw new UsageError('the delimiter must be a single character');
    if (kind !== 'f' && options.has('d')) throw new UsageError('an input delimiter may be specified only when operating on fields');
    if (kind !== 'f' && options.has('s'))
      throw new UsageError('suppressing non-delimited lines makes sense\n\tonly when operating on fields');
    const ranges = Ranges.parse(options.value(kind)!, kind === 'f' ? 'field' : 'byte/character');
    const wanted = (n: number) => ranges.has(n) !== options.has('complement');
    const joiner = options.value('output-delimiter');
    const end = options.has('z') ? '\0' : '\n';
    let code = 0;
    for (const path of options.operands.length ? options.operands : ['-']) {
      const input = yield* io.tryOpen(path);
      if (!input) {
        code = 1;
        continue;
      }
      try {
        for (let line = yield* input.line(end); line !== null; line = yield* input.line(end)) {
          if (kind === 'f') {
            if (!line.includes(delimiter)) {
              if (!options.has('s')) yield* io.print(line + end);
              continue;
            }
            const fields = line.split(delimiter).filter((_, i) => wanted(i + 1));
            yield* io.print(fields.join(joiner ?? delimiter) + end);
          } else yield* io.print(selectBytes(line, wanted, joiner) + end);
        }
      } catch (error) {
        yield* io.error(`${quotef(path)}: ${strerror(error)}`);
        code = 1;
      }
      input.close();
    }
    return code;
  },
};

/** GNU cut treats `-c` as `-b`; runs of bytes are joined by the output delimiter. */
function selectBytes(line: string, wanted: (n: number) => boolean, joiner: string | undefined): string {
  const bytes = toBytes(line);
  const runs: number[][] = [];
  let before = false;
  bytes.forEach((byte, i) => {
    const now = wanted(i + 1);
    if (now && !before) runs.push([]);
    if (now) runs.at(-1)!.push(byte);
    before = now;
  });
  if (joiner === undefined) return fromBytes(Uint8Array.from(runs.flat()));
  return runs.map((run) => fromBytes(Uint8Array.from(run))).join(joiner);
}
