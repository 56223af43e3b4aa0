import { RUNTIME_COST_BUDGET, typeNameOf } from '@/lib/api/cel';
import { AUDIT_VALUE, CONDITION, MESSAGE, tryCompileAdmission, type Compiled } from '@/lib/api/cel/admission';
import type { KubeObject } from '@/lib/api/object';
import { StatusError } from '@/lib/api/status';
import type { AdmissionPlugin, Attributes } from '../chain';
import { forbid } from '../forbidden';
import { activation, Budget, evaluate, OutOfBudgetError, type Outcome } from './activation';
import { matchResult } from './match-conditions';
import { isExcluded } from './matching';
import { compileVariables, hooks, relevant, type BindingSpec, type Invocation, type PolicySpec } from './policies';

interface Validation {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

interface ValidatingSpec extends PolicySpec {
  readonly validations?: readonly Validation[];
  readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[];
}

interface ValidatingBinding extends BindingSpec {
  readonly validationActions?: readonly ('Deny' | 'Warn' | 'Audit')[];
}

interface Denial {
  readonly policy: KubeObject;
  readonly binding: KubeObject | undefined;
  readonly message: string;
  readonly reason?: string;
}

const CODES: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413, Invalid: 422 };
const MAX_MESSAGE = 5 * 1024;
const MAX_AUDIT_VALUE = 10 * 1024;

/** Holds requests against ValidatingAdmissionPolicies. Models admission/plugin/policy/validating. */
export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  validate(attributes) {
    const all = hooks(attributes.call.server.store, 'validatingadmissionpolicies', 'validatingadmissionpolicybindings');
    if (all.length === 0 || isExcluded(attributes)) return;
    const denials: Denial[] = [];
    const annotations = new Map<string, string[]>();
    for (const found of relevant(all, attributes)) {
      if ('message' in found) {
        if (found.policy.spec.failurePolicy !== 'Ignore') denials.push(found);
      } else for (const invocation of found) invoke(invocation, attributes, denials, annotations);
    }
    for (const [key, values] of annotations) attributes.call.auditAnnotations[key] = values.join(', ');
    if (denials.length > 0) throw denied(attributes, denials[0]!);
  },
};

function denied(attributes: Attributes, { policy, binding, message, reason = 'Invalid' }: Denial): StatusError {
  const bound = binding ? ` with binding '${binding.metadata.name}'` : '';
  const text = `ValidatingAdmissionPolicy '${policy.metadata.name}'${bound} denied request: ${message}`;
  const { status } = forbid(attributes, text);
  const causes = [...(status.details?.causes ?? []), { message: text }];
  return new StatusError({ ...status, reason, details: { ...status.details, causes }, code: CODES[reason] ?? 422 });
}

interface CompiledPolicy {
  readonly variables: ReadonlyMap<string, Compiled>;
  readonly validations: readonly { readonly condition: Compiled; readonly message: Compiled | undefined }[];
  readonly annotations: readonly Compiled[];
}

const compiledPolicies = new WeakMap<KubeObject, CompiledPolicy>();

function compile(policy: KubeObject): CompiledPolicy {
  let found = compiledPolicies.get(policy);
  if (!found) {
    const spec = policy.spec as ValidatingSpec;
    const { compiled, types } = compileVariables(spec);
    const scope = { params: spec.paramKind !== undefined, authorizer: true, variables: types };
    found = {
      variables: compiled,
      validations: (spec.validations ?? []).map(({ expression, messageExpression }) => ({
        condition: tryCompileAdmission(expression, scope, CONDITION),
        message: messageExpression ? tryCompileAdmission(messageExpression, { ...scope, authorizer: false }, MESSAGE) : undefined,
      })),
      annotations: (spec.auditAnnotations ?? []).map(({ valueExpression }) =>
        tryCompileAdmission(valueExpression.trim(), scope, AUDIT_VALUE),
      ),
    };
    compiledPolicies.set(policy, found);
  }
  return found;
}

/** One policy with one binding's parameters. Models validator.Validate and what the dispatcher makes of it. */
function invoke(invocation: Invocation, attributes: Attributes, denials: Denial[], annotations: Map<string, string[]>): void {
  const { policy, binding, served, params } = invocation;
  const spec = policy.spec as ValidatingSpec;
  const ignore = spec.failurePolicy === 'Ignore';
  const { variables, validations, annotations: values } = compile(policy);
  const on = activation(attributes, served, { params, variables });
  const failed = (message: string) => {
    if (!ignore) act(invocation, attributes, 0, { policy, binding, message }, denials);
  };
  if (spec.matchConditions?.length) {
    const result = matchResult(spec.matchConditions, spec.paramKind !== undefined, on, ignore);
    if ('error' in result) return failed(result.error);
    if (!result.matches) return;
  }
  const budget = new Budget(RUNTIME_COST_BUDGET);
  try {
    const outcomes = validations.map(({ condition }, index) => evaluate(condition, spec.validations![index]!.expression, on, budget));
    const messages = validations.map(({ message }, index) =>
      message && 'value' in outcomes[index]! ? evaluate(message, spec.validations![index]!.messageExpression!, on, budget) : undefined,
    );
    for (const [index, outcome] of outcomes.entries()) {
      if ('value' in outcome && outcome.value === true) continue;
      const { reason } = spec.validations![index]!;
      if ('error' in outcome) {
        if (!ignore) act(invocation, attributes, index, { policy, binding, message: outcome.error }, denials);
        continue;
      }
      const message = messageOf(spec.validations![index]!, messages[index]);
      act(invocation, attributes, index, { policy, binding, message, ...(reason && { reason }) }, denials);
    }
  } catch (error) {
    if (!(error instanceof OutOfBudgetError)) throw error;
    return failed(error.message);
  }
  annotate(invocation, values, on, denials, annotations);
}

/** Models the choice of a message: messageExpression's, the fixed one, or the expression. */
function messageOf(validation: Validation, evaluated: Outcome | undefined): string {
  if (evaluated && 'value' in evaluated && typeof evaluated.value === 'string') {
    const message = evaluated.value.trim();
    if (message !== '' && message.length <= MAX_MESSAGE && !message.includes('\n')) return message;
  }
  return validation.message?.trim() || `failed expression: ${validation.expression.trim()}`;
}

/** What the binding's actions make of a failed validation. */
function act({ policy, binding }: Invocation, { call }: Attributes, index: number, denial: Denial, denials: Denial[]): void {
  const { validationActions = [], policyName } = binding.spec as ValidatingBinding;
  for (const action of validationActions) {
    if (action === 'Deny') denials.push(denial);
    else if (action === 'Warn') {
      const names = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
      call.warnings.push(`Validation failed for ${names}: ${denial.message}`);
    } else {
      call.auditAnnotations['validation.policy.admission.k8s.io/validation_failure'] = JSON.stringify([
        { message: denial.message, policy: policyName, binding: binding.metadata.name, expressionIndex: index, validationActions },
      ]);
    }
  }
}

function annotate(
  { policy, binding }: Invocation,
  values: readonly Compiled[],
  on: ReturnType<typeof activation>,
  denials: Denial[],
  annotations: Map<string, string[]>,
): void {
  const spec = policy.spec as ValidatingSpec;
  const budget = new Budget(RUNTIME_COST_BUDGET);
  for (const [index, { key, valueExpression }] of (spec.auditAnnotations ?? []).entries()) {
    const outcome = evaluate(values[index]!, valueExpression, on, budget);
    let error = 'error' in outcome ? outcome.error : undefined;
    if ('value' in outcome && outcome.value !== null && typeof outcome.value !== 'string') {
      const type = typeNameOf(outcome.value);
      error = `valueExpression '${valueExpression}' resulted in unsupported return type: ${type}. Return type must be either string or null.`;
    }
    if (error !== undefined) {
      if (spec.failurePolicy !== 'Ignore') denials.push({ policy, binding, message: error });
      continue;
    }
    const value = 'value' in outcome && typeof outcome.value === 'string' ? outcome.value.trim().slice(0, MAX_AUDIT_VALUE) : '';
    const name = `${policy.metadata.name}/${key}`;
    if (value && !annotations.get(name)?.includes(value)) annotations.set(name, [...(annotations.get(name) ?? []), value]);
  }
}
