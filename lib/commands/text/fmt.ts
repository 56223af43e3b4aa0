import { Fatal, type Command } from '../command/command';
import { localeQuote } from '../command/quote';

interface Word {
  readonly text: string;
  /** Blanks before it, where spacing is kept. */
  readonly space: number;
  /** Ends a sentence: two blanks follow, and a line likes to end here. */
  final: boolean;
}

interface How {
  readonly width: number;
  readonly goal: number;
  readonly split: boolean;
  readonly uniform: boolean;
}

export const fmt: Command = {
  name: 'fmt',
  options: 'c,crown-margin p,prefix: s,split-only t,tagged-paragraph u,uniform-spacing w,width: g,goal:',
  usage:
    'Usage: fmt [-WIDTH] [OPTION]... [FILE]...\nReformat each paragraph in the FILE(s), writing to standard output.\nThe option -WIDTH is an abbreviated form of --width=DIGITS.\n',
  prepare: (args) => args.flatMap((arg, i) => (i === 0 && /^-\d+$/.test(arg) ? ['-w', arg.slice(1)] : [arg])),
  *run(io, options) {
    const text = options.value('w');
    if (text !== undefined && !/^\d+$/.test(text)) throw new Fatal(`invalid width: ${localeQuote(text)}`);
    const goal = options.value('g');
    const width = Number(text ?? (goal === undefined ? 75 : Number(goal) + 10));
    const how: How = {
      width,
      goal: goal === undefined ? Math.floor((width * 187) / 200) : Number(goal),
      split: options.has('s'),
      uniform: options.has('u'),
    };
    const prefix = (options.value('p') ?? '').trim();
    let code = 0;
    for (const path of options.operands.length ? options.operands : ['-']) {
      let whole: string;
      try {
        whole = yield* io.open(path).rest();
      } catch (error) {
        yield* io.error(`cannot open ${localeQuote(path)} for reading: ${(error as Error).message}`);
        code = 1;
        continue;
      }
      const lines = whole.split('\n');
      if (lines.at(-1) === '') lines.pop();
      yield* io.print(paragraphs(lines, how, prefix, options.has('c') ? 'crown' : options.has('t') ? 'tagged' : 'plain'));
    }
    return code;
  },
};

const indentOf = (line: string): number => /^[ \t]*/.exec(line)![0].replace(/\t/g, '        ').length;

function paragraphs(lines: readonly string[], how: How, prefix: string, kind: 'crown' | 'tagged' | 'plain'): string {
  let out = '';
  let i = 0;
  const bodyOf = (line: string): string | undefined => {
    if (!prefix) return line;
    const trimmed = line.trimStart();
    return trimmed.startsWith(prefix) ? trimmed.slice(prefix.length) : undefined;
  };
  while (i < lines.length) {
    const first = bodyOf(lines[i]!);
    if (first === undefined || !first.trim()) {
      out += `${first === undefined ? lines[i] : first.trim() ? lines[i] : prefix && first !== undefined ? lines[i]!.trimEnd() : ''}\n`;
      i++;
      continue;
    }
    const lead = prefix ? lines[i]!.slice(0, lines[i]!.indexOf(prefix)) : '';
    const group = [first];
    const own = indentOf(first);
    let other = own;
    for (i++; i < lines.length && !how.split; i++) {
      const body = bodyOf(lines[i]!);
      if (body === undefined || !body.trim()) break;
      const indent = indentOf(body);
      if (group.length === 1 && (kind === 'crown' || (kind === 'tagged' && indent !== own))) other = indent;
      else if (kind === 'tagged' && group.length === 1) break;
      if (indent !== other) break;
      group.push(body);
    }
    if (kind === 'tagged' && group.length === 1) other = own + 3;
    const start = lead + prefix;
    out += fill(wordsOf(group, how), how, start.length + own, start.length + other)
      .map((line, n) => `${start}${' '.repeat(n === 0 ? own : other)}${line}\n`)
      .join('');
  }
  return out;
}

function wordsOf(lines: readonly string[], how: How): Word[] {
  const out: Word[] = [];
  for (const line of lines) {
    const found = [...line.trim().matchAll(/(\S+)(\s*)/g)];
    for (const [n, m] of found.entries()) {
      const last = n === found.length - 1;
      const sentence = /[.?!][)\]'"]*$/.test(m[1]!) && (last || m[2]!.length > 1);
      const space = last || how.uniform ? (sentence ? 2 : 1) : m[2]!.length;
      out.push({ text: m[1]!, space, final: sentence });
    }
  }
  if (out.length) out.at(-1)!.final = true;
  return out;
}

const square = (n: number): number => n * n;
const LINE = square(70);
const WIDOW = (n: number): number => square(200) / n;
const ORPHAN = (n: number): number => square(150) / n;
const SENTENCE = square(50);
const NO_BREAK = square(600);
const PAREN = square(40);
const PUNCT = square(40);

/** Lines of the least cost. Models coreutils' fmt: a paragraph is filled as a whole, not line by line. */
function fill(words: readonly Word[], how: How, first: number, other: number): string[] {
  const count = words.length;
  const best = new Array<number>(count + 1).fill(Infinity);
  const next = new Array<number>(count + 1).fill(count);
  const lengths = new Array<number>(count + 1).fill(0);
  best[count] = 0;
  const base = (at: number): number => {
    let cost = LINE;
    if (at > 0) {
      const before = words[at - 1]!;
      if (before.final) cost -= SENTENCE;
      else if (/[.?!][)\]'"]*$/.test(before.text)) cost += NO_BREAK;
      else if (/[,;:]$/.test(before.text)) cost -= PUNCT;
      else if (at > 1 && words[at - 2]!.final) cost += WIDOW(before.text.length);
    }
    if (/^[(['`"]/.test(words[at]!.text)) cost -= PAREN;
    else if (words[at]!.final) cost += ORPHAN(words[at]!.text.length);
    return cost;
  };
  for (let start = count - 1; start >= 0; start--) {
    let length = (start === 0 ? first : other) + words[start]!.text.length;
    for (let end = start + 1; ; end++) {
      let cost = best[end]!;
      if (end < count) {
        cost += square((how.goal - length) * 10);
        if (next[end]! < count) cost += square(((length - lengths[end]!) * 10) / 2);
      }
      if (cost < best[start]! || end === start + 1) {
        best[start] = cost;
        next[start] = end;
        lengths[start] = length;
      }
      if (end >= count) break;
      length += words[end - 1]!.space + words[end]!.text.length;
      if (length >= how.width) break;
    }
    best[start]! += base(start);
  }
  const out: string[] = [];
  for (let at = 0; at < count; at = next[at]!) {
    let line = '';
    for (let k = at; k < next[at]!; k++) line += words[k]!.text + (k + 1 < next[at]! ? ' '.repeat(words[k]!.space) : '');
    out.push(line);
  }
  return out;
}
