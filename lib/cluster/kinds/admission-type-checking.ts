import { celTypeOfSchema, type CelType, type ObjectType, type TypeSchema } from '@/lib/api/cel';
import { tryCompileAdmission, variableType, type AdmissionScope } from '@/lib/api/cel/admission';
import { celTypeOfDefinition } from '@/lib/api/cel/definition-type';
import type { KubeObject } from '@/lib/api/object';
import type { Rule } from './admission-rule';
import type { KindTable, ServedKind } from './kind-table';

/** Models admissionregistration/v1.ExpressionWarning. */
export interface ExpressionWarning {
  readonly fieldRef: string;
  readonly warning: string;
}

/** Most kinds that one rule's expressions are checked against. */
const MOST_TYPES = 10;

interface Validation {
  readonly expression: string;
  readonly messageExpression?: string;
}

/**
 * What the expressions of a ValidatingAdmissionPolicy get wrong about the kinds that it is about. Models TypeChecker.Check of
 * apiserver/pkg/admission/plugin/policy/validating.
 */
export function typeCheck(policy: KubeObject, kinds: KindTable): ExpressionWarning[] {
  const { matchConstraints, validations = [], variables = [], paramKind } = policy.spec;
  const types = typesToCheck(matchConstraints?.resourceRules ?? [], kinds).flatMap((served) => {
    const type = typeOf(served);
    return type ? [{ served, type }] : [];
  });
  const paramsKind = paramKind ? kinds.byKind(paramKind.apiVersion, paramKind.kind) : undefined;
  const paramsType = paramsKind && typeOf(paramsKind);
  const check = (expression: string): string =>
    types
      .flatMap(({ served, type }) => {
        const issues = issuesOf(expression, variables, {
          params: paramsType !== undefined,
          authorizer: true,
          object: type,
          ...(paramsType && { paramsType }),
        });
        return issues === undefined ? [] : [`${kindText(served)}: ${issues}\n`];
      })
      .join('\n');
  return (validations as readonly Validation[]).flatMap(({ expression, messageExpression }, i) => {
    const warnings = [{ fieldRef: `spec.validations[${i}].expression`, warning: check(expression) }];
    if (messageExpression) warnings.push({ fieldRef: `spec.validations[${i}].messageExpression`, warning: check(messageExpression) });
    return warnings.filter(({ warning }) => warning !== '');
  });
}

const kindText = ({ kind, version }: ServedKind) => `${kind.group}/${version.name}, Kind=${kind.kind}`;

function issuesOf(
  expression: string,
  variables: readonly { name: string; expression: string }[],
  scope: AdmissionScope,
): string | undefined {
  const types = new Map<string, CelType>();
  for (const variable of variables) {
    const compiled = tryCompileAdmission(variable.expression, { ...scope, variables: types });
    types.set(variable.name, variableType('program' in compiled ? compiled.program.outputType : undefined));
  }
  const compiled = tryCompileAdmission(expression, { ...scope, variables: types });
  return 'error' in compiled ? compiled.error.message.replace(/^compilation failed: /, '') : undefined;
}

/** Kinds that rules name without wildcards, by group, version and kind. */
function typesToCheck(rules: readonly Rule[], kinds: KindTable): readonly ServedKind[] {
  const found = new Map<string, ServedKind>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of rules) {
    if ([...apiGroups, ...apiVersions].some((name) => name.includes('*'))) continue;
    let count = 0;
    for (const group of [...apiGroups].sort()) {
      for (const version of [...apiVersions].sort()) {
        for (const resource of resources.filter((name) => !/[*/]/.test(name)).sort()) {
          const served = kinds.served(group, version, resource);
          if (!served) continue;
          found.set(kindText(served), served);
          if (++count === MOST_TYPES) return sorted(found);
        }
      }
    }
  }
  return sorted(found);
}

const sorted = (found: ReadonlyMap<string, ServedKind>) =>
  [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, served]) => served);

const customTypes = new WeakMap<object, CelType>();

function typeOf({ version }: ServedKind): CelType | undefined {
  if (!version.custom) return celTypeOfDefinition(version.schema);
  const { openapi } = version.custom;
  let found = customTypes.get(openapi);
  if (!found) {
    found = celTypeOfSchema(openapi as TypeSchema, true);
    const metadata = celTypeOfDefinition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
    if (found?.kind === 'object' && metadata) found = withMetadata(found, metadata);
    if (found) customTypes.set(openapi, found);
  }
  return found;
}

const withMetadata = (type: ObjectType, metadata: ObjectType): ObjectType => ({
  ...type,
  fields: new Map([...type.fields, ['metadata', { type: metadata, json: 'metadata' }]]),
});
