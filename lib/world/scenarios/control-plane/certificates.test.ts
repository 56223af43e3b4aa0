import { describe, expect } from 'vitest';
import { scenario } from '../stage';

describe('certificates', () => {
  scenario('leaves are good for a year, authorities for ten', (stage) => {
    const days = (file: string) => {
      const text = stage.ok(`openssl x509 -in /etc/kubernetes/pki/${file}.crt -noout -dates`);
      const [, from = '', to = ''] = /notBefore=(.*)\nnotAfter=(.*)/.exec(text) ?? [];
      return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
    };
    expect(days('apiserver')).toBe(365);
    expect(days('etcd/server')).toBe(365);
    expect(days('ca')).toBe(3650);
  });

  scenario("the API server's certificate names the service, the host and the node's address", (stage) => {
    const names = stage.ok('openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -ext subjectAltName');
    for (const name of ['DNS:kubernetes.default.svc.cluster.local', 'DNS:controlplane', '10.96.0.1', '172.30.1.2'])
      expect(names).toContain(name);
  });

  scenario('a server that is asked under a name of nobody else is not trusted', (stage) => {
    stage.ok("echo '172.30.1.2 api.example.com' >> /etc/hosts");
    expect(stage.fails('kubectl --server=https://api.example.com:6443 get nodes')).toContain(
      'tls: failed to verify certificate: x509: certificate is valid for controlplane, kubernetes, kubernetes.default, kubernetes.default.svc, kubernetes.default.svc.cluster.local, localhost, not api.example.com',
    );
  });

  scenario('kubectl with another authority does not trust the server', (stage) => {
    expect(stage.fails('kubectl --certificate-authority=/etc/kubernetes/pki/etcd/ca.crt get nodes')).toContain(
      'x509: certificate signed by unknown authority',
    );
  });

  scenario("a client certificate of etcd's authority is nobody to the API server", (stage) => {
    const pki = '/etc/kubernetes/pki/etcd/healthcheck-client';
    const text = stage.sh(
      `curl -s --cacert /etc/kubernetes/pki/ca.crt --cert ${pki}.crt --key ${pki}.key https://172.30.1.2:6443/api/v1/nodes`,
    ).stdout;
    expect(text).toMatch(/Unauthorized|forbidden/);
  });
});
