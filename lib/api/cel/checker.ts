import { qualifiedName, type CallExpr, type Comprehension, type Expr, type Select, type StructExpr } from './ast';
import type { Issue } from './errors';
import type { FunctionDecl, Overload } from './functions';
import {
  boolType, bytesType, doubleType, durationType, dynType, errorType, formatType, intType, listType, mapType, nullType, optionalType,
  paramType, parameters, stringType, timestampType, typeType, uintType, withParameters, type CelType, type ObjectType,
} from './types'; // prettier-ignore
import { assignable, assignableAll, mostGeneral, substitute, type Mapping } from './unify';
import { CelTypeValue, typeOf, type CelValue } from './values';

/** What names mean while an expression is checked. */
export interface Environment {
  readonly variables: ReadonlyMap<string, CelType>;
  readonly functions: ReadonlyMap<string, FunctionDecl>;
  /** Struct types that expressions may make, by name. */
  readonly structs?: (name: string) => ObjectType | undefined;
}

/** Names that are types themselves. */
const TYPES: Readonly<Record<string, CelType>> = {
  bool: boolType,
  bytes: bytesType,
  double: doubleType,
  dyn: dynType,
  duration: durationType,
  int: intType,
  list: listType(dynType),
  map: mapType(dynType, dynType),
  null_type: nullType,
  string: stringType,
  timestamp: timestampType,
  type: typeType(),
  uint: uintType,
  optional_type: optionalType(dynType),
  'google.protobuf.Timestamp': timestampType,
  'google.protobuf.Duration': durationType,
};

/** Names of types that are not values: conversions only. */
const NOT_VALUES = new Set(['dyn', 'timestamp', 'duration']);

/** Gives every node its type, and calls their overloads; returns what is wrong. Models checker.Check. */
export function check(expr: Expr, environment: Environment): readonly Issue[] {
  const checker = new Checker(environment);
  checker.check(expr);
  checker.finish();
  return checker.issues;
}

class Checker {
  readonly issues: Issue[] = [];
  private mapping: Mapping = new Map();
  private readonly scopes: Map<string, CelType>[] = [];
  private readonly typed: Expr[] = [];
  private variables = 0;

  constructor(private readonly environment: Environment) {}

  /** Replaces type parameters by what they turned out to be. */
  finish(): void {
    for (const expr of this.typed) expr.type = substitute(this.mapping, expr.type!, true);
  }

  /** Macros use one node in two places; it is looked at once. */
  check(expr: Expr): CelType {
    if (expr.type !== undefined) return expr.type;
    const type = this.typeOf(expr);
    this.typed.push(expr);
    expr.type = type;
    return type;
  }

  private typeOf(expr: Expr): CelType {
    switch (expr.kind) {
      case 'literal':
        return typeOf(expr.value);
      case 'ident': {
        const found = this.lookup(expr.name);
        if (found === undefined) return this.undeclared(expr, expr.name);
        if (found.constant !== undefined) expr.constant = found.constant;
        return found.type;
      }
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

  private report(expr: { readonly offset: number }, message: string): CelType {
    this.issues.push({ offset: expr.offset, message });
    return errorType;
  }

  private undeclared(expr: Expr, name: string): CelType {
    return this.report(expr, `undeclared reference to '${name.replace(/^\./, '')}' (in container '')`);
  }

  private lookup(name: string): { type: CelType; constant?: CelValue } | undefined {
    const plain = name.startsWith('.') ? name.slice(1) : name;
    for (let index = this.scopes.length - 1; index >= 0 && plain === name; index--) {
      const type = this.scopes[index]!.get(plain);
      if (type) return { type };
    }
    const variable = this.environment.variables.get(plain);
    if (variable) return { type: variable };
    if (NOT_VALUES.has(plain)) return undefined;
    const named = Object.hasOwn(TYPES, plain) ? TYPES[plain] : this.environment.structs?.(plain);
    return named && { type: typeType(named), constant: new CelTypeValue(named) };
  }

  private select(expr: Select): CelType {
    const name = expr.testOnly ? undefined : qualifiedName(expr);
    const found = name === undefined ? undefined : this.lookup(name);
    if (found && name !== undefined && !this.shadowed(name)) {
      if (found.constant !== undefined) expr.constant = found.constant;
      else expr.variable = name.replace(/^\./, '');
      return found.type;
    }
    const operand = this.check(expr.operand);
    const field = this.fieldType(expr, operand, expr.field);
    return expr.testOnly ? boolType : substitute(this.mapping, field, false);
  }

  /** The first name is a variable of a comprehension. */
  private shadowed(name: string): boolean {
    const first = name.split('.')[0]!;
    return this.scopes.some((scope) => scope.has(first));
  }

  private fieldType(expr: { readonly offset: number }, of: CelType, field: string): CelType {
    const target = substitute(this.mapping, of, false);
    switch (target.kind) {
      case 'map':
        return target.value;
      case 'object': {
        const known = target.fields.get(field)?.type ?? target.open?.(field);
        return known ?? this.report(expr, `undefined field '${field}'`);
      }
      case 'param':
        this.assign(target, dynType);
        return dynType;
      case 'opaque':
        if (target.name === 'optional_type') return optionalType(this.fieldType(expr, target.params[0]!, field));
        break;
      case 'dyn':
      case 'any':
      case 'error':
        return dynType;
    }
    return this.report(expr, `type '${formatType(substitute(this.mapping, target, true))}' does not support field selection`);
  }

  private call(expr: CallExpr): CelType {
    if (expr.fn === '_?._') return this.optionalSelect(expr);
    const args = expr.args.map((arg) => this.check(arg));
    const { functions } = this.environment;
    if (!expr.target) {
      const name = expr.fn.replace(/^\./, '');
      const found = functions.get(name);
      if (!found) return this.undeclared(expr, expr.fn);
      return this.resolve(expr, found, undefined, args);
    }
    const prefix = qualifiedName(expr.target);
    const qualified = prefix === undefined ? undefined : `${prefix.replace(/^\./, '')}.${expr.fn}`;
    const staticFunction = qualified === undefined ? undefined : functions.get(qualified);
    if (qualified !== undefined && staticFunction) {
      expr.qualified = qualified;
      return this.resolve(expr, staticFunction, undefined, args);
    }
    const target = this.check(expr.target);
    const found = functions.get(expr.fn);
    if (!found) return this.undeclared(expr, expr.fn);
    return this.resolve(expr, found, target, args);
  }

  private optionalSelect(expr: CallExpr): CelType {
    const operand = this.check(expr.args[0]!);
    const field = this.check(expr.args[1]!) && expr.args[1]!;
    const name = field?.kind === 'literal' ? String(field.value) : '';
    const found = substitute(this.mapping, this.fieldType(expr, operand, name), false);
    return isOptional(found) ? found : optionalType(found);
  }

  private resolve(expr: CallExpr, fn: FunctionDecl, target: CelType | undefined, args: readonly CelType[]): CelType {
    const given = (target ? [target, ...args] : [...args]).map((type) => substitute(this.mapping, type, false));
    const ids: string[] = [];
    let result: CelType | undefined;
    for (const overload of fn.overloads) {
      if (overload.member !== (target !== undefined) || overload.params.length !== given.length) continue;
      const fresh = this.instantiate(overload);
      const mapping = assignableAll(this.mapping, fresh.params, given);
      if (!mapping) continue;
      this.mapping = mapping;
      ids.push(overload.id);
      const type = substitute(this.mapping, fresh.result, false);
      if (result === undefined) result = type;
      else if (!sameText(result, type)) result = dynType;
    }
    if (result === undefined) {
      const shown = given.map((type) => formatType(substitute(this.mapping, type, true)));
      const signature = target ? `${shown[0]}.(${shown.slice(1).join(', ')})` : `(${shown.join(', ')})`;
      return this.report(expr, `found no matching overload for '${fn.name}' applied to '${signature}'`);
    }
    expr.overloads = ids;
    return result;
  }

  /** The overload with type parameters of its own. */
  private instantiate(overload: Overload): { params: readonly CelType[]; result: CelType } {
    const fresh = new Map<string, CelType>();
    const rename = (type: CelType): CelType => {
      if (type.kind === 'param') {
        const known = fresh.get(type.name) ?? this.freshType();
        fresh.set(type.name, known);
        return known;
      }
      const params = parameters(type);
      return params.length === 0 ? type : withParameters(type, params.map(rename));
    };
    return { params: overload.params.map(rename), result: rename(overload.result) };
  }

  private freshType(): CelType {
    return paramType(`_var${this.variables++}`);
  }

  private assign(to: CelType, from: CelType): boolean {
    const mapping = assignable(this.mapping, to, from);
    if (mapping) this.mapping = mapping;
    return mapping !== undefined;
  }

  private join(expr: Expr, before: CelType | undefined, current: CelType): CelType {
    if (before === undefined) return current;
    if (this.assign(before, current)) return mostGeneral(before, current);
    return this.mismatch(expr, before, current);
  }

  private mismatch(expr: Expr, expected: CelType, found: CelType): CelType {
    const shown = (type: CelType) => formatType(substitute(this.mapping, type, true));
    return this.report(expr, `expected type '${shown(expected)}' but found '${shown(found)}'`);
  }

  /** Of an optional element: what it holds. */
  private unwrapped(expr: Expr, optional: boolean): CelType {
    const type = this.check(expr);
    if (!optional) return type;
    const plain = substitute(this.mapping, type, false);
    if (isOptional(plain)) return plain.params[0]!;
    if (plain.kind === 'dyn') return dynType;
    return this.mismatch(expr, optionalType(plain), plain);
  }

  private list(expr: Extract<Expr, { kind: 'list' }>): CelType {
    let elem: CelType | undefined;
    expr.elements.forEach((item, index) => {
      elem = this.join(item, elem, this.unwrapped(item, expr.optional.has(index)));
    });
    return listType(elem ?? this.freshType());
  }

  private map(expr: Extract<Expr, { kind: 'map' }>): CelType {
    let key: CelType | undefined;
    let value: CelType | undefined;
    for (const entry of expr.entries) {
      key = this.join(entry.key, key, this.check(entry.key));
      value = this.join(entry.value, value, this.unwrapped(entry.value, entry.optional));
    }
    return mapType(key ?? this.freshType(), value ?? this.freshType());
  }

  private struct(expr: StructExpr): CelType {
    const name = expr.typeName.replace(/^\./, '');
    const type = this.environment.structs?.(name);
    for (const init of expr.fields) {
      const known = type?.fields.get(init.field)?.type ?? type?.open?.(init.field);
      const given = this.unwrapped(init.value, init.optional);
      if (!type) continue;
      if (!known) this.report(init, `undefined field '${init.field}'`);
      else if (!this.assign(known, given)) {
        const shown = formatType(substitute(this.mapping, given, true));
        this.report(init, `expected type of field '${init.field}' is '${formatType(known)}' but provided type is '${shown}'`);
      }
    }
    if (type) return type;
    const other = this.lookup(name);
    if (!other) return this.undeclared(expr, name);
    const named = other.type.kind === 'type' ? other.type.of : undefined;
    return this.report(expr, named ? `'${formatType(named)}' is not a message type` : `'${formatType(other.type)}' is not a type`);
  }

  private comprehension(expr: Comprehension): CelType {
    const range = substitute(this.mapping, this.check(expr.iterRange), false);
    const accu = this.check(expr.accuInit);
    const [first, second] = this.variablesOf(expr, range);
    this.scopes.push(new Map([[expr.accuVar, accu]]));
    this.scopes.push(new Map([[expr.iterVar, first], ...(expr.iterVar2 === undefined ? [] : [[expr.iterVar2, second] as const])]));
    this.require(expr.condition, boolType);
    this.require(expr.step, accu);
    this.scopes.pop();
    const result = this.check(expr.result);
    this.scopes.pop();
    return substitute(this.mapping, result, false);
  }

  private variablesOf(expr: Comprehension, range: CelType): readonly [CelType, CelType] {
    const two = expr.iterVar2 !== undefined;
    switch (range.kind) {
      case 'list':
        return two ? [intType, range.elem] : [range.elem, dynType];
      case 'map':
        return [range.key, range.value];
      case 'param':
        this.assign(range, dynType);
        return [dynType, dynType];
      case 'dyn':
      case 'any':
      case 'error':
        return [dynType, dynType];
      default: {
        const shown = formatType(substitute(this.mapping, range, true));
        const message = `expression of type '${shown}' cannot be range of a comprehension (must be list, map, or dynamic)`;
        this.report(expr.iterRange, message);
        return [errorType, errorType];
      }
    }
  }

  private require(expr: Expr, expected: CelType): void {
    const found = this.check(expr);
    if (!this.assign(expected, found)) this.mismatch(expr, expected, found);
  }
}

const isOptional = (type: CelType): type is Extract<CelType, { kind: 'opaque' }> => type.kind === 'opaque' && type.name === 'optional_type';

const sameText = (a: CelType, b: CelType) => formatType(a) === formatType(b);
