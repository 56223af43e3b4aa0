import { byteLength } from '@/lib/hosts/text';
import type { Command } from '../command/command';
import { quotef } from '../command/quote';
import { type Input, strerror, type Task } from '../command/stdio';

interface Counts {
  lines: number;
  words: number;
  chars: number;
  bytes: number;
  longest: number;
}

export const wc: Command = {
  name: 'wc',
  options: 'c,bytes m,chars l,lines w,words L,max-line-length files0-from: total:',
  usage:
    'Usage: wc [OPTION]... [FILE]...\n  or:  wc [OPTION]... --files0-from=F\nPrint newline, word, and byte counts for each FILE, and a total line if\nmore than one FILE is specified.\n',
  *run(io, options, sys) {
    const which: (keyof Counts)[] = [];
    if (options.has('l')) which.push('lines');
    if (options.has('w')) which.push('words');
    if (options.has('m')) which.push('chars');
    if (options.has('c')) which.push('bytes');
    if (options.has('L')) which.push('longest');
    if (which.length === 0) which.push('lines', 'words', 'bytes');
    const files = options.operands;
    let code = 0;
    const rows: { counts: Counts; name: string }[] = [];
    const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
    let size = 0;
    let regular = true;
    for (const path of files.length ? files : ['-']) {
      try {
        const stat = path === '-' ? sys.fdStat(0) : sys.stat(path);
        if (stat.type === 'file') size += stat.size;
        else regular = false;
      } catch {
        // counted as nothing; the message comes when it is opened
      }
    }
    const width = files.length <= 1 && which.length === 1 ? 1 : Math.max(regular ? 1 : 7, String(size).length);
    for (const path of files.length ? files : ['-']) {
      const input = yield* io.tryOpen(path);
      if (!input) {
        code = 1;
        continue;
      }
      const counts: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
      try {
        yield* count(input, counts);
      } catch (error) {
        yield* io.error(`${quotef(path)}: ${strerror(error)}`);
        code = 1;
      }
      input.close();
      rows.push({ counts, name: files.length ? path : '' });
      for (const key of ['lines', 'words', 'chars', 'bytes'] as const) total[key] += counts[key];
      total.longest = Math.max(total.longest, counts.longest);
    }
    if (files.length > 1) rows.push({ counts: total, name: 'total' });
    for (const { counts, name } of rows) {
      yield* io.print(`${which.map((key) => String(counts[key]).padStart(width)).join(' ')}${name ? ` ${name}` : ''}\n`);
    }
    return code;
  },
};

function* count(input: Input, counts: Counts): Task<void> {
  let inWord = false;
  let column = 0;
  for (let text = yield* input.chunk(); text !== null; text = yield* input.chunk()) {
    counts.bytes += byteLength(text);
    for (const character of text) {
      counts.chars++;
      const space = /\s/.test(character);
      if (character === '\n') {
        counts.lines++;
        column = 0;
      } else column += character === '\t' ? 8 - (column % 8) : 1;
      counts.longest = Math.max(counts.longest, column);
      if (!space && !inWord) counts.words++;
      inWord = !space;
    }
  }
}
