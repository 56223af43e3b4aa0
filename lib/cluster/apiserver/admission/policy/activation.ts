import { CelMap, CelRuntimeError, costOf, PER_CALL_LIMIT, type CelProgram, type CelValue } from '@/lib/api/cel';
import type { Compiled } from '@/lib/api/cel/admission';
import { authorizerValue, resourceCheckValue, type AuthorizationCheck, type CelAuthorizer } from '@/lib/api/cel/library/authz';
import type { KubeObject } from '@/lib/api/object';
import type { ServedKind } from '../../../kinds/kind-table';
import type { UserInfo } from '../../../client/client';
import { decide } from '../../authz/authorize';
import type { Attributes } from '../chain';
import { userInfoOf } from '../user-info';
import { optionsOf } from '../webhook/review';
import { kindOf, versioned } from '../webhook/versioned';
import { requestName } from './request-name';
import { NAMESPACES } from '../../../client/resources';

/** The names that expressions see, and their values. Models admission/plugin/cel.evaluationActivation. */
export interface Activation {
  readonly values: Readonly<Record<string, unknown>>;
  /** What variables have cost since it was last asked. */
  takeCost(): number;
}

export interface ActivationOptions {
  readonly params?: KubeObject | null;
  readonly authorizer?: boolean;
  readonly variables?: ReadonlyMap<string, Compiled>;
}

/** Everything an expression may look at in one request, seen as `served`. */
export function activation(attributes: Attributes, served: ServedKind, options: ActivationOptions): Activation {
  const { object, old } = attributes;
  let cost = 0;
  const values: Record<string, unknown> = {
    object: object ? versioned(attributes, object, served) : null,
    oldObject: old ? versioned(attributes, old, served) : null,
    params: options.params ?? null,
    request: once(() => requestOf(attributes, served)),
    namespaceObject: once(() => namespaceOf(attributes)),
  };
  if (options.authorizer !== false) {
    const ask = authorizerFor(attributes);
    const { group, resource } = attributes.call.served.resource;
    const namespace = namespaceName(attributes);
    values.authorizer = authorizerValue(ask);
    values['authorizer.requestResource'] = resourceCheckValue(ask, {
      group, resource, subresource: attributes.subresource, namespace, name: requestName(attributes),
    }); // prettier-ignore
  }
  const { variables } = options;
  if (variables) values.variables = new Variables(variables, values, (spent) => (cost += spent));
  return {
    values,
    takeCost() {
      const taken = cost;
      cost = 0;
      return taken;
    },
  };
}

function once(get: () => unknown): () => unknown {
  let found: { value: unknown } | undefined;
  return () => (found ??= { value: get() }).value;
}

function namespaceName({ call, object, old }: Attributes): string {
  if (!call.served.kind.namespaced) return '';
  return object?.metadata?.namespace ?? old?.metadata.namespace ?? call.info.namespace;
}

function namespaceOf(attributes: Attributes): unknown {
  const name = namespaceName(attributes);
  const found = name ? attributes.call.server.store.get(NAMESPACES, '', name) : undefined;
  if (!found) return null;
  const { managedFields: _fields, ownerReferences: _owners, ...metadata } = found.metadata;
  return { metadata, spec: found.spec ?? {}, status: found.status ?? {} };
}

/** Models CreateAdmissionRequest. */
function requestOf(attributes: Attributes, served: ServedKind): unknown {
  const { call, subresource, operation } = attributes;
  const resource = (kind: ServedKind) => ({ group: kind.resource.group, version: kind.version.name, resource: kind.resource.resource });
  const namespace = namespaceName(attributes) || (call.served.resource.resource === 'namespaces' ? requestName(attributes) : '');
  return {
    kind: kindOf(attributes, served),
    resource: resource(served),
    ...(subresource && { subResource: subresource, requestSubResource: subresource }),
    requestKind: kindOf(attributes, call.served),
    requestResource: resource(call.served),
    ...(requestName(attributes) && { name: requestName(attributes) }),
    ...(namespace && { namespace }),
    operation,
    userInfo: userInfoOf(call.user),
    dryRun: call.dryRun,
    options: optionsOf(attributes) ?? {},
  };
}

/** Asks as the user of the request, each question once. Models admission/plugin/authorizer.CachingAuthorizer. */
function authorizerFor({ call }: Attributes): CelAuthorizer {
  const known = new Map<string, ReturnType<CelAuthorizer>>();
  return (check) => {
    const key = JSON.stringify(check);
    let found = known.get(key);
    if (!found) known.set(key, (found = answer(call, check)));
    return found;
  };
}

function answer({ server, user }: Attributes['call'], check: AuthorizationCheck): ReturnType<CelAuthorizer> {
  const { serviceAccount, path, verb, labelSelector: _labels, fieldSelector: _fields, ...resource } = check;
  const asking: UserInfo = serviceAccount
    ? {
        name: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${serviceAccount.namespace}`, 'system:authenticated'],
      }
    : user;
  return decide(server, asking, { verb, isResource: path === '', path, ...resource });
}

/** `variables`: each is evaluated when it is first read. Models compositionContext.Variables. */
class Variables extends CelMap {
  private readonly known = new Map<string, CelValue | CelRuntimeError>();

  constructor(
    private readonly compiled: ReadonlyMap<string, Compiled>,
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly spend: (cost: number) => void,
  ) {
    super();
  }

  get size(): number {
    return this.compiled.size;
  }

  override get structName(): string {
    return 'kubernetes.variables';
  }

  keys(): CelValue[] {
    return [...this.compiled.keys()];
  }

  override hasField(field: string): boolean {
    return this.compiled.has(field);
  }

  get(key: CelValue): CelValue | undefined {
    const found = typeof key === 'string' ? this.compiled.get(key) : undefined;
    if (!found) return undefined;
    const name = key as string;
    let value = this.known.get(name);
    if (value === undefined) this.known.set(name, (value = this.evaluate(name, found)));
    if (value instanceof CelRuntimeError) throw value;
    return value;
  }

  private evaluate(name: string, compiled: Compiled): CelValue | CelRuntimeError {
    const quoted = JSON.stringify(name);
    if ('error' in compiled) return new CelRuntimeError(`composited variable ${quoted} fails to compile: ${compiled.error.message}`);
    try {
      const { value, cost } = compiled.program.evaluate(this.values);
      this.spend(cost);
      return value;
    } catch (error) {
      if (!(error instanceof CelRuntimeError)) throw error;
      this.spend(costOf(error));
      return new CelRuntimeError(`composited variable ${quoted} fails to evaluate: ${error.message}`);
    }
  }
}

/** The budget of a policy is spent: nothing more is evaluated. */
export class OutOfBudgetError extends Error {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

/** Spends the cost of one expression after the other. */
export class Budget {
  constructor(private remaining: number) {}

  /** Throws OutOfBudgetError. */
  spend(cost: number): void {
    if (cost > this.remaining) throw new OutOfBudgetError();
    this.remaining -= cost;
  }
}

export type Outcome = { readonly value: CelValue } | { readonly error: string };

/** One expression's value or error. Throws OutOfBudgetError. Models evaluationActivation.Evaluate. */
export function evaluate(compiled: Compiled, expression: string, { values, takeCost }: Activation, budget: Budget): Outcome {
  if ('error' in compiled) return { error: `compilation error: ${compiled.error.message}` };
  const { program }: { program: CelProgram } = compiled;
  try {
    const { value, cost } = program.evaluate(values, { costLimit: PER_CALL_LIMIT });
    budget.spend(takeCost());
    budget.spend(cost);
    return { value };
  } catch (error) {
    if (!(error instanceof CelRuntimeError)) throw error;
    budget.spend(takeCost());
    budget.spend(costOf(error));
    return { error: `expression '${expression}' resulted in error: ${error.message}` };
  }
}
