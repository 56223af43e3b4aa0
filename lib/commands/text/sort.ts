import { choose } from '../command/choice';
import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { type Input, type Io, strerror, type Task } from '../command/stdio';
import { compareBy, compareText, keyText, ORDERS, parseKey, type Key, type Order } from './sort-key';

export const sort: Command = {
  name: 'sort',
  options:
    'b,ignore-leading-blanks d,dictionary-order f,ignore-case g,general-numeric-sort i,ignore-nonprinting M,month-sort h,human-numeric-sort n,numeric-sort R,random-sort r,reverse V,version-sort c check:: C k,key: m,merge o,output: s,stable S,buffer-size: t,field-separator: T,temporary-directory: u,unique z,zero-terminated parallel: sort: debug files0-from: compress-program: batch-size:',
  usage:
    'Usage: sort [OPTION]... [FILE]...\n  or:  sort [OPTION]... --files0-from=F\nWrite sorted concatenation of all FILE(s) to standard output.\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const globals: Order = {};
    for (const [letter, flag] of Object.entries(ORDERS)) if (options.has(letter)) globals[flag] = true;
    const word = options.value('sort');
    if (word) {
      const chosen = choose(word, '--sort', [['general-numeric'], ['human-numeric'], ['month'], ['numeric'], ['random'], ['version']]);
      if (chosen !== 'random') globals[(chosen === 'numeric' ? chosen : chosen.replace('-numeric', '')) as keyof Order] = true;
    }
    const clash = CLASHING.filter(([, flag]) => globals[flag]).map(([letter]) => letter);
    if (clash.length > 1) throw new Fatal(`options '-${clash.join('')}' are incompatible`, 2);
    let separator = options.value('t');
    if (separator === '\\0') separator = '\0';
    if (separator === '') throw new Fatal('empty tab', 2);
    if (separator !== undefined && [...separator].length > 1) throw new Fatal(`multi-character tab ${localeQuote(separator)}`, 2);
    const keys = options.values('k').map(parseKey);
    const end = options.has('z') ? '\0' : '\n';
    const compare = comparer(keys, globals, separator, { unique: options.has('u'), stable: options.has('s'), merge: options.has('m') });
    const from = options.value('files0-from');
    if (from !== undefined && options.operands.length)
      throw new UsageError(`extra operand ${localeQuote(options.operands[0]!)}\nfile operands cannot be combined with --files0-from`);
    const listed = from === undefined ? undefined : (yield* (yield* openList(io, from)).rest()).split('\0').filter(Boolean);
    if (listed?.length === 0) throw new Fatal(`no input from '${from}'`, 2);
    const files = listed ?? (options.operands.length ? options.operands : ['-']);
    if (options.has('c', 'C', 'check') && files.length > 1)
      throw new Fatal(`extra operand '${files[1]}' not allowed with -${options.last('c', 'C', 'check') === 'C' ? 'C' : 'c'}`, 2);
    if (options.has('c', 'C', 'check'))
      return yield* check(
        io,
        files[0]!,
        end,
        compare.keys,
        options.has('u'),
        options.has('C') || /quiet|silent/.test(options.value('check') ?? ''),
      );
    const lines: string[] = [];
    for (const path of files) {
      try {
        const input = io.open(path);
        for (let line = yield* input.line(end); line !== null; line = yield* input.line(end)) lines.push(line);
        input.close();
      } catch (error) {
        throw new Fatal(
          path !== '-' && !sys.exists(path)
            ? `cannot read: ${path}: ${strerror(error)}`
            : `${/directory/.test(strerror(error)) ? 'read failed' : 'open failed'}: ${path}: ${strerror(error)}`,
          2,
        );
      }
    }
    if (options.has('R') || (word !== undefined && word.startsWith('r'))) {
      const ranks = new Map<string, number>();
      for (const line of lines) if (!ranks.has(line)) ranks.set(line, sys.random());
      lines.sort((a, b) => ranks.get(a)! - ranks.get(b)!);
    } else if (!(options.has('m') && files.length === 1)) lines.sort(compare.full);
    const output = options.value('o');
    let text = '';
    let previous: string | undefined;
    for (const line of lines) {
      if (options.has('u') && previous !== undefined && compare.keys(previous, line) === 0) continue;
      previous = line;
      if (output === undefined) yield* io.print(line + end);
      else text += line + end;
    }
    if (output !== undefined) {
      try {
        sys.writeFile(output, text);
      } catch (error) {
        throw new Fatal(`open failed: ${output}: ${strerror(error)}`, 2);
      }
    }
    return 0;
  },
};

/** Orderings of which one only can be. */
const CLASHING = (['g', 'h', 'M', 'n'] as const).map((letter) => [letter, ORDERS[letter]!] as const);

function* openList(io: Io, path: string): Task<Input> {
  const input = yield* io.tryOpen(path);
  if (!input) throw new Fatal('', 2);
  return input;
}

interface Comparers {
  /** By keys only. */
  readonly keys: (a: string, b: string) => number;
  /** By keys, and whole lines as the last resort. */
  readonly full: (a: string, b: string) => number;
}

function comparer(
  keys: readonly Key[],
  globals: Order,
  separator: string | undefined,
  how: { unique: boolean; stable: boolean; merge: boolean },
): Comparers {
  const orders = keys.map((key) => (key.own ? key.order : { ...globals }));
  const cache = new Map<string, string[]>();
  const textsOf = (line: string) => {
    let texts = cache.get(line);
    if (!texts) cache.set(line, (texts = keys.map((key, i) => keyText(line, key, separator, orders[i]!.blanks ?? false))));
    return texts;
  };
  const ordering = Object.keys(globals).some((flag) => flag !== 'reverse');
  const byKeys = (a: string, b: string) => {
    if (keys.length === 0) {
      const [x, y] = globals.blanks ? [a.trimStart(), b.trimStart()] : [a, b];
      const result = compareBy(x, y, globals);
      return globals.reverse ? -result : result;
    }
    const [x, y] = [textsOf(a), textsOf(b)];
    for (let i = 0; i < keys.length; i++) {
      const result = compareBy(x[i]!, y[i]!, orders[i]!);
      if (result !== 0) return orders[i]!.reverse ? -result : result;
    }
    return 0;
  };
  const full = (a: string, b: string) => {
    const result = byKeys(a, b);
    if (result !== 0 || how.unique || how.stable || (keys.length === 0 && !ordering)) return result;
    const last = compareText(a, b);
    return globals.reverse ? -last : last;
  };
  return { keys: byKeys, full };
}

function* check(
  io: Io,
  path: string,
  end: string,
  compare: (a: string, b: string) => number,
  unique: boolean,
  quiet: boolean,
): Task<number> {
  const input = io.open(path);
  let previous: string | undefined;
  for (let n = 1; ; n++) {
    const line = yield* input.line(end);
    if (line === null) return 0;
    if (previous !== undefined) {
      const result = compare(previous, line);
      if (result > 0 || (unique && result === 0)) {
        if (!quiet) yield* io.error(`${path}:${n}: disorder: ${line}`);
        return 1;
      }
    }
    previous = line;
  }
}
