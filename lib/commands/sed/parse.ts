import { compilePosix, PatternError } from '@/lib/hosts/regex/posix';
import { parseReplacement } from './replacement';
import type { Address, RangeEnd, SedCommand, SedPattern, Substitution } from './script';

/** A script that sed refuses; the text is GNU sed's, without `sed: `. */
export class ScriptError extends Error {
  constructor(
    message: string,
    readonly code = 1,
  ) {
    super(message);
  }
}

export interface ScriptPiece {
  readonly text: string;
  /** `-e expression #1` or `file f line`. */
  readonly from: string;
}

/** Parses a sed script. Throws ScriptError. */
export function parseScript(text: string, extended: boolean): SedCommand[] {
  return new Parser(text, extended).parse();
}

class Parser {
  private at = 0;
  private readonly commands: SedCommand[] = [];
  private readonly blocks: number[] = [];
  private readonly labels = new Map<string, number>();

  constructor(
    private readonly text: string,
    private readonly extended: boolean,
  ) {}

  parse(): SedCommand[] {
    for (;;) {
      this.skip(/[\s;]/);
      if (this.at >= this.text.length) break;
      this.command();
    }
    if (this.blocks.length) throw new ScriptError(`-e expression #1, char 0: unmatched \`{'`);
    for (const command of this.commands) {
      if (!'btT'.includes(command.name) || !command.label) continue;
      const target = this.labels.get(command.label);
      if (target === undefined) throw new ScriptError(`can't find label for jump to \`${command.label}'`, 4);
      command.target = target;
    }
    return this.commands;
  }

  private fail(message: string, at = this.at): never {
    throw new ScriptError(`-e expression #1, char ${Math.min(at, this.text.length)}: ${message}`);
  }

  private peek(): string | undefined {
    return this.text[this.at];
  }

  private skip(what: RegExp): void {
    while (this.at < this.text.length && what.test(this.text[this.at]!)) this.at++;
  }

  private command(): void {
    const from = this.address();
    let to: RangeEnd | undefined;
    this.skip(/[ \t]/);
    if (this.peek() === ',' && from) {
      this.at++;
      this.skip(/[ \t]/);
      to = this.rangeEnd();
      if (!to) this.fail("unexpected `,'", this.at + 1);
    }
    if (from?.kind === 'line' && from.line === 0 && to?.kind !== 'match') this.fail('invalid usage of line address 0', this.at + 1);
    this.skip(/[ \t]/);
    let negate = false;
    while (this.peek() === '!') {
      if (negate) this.fail("multiple `!'s", this.at + 1);
      negate = true;
      this.at++;
      this.skip(/[ \t]/);
    }
    const name = this.text[this.at++];
    if (name === undefined) this.fail('missing command');
    const base = { name, from, to, negate };
    switch (name) {
      case '{':
        this.blocks.push(this.commands.length);
        this.commands.push({ ...base });
        return;
      case '}': {
        if (from) this.fail("} doesn't want any addresses");
        const open = this.blocks.pop();
        if (open === undefined) this.fail("unexpected `}'");
        this.commands[open]!.end = this.commands.length;
        return this.finish();
      }
      case '#':
        if (from) this.fail("comments don't accept any addresses");
        while (this.at < this.text.length && this.peek() !== '\n') this.at++;
        return;
      case ':': {
        if (from) this.fail(": doesn't want any addresses");
        this.skip(/[ \t]/);
        const label = this.word(/[^\n;]/).trimEnd();
        if (!label) this.fail('":" lacks a label');
        this.labels.set(label, this.commands.length);
        return;
      }
      case 'b':
      case 't':
      case 'T': {
        this.skip(/[ \t]/);
        const label = this.word(/[^\n;}]/).trimEnd();
        this.commands.push({ ...base, label });
        return;
      }
      case 'a':
      case 'i':
      case 'c':
        this.commands.push({ ...base, text: this.textArgument() });
        return;
      case 'r':
      case 'R':
      case 'w':
      case 'W': {
        this.skip(/[ \t]/);
        const file = this.word(/[^\n]/);
        if (!file) this.fail('missing filename in r/R/w/W commands');
        this.commands.push({ ...base, text: file });
        return;
      }
      case 's':
        this.commands.push({ ...base, substitution: this.substitution() });
        return this.finish();
      case 'y':
        this.commands.push({ ...base, map: this.transliteration() });
        return this.finish();
      case 'q':
      case 'Q':
      case 'l':
      case 'L': {
        if (to && 'qQ'.includes(name)) this.fail('command only uses one address');
        this.skip(/[ \t]/);
        const digits = this.word(/\d/);
        this.commands.push({ ...base, number: digits ? Number(digits) : undefined });
        return this.finish();
      }
      case '=':
      case 'd':
      case 'D':
      case 'F':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'n':
      case 'N':
      case 'p':
      case 'P':
      case 'x':
      case 'z':
        this.commands.push(base);
        return this.finish();
      case 'v':
        this.word(/[^\n;]/);
        return;
      case 'e':
        this.skip(/[ \t]/);
        this.commands.push({ ...base, text: this.word(/[^\n]/) });
        return;
      default:
        return this.fail(`unknown command: \`${name}'`);
    }
  }

  /** After a command: blanks, then `;`, a newline, `}` or `#`. */
  private finish(): void {
    this.skip(/[ \t]/);
    const c = this.peek();
    if (c === undefined || c === '}' || c === '#') return;
    if (c !== ';' && c !== '\n' && c !== '\r') this.fail('extra characters after command', this.at + 1);
    this.at++;
  }

  private word(what: RegExp): string {
    const start = this.at;
    this.skip(what);
    return this.text.slice(start, this.at);
  }

  private address(): Address | undefined {
    const c = this.peek();
    if (c === undefined) return undefined;
    if (/\d/.test(c)) {
      const line = Number(this.word(/\d/));
      this.skip(/[ \t]/);
      if (this.peek() !== '~') return { kind: 'line', line };
      this.at++;
      return { kind: 'step', first: line, step: Number(this.word(/\d/) || 0) };
    }
    if (c === '$') {
      this.at++;
      return { kind: 'last' };
    }
    if (c !== '/' && c !== '\\') return undefined;
    this.at += c === '/' ? 1 : 2;
    const delimiter = c === '/' ? '/' : this.text[this.at - 1];
    if (delimiter === undefined) this.fail('unexpected end');
    const source = this.delimited(delimiter, true);
    if (source === undefined) this.fail('unterminated address regex', this.text.length);
    let ignoreCase = false;
    let multiline = false;
    for (;;) {
      const flag = this.peek();
      if (flag === 'I') ignoreCase = true;
      else if (flag === 'M') multiline = true;
      else break;
      this.at++;
    }
    return { kind: 'match', pattern: this.pattern(source, ignoreCase, multiline) };
  }

  private rangeEnd(): RangeEnd | undefined {
    const c = this.peek();
    if (c === '+' || c === '~') {
      this.at++;
      const digits = this.word(/\d/);
      if (!digits) this.fail('expected number');
      return c === '+' ? { kind: 'count', count: Number(digits) } : { kind: 'multiple', of: Number(digits) };
    }
    return this.address();
  }

  /** Text up to an unescaped delimiter, which is skipped; undefined when there is none. */
  private delimited(delimiter: string, pattern: boolean): string | undefined {
    let out = '';
    while (this.at < this.text.length) {
      const c = this.text[this.at++]!;
      if (c === '\n' && pattern) return undefined;
      if (c === '\\' && this.at < this.text.length) {
        const next = this.text[this.at++]!;
        if (next === delimiter)
          out +=
            pattern && /[.*[\]^$+?(){}|]/.test(delimiter)
              ? delimiter === '|' && !this.extended
                ? '|'
                : `\\${next}`
              : next === '&'
                ? '\\&'
                : next;
        else if (next === 'n' && pattern) out += '\\n';
        else out += `\\${next}`;
        continue;
      }
      if (pattern && c === '[') {
        const set = /^\^?\]?(?:\[[:.=].*?[:.=]\]|[^\]\n])*\]/.exec(this.text.slice(this.at));
        if (!set) return undefined;
        // Within brackets the delimiter is an ordinary character.
        out += c + set[0];
        this.at += set[0].length;
        continue;
      }
      if (c === delimiter) return out;
      out += c;
    }
    return undefined;
  }

  private pattern(source: string, ignoreCase: boolean, multiline: boolean): SedPattern {
    if (source === '') return { expression: undefined };
    try {
      return { expression: compilePosix(withCharacters(source), { extended: this.extended, ignoreCase, multiline, flags: 'g' }) };
    } catch (error) {
      if (error instanceof PatternError) return this.fail(error.message);
      throw error;
    }
  }

  private substitution(): Substitution {
    const delimiter = this.text[this.at++];
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') this.fail("unterminated `s' command");
    const source = this.delimited(delimiter, true);
    const right = source === undefined ? undefined : this.delimited(delimiter, false);
    if (source === undefined || right === undefined) this.fail("unterminated `s' command", this.text.length);
    let global = false;
    let evaluate = false;
    let print = 0;
    let nth = 0;
    let ignoreCase = false;
    let multiline = false;
    let file: string | undefined;
    for (;;) {
      const c = this.peek();
      if (c === 'g') {
        if (global) this.fail("multiple `g' options to `s' command", this.at + 1);
        global = true;
      } else if (c === 'p') {
        if (print) this.fail("multiple `p' options to `s' command", this.at + 1);
        print++;
      } else if (c === 'i' || c === 'I') ignoreCase = true;
      else if (c === 'm' || c === 'M') multiline = true;
      else if (c === 'e') evaluate = true;
      else if (c !== undefined && /\d/.test(c)) {
        if (nth) this.fail("multiple number options to `s' command", this.at + 1);
        nth = Number(this.word(/\d/));
        if (nth === 0) this.fail("number option to `s' command may not be zero");
        continue;
      } else if (c === 'w') {
        this.at++;
        this.skip(/[ \t]/);
        file = this.word(/[^\n]/);
        if (!file) this.fail('missing filename in r/R/w/W commands');
        break;
      } else if (c === undefined || /[\s;}#]/.test(c)) break;
      else this.fail("unknown option to `s'", this.at + 1);
      this.at++;
    }
    const { parts, groups } = parseReplacement(right);
    const pattern = this.pattern(source, ignoreCase, multiline);
    if (pattern.expression && groups > countGroups(pattern.expression)) this.fail(`invalid reference \\${groups} on \`s' command's RHS`);
    return { pattern, replacement: parts, global, print, nth, file, evaluate };
  }

  private transliteration(): Map<string, string> {
    const delimiter = this.text[this.at++];
    if (delimiter === undefined) this.fail("unterminated `y' command");
    const from = this.delimited(delimiter, false);
    const to = from === undefined ? undefined : this.delimited(delimiter, false);
    if (from === undefined || to === undefined) this.fail("unterminated `y' command", this.text.length);
    const plain = (text: string) => [...text.replace(/\\(.)/gs, (_, c: string) => ({ n: '\n', t: '\t', r: '\r' })[c] ?? c)];
    const [a, b] = [plain(from), plain(to)];
    if (a.length !== b.length) this.fail("strings for `y' command are different lengths");
    return new Map(a.map((c, i) => [c, b[i]!]));
  }

  /** The text of a, i, c: one-liner or after a backslash and a newline; lines go on with a backslash. */
  private textArgument(): string {
    this.skip(/[ \t]/);
    if (this.peek() === '\\') {
      this.at++;
      const blanks = /^[ \t]*\n/.exec(this.text.slice(this.at));
      if (blanks) this.at += blanks[0].length;
    } else if (this.peek() === undefined || this.peek() === '\n') this.fail("expected \\ after `a', `c' or `i'");
    let out = '';
    while (this.at < this.text.length) {
      const c = this.text[this.at++]!;
      if (c === '\n') break;
      if (c === '\\') {
        const next = this.text[this.at++];
        if (next === undefined) break;
        out += (out !== '' && { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' }[next]) || next;
        continue;
      }
      out += c;
    }
    return `${out}\n`;
  }
}

function countGroups(expression: RegExp): number {
  return new RegExp(`${expression.source}|`, expression.flags.replace('g', '')).exec('')!.length - 1;
}

const CONTROLS: Record<string, string> = { a: '\x07', f: '\f', r: '\r', v: '\v' };

/** GNU's escapes for characters: `\r`, `\x41`, `\d065`, `\o101`, `\cA`. Those with a meaning in expressions are quoted. */
function withCharacters(source: string): string {
  return source.replace(
    /\\(?:x([\dA-Fa-f]{2})|d(\d{3})|o([0-7]{3})|c(.)|(.))/gs,
    (all, hex?: string, decimal?: string, octal?: string, control?: string, letter?: string) => {
      if (letter !== undefined) return CONTROLS[letter] ?? all;
      if (control !== undefined) return String.fromCharCode(control.toUpperCase().charCodeAt(0) ^ 0x40);
      const c = String.fromCharCode(hex ? parseInt(hex, 16) : decimal ? Number(decimal) & 255 : parseInt(octal!, 8) & 255);
      return /[\\^$.*[\]]/.test(c) ? `\\${c}` : c;
    },
  );
}
