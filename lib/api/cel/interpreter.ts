import type { CallExpr, Comprehension, Expr, ListExpr, MapExpr, Select, StructExpr } from './ast';
import { callCost } from './call-cost';
import { isNumber, noSuchOverload } from './equality';
import { CelRuntimeError } from './errors';
import type { FunctionDecl } from './functions';
import { accepts } from './dispatch';
import { CelEntries, CelList, CelMap, CelOptional, CelUint, keyText, MutableEntries, typeNameOf, type CelValue } from './values';

/** Asked for the value of a variable; undefined: there is none. */
export type Activation = (name: string) => CelValue | undefined;

interface Binding {
  readonly name: string;
  /** An error is raised when the variable is read. */
  value: CelValue | CelRuntimeError;
}

const OPERATORS = new Set(['_+_', '_-_', '_*_', '_/_', '_%_', '_<_', '_<=_', '_>_', '_>=_', '!_', '-_']);

/** Evaluates one checked expression, counting its cost. Models cel-go's interpreter with its CostTracker. */
export class Interpreter {
  cost = 0;
  private readonly bindings: Binding[] = [];

  constructor(
    private readonly functions: ReadonlyMap<string, FunctionDecl>,
    private readonly activation: Activation,
    private readonly costLimit: number,
    private readonly makeStruct?: (typeName: string, fields: ReadonlyMap<string, CelValue>) => CelValue,
  ) {}

  private charge(cost: number): void {
    this.cost += cost;
    if (this.cost > this.costLimit) throw new CelRuntimeError('operation cancelled: actual cost limit exceeded', true);
  }

  /** Throws CelRuntimeError. */
  run(expr: Expr): CelValue {
    switch (expr.kind) {
      case 'literal':
        return expr.value;
      case 'ident':
        if (expr.constant !== undefined) return expr.constant;
        return this.variable(expr.name);
      case 'select':
        return this.select(expr);
      case 'call':
        return this.call(expr);
      case 'list':
        return this.list(expr);
      case 'map':
        return this.map(expr);
      case 'struct':
        return this.struct(expr);
      case 'comprehension':
        return this.comprehension(expr);
    }
  }

  private variable(name: string): CelValue {
    this.charge(1);
    const plain = name.startsWith('.') ? name.slice(1) : name;
    for (let index = this.bindings.length - 1; index >= 0 && plain === name; index--) {
      const binding = this.bindings[index]!;
      if (binding.name !== plain) continue;
      if (binding.value instanceof CelRuntimeError) throw binding.value;
      return binding.value;
    }
    const value = this.activation(plain);
    if (value === undefined) throw new CelRuntimeError(`no such attribute(s): ${plain}`);
    return value;
  }

  private select(expr: Select): CelValue {
    if (expr.constant !== undefined) return expr.constant;
    if (expr.variable !== undefined) return this.variable(expr.variable);
    const operand = this.run(expr.operand);
    if (expr.testOnly) return hasField(operand, expr.field);
    this.charge(1);
    return selectField(operand, expr.field);
  }

  private call(expr: CallExpr): CelValue {
    switch (expr.fn) {
      case '_&&_':
        return this.logical(expr, false);
      case '_||_':
        return this.logical(expr, true);
      case '_?_:_': {
        const condition = this.run(expr.args[0]!);
        if (typeof condition !== 'boolean') throw new CelRuntimeError('no such overload');
        return this.run(expr.args[condition ? 1 : 2]!);
      }
      case 'or':
      case 'orValue':
        if (expr.target && expr.args.length === 1) return this.orElse(expr);
        break;
      case '@not_strictly_false':
        return this.notStrictlyFalse(expr.args[0]!);
      case '_?._':
      case '_[?_]': {
        const operand = this.run(expr.args[0]!);
        const key = this.run(expr.args[1]!);
        this.charge(1);
        return optionalElement(operand, key);
      }
      case '_[_]': {
        const operand = this.run(expr.args[0]!);
        const key = this.run(expr.args[1]!);
        this.charge(1);
        return element(operand, key);
      }
    }
    return this.invoke(expr);
  }

  private invoke(expr: CallExpr): CelValue {
    const args: CelValue[] = [];
    const target = expr.target !== undefined && expr.qualified === undefined;
    if (target) args.push(this.run(expr.target!));
    for (const arg of expr.args) args.push(this.run(arg));
    const name = expr.qualified ?? expr.fn.replace(/^\./, '');
    const declared = this.functions.get(name);
    const overload = declared?.overloads.find(
      (one) =>
        one.run !== undefined &&
        one.member === target &&
        one.params.length === args.length &&
        one.params.every((param, index) => accepts(param, args[index]!)),
    );
    if (!overload?.run) {
      this.charge(1);
      throw OPERATORS.has(name) ? new CelRuntimeError('no such overload') : noSuchOverload(name, args);
    }
    const result = overload.run(args);
    this.charge(callCost(name, overload.id, args, result));
    return result;
  }

  /** `x.or(y)`, `x.orValue(y)`: y counts only when x holds nothing. */
  private orElse(expr: CallExpr): CelValue {
    const value = this.run(expr.target!);
    if (!(value instanceof CelOptional)) throw noSuchOverload(expr.fn, [value]);
    if (value.value === undefined) return this.run(expr.args[0]!);
    return expr.fn === 'or' ? value : value.value;
  }

  /** `||` (decided by true) and `&&` (by false): either side may decide, whatever becomes of the other. */
  private logical(expr: CallExpr, decisive: boolean): CelValue {
    const left = this.attempt(expr.args[0]!);
    if (left === decisive) return decisive;
    const right = this.attempt(expr.args[1]!);
    if (right === decisive) return decisive;
    if (left instanceof CelRuntimeError) throw left;
    if (right instanceof CelRuntimeError) throw right;
    if (typeof left !== 'boolean' || typeof right !== 'boolean') throw new CelRuntimeError('no such overload');
    return !decisive;
  }

  private attempt(expr: Expr): CelValue | CelRuntimeError {
    const depth = this.bindings.length;
    try {
      return this.run(expr);
    } catch (error) {
      if (!(error instanceof CelRuntimeError) || error.fatal) throw error;
      this.bindings.length = depth;
      return error;
    }
  }

  private notStrictlyFalse(expr: Expr): boolean {
    return this.attempt(expr) !== false;
  }

  private list(expr: ListExpr): CelValue {
    const items: CelValue[] = [];
    expr.elements.forEach((element, index) => {
      const value = this.run(element);
      if (!expr.optional.has(index)) items.push(value);
      else if (!(value instanceof CelOptional)) throw notOptional(value);
      else if (value.value !== undefined) items.push(value.value);
    });
    this.charge(10);
    return CelList.of(items);
  }

  private map(expr: MapExpr): CelValue {
    const entries = new Map<string, [CelValue, CelValue]>();
    for (const { key, value, optional } of expr.entries) {
      const name = this.run(key);
      if (!isKey(name)) throw new CelRuntimeError(`unsupported key type: ${typeNameOf(name)}`);
      const given = this.run(value);
      if (!optional) add(entries, name, given);
      else if (!(given instanceof CelOptional)) throw notOptional(given);
      else if (given.value !== undefined) add(entries, name, given.value);
    }
    this.charge(30);
    return expr.entries.length === 0 ? new MutableEntries() : new CelEntries(entries.values());
  }

  private struct(expr: StructExpr): CelValue {
    const fields = new Map<string, CelValue>();
    for (const { field, value, optional } of expr.fields) {
      const given = this.run(value);
      if (!optional) fields.set(field, given);
      else if (!(given instanceof CelOptional)) throw notOptional(given);
      else if (given.value !== undefined) fields.set(field, given.value);
    }
    this.charge(40);
    if (!this.makeStruct) throw new CelRuntimeError(`unknown type '${expr.typeName}'`);
    return this.makeStruct(expr.typeName.replace(/^\./, ''), fields);
  }

  private comprehension(expr: Comprehension): CelValue {
    const range = this.run(expr.iterRange);
    const accu: Binding = { name: expr.accuVar, value: this.attempt(expr.accuInit) };
    this.bindings.push(accu);
    const iterate = (first: CelValue, second: CelValue | undefined): boolean => {
      const depth = this.bindings.length;
      this.bindings.push({ name: expr.iterVar, value: first });
      if (expr.iterVar2 !== undefined) this.bindings.push({ name: expr.iterVar2, value: second! });
      const go = this.attempt(expr.condition) === true;
      if (go) accu.value = this.attempt(expr.step);
      this.bindings.length = depth;
      return go;
    };
    const two = expr.iterVar2 !== undefined;
    if (range instanceof CelList) {
      for (let index = 0; index < range.size; index++) {
        const item = range.at(index);
        if (!(two ? iterate(BigInt(index), item) : iterate(item, undefined))) break;
      }
    } else if (range instanceof CelMap) {
      for (const key of range.keys()) if (!iterate(key, two ? range.get(key) : undefined)) break;
    } else {
      this.bindings.pop();
      throw new CelRuntimeError(`got '${typeNameOf(range)}', expected iterable type`);
    }
    const result = this.attempt(expr.result);
    this.bindings.pop();
    if (result instanceof CelRuntimeError) throw result;
    return result;
  }
}

const notOptional = (value: CelValue) =>
  new CelRuntimeError(`cannot initialize optional list element from non-optional value ${typeNameOf(value)}`);

function add(entries: Map<string, [CelValue, CelValue]>, key: CelValue, value: CelValue): void {
  const text = keyText(key);
  if (entries.has(text)) throw new CelRuntimeError(`duplicate key: ${shownKey(key)}`);
  entries.set(text, [key, value]);
}

const isKey = (value: CelValue) => typeof value === 'string' || typeof value === 'boolean' || isNumber(value);

function hasField(operand: CelValue, field: string): boolean {
  if (operand instanceof CelOptional) return operand.value !== undefined && hasField(operand.value, field);
  return operand instanceof CelMap && operand.hasField(field);
}

/** `x.field`. Throws `no such key: field`. */
function selectField(operand: CelValue, field: string): CelValue {
  if (operand instanceof CelOptional) return optionalElement(operand, field);
  const found = operand instanceof CelMap ? operand.get(field) : undefined;
  if (found === undefined) throw new CelRuntimeError(`no such key: ${field}`);
  return found;
}

/** `x[key]`. */
function element(operand: CelValue, key: CelValue): CelValue {
  if (operand instanceof CelOptional) return optionalElement(operand, key);
  if (operand instanceof CelList) {
    const index = indexOf(key);
    if (index === undefined) throw new CelRuntimeError(`unsupported index type '${typeNameOf(key)}' in list`);
    if (index < 0n || index >= BigInt(operand.size)) throw new CelRuntimeError(`index out of bounds: ${index}`);
    return operand.at(Number(index));
  }
  if (operand instanceof CelMap) {
    const found = operand.get(key);
    if (found === undefined) throw new CelRuntimeError(`no such key: ${shownKey(key)}`);
    return found;
  }
  throw new CelRuntimeError(`no such key: ${shownKey(key)}`);
}

function indexOf(key: CelValue): bigint | undefined {
  if (typeof key === 'bigint') return key;
  if (key instanceof CelUint) return key.value;
  return typeof key === 'number' && Number.isInteger(key) ? BigInt(key) : undefined;
}

function shownKey(key: CelValue): string {
  return key instanceof CelUint ? String(key.value) : String(key);
}

function optionalElement(operand: CelValue, key: CelValue): CelOptional {
  if (operand instanceof CelOptional) return operand.value === undefined ? operand : optionalElement(operand.value, key);
  if (operand instanceof CelList) {
    const index = indexOf(key);
    return index === undefined || index < 0n || index >= BigInt(operand.size)
      ? CelOptional.none
      : new CelOptional(operand.at(Number(index)));
  }
  if (!(operand instanceof CelMap)) throw new CelRuntimeError('no such overload');
  const found = operand.get(key);
  return found === undefined ? CelOptional.none : new CelOptional(found);
}
