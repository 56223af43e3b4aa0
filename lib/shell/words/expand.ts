import type { Sys } from '@/lib/hosts/process/sys';
import { ShellError, type Variables } from '../state/variables';
import { evaluate, ArithmeticError } from './arithmetic';
import { expandBraces, TooManyWords } from './braces';
import { glob } from './glob';
import { ParameterExpansion } from './parameter';
import { hasPattern, matchesPattern } from './pattern';
import { patternText, plainText, regexText, splitFields, type Piece } from './split';
import { compileWord, type Part, type TemplateMode } from './template';

/** What an expansion sees of the shell. */
export interface ExpansionContext {
  readonly sys: Sys;
  readonly variables: Variables;
  readonly params: readonly string[];
  /** `$?` `$$` `$!` `$-` `$0` `$#`. */
  special(name: string): string | undefined;
  /** Writes a message to standard error, after the shell's name and line. */
  complain(message: string): void;
  option(name: string): boolean;
  shopt(name: string): boolean;
  /** Decodes prompt escapes (`${x@P}`). */
  prompt(text: string): string;
  /** `~+` and `~-` and `~2`. */
  directory(name: string): string | undefined;
}

/** An expansion met a substitution whose result it has not got yet: run it and begin anew. */
export class NeedsCommand extends Error {
  constructor(
    readonly kind: 'command' | 'input' | 'output',
    readonly text: string,
  ) {
    super('a command substitution is to be run');
  }
}

export class Expander {
  private used = 0;
  readonly parameters: ParameterExpansion;

  /** `results` of the substitutions that were run so far, in the order they are met. */
  constructor(
    readonly context: ExpansionContext,
    private readonly results: readonly string[] = [],
  ) {
    this.parameters = new ParameterExpansion(this);
  }

  /** The fields a command's word becomes. */
  word(text: string): string[] {
    let words: string[];
    try {
      words = this.context.option('braceexpand') ? expandBraces(text) : [text];
    } catch (error) {
      if (error instanceof TooManyWords) throw new ShellError('brace expansion: failed to allocate memory for too many elements', 1, true);
      throw error;
    }
    return words.flatMap((one) => this.fields(one));
  }

  private fields(text: string): string[] {
    if (/^[\w./:,%@+-]+$/.test(text)) return [text];
    const pieces = this.pieces(this.tilde(compileWord(text), /^[A-Za-z_]\w*\+?=/.test(text) && !this.context.option('posix')), false, true);
    const out: string[] = [];
    for (const field of splitFields(pieces, this.ifs())) {
      if (!this.context.option('noglob') && field.some((piece) => !piece.q && /[*?[(]/.test(piece.s))) {
        const pattern = patternText(field);
        if (hasPattern(pattern, this.context.shopt('extglob'))) {
          const found = this.glob(pattern);
          if (found.length > 0) {
            out.push(...found);
            continue;
          }
          if (this.context.shopt('failglob')) throw new ShellError(`no match: ${plainText(field)}`);
          if (this.context.shopt('nullglob')) continue;
        }
      }
      out.push(plainText(field));
    }
    return out;
  }

  glob(pattern: string): string[] {
    const { sys } = this.context;
    const shopt = (name: string) => this.context.shopt(name);
    const ignored = this.context.variables.value('GLOBIGNORE');
    const found = glob(sys, pattern, {
      extglob: shopt('extglob'),
      dotglob: shopt('dotglob') || Boolean(ignored),
      globstar: shopt('globstar'),
      nocaseglob: shopt('nocaseglob'),
    });
    if (!ignored) return found;
    const patterns = ignored.split(':');
    return found.filter(
      (path) => !/(^|\/)\.\.?$/.test(path) && !patterns.some((one) => matchesPattern(one, path, { extglob: shopt('extglob') })),
    );
  }

  ifs(): string {
    return this.context.variables.value('IFS') ?? ' \t\n';
  }

  /** One string: assignments, `case` words, redirection of here-strings. No splitting, no globbing. */
  text(text: string, mode: TemplateMode = 'word', assignment = false): string {
    return plainText(this.single(text, mode, assignment));
  }

  /** A pattern: quoted characters stand for themselves. */
  pattern(text: string): string {
    return patternText(this.single(text, 'word'));
  }

  regex(text: string): string {
    return regexText(this.single(text, 'word'));
  }

  single(text: string, mode: TemplateMode, assignment = false): Piece[] {
    const parts = compileWord(text, mode);
    return this.pieces(mode === 'word' ? this.tilde(parts, assignment) : parts, mode !== 'word', false);
  }

  arithmetic(text: string): bigint {
    const expanded = this.text(text, 'operand');
    try {
      return evaluate(expanded, this.context.variables.arithmetic());
    } catch (error) {
      if (error instanceof ArithmeticError) throw new ShellError(error.message.slice(1));
      throw error;
    }
  }

  /** `splits`: where `$@` makes words of their own. */
  pieces(parts: readonly Part[], quoted: boolean, splits: boolean): Piece[] {
    const out: Piece[] = [];
    for (const part of parts) {
      switch (part.t) {
        case 'text':
          out.push({ s: part.s, q: part.q || quoted });
          break;
        case 'quoted': {
          const inner = this.pieces(part.parts, true, splits);
          if (inner.length === 0 && !part.parts.some((one) => one.t === 'param')) out.push({ s: '', q: true });
          out.push(...inner);
          break;
        }
        case 'param':
          out.push(...this.parameters.expand(part, quoted, splits));
          break;
        case 'arithmetic':
          out.push({ s: this.arithmetic(part.text).toString(), q: quoted, x: true });
          break;
        case 'command': {
          const result = this.result('command', part.text);
          out.push({ s: result.replace(/\n+$/, ''), q: quoted, x: true });
          break;
        }
        case 'process':
          out.push({ s: this.result(part.output ? 'output' : 'input', part.text), q: true });
          break;
      }
    }
    return out;
  }

  private result(kind: NeedsCommand['kind'], text: string): string {
    if (this.used < this.results.length) return this.results[this.used++]!;
    throw new NeedsCommand(kind, text);
  }

  /** Replaces unquoted tildes at the start, and after `=` and `:` of an assignment. */
  tilde(parts: readonly Part[], assignment: boolean): readonly Part[] {
    if (!parts.some((part) => part.t === 'text' && !part.q && part.s.includes('~'))) return parts;
    const out: Part[] = [];
    parts.forEach((part, at) => {
      if (part.t !== 'text' || part.q || !part.s.includes('~')) {
        out.push(part);
        return;
      }
      const last = at === parts.length - 1;
      const expression = assignment ? /(^|[:=])~([^/:]*)/g : /(^)~([^/:]*)/g;
      let from = 0;
      for (let match = expression.exec(part.s); match; match = expression.exec(part.s)) {
        const start = match.index + match[1]!.length;
        if (match[1] === '' && at > 0) continue;
        const end = match.index + match[0].length;
        if (end === part.s.length && !last) continue;
        const home = this.home(match[2]!);
        if (home === undefined) continue;
        if (start > from) out.push({ t: 'text', s: part.s.slice(from, start), q: false });
        out.push({ t: 'text', s: home, q: true });
        from = end;
      }
      if (from < part.s.length) out.push({ t: 'text', s: part.s.slice(from), q: false });
    });
    return out;
  }

  private home(user: string): string | undefined {
    const { sys, variables } = this.context;
    if (user === '') {
      const home = variables.value('HOME');
      if (home !== undefined) return home;
    }
    if (/^[+-]?\d*$/.test(user) && user !== '') return this.context.directory(user);
    try {
      for (const line of sys.readFile('/etc/passwd').split('\n')) {
        const fields = line.split(':');
        if (user === '' ? Number(fields[2]) === sys.uid() : fields[0] === user) return fields[5];
      }
    } catch {
      return undefined;
    }
    return undefined;
  }
}
