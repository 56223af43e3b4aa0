import { CONDITION, tryCompileAdmission, type Compiled } from '@/lib/api/cel/admission';
import type { ServedKind } from '../../../kinds/kind-table';
import type { Attributes } from '../chain';
import { activation, Budget, evaluate, type Activation } from './activation';

export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

/** Most that the match conditions of one webhook or policy may cost. Models RuntimeCELCostBudgetMatchConditions. */
const BUDGET = 2_500_000;

/** Some condition is false: no; all are true: yes; else what went wrong. Models matchconditions.MatchResult. */
export type MatchResult = { readonly matches: boolean } | { readonly error: string };

const known = new WeakMap<readonly MatchCondition[], readonly Compiled[]>();

function compiled(conditions: readonly MatchCondition[], params: boolean): readonly Compiled[] {
  let found = known.get(conditions);
  if (!found) {
    found = conditions.map(({ expression }) => tryCompileAdmission(expression.trim(), { params, authorizer: true }, CONDITION));
    known.set(conditions, found);
  }
  return found;
}

/** Models matchconditions.matcher.Match. `ignore`: the failure policy is Ignore. */
export function matchResult(conditions: readonly MatchCondition[], params: boolean, on: Activation, ignore: boolean): MatchResult {
  const budget = new Budget(BUDGET);
  const programs = compiled(conditions, params);
  const errors: string[] = [];
  try {
    for (const [index, { expression }] of conditions.entries()) {
      const outcome = evaluate(programs[index]!, expression, on, budget);
      if ('error' in outcome) errors.push(outcome.error);
      else if (outcome.value === false) return { matches: false };
    }
  } catch (error) {
    errors.length = 0;
    errors.push((error as Error).message);
  }
  if (errors.length === 0) return { matches: true };
  if (ignore) return { matches: false };
  return { error: errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]` };
}

/** The match conditions of a webhook about a request seen as `served`. */
export const webhookMatchResult = (
  conditions: readonly MatchCondition[],
  attributes: Attributes,
  served: ServedKind,
  ignore: boolean,
): MatchResult => matchResult(conditions, false, activation(attributes, served, {}), ignore);
