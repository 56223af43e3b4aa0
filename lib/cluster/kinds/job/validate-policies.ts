import { duplicate, invalid, notSupported, OMITTED, required, tooLong, tooMany, type FieldError } from '@/lib/api/field-error';
import { isQualifiedName } from '@/lib/api/names';
import { isGiven, listOf, numberOf, structOf, structsOf, textOf } from '../read';
import { isNonNegative } from '../validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];
const MOST_RULES = 20;
const MOST_EXIT_CODES = 255;
const MOST_CONDITIONS = 20;
const LONGEST_INDEXES = 64 * 1024;

/** Go's %q of a list of strings. */
const quoted = (values: readonly string[]) => `valid values: [${values.map((value) => JSON.stringify(value)).join(' ')}]`;
const oneOf = (value: string, field: string, values: readonly string[]): FieldError[] => {
  if (value === '') return [required(field, quoted(values))];
  return values.includes(value) ? [] : [notSupported(field, value, values)];
};

/** Models validatePodFailurePolicy. */
export function validatePodFailurePolicy(spec: any, field: string): FieldError[] {
  const rules = structsOf(structOf(spec.podFailurePolicy).rules);
  const pod = structOf(structOf(spec.template).spec);
  const names = new Set([...structsOf(pod.containers), ...structsOf(pod.initContainers)].map((container) => textOf(container.name)));
  const found = rules.length > MOST_RULES ? [tooMany(`${field}.rules`, rules.length, MOST_RULES)] : [];
  rules.forEach((rule, i) => {
    const at = `${field}.rules[${i}]`;
    const action = textOf(rule.action);
    const conditions = structsOf(rule.onPodConditions);
    if (action === 'FailIndex') {
      if (!isGiven(spec.backoffLimitPerIndex)) found.push(invalid(`${at}.action`, action, 'requires the backoffLimitPerIndex to be set'));
    } else found.push(...oneOf(action, `${at}.action`, ACTIONS));
    if (isGiven(rule.onExitCodes)) found.push(...exitCodes(structOf(rule.onExitCodes), `${at}.onExitCodes`, names));
    if (conditions.length > 0) found.push(...podConditions(conditions, `${at}.onPodConditions`));
    if (isGiven(rule.onExitCodes) && conditions.length > 0)
      found.push(invalid(at, OMITTED, 'specifying both OnExitCodes and OnPodConditions is not supported'));
    if (!isGiven(rule.onExitCodes) && conditions.length === 0)
      found.push(invalid(at, OMITTED, 'specifying one of OnExitCodes and OnPodConditions is required'));
  });
  return found;
}

function podConditions(conditions: readonly any[], field: string): FieldError[] {
  const found = conditions.length > MOST_CONDITIONS ? [tooMany(field, conditions.length, MOST_CONDITIONS)] : [];
  conditions.forEach((condition, i) => {
    const type = textOf(condition.type);
    for (const text of isQualifiedName(type)) found.push(invalid(`${field}[${i}].type`, type, text));
    found.push(...oneOf(textOf(condition.status), `${field}[${i}].status`, STATUSES));
  });
  return found;
}

function exitCodes(requirement: any, field: string, names: ReadonlySet<string>): FieldError[] {
  const found = oneOf(textOf(requirement.operator), `${field}.operator`, OPERATORS);
  const container: unknown = requirement.containerName;
  if (isGiven(container) && !names.has(textOf(container)))
    found.push(invalid(`${field}.containerName`, container, 'must be one of the container or initContainer names in the pod template'));
  const values = listOf(requirement.values).map(numberOf);
  const at = `${field}.values`;
  if (values.length === 0) found.push(invalid(at, isGiven(requirement.values) ? values : null, 'at least one value is required'));
  else if (values.length > MOST_EXIT_CODES) found.push(tooMany(at, values.length, MOST_EXIT_CODES));
  const seen = new Set<number>();
  values.forEach((value, i) => {
    if (requirement.operator === 'In' && value === 0) found.push(invalid(`${at}[${i}]`, value, 'must not be 0 for the In operator'));
    if (seen.has(value)) found.push(duplicate(`${at}[${i}]`, value));
    seen.add(value);
  });
  if (values.some((value, i) => i > 0 && values[i - 1]! > value)) found.push(invalid(at, values, 'must be ordered'));
  return found;
}

/** Models validateSuccessPolicy; the job is indexed. */
export function validateSuccessPolicy(spec: any, field: string): FieldError[] {
  const rules = structsOf(structOf(spec.successPolicy).rules);
  const completions = numberOf(spec.completions);
  const found: FieldError[] = [];
  if (rules.length === 0)
    found.push(required(`${field}.rules`, 'at least one rules must be specified when the successPolicy is specified'));
  if (rules.length > MOST_RULES) found.push(tooMany(`${field}.rules`, rules.length, MOST_RULES));
  rules.forEach((rule, i) => {
    const at = `${field}.rules[${i}]`;
    const { succeededIndexes: indexes, succeededCount: count } = rule;
    if (!isGiven(indexes) && !isGiven(count))
      found.push(required(at, 'at least one of succeededCount or succeededIndexes must be specified'));
    let total = 0;
    if (isGiven(indexes)) {
      const text = textOf(indexes);
      if (Buffer.byteLength(text) > LONGEST_INDEXES) found.push(tooLong(`${at}.succeededIndexes`, LONGEST_INDEXES));
      const parsed = countIndexes(text, completions);
      if (typeof parsed === 'number') total = parsed;
      else found.push(invalid(`${at}.succeededIndexes`, text, `error parsing succeededIndexes: ${parsed}`));
    }
    if (!isGiven(count)) return;
    const number = numberOf(count);
    const where = `${at}.succeededCount`;
    found.push(...isNonNegative(number, where));
    if (number > completions)
      found.push(invalid(where, number, `must be less than or equal to ${completions} (the number of specified completions)`));
    if (isGiven(indexes) && number > total) {
      const why = `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`;
      found.push(invalid(where, number, why));
    }
  });
  return found;
}

/** How many indexes `0,2-4` names, or what is wrong with it. Models validateIndexesFormat. */
function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0;
  let total = 0;
  let last: number | undefined;
  for (const part of text.split(',')) {
    const ends = part.split('-');
    if (ends.length > 2)
      return `the fragment ${JSON.stringify(part)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    const numbers: number[] = [];
    for (const end of ends) {
      if (!/^[-+]?\d+$/.test(end)) return `cannot convert string to integer for index: ${JSON.stringify(end)}`;
      if (Number(end) >= completions) return `too large index: ${JSON.stringify(end)}`;
      numbers.push(Number(end));
    }
    const [first = 0, second] = numbers;
    if (second !== undefined && first >= second) return `non-increasing order, previous: ${first}, current: ${second}`;
    if (last !== undefined && last >= first) return `non-increasing order, previous: ${last}, current: ${first}`;
    last = second ?? first;
    total += last - first + 1;
  }
  return total;
}
