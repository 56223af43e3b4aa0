import { expect } from 'vitest';
import { restartControlPlane } from '../certificates/clock';
import { scenario } from '../stage';

scenario('Find which certificates end soon, renew them, restart what uses them, and give the administrator the new kubeconfig', (stage) => {
  stage.ok("date -s '+350 days'");
  stage.pass(60);
  const before = stage.ok('kubeadm certs check-expiration');
  expect(before).toMatch(/apiserver +Jan 15, 2027 .* 14d/);
  expect(stage.ok('openssl x509 -noout -enddate -in /etc/kubernetes/pki/apiserver.crt')).toMatch(/notAfter=Jan 15 .* 2027 GMT/);
  expect(stage.ok('kubeadm certs renew apiserver')).toContain('certificate for serving the Kubernetes API renewed');
  expect(stage.ok('kubeadm certs renew all')).toContain('Done renewing certificates. You must restart the kube-apiserver');
  restartControlPlane(stage);
  expect(stage.ok('openssl x509 -noout -enddate -in /etc/kubernetes/pki/apiserver.crt')).not.toContain('Jan 15');
  stage.ok('cp /etc/kubernetes/admin.conf $HOME/.kube/config');
  expect(stage.kubectl('get nodes --no-headers').match(/ Ready /g)).toHaveLength(3);
  expect(stage.ok('kubeadm certs check-expiration')).toMatch(/apiserver +Dec 31, 2027 .* 364d/);
});
