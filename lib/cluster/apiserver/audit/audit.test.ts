import { describe, expect, it } from 'vitest';
import { Random } from '@/lib/sim/random';
import { newClusterPki } from '../../pki/cluster-pki';
import { readFlags, type FlagSource, type ServerConfiguration } from '../flags';
import { testServer } from '../test-server';
import { Auditor } from './auditor';
import { evaluate, readPolicy, type AuditPolicy } from './policy';

const policyOf = (policy: Partial<AuditPolicy>): AuditPolicy => ({ rules: [], ...policy });
const ask = (path: string) => ({ verb: 'get', isResource: false, group: '', resource: '', subresource: '', namespace: '', name: '', path });
const of = (resource: string, more: object = {}) => ({ ...ask(''), isResource: true, resource, namespace: 'default', ...more });
const nobody = { name: 'u', groups: ['g'] };

describe('an audit policy', () => {
  const levelOf = (policy: AuditPolicy, attributes: ReturnType<typeof of>, user = nobody) => evaluate(policy, user, attributes).level;

  it('is decided by the first rule that fits', () => {
    const policy = policyOf({
      rules: [
        { level: 'None', users: ['system:kube-proxy'] },
        { level: 'Request', userGroups: ['h', 'g'], verbs: ['update'] },
        { level: 'RequestResponse', resources: [{ group: '', resources: ['pods/*', '*/scale'] }] },
        { level: 'Metadata', resources: [{ group: '', resources: ['configmaps'], resourceNames: ['a'] }], namespaces: ['default'] },
        { level: 'Metadata', nonResourceURLs: ['/healthz*', '/version'] },
      ],
    });
    expect(levelOf(policy, of('pods'), { name: 'system:kube-proxy', groups: [] })).toBe('None');
    expect(levelOf(policy, of('pods', { verb: 'update' }))).toBe('Request');
    expect(levelOf(policy, of('services'))).toBe('None');
    // As upstream: `pods/*` is pods as well.
    expect(levelOf(policy, of('pods'))).toBe('RequestResponse');
    expect(levelOf(policy, of('pods', { subresource: 'log' }))).toBe('RequestResponse');
    expect(levelOf(policy, of('services', { subresource: 'scale' }))).toBe('RequestResponse');
    expect(levelOf(policy, of('configmaps', { name: 'a' }))).toBe('Metadata');
    expect(levelOf(policy, of('configmaps', { name: 'a', namespace: 'other' }))).toBe('None');
    expect(levelOf(policy, ask('/healthz/etcd'))).toBe('Metadata');
    expect(levelOf(policy, ask('/versions'))).toBe('None');
  });

  it('is refused in upstream words', () => {
    const head = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy' };
    expect(readPolicy({ ...head, rules: [] })).toBe('loaded illegal policy with 0 rules');
    expect(readPolicy({ ...head, rules: [{ level: 'All' }] })).toBe(
      'invalid audit policy: rules[0].level: Unsupported value: "All": supported values: "None", "Metadata", "Request", "RequestResponse"',
    );
    expect(readPolicy({ ...head, rules: [{ level: 'None', nonResourceURLs: ['x'], namespaces: ['y'] }] })).toMatch(
      /^invalid audit policy: \[rules\[0\]\.nonResourceURLs\[0\]: .* must begin with a '\/' character, rules\[0\]\.nonResourceURLs: .*\]$/,
    );
    expect(readPolicy({ kind: 'Policy', apiVersion: 'v1' })).toMatch(/no kind "Policy" is registered for version "v1"/);
  });
});

describe('the audit log', () => {
  it('tells of each stage what its level asks for', () => {
    const { server, send } = testServer();
    const lines: string[] = [];
    const policy = policyOf({
      omitStages: ['RequestReceived'],
      omitManagedFields: true,
      rules: [
        { level: 'RequestResponse', resources: [{ group: '', resources: ['configmaps'] }] },
        { level: 'Metadata', omitStages: ['ResponseComplete'] },
      ],
    });
    // @ts-expect-error what `configure` sets, without files
    server.auditor = new Auditor(policy, (line) => lines.push(line), '10.0.0.1');
    send('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'c' }, data: { a: 'b' } });
    send('GET', '/api/v1/namespaces/default/configmaps/none?x=', undefined, { as: { name: 'jane', groups: [] } });
    send('GET', '/api/v1/namespaces/default/pods');
    send('GET', '/api/v1/namespaces/default/pods', undefined, { as: undefined, headers: { authorization: 'Bearer x' } });
    const events = lines.map((line) => JSON.parse(line) as Record<string, never>);
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'RequestResponse',
      stage: 'ResponseComplete',
      verb: 'create',
      user: { username: 'kubernetes-admin' },
      sourceIPs: ['10.0.0.1'],
      objectRef: { resource: 'configmaps', namespace: 'default', name: 'c', apiVersion: 'v1' },
      responseStatus: { metadata: {}, code: 201 },
      requestObject: { data: { a: 'b' } },
      responseObject: { kind: 'ConfigMap', data: { a: 'b' } },
      annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
    });
    expect(JSON.stringify(events[0])).not.toContain('managedFields');
    expect(events[1]).toMatchObject({
      requestURI: '/api/v1/namespaces/default/configmaps/none?x',
      responseStatus: { status: 'Failure', reason: 'Forbidden', code: 403 },
      annotations: { 'authorization.k8s.io/decision': 'forbid' },
    });
    expect(events[2]).toMatchObject({
      stage: 'ResponseStarted',
      user: {},
      responseStatus: { message: 'Authentication failed, attempted: bearer', code: 401 },
    });
  });
});

describe('flags of the API server', () => {
  const pki = newClusterPki(
    { controlPlane: { name: 'c', ip: '1.1.1.1' }, nodes: [], serviceIp: '10.96.0.1', now: Date.UTC(2026, 0, 1) },
    new Random(1),
  );
  const files: Record<string, string> = {
    ca: pki.ca.certificatePem,
    pub: pki.serviceAccountKey.publicPem,
    key: pki.serviceAccountKey.privatePem,
    bad: 'nonsense',
    policy: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n',
  };
  const good: Record<string, string> = {
    'authorization-mode': 'Node,RBAC',
    'client-ca-file': 'ca',
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-key-file': 'pub',
    'service-account-signing-key-file': 'key',
  };
  const read = (flags: Record<string, string>) => {
    const source: FlagSource = { flag: (name) => ({ ...good, ...flags })[name], read: (path) => files[path] };
    return readFlags(source);
  };

  it('come to a configuration', () => {
    const found = read({ 'anonymous-auth': 'false', 'audit-policy-file': 'policy', 'audit-log-path': '/log' }) as ServerConfiguration;
    expect(found.authn).toMatchObject({ anonymous: false, bootstrapTokens: false, serviceAccountKeys: [files.pub] });
    expect(found.audit).toMatchObject({ path: '/log', policy: { rules: [{ level: 'Metadata' }] } });
  });

  it.each([
    [{ 'authorization-mode': 'Nod,RBAC' }, 'authorization-mode "Nod" is not a valid mode'],
    [{ 'authorization-mode': 'RBAC,RBAC' }, 'authorization-mode ["RBAC" "RBAC"] has mode specified more than once'],
    [{ 'client-ca-file': 'none' }, 'unable to load client CA provider: open none: no such file or directory'],
    [{ 'service-account-key-file': 'bad' }, 'error reading public key file bad: data does not contain any valid RSA or ECDSA public keys'],
    [
      { 'service-account-signing-key-file': 'bad' },
      'failed to parse service-account-issuer-key-file: data does not contain a valid RSA or ECDSA private key',
    ],
    [
      { 'audit-policy-file': 'none', 'audit-log-path': '/log' },
      'loading audit policy file: failed to read file path "none": open none: no such file or directory',
    ],
  ])('%j stop the server', (flags, error) => {
    expect(read(flags as unknown as Record<string, string>)).toEqual({ error });
  });

  it('are parsed before anything is read', () => {
    expect(read({ 'anonymous-auth': 'maybe' })).toEqual({
      usage: 'invalid argument "maybe" for "--anonymous-auth" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    });
  });

  it('name users with tokens of their own', () => {
    files.tokens = 'abc,jane,7,"devs,ops"\nshort,x\n';
    expect(read({ 'token-auth-file': 'tokens' })).toEqual({
      error: "token file 'tokens' must have at least 3 columns (token, user name, user uid), found 2",
    });
    files.tokens = 'abc,jane,7,"devs,ops"\n';
    const { server, send } = testServer();
    server.configure(read({ 'token-auth-file': 'tokens', 'authorization-mode': 'AlwaysAllow' }) as ServerConfiguration);
    const who = send(
      'POST',
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      {},
      { as: undefined, headers: { authorization: 'Bearer abc' } },
    );
    expect(who.body).toMatchObject({
      status: { userInfo: { username: 'jane', uid: '7', groups: ['devs', 'ops', 'system:authenticated'] } },
    });
  });

  it('change who is let in', () => {
    const { server, send } = testServer();
    const anonymous = () => send('GET', '/healthz', undefined, { as: undefined }).status;
    expect(anonymous()).toBe(403);
    server.configure(read({ 'authorization-mode': 'AlwaysAllow' }) as ServerConfiguration);
    expect(anonymous()).toBe(200);
    server.configure(read({ 'anonymous-auth': 'false' }) as ServerConfiguration);
    expect(anonymous()).toBe(401);
    server.configure(undefined);
    expect(anonymous()).toBe(403);
  });
});
