import { tryCompileAdmission, variableType, type Compiled } from '@/lib/api/cel/admission';
import type { CelType } from '@/lib/api/cel';
import type { KubeObject } from '@/lib/api/object';
import type { Store } from '../../../store';
import type { Attributes } from '../chain';
import { matchedKind, type MatchResources } from './matching';
import { collectParams, servedParamKind, ConfigurationError, type ParamKind, type ParamRef } from './params';
import type { MatchCondition } from './match-conditions';
import type { ServedKind } from '../../../kinds/kind-table';

/** What validating and mutating policies have in common. */
export interface PolicySpec {
  readonly paramKind?: ParamKind;
  readonly matchConstraints?: MatchResources;
  readonly matchConditions?: readonly MatchCondition[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly failurePolicy?: 'Fail' | 'Ignore';
}

export interface BindingSpec {
  readonly policyName: string;
  readonly paramRef?: ParamRef;
  readonly matchResources?: MatchResources;
}

/** A policy and those that bind it. Models generic.PolicyHook. */
export interface Hook {
  readonly policy: KubeObject;
  readonly bindings: readonly KubeObject[];
}

/** Policies that are bound, in order of their names. A cluster without bindings costs one look. */
export function hooks(store: Store, policies: string, bindings: string): readonly Hook[] {
  const group = 'admissionregistration.k8s.io';
  const bound = store.list({ group, resource: bindings });
  if (bound.length === 0) return [];
  const byPolicy = new Map<string, KubeObject[]>();
  for (const binding of bound) {
    const name = (binding.spec as BindingSpec).policyName;
    byPolicy.set(name, [...(byPolicy.get(name) ?? []), binding]);
  }
  return [...byPolicy.keys()].sort().flatMap((name) => {
    const policy = store.get({ group, resource: policies }, '', name);
    return policy ? [{ policy, bindings: byPolicy.get(name)! }] : [];
  });
}

/** The variables of a policy, each with those before it in sight. Models CompileAndStoreVariables. */
export function compileVariables(spec: PolicySpec): {
  readonly compiled: ReadonlyMap<string, Compiled>;
  readonly types: Map<string, CelType>;
} {
  const compiled = new Map<string, Compiled>();
  const types = new Map<string, CelType>();
  for (const { name, expression } of spec.variables ?? []) {
    const result = tryCompileAdmission(expression, { params: spec.paramKind !== undefined, authorizer: true, variables: types });
    compiled.set(name, result);
    types.set(name, variableType('program' in result ? result.program.outputType : undefined));
  }
  return { compiled, types };
}

/** A policy, a binding and parameters that a request is to be held against. Models generic.PolicyInvocation. */
export interface Invocation {
  readonly policy: KubeObject;
  readonly binding: KubeObject;
  readonly served: ServedKind;
  /** Null: none. */
  readonly params: KubeObject | null;
}

/** A policy or binding that could not be used. */
export interface ConfigurationProblem {
  readonly policy: KubeObject;
  readonly binding: KubeObject | undefined;
  readonly message: string;
}

/** Invocations and problems of all policies that match, in order. Models policyDispatcher.Dispatch. */
export function* relevant(all: readonly Hook[], attributes: Attributes): Generator<readonly Invocation[] | ConfigurationProblem> {
  for (const { policy, bindings } of all) {
    const spec = policy.spec as PolicySpec;
    const served = matchedKind(spec.matchConstraints ?? {}, attributes);
    if (!served) continue;
    let paramKind: ServedKind | undefined;
    try {
      paramKind = servedParamKind(spec.paramKind, attributes);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      yield { policy, binding: undefined, message: `failed to configure policy: ${error.message}` };
      continue;
    }
    for (const binding of bindings) {
      const { matchResources, paramRef } = binding.spec as BindingSpec;
      if (matchResources && !matchedKind(matchResources, attributes)) continue;
      try {
        const params = collectParams(paramKind, paramRef, attributes);
        yield params.map((one) => ({ policy, binding, served, params: one }));
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        yield { policy, binding, message: `failed to configure binding: ${error.message}` };
      }
    }
  }
}
