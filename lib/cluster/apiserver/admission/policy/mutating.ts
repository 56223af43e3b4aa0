import { CelRuntimeError, RUNTIME_COST_BUDGET } from '@/lib/api/cel';
import { tryCompileAdmission, type Compiled } from '@/lib/api/cel/admission';
import { applyConfigurationType, jsonPatchListType } from '@/lib/api/cel/mutation';
import { deepEqual, deepFreeze } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { StatusError } from '@/lib/api/status';
import type { AdmissionPlugin, Attributes } from '../chain';
import { forbid } from '../forbidden';
import { unversioned, versioned } from '../webhook/versioned';
import { activation, Budget, evaluate, OutOfBudgetError } from './activation';
import { matchResult } from './match-conditions';
import { isExcluded } from './matching';
import { applied, jsonPatched, PatchError } from './patch';
import { compileVariables, hooks, relevant, type ConfigurationProblem, type Invocation, type PolicySpec } from './policies';

interface Mutation {
  readonly patchType: 'ApplyConfiguration' | 'JSONPatch';
  readonly applyConfiguration?: { readonly expression: string };
  readonly jsonPatch?: { readonly expression: string };
}

interface MutatingSpec extends PolicySpec {
  readonly mutations: readonly Mutation[];
  readonly reinvocationPolicy?: 'Never' | 'IfNeeded';
}

interface Problem extends ConfigurationProblem {
  readonly reason?: string;
}

type Writing = Attributes & { readonly object: KubeObject };

const PLUGIN = 'MutatingAdmissionPolicy';

/** Changes objects as MutatingAdmissionPolicies say. Models admission/plugin/policy/mutating. */
export const mutatingAdmissionPolicy: AdmissionPlugin = {
  name: PLUGIN,
  admit(attributes) {
    const all = hooks(attributes.call.server.store, 'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings');
    if (all.length === 0 || isExcluded(attributes)) return attributes.object;
    const { reinvocation } = attributes;
    let { object } = attributes;
    if (reinvocation?.isReinvoke && !deepEqual(reinvocation.lastOutput(PLUGIN), object)) reinvocation.requirePrevious(PLUGIN);
    const problems: Problem[] = [];
    const invocations: Invocation[] = [];
    for (const found of relevant(all, attributes)) {
      if ('message' in found) problems.push(found);
      else invocations.push(...found);
    }
    for (const invocation of invocations) {
      const next = mutate(invocation, { ...attributes, object }, problems);
      if (next !== object) {
        reinvocation?.requirePrevious(PLUGIN);
        reinvocation?.request();
      }
      if ((invocation.policy.spec as MutatingSpec).reinvocationPolicy === 'IfNeeded') reinvocation?.addInvoked(PLUGIN, keyOf(invocation));
      object = next;
    }
    reinvocation?.setOutput(PLUGIN, object);
    const fatal = problems.filter(({ policy }) => (policy.spec as MutatingSpec).failurePolicy !== 'Ignore');
    if (fatal.length > 0) throw denied(attributes, fatal);
    return object;
  },
};

const keyOf = ({ policy, binding, params }: Invocation): string =>
  JSON.stringify([policy.metadata.name, binding.metadata.name, params?.metadata.namespace, params?.metadata.name]);

/** Models policyDispatcher.Dispatch's answer: the first error's words, and all as causes. */
function denied(attributes: Attributes, problems: readonly Problem[]): StatusError {
  const texts = problems.map(({ policy, binding, message }) => {
    const { name } = policy.metadata;
    return binding
      ? `policy '${name}' with binding '${binding.metadata.name}' denied request: ${message}`
      : `policy ${JSON.stringify(name)} denied request: ${message}`;
  });
  const { status } = forbid(attributes, 'admission request denied by policy');
  const causes = [...(status.details?.causes ?? []), ...texts.map((message) => ({ message }))];
  const reason = problems[0]!.reason ?? status.reason;
  return new StatusError({ ...status, message: texts[0]!, ...(reason && { reason }), details: { ...status.details, causes } });
}

interface CompiledPolicy {
  readonly variables: ReadonlyMap<string, Compiled>;
  readonly mutations: readonly Compiled[];
}

const compiledPolicies = new WeakMap<KubeObject, CompiledPolicy>();

const expressionOf = ({ patchType, applyConfiguration, jsonPatch }: Mutation): string =>
  (patchType === 'JSONPatch' ? jsonPatch?.expression : applyConfiguration?.expression) ?? '';

function compile(policy: KubeObject): CompiledPolicy {
  let found = compiledPolicies.get(policy);
  if (!found) {
    const spec = policy.spec as MutatingSpec;
    const { compiled, types } = compileVariables(spec);
    const scope = { params: spec.paramKind !== undefined, authorizer: true, variables: types, mutation: true };
    const mutations = spec.mutations.map((mutation) =>
      tryCompileAdmission(expressionOf(mutation), scope, mutation.patchType === 'JSONPatch' ? jsonPatchListType : applyConfigurationType),
    );
    found = { variables: compiled, mutations };
    compiledPolicies.set(policy, found);
  }
  return found;
}

/** The object as one policy leaves it. Models dispatcher.dispatchInvocations. */
function mutate(invocation: Invocation, attributes: Writing, problems: Problem[]): KubeObject {
  const { policy, binding, served, params } = invocation;
  const spec = policy.spec as MutatingSpec;
  const { variables, mutations } = compile(policy);
  const fail = (message: string) => void problems.push({ policy, binding, message, reason: 'Invalid' });
  if (spec.matchConditions?.length) {
    const on = activation(attributes, served, { params, variables });
    const result = matchResult(spec.matchConditions, spec.paramKind !== undefined, on, spec.failurePolicy === 'Ignore');
    if ('error' in result) fail(result.error);
    if ('error' in result || !result.matches) return attributes.object;
  }
  const { reinvocation } = attributes;
  if (reinvocation?.isReinvoke && !reinvocation.mustReinvoke(PLUGIN, keyOf(invocation))) return attributes.object;
  let { object } = attributes;
  for (const [index, mutation] of spec.mutations.entries()) {
    const now = { ...attributes, object };
    const on = activation(now, served, { params, variables });
    try {
      const outcome = evaluate(mutations[index]!, expressionOf(mutation), on, new Budget(RUNTIME_COST_BUDGET));
      if ('error' in outcome) fail(outcome.error);
      else {
        const seen = versioned(now, object, served)!;
        const changed = mutation.patchType === 'JSONPatch' ? jsonPatched(seen, outcome.value) : applied(seen, outcome.value, served);
        object = settled(now, changed, served);
      }
    } catch (error) {
      if (!(error instanceof PatchError || error instanceof OutOfBudgetError || error instanceof CelRuntimeError)) throw error;
      fail(error.message);
    }
  }
  return object;
}

/** The changed object as admission holds it, with its defaults. */
function settled(attributes: Writing, changed: KubeObject, served: Invocation['served']): KubeObject {
  const { kind } = attributes.call.served;
  const back = unversioned(attributes, changed, served);
  const own = attributes.object.kind === kind.kind;
  const filled = own && kind.defaults ? kind.defaults(back, attributes.call.server.context) : back;
  return deepEqual(filled, attributes.object) ? attributes.object : deepFreeze(filled);
}
