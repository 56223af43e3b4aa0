import type { Command } from '../command/command';
import { getopt as parse, UsageError } from '../command/getopt';

const USAGE =
  '\nUsage:\n getopt <optstring> <parameters>\n getopt [options] [--] <optstring> <parameters>\n getopt [options] -o|--options <optstring> [options] [--] <parameters>\n\nParse command options.\n\nOptions:\n -a, --alternative             allow long options starting with single -\n -l, --longoptions <longopts>  the long options to be recognized\n -n, --name <progname>         the name under which errors are reported\n -o, --options <optstring>     the short options to be recognized\n -q, --quiet                   disable error reporting by getopt(3)\n -Q, --quiet-output            no normal output\n -s, --shell <shell>           set quoting conventions to those of <shell>\n -T, --test                    test for getopt(1) version\n -u, --unquoted                do not quote the output\n\n -h, --help                    display this help\n -V, --version                 display version\n\nFor more details see getopt(1).\n';

/** getopt(1) of util-linux: arguments put in order for a script. */
export const getopt: Command = {
  name: 'getopt',
  options: 'a,alternative h,help l,longoptions: n,name: o,options: q,quiet Q,quiet-output s,shell: T,test u,unquoted V',
  settings: { stopAtOperand: true },
  usage: USAGE,
  version: 'getopt from util-linux 2.39.3',
  usageStatus: 2,
  *run(io, options) {
    if (options.has('T')) return 4;
    const operands = [...options.operands];
    const compatible = options.given.length === 0 && operands.length > 0;
    let short = options.value('o');
    if (short === undefined) short = operands.shift();
    if (short === undefined) {
      yield* io.error('missing optstring argument');
      yield* io.stderr("Try 'getopt --help' for more information.\n");
      return 2;
    }
    const long = options
      .values('l')
      .flatMap((list) => list.split(/[, \t\n]+/))
      .filter(Boolean);
    const plain = compatible || options.has('u');
    const csh = /csh$/.test(options.value('s') ?? '');
    const shown = (text: string): string =>
      plain ? text : `'${text.replace(/'/g, `'\\''`).replace(csh ? /[!\n]/g : /(?!)/g, (c) => (c === '!' ? `'\\!'` : '\\n'))}'`;
    const name = options.value('n') ?? 'getopt';
    const mark = /^[-+]/.test(short) ? short[0]! : '';
    const colons = (letters: string) => [...letters.matchAll(/([^:])(:{0,2})/g)].map((m) => m[1]! + m[2]!);
    const spec = [...colons(short.slice(mark.length)), ...long].join(' ');
    const known = new Set(long.map((one) => one.replace(/:+$/, '')));
    const args = options.has('a')
      ? operands.map((arg) =>
          /^-[A-Za-z][\w-]/.test(arg) && [...known].some((one) => one.startsWith(arg.slice(1).split('=')[0]!)) ? `-${arg}` : arg,
        )
      : operands;
    let left = args[0] === '--' && options.value('o') === undefined ? args.slice(1) : args;
    const out: string[] = [];
    const rest: string[] = [];
    let failed = false;
    // One option after another, so that an error does not end it.
    while (left.length > 0) {
      const [first] = left;
      if (first === '--') {
        rest.push(...left.slice(1));
        break;
      }
      if (first === '-' || !first!.startsWith('-')) {
        if (mark === '+') {
          rest.push(...left);
          break;
        }
        if (mark === '-') out.push(shown(first!));
        else rest.push(first!);
        left = left.slice(1);
        continue;
      }
      const step = oneOption(left, spec);
      out.push(
        ...step.options.flatMap(({ name: word, value }) => [
          word.length === 1 && !known.has(word) ? `-${word}` : `--${word}`,
          ...(value === undefined ? [] : [shown(value)]),
        ]),
      );
      if (step.error !== undefined) {
        failed = true;
        if (!options.has('q')) yield* io.stderr(`${name}: ${step.error}\n`);
      }
      left = left.slice(step.taken);
    }
    if (!options.has('Q')) yield* io.print(` ${[...out, '--', ...rest.map(shown)].join(' ')}\n`);
    return failed ? 1 : 0;
  },
};

interface One {
  readonly options: readonly { readonly name: string; readonly value?: string }[];
  readonly error?: string;
  /** Words that are used up. */
  readonly taken: number;
}

/** The options of the first word, with the value that the second one may be. */
function oneOption(words: readonly string[], spec: string): One {
  const [first] = words;
  const optional = new Set(
    spec
      .split(' ')
      .filter((one) => one.endsWith('::'))
      .map((one) => one.slice(0, -2)),
  );
  const pairs = (given: readonly { readonly name: string; readonly value?: string }[]) =>
    given.map((one) => (optional.has(one.name) && one.value === undefined ? { ...one, value: '' } : one));
  try {
    return { options: pairs(parse([first!], `${spec} help version`).given), taken: 1 };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (/requires an argument/.test(error.message) && words.length > 1) {
      const both = parse(words.slice(0, 2), spec);
      if (both.operands.length === 0) return { options: pairs(both.given), taken: 2 };
    }
    const bad = /invalid option -- '(.)'/.exec(error.message)?.[1];
    if (bad === undefined || first!.startsWith('--')) return { options: [], error: error.message, taken: 1 };
    // The letters around the one that is not known still count.
    const good = `-${first!.slice(1).replace(bad, '')}`;
    const more = good === '-' ? [] : parse([good], spec).given;
    return { options: pairs(more), error: error.message, taken: 1 };
  }
}
