import type { Expr } from '../ast';
import { parameters, type CelType } from '../types';
import { add, fixed, MAX, multiply, ONE, scale, UNKNOWN, type Range } from './range';

const STRING = 0.1;
const REGEX = 0.25;

/** An operand as estimates see it. Models checker.AstNode. */
export interface Operand {
  readonly expr: Expr | undefined;
  readonly type: CelType;
  /** The declared type that a path of fields leads to. */
  readonly declared: CelType | undefined;
  readonly size: Range | undefined;
}

/** What a call costs without its arguments, and how large its result is. Models checker.CallEstimate. */
export interface CallEstimate {
  readonly cost: Range;
  readonly size?: Range;
}

export const declaredSize = (type: CelType | undefined): Range | undefined =>
  type && { min: 0, max: type.maxElements === undefined || type.maxElements >= 0 ? (type.maxElements ?? 0) : MAX };

const sizeOf = ({ size, declared }: Operand): Range => size ?? declaredSize(declared) ?? UNKNOWN;
const traversal = (operand: Operand, factor = 1): Range => scale(sizeOf(operand), factor * STRING);
const plusOne = (size: Range) => add(size, ONE);

const BUILDERS = new Set(
  'serviceAccount path group resource subresource namespace name allowed reason error errored fieldSelector labelSelector'.split(' '),
);
const OVER_LIST = new Set(['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf']);
const NOMINAL = new Set(
  'masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch'.split(
    ' ',
  ),
);

/** Costs of Kubernetes' own functions. Models library.CostEstimator.EstimateCallCost. */
export function libraryEstimate(
  name: string,
  overload: string,
  target: Operand | undefined,
  args: readonly Operand[],
): CallEstimate | undefined {
  const [first, second] = args;
  if (name === 'check') return { cost: fixed(350_000) };
  if (BUILDERS.has(name) || NOMINAL.has(name)) return { cost: ONE };
  if (OVER_LIST.has(name) && target) return overList(target);
  switch (name) {
    case 'url':
      return first && { cost: traversal(first) };
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
      return target && { cost: traversal(target), size: sizeOf(target) };
    case 'replace':
      return target && first && second && { cost: traversal(target, 2), size: replacedSize(sizeOf(target), sizeOf(first), sizeOf(second)) };
    case 'split':
      return target && { cost: traversal(target, 2), size: { min: 0, max: splitMost(target, second) } };
    case 'join': {
      if (!target) return undefined;
      const size = joinedSize(target, first);
      return { cost: scale(size, STRING), size };
    }
    case 'find':
    case 'findAll':
      return target && first && { cost: regexCost(target, first), size: { min: 0, max: sizeOf(target).max } };
    case 'containsIP':
    case 'containsCIDR':
      return target && first && { cost: contained(name, overload, first) };
    case 'sets.contains':
    case 'sets.intersects':
    case 'sets.equivalent':
      return first && second && { cost: add(scale(multiply(sizeOf(first), sizeOf(second)), name === 'sets.equivalent' ? 2 : 1), ONE) };
    case 'validate':
      return target && first && { cost: traversal(first) };
    default:
      return undefined;
  }
}

function overList(target: Operand): CallEstimate {
  const element = parameters(target.type)[0];
  if (!element) return { cost: traversal(target) };
  const declared = target.declared?.kind === 'list' ? target.declared.elem : undefined;
  const each = element.kind === 'string' || element.kind === 'bytes' ? add(ONE, scale(declaredSize(declared) ?? UNKNOWN, STRING)) : ONE;
  return { cost: multiply(sizeOf(target), each) };
}

function replacedSize(size: Range, from: Range, to: Range): Range {
  let most = { count: 0, kept: 0 };
  if (from.min === 0) most = { count: Math.min(size.max + 1, MAX), kept: size.max };
  else if (to.max <= from.min) most = { count: 0, kept: size.max };
  else most = { count: Math.ceil(size.max / from.min), kept: 0 };
  let least = { count: 0, kept: 0 };
  if (from.max === 0) least = { count: Math.min(size.min + 1, MAX), kept: size.min };
  else if (from.max <= to.min) least = { count: 0, kept: size.min };
  else least = { count: Math.ceil(size.min / from.max), kept: 0 };
  return add(multiply({ min: least.count, max: most.count }, to), { min: least.kept, max: most.kept });
}

function splitMost(target: Operand, limit: Operand | undefined): number {
  const literal = limit?.expr?.kind === 'literal' ? limit.expr.value : undefined;
  return typeof literal === 'bigint' && literal >= 0n ? Number(literal) : sizeOf(target).max;
}

function joinedSize(target: Operand, separator: Operand | undefined): Range {
  const list = sizeOf(target);
  const declared = target.declared?.kind === 'list' ? target.declared.elem : undefined;
  const elements = multiply(list, declaredSize(declared) ?? UNKNOWN);
  if (!separator) return elements;
  const count = { min: Math.max(0, list.min - 1), max: Math.max(0, list.max - 1) };
  return add(elements, multiply(sizeOf(separator), count));
}

const regexCost = (text: Operand, pattern: Operand) => multiply(scale(plusOne(sizeOf(text)), STRING), scale(sizeOf(pattern), REGEX));

function contained(name: string, overload: string, other: Operand): Range {
  const size = { min: 4, max: 16 };
  const cidr = name === 'containsCIDR' ? [scale(size, STRING), ONE] : [];
  const parsed = overload.endsWith('_string') ? [traversal(other)] : [];
  return add(scale(add(size, size), STRING), ...cidr, ...parsed);
}

/** Costs of the language's own functions. Models coster.functionCost, without arguments, `&&`, `||`, `?:` and `+` of lists. */
export function standardEstimate(
  overload: string,
  target: Operand | undefined,
  args: readonly Operand[],
  size: (operand: Operand) => Range,
): CallEstimate {
  const [first, second] = args;
  switch (overload) {
    case 'string_format':
      if (target) return { cost: scale(size(target), STRING) };
      break;
    case 'string_to_bytes':
      if (first) return { cost: scale(size(first), STRING), size: { min: size(first).min, max: Math.min(size(first).max * 4, MAX) } };
      break;
    case 'bytes_to_string':
      if (first) return { cost: scale(size(first), STRING), size: { min: Math.floor(size(first).min / 4), max: size(first).max } };
      break;
    case 'strings_quote':
      if (first)
        return { cost: scale(size(first), STRING), size: { min: size(first).min + 2, max: Math.min(size(first).max * 2 + 2, MAX) } };
      break;
    case 'starts_with_string':
    case 'ends_with_string':
      if (first) return { cost: scale(size(first), STRING) };
      break;
    case 'in_list':
      if (second) return { cost: size(second) };
      break;
    case 'matches_string':
      if (target && first) return { cost: multiply(scale(plusOne(size(target)), STRING), scale(size(first), REGEX)) };
      break;
    case 'contains_string':
      if (target && first) return { cost: multiply(scale(size(target), STRING), scale(size(first), STRING)) };
      break;
    case 'add_string':
    case 'add_bytes':
    case 'add_list':
      if (first && second) {
        const sum = add(size(first), size(second));
        return { cost: overload === 'add_list' ? ONE : scale(sum, STRING), size: sum };
      }
      break;
    case 'equals':
    case 'not_equals':
    case 'less_string':
    case 'greater_string':
    case 'less_equals_string':
    case 'greater_equals_string':
    case 'less_bytes':
    case 'greater_bytes':
    case 'less_equals_bytes':
    case 'greater_equals_bytes':
      if (first && second) {
        const most = Math.min(size(first).max, size(second).max);
        return { cost: scale({ min: most > 0 ? 1 : 0, max: most }, STRING) };
      }
  }
  return { cost: ONE };
}
