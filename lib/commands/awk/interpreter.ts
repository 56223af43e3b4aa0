import { Fatal } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { compilePosix, PatternError } from '@/lib/hosts/regex/posix';
import type { AwkProgram, Expr, Rule, Stmt, Target } from './ast';
import { callBuiltin } from './builtins';
import { Records } from './records';
import { Streams } from './streams';
import { compareValues, fromInput, isTrue, numberText, sprintf, toNumber, toText, type Value } from './values';

export type AwkArray = Map<string, Value>;

/** A variable: a scalar, an array, or nothing yet. A parameter that is nothing yet is linked to its argument. */
export interface Cell {
  value?: Value;
  array?: AwkArray;
  link?: Cell;
}

type Flow = undefined | 'next' | 'nextfile' | 'break' | 'continue' | { readonly exit: number | undefined } | { readonly result: Value };

const STEPS_A_MILLISECOND = 2_000;
const MOST_DEPTH = 1_000;

/** Runs an awk program. */
export class Awk {
  readonly globals = new Map<string, Cell>();
  readonly streams: Streams;
  readonly records: Records;
  private frame: Map<string, Cell> | undefined;
  private depth = 0;
  private steps = 0;
  private readonly regexes = new Map<string, RegExp>();
  private readonly active = new Set<Rule>();
  private exitCode = 0;
  seed = 0;
  randomState = 0;

  constructor(
    readonly io: Io,
    private readonly program: AwkProgram,
  ) {
    this.streams = new Streams(io);
    this.records = new Records(this);
    const defaults: Record<string, Value> = {
      FS: ' ',
      OFS: ' ',
      ORS: '\n',
      RS: '\n',
      NR: 0,
      FNR: 0,
      SUBSEP: '\x1c',
      CONVFMT: '%.6g',
      OFMT: '%.6g',
      RSTART: 0,
      RLENGTH: -1,
      FILENAME: undefined,
      NF: 0,
    };
    for (const [name, value] of Object.entries(defaults)) this.globals.set(name, { value });
  }

  *run(): Task<number> {
    let exited: number | undefined | false = false;
    const rules = this.program.rules;
    for (const rule of rules) {
      if (rule.kind !== 'BEGIN' || exited !== false) continue;
      const flow = yield* this.exec(rule.body!);
      if (typeof flow === 'object' && 'exit' in flow) exited = flow.exit ?? this.exitCode;
    }
    const needsInput = rules.some((r) => r.kind !== 'BEGIN');
    if (exited === false && needsInput) {
      while (yield* this.records.next()) {
        const flow = yield* this.main(rules);
        if (flow === 'nextfile') this.records.skipFile();
        if (typeof flow === 'object' && 'exit' in flow) {
          exited = flow.exit ?? this.exitCode;
          break;
        }
      }
    }
    if (exited !== false) this.exitCode = exited ?? 0;
    let ended = false;
    for (const rule of rules) {
      if (rule.kind !== 'END' || ended) continue;
      const flow = yield* this.exec(rule.body!);
      if (typeof flow === 'object' && 'exit' in flow) {
        if (flow.exit !== undefined) this.exitCode = flow.exit;
        ended = true;
      }
    }
    yield* this.streams.closeAll();
    return (this.exitCode || this.records.failure) & 255;
  }

  private *main(rules: readonly Rule[]): Task<Flow> {
    for (const rule of rules) {
      if (rule.kind !== 'main') continue;
      if (rule.to) {
        if (!this.active.has(rule)) {
          if (!isTrue(yield* this.value(rule.from!))) continue;
          this.active.add(rule);
        }
        if (isTrue(yield* this.value(rule.to))) this.active.delete(rule);
      } else if (rule.from && !isTrue(yield* this.value(rule.from))) continue;
      const flow: Flow = rule.body ? yield* this.exec(rule.body) : yield* this.printLine([]);
      if (flow === 'next') return undefined;
      if (flow !== undefined) return flow;
    }
    return undefined;
  }

  private *printLine(parts: readonly string[]): Task<undefined> {
    const text = parts.length ? parts.join(this.text('OFS')) : this.records.line();
    yield* this.io.print(text + this.text('ORS'));
    return undefined;
  }

  cell(name: string): Cell {
    const local = this.frame?.get(name);
    if (local) return local;
    let cell = this.globals.get(name);
    if (!cell) this.globals.set(name, (cell = {}));
    return cell;
  }

  array(name: string): AwkArray {
    return arrayOf(this.cell(name));
  }

  text(name: string): string {
    return toText(this.globals.get(name)!.value, '%.6g');
  }

  /** CONVFMT. */
  get format(): string {
    return this.text('CONVFMT');
  }

  regex(source: string): RegExp {
    let regex = this.regexes.get(source);
    if (!regex) {
      try {
        regex = compilePosix(source, { extended: true, awk: true, flags: 'g' });
      } catch (error) {
        if (error instanceof PatternError)
          throw new Fatal(`regular expression compile failed (${error.message.toLowerCase()})\n${source}`, 2);
        throw error;
      }
      if (this.regexes.size > 500) this.regexes.clear();
      this.regexes.set(source, regex);
    }
    regex.lastIndex = 0;
    return regex;
  }

  /** An operand of `~`, split, sub …: a regular expression literal as it is, anything else as a dynamic one. */
  *pattern(expr: Expr): Task<RegExp> {
    return this.regex(expr.t === 'regex' ? expr.source : toText(yield* this.value(expr), this.format));
  }

  private *tick(): Task<void> {
    if (++this.steps % STEPS_A_MILLISECOND === 0) yield { channels: [], until: this.io.sys.now() + 1 };
  }

  private *exec(stmt: Stmt): Task<Flow> {
    switch (stmt.t) {
      case 'block':
        for (const inner of stmt.body) {
          const flow = yield* this.exec(inner);
          if (flow !== undefined) return flow;
        }
        return undefined;
      case 'expr':
        yield* this.tick();
        yield* this.value(stmt.value);
        return undefined;
      case 'print': {
        const parts: string[] = [];
        const format = this.text('OFMT');
        for (const arg of stmt.args) {
          const value = yield* this.value(arg);
          parts.push(typeof value === 'number' ? numberText(value, format) : toText(value, format));
        }
        if (!stmt.redirect) return yield* this.printLine(parts);
        const text = (parts.length ? parts.join(this.text('OFS')) : this.records.line()) + this.text('ORS');
        yield* this.streams.write(stmt.redirect.kind, toText(yield* this.value(stmt.redirect.to), format), text);
        return undefined;
      }
      case 'printf': {
        const values: Value[] = [];
        for (const arg of stmt.args) values.push(yield* this.value(arg));
        const text = this.sprintf(toText(values[0], this.format), values.slice(1), 'printf');
        if (!stmt.redirect) yield* this.io.print(text);
        else yield* this.streams.write(stmt.redirect.kind, toText(yield* this.value(stmt.redirect.to), this.format), text);
        return undefined;
      }
      case 'if':
        if (isTrue(yield* this.value(stmt.test))) return yield* this.exec(stmt.yes);
        return stmt.no ? yield* this.exec(stmt.no) : undefined;
      case 'while':
        while (isTrue(yield* this.value(stmt.test))) {
          yield* this.tick();
          const flow = yield* this.exec(stmt.body);
          if (flow === 'break') break;
          if (flow !== undefined && flow !== 'continue') return flow;
        }
        return undefined;
      case 'do':
        do {
          yield* this.tick();
          const flow = yield* this.exec(stmt.body);
          if (flow === 'break') break;
          if (flow !== undefined && flow !== 'continue') return flow;
        } while (isTrue(yield* this.value(stmt.test)));
        return undefined;
      case 'for': {
        if (stmt.init) yield* this.exec(stmt.init);
        while (!stmt.test || isTrue(yield* this.value(stmt.test))) {
          yield* this.tick();
          const flow = yield* this.exec(stmt.body);
          if (flow === 'break') break;
          if (flow !== undefined && flow !== 'continue') return flow;
          if (stmt.step) yield* this.exec(stmt.step);
        }
        return undefined;
      }
      case 'forin': {
        const array = this.array(stmt.array);
        for (const key of [...array.keys()]) {
          this.cell(stmt.name).value = fromInput(key);
          yield* this.tick();
          const flow = yield* this.exec(stmt.body);
          if (flow === 'break') break;
          if (flow !== undefined && flow !== 'continue') return flow;
        }
        return undefined;
      }
      case 'delete':
        if (stmt.keys) this.array(stmt.name).delete(yield* this.key(stmt.keys));
        else this.array(stmt.name).clear();
        return undefined;
      case 'next':
      case 'nextfile':
      case 'break':
      case 'continue':
        return stmt.t;
      case 'exit':
        return { exit: stmt.value ? Math.trunc(toNumber(yield* this.value(stmt.value))) : undefined };
      case 'return':
        return { result: stmt.value ? yield* this.value(stmt.value) : undefined };
    }
  }

  /** An error while running, with the place in the input, as mawk tells it. */
  runtimeError(text: string): Fatal {
    return new Fatal(`run time error: ${text}\n\tFILENAME="${this.text('FILENAME')}" FNR=${this.text('FNR')} NR=${this.text('NR')}`, 2);
  }

  sprintf(format: string, args: readonly Value[], caller = 'sprintf'): string {
    try {
      return sprintf(format, args, this.format);
    } catch (error) {
      if (error instanceof RangeError) throw this.runtimeError(`not enough arguments passed to ${caller}("${format}")`);
      throw error;
    }
  }

  private *key(keys: readonly Expr[]): Task<string> {
    if (keys.length === 1) return toText(yield* this.value(keys[0]!), this.format);
    const parts: string[] = [];
    for (const key of keys) parts.push(toText(yield* this.value(key), this.format));
    return parts.join(this.text('SUBSEP'));
  }

  *value(expr: Expr): Task<Value> {
    switch (expr.t) {
      case 'num':
      case 'str':
        return expr.value;
      case 'group':
        return yield* this.value(expr.value);
      case 'regex': {
        return this.regex(expr.source).test(this.records.line()) ? 1 : 0;
      }
      case 'var':
        if (expr.name === 'NF' && !this.frame?.has('NF')) return this.records.count();
        return this.cell(expr.name).value;
      case 'field':
        return this.records.get(toNumber(yield* this.value(expr.index)));
      case 'index': {
        const array = this.array(expr.name);
        const key = yield* this.key(expr.keys);
        if (!array.has(key)) this.grow(array, key);
        return array.get(key);
      }
      case 'assign':
        return yield* this.assignment(expr);
      case 'cond':
        return yield* this.value(isTrue(yield* this.value(expr.test)) ? expr.yes : expr.no);
      case 'and':
        return isTrue(yield* this.value(expr.left)) && isTrue(yield* this.value(expr.right)) ? 1 : 0;
      case 'or':
        return isTrue(yield* this.value(expr.left)) || isTrue(yield* this.value(expr.right)) ? 1 : 0;
      case 'concat': {
        const left = toText(yield* this.value(expr.left), this.format);
        return left + toText(yield* this.value(expr.right), this.format);
      }
      case 'binary': {
        const left = yield* this.value(expr.left);
        return this.binary(expr.op, left, yield* this.value(expr.right));
      }
      case 'match': {
        const text = toText(yield* this.value(expr.left), this.format);
        return (yield* this.pattern(expr.right)).test(text) !== expr.negate ? 1 : 0;
      }
      case 'in': {
        const key = yield* this.key(expr.keys);
        return this.array(expr.name).has(key) ? 1 : 0;
      }
      case 'unary': {
        const value = yield* this.value(expr.value);
        return expr.op === '!' ? (isTrue(value) ? 0 : 1) : expr.op === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'step': {
        const old = toNumber(yield* this.read(expr.target));
        yield* this.assign(expr.target, old + expr.by);
        return expr.prefix ? old + expr.by : old;
      }
      case 'call':
        return yield* this.call(expr);
      case 'builtin':
        return yield* callBuiltin(this, expr.name, expr.args);
      case 'getline':
        return yield* this.getline(expr);
    }
  }

  private *read(target: Target): Task<Value> {
    return yield* this.value(target);
  }

  private grow(array: AwkArray, key: string): void {
    if (array.size >= 2_000_000) throw new Fatal('run time error: out of memory', 2);
    array.set(key, undefined);
  }

  private binary(op: string, left: Value, right: Value): Value {
    if (COMPARE[op]) return COMPARE[op](compareValues(left, right, this.format)) ? 1 : 0;
    return this.arithmetic(op, toNumber(left), toNumber(right));
  }

  private arithmetic(op: string, a: number, b: number): number {
    switch (op) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '/':
        return a / b;
      case '%':
        return a % b;
      default:
        return a ** b;
    }
  }

  private *assignment(expr: Extract<Expr, { t: 'assign' }>): Task<Value> {
    if (expr.op === '=') {
      const value = yield* this.value(expr.value);
      yield* this.assign(expr.target, value);
      return value;
    }
    const right = toNumber(yield* this.value(expr.value));
    const value = this.arithmetic(expr.op.slice(0, -1), toNumber(yield* this.read(expr.target)), right);
    yield* this.assign(expr.target, value);
    return value;
  }

  *assign(target: Target, value: Value): Task<void> {
    if (target.t === 'field') return this.records.set(toNumber(yield* this.value(target.index)), value);
    if (target.t === 'index') {
      const array = this.array(target.name);
      const key = yield* this.key(target.keys);
      if (!array.has(key)) this.grow(array, key);
      array.set(key, value);
      return;
    }
    this.setVariable(target.name, value);
  }

  setVariable(name: string, value: Value): void {
    const cell = this.cell(name);
    if (cell.array) throw new Fatal(`run time error: type error in arg(1) in call to ${name}`, 2);
    // What has been read is split as FS was when it was read.
    if (name === 'FS') this.records.count();
    cell.value = value;
    if (name === 'NF' && !this.frame?.has('NF')) this.records.setCount(Math.trunc(toNumber(value)));
  }

  private *call(expr: Extract<Expr, { t: 'call' }>): Task<Value> {
    const fn = this.program.functions.get(expr.name)!;
    if (expr.args.length > fn.params.length) throw new Fatal(`line ${expr.line}: too many arguments in call to ${expr.name}`, 2);
    if (++this.depth > MOST_DEPTH) throw new Fatal('run time error: function call nesting too deep', 2);
    const frame = new Map<string, Cell>();
    for (const [i, param] of fn.params.entries()) {
      const arg = expr.args[i];
      if (arg?.t === 'var' && arg.name !== 'NF') {
        const cell = this.cell(arg.name);
        if (cell.array) frame.set(param, { array: cell.array });
        else frame.set(param, cell.value === undefined ? { link: cell } : { value: cell.value });
      } else frame.set(param, { value: arg ? yield* this.value(arg) : undefined });
    }
    const saved = this.frame;
    this.frame = frame;
    const flow = yield* this.exec(fn.body);
    this.frame = saved;
    this.depth--;
    if (typeof flow === 'object' && 'result' in flow) return flow.result;
    if (typeof flow === 'object' && 'exit' in flow) throw new AwkExit(flow.exit);
    return undefined;
  }

  private *getline(expr: Extract<Expr, { t: 'getline' }>): Task<Value> {
    let line: string | null;
    if (expr.from === 'main') {
      line = yield* this.records.readMain();
      if (line === null) return 0;
    } else {
      const name = toText(yield* this.value(expr.source!), this.format);
      const input = yield* this.streams.source(expr.from, name);
      if (!input) return -1;
      line = yield* this.records.read(input);
      if (line === null) return 0;
      if (expr.from === 'command') this.records.countRecord(false);
    }
    if (expr.target) yield* this.assign(expr.target, fromInput(line));
    else this.records.setLine(line);
    return 1;
  }
}

/** exit within a function. */
export class AwkExit extends Error {
  constructor(readonly code: number | undefined) {
    super('exit');
  }
}

const COMPARE: Record<string, (order: number) => boolean> = {
  '<': (n) => n < 0,
  '<=': (n) => n <= 0,
  '==': (n) => n === 0,
  '!=': (n) => n !== 0,
  '>': (n) => n > 0,
  '>=': (n) => n >= 0,
};

function arrayOf(cell: Cell): AwkArray {
  if (cell.array) return cell.array;
  if (cell.value !== undefined) throw new Fatal('run time error: scalar used as an array', 2);
  cell.array = cell.link ? arrayOf(cell.link) : new Map();
  return cell.array;
}
