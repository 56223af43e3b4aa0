import { toCel } from './adapt';
import { check } from './checker';
import { estimate } from './cost/estimate';
import type { Range } from './cost/range';
import { CelCompileError, CelRuntimeError, displayIssues } from './errors';
import { Interpreter } from './interpreter';
import { functions as baseFunctions, mutationFunctions } from './library';
import { instantiationError, literalIssues, nodes } from './literals';
import { parse } from './parser';
import { boolType, dynType, goTypeString, optionalType, sameType, stringType, type CelType, type ObjectType } from './types';
import { CelOptional, type CelValue } from './values';
import { withWork } from './work';
import type { Expr } from './ast';

export { toCel, toJson } from './adapt';
export { CelCompileError, CelRuntimeError } from './errors';
export { celTypeOfSchema, escapeProperty, type TypeSchema } from './schema-type';
export * from './types';
export * from './values';

/** Most that one evaluation may cost. Models apis/cel.PerCallLimit. */
export const PER_CALL_LIMIT = 1_000_000;
/** Most that all evaluations of one admission policy's binding may cost. Models apis/cel.RuntimeCELCostBudget. */
export const RUNTIME_COST_BUDGET = 10_000_000;

export interface CompileOptions {
  /** Names that the expression may use. */
  readonly variables: Readonly<Record<string, CelType>>;
  /** The expression must be of this type (or of one of these). */
  readonly expect?: 'bool' | 'string' | CelType | readonly CelType[];
  /** `oldSelf` is optional_type(T): absent on create. */
  readonly optionalOldSelf?: boolean;
  /** Struct types that the expression may make. */
  readonly structs?: (name: string) => ObjectType | undefined;
  /** Adds the functions of mutations. */
  readonly mutation?: boolean;
  readonly makeStruct?: (typeName: string, fields: ReadonlyMap<string, CelValue>) => CelValue;
}

export interface Evaluated {
  readonly value: CelValue;
  readonly cost: number;
}

export interface EvaluateOptions {
  /** Default: PER_CALL_LIMIT. */
  readonly costLimit?: number;
}

/** A variable's value: JSON (read under the variable's type), a value of CEL, or a function that gives one when it is asked for. */
export type VariableValue = unknown;

export interface CelProgram {
  readonly source: string;
  readonly expr: Expr;
  readonly outputType: CelType;
  /** Some node refers to the variable. */
  uses(name: string): boolean;
  /** The least and the most that an evaluation can cost, by the bounds of the variables' types. Models Env.EstimateCost. */
  estimateCost(): Range;
  /** Throws CelRuntimeError; `costOf(error)` tells what had been spent. */
  evaluate(variables: Readonly<Record<string, VariableValue>>, options?: EvaluateOptions): Evaluated;
}

const spent = new WeakMap<CelRuntimeError, number>();

/** What an evaluation had cost when it failed. */
export const costOf = (error: CelRuntimeError): number => spent.get(error) ?? 0;

const EXPECTED: Readonly<Record<string, CelType>> = { bool: boolType, string: stringType };

/**
 * Compiles an expression as kube-apiserver does. Throws CelCompileError with cel-go's words:
 * `compilation failed: ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | foo\n | ^`.
 */
export function compileCel(expression: string, options: CompileOptions): CelProgram {
  try {
    return withWork(() => compile(expression, options));
  } catch (error) {
    if (!(error instanceof CelRuntimeError || error instanceof RangeError)) throw error;
    throw new CelCompileError('compilation failed: the expression is too complex', [], 'internal');
  }
}

function compile(expression: string, options: CompileOptions): CelProgram {
  const variables = new Map(Object.entries(options.variables));
  const functions = options.mutation ? mutationFunctions : baseFunctions;
  const old = options.optionalOldSelf ? variables.get('oldSelf') : undefined;
  if (old) variables.set('oldSelf', optionalType(old));
  const { expr, issues: syntax } = parse(expression);
  const issues = syntax.length > 0 ? syntax : check(expr, { variables, functions, ...(options.structs && { structs: options.structs }) });
  const literals = issues.length > 0 ? issues : literalIssues(expr);
  if (literals.length > 0) throw new CelCompileError(`compilation failed: ${displayIssues(expression, literals)}`, literals);
  const outputType = expr.type ?? dynType;
  expectType(outputType, options.expect);
  const wrong = instantiationError(expr);
  if (wrong !== undefined) throw new CelCompileError(`program instantiation failed: ${wrong}`);
  return {
    source: expression,
    expr,
    outputType,
    uses: (name) => refersTo(expr, name),
    estimateCost: () => estimate(expr, (name) => (name === 'oldSelf' && old ? old : variables.get(name))),
    evaluate(values, { costLimit = PER_CALL_LIMIT } = {}) {
      const activation = (name: string): CelValue | undefined => {
        const type = variables.get(name);
        if (!type || !Object.hasOwn(values, name)) return undefined;
        const given = values[name];
        const value = typeof given === 'function' ? (given as () => unknown)() : given;
        if (name === 'oldSelf' && old) return value === undefined ? CelOptional.none : new CelOptional(toCel(value, old));
        return toCel(value, type);
      };
      const interpreter = new Interpreter(functions, activation, costLimit, options.makeStruct);
      try {
        const value = withWork(() => interpreter.run(expr));
        return { value, cost: interpreter.cost };
      } catch (error) {
        const known = error instanceof RangeError ? new CelRuntimeError('evaluation is nested too deeply', true) : error;
        if (known instanceof CelRuntimeError) spent.set(known, interpreter.cost);
        throw known;
      }
    },
  };
}

function expectType(found: CelType, expect: CompileOptions['expect']): void {
  if (expect === undefined) return;
  const asked = (Array.isArray(expect) ? expect : [expect]).map((one: string | CelType) =>
    typeof one === 'string' ? EXPECTED[one]! : one,
  );
  if (asked.some((type) => type.kind === 'any' || sameType(type, found))) return;
  const names = asked.map((type) => goTypeString(type));
  const wanted = names.length === 1 ? names[0] : `one of [${names.join(' ')}]`;
  throw new CelCompileError(`must evaluate to ${wanted} but got ${goTypeString(found)}`);
}

function refersTo(expr: Expr, name: string): boolean {
  for (const node of nodes(expr)) {
    if (node.kind === 'ident' && node.name === name) return true;
    if (node.kind === 'select' && node.variable === name) return true;
  }
  return false;
}
