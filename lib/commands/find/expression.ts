import type { Stat, Sys } from '@/lib/hosts/process/sys';
import { Fatal } from '../command/command';
import { localeQuote, quote } from '../command/quote';
import type { Io, Task } from '../command/stdio';
import { waitFor } from '../command/child';
import { Accounts } from '../files/accounts';
import { applyMode } from '../files/mode';
import { baseName, dirName, modeText } from '../files/paths';
import { compilePosix } from '@/lib/hosts/regex/posix';
import { strftime } from '../time/strftime';
import { globPattern } from './glob';

export interface Found {
  readonly path: string;
  readonly start: string;
  readonly depth: number;
  readonly stat: Stat;
}

export interface Walk {
  readonly io: Io;
  readonly sys: Sys;
  /** Set by -prune. */
  prune: boolean;
  quit: boolean;
  code: number;
}

export type Test = (found: Found, walk: Walk) => Task<boolean>;

export interface Expression {
  readonly test: Test;
  readonly minDepth: number;
  readonly maxDepth: number;
  readonly depthFirst: boolean;
  /** -exec … + commands that wait for more files. */
  readonly batches: { readonly argv: readonly string[]; readonly files: string[] }[];
}

const pure = (f: (found: Found, walk: Walk) => boolean): Test =>
  function* (found, walk) {
    return f(found, walk);
  };

/** Parses find's expression. Throws Fatal with find's texts. */
export function parseExpression(words: readonly string[], sys: Sys): Expression {
  return new Parser(words, sys).parse();
}

class Parser {
  private at = 0;
  private acts = false;
  private minDepth = 0;
  private maxDepth = Infinity;
  private depthFirst = false;
  private readonly batches: { argv: readonly string[]; files: string[] }[] = [];

  constructor(
    private readonly words: readonly string[],
    private readonly sys: Sys,
  ) {}

  parse(): Expression {
    let test: Test = pure(() => true);
    if (this.words.length > 0) test = this.or();
    if (this.at < this.words.length) {
      if (this.words[this.at] === ')') throw new Fatal("invalid expression; you have too many ')'");
      throw new Fatal(`paths must precede expression: ${quote(this.words[this.at]!).replace(/^'|'$/g, '`').replace(/`$/, "'")}`);
    }
    if (!this.acts) {
      const inner = test;
      test = function* (found, walk) {
        if (!(yield* inner(found, walk))) return false;
        yield* walk.io.print(`${found.path}\n`);
        return true;
      };
    }
    const { minDepth, maxDepth, depthFirst, batches } = this;
    return { test, minDepth, maxDepth, depthFirst, batches };
  }

  private or(): Test {
    let left = this.and();
    while (this.words[this.at] === '-o' || this.words[this.at] === '-or') {
      this.at++;
      const [a, b] = [left, this.and()];
      left = function* (found, walk) {
        return (yield* a(found, walk)) || (yield* b(found, walk));
      };
    }
    return left;
  }

  private and(): Test {
    let left = this.not();
    for (;;) {
      const word = this.words[this.at];
      if (word === undefined || word === ')' || word === '-o' || word === '-or' || word === ',') return left;
      if (word === '-a' || word === '-and') this.at++;
      const [a, b] = [left, this.not()];
      left = function* (found, walk) {
        return (yield* a(found, walk)) && (yield* b(found, walk));
      };
    }
  }

  private not(): Test {
    const word = this.words[this.at];
    if (word === '!' || word === '-not') {
      this.at++;
      const inner = this.not();
      return function* (found, walk) {
        return !(yield* inner(found, walk));
      };
    }
    if (word === '(') {
      this.at++;
      const inner = this.or();
      if (this.words[this.at] !== ')') throw new Fatal("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      this.at++;
      return inner;
    }
    return this.primary();
  }

  private value(name: string): string {
    const value = this.words[this.at++];
    if (value === undefined) throw new Fatal(`missing argument to \`${name}'`);
    return value;
  }

  private compared(name: string): (actual: number) => boolean {
    const text = this.value(name);
    const m = /^([-+]?)(\d+(?:\.\d+)?)$/.exec(text);
    if (!m) throw new Fatal(`invalid argument \`${text}' to \`${name}'`);
    const n = Number(m[2]);
    return (actual) => (m[1] === '+' ? actual > n : m[1] === '-' ? actual < n : actual === n);
  }

  private primary(): Test {
    const name = this.words[this.at++];
    if (name === undefined) throw new Fatal('invalid expression');
    const { sys } = this;
    switch (name) {
      case '-name':
      case '-iname': {
        const glob = globPattern(this.value(name), name === '-iname');
        return pure((f) => glob.test(baseName(f.path)));
      }
      case '-path':
      case '-wholename':
      case '-ipath': {
        const glob = globPattern(this.value(name), name === '-ipath');
        return pure((f) => glob.test(f.path));
      }
      case '-regex':
      case '-iregex': {
        const regex = compilePosix(`^\\(${this.value(name)}\\)$`, { extended: false, ignoreCase: name === '-iregex' });
        return pure((f) => regex.test(f.path));
      }
      case '-type': {
        const kinds = this.value(name)
          .split(',')
          .map((c) => ({ f: 'file', d: 'dir', l: 'link', p: 'fifo', c: 'char', b: 'block', s: 'socket' })[c]);
        if (kinds.includes(undefined)) throw new Fatal(`Unknown argument to -type: ${this.words[this.at - 1]}`);
        return pure((f) => kinds.includes(f.stat.type));
      }
      case '-maxdepth':
      case '-mindepth': {
        const text = this.value(name);
        if (!/^\d+$/.test(text)) throw new Fatal(`Expected a positive decimal integer argument to ${name}, but got ${quote(text)}`);
        if (name === '-maxdepth') this.maxDepth = Number(text);
        else this.minDepth = Number(text);
        return pure(() => true);
      }
      case '-depth':
        this.depthFirst = true;
        return pure(() => true);
      case '-mount':
      case '-xdev':
      case '-noleaf':
      case '-daystart':
        return pure(() => true);
      case '-empty':
        return pure((f) => (f.stat.type === 'dir' ? sys.readdir(f.path).length === 0 : f.stat.type === 'file' && f.stat.size === 0));
      case '-size': {
        const text = this.value(name);
        const m = /^([-+]?)(\d+)([bcwkMG]?)$/.exec(text);
        if (!m) throw new Fatal(`invalid argument \`${text}' to \`-size'`);
        const unit = { '': 512, b: 512, c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[m[3]!]!;
        const n = Number(m[2]);
        return pure((f) => {
          const blocks = Math.ceil(f.stat.size / unit);
          return m[1] === '+' ? blocks > n : m[1] === '-' ? blocks < n : blocks === n;
        });
      }
      case '-mtime':
      case '-atime':
      case '-ctime': {
        const test = this.compared(name);
        return pure((f) => test(Math.floor((sys.now() - f.stat.mtime) / 864e5)));
      }
      case '-mmin':
      case '-amin':
      case '-cmin': {
        const test = this.compared(name);
        return pure((f) => test(Math.ceil((sys.now() - f.stat.mtime) / 6e4)));
      }
      case '-newer':
      case '-anewer':
      case '-cnewer': {
        const reference = this.value(name);
        const { mtime } = sys.stat(reference);
        return pure((f) => f.stat.mtime > mtime);
      }
      case '-user':
      case '-group': {
        const text = this.value(name);
        const accounts = new Accounts(sys);
        const id =
          (name === '-user' ? accounts.user(text)?.uid : accounts.group(text)?.gid) ?? (/^\d+$/.test(text) ? Number(text) : undefined);
        if (id === undefined) throw new Fatal(`${localeQuote(text)} is not the name of a known ${name.slice(1)}`);
        return pure((f) => (name === '-user' ? f.stat.uid : f.stat.gid) === id);
      }
      case '-uid': {
        const test = this.compared(name);
        return pure((f) => test(f.stat.uid));
      }
      case '-gid': {
        const test = this.compared(name);
        return pure((f) => test(f.stat.gid));
      }
      case '-links': {
        const test = this.compared(name);
        return pure((f) => test(f.stat.nlink));
      }
      case '-inum': {
        const test = this.compared(name);
        return pure((f) => test(f.stat.ino));
      }
      case '-nouser':
        return pure((f) => !new Accounts(sys).user(f.stat.uid));
      case '-nogroup':
        return pure((f) => !new Accounts(sys).group(f.stat.gid));
      case '-perm': {
        const text = this.value(name);
        const kind = /^[-/]/.test(text) ? text[0] : '';
        const mode = applyMode(text.replace(/^[-/]/, ''), 0, false, 0);
        if (mode === undefined) throw new Fatal(`invalid mode ${localeQuote(text)}`);
        return pure((f) =>
          kind === '-' ? (f.stat.mode & mode) === mode : kind === '/' ? mode === 0 || (f.stat.mode & mode) !== 0 : f.stat.mode === mode,
        );
      }
      case '-readable':
      case '-writable':
      case '-executable':
        return pure((f) => sys.access(f.path, ({ '-readable': 'r', '-writable': 'w', '-executable': 'x' } as const)[name]));
      case '-true':
        return pure(() => true);
      case '-false':
        return pure(() => false);
      case '-prune':
        return pure((_, walk) => (walk.prune = true));
      case '-quit':
        this.acts = true;
        return pure((_, walk) => (walk.quit = true));
      case '-print':
      case '-print0':
        return this.action(function* (f, walk) {
          yield* walk.io.print(f.path + (name === '-print' ? '\n' : '\0'));
          return true;
        });
      case '-printf': {
        const format = this.value(name);
        return this.action(function* (f, walk) {
          yield* walk.io.print(formatFound(format, f, walk.sys));
          return true;
        });
      }
      case '-ls':
        return this.action(function* (f, walk) {
          const accounts = new Accounts(walk.sys);
          yield* walk.io.print(
            `${String(f.stat.ino).padStart(9)} ${String(Math.ceil(f.stat.size / 1024)).padStart(6)} ${modeText(f.stat)} ${String(f.stat.nlink).padStart(3)} ${accounts.userName(f.stat.uid).padEnd(8)} ${accounts.groupName(f.stat.gid).padEnd(8)} ${String(f.stat.size).padStart(8)} ${strftime('%b %e %H:%M', f.stat.mtime, 'UTC')} ${f.path}\n`,
          );
          return true;
        });
      case '-delete':
        this.depthFirst = true;
        return this.action(function* (f, walk) {
          if (f.path === '.') return true;
          try {
            if (f.stat.type === 'dir') walk.sys.rmdir(f.path);
            else walk.sys.unlink(f.path);
            return true;
          } catch (error) {
            yield* walk.io.error(`cannot delete ${localeQuote(f.path)}: ${(error as Error).message}`);
            walk.code = 1;
            return false;
          }
        });
      case '-exec':
      case '-execdir':
      case '-ok':
        return this.exec(name);
      default:
        throw new Fatal(name.startsWith('-') ? `unknown predicate \`${name}'` : `paths must precede expression: \`${name}'`);
    }
  }

  private action(test: Test): Test {
    this.acts = true;
    return test;
  }

  private exec(name: string): Test {
    const argv: string[] = [];
    for (;;) {
      const word = this.words[this.at++];
      if (word === undefined) throw new Fatal(`missing argument to \`${name}'`);
      if (word === ';') break;
      if (word === '+' && argv.at(-1) === '{}') {
        const batch = { argv: argv.slice(0, -1), files: [] as string[] };
        this.batches.push(batch);
        return this.action(pure((f) => batch.files.push(f.path) > 0));
      }
      argv.push(word);
    }
    return this.action(function* (f, walk) {
      yield* walk.io.flush();
      const path = name === '-execdir' ? `./${baseName(f.path)}` : f.path;
      try {
        const pid = walk.sys.spawn({
          argv: argv.map((a) => a.replaceAll('{}', path)),
          cwd: name === '-execdir' ? dirName(f.path) : undefined,
        });
        return (yield* waitFor(walk.io, pid)).code === 0;
      } catch (error) {
        yield* walk.io.error(`${localeQuote(argv[0] ?? '')}: ${(error as Error).message}`);
        return false;
      }
    });
  }
}

function formatFound(format: string, f: Found, sys: Sys): string {
  return format.replace(
    /\\([nt0\\])|%(-?\d*)([A-Za-z%])([a-zA-Z+@]?)/g,
    (all, escape: string | undefined, width: string, letter: string, more: string) => {
      if (escape !== undefined) return { n: '\n', t: '\t', '0': '\0', '\\': '\\' }[escape]!;
      const time = letter === 'T' || letter === 'A' || letter === 'C';
      const accounts = new Accounts(sys);
      const relative = f.path === f.start ? '' : f.path.slice(f.start.length).replace(/^\//, '');
      const value: Record<string, string> = {
        p: f.path,
        f: baseName(f.path),
        h: dirName(f.path),
        P: relative,
        s: String(f.stat.size),
        m: f.stat.mode.toString(8),
        M: modeText(f.stat),
        u: accounts.userName(f.stat.uid),
        g: accounts.groupName(f.stat.gid),
        U: String(f.stat.uid),
        G: String(f.stat.gid),
        d: String(f.depth),
        i: String(f.stat.ino),
        n: String(f.stat.nlink),
        y: { file: 'f', dir: 'd', link: 'l', fifo: 'p', char: 'c', block: 'b', socket: 's' }[f.stat.type],
        '%': '%',
        t: strftime('%a %b %e %H:%M:%S.%N0 %Y', f.stat.mtime, 'UTC'),
        l: f.stat.type === 'link' ? sys.readlink(f.path) : '',
        k: String(Math.ceil(f.stat.size / 1024)),
      };
      const text = time
        ? more === '@'
          ? `${(f.stat.mtime / 1000).toFixed(3)}0000000`
          : strftime(`%${more}`, f.stat.mtime, 'UTC')
        : value[letter];
      if (text === undefined) return all;
      const padded = width.startsWith('-') ? text.padEnd(Number(width.slice(1))) : text.padStart(Number(width || 0));
      return time ? padded : padded + more;
    },
  );
}
