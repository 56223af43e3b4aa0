import { describe, expect } from 'vitest';
import type { Stage } from '../stage';
import { gateway, get, ofRoute, podOf, route, scenario, status, to } from './cast';

const path = (value: string, type = 'PathPrefix') => `path: { type: ${type}, value: "${value}" }`;
const rule = (match: string, app: string, more = '') => `{ matches: [{ ${match} }], ${more} ${to(app)} }`;
const play = (stage: Stage, ...routes: string[]): Stage => stage.apply(gateway() + routes.join(''));

describe('HTTPRoute', () => {
  scenario('a route without a match takes all paths, one without host names all hosts', (stage) => {
    play(stage, route('web', `{ ${to('web')} }`));
    expect([get(stage, 'a.example'), get(stage, 'b.example')]).toEqual([podOf(stage, 'web'), podOf(stage, 'web')]);
  });

  scenario('a host that no route has is 404 of nginx', (stage) => {
    play(stage, route('web', `{ ${to('web')} }`, 'hostnames: [a.example],'));
    expect(status(stage, 'a.example')).toBe('200');
    expect(get(stage, 'b.example')).toContain('<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>');
  });

  scenario('PathPrefix matches whole elements of the path', (stage) => {
    play(stage, route('web', rule(path('/echo'), 'web')));
    expect(['/echo?msg=x', '/echo/?msg=x', '/echoes'].map((at) => status(stage, 'a.example', at))).toEqual(['200', '404', '404']);
    expect(get(stage, 'a.example', '/echo/x')).not.toContain('<center>nginx</center>');
    expect(get(stage, 'a.example', '/echoes')).toContain('<center>nginx</center>');
  });

  scenario('Exact matches the path alone', (stage) => {
    play(stage, route('web', rule(path('/hostname', 'Exact'), 'web')));
    expect([status(stage, 'a.example', '/hostname'), status(stage, 'a.example', '/hostname/')]).toEqual(['200', '404']);
  });

  scenario('RegularExpression matches paths by a pattern', (stage) => {
    play(stage, route('web', rule(path('/host[a-z]+$', 'RegularExpression'), 'web')));
    expect([status(stage, 'a.example', '/hostname'), status(stage, 'a.example', '/host9')]).toEqual(['200', '404']);
  });

  scenario('an exact path comes before a prefix, a longer prefix before a shorter one, wherever they stand', (stage) => {
    play(stage, route('web', rule(path('/'), 'web')), route('api', rule(path('/hostname', 'Exact'), 'api')));
    expect(get(stage, 'a.example')).toBe(podOf(stage, 'api'));
    stage.apply(route('api', rule(path('/echo'), 'api')));
    expect(get(stage, 'a.example')).toBe(podOf(stage, 'web'));
  });

  scenario('a header decides: more matches come first', (stage) => {
    play(stage, route('web', `${rule(path('/'), 'web')}, ${rule(`headers: [{ name: X-Version, value: "2" }]`, 'api')}`));
    expect(get(stage, 'a.example')).toBe(podOf(stage, 'web'));
    expect(get(stage, 'a.example', '/hostname', `-H 'x-version: 2'`)).toBe(podOf(stage, 'api'));
    expect(get(stage, 'a.example', '/hostname', `-H 'x-version: 3'`)).toBe(podOf(stage, 'web'));
  });

  scenario('a header can be matched by a pattern', (stage) => {
    play(stage, route('api', rule('headers: [{ type: RegularExpression, name: X-User, value: "^dev-.*" }]', 'api')));
    expect(status(stage, 'a.example', '/hostname', `-H 'X-User: dev-kim'`)).toBe('200');
    expect(status(stage, 'a.example', '/hostname', `-H 'X-User: ops-kim'`)).toBe('404');
  });

  scenario('a parameter of the query decides', (stage) => {
    play(stage, route('web', `${rule(path('/'), 'web')}, ${rule(`queryParams: [{ name: v, value: beta }]`, 'api')}`));
    expect([get(stage, 'a.example', '/hostname?v=beta'), get(stage, 'a.example', '/hostname?v=old')]).toEqual([
      podOf(stage, 'api'),
      podOf(stage, 'web'),
    ]);
  });

  scenario('a method decides, and comes before headers', (stage) => {
    const rules = [rule('headers: [{ name: X-A, value: "1" }]', 'web'), rule('method: POST', 'api')];
    play(stage, route('web', rules.join(', ')));
    expect(get(stage, 'a.example', '/hostname', `-X POST -H 'X-A: 1'`)).toBe(podOf(stage, 'api'));
    expect(get(stage, 'a.example', '/hostname', `-H 'X-A: 1'`)).toBe(podOf(stage, 'web'));
    expect(status(stage, 'a.example')).toBe('404');
  });

  scenario('several matches of a rule are alternatives', (stage) => {
    play(stage, route('web', `{ matches: [{ ${path('/hostname')} }, { headers: [{ name: X-A, value: "1" }] }], ${to('web')} }`));
    expect(status(stage, 'a.example')).toBe('200');
    expect(status(stage, 'a.example', '/clientip')).toBe('404');
    expect(status(stage, 'a.example', '/clientip', `-H 'X-A: 1'`)).toBe('200');
  });

  scenario('of two routes that want the same the older one has it', (stage) => {
    play(stage, route('zeta', `{ ${to('web')} }`));
    stage.pass(5).apply(route('alpha', `{ ${to('api')} }`));
    expect(get(stage, 'a.example')).toBe(podOf(stage, 'web'));
    stage.kubectl('delete httproute zeta');
    stage.settle();
    expect(get(stage, 'a.example')).toBe(podOf(stage, 'api'));
  });

  scenario('weights share the traffic out; weight 0 gets none', (stage) => {
    play(stage, route('web', '{ backendRefs: [{ name: web, port: 80, weight: 9 }, { name: api, port: 80, weight: 1 }] }'));
    const many = () => Array.from({ length: 60 }, () => get(stage, 'a.example'));
    const share = many().filter((name) => name === podOf(stage, 'api')).length;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(20);
    stage.apply(route('web', '{ backendRefs: [{ name: web, port: 80, weight: 0 }, { name: api, port: 80, weight: 1 }] }'));
    expect(new Set(many())).toEqual(new Set([podOf(stage, 'api')]));
  });

  scenario('a backend that is not there: BackendNotFound, and 500 for what is sent there', (stage) => {
    play(stage, route('web', `{ ${to('nobody')} }`));
    expect(ofRoute(stage, 'web', 'ResolvedRefs')).toBe('False BackendNotFound: spec.rules[0].backendRefs[0].name: Not found: "nobody"');
    expect(ofRoute(stage, 'web')).toBe('True Accepted: The route is accepted');
    expect(get(stage, 'a.example')).toContain('500 Internal Server Error');
  });

  scenario('a Service without that port is BackendNotFound', (stage) => {
    play(stage, route('web', '{ backendRefs: [{ name: web, port: 8081 }] }'));
    expect(ofRoute(stage, 'web', 'ResolvedRefs')).toBe('False BackendNotFound: no matching port for Service web and port 8081');
  });

  scenario('a backend of another kind is InvalidKind', (stage) => {
    play(stage, route('web', '{ backendRefs: [{ group: apps, kind: Deployment, name: web, port: 80 }] }'));
    expect(ofRoute(stage, 'web', 'ResolvedRefs')).toMatch(/^False InvalidKind: /);
  });

  scenario('a Service without endpoints is 503; it comes back with its pods', (stage) => {
    play(stage, route('web', `{ ${to('web')} }`));
    stage.kubectl('scale deployment web --replicas=0');
    stage.settle();
    expect(get(stage, 'a.example')).toContain('503 Service Temporarily Unavailable');
    stage.kubectl('scale deployment web --replicas=1');
    stage.settle();
    expect(status(stage, 'a.example')).toBe('200');
  });

  scenario('a route whose Service comes later is put right by itself', (stage) => {
    play(stage, route('web', `{ ${to('late')} }`));
    expect(status(stage, 'a.example')).toBe('500');
    stage.kubectl('expose deployment web --name late --port 80 --target-port 8080');
    stage.settle();
    expect(ofRoute(stage, 'web', 'ResolvedRefs')).toBe('True ResolvedRefs: All references are resolved');
    expect(status(stage, 'a.example')).toBe('200');
  });

  scenario('what the implementation does not support is accepted and told of', (stage) => {
    play(stage, route('web', `{ timeouts: { request: 10s }, ${to('web')} }`));
    expect(ofRoute(stage, 'web')).toBe(
      'True UnsupportedField: The following unsupported parameters were ignored: spec.rules[0].timeouts: Forbidden: Timeouts',
    );
  });

  scenario('kubectl shows host names as they are written', (stage) => {
    play(stage, route('web', `{ ${to('web')} }`, 'hostnames: [a.example, "*.b.example"],'));
    expect(stage.kubectl('get httproute').split('\n')[0]).toMatch(/^NAME +HOSTNAMES +AGE$/);
    expect(stage.kubectl('get httproute --no-headers')).toMatch(/^web +\["a\.example","\*\.b\.example"\] +/);
  });
});
