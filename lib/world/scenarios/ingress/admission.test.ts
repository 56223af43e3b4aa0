import { describe, expect } from 'vitest';
import { get, ingress, NAMESPACE, own, path, refused, rule, scenario, status } from './cast';

const DENIED = 'admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: ';
const logs = `-n ${NAMESPACE} logs deployment/ingress-nginx-controller`;

describe('admission of ingress-nginx', () => {
  scenario('a Job makes the certificate, another one tells the webhook of it', (stage) => {
    expect(Object.keys(stage.get('secrets', 'ingress-nginx-admission', NAMESPACE)!.data as object).sort()).toEqual(['ca', 'cert', 'key']);
    const secret = stage.get('secrets', 'ingress-nginx-admission', NAMESPACE)!.data as { ca: string };
    const hook = stage.kubectl(
      `get validatingwebhookconfiguration ingress-nginx-admission -o jsonpath='{.webhooks[0].clientConfig.caBundle}'`,
    );
    expect(hook).toBe(secret.ca);
    expect(stage.events('Job/ingress-nginx-admission-create', NAMESPACE)).toContain('Completed: Job completed');
    expect(stage.list('jobs.batch', NAMESPACE)).toEqual([]);
  });

  scenario('a host and a path are defined once', (stage) => {
    stage.apply(ingress('one', rule('a.example', path('web'))));
    const said = refused(stage, ingress('two', rule('a.example', path('api'))));
    expect(said).toContain(`Error from server (BadRequest): error when creating "STDIN": ${DENIED}`);
    expect(said).toContain('denied the request: host "a.example" and path "/" is already defined in ingress default/one');
    expect(stage.kubectl(logs)).toContain('main.go:96] "invalid ingress configuration"');
  });

  scenario('the same Ingress may be written again, and the host elsewhere with another path', (stage) => {
    stage.apply(ingress('one', rule('a.example', path('web'))));
    stage.apply(ingress('one', rule('a.example', path('api'))));
    stage.apply(ingress('two', rule('a.example', path('web', '/echo'))));
    expect(stage.kubectl(logs)).toContain('main.go:107] "successfully validated configuration, accepting" ingress="default/two"');
  });

  scenario('a canary may have the host and path of the Ingress beside it', (stage) => {
    stage.apply(ingress('one', rule('a.example', path('web'))));
    stage.apply(ingress('two', rule('a.example', path('api')), own('canary', 'true')));
    expect(refused(stage, ingress('three', rule('a.example', path('api')), own('canary', 'true')))).toContain(
      'is already defined in ingress default/two',
    );
  });

  scenario('a pattern is no path of type Prefix or Exact', (stage) => {
    expect(refused(stage, ingress('web', rule('a.example', path('web', '/app(/|$)(.*)'))))).toContain(
      `${DENIED}ingress contains invalid paths: path /app(/|$)(.*) cannot be used with pathType Prefix`,
    );
    stage.apply(ingress('web', rule('a.example', path('web', '/app(/|$)(.*)', 'ImplementationSpecific'))));
  });

  scenario('snippets are disabled unless an administrator allows them', (stage) => {
    expect(refused(stage, ingress('web', rule('a.example', path('web')), own('configuration-snippet', 'deny all;')))).toContain(
      `${DENIED}nginx.ingress.kubernetes.io/configuration-snippet annotation cannot be used. Snippet directives are disabled by the Ingress administrator`,
    );
  });

  scenario('Ingresses of other classes are not looked at', (stage) => {
    stage.apply(ingress('one', rule('a.example', path('web'))));
    stage.apply(ingress('two', rule('a.example', path('api')), '', 'traefik'));
    expect(stage.kubectl('get ingress two --no-headers')).toMatch(/^two +traefik +a\.example +80 /);
  });

  scenario('while the controller is away no Ingress can be written; without its webhook it can', (stage) => {
    stage.kubectl(`-n ${NAMESPACE} scale deployment ingress-nginx-controller --replicas=0`);
    stage.settle().pass(310);
    expect(refused(stage, ingress('web', rule('a.example', path('web'))))).toContain(
      'failed calling webhook "validate.nginx.ingress.kubernetes.io": failed to call webhook: Post "https://ingress-nginx-controller-admission.ingress-nginx.svc:443/networking/v1/ingresses?timeout=10s"',
    );
    stage.kubectl('delete validatingwebhookconfiguration ingress-nginx-admission');
    stage.apply(ingress('web', rule('a.example', path('web'))));
    expect(status(stage, 'a.example')).toBe('000');
    expect(get(stage, 'a.example')).toBe('');
  });
});
