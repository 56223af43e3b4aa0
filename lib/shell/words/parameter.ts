import { isSet, lastIndex, ShellError } from '../state/variables';
import type { Variable } from '../state/state';
import type { Expander } from './expand';
import { hashOrder } from './hash-order';
import { matchPrefix, matchSuffix, matchesPattern, replaceMatches, searchRegex } from './pattern';
import type { Piece } from './split';
import { plainText } from './split';
import { compileWord, type Param } from './template';
import { transform } from './transform';

/** What a parameter stands for before its operator is applied. */
type Value = { readonly list: readonly string[]; readonly star: boolean } | { readonly scalar: string | undefined };

/** `$name` and `${…}`. */
export class ParameterExpansion {
  constructor(private readonly expander: Expander) {}

  private get context() {
    return this.expander.context;
  }

  expand(param: Param, quoted: boolean, splits: boolean): Piece[] {
    if (param.op === 'bad') throw new ShellError(`${param.source}: bad substitution`, 1, true);
    if (param.op === 'names*' || param.op === 'names@') {
      return this.emit({ list: this.context.variables.names(param.name), star: param.op === 'names*' }, quoted, splits);
    }
    if (param.prefix === '!') {
      if (param.index === '@' || param.index === '*') {
        return this.emit({ list: this.keys(param.name), star: param.index === '*' }, quoted, splits);
      }
      const raw = this.context.variables.raw(param.name);
      if (raw?.nameref && param.index === undefined)
        return this.apply({ ...param, prefix: undefined } as Param, { scalar: raw.value }, quoted, splits);
      return this.expand(this.indirect(param), quoted, splits);
    }
    const value = this.value(param);
    if (param.prefix === '#') return this.emit({ scalar: this.length(param, value) }, quoted, splits);
    return this.apply(param, value, quoted, splits);
  }

  private indirect(param: Param): Param {
    const value = this.value({ ...param, prefix: undefined } as Param);
    const target = 'list' in value ? value.list.join(' ') : value.scalar;
    if (target === undefined) throw new ShellError(`${param.name}: invalid indirect expansion`, 1, true);
    const match = /^([A-Za-z_]\w*|\d+|[@*#?$!-])(?:\[(.*)\])?$/s.exec(target);
    if (!match) throw new ShellError(`${target}: invalid variable name`, 1, true);
    const { prefix: _, index: __, ...rest } = param;
    return { ...rest, name: match[1]!, ...(match[2] === undefined ? {} : { index: match[2] }) };
  }

  private keys(name: string): string[] {
    const variable = this.context.variables.get(name);
    if (variable?.assoc) return hashOrder(variable.assoc).map(([key]) => key);
    if (variable?.array) return [...variable.array.keys()].map(String);
    return variable?.value === undefined ? [] : ['0'];
  }

  private value(param: Param): Value {
    const { context } = this;
    const { name, index } = param;
    if (name === '@' || name === '*') return { list: context.params, star: name === '*' };
    if (/^\d+$/.test(name)) return { scalar: name === '0' ? context.special('0') : context.params[Number(name) - 1] };
    if (!/^[A-Za-z_]/.test(name)) return { scalar: context.special(name) };
    let variable: Variable | undefined;
    let at = index;
    const target = context.variables.resolve(name);
    const element = target === name ? null : /^(\w+)\[(.*)\]$/.exec(target);
    if (element && index === undefined) {
      variable = context.variables.get(element[1]!);
      at = element[2]!;
    } else variable = context.variables.get(name);
    if (at === undefined)
      return { scalar: variable?.array ? variable.array.get(0) : variable?.assoc ? variable.assoc.get('0') : variable?.value };
    if (at === '@' || at === '*') return { list: valuesOf(variable), star: at === '*' };
    if (variable?.assoc) return { scalar: variable.assoc.get(this.expander.text(at)) };
    if (at.trim() === '') throw new ShellError(`${param.source}: bad substitution`, 1, true);
    const n = this.subscript(at, variable);
    if (n < 0) {
      this.context.complain(`${name}: bad array subscript`);
      return { scalar: undefined };
    }
    return { scalar: variable?.array ? variable.array.get(n) : n === 0 ? variable?.value : undefined };
  }

  /** An index of an indexed array; negative ones count from the end. */
  private subscript(text: string, variable: Variable | undefined): number {
    const n = Number(this.expander.arithmetic(text));
    if (n >= 0) return n;
    return n + (variable?.array ? lastIndex(variable.array) + 1 : variable?.value === undefined ? 0 : 1);
  }

  private length(param: Param, value: Value): string {
    if ('list' in value) return String(value.list.length);
    this.mustBeSet(param, value);
    return String([...(value.scalar ?? '')].length);
  }

  private mustBeSet(param: Param, value: Value): void {
    if ('list' in value || value.scalar !== undefined || !this.context.option('nounset')) return;
    const label = param.index === undefined ? param.name : `${param.name}[${param.index}]`;
    throw new ShellError(`${/^\d+$/.test(label) ? '$' + label : label}: unbound variable`, 127, true);
  }

  private apply(param: Param, value: Value, quoted: boolean, splits: boolean): Piece[] {
    const { op } = param;
    if (op === undefined) {
      this.mustBeSet(param, value);
      return this.emit(value, quoted, splits);
    }
    if (/^:?[-=+?]$/.test(op)) return this.defaults(param, value, quoted, splits);
    if (op !== '@') this.mustBeSet(param, value);
    if (op === ':') return this.emit(this.slice(param, value), quoted, splits);
    if (op === '@') {
      const done = transform(this.context, param, 'list' in value ? value.list : value.scalar, this.context.variables.get(param.name));
      return this.emit(
        Array.isArray(done) ? { list: done, star: 'star' in value && value.star } : { scalar: done as string | undefined },
        quoted,
        splits,
      );
    }
    const change = this.change(param);
    if ('list' in value) return this.emit({ list: value.list.map(change), star: value.star }, quoted, splits);
    return this.emit({ scalar: value.scalar === undefined ? undefined : change(value.scalar) }, quoted, splits);
  }

  private defaults(param: Param, value: Value, quoted: boolean, splits: boolean): Piece[] {
    const op = param.op!;
    const operand = param.operand ?? '';
    const text = 'list' in value ? (value.list.length === 0 ? undefined : value.list.join(' ')) : value.scalar;
    const missing = text === undefined || (op.length === 2 && text === '');
    switch (op[op.length - 1]) {
      case '+':
        return missing
          ? this.emit('list' in value && !value.star ? { list: [], star: false } : { scalar: '' }, quoted, splits)
          : this.operand(operand, quoted, splits);
      case '-':
        return missing ? this.operand(operand, quoted, splits) : this.emit(value, quoted, splits);
      case '=': {
        if (!missing) return this.emit(value, quoted, splits);
        if (!/^[A-Za-z_]/.test(param.name)) throw new ShellError(`$${param.name}: cannot assign in this way`, 1, true);
        const result = plainText(this.operand(operand, quoted, false));
        this.context.variables.assign(param.name, result, param.index === undefined ? {} : { index: this.key(param) });
        return this.emit({ scalar: this.value(param) && result }, quoted, splits);
      }
      default: {
        if (!missing) return this.emit(value, quoted, splits);
        const message =
          operand === ''
            ? op.length === 2
              ? 'parameter null or not set'
              : 'parameter not set'
            : plainText(this.operand(operand, quoted, false));
        throw new ShellError(`${param.index === undefined ? param.name : `${param.name}[${param.index}]`}: ${message}`, 127, true);
      }
    }
  }

  private key(param: Param): string {
    const variable = this.context.variables.get(param.name);
    return variable?.assoc ? this.expander.text(param.index!) : this.expander.arithmetic(param.index!).toString();
  }

  /** The word after `:-` and the like; unquoted text of it may be split. */
  private operand(operand: string, quoted: boolean, splits: boolean): Piece[] {
    if (quoted) {
      const pieces = this.expander.pieces(compileWord(operand, 'operand'), true, splits);
      return pieces.length > 0 ? pieces : [{ s: '', q: true }];
    }
    const parts = this.expander.tilde(compileWord(operand), false);
    return this.expander.pieces(parts, false, splits).map((piece) => (piece === 'border' || piece.q ? piece : { ...piece, x: true }));
  }

  private slice(param: Param, value: Value): Value {
    const offset = Number(this.expander.arithmetic(param.operand ?? ''));
    const length = param.second === undefined ? undefined : Number(this.expander.arithmetic(param.second));
    if ('list' in value) return { list: this.sliceList(param, value.list, offset, length), star: value.star };
    const characters = [...(value.scalar ?? '')];
    const from = offset < 0 ? characters.length + offset : offset;
    if (from < 0 || from > characters.length) return { scalar: '' };
    let to = length === undefined ? characters.length : length < 0 ? characters.length + length : from + length;
    if (length !== undefined && length < 0 && to < from) throw new ShellError(`${(param.second ?? '').trim()}: substring expression < 0`);
    to = Math.min(to, characters.length);
    return { scalar: characters.slice(from, to).join('') };
  }

  private sliceList(param: Param, list: readonly string[], offset: number, length: number | undefined): string[] {
    if (length !== undefined && length < 0) throw new ShellError(`${(param.second ?? '').trim()}: substring expression < 0`);
    const positional = param.name === '@' || param.name === '*';
    const variable = positional ? undefined : this.context.variables.get(param.name);
    let rest: readonly string[];
    if (positional) {
      const all = [this.context.special('0') ?? '', ...list];
      const from = offset < 0 ? all.length + offset : offset;
      if (from < 0) return [];
      rest = all.slice(from);
    } else if (variable?.array) {
      const from = offset < 0 ? lastIndex(variable.array) + 1 + offset : offset;
      if (from < 0) return [];
      rest = [...variable.array].filter(([n]) => n >= from).map(([, one]) => one);
    } else rest = list.slice(offset < 0 ? Math.max(0, list.length + offset) : offset);
    return rest.slice(0, length);
  }

  /** What `#` `%` `/` `^` `,` do to one value. */
  private change(param: Param): (value: string) => string {
    const op = param.op!;
    const options = { extglob: true, ignoreCase: op[0] === '/' && this.context.shopt('nocasematch') };
    const pattern = this.expander.pattern(param.operand ?? '');
    if (op[0] === '#') return (value) => value.slice(matchPrefix(pattern, value, op === '##', options) ?? 0);
    if (op[0] === '%') return (value) => value.slice(0, matchSuffix(pattern, value, op === '%%', options) ?? value.length);
    if (op[0] === '/') return this.replacing(param, pattern, options);
    const all = op.length === 2;
    const convert = (c: string): string => {
      if (op[0] === '^') return c.toUpperCase();
      if (op[0] === ',') return c.toLowerCase();
      return c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase();
    };
    return (value) =>
      [...value].map((c, i) => ((all || i === 0) && (pattern === '' || matchesPattern(pattern, c, options)) ? convert(c) : c)).join('');
  }

  private replacing(param: Param, pattern: string, options: { extglob: boolean; ignoreCase: boolean }): (value: string) => string {
    const op = param.op!;
    const replacement = this.replacement(param.second ?? '');
    if (pattern === '' && op !== '/#' && op !== '/%') return (value) => value;
    if (op === '/#') {
      return (value) => {
        const end = matchPrefix(pattern, value, true, options);
        return end === undefined ? value : replacement(value.slice(0, end)) + value.slice(end);
      };
    }
    if (op === '/%') {
      return (value) => {
        const start = matchSuffix(pattern, value, true, options);
        return start === undefined ? value : value.slice(0, start) + replacement(value.slice(start));
      };
    }
    if (pattern.includes('!(')) return (value) => replaceMatches(value, pattern, op === '//', replacement, options);
    const search = searchRegex(pattern, options);
    return (value) => {
      let done = false;
      return value.replace(search, (match) => {
        if (match === '' || (done && op === '/')) return match;
        done = true;
        return replacement(match);
      });
    };
  }

  /** An unquoted `&` in the replacement stands for what was matched. */
  private replacement(text: string): (match: string) => string {
    const pieces = this.expander.single(text, 'word');
    if (!this.context.shopt('patsub_replacement')) return () => plainText(pieces);
    return (match) => pieces.map((piece) => (piece === 'border' ? ' ' : piece.q ? piece.s : insert(piece.s, match))).join('');
  }

  private emit(value: Value, quoted: boolean, splits: boolean): Piece[] {
    if ('scalar' in value) {
      if (value.scalar === undefined && !quoted) return [];
      return [{ s: value.scalar ?? '', q: quoted, x: true }];
    }
    const { list, star } = value;
    const ifs = this.expander.ifs();
    if (quoted && star) return [{ s: list.join(ifs.slice(0, 1)), q: true }];
    if (!splits) return [{ s: list.join(star ? ifs.slice(0, 1) : ' '), q: quoted }];
    const out: Piece[] = [];
    list.forEach((one, i) => {
      if (i > 0) out.push('border');
      out.push({ s: one, q: quoted, x: true });
    });
    return out;
  }
}

function insert(text: string, match: string): string {
  return text.replace(/\\([\\&])|&/g, (_, escaped: string | undefined) => escaped ?? match);
}

export function valuesOf(variable: Variable | undefined): string[] {
  if (variable?.assoc) return hashOrder(variable.assoc).map(([, value]) => value);
  if (variable?.array) return [...variable.array.values()];
  return variable && isSet(variable) ? [variable.value!] : [];
}
