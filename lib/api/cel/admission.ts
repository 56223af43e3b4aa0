import { CelCompileError, compileCel, type CelProgram } from './index';
import { authorizerType, resourceCheckType } from './library/authz';
import { makeMutationStruct, mutationStructs } from './mutation';
import {
  boolType, dynType, intType, listType, mapType, nullType, objectType, stringType, timestampType, type CelType, type ObjectType,
} from './types'; // prettier-ignore

/* Expressions of admission policies and match conditions. Models apiserver/pkg/admission/plugin/cel. */

const texts = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, stringType]));
const strings = listType(stringType);
const gvk = objectType('kubernetes.GroupVersionKind', texts('group', 'version', 'kind'));
const gvr = objectType('kubernetes.GroupVersionResource', texts('group', 'version', 'resource'));

const userInfo = objectType('kubernetes.UserInfo', { ...texts('username', 'uid'), groups: strings, extra: mapType(stringType, strings) });

/** The type of `request`. Models BuildRequestType. */
export const requestType = objectType('kubernetes.AdmissionRequest', {
  kind: gvk,
  resource: gvr,
  requestKind: gvk,
  requestResource: gvr,
  ...texts('subResource', 'requestSubResource', 'name', 'namespace', 'operation'),
  userInfo,
  dryRun: boolType,
  options: dynType,
});

const condition = objectType('kubernetes.NamespaceCondition', {
  ...texts('status', 'type', 'message', 'reason'),
  lastTransitionTime: timestampType,
});
const labels = mapType(stringType, stringType);

/** The type of `namespaceObject`. Models BuildNamespaceType. */
export const namespaceType = objectType('kubernetes.Namespace', {
  metadata: objectType('kubernetes.NamespaceMetadata', {
    ...texts('name', 'generateName', 'namespace', 'UID', 'resourceVersion'),
    labels,
    annotations: labels,
    creationTimestamp: timestampType,
    deletionTimestamp: timestampType,
    deletionGracePeriodSeconds: intType,
    generation: intType,
    finalizers: strings,
  }),
  spec: objectType('kubernetes.NamespaceSpec', { finalizers: strings }),
  status: objectType('kubernetes.NamespaceStatus', { conditions: listType(condition), phase: stringType }),
});

export interface AdmissionScope {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** `Object{…}` and `JSONPatch{…}` may be made. */
  readonly mutation?: boolean;
  /** Types of `variables`; absent: there is no such name. */
  readonly variables?: ReadonlyMap<string, CelType>;
  /** Types of `object` and `params`; default dyn. */
  readonly object?: CelType;
  readonly paramsType?: CelType;
}

/** Expected types of the expressions of policies. */
export const CONDITION: CelType = boolType;
export const MESSAGE: CelType = stringType;
export const AUDIT_VALUE: readonly CelType[] = [stringType, nullType];

/** Compiles an expression of a policy or a match condition. Throws CelCompileError. Models Compiler.CompileCELExpression. */
export function compileAdmission(expression: string, scope: AdmissionScope, expect?: CelType | readonly CelType[]): CelProgram {
  const object = scope.object ?? dynType;
  const variables: Record<string, CelType> = { object, oldObject: object, namespaceObject: namespaceType, request: requestType };
  if (scope.params) variables.params = scope.paramsType ?? dynType;
  if (scope.authorizer) {
    variables.authorizer = authorizerType;
    variables['authorizer.requestResource'] = resourceCheckType;
  }
  if (scope.variables) variables.variables = variablesType(scope.variables);
  return compileCel(expression, {
    variables,
    ...(expect !== undefined && { expect }),
    ...(scope.mutation && { structs: mutationStructs, makeStruct: makeMutationStruct, mutation: true }),
  });
}

function variablesType(types: ReadonlyMap<string, CelType>): ObjectType {
  return { kind: 'object', name: 'kubernetes.variables', fields: new Map([...types].map(([name, type]) => [name, { type, json: name }])) };
}

/** A compiled expression, or why it does not compile. */
export type Compiled = { readonly program: CelProgram } | { readonly error: CelCompileError };

/** As `compileAdmission`, without throwing. */
export function tryCompileAdmission(expression: string, scope: AdmissionScope, expect?: CelType | readonly CelType[]): Compiled {
  try {
    return { program: compileAdmission(expression, scope, expect) };
  } catch (error) {
    if (error instanceof CelCompileError) return { error };
    throw error;
  }
}

/** The type that a variable has in the expressions after it. Models convertCelTypeToDeclType. */
export function variableType(type: CelType | undefined): CelType {
  if (type === undefined) return dynType;
  switch (type.kind) {
    case 'list':
      return listType(variableType(type.elem));
    case 'map':
      return mapType(variableType(type.key), variableType(type.value));
    case 'object':
    case 'opaque':
    case 'type':
    case 'param':
    case 'error':
      return dynType;
    default:
      return type;
  }
}
