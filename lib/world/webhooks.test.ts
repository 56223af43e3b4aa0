import { beforeAll, describe, expect, it } from 'vitest';
import { issue, newAuthority } from '@/lib/cluster/pki/certificate';
import { Random } from '@/lib/sim/random';
import { World } from './world';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A world in which agnhost's webhook runs behind the service hooks/hook. */
function withHooks(dnsNames: readonly string[] = ['hook.hooks.svc']) {
  const world = World.boot('kubeadm');
  const random = new Random(7);
  const validity = { notBefore: world.sim.now() - 60_000, notAfter: world.sim.now() + 86_400_000 };
  const authority = newAuthority('hooks-ca', validity, random);
  const { certificatePem, key } = issue(authority, { commonName: 'hook', dnsNames, usages: ['server'], ...validity }, random);
  const secret = `
apiVersion: v1
kind: Secret
metadata: {name: certificates, namespace: hooks}
type: kubernetes.io/tls
data: {tls.crt: ${base64(certificatePem)}, tls.key: ${base64(key.privatePem)}}
`;
  const pod = `
apiVersion: v1
kind: Pod
metadata: {name: hook, namespace: hooks, labels: {app: hook}}
spec:
  containers:
  - name: agnhost
    image: registry.k8s.io/e2e-test-images/agnhost:2.53
    args: [webhook, --tls-cert-file=/certificates/tls.crt, --tls-private-key-file=/certificates/tls.key, --port=8444]
    volumeMounts: [{name: certificates, mountPath: /certificates}]
  volumes: [{name: certificates, secret: {secretName: certificates}}]
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: hooks}
spec: {selector: {app: hook}, ports: [{port: 443, targetPort: 8444}]}
`;
  const sh = (text: string) => {
    const { stdout, stderr } = world.runScript({ host: 'controlplane', user: 'root', text });
    expect(world.fault).toBeUndefined();
    return stdout + stderr;
  };
  const apply = (text: string) => sh(`kubectl apply -f - <<'END'\n${text}\nEND\n`);
  sh('kubectl create namespace hooks; kubectl create namespace watched; kubectl label namespace watched hooks=yes');
  apply(secret);
  apply(pod);
  sh('kubectl -n hooks wait pod hook --for=condition=Ready');
  const hook = (kind: 'Validating' | 'Mutating', name: string, path: string, rule: object, more: object = {}) =>
    apply(
      JSON.stringify({
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: `${kind}WebhookConfiguration`,
        metadata: { name },
        webhooks: [
          {
            name: `${name}.example.com`,
            clientConfig: { service: { namespace: 'hooks', name: 'hook', path }, caBundle: base64(authority.certificatePem) },
            rules: [{ operations: ['CREATE', 'UPDATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], ...rule }],
            namespaceSelector: { matchLabels: { hooks: 'yes' } },
            sideEffects: 'None',
            admissionReviewVersions: ['v1'],
            ...more,
          },
        ],
      }),
    );
  return { world, sh, hook, apply };
}

describe('admission webhooks in the cluster', () => {
  let hooks: ReturnType<typeof withHooks>;
  beforeAll(() => {
    hooks = withHooks();
  });

  it('refuse what they are asked about, and only that', () => {
    const { sh, hook } = hooks;
    hook('Validating', 'deny', '/configmaps', { operations: ['*'] });
    const denied = 'admission webhook "deny.example.com" denied the request: ';
    expect(sh('kubectl -n watched create configmap a --from-literal=webhook-e2e-test=webhook-disallow')).toBe(
      `error: failed to create configmap: ${denied}the configmap contains unwanted key and value\n`,
    );
    expect(sh('kubectl -n default create configmap a --from-literal=webhook-e2e-test=webhook-disallow')).toBe('configmap/a created\n');
    expect(sh('kubectl -n watched create configmap b --from-literal=webhook-e2e-test=webhook-nondeletable')).toBe('configmap/b created\n');
    expect(sh('kubectl -n watched delete configmap b')).toContain(
      `${denied}the configmap cannot be deleted because it contains unwanted key and value`,
    );
    sh('kubectl delete validatingwebhookconfiguration deny; kubectl -n watched delete configmap b');
  });

  it('change what they are asked about, again when others have changed it after them', () => {
    const { sh, hook } = hooks;
    hook('Mutating', 'a-second', '/mutating-configmaps', {}, { reinvocationPolicy: 'IfNeeded' });
    hook('Mutating', 'b-label', '/add-label', {});
    sh('kubectl -n watched create configmap m --from-literal=mutation-start=yes');
    expect(sh(`kubectl -n watched get configmap m -o jsonpath='{.data} {.metadata.labels}'`)).toBe(
      '{"mutation-stage-1":"yes","mutation-stage-2":"yes","mutation-start":"yes"} {"added-label":"yes"}',
    );
    sh('kubectl delete mutatingwebhookconfiguration a-second b-label');
  });

  it('say why they cannot be called, and stand aside when told to', () => {
    const { sh, hook } = hooks;
    const create = (name: string) => sh(`kubectl -n watched create configmap ${name}`).trim();
    const failed = (name: string, path: string, why: string) =>
      `error: failed to create configmap: Internal error occurred: failed calling webhook "${name}.example.com": failed to call webhook: Post "https://hook.hooks.svc:443${path}?timeout=10s": ${why}`;
    hook('Validating', 'lost', '/nowhere', {});
    expect(create('a')).toBe(
      'error: failed to create configmap: Internal error occurred: failed calling webhook "lost.example.com": failed to call webhook: the server could not find the requested resource',
    );
    sh('kubectl delete validatingwebhookconfiguration lost');
    hook('Validating', 'down', '/always-deny', {}, { timeoutSeconds: 10 });
    expect(create('b')).toContain('denied the request: this webhook denies all requests');
    sh('kubectl -n hooks label pod hook app-; kubectl -n hooks label pod hook app=other');
    hooks.world.settle();
    const ip = sh(`kubectl -n hooks get service hook -o jsonpath='{.spec.clusterIP}'`);
    expect(create('b')).toBe(failed('down', '/always-deny', `dial tcp ${ip}:443: connect: connection refused`));
    sh('kubectl -n hooks delete service hook');
    expect(create('b')).toBe(failed('down', '/always-deny', 'service "hook" not found'));
    sh(
      `kubectl patch validatingwebhookconfiguration down --type=json -p '[{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Ignore"}]'`,
    );
    expect(create('b')).toBe('configmap/b created');
    hook('Validating', 'afar', '', {}, { clientConfig: { url: 'https://hook.example.com/x' } });
    expect(create('c')).toContain(
      'Post "https://hook.example.com/x?timeout=10s": dial tcp: lookup hook.example.com on 127.0.0.53:53: no such host',
    );
    sh('kubectl delete validatingwebhookconfiguration afar');
  });

  it('are not called over a certificate that does not hold', () => {
    const wrong = withHooks(['other.hooks.svc']);
    wrong.hook('Validating', 'name', '/always-deny', {});
    expect(wrong.sh('kubectl -n watched create configmap a')).toContain(
      'tls: failed to verify certificate: x509: certificate is valid for other.hooks.svc, not hook.hooks.svc',
    );
    wrong.sh(
      `kubectl patch validatingwebhookconfiguration name --type=json -p '[{"op":"remove","path":"/webhooks/0/clientConfig/caBundle"}]'`,
    );
    expect(wrong.sh('kubectl -n watched create configmap a')).toContain('x509: certificate is valid for other.hooks.svc');
  });
});
