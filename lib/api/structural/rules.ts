import { CelRuntimeError, costOf, PER_CALL_LIMIT, RUNTIME_COST_BUDGET, type CelProgram } from '../cel';
import { duplicate, forbidden, internalError, invalid, required, type FieldError } from '../field-error';
import { fieldErrorText } from '../field-error';
import { deepEqual } from '../freeze';
import { compiledRules, ruleTree, type CompiledRule, type RuleTree } from './compiled-rules';
import { correlate } from './correlate';
import { readFieldPath } from './field-path';
import { child, isMap, keyed, type JsonSchema, type ValidationRule } from './json-schema';

/** Errors that keep rules from being looked at. Models hasBlockingErr. */
const BLOCKING = new Set<FieldError['type']>(['Unsupported value', 'Required value', 'Too long', 'Too many', 'Type invalid']);

const MOST_MESSAGE_BYTES = 5 * 1024;

/** What rules said: errors, and warnings about what an update left as wrong as it was. */
export interface RuleFindings {
  readonly errors: FieldError[];
  readonly warnings: string[];
}

interface Run extends RuleFindings {
  budget: number;
}

/** Where the value before is looked for; `nearest` is the closest ancestor that corresponds to one before. */
interface Correlation {
  readonly now?: { readonly value: unknown; readonly old: unknown };
  readonly nearest?: { readonly value: unknown; readonly old: unknown };
}

/**
 * Runs the x-kubernetes-validations rules of a resource; `earlier` errors of the schema may keep them from it. `old` is the object
 * before an update. Models cel.Validator.Validate.
 */
export function checkRules(object: unknown, schema: JsonSchema, old: unknown, earlier: readonly FieldError[]): RuleFindings {
  const tree = ruleTree(schema, true);
  const run: Run = { errors: [], warnings: [], budget: RUNTIME_COST_BUDGET };
  if (!tree) return run;
  if (earlier.some(({ type }) => BLOCKING.has(type))) {
    const why = 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
    run.errors.push(invalid('<nil>', null, why));
    return run;
  }
  visit(tree, object, old, '', old === undefined ? {} : { now: { value: object, old } }, run);
  return run;
}

function visit(tree: RuleTree, value: unknown, old: unknown, path: string, correlation: Correlation, run: Run): void {
  if (value === null || value === undefined || run.budget < 0) return;
  runRules(tree, value, old ?? undefined, path, correlation, run);
  if (run.budget < 0) return;
  const below = (name: string | undefined, before: unknown, item: unknown, found: boolean): Correlation => {
    if (!correlation.now) return correlation;
    if (!correlation.nearest && (name === 'apiVersion' || name === 'kind')) return {};
    return { ...(found && { now: { value: item, old: before } }), nearest: correlation.now };
  };
  if (Array.isArray(value)) {
    if (!tree.items) return;
    const before = Array.isArray(old) ? correlate(tree.schema, value, old) : undefined;
    for (let i = 0; i < value.length && run.budget >= 0; i++) {
      const found = before?.(i);
      visit(tree.items, value[i], found?.value, keyed(path, i), below(undefined, found?.value, value[i], !!found), run);
    }
    return;
  }
  if (!isMap(value)) return;
  const olds = isMap(old) ? old : undefined;
  for (const name in value) {
    if (run.budget < 0) return;
    const next = tree.values ?? (tree.properties && Object.hasOwn(tree.properties, name) ? tree.properties[name] : undefined);
    if (!next) continue;
    const known = olds !== undefined && Object.hasOwn(olds, name);
    const place = tree.values ? keyed(path, name) : child(path, name);
    visit(next, value[name], known ? olds[name] : undefined, place, below(name, known ? olds[name] : undefined, value[name], known), run);
  }
}

function runRules(tree: RuleTree, value: unknown, old: unknown, path: string, correlation: Correlation, run: Run): void {
  const rules = compiledRules(tree.schema, tree.root);
  const at = path || '<nil>';
  const complain = (detail: string) => run.errors.push(invalidOf(at, value, detail));
  for (const compiled of rules) {
    const { rule, program } = compiled;
    if (run.budget <= 0)
      return stop(run, complain, 'validation failed due to running out of cost budget, no further validation rules will be run');
    if (compiled.error !== undefined) {
      complain(`rule compile error: ${compiled.error}`);
      continue;
    }
    if (!program) continue;
    if (compiled.usesOldSelf && old === undefined && !rule.optionalOldSelf) continue;
    const variables = { self: value, ...(old !== undefined || rule.optionalOldSelf ? { oldSelf: old } : {}) };
    let passed: unknown;
    try {
      const { value: result, cost } = program.evaluate(variables, { costLimit: PER_CALL_LIMIT });
      if (cost > run.budget) {
        return stop(run, complain, 'validation failed due to running out of cost budget, no further validation rules will be run');
      }
      run.budget -= cost;
      passed = result;
    } catch (error) {
      if (!(error instanceof CelRuntimeError)) throw error;
      run.budget -= costOf(error);
      if (error.message.startsWith('no such overload')) {
        complain(
          `'${error.message}': call arguments did not match a supported operator, function or macro signature for rule: ${ruleText(rule)}`,
        );
      } else if (error.message.startsWith('operation cancelled: actual cost limit exceeded')) {
        const why = `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${ruleText(rule)}`;
        return stop(run, complain, why);
      } else complain(`${error.message} evaluating rule: ${ruleText(rule)}`);
      continue;
    }
    if (passed === true) continue;
    if (!fail(compiled, tree.schema, value, variables, path, correlation, run)) return;
  }
}

function stop(run: Run, complain: (detail: string) => void, detail: string): void {
  complain(detail);
  run.budget = -1;
}

/** Reports a rule that did not hold; false when the budget is spent by its message. */
function fail(
  { rule, usesOldSelf, message }: CompiledRule,
  schema: JsonSchema,
  value: unknown,
  variables: Readonly<Record<string, unknown>>,
  path: string,
  correlation: Correlation,
  run: Run,
): boolean {
  const place = rule.fieldPath ? placeOf(path, rule.fieldPath, schema) : path;
  const at = place || '<nil>';
  const add = (error: FieldError) => {
    const pair = correlation.now ?? correlation.nearest;
    if (!usesOldSelf && pair && deepEqual(pair.value, pair.old)) run.warnings.push(fieldErrorText(error));
    else run.errors.push(error);
  };
  let detail = rule.message ? rule.message.trim() : `failed rule: ${ruleText(rule)}`;
  if (message) {
    const said = messageOf(message, rule, variables, run);
    if (typeof said === 'object') {
      add(said.internal ? internalError(at, said.error) : invalidOf(at, value, said.error));
      run.budget = -1;
      return false;
    }
    if (said !== undefined) detail = said;
  }
  add(errorFor(rule.reason, at, value, detail));
  return true;
}

/** The text of a message expression; nothing when it gives no usable one. */
function messageOf(
  program: CelProgram,
  rule: ValidationRule,
  variables: Readonly<Record<string, unknown>>,
  run: Run,
): string | undefined | { readonly error: string; readonly internal?: boolean } {
  try {
    const { value, cost } = program.evaluate(variables, { costLimit: PER_CALL_LIMIT });
    if (cost > run.budget) {
      return { error: 'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run' };
    }
    run.budget -= cost;
    if (typeof value !== 'string') return undefined;
    const text = value.trim();
    return text === '' || text.includes('\n') || Buffer.byteLength(text) > MOST_MESSAGE_BYTES ? undefined : text;
  } catch (error) {
    if (!(error instanceof CelRuntimeError)) throw error;
    if (error.message.startsWith('operation cancelled: actual cost limit exceeded')) {
      const source = JSON.stringify(rule.messageExpression);
      return { error: `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${source}` };
    }
    run.budget -= costOf(error);
    return undefined;
  }
}

function placeOf(path: string, fieldPath: string, schema: JsonSchema): string {
  const found = readFieldPath(fieldPath.trim(), schema);
  return 'error' in found ? path : found.path.startsWith('[') ? path + found.path : child(path, found.path);
}

function errorFor(reason: string | undefined, path: string, value: unknown, detail: string): FieldError {
  switch (reason) {
    case 'FieldValueForbidden':
      return forbidden(path, detail);
    case 'FieldValueRequired':
      return required(path, detail);
    case 'FieldValueDuplicate':
      return { ...duplicate(path, value), ...(typeof value === 'object' && { omitValue: true }) };
    default:
      return invalidOf(path, value, detail);
  }
}

/** Objects and lists are not printed. */
const invalidOf = (path: string, value: unknown, detail: string): FieldError => ({
  ...invalid(path, value, detail),
  ...(typeof value === 'object' && { omitValue: true }),
});

/** What a rule is called in messages. */
const ruleText = (rule: ValidationRule) => (rule.message ? rule.message.trim() : rule.rule.trim());
