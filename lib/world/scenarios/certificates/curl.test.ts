import { describe, expect } from 'vitest';
import { inDays } from './clock';
import { scenario, type Stage } from '../stage';

const CA = '--cacert /etc/kubernetes/pki/ca.crt';
const URL = 'https://controlplane:6443/healthz';
/** What curl says about a connection, without what was sent over it. */
const said = (stage: Stage, words: string) => stage.sh(`curl -s -o /dev/null -v ${words} 2>&1 | grep '^\\*'`).stdout.split('\n');

describe('curl and TLS', () => {
  scenario('-v shows the certificate of the server and that it was verified', (stage) => {
    const lines = said(stage, `${CA} ${URL}`);
    expect(lines).toEqual(
      expect.arrayContaining([
        '*  CAfile: /etc/kubernetes/pki/ca.crt',
        '*  subject: CN=kube-apiserver',
        '*  subjectAltName: host "controlplane" matched cert\'s "controlplane"',
        '*  issuer: CN=kubernetes',
        '*  SSL certificate verify ok.',
      ]),
    );
  });

  scenario('an authority that is not known is OpenSSL’s error 20; -k goes on all the same', (stage) => {
    const refused = stage.sh(`curl ${URL}`);
    expect(refused.exit).toBe(60);
    expect(refused.stderr).toContain('curl: (60) SSL certificate problem: unable to get local issuer certificate\nMore details here: ');
    expect(said(stage, URL)).toContain('* TLSv1.3 (OUT), TLS alert, unknown CA (560):');
    expect(said(stage, `-k ${URL}`)).toContain(
      '*  SSL certificate verify result: unable to get local issuer certificate (20), continuing anyway.',
    );
  });

  scenario('a certificate that has run out is told as such', (stage) => {
    inDays(stage, 366);
    expect(stage.sh(`curl ${CA} ${URL}`).stderr).toContain('curl: (60) SSL certificate problem: certificate has expired');
  });

  scenario('redirect_url is where a Location leads, with a path', (stage) => {
    stage.ok('kubectl run agn --image=registry.k8s.io/e2e-test-images/agnhost:2.53 -- netexec');
    stage.settle();
    const to = (location: string) =>
      stage.ok(
        `curl -s -o /dev/null -w '%{http_code} %{redirect_url}' "$(kubectl get pod agn -o jsonpath='http://{.status.podIP}:8080')/redirect?location=${location}&code=302"`,
      );
    expect(to('http://example.com')).toBe('302 http://example.com/');
    expect(to('/hostname')).toMatch(/^302 http:\/\/[\d.]+:8080\/hostname$/);
  });
});
