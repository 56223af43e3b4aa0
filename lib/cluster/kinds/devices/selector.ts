import {
  anyType,
  boolType,
  CelCompileError,
  compileCel,
  goTypeString,
  mapType,
  objectType,
  opaqueType,
  stringType,
  type CelType,
} from '@/lib/api/cel';
import { forbidden, invalid, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { eachOf } from './collections';

export interface Selector {
  readonly cel?: { readonly expression?: string };
}

const MOST_SELECTORS = 32;
const LONGEST_EXPRESSION = 10 * 1024;

const byDomain = (value: CelType) => mapType(stringType, mapType(stringType, value));

/** The type of `device`. Models dynamic-resource-allocation/cel.newCompiler. */
export const deviceType = objectType('kubernetes.DRADevice', {
  driver: stringType,
  attributes: byDomain(anyType),
  capacity: byDomain(opaqueType('kubernetes.Quantity')),
  allowMultipleAllocations: boolType,
});

/** Models validateCELSelector. */
function validateExpression(expression: string, at: string): FieldError[] {
  if (expression.length > LONGEST_EXPRESSION) return [tooLong(at, LONGEST_EXPRESSION)];
  try {
    const { outputType } = compileCel(expression, { variables: { device: deviceType } });
    if (outputType.kind === 'bool' || outputType.kind === 'any') return [];
    return [invalid(at, expression, `must evaluate to bool or the unknown type, not ${goTypeString(outputType)}`)];
  } catch (error) {
    if (error instanceof CelCompileError) return [invalid(at, expression, error.message)];
    if (error instanceof RangeError) return [forbidden(at, 'too complex, exceeds cost limit')];
    throw error;
  }
}

/** Models validateSelectorSlice. */
export const validateSelectors = (selectors: readonly Selector[] | undefined, at: string): FieldError[] =>
  eachOf(selectors, MOST_SELECTORS, at, ({ cel }, field) =>
    cel === undefined ? [required(`${field}.cel`)] : validateExpression(cel.expression ?? '', `${field}.cel.expression`),
  );
