import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '@/lib/sim/random';
import { verifyCertificate } from './certificate';
import { kubeconfig, newClusterPki } from './cluster-pki';
import { newKey } from './key';

const now = Date.UTC(2026, 0, 1);
const options = {
  controlPlane: { name: 'controlplane', ip: '172.30.1.2' },
  nodes: [{ name: 'node01', ip: '172.30.2.2' }],
  serviceIp: '10.96.0.1',
  now,
};
const pki = newClusterPki(options, new Random(1));

describe('cluster PKI', () => {
  it('draws the same keys from the same seed', () => {
    expect(newKey(new Random(5))).toEqual(newKey(new Random(5)));
    expect(newKey(new Random(5))).not.toEqual(newKey(new Random(6)));
  });

  it('names the API server as kubeadm does', () => {
    const certificate = new X509Certificate(pki.certificates.apiserver!.certificatePem);
    expect(certificate.subject).toBe('CN=kube-apiserver');
    expect(certificate.issuer).toBe('CN=kubernetes');
    expect(certificate.checkIP('10.96.0.1')).toBe('10.96.0.1');
    expect(certificate.checkHost('kubernetes.default.svc')).toBe('kubernetes.default.svc');
  });

  it('gives nodes their identity', () => {
    const certificate = new X509Certificate(pki.kubelets.node01!.certificatePem);
    expect(certificate.subject).toBe('O=system:nodes\nCN=system:node:node01');
  });

  it('verifies against its own authority only, within its dates', () => {
    const pem = pki.users.admin!.certificatePem;
    expect(verifyCertificate(pem, pki.ca.certificatePem, now)).toBeUndefined();
    expect(verifyCertificate(pem, pki.etcdCa.certificatePem, now)).toBe('x509: certificate signed by unknown authority');
    expect(verifyCertificate(pem, pki.ca.certificatePem, now + 366 * 86_400_000)).toMatch(
      /^x509: certificate has expired or is not yet valid: current time 2027-01-02T00:00:00Z is after 2027-01-01T00:00:00Z$/,
    );
    expect(verifyCertificate('nonsense', pki.ca.certificatePem, now)).toBe('x509: malformed certificate');
  });

  it('is what the real openssl calls a valid chain', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nekala-pki-'));
    writeFileSync(join(folder, 'ca.crt'), pki.ca.certificatePem);
    writeFileSync(join(folder, 'apiserver.crt'), pki.certificates.apiserver!.certificatePem);
    const out = execFileSync('openssl', ['verify', '-attime', String(now / 1000 + 60), '-CAfile', 'ca.crt', 'apiserver.crt'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(out).toBe('apiserver.crt: OK\n');
  });

  it('writes kubeconfigs that hold the certificate', () => {
    const text = kubeconfig({
      ca: pki.ca.certificatePem,
      server: 'https://172.30.1.2:6443',
      user: 'kubernetes-admin',
      context: 'kubernetes-admin@kubernetes',
      certificate: pki.users.admin!,
    });
    expect(text).toContain(Buffer.from(pki.users.admin!.certificatePem).toString('base64'));
    expect(text).toContain('server: https://172.30.1.2:6443');
  });
});
