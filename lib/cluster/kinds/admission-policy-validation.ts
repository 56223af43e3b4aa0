import type { CelType } from '@/lib/api/cel';
import {
  AUDIT_VALUE, CONDITION, MESSAGE, tryCompileAdmission, variableType, type AdmissionScope, type Compiled,
} from '@/lib/api/cel/admission'; // prettier-ignore
import { applyConfigurationType, jsonPatchListType } from '@/lib/api/cel/mutation';
import { duplicate, forbidden, internalError, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName, isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { validateMatchConditions, validateRule } from './admission-rule';
import { validateSelector } from './validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const FAILURE_POLICIES = ['Fail', 'Ignore'];
const MATCH_POLICIES = ['Equivalent', 'Exact'];
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const REINVOCATION = ['IfNeeded', 'Never'];
const MAX_AUDIT_ANNOTATIONS = 20;
const MAX_VALUE_EXPRESSION = 5 * 1024;
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);

/** Models ValidateValidatingAdmissionPolicy and its update: match conditions that stay as they were are not looked at again. */
export function validateValidatingPolicy(policy: KubeObject, old?: KubeObject): FieldError[] {
  const spec: any = policy.spec ?? {};
  const { found, scope } = validateShared(spec, old?.spec);
  const at = 'spec.validations';
  if (!spec.validations?.length && !spec.auditAnnotations?.length) {
    const why = 'validations or auditAnnotations must contain at least one item';
    return [...found, required(at, why), required('spec.auditAnnotations', why)];
  }
  (spec.validations ?? []).forEach((validation: any, i: number) => found.push(...validateValidation(validation, scope, `${at}[${i}]`)));
  return [...found, ...validateAuditAnnotations(policy.metadata.name, spec.auditAnnotations ?? [], scope)];
}

/** Models ValidateMutatingAdmissionPolicy and its update. */
export function validateMutatingPolicy(policy: KubeObject, old?: KubeObject): FieldError[] {
  const spec: any = policy.spec ?? {};
  const { found, scope } = validateShared(spec, old?.spec);
  (spec.matchConstraints?.resourceRules ?? []).forEach((rule: any, i: number) => {
    (rule.operations ?? []).forEach((operation: string, j: number) => {
      if (operation === 'CREATE' || operation === 'UPDATE') return;
      found.push(notSupported(`spec.matchConstraints.resourceRules[${i}].operations[${j}]`, operation, ['CREATE', 'UPDATE']));
    });
  });
  if (!spec.mutations?.length) found.push(required('spec.mutations', 'mutations must contain at least one item'));
  (spec.mutations ?? []).forEach((mutation: any, i: number) => found.push(...validateMutation(mutation, scope, `spec.mutations[${i}]`)));
  if (!spec.reinvocationPolicy) found.push(required('spec.reinvocationPolicy'));
  else if (!REINVOCATION.includes(spec.reinvocationPolicy)) {
    found.push(notSupported('spec.reinvocationPolicy', spec.reinvocationPolicy, REINVOCATION));
  }
  return found;
}

/** What both sorts of policies have, and what their expressions see. */
function validateShared(spec: any, old: any): { found: FieldError[]; scope: AdmissionScope } {
  const found: FieldError[] = [];
  if (spec.failurePolicy === undefined) found.push(required('spec.failurePolicy'));
  else if (!FAILURE_POLICIES.includes(spec.failurePolicy)) {
    found.push(notSupported('spec.failurePolicy', spec.failurePolicy, FAILURE_POLICIES));
  }
  if (spec.paramKind) found.push(...validateParamKind(spec.paramKind, 'spec.paramKind'));
  if (!spec.matchConstraints) found.push(required('spec.matchConstraints'));
  else {
    found.push(...validateMatchResources(spec.matchConstraints, 'spec.matchConstraints'));
    if (!spec.matchConstraints.resourceRules?.length) found.push(required('spec.matchConstraints.resourceRules'));
  }
  const params = spec.paramKind !== undefined;
  const unchanged = old && deepEqual(old.paramKind, spec.paramKind) && deepEqual(old.matchConditions, spec.matchConditions);
  if (!unchanged) found.push(...validateMatchConditions(spec.matchConditions ?? [], 'spec.matchConditions', params));
  const scope: AdmissionScope = { params, authorizer: true };
  if (!spec.variables?.length) return { found, scope };
  const variables = new Map<string, CelType>();
  spec.variables.forEach((variable: any, i: number) =>
    found.push(...validateVariable(variable, { ...scope, variables }, variables, `spec.variables[${i}]`)),
  );
  return { found, scope: { ...scope, variables } };
}

function validateVariable(variable: any, scope: AdmissionScope, types: Map<string, CelType>, field: string): FieldError[] {
  const found: FieldError[] = [];
  const { name = '', expression = '' } = variable;
  if (name.trim() === '') found.push(required(`${field}.name`, 'name is not specified'));
  else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) || RESERVED.has(name)) {
    found.push(invalid(`${field}.name`, name, 'name is not a valid CEL identifier'));
  }
  if (expression.trim() === '') return [...found, required(`${field}.expression`, 'expression is not specified')];
  const compiled = tryCompileAdmission(expression, scope);
  types.set(name, variableType('program' in compiled ? compiled.program.outputType : undefined));
  return [...found, ...compileFindings(compiled, expression, `${field}.expression`)];
}

function validateValidation(validation: any, scope: AdmissionScope, field: string): FieldError[] {
  const found: FieldError[] = [];
  const { expression = '', message = '', messageExpression = '', reason } = validation;
  if (expression.trim() === '') found.push(required(`${field}.expression`, 'expression is not specified'));
  else found.push(...validateExpression(expression, scope, CONDITION, `${field}.expression`));
  const at = `${field}.messageExpression`;
  if (messageExpression !== '' && messageExpression.trim() === '') {
    found.push(invalid(at, messageExpression, 'must be non-empty if specified'));
  } else if (messageExpression !== '') {
    found.push(...validateExpression(messageExpression, { ...scope, authorizer: false }, MESSAGE, at));
  }
  if (message !== '' && message.trim() === '') {
    found.push(invalid(`${field}.message`, message, 'message must be non-empty if specified'));
  } else if (/[\n\r]/.test(message.trim())) found.push(invalid(`${field}.message`, message, 'message must not contain line breaks'));
  if (reason !== undefined && !REASONS.includes(reason)) found.push(notSupported(`${field}.reason`, reason, REASONS));
  return found;
}

function validateAuditAnnotations(policy: string, annotations: readonly any[], scope: AdmissionScope): FieldError[] {
  const found: FieldError[] = [];
  const field = 'spec.auditAnnotations';
  if (annotations.length > MAX_AUDIT_ANNOTATIONS) {
    found.push(invalid(field, annotations, `must not have more than ${MAX_AUDIT_ANNOTATIONS} auditAnnotations`));
  }
  const keys = new Set<string>();
  annotations.forEach(({ key = '', valueExpression = '' }, i) => {
    const at = `${field}[${i}]`;
    if (!policy) found.push(invalid(`${at}.key`, key, 'requires metadata.name be non-empty'));
    else found.push(...isQualifiedName(`${policy}/${key}`).map((text) => invalid(`${at}.key`, `${policy}/${key}`, text)));
    const trimmed = valueExpression.trim();
    if (trimmed === '') found.push(required(`${at}.valueExpression`, 'valueExpression is not specified'));
    else if (Buffer.byteLength(trimmed) > MAX_VALUE_EXPRESSION) {
      found.push(required(`${at}.valueExpression`, `must not exceed ${MAX_VALUE_EXPRESSION} bytes in length`));
    } else {
      const compiled = tryCompileAdmission(trimmed, scope, AUDIT_VALUE);
      found.push(...compileFindings(compiled, valueExpression, `${at}.valueExpression`));
    }
    if (keys.has(key)) found.push(duplicate(`${at}.key`, key));
    keys.add(key);
  });
  return found;
}

function validateMutation(mutation: any, scope: AdmissionScope, field: string): FieldError[] {
  const { patchType = '', applyConfiguration, jsonPatch } = mutation;
  if (patchType === '') return [required(`${field}.patchType`)];
  if (patchType !== 'ApplyConfiguration' && patchType !== 'JSONPatch') {
    return [notSupported(`${field}.patchType`, patchType, ['ApplyConfiguration', 'JSONPatch'])];
  }
  const apply = patchType === 'ApplyConfiguration';
  const [own, other] = apply ? ['applyConfiguration', 'jsonPatch'] : ['jsonPatch', 'applyConfiguration'];
  const [given, unwanted] = apply ? [applyConfiguration, jsonPatch] : [jsonPatch, applyConfiguration];
  const found: FieldError[] = [];
  if (!given) found.push(required(`${field}.${own}`, `must be specified when patchType is ${patchType}`));
  else {
    const expression = given.expression ?? '';
    const at = `${field}.${own}.expression`;
    if (expression.trim() === '') found.push(required(at, 'expression is not specified'));
    else
      found.push(...validateExpression(expression, { ...scope, mutation: true }, apply ? applyConfigurationType : jsonPatchListType, at));
  }
  if (unwanted) found.push(invalid(`${field}.${other}`, `{${other}}`, `must not be specified when patchType is ${patchType}`));
  return found;
}

function validateParamKind({ apiVersion = '', kind = '' }: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const at = `${field}.apiVersion`;
  const parts = apiVersion.split('/') as string[];
  const [group, version] = parts.length === 1 ? ['', apiVersion] : [parts[0]!, parts[1]!];
  if (apiVersion === '') found.push(required(at));
  else if (parts.length > 2) found.push(invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  else {
    const wrong = group === '' ? [] : isDns1123Subdomain(group);
    if (wrong.length > 0) found.push(invalid(at, group, wrong.join(',')));
    if (version === '') found.push(invalid(at, apiVersion, 'version must be specified'));
    else if (isDns1035Label(version).length > 0) found.push(invalid(at, version, isDns1035Label(version).join(',')));
  }
  const wrong = kind === '' ? [] : isDns1035Label(kind.toLowerCase());
  if (kind === '') found.push(required(`${field}.kind`));
  else if (wrong.length > 0) {
    found.push(invalid(`${field}.kind`, kind, `may have mixed case, but should otherwise match: ${wrong.join(',')}`));
  }
  return found;
}

function validateMatchResources(resources: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  if (!resources.matchPolicy) found.push(required(`${field}.matchPolicy`));
  else if (!MATCH_POLICIES.includes(resources.matchPolicy)) {
    found.push(notSupported(`${field}.matchPolicy`, resources.matchPolicy, MATCH_POLICIES));
  }
  for (const name of ['namespaceSelector', 'objectSelector']) {
    if (!resources[name]) found.push(required(`${field}.${name}`));
    else found.push(...validateSelector(resources[name], `${field}.${name}`));
  }
  for (const name of ['resourceRules', 'excludeResourceRules']) {
    (resources[name] ?? []).forEach((rule: any, i: number) => found.push(...validateNamedRule(rule, `${field}.${name}[${i}]`)));
  }
  return found;
}

function validateNamedRule(rule: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const names = new Set<string>();
  (rule.resourceNames ?? []).forEach((name: string, i: number) => {
    const at = `${field}.resourceNames[${i}]`;
    found.push(...isPathSegmentName(name).map((text) => invalid(at, name, text)));
    if (names.has(name)) found.push(duplicate(at, name));
    names.add(name);
  });
  return [...found, ...validateRule(rule, field)];
}

const ACTIONS = ['Audit', 'Deny', 'Warn'];

/** Models ValidateValidatingAdmissionPolicyBinding; `matchResouces` is upstream's spelling. */
export function validateValidatingBinding(binding: KubeObject): FieldError[] {
  const spec: any = binding.spec ?? {};
  const found = validateBinding(spec, 'matchResouces');
  const field = 'spec.validationActions';
  const actions: readonly string[] = spec.validationActions ?? [];
  actions.forEach((action, i) => {
    if (!ACTIONS.includes(action)) found.push(notSupported(`${field}[${i}]`, action, ACTIONS));
    if (actions.indexOf(action) < i) found.push(duplicate(`${field}[${i}]`, action));
  });
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const why = 'repeating the same validation failure information in the API response and headers serves no purpose';
    found.push(invalid(field, actions, `must not contain both Deny and Warn (${why})`));
  }
  if (actions.length === 0) found.push(required(field, 'at least one validation action is required'));
  return found;
}

/** Models ValidateMutatingAdmissionPolicyBinding. */
export const validateMutatingBinding = (binding: KubeObject): FieldError[] => validateBinding(binding.spec ?? {}, 'matchResouces');

function validateBinding(spec: any, matchField: string): FieldError[] {
  const found: FieldError[] = [];
  const { policyName = '', paramRef, matchResources } = spec;
  if (policyName === '') found.push(required('spec.policyName'));
  else found.push(...isDns1123Subdomain(policyName).map((text) => invalid('spec.policyName', policyName, text)));
  if (paramRef) found.push(...validateParamRef(paramRef, 'spec.paramRef'));
  if (matchResources) found.push(...validateMatchResources(matchResources, `spec.${matchField}`));
  return found;
}

function validateParamRef({ name = '', selector, parameterNotFoundAction: action = '' }: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const exclusive = 'name and selector are mutually exclusive';
  if (name !== '') {
    found.push(...isPathSegmentName(name).map((text) => invalid(`${field}.name`, name, text)));
    if (selector) found.push(forbidden(`${field}.name`, exclusive));
  }
  if (selector) {
    found.push(...validateSelector(selector, `${field}.selector`));
    if (name !== '') found.push(forbidden(`${field}.selector`, exclusive));
  }
  if (name === '' && !selector) found.push(required(field, 'one of name or selector must be specified'));
  const at = `${field}.parameterNotFoundAction`;
  if (action === '') found.push(required(at));
  else if (action !== 'Allow' && action !== 'Deny') found.push(notSupported(at, action, ['Deny', 'Allow']));
  return found;
}

/** What keeps an expression from compiling, as a finding about its field. Models validateCELCondition. */
function validateExpression(
  expression: string,
  scope: AdmissionScope,
  expect: CelType | readonly CelType[] | undefined,
  field: string,
): FieldError[] {
  return compileFindings(tryCompileAdmission(expression, scope, expect), expression, field);
}

/** Models convertCELErrorToValidationError. */
function compileFindings(compiled: Compiled, expression: string, field: string): FieldError[] {
  if ('program' in compiled) return [];
  const { type, message } = compiled.error;
  if (type === 'required') return [required(field, message)];
  return [type === 'internal' ? internalError(field, message) : invalid(field, expression, message)];
}
