import { ArithmeticError, evaluate, type ArithmeticVariables } from '../words/arithmetic';
import type { Scope, Variable } from './state';

/** `message` as bash prints it after its name and line; `status` what the command comes to. */
export class ShellError extends Error {
  constructor(
    message: string,
    readonly status = 1,
    /** A script that is not interactive ends. */
    readonly fatal = false,
  ) {
    super(message);
  }
}

/** An error after which the whole command line is given up, whatever command met it. */
export class LineAbandoned extends ShellError {}

/** Variables that the shell computes and lists all the same. */
const LISTED = ['BASHOPTS', 'BASH_ALIASES', 'BASH_CMDS', 'DIRSTACK', 'GROUPS', 'PIPESTATUS', 'SHELLOPTS'];

const MOST_VALUE = 16 * 1024 * 1024;
const NAMEREF_DEPTH = 8;

/** A shell's variables: dynamic scopes over plain data. */
export class Variables {
  constructor(
    private readonly scopes: Scope[],
    /** Value of a variable that the shell computes; undefined when `name` is an ordinary one. */
    private readonly computed: (name: string) => Variable | undefined,
    /** Called after an assignment to a name the shell minds; true when nothing is to be stored. */
    private readonly assigned: (name: string, value: string) => boolean,
    /** A variable that is not set is an error (`set -u`). */
    private readonly strict: () => boolean = () => false,
  ) {}

  private journal: { scope: Scope; name: string; old: Variable | undefined }[] | undefined;

  /** Runs an expansion whose assignments can be taken back: an expansion that stops for a command begins anew. */
  attempt<T>(run: () => T, stopped: (error: unknown) => void): T | undefined {
    const journal: NonNullable<typeof this.journal> = [];
    this.journal = journal;
    try {
      const result = run();
      this.journal = undefined;
      return result;
    } catch (error) {
      this.journal = undefined;
      stopped(error);
      for (const { scope, name, old } of journal.reverse()) this.write(scope, name, old);
      return undefined;
    }
  }

  private write(scope: Scope, name: string, variable: Variable | undefined): void {
    this.journal?.push({ scope, name, old: scope.variables.get(name) });
    if (variable) scope.variables.set(name, variable);
    else scope.variables.delete(name);
  }

  /** The variable as it is stored (a nameref itself). */
  raw(name: string): Variable | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const found = this.scopes[i]!.variables.get(name);
      if (found) return found;
    }
    return undefined;
  }

  /** Follows namerefs to the name that holds the value; it may end in `[index]`. */
  resolve(name: string): string {
    let at = name;
    for (let i = 0; i < NAMEREF_DEPTH; i++) {
      const variable = this.raw(at);
      if (!variable?.nameref || !variable.value) return at;
      at = variable.value;
    }
    return at;
  }

  get(name: string): Variable | undefined {
    const variable = this.raw(name);
    if (variable?.nameref && variable.value) {
      const target = this.resolve(name);
      const element = /^(\w+)\[(.*)\]$/.exec(target);
      if (element) {
        const value = this.element(element[1]!, element[2]!);
        return value === undefined ? undefined : { value };
      }
      return target === name ? variable : this.get(target);
    }
    return this.computed(name) ?? variable;
  }

  /** The value of `$name`: of an array its element 0. */
  value(name: string): string | undefined {
    return scalar(this.get(name));
  }

  element(name: string, index: string): string | undefined {
    const variable = this.get(name);
    if (!variable) return undefined;
    if (variable.assoc) return variable.assoc.get(index);
    const n = this.index(index, variable);
    if (variable.array) return variable.array.get(n);
    return n === 0 ? variable.value : undefined;
  }

  /** An indexed array's index; negative ones count from the end. */
  index(text: string, variable?: Variable): number {
    const n = Number(this.number(text));
    if (n >= 0) return n;
    const size = variable?.array ? lastIndex(variable.array) + 1 : variable?.value === undefined ? 0 : 1;
    return n + size;
  }

  /** The scope that a name is in; the global one when it is in none. */
  private holder(name: string): Scope {
    for (let i = this.scopes.length - 1; i > 0; i--) if (this.scopes[i]!.variables.has(name)) return this.scopes[i]!;
    return this.scopes[0]!;
  }

  /** Replaces a variable where it is, or in the given scope. */
  put(name: string, variable: Variable, scope = this.holder(name)): void {
    this.write(scope, name, variable);
  }

  /** `name=value`, `name+=value`, `name[index]=value`. Throws ShellError for a readonly variable. */
  assign(nameAsked: string, valueText: string, options: { index?: string; append?: boolean; scope?: Scope } = {}): void {
    let name = nameAsked;
    let { index } = options;
    if (!options.scope || options.scope.variables.get(name)?.nameref) {
      const raw = options.scope ? options.scope.variables.get(name) : this.raw(name);
      if (raw?.nameref && raw.value === undefined && index === undefined) {
        this.put(name, { ...raw, value: valueText });
        return;
      }
      const target = raw?.nameref ? this.resolve(name) : name;
      const element = /^(\w+)\[(.*)\]$/.exec(target);
      name = element ? element[1]! : target;
      if (element) index = element[2]!;
    }
    const scope = options.scope ?? this.holder(name);
    const old = scope.variables.get(name);
    if (old?.readonly) throw new ShellError(`${name}: readonly variable`);
    if (valueText.length > MOST_VALUE) throw new ShellError('xrealloc: cannot allocate memory', 2, true);
    if (this.assigned(name, valueText)) return;
    if (old?.assoc) {
      const key = index ?? '0';
      if (index === '') throw new ShellError(`${name}[]: bad array subscript`);
      const value = this.convert(old, valueText, options.append ? (old.assoc.get(key) ?? '') : undefined);
      this.write(scope, name, { ...old, assoc: new Map(old.assoc).set(key, value) });
      return;
    }
    if (old?.array || index !== undefined) {
      const before = old?.array ?? new Map<number, string>(old?.value === undefined ? [] : [[0, old.value]]);
      const n = index === undefined ? 0 : this.index(index, { ...old, array: before });
      if (n < 0) throw new ShellError(`${name}[${index}]: bad array subscript`);
      const value = this.convert(old, valueText, options.append ? (before.get(n) ?? '') : undefined);
      const { value: _, blank: __, ...rest } = old ?? {};
      this.write(scope, name, { ...rest, array: withElement(before, n, value) });
      return;
    }
    const value = this.convert(old, valueText, options.append ? (old?.value ?? '') : undefined);
    this.write(scope, name, { ...old, value });
  }

  /** The value of an expression. Throws LineAbandoned. */
  number(text: string): bigint {
    try {
      return evaluate(text, this.arithmetic());
    } catch (error) {
      if (error instanceof ArithmeticError) throw new LineAbandoned(error.message.replace(/^\0/, ''));
      throw error;
    }
  }

  private convert(variable: Variable | undefined, text: string, before: string | undefined): string {
    if (variable?.integer) {
      const n = this.number(text);
      return (before === undefined ? n : BigInt.asIntN(64, n + this.number(before))).toString();
    }
    const whole = before === undefined ? text : before + text;
    if (variable?.capital) return whole.slice(0, 1).toUpperCase() + whole.slice(1).toLowerCase();
    return variable?.lower ? whole.toLowerCase() : variable?.upper ? whole.toUpperCase() : whole;
  }

  /** Removes a variable or one element. False when it is readonly. */
  unset(nameAsked: string, index?: string): boolean {
    const name = this.resolve(nameAsked);
    const scope = this.holder(name);
    const old = scope.variables.get(name);
    if (!old) return true;
    if (old.readonly) return false;
    if (index === undefined) {
      // A local variable that is unset stays local, without a value.
      if (scope.kind === 'function' && scope === this.scopes[this.scopes.length - 1]) this.write(scope, name, {});
      else this.write(scope, name, undefined);
    } else if (old.assoc) {
      const assoc = new Map(old.assoc);
      assoc.delete(index);
      this.write(scope, name, { ...old, assoc });
    } else if (old.array) {
      const array = new Map(old.array);
      array.delete(this.index(index, old));
      this.write(scope, name, { ...old, array });
    } else if (this.index(index, old) === 0) this.write(scope, name, undefined);
    return true;
  }

  /** Names that begin with a prefix, sorted; only set ones. */
  names(prefix = ''): string[] {
    const out = new Set<string>();
    for (const scope of this.scopes) for (const name of scope.variables.keys()) if (name.startsWith(prefix)) out.add(name);
    if (prefix === '') for (const name of LISTED) out.add(name);
    return [...out].filter((name) => isSet(LISTED.includes(name) ? this.get(name) : this.raw(name)) || this.raw(name)?.blank).sort();
  }

  /** What a child process gets. */
  environment(): Record<string, string> {
    const out: Record<string, string> = {};
    for (const scope of this.scopes) {
      for (const [name, variable] of scope.variables) {
        const value = variable.value;
        if (variable.exported && value !== undefined) out[name] = value;
        else if (name in out) delete out[name];
      }
    }
    return out;
  }

  arithmetic(): ArithmeticVariables {
    return {
      get: (name, index) => {
        const value = index === undefined ? this.value(name) : this.element(name, index);
        if (value === undefined && this.strict())
          throw new ShellError(`${index === undefined ? name : `${name}[${index}]`}: unbound variable`, 127, true);
        return value ?? '';
      },
      set: (name, index, value) => this.assign(name, value.toString(), index === undefined ? {} : { index }),
    };
  }
}

export const isSet = (variable: Variable | undefined): boolean =>
  variable !== undefined && (variable.value !== undefined || variable.array !== undefined || variable.assoc !== undefined);

/** `$name` of a variable. */
export function scalar(variable: Variable | undefined): string | undefined {
  if (variable?.array) return variable.array.get(0);
  if (variable?.assoc) return variable.assoc.get('0');
  return variable?.value;
}

export function lastIndex(array: ReadonlyMap<number, string>): number {
  let last = -1;
  for (const n of array.keys()) if (n > last) last = n;
  return last;
}

/** The array with one element more or changed, still in order of index. */
export function withElement(array: ReadonlyMap<number, string>, n: number, value: string): Map<number, string> {
  const out = new Map(array);
  const inOrder = out.has(n) || n > lastIndex(array);
  out.set(n, value);
  return inOrder ? out : new Map([...out].sort((a, b) => a[0] - b[0]));
}

export function arrayOf(values: readonly string[]): Map<number, string> {
  return new Map(values.map((value, n) => [n, value]));
}
