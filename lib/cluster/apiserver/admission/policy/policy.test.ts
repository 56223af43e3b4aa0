import { describe, expect, it } from 'vitest';
import { testServer } from '../../test-server';

const GROUP = '/apis/admissionregistration.k8s.io/v1';
const maps = '/api/v1/namespaces/default/configmaps';
const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] }];

interface Answer {
  readonly status: number;
  readonly message?: string;
  readonly reason?: string;
  readonly warnings: readonly string[];
  readonly body: { readonly [field: string]: unknown };
}

function server() {
  const parts = testServer();
  const ask = (method: string, url: string, body?: object): Answer => {
    const {
      status,
      body: answer,
      headers,
    } = parts.send(method, url, body) as unknown as {
      status: number;
      body: { message?: string; reason?: string };
      headers?: Readonly<Record<string, string>>;
    };
    const warnings = headers?.warning ? [headers.warning] : [];
    return { status, message: answer?.message, reason: answer?.reason, warnings, body: answer as Answer['body'] };
  };
  const made = (url: string, body: object) => {
    const answer = ask('POST', url, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  };
  const bind = (kind: 'validating' | 'mutating', more: object = {}) =>
    made(`${GROUP}/${kind}admissionpolicybindings`, {
      metadata: { name: 'b' },
      spec: { policyName: 'p', ...(kind === 'validating' && { validationActions: ['Deny'] }), ...more },
    });
  const validating = (spec: object, binding: object = {}) => {
    made(`${GROUP}/validatingadmissionpolicies`, {
      metadata: { name: 'p' },
      spec: { matchConstraints: { resourceRules: rules }, ...spec },
    });
    bind('validating', binding);
  };
  const mutating = (spec: object, binding: object = {}) => {
    const base = { matchConstraints: { resourceRules: rules }, reinvocationPolicy: 'Never' };
    made(`${GROUP}/mutatingadmissionpolicies`, { metadata: { name: 'p' }, spec: { ...base, ...spec } });
    bind('mutating', binding);
  };
  const post = (name: string, more: object = {}) => ask('POST', maps, { metadata: { name }, ...more });
  return { ...parts, ask, made, validating, mutating, post };
}

const start = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ";

describe('a validating policy', () => {
  it("refuses in upstream's words", () => {
    const { validating, post } = server();
    validating({
      validations: [
        { expression: "object.metadata.name != 'bad'" },
        { expression: '!has(object.data)', message: ' no data ', reason: 'Forbidden' },
      ],
    });
    const bad = post('bad');
    expect(bad).toMatchObject({ status: 422, reason: 'Invalid' });
    expect(bad.message).toBe(`configmaps "bad" is forbidden: ${start}failed expression: object.metadata.name != 'bad'`);
    expect(post('full', { data: { a: 'b' } })).toMatchObject({ status: 403, message: `configmaps "full" is forbidden: ${start}no data` });
    expect(post('good').status).toBe(201);
  });

  it('composes messages and evaluates variables once they are asked for', () => {
    const { validating, post } = server();
    validating({
      variables: [
        { name: 'keys', expression: 'object.data.map(k, k)' },
        { name: 'count', expression: 'size(variables.keys)' },
      ],
      validations: [{ expression: 'variables.count < 2', messageExpression: "'has ' + string(variables.count)" }],
    });
    expect(post('x', { data: { a: '', b: '' } }).message).toBe(`configmaps "x" is forbidden: ${start}has 2`);
    expect(post('y', {}).message).toBe(
      `configmaps "y" is forbidden: ${start}expression 'variables.count < 2' resulted in error: composited variable "count" fails to evaluate: composited variable "keys" fails to evaluate: no such key: data`,
    );
  });

  it('warns, or lets pass what cannot be evaluated', () => {
    const { validating, post } = server();
    validating(
      { failurePolicy: 'Ignore', validations: [{ expression: "object.data.a == 'b'" }] },
      { validationActions: ['Warn', 'Audit'] },
    );
    expect(post('x', { data: { a: 'c' } })).toMatchObject({
      status: 201,
      warnings: [`299 - "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': failed expression: object.data.a == 'b'"`],
    });
    expect(post('y')).toMatchObject({ status: 201, warnings: [] });
  });

  it('skips what its conditions and its rules leave out', () => {
    const { validating, post } = server();
    validating({
      matchConstraints: { resourceRules: rules, excludeResourceRules: [{ ...rules[0], resourceNames: ['free'] }] },
      matchConditions: [{ name: 'strict', expression: "has(object.metadata.labels) && 'strict' in object.metadata.labels" }],
      validations: [{ expression: "request.userInfo.username == 'nobody'" }],
    });
    expect(post('plain').status).toBe(201);
    expect(post('free', { metadata: { name: 'free', labels: { strict: '' } } }).status).toBe(201);
    expect(post('x', { metadata: { name: 'x', labels: { strict: '' } } }).status).toBe(422);
  });

  it('reads parameters, and does as it is told without them', () => {
    const { validating, post, made } = server();
    validating(
      {
        paramKind: { apiVersion: 'v1', kind: 'Secret' },
        validations: [{ expression: 'object.metadata.name != params.metadata.labels.no' }],
      },
      { paramRef: { name: 'prm', parameterNotFoundAction: 'Deny' } },
    );
    expect(post('x').message).toBe(
      `configmaps "x" is forbidden: ${start}failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction`,
    );
    made('/api/v1/namespaces/default/secrets', { metadata: { name: 'prm', labels: { no: 'nope' } } });
    expect(post('nope').status).toBe(422);
    expect(post('x').status).toBe(201);
  });

  it('says that its parameters are of no kind', () => {
    const { validating, post } = server();
    validating({ paramKind: { apiVersion: 'x.io/v1', kind: 'Limit' }, validations: [{ expression: 'params != null' }] });
    expect(post('x').message).toBe(
      "configmaps \"x\" is forbidden: ValidatingAdmissionPolicy 'p' denied request: failed to configure policy: failed to find resource referenced by paramKind: 'x.io/v1, Kind=Limit'",
    );
  });

  it('asks the authorizer', () => {
    const { validating, post } = server();
    validating({
      validations: [
        { expression: "authorizer.group('').resource('pods').namespace('default').check('delete').allowed()" },
        { expression: "authorizer.requestResource.check('create').allowed()" },
        { expression: "!authorizer.serviceAccount('default', 'default').path('/x').check('get').allowed()", message: 'sa' },
      ],
    });
    expect(post('x').message).toBeUndefined();
  });

  it('is held to the rules of its kind', () => {
    const { ask } = server();
    const answer = ask('POST', `${GROUP}/validatingadmissionpolicies`, {
      metadata: { name: 'p' },
      spec: { matchConstraints: { resourceRules: rules }, validations: [{ expression: 'object.x' }, { expression: 'nope == 1' }, {}] },
    });
    expect(answer.message).toBe(
      'ValidatingAdmissionPolicy.admissionregistration.k8s.io "p" is invalid: [' +
        'spec.validations[0].expression: Invalid value: "object.x": must evaluate to bool but got dyn, ' +
        "spec.validations[1].expression: Invalid value: \"nope == 1\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'nope' (in container '')\n | nope == 1\n | ^, " +
        'spec.validations[2].expression: Required value: expression is not specified]',
    );
  });
});

describe('a mutating policy', () => {
  it('applies a configuration', () => {
    const { mutating, post } = server();
    const expression =
      "Object{metadata: Object.metadata{labels: {'owner': request.userInfo.username}}, data: {'n': string(size(object.data))}}";
    mutating({ mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }] });
    const { body, message } = post('x', { data: { a: 'b' } });
    expect(message).toBeUndefined();
    expect(body).toMatchObject({ metadata: { labels: { owner: 'kubernetes-admin' } }, data: { a: 'b', n: '1' } });
  });

  it('applies a JSON patch', () => {
    const { mutating, post } = server();
    const expression =
      "[JSONPatch{op: 'add', path: '/data', value: {'k': 'v'}}, JSONPatch{op: 'add', path: '/data/' + jsonpatch.escapeKey('a/b'), value: 'c'}]";
    mutating({ mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: expression.replace('a/b', 'a~b') } }] });
    const { body, message } = post('x');
    expect(message).toMatch(/^ConfigMap "x" is invalid: data\[a~b\]/);
    expect(body.data).toBeUndefined();
  });

  it('refuses what it cannot do', () => {
    const { mutating, post } = server();
    mutating({
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{data: Object.wrong{a: "b"}}' } }],
    });
    expect(post('x').message).toBe(
      'policy \'p\' with binding \'b\' denied request: type mismatch: unexpected type name "Object.wrong", expected "Object.data", which matches field name path from root Object type',
    );
  });
});
