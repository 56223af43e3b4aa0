import type { Expr } from './ast';
import { parseDuration, parseTimestamp } from './clock-text';
import { CelRuntimeError, type Issue } from './errors';
import { compileRegex } from './regex';

/** Every node of an expression once, parents before what is below them. */
export function nodes(expr: Expr): Iterable<Expr> {
  const found = new Set<Expr>([expr]);
  for (const one of found) for (const child of childrenOf(one)) found.add(child);
  return found;
}

function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'ident':
      return [];
    case 'select':
      return [expr.operand];
    case 'call':
      return expr.target ? [expr.target, ...expr.args] : expr.args;
    case 'list':
      return expr.elements;
    case 'map':
      return expr.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct':
      return expr.fields.map(({ value }) => value);
    case 'comprehension':
      return [expr.iterRange, expr.accuInit, expr.condition, expr.step, expr.result];
  }
}

const CHECKS: Readonly<Record<string, (text: string) => unknown>> = {
  duration: parseDuration,
  timestamp: parseTimestamp,
  matches: compileRegex,
};

/** Literals that can only fail. Models cel.ValidateDurationLiterals, ValidateTimestampLiterals and ValidateRegexLiterals. */
export function literalIssues(expr: Expr): readonly Issue[] {
  const found: Issue[] = [];
  for (const node of nodes(expr)) {
    if (node.kind !== 'call' || !Object.hasOwn(CHECKS, node.fn)) continue;
    const [arg] = node.args;
    if (arg?.kind !== 'literal' || typeof arg.value !== 'string') continue;
    if (complaintOf(() => CHECKS[node.fn]!(arg.value as string)) !== undefined) {
      found.push({ offset: arg.offset, message: `invalid ${node.fn} argument` });
    }
  }
  return found;
}

/** Why a program cannot be made of a checked expression: patterns of find and findAll are compiled beforehand. */
export function instantiationError(expr: Expr): string | undefined {
  for (const node of nodes(expr)) {
    if (node.kind !== 'call' || (node.fn !== 'find' && node.fn !== 'findAll') || !node.target) continue;
    const [pattern] = node.args;
    if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') continue;
    const complaint = complaintOf(() => compileRegex(pattern.value as string));
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function complaintOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CelRuntimeError) return error.message;
    throw error;
  }
}
