import { describe, expect } from 'vitest';
import { scenario } from '../stage';

const PKI = '/etc/kubernetes/pki';

describe('evenings: certificates and users of the cluster', () => {
  scenario('a new user asks for a certificate by CSR, is approved, and may do what her role says', (stage) => {
    stage.ok('openssl genrsa -out /root/jane.key 2048 2>/dev/null');
    stage.ok('openssl req -new -key /root/jane.key -subj "/CN=jane/O=dev" -out /root/jane.csr');
    expect(stage.ok('openssl req -in /root/jane.csr -noout -subject -verify 2>&1')).toContain('subject=CN = jane, O = dev');
    stage.ok(
      `cat <<END | kubectl apply -f -
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: jane
spec:
  request: $(base64 -w0 < /root/jane.csr)
  signerName: kubernetes.io/kube-apiserver-client
  expirationSeconds: 86400
  usages: [client auth]
END`,
    );
    expect(stage.kubectl('get csr jane --no-headers')).toContain('Pending');
    stage.kubectl('certificate approve jane');
    stage.settle();
    expect(stage.kubectl('get csr jane --no-headers')).toContain('Approved,Issued');
    stage.ok("kubectl get csr jane -o jsonpath='{.status.certificate}' | base64 -d > /root/jane.crt");
    expect(stage.ok('openssl x509 -in /root/jane.crt -noout -subject -issuer')).toBe('subject=CN = jane, O = dev\nissuer=CN = kubernetes');
    expect(stage.ok(`openssl verify -CAfile ${PKI}/ca.crt /root/jane.crt`)).toBe('/root/jane.crt: OK');
    expect(stage.ok('openssl x509 -in /root/jane.crt -noout -pubkey')).toBe(stage.ok('openssl pkey -in /root/jane.key -pubout'));
    stage.kubectl('config set-credentials jane --client-certificate=/root/jane.crt --client-key=/root/jane.key --embed-certs');
    stage.kubectl('config set-context jane --cluster=kubernetes --user=jane');
    expect(stage.fails('kubectl --context jane get pods')).toContain(
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    stage.kubectl('create role reader --verb=get,list --resource=pods');
    stage.kubectl('create rolebinding reader --role=reader --group=dev');
    expect(stage.ok('kubectl --context jane get pods 2>&1')).toBe('No resources found in default namespace.');
    expect(stage.ok('kubectl --context jane auth can-i delete pods || true')).toBe('no');
  });

  scenario('a certificate signed by hand with the authority of the cluster is an administrator', (stage) => {
    stage.ok(
      'openssl req -new -newkey rsa:2048 -nodes -keyout /root/root.key -out /root/root.csr -subj "/O=system:masters/CN=root" 2>/dev/null',
    );
    expect(
      stage.ok(
        `openssl x509 -req -in /root/root.csr -CA ${PKI}/ca.crt -CAkey ${PKI}/ca.key -CAcreateserial -days 1 -out /root/root.crt 2>&1`,
      ),
    ).toBe('Certificate request self-signature ok\nsubject=O = system:masters, CN = root');
    const user = '--client-certificate=/root/root.crt --client-key=/root/root.key';
    expect(stage.ok(`kubectl ${user} auth can-i '*' '*'`)).toBe('yes');
    expect(stage.fails('openssl x509 -in /root/root.crt -noout -checkend 172800')).toBe('Certificate will expire');
    expect(stage.fails(`openssl verify -attime 4000000000 -CAfile ${PKI}/ca.crt /root/root.crt`)).toContain('certificate has expired');
  });

  scenario('the dates and names of the API server are read from its file and from its port', (stage) => {
    expect(stage.ok(`openssl x509 -in ${PKI}/apiserver.crt -noout -ext subjectAltName`)).toContain('DNS:kubernetes.default.svc');
    const file = stage.ok(`openssl x509 -in ${PKI}/apiserver.crt -noout -enddate -serial`);
    expect(file).toMatch(/^notAfter=\w{3} [ \d]\d [\d:]{8} \d{4} GMT\nserial=[0-9A-F]+$/);
    expect(stage.ok('echo | openssl s_client -connect 172.30.1.2:6443 2>/dev/null | openssl x509 -noout -enddate -serial')).toBe(file);
    expect(stage.ok(`echo | openssl s_client -connect localhost:6443 -CAfile ${PKI}/ca.crt 2>/dev/null`)).toContain(
      'Verify return code: 0 (ok)',
    );
    expect(stage.fails('echo | openssl s_client -connect localhost:9999')).toContain('connect:errno=111');
    expect(stage.ok('openssl x509 -in /var/lib/kubelet/pki/kubelet-client-current.pem -noout -subject')).toBe(
      'subject=O = system:nodes, CN = system:node:controlplane',
    );
  });

  scenario('an Ingress host is served with a certificate made by openssl', (stage) => {
    stage.ok(
      'openssl req -x509 -nodes -newkey rsa:2048 -keyout /root/tls.key -out /root/tls.crt -days 365 -subj /CN=shop.example -addext subjectAltName=DNS:shop.example 2>/dev/null',
    );
    expect(stage.kubectl('create secret tls shop --cert=/root/tls.crt --key=/root/tls.key')).toBe('secret/shop created');
    expect(
      stage.ok("kubectl get secret shop -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -checkhost shop.example"),
    ).toBe('Hostname shop.example does match certificate');
    stage.ok('openssl genrsa -out /root/other.key 2048');
    expect(stage.fails('kubectl create secret tls bad --cert=/root/tls.crt --key=/root/other.key')).toContain(
      'tls: private key does not match public key',
    );
  });
});
