import { describe, expect, it } from 'vitest';
import { fieldErrorText } from '@/lib/api/field-error';
import {
  validateMutatingBinding,
  validateMutatingPolicy,
  validateValidatingBinding,
  validateValidatingPolicy,
} from './admission-policy-validation';

const object = (spec?: object) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'X',
  metadata: { name: 'p' },
  ...(spec && { spec }),
});
const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: '*' }];
const matchConstraints = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, resourceRules: rules };
const fine = { failurePolicy: 'Fail', matchConstraints };
const texts = (errors: readonly Parameters<typeof fieldErrorText>[0][]) => errors.map(fieldErrorText);

describe('policies', () => {
  it('want what upstream wants', () => {
    expect(texts(validateValidatingPolicy(object()))).toEqual([
      'spec.failurePolicy: Required value',
      'spec.matchConstraints: Required value',
      'spec.validations: Required value: validations or auditAnnotations must contain at least one item',
      'spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item',
    ]);
  });

  it('name what is wrong with each part', () => {
    const spec = {
      ...fine,
      failurePolicy: 'Maybe',
      paramKind: { apiVersion: 'a/b/c', kind: '' },
      matchConditions: [
        { name: 'a b', expression: 'true' },
        { name: 'c', expression: 'params.x == 1' },
      ],
      variables: [
        { name: 'in', expression: '1' },
        { name: 'n', expression: '' },
      ],
      validations: [{ expression: 'true', message: ' ', messageExpression: '1', reason: 'Unauthorized' }],
      auditAnnotations: [
        { key: 'k', valueExpression: '1' },
        { key: 'k', valueExpression: "'x'" },
      ],
    };
    expect(texts(validateValidatingPolicy(object(spec)))).toEqual([
      'spec.failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"',
      'spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
      'spec.paramKind.kind: Required value',
      expect.stringContaining('spec.matchConditions[0].name: Invalid value: "a b": name part must consist of'),
      'spec.variables[0].name: Invalid value: "in": name is not a valid CEL identifier',
      'spec.variables[1].expression: Required value: expression is not specified',
      'spec.validations[0].messageExpression: Invalid value: "1": must evaluate to string but got int',
      'spec.validations[0].message: Invalid value: " ": message must be non-empty if specified',
      'spec.validations[0].reason: Unsupported value: "Unauthorized": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
      'spec.auditAnnotations[0].valueExpression: Invalid value: "1": must evaluate to one of [string null_type] but got int',
      'spec.auditAnnotations[1].key: Duplicate value: "k"',
    ]);
  });

  it('do not look again at conditions that stay as they were', () => {
    const spec = { ...fine, matchConditions: [{ name: 'x', expression: 'nope' }], validations: [{ expression: 'true' }] };
    expect(validateValidatingPolicy(object(spec), object(spec))).toEqual([]);
    expect(validateValidatingPolicy(object(spec))).toHaveLength(1);
  });

  it('mutate what is created and updated', () => {
    const spec = {
      failurePolicy: 'Fail',
      matchConstraints: { ...matchConstraints, resourceRules: [{ ...rules[0], operations: ['DELETE'] }] },
      mutations: [
        { patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "add", path: "/x", value: 1}]' } },
        { patchType: 'ApplyConfiguration', applyConfiguration: { expression: "'x'" } },
        { patchType: 'Other' },
        { patchType: 'JSONPatch', applyConfiguration: { expression: 'Object{}' } },
        {},
      ],
    };
    expect(texts(validateMutatingPolicy(object(spec)))).toEqual([
      'spec.matchConstraints.resourceRules[0].operations[0]: Unsupported value: "DELETE": supported values: "CREATE", "UPDATE"',
      'spec.mutations[1].applyConfiguration.expression: Invalid value: "\'x\'": must evaluate to Object but got string',
      'spec.mutations[2].patchType: Unsupported value: "Other": supported values: "ApplyConfiguration", "JSONPatch"',
      'spec.mutations[3].jsonPatch: Required value: must be specified when patchType is JSONPatch',
      'spec.mutations[3].applyConfiguration: Invalid value: "{applyConfiguration}": must not be specified when patchType is JSONPatch',
      'spec.mutations[4].patchType: Required value',
      'spec.reinvocationPolicy: Required value',
    ]);
  });
});

describe('bindings', () => {
  it('name a policy, actions and parameters', () => {
    expect(texts(validateValidatingBinding(object()))).toEqual([
      'spec.policyName: Required value',
      'spec.validationActions: Required value: at least one validation action is required',
    ]);
    const spec = { policyName: 'p', validationActions: ['Deny', 'Warn', 'Warn', 'Log'], paramRef: { name: 'x', selector: {} } };
    expect(texts(validateValidatingBinding(object(spec)))).toEqual([
      'spec.paramRef.name: Forbidden: name and selector are mutually exclusive',
      'spec.paramRef.selector: Forbidden: name and selector are mutually exclusive',
      'spec.paramRef.parameterNotFoundAction: Required value',
      'spec.validationActions[2]: Duplicate value: "Warn"',
      'spec.validationActions[3]: Unsupported value: "Log": supported values: "Audit", "Deny", "Warn"',
      expect.stringContaining('spec.validationActions: Invalid value: ["Deny","Warn","Warn","Log"]: must not contain both Deny and Warn'),
    ]);
    expect(texts(validateMutatingBinding(object({ policyName: 'Bad_' })))[0]).toMatch(/^spec\.policyName: Invalid value: "Bad_"/);
  });
});
