import { describe, expect } from 'vitest';
import { issue } from '@/lib/cluster/pki/certificate';
import { Random } from '@/lib/sim/random';
import { netexec, pods, service } from '../service/cast';
import { scenario, type Stage } from '../stage';

const URL = 'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider/baremetal/deploy.yaml';
const PORTS = 'ports: [{ port: 80, targetPort: 8080 }]';

const ingress = (name: string, spec: string, annotations = '') => `
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}${annotations ? `, annotations: { ${annotations} }` : ''} }
spec: { ingressClassName: nginx, ${spec} }`;

const path = (to: string, at = '/', type = 'Prefix') =>
  `{ path: "${at}", pathType: ${type}, backend: { service: { name: ${to}, port: { number: 80 } } } }`;
const rule = (host: string, ...paths: string[]) => `rules: [{ host: ${host}, http: { paths: [${paths.join(', ')}] } }]`;
const own = (name: string, value: string) => `nginx.ingress.kubernetes.io/${name}: "${value}"`;

function install(stage: Stage, yaml = ''): Stage {
  stage.kubectl(`apply -f ${URL}`);
  stage.settle().pass(15);
  return stage.apply(netexec('web', 1) + service('web', PORTS) + yaml);
}

const port = (stage: Stage, name = 'http'): number =>
  stage.get('services', 'ingress-nginx-controller', 'ingress-nginx')!.spec.ports.find((one: { name: string }) => one.name === name)
    .nodePort;
const get = (stage: Stage, host: string, at = '/hostname', more = '') =>
  stage.sh(`curl -s -m 3 ${more} -H 'Host: ${host}' http://node01:${port(stage)}${at}`, 'base').stdout;
const status = (stage: Stage, host: string, at = '/hostname', more = '') => get(stage, host, at, `-o /dev/null -w '%{http_code}' ${more}`);

describe('ingress-nginx', () => {
  scenario('a host and a path lead to a Service, from outside of the cluster', (stage) => {
    install(stage, ingress('web', rule('web.example.com', path('web'))));
    expect(get(stage, 'web.example.com')).toBe(pods(stage, 'web')[0]!.name);
  });

  scenario('an unknown host is answered by the default backend: 404 of nginx', (stage) => {
    install(stage, ingress('web', rule('web.example.com', path('web'))));
    expect(get(stage, 'other.example.com')).toContain('<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>');
  });

  scenario('the Ingress is given the address of the controller and tells that it was synced', (stage) => {
    install(stage, ingress('web', rule('web.example.com', path('web'))));
    expect(stage.events('Ingress/web')).toContain('Sync: Scheduled for sync');
    expect(stage.kubectl('get ingress web --no-headers')).toMatch(/^web +nginx +web\.example\.com +172\.30\.[23]\.2 +80 /);
  });

  scenario('an Ingress of no class is left alone', (stage) => {
    install(stage, ingress('web', rule('web.example.com', path('web'))).replace('ingressClassName: nginx, ', ''));
    expect(status(stage, 'web.example.com')).toBe('404');
    expect(stage.kubectl('-n ingress-nginx logs deployment/ingress-nginx-controller')).toContain(
      'ingress="default/web" error="ingress does not contain a valid IngressClass"',
    );
  });

  scenario('Prefix matches whole elements of the path, Exact the path alone', (stage) => {
    install(stage, ingress('web', rule('a.example', path('web', '/echo'), path('web', '/hostname', 'Exact'))));
    expect([status(stage, 'a.example', '/echo'), status(stage, 'a.example', '/echo/x'), status(stage, 'a.example', '/echoes')]).toEqual([
      '200',
      '404',
      '404',
    ]);
    expect([status(stage, 'a.example', '/hostname'), status(stage, 'a.example', '/hostname/')]).toEqual(['200', '404']);
  });

  scenario('the longest path wins', (stage) => {
    install(
      stage,
      '\n---' + netexec('api', 1) + service('api', PORTS) + ingress('web', rule('a.example', path('web'), path('api', '/hostname'))),
    );
    expect(get(stage, 'a.example', '/hostname')).toBe(pods(stage, 'api')[0]!.name);
    expect(get(stage, 'a.example', '/echo?msg=hi')).toBe('hi');
  });

  scenario('rewrite-target takes the prefix away', (stage) => {
    install(stage, ingress('web', rule('a.example', path('web', '/app(/|$)(.*)', 'ImplementationSpecific')), own('rewrite-target', '/$2')));
    expect(get(stage, 'a.example', '/app/hostname')).toBe(pods(stage, 'web')[0]!.name);
    expect(status(stage, 'a.example', '/hostname')).toBe('404');
  });

  scenario('a Service without endpoints is 503, a port that nobody listens on 502', (stage) => {
    install(
      stage,
      service('none', PORTS, 'nobody') +
        service('shut', 'ports: [{ port: 80, targetPort: 9999 }]', 'web') +
        ingress('web', rule('a.example', path('none', '/none'), path('shut', '/shut'))),
    );
    expect(get(stage, 'a.example', '/none')).toContain('503 Service Temporarily Unavailable');
    expect(status(stage, 'a.example', '/shut')).toBe('502');
  });

  scenario('a wildcard host takes one label', (stage) => {
    install(stage, ingress('web', rule('"*.example.com"', path('web'))));
    expect([status(stage, 'a.example.com'), status(stage, 'a.b.example.com'), status(stage, 'example.com')]).toEqual(['200', '404', '404']);
  });

  scenario('with TLS plain HTTP is sent to HTTPS, and the certificate is the one of the Secret', (stage) => {
    install(stage);
    const now = stage.world.sim.now();
    const issued = issue(
      stage.world.cluster.pki.ca,
      { commonName: 'tls.example', dnsNames: ['tls.example'], usages: ['server'], notBefore: now, notAfter: now + 86_400_000 },
      new Random(7),
    );
    stage.client.create(
      { group: '', resource: 'secrets' },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'tls-example', namespace: 'default' },
        type: 'kubernetes.io/tls',
        stringData: { 'tls.crt': issued.certificatePem, 'tls.key': issued.key.privatePem },
      },
      'default',
    );
    stage.apply(ingress('web', `tls: [{ hosts: [tls.example], secretName: tls-example }], ${rule('tls.example', path('web'))}`));
    expect(get(stage, 'tls.example', '/hostname', `-o /dev/null -w '%{http_code} %{redirect_url}'`)).toBe(
      '308 https://tls.example/hostname',
    );
    const secure = port(stage, 'https');
    const curl = (more: string) =>
      stage.sh(`curl -s -m 3 ${more} --resolve tls.example:${secure}:172.30.2.2 https://tls.example:${secure}/hostname`);
    expect(curl('--cacert /etc/kubernetes/pki/ca.crt').stdout).toBe(pods(stage, 'web')[0]!.name);
    expect(curl('').exit).toBe(60);
    expect(curl('-k').stdout).toBe(pods(stage, 'web')[0]!.name);
  });

  scenario('force of the redirect can be taken away', (stage) => {
    install(stage, ingress('web', `tls: [{ hosts: [a.example] }], ${rule('a.example', path('web'))}`, own('ssl-redirect', 'false')));
    expect(status(stage, 'a.example')).toBe('200');
  });

  scenario('whitelist-source-range keeps others out', (stage) => {
    install(stage, ingress('web', rule('a.example', path('web')), own('whitelist-source-range', '10.99.0.0/16')));
    expect(status(stage, 'a.example')).toBe('403');
  });

  scenario('a canary by header gets what asks for it', (stage) => {
    install(
      stage,
      '\n---' +
        netexec('next', 1) +
        service('next', PORTS) +
        ingress('web', rule('a.example', path('web'))) +
        ingress('canary', rule('a.example', path('next')), `${own('canary', 'true')}, ${own('canary-by-header', 'X-Next')}`),
    );
    expect(get(stage, 'a.example')).toBe(pods(stage, 'web')[0]!.name);
    expect(get(stage, 'a.example', '/hostname', "-H 'X-Next: always'")).toBe(pods(stage, 'next')[0]!.name);
  });

  scenario('basic authentication asks for a password', (stage) => {
    install(stage);
    stage.ok(`kubectl create secret generic users --from-literal=auth='ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='`);
    stage.apply(
      ingress(
        'web',
        rule('a.example', path('web')),
        `${own('auth-type', 'basic')}, ${own('auth-secret', 'users')}, ${own('auth-realm', 'Please')}`,
      ),
    );
    expect(get(stage, 'a.example', '/hostname', '-i')).toContain('Basic realm="Please"');
    expect([status(stage, 'a.example', '/hostname', '-u ann:wrong'), status(stage, 'a.example', '/hostname', '-u ann:secret')]).toEqual([
      '401',
      '200',
    ]);
  });

  scenario('each request is written to the access log with its upstream', (stage) => {
    install(stage, ingress('web', rule('a.example', path('web'))));
    get(stage, 'a.example', '/hostname?x=1');
    expect(stage.kubectl('-n ingress-nginx logs deployment/ingress-nginx-controller')).toMatch(
      /^172\.30\.2\.2 - - \[[^\]]+\] "GET \/hostname\?x=1 HTTP\/1\.1" 200 \d+ "-" "curl\/8\.5\.0" \d+ 0\.\d+ \[default-web-80\] \[\] 192\.168\.\d+\.\d+:8080 \d+ 0\.\d+ 200 [0-9a-f]{32}$/m,
    );
  });

  scenario('defaultBackend serves what no rule takes', (stage) => {
    install(stage, ingress('web', 'defaultBackend: { service: { name: web, port: { number: 80 } } }'));
    expect(get(stage, 'whatever.example')).toBe(pods(stage, 'web')[0]!.name);
  });

  scenario('scaled to zero, nobody answers', (stage) => {
    install(stage, ingress('web', rule('a.example', path('web'))));
    stage.kubectl('-n ingress-nginx scale deployment ingress-nginx-controller --replicas=0');
    stage.settle().pass(310);
    expect(stage.sh(`curl -sS -m 3 -H 'Host: a.example' http://node01:${port(stage)}/`, 'base').exit).toBe(7);
  });
});
