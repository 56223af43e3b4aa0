import type { CallExpr, Comprehension, Expr } from '../ast';
import { dynType, type CelType } from '../types';
import { CelUint } from '../values';
import { declaredSize, libraryEstimate, standardEstimate, type CallEstimate, type Operand } from './call';
import { add, fixed, MAX, multiply, ONE, unite, UNKNOWN, ZERO, type Range } from './range';

interface EntrySize {
  readonly container: 'list' | 'map';
  readonly key: Range;
  readonly value: Range;
}

interface Local {
  readonly name: string;
  readonly declared: CelType | undefined;
  readonly size: Range | undefined;
  readonly entries: EntrySize | undefined;
}

const ACCU = '@result';
const LIST = fixed(10);
const MAP = fixed(30);
const STRUCT = fixed(40);

/** The least and the most that a checked expression can cost, given the declared types of its variables. Models checker.Cost. */
export function estimate(expr: Expr, variables: (name: string) => CelType | undefined): Range {
  return new Estimator(variables).cost(expr);
}

class Estimator {
  private readonly declared = new Map<Expr, CelType>();
  private readonly sizes = new Map<Expr, Range>();
  private readonly entries = new Map<Expr, EntrySize>();
  private readonly locals: Local[] = [];
  private readonly costs = new Map<Expr, Range>();

  constructor(private readonly variables: (name: string) => CelType | undefined) {}

  cost(expr: Expr): Range {
    const known = this.costs.get(expr);
    if (known) return known;
    const found = this.newCost(expr);
    this.costs.set(expr, found);
    return found;
  }

  private newCost(expr: Expr): Range {
    switch (expr.kind) {
      case 'literal':
        return ZERO;
      case 'ident':
        this.setDeclared(expr, this.local(expr.name) ? this.local(expr.name)!.declared : this.variables(expr.name));
        return expr.constant === undefined ? ONE : ZERO;
      case 'select':
        return this.select(expr);
      case 'call':
        return this.call(expr);
      case 'list':
        return this.list(expr);
      case 'map':
        return this.map(expr);
      case 'struct':
        return add(STRUCT, ...expr.fields.map(({ value }) => this.cost(value)));
      case 'comprehension':
        return this.isBind(expr) ? this.bind(expr) : this.comprehension(expr);
    }
  }

  private local(name: string): Local | undefined {
    return this.locals.findLast((one) => one.name === name);
  }

  private setDeclared(expr: Expr, type: CelType | undefined): void {
    if (type) this.declared.set(expr, type);
  }

  private declaredOf(expr: Expr): CelType | undefined {
    const local = expr.kind === 'ident' ? this.local(expr.name) : undefined;
    return local ? local.declared : this.declared.get(expr);
  }

  private select(expr: Extract<Expr, { kind: 'select' }>): Range {
    if (expr.constant !== undefined) return ZERO;
    if (expr.variable !== undefined) return ONE;
    const operand = this.cost(expr.operand);
    if (expr.testOnly) return operand;
    const of = this.declaredOf(expr.operand);
    if (of?.kind === 'object') this.setDeclared(expr, of.fields.get(expr.field)?.type);
    const kind = expr.operand.type?.kind;
    return kind === 'map' || kind === 'object' || kind === 'param' ? add(operand, ONE) : operand;
  }

  private operand(expr: Expr): Operand {
    const size = this.sizeOf(expr);
    return { expr, type: expr.type ?? dynType, declared: this.declaredOf(expr), size };
  }

  private call(expr: CallExpr): Range {
    const name = expr.qualified ?? expr.fn.replace(/^\./, '');
    if (name === 'dyn') {
      const [arg] = expr.args;
      const cost = this.cost(arg!);
      this.copySizes(expr, arg!);
      return add(ONE, cost);
    }
    const costs = expr.args.map((arg) => this.cost(arg));
    const args = expr.args.map((arg) => this.operand(arg));
    let before: Range = ZERO;
    let target: Operand | undefined;
    if (expr.target && expr.qualified === undefined) {
      before = this.cost(expr.target);
      target = this.operand(expr.target);
    }
    if (expr.fn === '_?._') return add(ONE, ...costs);
    let own: Range | undefined;
    let size: Range | undefined;
    for (const overload of expr.overloads ?? []) {
      const found = this.overload(expr, name, overload, target, args, costs);
      own = own ? unite(own, found.cost) : found.cost;
      if (found.size) size = size ? unite(size, found.size) : found.size;
      if (overload === 'index_list' || overload === 'index_map') size = this.index(expr, overload);
      size ??= this.sizeOf(expr);
    }
    if (size) this.sizes.set(expr, size);
    return add(before, own ?? ZERO);
  }

  /** Marks what `x[i]` leads to; how large it is. */
  private index(expr: CallExpr, overload: string): Range | undefined {
    const of = this.declaredOf(expr.args[0]!);
    if (overload === 'index_list' && of?.kind === 'list') this.setDeclared(expr, of.elem);
    if (overload === 'index_map' && of?.kind === 'map') this.setDeclared(expr, of.value);
    return this.entrySize(expr.args[0]!)?.value;
  }

  private overload(
    expr: CallExpr,
    name: string,
    overload: string,
    target: Operand | undefined,
    args: readonly Operand[],
    costs: readonly Range[],
  ): CallEstimate {
    const known = libraryEstimate(name, overload, target, args);
    if (known) return { ...known, cost: add(known.cost, ...costs) };
    const [first, second, third] = costs;
    if (overload === 'logical_or' || overload === 'logical_and') return { cost: { min: first!.min, max: add(first!, second!).max } };
    if (overload === 'conditional') {
      this.setEntries(expr, uniteEntries(this.entrySize(expr.args[1]!), this.entrySize(expr.args[2]!)));
      const size = unite(args[1]!.size ?? UNKNOWN, args[2]!.size ?? UNKNOWN);
      return { cost: add(first!, unite(second!, third!)), size };
    }
    if (overload === 'add_list') this.setEntries(expr, uniteEntries(this.entrySize(expr.args[0]!), this.entrySize(expr.args[1]!)));
    const found = standardEstimate(overload, target, args, ({ size }) => size ?? UNKNOWN);
    return { ...found, cost: add(found.cost, ...costs) };
  }

  private list(expr: Extract<Expr, { kind: 'list' }>): Range {
    const costs = expr.elements.map((element) => this.cost(element));
    this.entries.set(expr, { container: 'list', key: ONE, value: this.united(expr.elements) });
    return add(LIST, ...costs);
  }

  private map(expr: Extract<Expr, { kind: 'map' }>): Range {
    const costs = expr.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]);
    const key = this.united(expr.entries.map((entry) => entry.key));
    this.entries.set(expr, { container: 'map', key, value: this.united(expr.entries.map(({ value }) => value)) });
    return add(MAP, ...costs);
  }

  private united(exprs: readonly Expr[]): Range {
    if (exprs.length === 0) return ZERO;
    return exprs.map((one) => this.sizeOf(one) ?? UNKNOWN).reduce(unite, { min: MAX, max: 0 });
  }

  private isBind({ iterRange, condition, accuVar }: Comprehension): boolean {
    const never = condition.kind === 'literal' && condition.value === false;
    return iterRange.kind === 'list' && iterRange.elements.length === 0 && never && accuVar !== ACCU;
  }

  private bind(expr: Comprehension): Range {
    const before = add(this.cost(expr.iterRange), this.cost(expr.accuInit));
    this.pushValue(expr.accuVar, expr.accuInit);
    const result = this.cost(expr.result);
    this.locals.pop();
    this.copySizes(expr, expr.result);
    return add(before, result);
  }

  private pushValue(name: string, expr: Expr): void {
    this.locals.push({ name, declared: this.declaredOf(expr), size: this.sizeOf(expr), entries: this.entrySize(expr) });
  }

  private pushIteration(name: string, range: Expr, part: 'key' | 'value' | 'single'): void {
    const entries = this.entrySize(range);
    const declared = this.declaredOf(range);
    const container = entries?.container ?? range.type?.kind;
    const wanted = part === 'single' ? (container === 'list' ? 'value' : 'key') : part;
    let type: CelType | undefined;
    if (declared?.kind === 'list' && wanted === 'value') type = declared.elem;
    if (declared?.kind === 'map') type = wanted === 'key' ? declared.key : declared.value;
    this.locals.push({ name, declared: type, size: entries?.[wanted], entries: undefined });
  }

  private comprehension(expr: Comprehension): Range {
    const before = add(this.cost(expr.iterRange), this.cost(expr.accuInit));
    const depth = this.locals.length;
    this.locals.push({ name: expr.accuVar, declared: undefined, size: this.sizeOf(expr.accuInit), entries: this.entrySize(expr.accuInit) });
    if (expr.iterVar2 === undefined) this.pushIteration(expr.iterVar, expr.iterRange, 'single');
    else {
      this.pushIteration(expr.iterVar, expr.iterRange, 'key');
      this.pushIteration(expr.iterVar2, expr.iterRange, 'value');
    }
    const loop = add(this.cost(expr.condition), this.cost(expr.step));
    this.locals.length = depth + 1;
    const result = this.cost(expr.result);
    this.locals.length = depth;
    const count = this.sizeOf(expr.iterRange) ?? UNKNOWN;
    const { kind } = expr.accuInit;
    if (kind === 'literal') this.sizes.set(expr, this.sizeOf(expr.accuInit) ?? ONE);
    else if (kind === 'list' || kind === 'map') {
      this.sizes.set(expr, count);
      this.setEntries(expr, this.entrySize(expr.step));
    }
    return add(before, result, multiply(count, loop));
  }

  private setEntries(expr: Expr, size: EntrySize | undefined): void {
    if (size) this.entries.set(expr, size);
  }

  private copySizes(to: Expr, from: Expr): void {
    const size = this.sizeOf(from);
    if (size) this.sizes.set(to, size);
    this.setEntries(to, this.entrySize(from));
    this.setDeclared(to, undefined);
  }

  private entrySize(expr: Expr): EntrySize | undefined {
    return this.entries.get(expr) ?? (expr.kind === 'ident' ? this.local(expr.name)?.entries : undefined);
  }

  /** Models coster.computeSize. */
  private sizeOf(expr: Expr): Range | undefined {
    const known = this.sizes.get(expr) ?? literalSize(expr) ?? declaredSize(this.declaredOf(expr));
    if (known) return known;
    if (SCALARS.has(expr.type?.kind ?? '')) return ONE;
    return expr.kind === 'ident' ? this.local(expr.name)?.size : undefined;
  }
}

const SCALARS = new Set(['bool', 'double', 'duration', 'int', 'timestamp', 'uint']);

function literalSize(expr: Expr): Range | undefined {
  switch (expr.kind) {
    case 'literal': {
      const { value } = expr;
      if (typeof value === 'string') return fixed([...value].length);
      if (value instanceof Uint8Array) return fixed(value.length);
      return value === null || typeof value !== 'object' || value instanceof CelUint ? ONE : undefined;
    }
    case 'list':
      return fixed(expr.elements.length);
    case 'map':
      return fixed(expr.entries.length);
    case 'struct':
      return fixed(expr.fields.length);
    default:
      return undefined;
  }
}

function uniteEntries(a: EntrySize | undefined, b: EntrySize | undefined): EntrySize | undefined {
  return a && b && { container: a.container, key: unite(a.key, b.key), value: unite(a.value, b.value) };
}
