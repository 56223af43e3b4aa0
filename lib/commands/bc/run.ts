import type { Task } from '../command/stdio';
import {
  add,
  compare,
  divide,
  type Decimal,
  lengthOf,
  multiply,
  negate,
  ONE,
  parse,
  power,
  remainder,
  rescale,
  show,
  squareRoot,
  whole,
  ZERO,
} from './decimal';
import { LIBRARY } from './functions';
import type { Expr, Stmt } from './parse';

/** A mistake while running: the rest of the line is not done. */
export class BcRuntimeError extends Error {}

export class BcExit extends Error {}

class Return extends Error {
  constructor(readonly value: Decimal) {
    super();
  }
}
class Leave extends Error {
  constructor(readonly how: 'break' | 'continue') {
    super();
  }
}

type Definition = Extract<Stmt, { t: 'define' }>;
type Frame = Map<string, Decimal | Map<bigint, Decimal>>;

const MOST_STEPS = 2_000_000;
const MOST_DEPTH = 1000;
const MOST_DIGITS = 100_000;

/** An evaluation of bc: variables, functions, and where output goes. */
export class Calculator {
  private readonly globals: Frame = new Map();
  private readonly frames: Frame[] = [];
  private readonly functions = new Map<string, Definition>();
  private special = { scale: 0, ibase: 10, obase: 10, last: ZERO as Decimal };
  private steps = 0;

  constructor(
    private readonly library: boolean,
    private readonly print: (text: string) => Task<void>,
  ) {
    if (library) this.special.scale = 20;
  }

  *run(stmt: Stmt): Task<void> {
    if (++this.steps > MOST_STEPS) throw new BcExit('too long');
    switch (stmt.t) {
      case 'expr': {
        const value = yield* this.value(stmt.expr);
        if (stmt.expr.t === 'assign') return;
        this.special.last = value;
        yield* this.print(`${this.lines(value)}\n`);
        return;
      }
      case 'string':
        yield* this.print(stmt.text);
        return;
      case 'print':
        for (const item of stmt.items) {
          if (typeof item === 'string') yield* this.print(unescape(item));
          else {
            const value = yield* this.value(item);
            this.special.last = value;
            yield* this.print(this.lines(value));
          }
        }
        return;
      case 'block':
        for (const one of stmt.body) yield* this.run(one);
        return;
      case 'if':
        if (isTrue(yield* this.value(stmt.test))) yield* this.run(stmt.then);
        else if (stmt.otherwise) yield* this.run(stmt.otherwise);
        return;
      case 'while':
      case 'for':
        if (stmt.t === 'for' && stmt.start) yield* this.value(stmt.start);
        for (;;) {
          if (++this.steps > MOST_STEPS) throw new BcExit('too long');
          if (stmt.test && !isTrue(yield* this.value(stmt.test))) return;
          try {
            yield* this.run(stmt.body);
          } catch (error) {
            if (!(error instanceof Leave)) throw error;
            if (error.how === 'break') return;
          }
          if (stmt.t === 'for' && stmt.step) yield* this.value(stmt.step);
        }
      case 'define':
        this.functions.set(stmt.name, stmt);
        return;
      case 'return':
        throw new Return(stmt.value ? yield* this.value(stmt.value) : ZERO);
      case 'break':
      case 'continue':
        throw new Leave(stmt.t);
      case 'halt':
      case 'quit':
        throw new BcExit('');
      case 'limits':
        yield* this.print(
          'BC_BASE_MAX     = 2147483647\nBC_DIM_MAX      = 16777215\nBC_SCALE_MAX    = 2147483647\nBC_STRING_MAX   = 2147483647\nMAX Exponent    = 9223372036854775807\nNumber of vars  = 32767\n',
        );
        return;
      case 'empty':
        return;
    }
  }

  /** A number as it is printed: in obase, lines of 69 digits. */
  private lines(value: Decimal): string {
    const text = show(value, this.special.obase);
    return text.length <= 69
      ? text
      : text
          .match(/.{1,68}/gs)!
          .map((part, i, all) => (i < all.length - 1 ? `${part}\\\n` : part))
          .join('');
  }

  private *value(expr: Expr): Task<Decimal> {
    switch (expr.t) {
      case 'number':
        return parse(expr.text, this.special.ibase);
      case 'parens':
        return yield* this.value(expr.of);
      case 'array':
        throw new BcRuntimeError('Parameter type mismatch');
      case 'name':
      case 'element':
        return yield* this.read(expr);
      case 'unary': {
        const of = yield* this.value(expr.of);
        return expr.op === '-' ? negate(of) : of.digits === 0n ? ONE : ZERO;
      }
      case 'assign': {
        const value = yield* this.value(expr.value);
        return yield* this.write(expr.to, expr.op ? this.compute(expr.op, yield* this.read(expr.to), value) : value);
      }
      case 'step': {
        const old = yield* this.read(expr.to);
        const now = yield* this.write(expr.to, add(old, whole(expr.by)));
        return expr.before ? now : old;
      }
      case 'binary': {
        const a = yield* this.value(expr.a);
        const b = yield* this.value(expr.b);
        return this.compute(expr.op, a, b);
      }
      case 'call':
        return yield* this.call(expr);
    }
  }

  private compute(op: string, a: Decimal, b: Decimal): Decimal {
    const { scale } = this.special;
    if (++this.steps > MOST_STEPS) throw new BcExit('too long');
    const truth = (yes: boolean) => (yes ? ONE : ZERO);
    switch (op) {
      case '+':
        return add(a, b);
      case '-':
        return add(a, negate(b));
      case '*':
        return multiply(a, b, scale);
      case '/':
        if (b.digits === 0n) throw new BcRuntimeError('Divide by zero');
        return divide(a, b, scale);
      case '%':
        if (b.digits === 0n) throw new BcRuntimeError('Modulo by zero');
        return remainder(a, b, scale);
      case '^': {
        const exponent = rescale(b, 0).digits;
        if (a.digits.toString().length * Math.abs(Number(exponent)) > MOST_DIGITS) throw new BcRuntimeError('exponent too large in raise');
        if (a.digits === 0n && exponent < 0n) throw new BcRuntimeError('Divide by zero');
        return power(a, exponent, scale);
      }
      case '==':
        return truth(compare(a, b) === 0);
      case '!=':
        return truth(compare(a, b) !== 0);
      case '<':
        return truth(compare(a, b) < 0);
      case '>':
        return truth(compare(a, b) > 0);
      case '<=':
        return truth(compare(a, b) <= 0);
      case '>=':
        return truth(compare(a, b) >= 0);
      case '&&':
        return truth(isTrue(a) && isTrue(b));
      default:
        return truth(isTrue(a) || isTrue(b));
    }
  }

  private *read(expr: Expr): Task<Decimal> {
    if (expr.t === 'element') {
      const index = rescale(yield* this.value(expr.index), 0).digits;
      return this.array(expr.name).get(index) ?? ZERO;
    }
    const { name } = expr as { name: string };
    if (name === 'last') return this.special.last;
    if (name === 'scale' || name === 'ibase' || name === 'obase') return whole(this.special[name]);
    const frame = this.frames.findLast((one) => one.has(name));
    return ((frame ?? this.globals).get(name) as Decimal | undefined) ?? ZERO;
  }

  private *write(expr: Expr, value: Decimal): Task<Decimal> {
    if (expr.t === 'element') {
      const index = rescale(yield* this.value(expr.index), 0).digits;
      const array = this.array(expr.name);
      if (array.size > 100_000) throw new BcRuntimeError('array is too large');
      array.set(index, value);
      return value;
    }
    const { name } = expr as { name: string };
    if (name === 'last') this.special.last = value;
    else if (name === 'scale') this.special.scale = Math.max(0, Math.min(10_000, Number(rescale(value, 0).digits)));
    else if (name === 'ibase') this.special.ibase = Math.max(2, Math.min(16, Number(rescale(value, 0).digits)));
    else if (name === 'obase') this.special.obase = Math.max(2, Number(rescale(value, 0).digits));
    else (this.frames.findLast((one) => one.has(name)) ?? this.globals).set(name, value);
    return value;
  }

  private array(name: string): Map<bigint, Decimal> {
    const key = `${name}[]`;
    const frame = this.frames.findLast((one) => one.has(key)) ?? this.globals;
    let array = frame.get(key) as Map<bigint, Decimal> | undefined;
    if (!array) frame.set(key, (array = new Map()));
    return array;
  }

  private *call({ name, args }: Extract<Expr, { t: 'call' }>): Task<Decimal> {
    const { scale } = this.special;
    if (name === 'read') return ZERO;
    const own = this.functions.get(name);
    if (!own) {
      const builtin = name === 'length' || name === 'scale' || name === 'sqrt' || (this.library && name in LIBRARY);
      if (!builtin) throw new BcRuntimeError(`Function ${name} not defined.`);
      const x = yield* this.value(args[0]!);
      if (name === 'length') return whole(lengthOf(x));
      if (name === 'scale') return whole(x.scale);
      if (name !== 'sqrt') return LIBRARY[name]!(x, scale);
      if (x.digits < 0n) throw new BcRuntimeError('Square root of a negative number');
      return squareRoot(x, scale);
    }
    if (args.length !== own.params.length) throw new BcRuntimeError('Parameter number mismatch');
    if (this.frames.length > MOST_DEPTH) throw new BcRuntimeError('recursion too deep');
    const frame: Frame = new Map();
    for (const [i, param] of own.params.entries()) {
      const arg = args[i]!;
      frame.set(param, param.endsWith('[]') && arg.t === 'array' ? new Map(this.array(arg.name)) : yield* this.value(arg));
    }
    for (const auto of own.autos) frame.set(auto, auto.endsWith('[]') ? new Map() : ZERO);
    this.frames.push(frame);
    try {
      for (const stmt of own.body) yield* this.run(stmt);
    } catch (error) {
      if (error instanceof Return) return error.value;
      throw error;
    } finally {
      this.frames.pop();
    }
    return ZERO;
  }
}

const isTrue = ({ digits }: Decimal): boolean => digits !== 0n;

const unescape = (text: string): string =>
  text.replace(/\\(.)/g, (all, c: string) => ({ a: '\x07', b: '\b', f: '\f', n: '\n', q: '"', r: '\r', t: '\t', '\\': '\\' })[c] ?? all);
