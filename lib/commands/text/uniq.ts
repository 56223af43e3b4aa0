import { choose } from '../command/choice';
import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { writeAll, type Task } from '../command/stdio';

export const uniq: Command = {
  name: 'uniq',
  options:
    'c,count d,repeated D all-repeated:: f,skip-fields: i,ignore-case s,skip-chars: u,unique z,zero-terminated w,check-chars: group::',
  usage:
    'Usage: uniq [OPTION]... [INPUT [OUTPUT]]\nFilter adjacent matching lines from INPUT (or standard input),\nwriting to OUTPUT (or standard output).\n',
  *run(io, options, sys) {
    const [from, to, extra] = options.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${localeQuote(extra)}`);
    const number = (name: string, what: string) => {
      const text = options.value(name);
      if (text !== undefined && !/^\d+$/.test(text)) throw new Fatal(`${text}: invalid number of ${what}`);
      return text === undefined ? undefined : Number(text);
    };
    const fields = number('f', 'fields to skip') ?? 0;
    const skip = number('s', 'bytes to skip') ?? 0;
    const width = number('w', 'bytes to compare');
    const key = (line: string) => {
      let rest = line;
      for (let n = 0; n < fields; n++) rest = rest.replace(/^[ \t]*[^ \t]*/, '');
      rest = rest.slice(skip, width === undefined ? undefined : skip + width);
      return options.has('i') ? rest.toLowerCase() : rest;
    };
    const end = options.has('z') ? '\0' : '\n';
    const input = yield* io.tryOpen(from ?? '-');
    if (!input) return 1;
    const fd = to === undefined || to === '-' ? undefined : sys.open(to, { write: true, create: true, truncate: true }, 0o666);
    const print = function* (text: string): Task<void> {
      if (fd === undefined) yield* io.print(text);
      else yield* writeAll(sys, fd, text);
    };
    const all = options.has('D', 'all-repeated');
    const how = options.has('all-repeated')
      ? choose(options.value('all-repeated') ?? 'none', '--all-repeated', [['none'], ['prepend'], ['separate']])
      : 'none';
    const grouping = options.has('group')
      ? choose(options.value('group') ?? 'separate', '--group', [['prepend'], ['append'], ['separate'], ['both']])
      : undefined;
    if (grouping && options.has('c', 'd', 'D', 'all-repeated', 'u')) throw new UsageError('--group is mutually exclusive with -c/-d/-D/-u');
    if (all && options.has('c')) throw new UsageError('printing all duplicated lines and repeat counts is meaningless');
    let shownGroups = 0;
    const finish = function* (group: string[], count: number): Task<void> {
      if (count === 0) return;
      if (grouping) {
        const first = shownGroups++ === 0;
        if (grouping === 'prepend' || grouping === 'both' ? first || grouping === 'prepend' : !first && grouping === 'separate')
          yield* print(end);
        for (const line of group) yield* print(line + end);
        if (grouping === 'append' || grouping === 'both') yield* print(end);
        return;
      }
      if (all) {
        if (count < 2) return;
        if (how === 'prepend' || (how === 'separate' && shownGroups > 0)) yield* print(end);
        shownGroups++;
        for (const line of group) yield* print(line + end);
        return;
      }
      if (options.has('d') && count < 2) return;
      if (options.has('u') && count > 1) return;
      yield* print(`${options.has('c') ? `${String(count).padStart(7)} ` : ''}${group[0]}${end}`);
    };
    let group: string[] = [];
    let count = 0;
    for (let line = yield* input.line(end); line !== null; line = yield* input.line(end)) {
      if (count > 0 && key(line) === key(group[0]!)) {
        count++;
        if (all || grouping) group.push(line);
        continue;
      }
      yield* finish(group, count);
      group = [line];
      count = 1;
    }
    yield* finish(group, count);
    return 0;
  },
};
