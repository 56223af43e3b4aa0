import { describe, expect, it } from 'vitest';
import { typeCheck } from './admission-type-checking';
import { kinds } from './index';
import { KindTable } from './kind-table';

const table = new KindTable(kinds);
const policy = (validations: object[], more: object = {}) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'p' },
  spec: {
    matchConstraints: {
      resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments', 'replicasets/*'] }],
    },
    validations,
    ...more,
  },
});

describe('type checking', () => {
  it('finds fields that are not there and types that do not fit', () => {
    const found = typeCheck(
      policy([
        { expression: "object.foo == 'bar'" },
        { expression: 'object.spec.replicas > 1' },
        { expression: "object.spec.replicas == '1'" },
      ]),
      table,
    );
    expect(found).toEqual([
      {
        fieldRef: 'spec.validations[0].expression',
        warning: "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'foo'\n | object.foo == 'bar'\n | ......^\n",
      },
      {
        fieldRef: 'spec.validations[2].expression',
        warning:
          "apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_==_' applied to '(int, string)'\n | object.spec.replicas == '1'\n | .....................^\n",
      },
    ]);
  });

  it('knows the types of variables and parameters', () => {
    const spec = { variables: [{ name: 'n', expression: 'object.spec.replicas' }], paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } };
    const found = typeCheck(
      policy([{ expression: "variables.n > 1 && params.data['a'] == 'b'", messageExpression: "'x' + variables.n" }], spec),
      table,
    );
    expect(found.map(({ fieldRef }) => fieldRef)).toEqual(['spec.validations[0].messageExpression']);
  });

  it('leaves out what only wildcards name', () => {
    const rules = [{ apiGroups: ['*'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments'] }];
    expect(typeCheck(policy([{ expression: 'object.foo' }], { matchConstraints: { resourceRules: rules } }), table)).toEqual([]);
  });
});
