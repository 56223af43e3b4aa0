import type { CelProgram } from '../cel';
import { forbidden, invalid, notSupported, required, type FieldError } from '../field-error';
import { compiledRules } from './compiled-rules';
import { readFieldPath } from './field-path';
import { goRule } from './go-value';
import { child, isMap, keyed, valuesOf, type JsonSchema, type ValidationRule } from './json-schema';

/** Most that one expression may cost by estimate. Models StaticEstimatedCostLimit. */
const EXPRESSION_LIMIT = 10_000_000;
/** Most that all rules of a schema may cost by estimate. Models StaticEstimatedCRDCostLimit. */
const SCHEMA_LIMIT = 100_000_000;
const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
/** The largest request: how often a value can be there at all when nothing bounds it. */
const MAX_REQUEST = 3 * 1024 * 1024;

interface Total {
  sum: number;
  readonly most: { readonly path: string; readonly cost: number }[];
}

/** How often values under a schema can be there; undefined when nothing bounds it. */
export interface Costs {
  readonly schema: JsonSchema;
  readonly cardinality: number | undefined;
  readonly total: Total;
  below(schema: JsonSchema): Costs;
}

export const rootCosts = (schema: JsonSchema): Costs => costsOf(schema, 1, { sum: 0, most: [] });

function costsOf(schema: JsonSchema, cardinality: number | undefined, total: Total): Costs {
  return {
    schema,
    cardinality,
    total,
    below(next) {
      const factor = maxElements(schema);
      return costsOf(next, cardinality === undefined || factor === undefined ? undefined : cardinality * factor, total);
    },
  };
}

function maxElements(schema: JsonSchema): number | undefined {
  if (schema.type === 'array') return schema.maxItems === undefined ? undefined : Math.max(0, schema.maxItems);
  if (schema.type !== 'object' || schema.additionalProperties === undefined) return 1;
  return schema.maxProperties === undefined ? undefined : Math.max(0, schema.maxProperties);
}

/** Errors of all expressions together costing too much. */
export function costErrors({ total }: Costs, path: string): FieldError[] {
  if (total.sum <= SCHEMA_LIMIT) return [];
  const why = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
  const name = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
  return [...total.most.map(({ path: at }) => forbidden(at, why)), forbidden(path, costText(name, total.sum, SCHEMA_LIMIT))];
}

function observe(total: Total, path: string, cost: number): void {
  total.sum += cost;
  if (cost < SCHEMA_LIMIT / 100) return;
  total.most.push({ path, cost });
  total.most.sort((a, b) => b.cost - a.cost);
  total.most.length = Math.min(total.most.length, 4);
}

function costText(name: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const text = factor > 100 ? 'more than 100x' : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`;
  return `${name} exceeds budget by factor of ${text} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

interface Findings {
  readonly schemaFindings: FieldError[];
  readonly ruleFindings: FieldError[];
}

/** Checks the x-kubernetes-validations of one schema; expressions only when the schema itself is right. */
export function checkExpressions(
  schema: JsonSchema,
  path: string,
  isResource: boolean,
  uncorrelated: string | undefined,
  costs: Costs | undefined,
  { schemaFindings, ruleFindings }: Findings,
): void {
  const rules = schema['x-kubernetes-validations'] ?? [];
  const at = (i: number, field: string) => child(keyed(child(path, 'x-kubernetes-validations'), i), field);
  rules.forEach((rule, i) => checkRule(rule, schema, (field) => at(i, field), schemaFindings));
  if (schemaFindings.length > 0 || !costs) return;
  compiledRules(schema, isResource).forEach((compiled, i) => {
    const { rule, program, error, message, messageError, usesOldSelf } = compiled;
    const cost = maxCostOf(program) * (costs.cardinality ?? worstCardinality(schema));
    if (cost > EXPRESSION_LIMIT) ruleFindings.push(forbidden(at(i, 'rule'), costText('estimated rule cost', cost, EXPRESSION_LIMIT)));
    observe(costs.total, at(i, 'rule'), cost);
    if (error !== undefined) ruleFindings.push(invalid(at(i, 'rule'), goRule(rule), error));
    if (messageError !== undefined) ruleFindings.push(invalid(at(i, 'messageExpression'), goRule(rule), messageError));
    else if (message) {
      const spent = maxCostOf(message);
      if (spent > EXPRESSION_LIMIT) {
        ruleFindings.push(forbidden(at(i, 'messageExpression'), costText('estimated messageExpression cost', spent, EXPRESSION_LIMIT)));
      }
      observe(costs.total, at(i, 'messageExpression'), spent);
    }
    if (usesOldSelf && uncorrelated !== undefined) {
      const why = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`;
      ruleFindings.push(invalid(at(i, 'rule'), rule.rule, why));
    } else if (!usesOldSelf && rule.optionalOldSelf !== undefined) {
      ruleFindings.push(invalid(at(i, 'optionalOldSelf'), rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule'));
    }
  });
}

/** The most an expression can cost by estimate. */
const maxCostOf = (program: CelProgram | undefined): number => program?.estimateCost().max ?? 0;

/** Models MaxCardinality: how many of the smallest values fit into a request. */
const worstCardinality = (schema: JsonSchema) => Math.floor(MAX_REQUEST / (smallest(schema) + 2));

function smallest(schema: JsonSchema): number {
  switch (schema.type) {
    case 'string':
    case 'array':
      return 2;
    case 'boolean':
      return 4;
    case 'object': {
      if (valuesOf(schema)) return 2;
      let bytes = 2;
      for (const name of schema.required ?? []) {
        const property = schema.properties?.[name];
        if (isMap(property) && property.default === undefined) bytes += name.length + 4 + smallest(property as JsonSchema);
      }
      return bytes;
    }
    default:
      return 1;
  }
}

function checkRule(rule: ValidationRule, schema: JsonSchema, at: (field: string) => string, found: FieldError[]): void {
  const { message = '', messageExpression = '', fieldPath = '', reason } = rule;
  const breaks = /[\n\r]/;
  if (rule.rule.trim() === '') found.push(required(at('rule'), 'rule is not specified'));
  else if (message && message.trim() === '') found.push(invalid(at('message'), message, 'message must be non-empty if specified'));
  else if (breaks.test(message.trim())) found.push(invalid(at('message'), message, 'message must not contain line breaks'));
  else if (breaks.test(rule.rule.trim()) && message.trim() === '') {
    found.push(required(at('message'), 'message must be specified if rule contains line breaks'));
  }
  if (messageExpression && messageExpression.trim() === '') {
    found.push(required(at('messageExpression'), 'messageExpression must be non-empty if specified'));
  }
  if (reason !== undefined && !REASONS.includes(reason)) found.push(notSupported(at('reason'), reason, REASONS));
  if (fieldPath && fieldPath.trim() === '') found.push(invalid(at('fieldPath'), fieldPath, 'fieldPath must be non-empty if specified'));
  if (breaks.test(fieldPath)) found.push(invalid(at('fieldPath'), fieldPath, 'fieldPath must not contain line breaks'));
  if (fieldPath && 'error' in readFieldPath(fieldPath, schema)) {
    found.push(invalid(at('fieldPath'), fieldPath, 'fieldPath must be a valid path'));
  }
}
