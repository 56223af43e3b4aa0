import { describe, expect } from 'vitest';
import { pods } from '../service/cast';
import type { Stage } from '../stage';
import { get, ingress, NAMESPACE, own, path, port, rule, scenario, status } from './cast';

const web = (annotations: string, ...paths: string[]) =>
  ingress('web', rule('a.example', ...(paths.length > 0 ? paths : [path('web')])), annotations);
const podOf = (stage: Stage, app: string) => pods(stage, app)[0]!.name;
const users = (line: string) => `kubectl create secret generic users --from-literal=auth='${line}'`;
const BASIC = `${own('auth-type', 'basic')}, ${own('auth-secret', 'users')}`;

describe('annotations of ingress-nginx', () => {
  scenario('passwords of htpasswd (apr1) are known', (stage) => {
    stage.ok(users('ann:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/'));
    stage.apply(web(BASIC));
    expect(['', '-u ann:wrong', '-u bob:secret', '-u ann:secret'].map((who) => status(stage, 'a.example', '/hostname', who))).toEqual([
      '401',
      '401',
      '401',
      '200',
    ]);
  });

  scenario('passwords of openssl passwd -1 are known too', (stage) => {
    stage.ok(users('ann:$1$abcdefgh$PREr9FQpFPfvgyvxAyjyt/'));
    stage.apply(web(BASIC));
    expect(status(stage, 'a.example', '/hostname', '-u ann:wrong')).toBe('401');
  });

  scenario('permanent-redirect is 301, temporal-redirect 302', (stage) => {
    const where = `-o /dev/null -w '%{http_code} %{redirect_url}'`;
    stage.apply(web(own('permanent-redirect', 'https://new.example')));
    expect(get(stage, 'a.example', '/', where)).toBe('301 https://new.example/');
    stage.apply(web(own('temporal-redirect', 'https://soon.example')));
    expect(get(stage, 'a.example', '/', where)).toBe('302 https://soon.example/');
  });

  scenario('app-root sends / to the application', (stage) => {
    stage.apply(web(own('app-root', '/hostname')));
    expect(get(stage, 'a.example', '/', `-o /dev/null -w '%{http_code} %{redirect_url}'`)).toBe('302 http://a.example/hostname');
    expect(status(stage, 'a.example', '/hostname')).toBe('200');
  });

  scenario('force-ssl-redirect sends to HTTPS without TLS of its own', (stage) => {
    stage.apply(web(own('force-ssl-redirect', 'true')));
    expect(status(stage, 'a.example')).toBe('308');
  });

  scenario('denylist-source-range keeps some out', (stage) => {
    stage.apply(web(own('denylist-source-range', '172.30.0.0/16')));
    expect(status(stage, 'a.example')).toBe('403');
  });

  scenario('proxy-body-size limits what is sent: 413', (stage) => {
    stage.apply(web(own('proxy-body-size', '1k')));
    const send = (count: number) => status(stage, 'a.example', '/echo?msg=x', `-X POST -d "$(printf 'x%.0s' $(seq ${count}))"`);
    expect([send(10), send(2000)]).toEqual(['200', '413']);
  });

  scenario('use-regex makes paths patterns, without regard to case', (stage) => {
    stage.apply(web(own('use-regex', 'true'), path('web', '/host[a-z]+', 'ImplementationSpecific')));
    expect([status(stage, 'a.example', '/hostname'), status(stage, 'a.example', '/clientip')]).toEqual(['200', '404']);
  });

  scenario('upstream-vhost is the host that the backend sees', (stage) => {
    stage.apply(web(own('upstream-vhost', 'inside.example')));
    expect(get(stage, 'a.example', '/header?key=host')).toContain('inside.example');
  });

  scenario('the backend learns who asked: X-Forwarded-Host, -Proto', (stage) => {
    stage.apply(web(''));
    expect(get(stage, 'a.example', '/header?key=x-forwarded-host')).toBe('a.example');
    expect(get(stage, 'a.example', '/header?key=x-forwarded-proto')).toBe('http');
  });

  scenario('a canary by weight gets its share', (stage) => {
    stage.apply(web('') + ingress('canary', rule('a.example', path('api')), `${own('canary', 'true')}, ${own('canary-weight', '100')}`));
    expect(get(stage, 'a.example')).toBe(podOf(stage, 'api'));
    stage.kubectl('annotate ingress canary --overwrite nginx.ingress.kubernetes.io/canary-weight=0');
    stage.settle();
    expect(get(stage, 'a.example')).toBe(podOf(stage, 'web'));
  });

  scenario('a canary by cookie gets who has it', (stage) => {
    stage.apply(
      web('') + ingress('canary', rule('a.example', path('api')), `${own('canary', 'true')}, ${own('canary-by-cookie', 'beta')}`),
    );
    expect(get(stage, 'a.example', '/hostname', "-H 'Cookie: beta=always'")).toBe(podOf(stage, 'api'));
    expect(get(stage, 'a.example', '/hostname', "-H 'Cookie: beta=never'")).toBe(podOf(stage, 'web'));
  });

  scenario('nginx.conf in the controller names each host and its Service', (stage) => {
    stage.apply(web('', path('web', '/shop')));
    const conf = stage.kubectl(`-n ${NAMESPACE} exec deployment/ingress-nginx-controller -- cat /etc/nginx/nginx.conf`);
    expect(conf).toContain('## start server a.example');
    expect(conf).toContain('location /shop/ {');
    expect(conf).toContain('set $proxy_upstream_name "default-web-80";');
  });

  scenario('without TLS of its own a host shows the fake certificate', (stage) => {
    stage.apply(web(''));
    const said = stage.sh(`curl -kv -m 3 https://node01:${port(stage, 'https')}/hostname -H 'Host: a.example' 2>&1`).stdout;
    expect(said).toContain('CN=Kubernetes Ingress Controller Fake Certificate');
  });

  scenario('/healthz of the controller is well', (stage) => {
    const ip = stage.list('pods', NAMESPACE).find(({ status: { podIP } }) => podIP)!.status.podIP as string;
    expect(stage.ok(`curl -s http://${ip}:10254/healthz`)).toBe('ok');
  });

  scenario('the class can be the default one: an Ingress without a class is given it', (stage) => {
    stage.kubectl('annotate ingressclass nginx ingressclass.kubernetes.io/is-default-class=true');
    stage.apply(ingress('web', rule('a.example', path('web')), '', ''));
    expect(stage.get('ingresses.networking.k8s.io', 'web')!.spec.ingressClassName).toBe('nginx');
    expect(status(stage, 'a.example')).toBe('200');
  });

  scenario(
    'on kind it has the host’s ports, takes Ingresses without a class, and says localhost',
    (stage) => {
      stage.apply(ingress('web', rule('a.example', path('web')), '', ''));
      const node = stage.list('pods', NAMESPACE).find(({ metadata }) => metadata.name.startsWith('ingress-nginx-controller'))!.spec
        .nodeName;
      expect(stage.ok(`curl -s -H 'Host: a.example' http://${node}/hostname`)).toBe(podOf(stage, 'web'));
      expect(stage.kubectl('get ingress web --no-headers')).toMatch(/^web +<none> +a\.example +localhost +80 /);
    },
    'kind',
  );
});
