import { describe, expect } from 'vitest';
import type { Stage } from '../stage';
import { gateway, get, podOf, route, scenario, status, to } from './cast';

const play = (stage: Stage, filters: string, more = to('web'), match = '{ path: { type: PathPrefix, value: "/" } }'): Stage =>
  stage.apply(gateway() + route('web', `{ matches: [${match}], filters: [${filters}], ${more} }`));
const location = (stage: Stage, path = '/hostname', host = 'a.example') =>
  get(stage, host, path, `-o /dev/null -w '%{http_code} %{redirect_url}'`);

describe('filters of HTTPRoute', () => {
  scenario('RequestRedirect to https', (stage) => {
    play(stage, '{ type: RequestRedirect, requestRedirect: { scheme: https, statusCode: 301 } }', '');
    expect(location(stage, '/a?b=c')).toBe('301 https://a.example/a?b=c');
  });

  scenario('RequestRedirect is 302 unless it says otherwise, and can name another host and port', (stage) => {
    play(stage, '{ type: RequestRedirect, requestRedirect: { hostname: new.example, port: 8443 } }', '');
    expect(location(stage)).toBe('302 http://new.example:8443/hostname');
  });

  scenario('RequestRedirect replaces the prefix that has matched', (stage) => {
    const filter = '{ type: RequestRedirect, requestRedirect: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /new } } }';
    play(stage, filter, '', '{ path: { type: PathPrefix, value: /old } }');
    expect(location(stage, '/old/page')).toBe('302 http://a.example/new/page');
  });

  scenario('URLRewrite takes a prefix away', (stage) => {
    const filter = '{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }';
    play(stage, filter, to('web'), '{ path: { type: PathPrefix, value: /app } }');
    expect(get(stage, 'a.example', '/app/hostname')).toBe(podOf(stage, 'web'));
  });

  scenario('URLRewrite replaces the whole path and the host', (stage) => {
    const filter =
      '{ type: URLRewrite, urlRewrite: { hostname: inside.example, path: { type: ReplaceFullPath, replaceFullPath: /header } } }';
    play(stage, filter);
    expect(get(stage, 'a.example', '/anything?key=host')).toContain('inside.example');
  });

  scenario('RequestHeaderModifier sets, adds and removes what the backend gets', (stage) => {
    play(
      stage,
      '{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-Set, value: ours }], add: [{ name: X-Add, value: more }], remove: [X-Secret] } }',
    );
    const sent = `-H 'X-Set: theirs' -H 'X-Add: one' -H 'X-Secret: 1'`;
    expect(get(stage, 'a.example', '/header?key=x-set', sent)).toBe('ours');
    expect(get(stage, 'a.example', '/header?key=x-add', sent)).toBe('one,more');
    expect(get(stage, 'a.example', '/header?key=x-secret', sent)).toBe('');
  });

  scenario('ResponseHeaderModifier changes what the client gets', (stage) => {
    play(
      stage,
      '{ type: ResponseHeaderModifier, responseHeaderModifier: { add: [{ name: X-Served-By, value: gateway }], remove: [Date] } }',
    );
    expect(get(stage, 'a.example', '/hostname', '-i').toLowerCase()).toContain('x-served-by: gateway');
  });

  scenario('RequestMirror sends a copy and answers with the backend’s own', (stage) => {
    stage.kubectl('create deployment shadow --image=nginx:1.29');
    stage.kubectl('expose deployment shadow --port=80');
    stage.settle();
    play(stage, '{ type: RequestMirror, requestMirror: { backendRef: { name: shadow, port: 80 } } }');
    expect(get(stage, 'a.example', '/hostname')).toBe(podOf(stage, 'web'));
    expect(stage.kubectl('logs deployment/shadow')).toContain('"GET /hostname HTTP/1.1" 404');
  });

  scenario('the backend learns who asked, and how', (stage) => {
    play(stage, '', to('web'));
    expect(get(stage, 'a.example', '/header?key=x-forwarded-proto')).toBe('http');
    expect(get(stage, 'a.example', '/header?key=x-real-ip')).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  });

  scenario('a redirect and backends in one rule are refused', (stage) => {
    const yaml = route('web', `{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }], ${to('web')} }`);
    expect(stage.fails(`cat <<'E' | kubectl apply -f -\n${yaml}\nE`)).toContain(
      'spec.rules[0]: Invalid value: RequestRedirect filter must not be used together with backendRefs',
    );
  });

  scenario('a filter has what its type needs', (stage) => {
    const yaml = route('web', `{ filters: [{ type: URLRewrite, requestRedirect: { scheme: https } }] }`);
    const said = stage.fails(`cat <<'E' | kubectl apply -f -\n${yaml}\nE`);
    expect(said).toContain('filter.requestRedirect must be nil if the filter.type is not RequestRedirect');
    expect(said).toContain('filter.urlRewrite must be specified for URLRewrite filter.type');
  });

  scenario('a filter that may stand once is not repeated', (stage) => {
    const filter = '{ type: URLRewrite, urlRewrite: { hostname: a.example } }';
    const yaml = route('web', `{ filters: [${filter}, ${filter}], ${to('web')} }`);
    expect(stage.fails(`cat <<'E' | kubectl apply -f -\n${yaml}\nE`)).toContain('URLRewrite filter cannot be repeated');
  });

  scenario('a path is absolute, a Service has a port, a status code is one of a redirect', (stage) => {
    const refuse = (rules: string) => stage.fails(`cat <<'E' | kubectl apply -f -\n${route('web', rules)}\nE`);
    expect(refuse('{ matches: [{ path: { type: Exact, value: relative } }] }')).toContain(
      "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
    );
    expect(refuse('{ backendRefs: [{ name: web }] }')).toContain('Must have port for Service reference');
    expect(refuse('{ filters: [{ type: RequestRedirect, requestRedirect: { statusCode: 200 } }] }')).toContain('Unsupported value: 200');
    expect(refuse('{ matches: [{ method: FETCH }] }')).toContain('Unsupported value: "FETCH"');
    expect(status(stage.apply(gateway()), 'a.example')).toBe('404');
  });
});
